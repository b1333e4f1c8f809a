"""``vankho verify [DOSSIER…]`` → every byte of the store re-read and re-hashed."""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict

import click

from archive.damage import Damage
from archive.disposal import is_disposal
from archive.errors import StoreError
from vankho.cli.door import Door, print_json
from vankho.cli.dossier import resolve
from vankho.testimony import Testimony, strangers
from vankho.wiring import House


def _strangers(house: House, chosen: Sequence[str] | None) -> Iterator[Damage]:
    """What the ledger knows otherwise; nothing where it cannot be read: ``vankho ledger verify`` says so."""
    try:
        witness = Testimony(house.ledger).read_on()
    except StoreError:
        return
    yield from strangers(house.store, witness, chosen)


@click.command("verify")
@click.argument("dossiers", nargs=-1)
@click.option("--json", "as_object", is_flag=True, help="Một đối tượng JSON / one JSON object.")
@click.pass_obj
def command(door: Door, dossiers: tuple[str, ...], as_object: bool) -> None:
    """Đọc lại và băm lại mọi tệp trong kho; mã thoát 4 nếu có tệp hỏng. / Re-read and re-hash; exit 4 if damaged."""
    with door.house() as house:
        chosen = [resolve(house, name, aside=True) for name in dossiers] or None
        named = chosen or list(house.store.dossiers())
        files = sum(map(is_disposal, named))
        checked = len(named) - files
        damages = [*house.store.verify(chosen), *_strangers(house, chosen)]
    if as_object:
        told = [asdict(damage) for damage in damages]
        print_json({"whole": not damages, "dossiers": checked, "disposal_files": files, "damages": told})
    for damage in damages:
        line = f"{damage.dossier or '-'}: {damage.file}: {damage.what} {damage.detail}".rstrip()
        click.echo(line, err=as_object)
    if damages:
        door.tell(f"HỎNG: {len(damages)} tệp.", f"DAMAGED: {len(damages)} files.")
        sys.exit(4)
    more = (f", {files} hồ sơ hủy", f", {files} disposal files") if files else ("", "")
    door.tell(f"Nguyên vẹn: {checked} hồ sơ{more[0]}.", f"Whole: {checked} dossiers{more[1]}.")
