"""``vankho search QUERY…`` → the pages that match, best first."""

from dataclasses import asdict, replace
from typing import Any, get_args

import click

from archive.access import RESTRICTED, Sight
from archive.errors import BadQuery, Missing, UsageError
from archive.records import Found, Hit
from search.index import Index
from search.links import cited, citing
from search.marks import Mark
from search.query import Query, parse
from search.view import Kind, Sort, View
from vankho.cli.alike import tell_alike
from vankho.cli.door import Door, print_json
from vankho.cli.hit import print_hit
from vankho.cli.saved import Asked, forget, tell_saved
from vankho.marking import marks_of
from vankho.wiring import House

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
@click.option("--like", metavar="HỒ-SƠ[#N]", help="Văn bản giống văn bản này / papers like this one.")
@click.option("--save", metavar="TÊN", help="Tìm và lưu câu tìm / search, and keep the query under this name.")
@click.option("--saved", metavar="TÊN", help="Hỏi lại câu đã lưu / ask a saved query again.")
@click.option("--new", is_flag=True, help="Cùng --saved: chỉ hồ sơ mới / with --saved: only new dossiers.")
@click.option("--list-saved", is_flag=True, help="Câu tìm đã lưu của mình / one's saved queries.")
@click.option("--forget", metavar="TÊN", help="Xóa câu tìm đã lưu / delete a saved query.")
@click.option("--json", "as_object", is_flag=True, help="Một đối tượng JSON / one JSON object.")
@click.pass_obj
def command(door: Door, /, query: tuple[str, ...], limit: int, as_object: bool, **wanted: Any) -> None:
    """Tìm trang văn bản, có dấu hay không dấu. / Find pages, with or without marks.

    Từ, "cụm từ", -loại trừ, OR, đầu*, số:2576/QĐ-UBND, cơquan:, ngày:2018..2019, loại:, ngườiký:, phông:, hồsơ:
    """
    _require_one_thing(query, wanted)
    with door.house() as house:
        if wanted["like"]:
            tell_alike(door, house, _paper(wanted["like"]), limit, as_object)
        elif wanted["list_saved"]:
            tell_saved(door, house, as_object)
        elif wanted["forget"] is not None:
            forget(door, house, wanted["forget"])
        else:
            _search(door, house, " ".join(query), {**wanted, "limit": limit, "as_object": as_object})


def _require_one_thing(query: tuple[str, ...], wanted: dict[str, Any]) -> None:
    """Make sure that what is asked for goes together.

    Raises:
        UsageError: it does not.

    """
    alone = [name for name in ("like", "list_saved", "forget", "saved") if wanted[name] not in (None, False)]
    more = [name for name in ("citing", "cited_by", "save") if wanted[name] is not None]
    if len(alone) > 1 or (alone and (query or more)) or (wanted["new"] and alone != ["saved"]):
        told = " ".join(f"--{name.replace('_', '-')}" for name in [*alone, *more])
        raise UsageError(f"{told}: không đi cùng nhau, hoặc với câu tìm / not together, nor with a query")
    if wanted["save"] is not None and (not query or wanted["citing"] or wanted["cited_by"]):
        raise UsageError("--save TÊN CÂU-TÌM / --save NAME QUERY")


def _search(door: Door, house: House, text: str, wanted: dict[str, Any]) -> None:
    """Answer ``text``, or the saved query that is asked for."""
    again = Asked(door, house, wanted["save"], wanted["saved"], text)
    text, sight = again.text, again.sight(only_new=wanted["new"])
    view = View(wanted["sort"], wanted["group"], wanted["facets"], sight)
    asked = _asked(house.index, text, wanted["citing"], wanted["cited_by"], view.sight)
    found = house.index.search(asked, wanted["limit"], view) if asked else Found(0, ())
    closed = {hit.dossier for hit in found.hits if hit.mode == RESTRICTED}
    house.reader.note(closed, query=text[:_NOTED])
    if wanted["as_object"]:
        whole = asdict(found) | again.told
        for hit, one in zip(found.hits, whole["hits"], strict=True):
            one["boxes"] = [_box(mark) for mark in marks_of(house.store, hit, asked)] if asked else []
        print_json(whole)
    else:
        for hit in found.hits:
            _print(door, hit, view)
        for name, values in found.facets.items():
            told = " · ".join(f"{value} ({count})" for value, count in values.items())
            click.echo(f"{door.words(*NAMES[name])}: {told or '—'}")
        door.tell(
            f"{found.total} trang khớp, {found.took_ms:.1f} ms.",
            f"{found.total} pages match, {found.took_ms:.1f} ms.",
        )
    again.done()


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
    near = door.words("  (gần đúng)", "  (near)") if hit.near else ""
    more = door.words(f"  {hit.pages} trang", f"  {hit.pages} pages") if view.group != "page" else ""
    print_hit(door, hit, more + near)
