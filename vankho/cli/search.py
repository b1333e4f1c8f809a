"""``vankho search QUERY…`` → the pages that match, best first."""

import re
from dataclasses import asdict
from html import unescape

import click

from search.query import parse
from vankho.cli.door import Door, print_json


@click.command("search", context_settings={"ignore_unknown_options": True})
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
@click.option("--json", "as_object", is_flag=True, help="Một đối tượng JSON / one JSON object.")
@click.pass_obj
def command(door: Door, query: tuple[str, ...], limit: int, as_object: bool) -> None:
    """Tìm trang văn bản, có dấu hay không dấu. / Find pages, with or without marks."""
    wanted = parse(" ".join(query))
    with door.house() as house:
        found = house.index.search(wanted, limit)
    if as_object:
        print_json(asdict(found))
        return
    for hit in found.hits:
        place = door.words(
            f"văn bản {hit.document}, trang {hit.page + 1}", f"document {hit.document}, page {hit.page + 1}"
        )
        click.echo(f"{click.style(hit.dossier, bold=True)}  {place}  {hit.title}\n    {_plain(hit.snippet)}")
    door.tell(
        f"{found.total} trang khớp, {found.took_ms:.1f} ms.", f"{found.total} pages match, {found.took_ms:.1f} ms."
    )


def _plain(snippet: str) -> str:
    """The snippet for a terminal: marks in bold, HTML undone."""
    bold = re.sub(r"<mark>(.*?)</mark>", lambda match: click.style(match[1], bold=True, fg="yellow"), snippet)
    return " ".join(unescape(bold).split())
