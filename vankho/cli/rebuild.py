"""``vankho rebuild`` → catalogue and index again, from the store alone."""

import click

from vankho.cli.door import Door
from vankho.rebuild import rebuild_all


@click.command("rebuild")
@click.pass_obj
def command(door: Door) -> None:
    """Dựng lại danh mục và chỉ mục chỉ từ kho. / Build catalogue and index again from the store alone."""
    with door.house() as house:
        count = rebuild_all(house)
    door.tell(f"Đã dựng lại {count} hồ sơ.", f"Rebuilt {count} dossiers.")
