"""A page of a document × a query → the picture of the page with the words marked that were looked for."""

from collections.abc import Sequence
from html import escape

from starlette.responses import Response

from archive.errors import BadQuery, Missing
from archive.records import Document
from vankho.iiif.leaves import Leaf, leaves
from vankho.iiif.words import named, titled
from vankho.web.alike import alike_address, alike_section
from vankho.web.page import Visit, html_page, link
from vankho.web.shelf import Kept, Marked, Shelf

WIDE = 1600
"""Pixels across of the picture that is shown first; all of them where it is made larger."""


def leaf_page(shelf: Shelf, kept: Kept, document: Document, visit: Visit) -> Response:
    """The page asked for (``?page=``, scan-order index), else the first on which something is marked, else the first.

    Raises:
        Missing: the document has no such page, or none at all that can be shown.

    """
    pages = list(leaves(kept.dossier, document))
    found, trouble = _found(shelf, kept, document, visit)
    start = next((one.page for one in found if one.marks), pages[0].index if pages else -1)
    wanted = visit.number("page", start)
    at = next((at for at, leaf in enumerate(pages) if leaf.index == wanted), None)
    if at is None:
        raise Missing(f"{kept.dossier.id}: p{max(wanted, 0):04d}")
    name = escape(named(document, kept.dossier))
    place = visit.words(
        f"Trang {pages[at].place} / {len(document.pages)}", f"Page {pages[at].place} / {len(document.pages)}"
    )
    body = (
        f"<h1>{name}</h1>{trouble}{_about(kept, document, visit)}"
        f'<nav class="steps">{_steps(pages, at, kept, visit)}<strong>{place}</strong>{_hits(found, pages, at, visit)}'
        f"{_buttons(visit)}</nav>{_sheet(pages[at], found, kept, visit)}{_text(pages[at], visit)}"
        f"{alike_section(shelf, kept, document, visit)}"
    )
    return html_page(visit, f"{name} – Vankho", body)


def _found(shelf: Shelf, kept: Kept, document: Document, visit: Visit) -> tuple[Sequence[Marked], str]:
    if not visit.text:
        return (), ""
    try:
        return shelf.marked(kept, document, visit.text)[0], ""
    except BadQuery as error:
        return (), f'<p class="trouble" role="alert">{escape(error.message(visit.lang))}</p>'


def _about(kept: Kept, document: Document, visit: Visit) -> str:
    key = (kept.dossier.id, document.ordinal)
    links = [
        link(
            visit.viewers.manifest(*key),
            visit.words("Mở bằng trình xem IIIF (manifest)", "IIIF manifest, for any viewer"),
        ),
        link(visit.viewers.collection(kept.dossier.id), visit.words("Cả hồ sơ (IIIF)", "The whole dossier (IIIF)")),
        link(alike_address(kept, document, visit), visit.words("Văn bản giống", "Papers like this one")),
    ]
    if kept.may_export and document.file:
        links.append(link(visit.at.pdf(*key), "PDF/A"))
    if visit.text:
        back = visit.at.start(q=visit.text, lang=visit.lang)
        links.insert(0, link(back, "← " + visit.words("Kết quả tìm", "Results")))
    return f'<p class="about">{escape(titled(kept.dossier))}<br>{" · ".join(links)}</p>'


def _steps(pages: Sequence[Leaf], at: int, kept: Kept, visit: Visit) -> str:
    """To the page before and after."""
    told = []
    for step, word, key in (
        (-1, visit.words("Trang trước", "Previous page"), "prev"),
        (1, visit.words("Trang sau", "Next page"), "next"),
    ):
        if 0 <= at + step < len(pages):
            told.append(link(_address(pages[at + step], kept.dossier.id, visit), word, rel=key))
    return " ".join(told)


def _address(leaf: Leaf, dossier: str, visit: Visit) -> str:
    return visit.at.leaf(dossier, leaf.document.ordinal, page=str(leaf.index), q=visit.text, lang=visit.lang)


def _hits(found: Sequence[Marked], pages: Sequence[Leaf], at: int, visit: Visit) -> str:
    """The other pages on which something is marked, and how much."""
    if not visit.text:
        return ""
    by_page = {one.page: len(one.marks) for one in found if one.marks}
    told = []
    for number, leaf in enumerate(pages):
        if count := by_page.get(leaf.index):
            words = f"{leaf.place} <small>({count})</small>"
            here = Visit.query(page=str(leaf.index), q=visit.text, lang=visit.lang)
            told.append(f"<b>{words}</b>" if number == at else link(here, words))
    label = visit.words("Trang có chữ tìm:", "Pages with a match:")
    return f'<span class="matches">{label} {" ".join(told) or "0"}</span>'


def _buttons(visit: Visit) -> str:
    """They need the script, which shows them."""
    buttons = (
        ("out", "−", ("Thu nhỏ", "Smaller")),
        ("in", "+", ("Phóng to", "Larger")),
        ("mark", "⇣", ("Chỗ khớp sau (n)", "Next match (n)")),
    )
    made = ""
    for name, sign, said in buttons:
        label = visit.words(*said)
        made += f'<button type="button" data-do="{name}" title="{label}" aria-label="{label}">{sign}</button>'
    return f'<span class="tools" hidden>{made}</span>'


def _sheet(leaf: Leaf, found: Sequence[Marked], kept: Kept, visit: Visit) -> str:
    """The picture and over it the marks, in the page's own pixels."""
    width, height = leaf.size
    dossier = kept.dossier.id
    whole = visit.at.picture(dossier, leaf.index)
    first = whole if width <= WIDE else visit.at.picture(dossier, leaf.index, f"{WIDE},")
    marks = [mark for one in found if one.page == leaf.index for mark in one.marks]
    rects = "".join(
        f'<rect tabindex="-1" x="{mark.x - 4}" y="{mark.y - 4}" width="{mark.w + 8}" height="{mark.h + 8}" rx="4">'
        f"<title>{escape(mark.text)}</title></rect>"
        for mark in marks
    )
    told = visit.words(
        f"Ảnh trang {leaf.place}, {len(marks)} chỗ khớp", f"Picture of page {leaf.place}, {len(marks)} matches"
    )
    return (
        f'<figure tabindex="0" aria-label="{told}"><svg class="zoom-0" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="{told}"><image href="{escape(first)}" data-whole="{escape(whole)}" '
        f'width="{width}" height="{height}"/><g class="marks">{rects}</g></svg></figure>'
    )


def _text(leaf: Leaf, visit: Visit) -> str:
    label = visit.words("Chữ đã đọc trên trang này", "The text read on this page")
    return f'<details><summary>{label}</summary><pre lang="vi">{escape(leaf.page.text)}</pre></details>'
