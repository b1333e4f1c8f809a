"""A query → the start page with the pages found; without one, how to ask."""

from html import escape

from starlette.responses import Response

from archive.errors import BadQuery
from archive.records import Found, Hit
from archive.text import spoken
from vankho.web.page import Visit, html_page, link
from vankho.web.shelf import Shelf

FIRST, MOST = 20, 500
"""Hits at first, and at most."""

_EXAMPLES = ("quyết định đất đai", "2576/QĐ-UBND", "ngày:2018..2019 loại:tờ trình", "cơquan:“sở nội vụ”")


def start_page(shelf: Shelf, visit: Visit) -> Response:
    """The page; a query that cannot be asked is told why above the box it was typed into."""
    if not visit.text:
        return html_page(visit, "Vankho", _welcome(visit))
    title = f"{escape(visit.text)} – Vankho"
    limit = min(max(visit.number("n", FIRST), 1), MOST)
    try:
        found = shelf.search(visit.text, limit)
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
    items = "".join(_hit(hit, visit) for hit in found.hits)
    more = ""
    if found.total > len(found.hits) and limit < MOST:
        wider = visit.at.start(q=visit.text, n=str(min(limit * 5, MOST)), lang=visit.lang)
        more = f"<p>{link(wider, visit.words('Xem thêm', 'More'))}</p>"
    return f'<p role="status">{told} {collection}</p><ol class="hits">{items}</ol>{more}'


def _hit(hit: Hit, visit: Visit) -> str:
    """A hit; its snippet is HTML already, with nothing but ``<mark>`` in it."""
    paper = [hit.type_name, hit.number, spoken(hit.issued_date), hit.organ]
    about = escape(" · ".join(part for part in paper if part))
    place = visit.words(f"{hit.dossier}, trang quét {hit.page + 1}", f"{hit.dossier}, scanned page {hit.page + 1}")
    near = f' <span class="near">{visit.words("gần đúng", "near")}</span>' if hit.near else ""
    title = escape(hit.subject or hit.title or hit.dossier)
    if hit.document:
        address = visit.at.leaf(hit.dossier, hit.document, page=str(hit.page), q=visit.text, lang=visit.lang)
        title = link(address, title)
    return f'<li><h2>{title}{near}</h2><p class="about">{about}<br>{place}</p><p>{hit.snippet}</p></li>'
