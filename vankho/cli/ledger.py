"""``vankho ledger verify|anchor`` → whether a line was changed, removed or put in; its head anchored in the stores."""

import sys

import click

from vankho import anchoring
from vankho.cli.door import Door, print_json


@click.group("ledger")
def command() -> None:
    """Sổ sự kiện có chuỗi băm. / The hash-chained ledger of events."""


@command.command("verify")
@click.option("--json", "as_object", is_flag=True, help="Một đối tượng JSON / one JSON object.")
@click.pass_obj
def verify(door: Door, as_object: bool) -> None:
    """Kiểm tra chuỗi băm và các mốc neo; mã thoát 4 nếu sai. / Check chain and anchors; exit 4 if broken."""
    with door.house() as house:
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
    """Neo đầu sổ vào kho (khóa, ký nếu được). / Anchor the head in the stores, locked and signed where possible."""
    with door.house() as house:
        done = anchoring.anchor(house, door.user)
    if done is None:
        door.tell("Sổ không có dòng mới từ lần neo trước.", "No new line since the last anchor.")
        return
    line, stores = done
    door.tell(f"Đã neo dòng {line.seq} vào {', '.join(stores)}.", f"Line {line.seq} anchored in {', '.join(stores)}.")
