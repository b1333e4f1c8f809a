"""The parts of a document and its pages' places → bookmarks and page labels (ISO 32000-1, 12.3.3 and 12.4.2)."""

from collections.abc import Sequence
from itertools import pairwise

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from archive.outline import Part
from archive.records import Document, OcrPage


def add_bookmarks(pdf: Pdf, parts: Sequence[Part]) -> None:
    """A bookmark a part, the annexes under the paper that they belong to; shown at once where there are annexes."""
    if not parts:
        return
    paper, *annexes = [pdf.make_indirect(Dictionary(Title=String(part.title))) for part in parts]
    for mark, part in zip((paper, *annexes), parts, strict=True):
        mark.Dest = Array([pdf.pages[part.page].obj, Name.XYZ, None, None, None])
    root = pdf.make_indirect(Dictionary(Type=Name.Outlines, First=paper, Last=paper, Count=1 + len(annexes)))
    paper.Parent = root
    if annexes:
        paper.First, paper.Last, paper.Count = annexes[0], annexes[-1], len(annexes)
        pdf.Root.PageMode = Name.UseOutlines
    for mark in annexes:
        mark.Parent = paper
    for before, after in pairwise(annexes):
        before.Next, after.Prev = after, before
    pdf.Root.Outlines = root


def add_labels(pdf: Pdf, document: Document, pages: Sequence[OcrPage]) -> None:
    """Pages are called by their place in the document, from 1, also where one before them could not be shown; covers
    before it i, ii …"""
    places = {index: place for place, index in enumerate(document.pages, 1)}
    covers = next((at for at, page in enumerate(pages) if page.page.kind != "cover"), 0)
    wanted = []
    for at, page in enumerate(pages):
        place = places.get(page.page.index, at + 1)
        wanted.append(("r", at + 1) if at < covers else ("D", place - covers))
    labels: list[pikepdf.Object | int] = []
    for at, (style, number) in enumerate(wanted):
        if at == 0 or (style, number - 1) != wanted[at - 1]:
            labels += [at, Dictionary(S=Name(f"/{style}"), St=number)]
    pdf.Root.PageLabels = Dictionary(Nums=Array(labels))
