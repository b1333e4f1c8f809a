"""``vankho fixity run|compare|repair|copy|waiting|minutes`` → the stores read again, held against each other, and
mended; and the papers on that.
"""

import sys
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click

from archive.drafts import DOTS, Agency
from archive.errors import StoreError, UsageError
from archive.preservations.papers import BACKUP, CHECK, INCIDENT, LOG, PAPERS
from vankho import __version__
from vankho.cli.door import Door, print_json
from vankho.cli.dossier import resolve
from vankho.inspection import Inspection, Inspector, inspected
from vankho.minutes import draft_minutes

KINDS = {"check": CHECK, "log": LOG, "copy": BACKUP, "incident": INCIDENT}
_DATE = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])
_json = click.option("--json", "as_object", is_flag=True, help="Một đối tượng JSON / one JSON object.")


@click.group("fixity")
def command() -> None:
    """Đọc lại kho theo lượt, so hai kho, sửa từ bản tốt. / Re-read the stores by turns, compare, repair."""


@command.command("run")
@click.option("--within", "days", type=click.IntRange(min=1), help="Toàn kho trong N ngày / all of it within N days.")
@_json
@click.pass_obj
def run(door: Door, days: int | None, as_object: bool) -> None:
    """Đọc lại phần đến lượt đêm nay; mã thoát 4 nếu có tệp hỏng. / Read tonight's share; exit 4 if damaged."""
    with door.house() as house:
        told, minutes = inspected(house, door.user, days or door.settings.fixity_days or 90)
    door.tell(f"Biên bản: {minutes}", f"Minutes: {minutes}")
    _tell(door, told, as_object)


@command.command("compare")
@click.argument("dossiers", nargs=-1)
@_json
@click.pass_obj
def compare(door: Door, dossiers: tuple[str, ...], as_object: bool) -> None:
    """Đọc mọi tệp ở cả hai kho và so với bản kê; không sửa gì. / Read all in both stores; nothing is mended."""
    with door.house() as house:
        chosen = [resolve(house, name, aside=True) for name in dossiers]
        inspector = Inspector(house, door.user)
        told = inspector.compare(chosen)
        if not chosen:
            _note(door, inspector, told)
    _tell(door, told, as_object)


@command.command("repair")
@click.argument("dossiers", nargs=-1)
@_json
@click.pass_obj
def repair(door: Door, dossiers: tuple[str, ...], as_object: bool) -> None:
    """Sửa từng tệp hỏng từ bản tốt; bản hỏng được giữ riêng. / Mend file by file; the bad bytes are put aside."""
    with door.house() as house:
        chosen = [resolve(house, name, aside=True) for name in dossiers]
        inspector = Inspector(house, door.user)
        told = inspector.compare(chosen, mend=True)
        place = inspector.write_report(told)
    door.tell(f"Biên bản: {place}", f"Minutes: {place}")
    _tell(door, told, as_object)


@command.command("copy")
@click.pass_obj
def copy(door: Door) -> None:
    """Chép những gì kho thứ hai còn thiếu. / Bring what the second store lacks."""
    _need_second(door)
    with door.house() as house:
        count = Inspector(house, door.user).copy()
    door.tell(f"Đã chép {count} tệp.", f"{count} files copied.")


@command.command("waiting")
@_json
@click.pass_obj
def waiting(door: Door, as_object: bool) -> None:
    """Những gì kho thứ hai chưa có, chỉ so tên tệp. / What the second store lacks, by names alone; nothing is read."""
    _need_second(door)
    with door.house() as house:
        found = list(Inspector(house, door.user).waiting())
    if as_object:
        print_json({"waiting": [asdict(one) for one in found]})
    for one in found:
        said = door.words(f"{one.files} tệp", f"{one.files} files")
        click.echo(f"{one.dossier}: {said} {one.why}".rstrip(), err=as_object)
    door.tell(
        f"Chờ chép sang kho thứ hai: {len(found)} hồ sơ (vankho fixity copy).",
        f"Waiting for the second store: {len(found)} dossiers (vankho fixity copy).",
    )


def _note(door: Door, inspector: Inspector, told: Inspection) -> None:
    """A home that cannot be written is told; what was read is told all the same."""
    try:
        place = inspector.note_compared(told)
    except StoreError as error:
        door.tell(error.message("vi"), error.message("en"))
    else:
        door.tell(f"Biên bản: {place}", f"Minutes: {place}")


@command.command("minutes")
@click.option(
    "--to", "folder", required=True, type=click.Path(path_type=Path, file_okay=False), help="Thư mục / folder."
)
@click.option("--from", "first", type=_DATE, help="Từ ngày (đầu tháng này) / the first day (of this month).")
@click.option("--until", "last", type=_DATE, help="Đến ngày (hôm nay) / the last day (today).")
@click.option("--kind", "kinds", multiple=True, type=click.Choice([*KINDS]), help="Chỉ loại này / only this kind.")
@_json
@click.pass_obj
def minutes(  # noqa: PLR0913
    door: Door, folder: Path, first: datetime | None, last: datetime | None, kinds: tuple[str, ...], as_object: bool
) -> None:
    """Biên bản kiểm tra, nhật ký và biên bản sao lưu, biên bản sự cố và phục hồi; DOCX và PDF/A.

    Minutes of checks, log and minutes of copies, minutes of incidents and recovery, drafted from the ledger.
    """
    agency = Agency(door.settings.seal_name or DOTS, version=__version__)
    with door.house() as house:
        today = house.now().date()
        days = (first.date() if first else today.replace(day=1), last.date() if last else today)
        made = draft_minutes(house, agency, folder, days, [KINDS[kind] for kind in kinds] or PAPERS)
    if as_object:
        print_json({"files": [str(path) for path in made]})
    for path in () if as_object else made:
        click.echo(path)
    if not made:
        door.tell("Sổ không ghi việc nào trong kỳ.", "The ledger tells of nothing in these days.")


def _need_second(door: Door) -> None:
    if not door.settings.store_2:
        raise UsageError("chưa đặt kho thứ hai / no second store: store_2 (VANKHO_STORE_2)")


def _tell(door: Door, told: Inspection, as_object: bool) -> None:
    if as_object:
        faults = [asdict(one) for one in told.faults]
        more = {"copied": told.copied, "locked": told.locked, "unheld": told.unheld}
        waits = [asdict(one) for one in told.waiting]
        told_of = {"whole": not told.left, "checked": len(told.seen), "of": told.of, "faults": faults}
        print_json(told_of | more | {"waiting": waits})
    for one in told.faults:
        ending = door.words("đã sửa", "mended") if one.mended else door.words("CHƯA SỬA", "NOT MENDED")
        click.echo(f"{one.store}: {one.file}: {one.what} ({ending}) {one.detail}".rstrip(), err=as_object)
    if told.unheld:
        door.tell(
            f"CẢNH BÁO: có người đã gỡ giữ pháp lý của {len(told.unheld)} tệp; đã đặt lại, có ghi sổ.",
            f"WARNING: somebody took the legal hold off {len(told.unheld)} files; it is on again, and on the ledger.",
        )
    if told.waiting:
        door.tell(
            f"Còn chờ chép sang kho thứ hai: {len(told.waiting)} hồ sơ (vankho fixity waiting).",
            f"Still waiting for the second store: {len(told.waiting)} dossiers (vankho fixity waiting).",
        )
    door.tell(
        f"Đã đọc {len(told.seen)}/{told.of} hồ sơ: {len(told.faults)} sai lệch, còn {len(told.left)}.",
        f"Read {len(told.seen)} of {told.of} objects: {len(told.faults)} faults, {len(told.left)} left.",
    )
    if told.left:
        sys.exit(4)
