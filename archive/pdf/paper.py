"""A paper (:class:`archive.form.Paper`) → the same as PDF/A, drawn in Tinos, the widths of Times New Roman.

NĐ 30/2020/NĐ-CP, PL I: A4, the margins of :mod:`archive.form`, pages numbered above the middle from the second. The
words are text in reading order; the file claims PDF/A-2u and is not tagged.
"""

import zlib
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Literal

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, Pdf

from archive.form import EDGE, HEAD_RIGHT, LEFT, LONG, MOTTO, NATION, RIGHT, RULES, SHORT, Column, Paper, manner
from archive.pdf.overlay import FONTS, Letters
from archive.pdfa import describe, save
from archive.records import Document
from archive.textlayer import legible
from archive.xmp import About

Face = Literal["Regular", "Bold", "Italic", "BoldItalic"]
_MM = 72 / 25.4
_LEADING, _ASCENT = 1.15, 0.9
"""Of the type's size."""
_GAP, _PAD = 6.0, 3.0
"""Points above a paragraph, and between a cell's rules and its words."""
_TEXT, _CELL = 13.0, 12.0
_UNITS = 1000
"""Of the type's size, in which our fonts are drawn."""


def write_paper_pdf(file: Path, paper: Paper, about: About) -> Path:
    """Write ``paper`` as PDF/A; ``file`` appears whole or not at all, with the same bytes for the same input."""
    with Pdf.new() as pdf:
        canvas = _Canvas(pdf, paper)
        _draw(canvas, paper)
        canvas.finish()
        told = Document(1, (), type_name=paper.kind.capitalize(), subject=paper.subject, organ_name=paper.organs[1])
        describe(pdf, told, about)
        fresh = file.with_name(f".{file.name}.part")
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            with fresh.open("wb") as sink:
                save(pdf, sink)
            fresh.replace(file)
        finally:
            fresh.unlink(missing_ok=True)
    return file


class _Canvas:
    """The pages as they are drawn, from above; ``y`` is the next line's upper edge in points from below."""

    def __init__(self, pdf: Pdf, paper: Paper) -> None:
        self._pdf = pdf
        wide, high = (LONG, SHORT) if paper.landscape else (SHORT, LONG)
        self.size = (wide * _MM, high * _MM)
        self.left, self.right, self.bottom = LEFT * _MM, (wide - RIGHT) * _MM, EDGE * _MM
        self._pages: list[list[str]] = []
        self._used: dict[Face, set[str]] = {}
        self.y = 0.0
        self.turn()

    @property
    def room(self) -> float:
        """Points that are left on this page."""
        return self.y - self.bottom

    @property
    def is_fresh(self) -> bool:
        """Whether nothing was drawn on this page yet."""
        return self.y == self.size[1] - EDGE * _MM

    def turn(self) -> None:
        """Begin a page."""
        self._pages.append([])
        self.y = self.size[1] - EDGE * _MM
        if len(self._pages) > 1:
            number = str(len(self._pages))
            middle = (self.left + self.right - self.width(number, "Regular", _TEXT)) / 2
            self.word(number, (middle, self.size[1] - 15 * _MM), "Regular", _TEXT)

    def need(self, height: float) -> None:
        """Begin a page where ``height`` points are not left on this one."""
        if self.room < height and not self.is_fresh:
            self.turn()

    def width(self, text: str, face: Face, size: float) -> float:
        """Points that ``text`` is wide."""
        known = _widths(face)
        return sum(known.get(char, known["?"]) for char in legible(text)) * size / _UNITS

    def space(self, face: Face, size: float) -> float:
        """Points that a space is wide."""
        return self.width("0 0", face, size) - self.width("00", face, size)

    def word(self, text: str, place: tuple[float, float], face: Face, size: float) -> None:
        """Draw ``text`` and a space with the base line's left end at ``place``."""
        known = _widths(face)
        plain = [char if char in known else "?" for char in legible(text)]
        self._used.setdefault(face, set()).update(plain)
        told = "".join(f"{ord(char):04x}" for char in (*plain, " "))
        drawn = f"BT /{face} {size:g} Tf 1 0 0 1 {place[0]:.2f} {place[1]:.2f} Tm <{told}> Tj ET"
        self._pages[-1].append(drawn)

    def rule(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """Draw a rule half a point wide."""
        self._pages[-1].append(f"0.5 w {start[0]:.2f} {start[1]:.2f} m {end[0]:.2f} {end[1]:.2f} l S")

    def wrap(self, text: str, room: float, style: tuple[Face, float], indent: float = 0.0) -> list[list[str]]:
        """``text`` as lines of words, none wider than ``room``; a word that is wider is cut."""
        lines: list[list[str]] = []
        for part in text.split("\n"):
            line: list[str] = []
            left = room - (indent if not lines else 0.0)
            for word in _fitting(self, part.split(), room, style):
                if line and self.width(" ".join([*line, word]), *style) > left:
                    lines.append(line)
                    line, left = [], room
                line.append(word)
            lines.append(line)
        return lines

    def block(
        self, lines: Sequence[Sequence[str]], box: tuple[float, float], top: float, style: tuple[Face, float]
    ) -> float:
        """Draw ``lines`` in the middle between the two sides of ``box``; the y under them."""
        face, size = style
        for words in lines:
            text = " ".join(words)
            if text:
                at = (box[0] + box[1] - self.width(text, face, size)) / 2
                self.word(text, (at, top - _ASCENT * size), face, size)
            top -= _LEADING * size
        return top

    def finish(self) -> None:
        """Make the pages."""
        letters = {
            face: Letters(self._pdf, ["".join(sorted(used))], _file(face)) for face, used in sorted(self._used.items())
        }
        fonts = Dictionary({f"/{face}": one.font for face, one in letters.items()})
        for orders in self._pages:
            data = zlib.compress("\n".join(orders).encode("ascii"), 9)
            page = Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, round(self.size[0], 2), round(self.size[1], 2)]),
                Resources=Dictionary(Font=fonts),
                Contents=self._pdf.make_indirect(pikepdf.Stream(self._pdf, data, Filter=Name.FlateDecode)),
            )
            self._pdf.pages.append(pikepdf.Page(self._pdf.make_indirect(page)))


def _file(face: Face) -> Path:
    return FONTS / f"Tinos-{face}.ttf"


@cache
def _widths(face: Face) -> dict[str, int]:
    """How wide each letter is, in thousandths of the size; read once, as a paper's layout asks for thousands."""
    with TTFont(_file(face)) as font:
        return {chr(code): font["hmtx"][name][0] for code, name in font.getBestCmap().items()}


def _fitting(canvas: _Canvas, words: Sequence[str], room: float, style: tuple[Face, float]) -> Iterator[str]:
    for word in words:
        rest = word
        while canvas.width(rest, *style) > room and len(rest) > 1:
            most = next(at for at in range(len(rest), 0, -1) if at == 1 or canvas.width(rest[:at], *style) <= room)
            yield rest[:most]
            rest = rest[most:]
        yield rest


def _draw(canvas: _Canvas, paper: Paper) -> None:
    _head(canvas, paper)
    canvas.y -= 12
    box, room = (canvas.left, canvas.right), canvas.right - canvas.left
    for text in (paper.kind, paper.subject):
        canvas.y = canvas.block(canvas.wrap(text, room, ("Bold", 14)), box, canvas.y, ("Bold", 14))
    for text in paper.body:
        _paragraph(canvas, text)
    if paper.columns and not paper.annex:
        _table(canvas, paper.columns, paper.rows)
    for text in paper.below:
        _paragraph(canvas, text, _foot_height(canvas, paper) if text is paper.below[-1] else 0.0)
    _foot(canvas, paper)
    if paper.columns and paper.annex:
        canvas.turn()
        canvas.y = canvas.block(canvas.wrap(paper.annex, room, ("Bold", 14)), box, canvas.y, ("Bold", 14))
        _table(canvas, paper.columns, paper.rows)


def _head(canvas: _Canvas, paper: Paper) -> None:
    """Ô số 1 to 4."""
    superior, organ = (text.upper() for text in paper.organs)
    split = canvas.right - HEAD_RIGHT * _MM
    sides: list[tuple[tuple[float, float], list[tuple[str, Face, float, float]]]] = [
        (
            (canvas.left, split - 6),
            [(superior, "Regular", 13, 0), (organ, "Bold", 13, RULES[0]), (paper.number, "Regular", 13, 0)],
        ),
        (
            (split, canvas.right),
            [(NATION, "Bold", 12, 0), (MOTTO, "Bold", 13, RULES[1]), (paper.dated, "Italic", 13, 0)],
        ),
    ]
    ends = []
    for box, lines in sides:
        top = canvas.y
        for text, face, size, rule in lines:
            if text:
                top = canvas.block(canvas.wrap(text, box[1] - box[0], (face, size)), box, top, (face, size))
            if text and rule:
                middle, half = sum(box) / 2, rule * _MM / 2
                canvas.rule((middle - half, top - 2.5), (middle + half, top - 2.5))
                top -= 6
        ends.append(top)
    canvas.y = min(ends)


def _paragraph(canvas: _Canvas, text: str, under: float = 0.0) -> None:
    """A paragraph whose last line stands on one page with the ``under`` points that follow."""
    how = manner(text)
    style: tuple[Face, float] = ("Bold" if how == "heading" else "Italic" if how == "ground" else "Regular", _TEXT)
    room, indent = canvas.right - canvas.left, 0.0 if how == "heading" else 10 * _MM
    lines = canvas.wrap(text, room, style, indent)
    for number, words in enumerate(lines):
        is_last = number == len(lines) - 1
        canvas.need(_LEADING * _TEXT * (2 if number == 0 and not is_last else 1) + _GAP + (under if is_last else 0))
        canvas.y -= _GAP if number == 0 and not canvas.is_fresh else 0
        if how == "heading":
            canvas.y = canvas.block([words], (canvas.left, canvas.right), canvas.y, style)
            continue
        _justified(canvas, words, indent if number == 0 else 0.0, style, last=is_last)
        canvas.y -= _LEADING * _TEXT


def _justified(canvas: _Canvas, words: Sequence[str], indent: float, style: tuple[Face, float], *, last: bool) -> None:
    """One line of a paragraph, as wide as the page but for the last."""
    space = canvas.space(*style)
    if not last and len(words) > 1:
        free = canvas.right - canvas.left - indent - sum(canvas.width(word, *style) for word in words)
        space = free / (len(words) - 1)
    at = canvas.left + indent
    for word in words:
        canvas.word(word, (at, canvas.y - _ASCENT * style[1]), *style)
        at += canvas.width(word, *style) + space


def _table(canvas: _Canvas, columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> None:
    """The table; its head comes again on each page, a row is torn only where no page holds it."""
    canvas.y -= _LEADING * _TEXT
    scale = min(1.0, (canvas.right - canvas.left) / (sum(column.width for column in columns) * _MM))
    sides = [(canvas.left + canvas.right - sum(column.width for column in columns) * _MM * scale) / 2]
    for column in columns:
        sides.append(sides[-1] + column.width * _MM * scale)

    def wrapped(cells: Sequence[str], face: Face) -> list[list[list[str]]]:
        return [
            canvas.wrap(text, end - start - 2 * _PAD, (face, _CELL))
            for text, start, end in zip(cells, sides[:-1], sides[1:], strict=True)
        ]

    head = wrapped([column.text for column in columns], "Bold")
    under = _height(head) + _LEADING * _CELL + 2 * _PAD
    canvas.need(under)
    _row(canvas, head, sides, columns, "Bold")
    for cells in rows:
        left = wrapped(cells, "Regular")
        while any(left):
            if canvas.room < _height(left) and canvas.size[1] - 2 * EDGE * _MM - canvas.y > under:
                canvas.turn()
                _row(canvas, head, sides, columns, "Bold")
            fit = max(1, int((canvas.room - 2 * _PAD) / (_LEADING * _CELL)))
            _row(canvas, [lines[:fit] for lines in left], sides, columns, "Regular")
            left = [lines[fit:] for lines in left]


def _height(cells: Sequence[Sequence[Sequence[str]]]) -> float:
    return max(map(len, cells)) * _LEADING * _CELL + 2 * _PAD


def _row(
    canvas: _Canvas,
    cells: Sequence[Sequence[Sequence[str]]],
    sides: Sequence[float],
    columns: Sequence[Column],
    face: Face,
) -> None:
    top, low = canvas.y, canvas.y - _height(cells)
    for lines, start, end, column in zip(cells, sides[:-1], sides[1:], columns, strict=True):
        if face == "Bold" or column.middle:
            canvas.block(lines, (start, end), top - _PAD, (face, _CELL))
            continue
        for number, words in enumerate(lines):
            if words:
                base = top - _PAD - (number * _LEADING + _ASCENT) * _CELL
                canvas.word(" ".join(words), (start + _PAD, base), face, _CELL)
    for side in sides:
        canvas.rule((side, top), (side, low))
    for edge in (top, low):
        canvas.rule((sides[0], edge), (sides[-1], edge))
    canvas.y = low


def _positions(canvas: _Canvas, paper: Paper) -> tuple[float, list[list[list[str]]]]:
    """How wide each place at the foot is, and the signers' positions as lines."""
    wide = (canvas.right - canvas.left) / max(1, len(paper.signers) + bool(paper.recipients))
    return wide, [canvas.wrap(position.upper(), wide - 6, ("Bold", _TEXT)) for position, _ in paper.signers]


def _foot_height(canvas: _Canvas, paper: Paper) -> float:
    tall = max(map(len, _positions(canvas, paper)[1]), default=-4) + 4
    return max(tall, len(paper.recipients) + bool(paper.recipients)) * _LEADING * _TEXT + _LEADING * _TEXT


def _foot(canvas: _Canvas, paper: Paper) -> None:
    """Ô số 7 and 9, on one page; the names stand on one line."""
    canvas.need(_foot_height(canvas, paper))
    style: tuple[Face, float] = ("Bold", _TEXT)
    wide, positions = _positions(canvas, paper)
    top = low = canvas.y - _LEADING * _TEXT
    under = top - (max(map(len, positions), default=0) + 3) * _LEADING * _TEXT
    for at, ((_, name), position) in enumerate(zip(paper.signers, positions, strict=True), bool(paper.recipients)):
        box = (canvas.left + at * wide, canvas.left + (at + 1) * wide)
        canvas.block(position, box, top, style)
        low = min(low, canvas.block(canvas.wrap(name, wide - 6, style), box, under, style))
    for number, text in enumerate(("Nơi nhận:", *paper.recipients) if paper.recipients else ()):
        size = 11.0 if number else 12.0
        canvas.word(text, (canvas.left, top - _ASCENT * size), "Regular" if number else "BoldItalic", size)
        top -= _LEADING * size
    canvas.y = min(low, top)
