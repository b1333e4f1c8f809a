"""``vankho home export|check|import`` → a whole home as a bag (BagIt), and back."""

import sys
from pathlib import Path

import click

from archive import bag
from vankho.cli.door import Door
from vankho.moving import bring_in, export

_OFTEN = 500


@click.group("home")
def command() -> None:
    """Xuất, nhập cả kho dưới dạng túi BagIt. / A whole home out and in, as a BagIt bag."""


@command.command("export")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
def take_out(door: Door, folder: Path) -> None:
    """Chép cả kho vào FOLDER; chạy lại thì chỉ chép phần mới. / Copy the home to FOLDER; again: what is new."""
    with door.house() as house:
        digest, count = export(house, folder, door.user, lambda done: _count(door, done))
    door.tell(
        f"Đã xuất {count} tệp vào {folder}. Túi chứa cả hồ sơ hạn chế: hãy giữ như giữ kho. Mã băm của túi:",
        f"{count} files in {folder}. It holds restricted dossiers too: guard it like the archive. The bag's digest:",
    )
    click.echo(digest)


@command.command("check")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.pass_obj
def check(door: Door, folder: Path) -> None:
    """Băm lại mọi tệp của túi; mã thoát 4 nếu sai. / Hash every file of a bag again; exit 4 if wrong."""
    wrong = list(bag.problems(folder))
    for problem in wrong:
        click.echo(problem)
    if wrong:
        sys.exit(4)
    door.tell(f"Túi nguyên vẹn: {folder}", f"The bag is whole: {folder}")


@command.command("import")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.pass_obj
def take_in(door: Door, folder: Path) -> None:
    """Dựng kho từ túi FOLDER vào một kho mới. / Make the home of a bag in a new home; exit 4 if not whole after."""
    with door.house() as house:
        count, wrong = bring_in(house, folder, door.user)
    for problem in wrong:
        click.echo(problem, err=True)
    if wrong:
        sys.exit(4)
    door.tell(
        f"Đã nhập {count} hồ sơ; kho, sổ, danh mục và chỉ mục nguyên vẹn. Khóa (WORM) được đặt lại: vankho fixity run.",
        f"{count} dossiers are in; store, ledger, catalogue and index are whole. Locks are set again by fixity run.",
    )


def _count(door: Door, done: int) -> None:
    if done % _OFTEN == 0:
        door.tell(f"… {done} tệp", f"… {done} files")
