"""``vankho ledger verify`` → whether any line was changed, removed or put in."""

import sys

import click

from vankho.cli.door import Door, print_json


@click.group("ledger")
def command() -> None:
    """Sổ sự kiện có chuỗi băm. / The hash-chained ledger of events."""


@command.command("verify")
@click.option("--json", "as_object", is_flag=True, help="Một đối tượng JSON / one JSON object.")
@click.pass_obj
def verify(door: Door, as_object: bool) -> None:
    """Kiểm tra chuỗi băm của sổ; mã thoát 4 nếu sai. / Check the chain; exit 4 if it is broken."""
    with door.house() as house:
        problems = house.ledger.verify()
        count = sum(1 for _ in house.ledger.lines()) if not problems else 0
    if as_object:
        print_json({"whole": not problems, "lines": count, "problems": problems})
    for problem in problems:
        click.echo(problem, err=as_object)
    if problems:
        sys.exit(4)
    door.tell(f"Sổ nguyên vẹn: {count} dòng.", f"The ledger is whole: {count} lines.")
