"""Lines of text → what a signature shows on page 1: black letters in a corner, no frame, no picture of a seal.

NĐ 30/2020/NĐ-CP PL I phần II and TT 05/2025/TT-BNV Điều 8: the agency at the top right; TT 01/2023/TT-VPCP Điều 8: the
officer who scanned at the top left; Times New Roman (here Tinos, of the same widths), upright, size 10, black.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Literal

from pyhanko.pdf_utils.content import AppearanceContent, ResourceType
from pyhanko.pdf_utils.font.opentype import GlyphAccumulator
from pyhanko.pdf_utils.generic import DictionaryObject, NameObject
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.writer import BasePdfFileWriter
from pyhanko.stamp import BaseStampStyle

from archive.errors import Refused

Side = Literal["left", "right"]

FONT = Path(__file__).parent.parent / "fonts" / "Tinos-Regular.ttf"
SIZE = 10.0
"""Points."""

_MM = 72 / 25.4
_LEADING, _ASCENT = 11.0, 9.0
_WIDTH, _EDGE = 70 * _MM, 4 * _MM
"""Widest box, and its distance from the sheet's edges: the upper margin of an administrative paper is 20 to 25 mm
(NĐ 30/2020 PL I), so that four lines stand above the print."""
_NARROW = 25 * _MM
"""On a sheet too small for a box of this width nothing is shown legibly."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A page as people see it: sizes in points after turning, and how that lies in the page's own space."""

    left: float
    bottom: float
    width: float
    height: float
    turned: int
    unit: float

    @property
    def shown(self) -> tuple[float, float]:
        """Width and height as seen, in points."""
        size = (self.width, self.height) if self.turned % 180 == 0 else (self.height, self.width)
        return size[0] * self.unit, size[1] * self.unit

    def own(self, x: float, y: float) -> tuple[float, float]:
        """The point that is seen at ``x``, ``y`` (points from the lower left) in the page's own space."""
        x, y = x / self.unit, y / self.unit
        placed = {0: (x, y), 90: (self.width - y, x), 180: (self.width - x, self.height - y), 270: (y, self.height - x)}
        right, up = placed[self.turned]
        return self.left + right, self.bottom + up


def leaf(page: DictionaryObject) -> Leaf:
    """The measures of ``page``, inherited ones too."""
    crop = _inherited(page, "/CropBox") or _inherited(page, "/MediaBox") or (0, 0, 595, 842)
    x1, y1, x2, y2 = (float(side) for side in crop)
    turned = int(_inherited(page, "/Rotate") or 0) % 360 // 90 * 90
    unit = float(page.get("/UserUnit", 1) or 1)
    return Leaf(min(x1, x2), min(y1, y2), abs(x2 - x1), abs(y2 - y1), turned, unit)


def _inherited(page: DictionaryObject, key: str) -> Any:
    node, steps = page, 0
    while key not in node and "/Parent" in node and steps < 64:
        node, steps = node["/Parent"], steps + 1
    return node.get(key)


@dataclass(frozen=True)
class Text(BaseStampStyle):
    """Lines of one signature, set in a box of their own height at the ``side`` of the page's top."""

    lines: tuple[str, ...] = ()
    side: Side = "right"
    font: GlyphAccumulator | None = None
    where: Leaf | None = None

    @classmethod
    def of(cls, lines: Sequence[str], side: Side, writer: BasePdfFileWriter, page: Leaf) -> "Text":
        """``lines`` broken where they are wider than the box.

        Raises:
            Refused: the page is too small to show them.
        """
        font = GlyphAccumulator(writer, BytesIO(FONT.read_bytes()), SIZE)
        room = _room(page)
        broken = tuple(part for line in lines for part in _broken(line, room, font))
        if room < _NARROW or page.shown[1] < _EDGE * 2 + len(broken) * _LEADING:
            raise Refused("trang 1 quá nhỏ để hiện chữ ký / page 1 is too small to show the signature")
        return cls(border_width=0, lines=broken, side=side, font=font, where=page)

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the box as seen, in points."""
        assert self.where
        return _room(self.where), len(self.lines) * _LEADING

    @property
    def box(self) -> tuple[float, float, float, float]:
        """The box in the page's own space: left, bottom, right, top."""
        assert self.where
        (wide, high), (width, height) = self.where.shown, self.size
        left = _EDGE if self.side == "left" else wide - _EDGE - width
        top = high - _EDGE
        (x1, y1), (x2, y2) = self.where.own(left, top - height), self.where.own(left + width, top)
        return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)

    def create_stamp(self, writer: BasePdfFileWriter, box: BoxConstraints, text_params: dict[str, Any]) -> Any:
        """What stands in the box."""
        return _Shown(writer, box, self)


class _Shown(AppearanceContent):
    def __init__(self, writer: BasePdfFileWriter, box: BoxConstraints, text: Text) -> None:
        super().__init__(writer=writer, box=box)
        self.text = text

    def render(self) -> bytes:
        text, page = self.text, self.text.where
        assert text.font and page
        self.set_resource(ResourceType.FONT, NameObject("/F1"), text.font.as_resource())
        width, height = text.size
        orders = []
        for number, line in enumerate(text.lines):
            shaped = text.font.shape(line, with_actual_text=False)
            left = 0.0 if text.side == "left" else max(width - shaped.x_advance * SIZE, 0)
            base = height - _ASCENT - number * _LEADING
            orders.append(b"1 0 0 1 %.3f %.3f Tm %s" % (left, base, shaped.graphics_ops))
        turn = b"%.5f %.5f %.5f %.5f %.3f %.3f cm" % _turn(page, width, height)
        return b"q %s 0 g BT /F1 %g Tf %s ET Q" % (turn, SIZE, b" ".join(orders))


def _turn(page: Leaf, width: float, height: float) -> tuple[float, ...]:
    """The matrix from the box as seen to the box in the page's own space."""
    one = 1 / page.unit
    wide, high = width * one, height * one
    return {
        0: (one, 0, 0, one, 0, 0),
        90: (0, one, -one, 0, high, 0),
        180: (-one, 0, 0, -one, wide, high),
        270: (0, -one, one, 0, 0, wide),
    }[page.turned]


def _room(page: Leaf) -> float:
    """The width of a box: both signatures find room beside each other."""
    return min(_WIDTH, (page.shown[0] - 3 * _EDGE) / 2)


def _broken(line: str, room: float, font: GlyphAccumulator) -> list[str]:
    """``line`` in parts no wider than ``room`` points, between words where it can be."""
    known = font.tt.getBestCmap()
    words = "".join(c if ord(c) in known else "?" for c in unicodedata.normalize("NFC", line)).split()
    parts: list[str] = []
    for word in words:
        longer = f"{parts[-1]} {word}" if parts else word
        if parts and _wide(longer, font) <= room:
            parts[-1] = longer
        else:
            parts += _cut(word, room, font)
    return parts


def _cut(word: str, room: float, font: GlyphAccumulator) -> list[str]:
    """``word`` in as few parts as fit: only a word wider than the box is cut."""
    parts = [""]
    for letter in word:
        if parts[-1] and _wide(parts[-1] + letter, font) > room:
            parts.append("")
        parts[-1] += letter
    return parts


def _wide(text: str, font: GlyphAccumulator) -> float:
    return float(font.shape(text).x_advance) * SIZE
