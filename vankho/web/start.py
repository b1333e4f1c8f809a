"""A query → the start page with the pages found; without one, how to ask."""

import re
from html import escape

from starlette.responses import Response

from archive.errors import BadQuery
from archive.records import Found, Hit
from archive.text import spoken
from search.offers import Offer
from vankho.web.page import Visit, html_page, link
from vankho.web.saved import save_form
from vankho.web.shelf import Shelf

FIRST, MOST = 20, 500
"""Hits at first, and at most."""

_SEQ = re.compile("[0-9]{1,15}")
"""A line of the ledger, after which what is asked for came."""

_EXAMPLES = ("quyết định đất đai", "2576/QĐ-UBND", "ngày:2018..2019 loại:tờ trình", "cơquan:“sở nội vụ”")


def start_page(shelf: Shelf, visit: Visit) -> Response:
    """The page; a query that cannot be asked is told why above the box it was typed into."""
    if not visit.text:
        return html_page(visit, "Vankho", _welcome(visit))
    title = f"{escape(visit.text)} – Vankho"
    limit = min(max(visit.number("n", FIRST), 1), MOST)
    since = _since(visit)
    try:
        found = shelf.search(visit.text, limit, int(since) if since else None)
    except BadQuery as error:
        return html_page(visit, title, f'<p class="trouble" role="alert">{escape(error.message(visit.lang))}</p>', 400)
    return html_page(visit, title, _found(found, limit, visit))


def _welcome(visit: Visit) -> str:
    examples = "".join(f"<li>{link(visit.at.start(q=one, lang=visit.lang), escape(one))}</li>" for one in _EXAMPLES)
    about = visit.words(
        "Gõ có dấu hay không dấu, số văn bản, ngày, cơ quan. Ví dụ:",
        "Type words with or without marks, numbers of papers, dates, organs. For example:",
    )
    return f'<p>{about}</p><ul class="examples">{examples}</ul>'


def _found(found: Found, limit: int, visit: Visit) -> str:
    told = visit.words(f"{found.total} trang khớp.", f"{found.total} pages match.")
    collection = link(
        visit.viewers.found(visit.text), visit.words("Kết quả cho trình xem IIIF", "Results for IIIF viewers")
    )
    items = "".join(f"<li>{hit_item(hit, visit, visit.text)}</li>" for hit in found.hits)
    more, since = "", _since(visit)
    if found.total > len(found.hits) and limit < MOST:
        wider = visit.at.start(q=visit.text, n=str(min(limit * 5, MOST)), since=since, lang=visit.lang)
        more = f"<p>{link(wider, visit.words('Xem thêm', 'More'))}</p>"
    new = f"<p>{_only_new(visit)}</p>" if since else ""
    return f'{new}<p role="status">{told} {collection}</p>{save_form(visit)}<ol class="hits">{items}</ol>{more}'


def _since(visit: Visit) -> str:
    asked = visit.asked.get("since", "")
    return asked if _SEQ.fullmatch(asked) else ""


def _only_new(visit: Visit) -> str:
    every = link(visit.at.start(q=visit.text, lang=visit.lang), visit.words("Xem tất cả", "Show all"))
    only = visit.words("Chỉ hồ sơ mới vào kho từ lần hỏi trước.", "Only dossiers that are new since it was last asked.")
    return f"{only} {every}"


def called(offer: Offer, visit: Visit) -> str:
    """What kind of thing is offered; nothing is said of words."""
    names = {
        "number": ("số văn bản", "number"),
        "organ": ("cơ quan", "organ"),
        "type": ("loại", "type"),
        "saved": ("câu tìm đã lưu", "saved search"),
        "word": ("", ""),
    }
    return names[offer.kind][visit.lang != "vi"]


def hit_item(hit: Hit, visit: Visit, text: str, more: str = "") -> str:
    """A hit; ``text`` is what will be marked on its page. Its snippet is HTML already, with nothing but ``<mark>`` in
    it, as is ``more``, which stands after its title."""
    paper = [hit.type_name, hit.number, spoken(hit.issued_date), hit.organ]
    about = escape(" · ".join(part for part in paper if part))
    place = visit.words(f"{hit.dossier}, trang quét {hit.page + 1}", f"{hit.dossier}, scanned page {hit.page + 1}")
    near = f' <span class="near">{visit.words("gần đúng", "near")}</span>' if hit.near else ""
    title = escape(hit.subject or hit.title or hit.dossier)
    if hit.document:
        address = visit.at.leaf(hit.dossier, hit.document, page=str(hit.page), q=text, lang=visit.lang)
        title = link(address, title)
    return f'<h2>{title}{near}{more}</h2><p class="about">{about}<br>{place}</p><p>{hit.snippet}</p>'
