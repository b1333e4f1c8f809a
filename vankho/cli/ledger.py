"""``vankho ledger verify|anchor|repair`` → whether a line was changed, removed or put in; its lines copied to the
stores and anchored there, and brought back from there.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from archive.errors import Damaged
from vankho import anchoring, mending
from vankho.cli.door import Door, print_json
from vankho.doors import let_in
from vankho.mending import Mended
from vankho.wiring import House


@click.group("ledger")
def command() -> None:
    """Sổ sự kiện có chuỗi băm. / The hash-chained ledger of events."""


@command.command("verify")
@click.option("--json", "as_object", is_flag=True, help="Một đối tượng JSON / one JSON object.")
@click.pass_obj
def verify(door: Door, as_object: bool) -> None:
    """Kiểm tra chuỗi băm và các mốc neo; mã thoát 4 nếu sai. / Check chain and anchors; exit 4 if broken."""
    with _admitted(door) as house:
        problems = anchoring.verify(house)
        count = sum(1 for _ in house.ledger.lines()) if not problems else 0
    if as_object:
        print_json({"whole": not problems, "lines": count, "problems": problems})
    for problem in problems:
        click.echo(problem, err=as_object)
    if problems:
        sys.exit(4)
    door.tell(f"Sổ nguyên vẹn: {count} dòng.", f"The ledger is whole: {count} lines.")


@command.command("anchor")
@click.pass_obj
def anchor(door: Door) -> None:
    """Chép dòng mới của sổ vào kho, neo đầu sổ (khóa, ký nếu được). / Copy new lines to the stores, anchor the head."""
    with door.house() as house:
        done = anchoring.anchor(house, door.user)
    if done is None:
        door.tell("Sổ không có dòng mới từ lần neo trước.", "No new line since the last anchor.")
        return
    line, stores = done
    named = ", ".join(stores)
    door.tell(
        f"Đã chép sổ và neo dòng {line.seq} vào {named}.", f"The ledger is copied, line {line.seq} anchored in {named}."
    )


@command.command("repair")
@click.option("--json", "as_object", is_flag=True, help="Một đối tượng JSON / one JSON object.")
@click.pass_obj
def repair(door: Door, as_object: bool) -> None:
    """Lấy lại dòng hỏng, mất từ bản chép trong kho; sổ hỏng được giữ riêng; mã thoát 4 nếu còn sai.

    Lines that were damaged or lost come back from the copies in the stores, the damaged file is kept; exit 4 if
    something is still wrong.
    """
    with _admitted(door) as house:
        done = mending.repair(house, door.user)
        left = anchoring.verify(house)
    if as_object:
        print_json({"repaired": done.as_json() if done else None, "whole": not left, "problems": left})
    if done is None:
        door.tell("Không có dòng nào phải lấy lại.", "No line had to be brought back.")
    else:
        _tell(door, done)
    for problem in left:
        click.echo(problem, err=as_object)
    if left or (done is not None and done.lost):
        sys.exit(4)


def _tell(door: Door, done: Mended) -> None:
    door.tell(
        f"Sổ có {done.lines} dòng; {done.restored} dòng lấy lại từ bản chép. Dòng cuối ghi việc sửa này.",
        f"The ledger has {done.lines} lines; {done.restored} came from its copies. The last says so.",
    )
    if done.aside:
        door.tell(f"Tệp hỏng còn ở: {done.aside}", f"The damaged file is kept: {done.aside}")
    for first, last in done.lost:
        door.tell(f"MẤT dòng {first}–{last}: không nơi nào có.", f"LOST lines {first} to {last}: nobody has them.")
    if done.chained:
        named = f"{done.chained[0]}–{done.chained[-1]}"
        door.tell(
            f"{len(done.chained)} dòng ({named}) sau bản chép cuối giữ nguyên lời, nối băm lại: hãy đọc lại.",
            f"{len(done.chained)} lines ({named}) after the last copy keep their words, chained anew: read them again.",
        )
    if done.left_out:
        door.tell(
            f"{done.left_out} dòng của tệp hỏng trái với bản chép, không đưa vào sổ.",
            f"{done.left_out} lines of the damaged file are otherwise in the copies, and left out.",
        )


@contextmanager
def _admitted(door: Door) -> Iterator[House]:
    """The house for the person who acts; where the ledger cannot even be read, who they are is read from what its
    copies prove."""
    try:
        house = door.house()
    except Damaged:
        house = House(door.settings)
        let_in(mending.people(house).person(door.user), door.verb)
    with house:
        yield house
