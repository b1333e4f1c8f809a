"""``vankho export DOSSIER --to DIR`` → its package, or its PDF/A, ALTO, tables or list of documents, in a folder."""

from pathlib import Path

import click

from archive.contents import write_contents
from archive.export import export_alto, export_pdfs, export_tables
from vankho.cli.door import Door, print_json
from vankho.cli.dossier import dossier_of, resolve

_PARTS = {"pdf": export_pdfs, "alto": export_alto, "csv": export_tables}


@click.command("export")
@click.argument("dossier")
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path, file_okay=False))
@click.option("--as", "form", type=click.Choice(["aip", *_PARTS, "mlvb"]), default="aip", show_default=True)
@click.option("--json", "as_object", is_flag=True, help="Một đối tượng JSON / one JSON object.")
@click.pass_obj
def command(door: Door, dossier: str, folder: Path, form: str, as_object: bool) -> None:
    """Xuất gói AIP, tệp PDF/A, trang ALTO XML, bảng CSV hoặc mục lục văn bản. / Export the AIP or parts of it.

    pdf: mỗi văn bản một tệp PDF/A; alto: mỗi trang một tệp (p0003.xml); csv: mỗi bảng một tệp (p0003-1.csv), trang đếm
    từ 0; mlvb: mục lục văn bản trong hồ sơ (DOCX và XLSX), cả khi hồ sơ còn chờ xem.
    / pdf: a PDF/A a document; alto: a file a page; csv: a file a table; pages count from 0; mlvb: the list of documents
    in the dossier, also while it waits.
    """
    with door.house() as house:
        identity = resolve(house, dossier)
        if form == "aip":
            place = folder / identity.replace("/", "_")
            house.store.export(identity, place)
            files = sorted(path for path in place.rglob("*") if path.is_file())
        elif form == "mlvb":
            files = write_contents(dossier_of(house, identity), folder)
        else:
            files = _PARTS[form](house.store, identity, folder)
    if form == "csv" and not files:
        door.tell("Hồ sơ không có bảng nào.", "The dossier has no table.")
    if as_object:
        print_json({"dossier": identity, "as": form, "files": [str(path) for path in files]})
    else:
        for path in files:
            click.echo(path)
