"""``vankho text DOSSIER`` → the text read, reading order, one line a line."""

import click

from archive.errors import Missing
from vankho.cli.door import Door
from vankho.cli.dossier import dossier_of, resolve


@click.command("text")
@click.argument("dossier")
@click.option("--page", type=click.IntRange(min=0), help="Trang, đếm từ 0 / page, counted from 0.")
@click.pass_obj
def command(door: Door, dossier: str, page: int | None) -> None:
    """In văn bản đã đọc. / Print the text that was read."""
    with door.house() as house:
        pages = dossier_of(house, resolve(house, dossier)).pages
    chosen = pages if page is None else tuple(read for read in pages if read.page.index == page)
    if page is not None and not chosen:
        raise Missing(f"{dossier} --page {page} (0–{len(pages) - 1})")
    for read in chosen:
        if read.text:
            click.echo(read.text)
