"""``vankho export DOSSIER --to DIR`` → its package, or just its PDF/A files, in a folder."""

from pathlib import Path

import click

from archive.export import export_pdfs
from vankho.cli.door import Door, print_json
from vankho.cli.dossier import resolve


@click.command("export")
@click.argument("dossier")
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path, file_okay=False))
@click.option("--as", "form", type=click.Choice(["aip", "pdf"]), default="aip", show_default=True)
@click.option("--json", "as_object", is_flag=True, help="Một đối tượng JSON / one JSON object.")
@click.pass_obj
def command(door: Door, dossier: str, folder: Path, form: str, as_object: bool) -> None:
    """Xuất gói AIP hoặc các tệp PDF/A. / Export the AIP, or its PDF/A files."""
    with door.house() as house:
        identity = resolve(house, dossier)
        if form == "aip":
            place = folder / identity.replace("/", "_")
            house.store.export(identity, place)
            files = sorted(path for path in place.rglob("*") if path.is_file())
        else:
            files = export_pdfs(house.store, identity, folder)
    if as_object:
        print_json({"dossier": identity, "as": form, "files": [str(path) for path in files]})
    else:
        for path in files:
            click.echo(path)
