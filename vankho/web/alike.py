"""A document → the list of papers like it, at the foot of its page where it was asked for (``?like=1``)."""

from collections.abc import Sequence

from archive.records import Document
from search.alike import Alike
from vankho.web.page import Visit
from vankho.web.shelf import Kept, Shelf
from vankho.web.start import hit_item

FOOT = "like"
"""The part of the page."""


def alike_address(kept: Kept, document: Document, visit: Visit) -> str:
    """The page as it is, with the list."""
    asked = {"page": visit.asked.get("page", ""), "q": visit.text, "like": "1", "lang": visit.lang}
    return f"{visit.at.leaf(kept.dossier.id, document.ordinal, **asked)}#{FOOT}"


def alike_section(shelf: Shelf, kept: Kept, document: Document, visit: Visit) -> str:
    """The list: papers of other dossiers, then of its own. It takes longer than the page, so only who asks waits."""
    if not visit.asked.get("like"):
        return ""
    found = shelf.alike(kept, document)
    title = visit.words("Văn bản giống văn bản này", "Papers like this one")
    siblings = visit.words("Trong cùng hồ sơ", "In the same dossier")
    told = _list(found.others, visit) if found.others or found.siblings else ""
    own = f"<h3>{siblings}</h3>{_list(found.siblings, visit)}" if found.siblings else ""
    none = "" if told or own else f"<p>{visit.words('Không có văn bản nào giống.', 'There is none like it.')}</p>"
    head = f'<section id="{FOOT}" aria-labelledby="{FOOT}-title"><h2 id="{FOOT}-title">{title}</h2>'
    return f"{head}{none}{told}{own}</section>"


def _list(found: Sequence[Alike], visit: Visit) -> str:
    items = "".join(f"<li>{hit_item(one.hit, visit, '', _how(one, visit))}</li>" for one in found)
    return f'<ol class="hits">{items}</ol>' if items else ""


def _how(one: Alike, visit: Visit) -> str:
    share = f"{100 * one.likeness:.0f} %"
    copied = visit.words("gần như trùng", "nearly the same") if one.is_copy else ""
    return "".join(f' <span class="near">{word}</span>' for word in (share, copied) if word)
