"""The tags and bookmarks of a PDF → what is wrong with them (ISO 32000-1, 12.3.3, 14.6 to 14.8)."""

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Pdf

_SHOWS = ("Tj", "TJ", "Do")
_OPENS = ("BMC", "BDC")
_DEEP = 64
_KNOWN = {"/Document", "/Sect", "/H1", "/P", "/Table", "/TR", "/TD"}


def problems(pdf: Pdf) -> Iterator[str]:
    """What is marked on a page is in the tree, and the other way round; in a tagged file everything shown is marked."""
    root = pdf.Root.get("/StructTreeRoot")
    tagged = root is not None
    if tagged != bool(pdf.Root.get("/MarkInfo", Dictionary()).get("/Marked", False)):
        yield "14.7.1: the catalogue marks the file as tagged without a structure tree, or the other way round"
    owners = _owners(root) if root is not None else {}
    for number, page in enumerate(pdf.pages, 1):
        marks, unmarked, balanced = _marks(page)
        if not balanced:
            yield f"page {number}: 14.6: marked content does not begin and end in pairs"
        if tagged and unmarked:
            yield f"page {number}: 14.8.2.2: something is shown that is neither tagged nor an artifact"
        yield from (f"page {number}: {said}" for said in _agree(page, marks, owners))
    yield from _bookmarks(pdf)


def _owners(root: Any) -> dict[int, list[Any]]:
    """The parent tree: for each page's key the elements that own its marks, in their order."""
    numbers = list(root.get("/ParentTree", Dictionary()).get("/Nums", Array()))
    return {int(key): list(held) for key, held in zip(numbers[::2], numbers[1::2], strict=False)}


def _marks(page: pikepdf.Page) -> tuple[list[int], bool, bool]:
    """The marks (MCID) of a page in order, whether something is shown outside of them, whether they are in pairs."""
    marks: list[int] = []
    depth, unmarked, balanced = 0, False, True
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        if operator in _OPENS:
            depth += 1
            if operator == "BDC" and "/MCID" in instruction.operands[1]:
                marks.append(int(instruction.operands[1].MCID))
        elif operator == "EMC":
            depth -= 1
            balanced = balanced and depth >= 0
        elif operator in _SHOWS:
            unmarked = unmarked or depth <= 0
    return marks, unmarked, balanced and depth == 0


def _agree(page: pikepdf.Page, marks: list[int], owners: dict[int, list[Any]]) -> Iterator[str]:
    held = owners.get(int(page.obj.get("/StructParents", -1)), [])
    if sorted(marks) != list(range(len(held))):
        yield "14.7.4.4: its marks are not those of the parent tree"
        return
    for mark, owner in enumerate(held):
        kids = owner.get("/K", -1)
        own = list(kids) if isinstance(kids, Array) else [kids]
        if mark not in own or owner.get("/Pg", Dictionary()).objgen != page.obj.objgen:
            yield f"14.7.4.4: mark {mark} belongs to an element that does not know it"
        if strange := _strange(owner):
            yield f"14.8.4: an element {strange} is not used in our files, or is in no tree"


def _strange(element: Any) -> str:
    """The kind of an element above ``element`` that we do not write; where none of them is the tree's root: ``?``."""
    for _ in range(_DEEP):
        if "/ParentTree" in element:
            return ""
        if str(element.get("/S", "?")) not in _KNOWN:
            return str(element.get("/S", "?"))
        element = element.get("/P", Dictionary())
    return "?"


def _bookmarks(pdf: Pdf) -> Iterator[str]:
    leaves = {page.obj.objgen for page in pdf.pages}
    outlines = pdf.Root.get("/Outlines")
    todo = [outlines.get("/First")] if outlines is not None else []
    seen: set[tuple[int, int]] = set()
    while todo:
        mark = todo.pop()
        if mark is None:
            continue
        if mark.objgen in seen:
            yield "12.3.3: the bookmarks go round in a circle"
            return
        seen.add(mark.objgen)
        target = mark.get("/Dest", Array())
        if not str(mark.get("/Title", "")) or not len(target) or target[0].objgen not in leaves:
            yield "12.3.3: a bookmark has no title or leads to no page of the file"
        todo += [mark.get("/Next"), mark.get("/First")]
