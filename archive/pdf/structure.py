"""The runs of all pages → the structure tree of a tagged PDF (ISO 32000-1, 14.7 and 14.8).

::

    Document
      Sect                 a part: the paper, an annex, with its title
        H1, P              a heading, a paragraph; one that goes on behind a page break is two
        Table > TR > TD    rows are as wide as the widest, so that a cell is in its column; spans are not known

The picture of the page and page numbers are artifacts: what is said in the picture is said by the text.
"""

from collections.abc import Sequence
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, String

from archive.outline import Part
from archive.tags import Run


class Structure:
    """The tree of one PDF, which grows page by page; :meth:`finish` puts it into the catalogue."""

    def __init__(self, pdf: Pdf, parts: Sequence[Part]) -> None:
        self._pdf = pdf
        self._root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        self._document = self._element("Document", self._root)
        self._parts = {part.page: part for part in parts}
        self._section: pikepdf.Object | None = None
        self._sections: list[pikepdf.Object] = []
        self._children: list[pikepdf.Object] = []
        self._pages: list[Any] = []

    def add(self, leaf: pikepdf.Object, number: int, runs: Sequence[Run]) -> None:
        """The page ``leaf``, the ``number``-th from 0, and what is on it."""
        if number in self._parts or self._section is None:
            self._begin(self._parts.get(number))
        tagged = [run for run in runs if run.mark is not None]
        if not tagged:
            return
        owners = self._blocks(leaf, tagged)
        leaf.StructParents = len(self._pages) // 2
        leaf.Tabs = Name.S
        self._pages += [len(self._pages) // 2, self._pdf.make_indirect(Array(owners))]

    def finish(self) -> None:
        """Name the tree in the catalogue; nothing where no page has text."""
        self._end()
        if not self._pages:
            return
        self._document.K = Array(self._sections)
        self._root.K = self._document
        self._root.ParentTree = self._pdf.make_indirect(Dictionary(Nums=Array(self._pages)))
        self._root.ParentTreeNextKey = len(self._pages) // 2
        self._pdf.Root.StructTreeRoot = self._root
        self._pdf.Root.MarkInfo = Dictionary(Marked=True)

    def _begin(self, part: Part | None) -> None:
        self._end()
        self._section = self._element("Sect", self._document)
        if part and part.title:
            self._section.T = String(part.title)

    def _end(self) -> None:
        if self._section is not None and self._children:
            self._section.K = Array(self._children)
            self._sections.append(self._section)
        self._children = []

    def _blocks(self, leaf: pikepdf.Object, runs: Sequence[Run]) -> list[pikepdf.Object]:
        """The element of each run, in the order of their marks."""
        assert self._section is not None
        owners: list[pikepdf.Object] = []
        tables: dict[int, dict[tuple[int, int], pikepdf.Object]] = {}
        held: dict[tuple[int, tuple[int, int]], list[int | None]] = {}
        for run in runs:
            if run.role != "TD":
                owner = self._element(run.role, self._section)
                self._children.append(owner)
                owner.K = run.mark
            else:
                if run.table not in tables:
                    tables[run.table] = self._table([each.cell for each in runs if _of(each, run.table)])
                owner = tables[run.table][run.cell]
                marks = held.setdefault((run.table, run.cell), [])
                marks.append(run.mark)
                owner.K = Array(marks) if len(marks) > 1 else run.mark
            owner.Pg = leaf
            owners.append(owner)
        return owners

    def _table(self, filled: Sequence[tuple[int, int]]) -> dict[tuple[int, int], pikepdf.Object]:
        """A table with all its cells, by row and column; rows without any are left out."""
        table = self._element("Table", self._section)
        cells, rows = {}, []
        for row in sorted({row for row, _ in filled}):
            line = self._element("TR", table)
            for column in range(max(column for _, column in filled) + 1):
                cells[row, column] = self._element("TD", line)
            line.K = Array([cell for place, cell in cells.items() if place[0] == row])
            rows.append(line)
        table.K = Array(rows)
        self._children.append(table)
        return cells

    def _element(self, kind: str, parent: Any) -> pikepdf.Object:
        return self._pdf.make_indirect(Dictionary(S=Name(f"/{kind}"), P=parent))


def _of(run: Run, table: int) -> bool:
    return run.role == "TD" and run.table == table
