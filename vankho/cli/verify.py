"""``vankho verify [DOSSIER…]`` → every byte of the store re-read and re-hashed."""

import sys
from dataclasses import asdict

import click

from vankho.cli.door import Door, print_json
from vankho.cli.dossier import resolve


@click.command("verify")
@click.argument("dossiers", nargs=-1)
@click.option("--json", "as_object", is_flag=True, help="Một đối tượng JSON / one JSON object.")
@click.pass_obj
def command(door: Door, dossiers: tuple[str, ...], as_object: bool) -> None:
    """Đọc lại và băm lại mọi tệp trong kho; mã thoát 4 nếu có tệp hỏng. / Re-read and re-hash; exit 4 if damaged."""
    with door.house() as house:
        chosen = [resolve(house, name, aside=True) for name in dossiers] or None
        checked = len(chosen) if chosen else sum(1 for _ in house.store.dossiers())
        damages = list(house.store.verify(chosen))
    if as_object:
        print_json({"whole": not damages, "dossiers": checked, "damages": [asdict(damage) for damage in damages]})
    for damage in damages:
        line = f"{damage.dossier or '-'}: {damage.file}: {damage.what}"
        click.echo(line, err=as_object)
    if damages:
        door.tell(f"HỎNG: {len(damages)} tệp.", f"DAMAGED: {len(damages)} files.")
        sys.exit(4)
    door.tell(f"Nguyên vẹn: {checked} hồ sơ.", f"Whole: {checked} dossiers.")
