"""``vankho export DOSSIER --to DIR`` → its AIP or SIP, or its PDF/A, ALTO, tables or list of documents, in a folder."""

from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import click

from archive.contents import write_contents
from archive.copies import DAYS, KINDS
from archive.eark.tree import folder_of
from archive.errors import UsageError
from archive.export import export_alto, export_pdfs, export_tables
from archive.places import METS
from archive.store import manifest_of
from archive.submission import export_sip
from vankho import __version__
from vankho.cli.door import Door, print_json
from vankho.cli.dossier import dossier_of, resolve
from vankho.wiring import House

_LACKING = {
    "missing": ("chưa có", "is missing"),
    "too-long": ("quá dài", "is too long"),
    "not-a-number": ("không phải số", "is no number"),
    "not-a-date": ("không phải ngày", "is no date"),
    "partial-date": ("chưa đủ ngày, tháng, năm", "is not a whole date"),
    "no-code": ("không có trong bảng mã", "is not in the code table"),
}
_PARTS = {"alto": export_alto, "csv": export_tables}


@click.command("export")
@click.argument("dossier")
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--as", "form", type=click.Choice(["aip", "sip", "dip", "pdf", *_PARTS, "mlvb"]), default="aip", show_default=True
)
@click.option(
    "--zip",
    "number",
    type=click.IntRange(1),
    is_flag=False,
    flag_value=1,
    metavar="STT",
    help="SIP thành tệp ZIP, có STT trong đợt nộp / the SIP as a ZIP, with its number in the submission.",
)
@click.option(
    "--copy", "kind", type=click.Choice(KINDS), default="reading", show_default=True, help="DIP: loại bản sao / kind."
)
@click.option("--document", "documents", type=click.IntRange(1), multiple=True, help="DIP: văn bản thứ / document N.")
@click.option(
    "--until", type=click.DateTime(["%Y-%m-%d"]), help="DIP: ngày cuối của bản đọc / a reading copy's last day."
)
@click.option(
    "--purpose",
    type=click.Choice(["01", "02", "03"]),
    default="01",
    help="DIP: 01 cá nhân, 02 công vụ, 03 công vụ đặc biệt.",
)
@click.option("--reason", default="", help="DIP: nội dung mục đích / what it is for.")
@click.option("--unsealed", is_flag=True, help="PDF: bản chưa ký, cả khi đã có bản ký / the unsigned files.")
@click.option("--json", "as_object", is_flag=True, help="Một đối tượng JSON / one JSON object.")
@click.pass_obj
def command(  # noqa: PLR0913
    door: Door, /, dossier: str, folder: Path, form: str, number: int | None, as_object: bool, **options: Any
) -> None:
    """Xuất gói AIP, gói SIP nộp lưu, gói DIP khai thác, tệp PDF/A, trang ALTO XML, bảng CSV hoặc mục lục văn bản.
    / Export the AIP, a SIP, a DIP or parts of it.

    sip: gói nộp lưu cho hệ thống khác, trường nào luật buộc mà chưa có thì báo; dip: bản đọc, bản sao hoặc bản sao có
    xác thực cho người khai thác, ghi vào sổ; pdf: mỗi văn bản một tệp PDF/A, bản đã ký nếu có; alto:
    mỗi trang một tệp (p0003.xml); csv: mỗi bảng một tệp (p0003-1.csv), trang đếm từ 0; mlvb: mục lục văn bản trong hồ
    sơ (DOCX và XLSX), cả khi hồ sơ còn chờ xem.
    / sip: a package for another system, required fields that nobody gave are told; dip: copies for a reader
    (to read, to keep, certified), noted in the ledger; pdf: a PDF/A a document, sealed where it is; alto: a file
    a page; csv: a file a table; pages count from 0; mlvb: the list of documents, also while the dossier waits.
    """
    with door.house() as house:
        identity = resolve(house, dossier)
        options = _allowed(house, identity, form, options)
        if form == "aip":
            files = _aip(house, identity, folder)
        elif form == "sip":
            files = _sip(door, house, identity, (folder, number))
        elif form == "dip":
            files = _dip(door, house, identity, folder, options)
        elif form == "pdf":
            files = export_pdfs(house.store, identity, folder, sealed=not options["unsealed"])
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


def _allowed(house: House, identity: str, form: str, options: dict[str, Any]) -> dict[str, Any]:
    """``options``, where the person may have this of the dossier. Who has an approved request gets a reading copy, for
    as long as the request stands.

    Raises:
        Forbidden: they may not.
        UsageError: the copy would outlive the request.

    """
    reader = house.reader
    if form != "dip":
        reader.require(identity, "export")
        return options
    asked = reader.person.request_for(identity)
    if asked is None or options["kind"] != "reading" or reader.person.may("hand-out", reader.marks(identity)):
        reader.require(identity, "hand-out")
        return options
    today = house.now().date()
    until = options["until"].date() if options["until"] else min(asked.until, today + timedelta(days=DAYS))
    if until > asked.until:
        raise UsageError(f"--until {until}: … {asked.until}")
    last = datetime.combine(until, time())
    return options | {"until": last, "reason": options["reason"] or asked.purpose}


def _dip(door: Door, house: House, identity: str, folder: Path, options: dict[str, Any]) -> list[Path]:
    from vankho.cli.dip import DipAsked, dip  # signing is slow to load, and only this asks for it

    asked = {name: value for name, value in options.items() if name != "unsealed"}
    return dip(door, house, identity, folder, DipAsked(**asked))


def _aip(house: House, identity: str, folder: Path) -> list[Path]:
    place = folder / folder_of(house.store.read(identity, METS))
    house.store.export(identity, place)
    return [*sorted(path for path in place.rglob("*") if path.is_file()), manifest_of(place)]


def _sip(door: Door, house: House, identity: str, to: tuple[Path, int | None]) -> list[Path]:
    """Folder and, for a ZIP, number in ``to``; what the law asks and the dossier does not have is told."""
    folder, number = to
    made = export_sip(house.store, identity, folder, __version__, number)
    for ordinal, one in made.lacking:
        vi, en = _LACKING[one.kind]
        value = f" «{one.value}»" if one.value else ""
        door.tell(
            f"TT 05/2025: {f'văn bản {ordinal}' if ordinal else 'hồ sơ'}: {one.field}{value} {vi}.",
            f"TT 05/2025: {f'document {ordinal}' if ordinal else 'dossier'}: {one.field}{value} {en}.",
        )
    return sorted(path for path in [made.place, *made.place.rglob("*")] if path.is_file())
