"""``vankho sheet export|import`` → the archive as a spreadsheet, and an archive's own list attached to its scans."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from archive.description import unpack
from archive.exchange import COLUMNS, rows
from archive.listed import listed
from archive.places import DOSSIER
from archive.records import Dossier
from archive.sheet import Head, read_sheet, write_sheet
from vankho.attach import Attached, Scans, attach
from vankho.cli.door import Door, print_json
from vankho.cli.dossier import resolve
from vankho.desk import waits
from vankho.wiring import House

_json = click.option("--json", "as_object", is_flag=True, help="Dạng JSON / JSON.")


@click.group("sheet")
def command() -> None:
    """Bảng kê hồ sơ, văn bản XLSX/CSV: xuất ra, nhập vào. / The list of dossiers as a spreadsheet, out and in."""


@command.command("export")
@click.argument("dossiers", nargs=-1)
@click.option("--to", "file", required=True, type=click.Path(path_type=Path, dir_okay=False), help="*.xlsx | *.csv")
@click.option("--status", type=click.Choice(["archived", "review"]))
@_json
@click.pass_obj
def export(door: Door, dossiers: tuple[str, ...], file: Path, status: str | None, as_object: bool) -> None:
    """Xuất bảng kê: mỗi văn bản một dòng (mẫu A–AT của kho lưu trữ tỉnh). / Export the list, a row a document.

    Không nêu DOSSIERS: mọi hồ sơ, trừ hồ sơ cách ly. / Without DOSSIERS all, but those in quarantine.
    """
    if file.suffix.lower() not in (".xlsx", ".csv"):
        raise click.BadParameter("*.xlsx | *.csv", param_hint="--to")
    heads = [Head(column.header, column.width, column.number) for column in COLUMNS]
    count = 0

    def told(house: House) -> Iterator[Sequence[str]]:
        nonlocal count
        for count, (dossier, state) in enumerate(_chosen(house, dossiers, status), 1):
            yield from rows(dossier, state, count)

    with door.house() as house:
        lines = write_sheet(file, heads, told(house), "Bảng kê hồ sơ")
    if as_object:
        print_json({"file": str(file), "dossiers": count, "rows": lines})
    else:
        click.echo(file)
    door.tell(f"{count} hồ sơ, {lines} dòng.", f"{count} dossiers, {lines} rows.")


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--scans", required=True, type=click.Path(path_type=Path, exists=True, file_okay=False),
              help="Thư mục bản quét / the folder of the scans.")  # fmt: skip
@click.option("--force", is_flag=True, help="Ghi đè dossier.toml khác / write over a dossier.toml that differs.")
@_json
@click.pass_obj
def import_(door: Door, file: Path, scans: Path, force: bool, as_object: bool) -> None:
    """Gắn bảng kê có sẵn vào bản quét: ghi dossier.toml cạnh bản quét. / Attach an existing list to its scans.

    Sau đó chạy vankho ingest như thường lệ. Dòng không gắn được được nêu kèm số dòng và lý do; mã thoát 3.
    / Then run vankho ingest as usual. Rows that cannot be attached are told with number and reason; exit status 3.
    """
    with door.house() as house:
        done = list(attach(listed(read_sheet(file)), Scans(scans), house.limits, force=force))
    for one in done:
        if as_object:
            print_json(_as_json(one))
        elif one.known:
            click.echo(one.known)
        for row, trouble in one.troubles:
            door.tell(f"{file.name}, dòng {row}: {trouble}", f"{file.name}, row {row}: {trouble}")
    fine = sum(one.known is not None for one in done)
    door.tell(f"Gắn được {fine} trên {len(done)} hồ sơ.", f"Attached {fine} of {len(done)} dossiers.")
    loose = [str(one.place) for one in done if one.by_name and one.known]
    if loose:
        door.tell(
            f"{len(loose)} hồ sơ là một tệp trong thư mục chung; nêu tên từng tệp: vankho ingest «{loose[0]}» …",
            f"{len(loose)} dossiers are single files of one folder; name each: vankho ingest «{loose[0]}» …",
        )
    sys.exit(3 if fine < len(done) or any(one.troubles for one in done) else 0)


def _chosen(house: House, names: Sequence[str], status: str | None) -> Iterator[tuple[Dossier, str]]:
    """The dossiers and their status, one in memory at a time."""
    wanted = {resolve(house, name) for name in names}
    found = (house.catalogue.get(one) for one in sorted(wanted)) if wanted else house.reader.rows(status)
    for row in found:
        if row is None or row.status == "quarantine" or (status and row.status != status):
            continue
        if row.status == "archived":
            yield unpack(house.store.read(row.id, DOSSIER)), row.status
        elif (dossier := waits(house.work, row.digest)) is not None:
            yield dossier, row.status


def _as_json(one: Attached) -> dict[str, object]:
    return {
        "dossier": one.name,
        "rows": list(one.rows),
        "ingest": str(one.place) if one.place else None,
        "by_name": one.by_name,
        "known": str(one.known) if one.known else None,
        "troubles": [{"row": row, "message": trouble} for row, trouble in one.troubles],
    }
