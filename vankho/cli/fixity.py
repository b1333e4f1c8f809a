"""``vankho fixity run|compare|repair|copy|waiting`` → the stores read again, held against each other, and mended."""

import sys
from dataclasses import asdict

import click

from archive.errors import UsageError
from vankho.cli.door import Door, print_json
from vankho.cli.dossier import resolve
from vankho.inspection import Inspection, Inspector, inspected

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
    """Đọc mọi tệp ở cả hai kho và so với bản kê; không sửa gì. / Read all in both stores; nothing is changed."""
    with door.house() as house:
        chosen = [resolve(house, name, aside=True) for name in dossiers]
        told = Inspector(house, door.user).compare(chosen)
    _tell(door, told, as_object)


@command.command("repair")
@click.argument("dossiers", nargs=-1)
@_json
@click.pass_obj
def repair(door: Door, dossiers: tuple[str, ...], as_object: bool) -> None:
    """Sửa từng tệp hỏng từ bản tốt; bản hỏng được giữ riêng. / Mend file by file; the bad bytes are put aside."""
    with door.house() as house:
        chosen = [resolve(house, name, aside=True) for name in dossiers]
        told = Inspector(house, door.user).compare(chosen, mend=True)
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
