"""``vankho search QUERY…`` → the pages that match, best first."""

import re
from dataclasses import asdict, replace
from html import unescape
from typing import Any, get_args

import click

from archive.access import RESTRICTED, Sight
from archive.errors import BadQuery, Missing
from archive.records import Found, Hit
from archive.text import spoken
from search.index import Index
from search.links import cited, citing
from search.marks import Mark
from search.query import Query, parse
from search.view import Kind, Sort, View
from vankho.cli.door import Door, print_json
from vankho.marking import marks_of

NAMES = {"year": ("năm", "year"), "type": ("loại", "type"), "organ": ("cơ quan", "organ"), "fonds": ("phông", "fonds")}

_NOTED = 200
"""Characters of a query that the ledger keeps where it found a restricted dossier."""


@click.command("search", context_settings={"ignore_unknown_options": True, "help_option_names": ["--help"]})
@click.argument("query", nargs=-1)
@click.option("--limit", type=click.IntRange(1, 1000), default=10, show_default=True)
@click.option("--sort", type=click.Choice(get_args(Sort)), default="relevance", help="Thứ tự / order.")
@click.option("--group", type=click.Choice(get_args(Kind)), default="page", help="Mỗi dòng là một / one line for each.")
@click.option("--facets", is_flag=True, help="Đếm theo năm, loại, cơ quan, phông / count by year, type, organ, fonds.")
@click.option("--citing", metavar="HỒ-SƠ[#N]", help="Văn bản dẫn văn bản này / papers that cite this one.")
@click.option("--cited-by", metavar="HỒ-SƠ[#N]", help="Văn bản được văn bản này dẫn / papers this one cites.")
@click.option("--json", "as_object", is_flag=True, help="Một đối tượng JSON / one JSON object.")
@click.pass_obj
def command(door: Door, /, query: tuple[str, ...], limit: int, as_object: bool, **wanted: Any) -> None:
    """Tìm trang văn bản, có dấu hay không dấu. / Find pages, with or without marks.

    Từ, "cụm từ", -loại trừ, OR, đầu*, số:2576/QĐ-UBND, cơquan:, ngày:2018..2019, loại:, ngườiký:, phông:, hồsơ:
    """
    with door.house() as house:
        view = View(wanted["sort"], wanted["group"], wanted["facets"], house.reader.sight)
        asked = _asked(house.index, " ".join(query), wanted["citing"], wanted["cited_by"], view.sight)
        found = house.index.search(asked, limit, view) if asked else Found(0, ())
        closed = {hit.dossier for hit in found.hits if hit.mode == RESTRICTED}
        house.reader.note(closed, query=" ".join(query)[:_NOTED])
        if as_object:
            whole = asdict(found)
            for hit, one in zip(found.hits, whole["hits"], strict=True):
                one["boxes"] = [_box(mark) for mark in marks_of(house.store, hit, asked)] if asked else []
            print_json(whole)
            return
    for hit in found.hits:
        _print(door, hit, view)
    for name, values in found.facets.items():
        told = " · ".join(f"{value} ({count})" for value, count in values.items())
        click.echo(f"{door.words(*NAMES[name])}: {told or '—'}")
    door.tell(
        f"{found.total} trang khớp, {found.took_ms:.1f} ms.", f"{found.total} pages match, {found.took_ms:.1f} ms."
    )


def _asked(index: Index, text: str, of: str | None, by: str | None, sight: Sight) -> Query | None:
    """What is asked for; None where the paper named bears no number, or names none."""
    links = []
    for name, link in ((of, citing), (by, cited)):
        if name:
            dossier, document = _paper(name)
            if dossier not in index.dossiers(sight):
                raise Missing(name)
            links.append(link(index, dossier, document, sight))
    if None in links:
        return None
    if text or not links:
        typed = parse(text)
        return replace(typed, wanted=(*(node for node in links if node), *typed.wanted))
    return Query(tuple(node for node in links if node))


def _paper(name: str) -> tuple[str, int | None]:
    dossier, mark, number = name.rpartition("#")
    if not mark:
        return name, None
    if not number.isdecimal():
        raise BadQuery(f"{name}: HỒ-SƠ#N / DOSSIER#N")
    return dossier, int(number)


def _box(mark: Mark) -> dict[str, int | str]:
    """Where the viewer marks it: pixels of the upright page, as in ALTO."""
    return {"page": mark.page, "x": mark.x, "y": mark.y, "w": mark.w, "h": mark.h, "text": mark.text}


def _print(door: Door, hit: Hit, view: View) -> None:
    place = door.words(f"văn bản {hit.document}, trang {hit.page + 1}", f"document {hit.document}, page {hit.page + 1}")
    about = " ".join(part for part in (hit.type_name, hit.number) if part)
    paper = " · ".join(part for part in (about, spoken(hit.issued_date), hit.organ) if part)
    near = door.words("  (gần đúng)", "  (near)") if hit.near else ""
    more = door.words(f"  {hit.pages} trang", f"  {hit.pages} pages") if view.group != "page" else ""
    click.echo(f"{click.style(hit.dossier, bold=True)}  {place}{more}{near}  {hit.title}")
    click.echo("".join(f"    {line}\n" for line in (paper, _plain(hit.snippet)) if line), nl=False)


def _plain(snippet: str) -> str:
    """The snippet for a terminal: marks in bold, HTML undone."""
    bold = re.sub(r"<mark>(.*?)</mark>", lambda match: click.style(match[1], bold=True, fg="yellow"), snippet)
    return " ".join(unescape(bold).split())
