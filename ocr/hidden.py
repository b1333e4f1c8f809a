"""Lines of a page of whose signer's office one was lost whole → the same with it, read where it must stand.

The recogniser at times takes no letter of a line between two others, though it is clear, and of an office that a seal
made one word of ("®€©1ÙTRÌ") nothing is left to mend. Where such a line stands and what it says are known: between
"TM. …" and an office there is room for "KT." and that office (NĐ 30/2020, PL I, II.7), and whoever signs minutes beside
their writer (THƯ KÝ) presided (CHỦ TRÌ, CHỦ TỌA).
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from archive.records import Dispute, Line, Page
from archive.text import fold
from ocr.engine import Engine
from ocr.looks import pictures, readings
from ocr.office import AUTHORITY, COMMON, WRITTEN, spelt
from ocr.picture import Pixels
from ocr.signature import Signature, columns
from ocr.standing import advance
from ocr.titled import Row, disputed, office_in, with_office
from ocr.zone import center, middle

_TWO_DOWN = (1.8, 3.2)
"""In ems: how far the next line but one is below a line of an office."""
_ROOM, _REACH = 0.1, 1.5
"""In ems: how far a line may reach into those above and below, and how high it is with its marks."""
_WRITERS = ("thu ky", "nguoi ghi bien ban", "nguoi lap bien ban", "thu ky cuoc hop", "thu ky hoi nghi")
"""Who signs minutes on the left, folded."""
_PRESIDED = dict.fromkeys(
    ("CHỦ TRÌ", "CHỦ TỌA", "CHỦ TRÌ CUỘC HỌP", "CHỦ TỌA CUỘC HỌP", "CHỦ TRÌ HỘI NGHỊ", "NGƯỜI CHỦ TRÌ"), COMMON
)
"""Who signs them on the right."""

Found = tuple[tuple[Line, ...], tuple[Dispute, ...]]


def unhidden(lines: Sequence[Line], signed: Signature, page: Page, cleaned: Pixels, engine: Engine) -> Found:
    """``lines`` with a line of the office of who ``signed`` that was not read, and its words as far as not sure.

    Raises:
        EngineFailed: the recogniser is missing, broke or ran out of time.
    """
    place = _between(lines, signed) or _beside(lines, signed, page)
    if page.image is None or place is None:
        return tuple(lines), ()
    row, offices, near = place
    shown = pictures(page.image, cleaned, row.box)
    office = office_in((list(readings(one, row.box, page.dpi, engine)) for one in shown), row, offices)
    if office is None:
        return tuple(lines), ()
    return with_office(lines, row, office, near), disputed(office, row)


def _between(lines: Sequence[Line], signed: Signature) -> tuple[Row, Mapping[str, float], Line] | None:
    """Where "KT. …" stands between the lines of an office that leave room for one, what it may say, and what it stands
    below; None where there is no such room."""
    for above, below in pairwise((*_above(lines, signed), *signed.title)):
        em = (above.box[2] - above.box[0]) / advance(above.text)
        said = spelt(above.text)
        office = max((one for one in WRITTEN if below.text.endswith(f" {one}")), key=len, default=None)
        down = (middle(below.box) - middle(above.box)) / em
        if (
            office is None
            or not AUTHORITY.match(said)
            or fold(said)[0] == "k"
            or not _TWO_DOWN[0] < down < _TWO_DOWN[1]
        ):
            continue
        told = f"{'K/T' if said.startswith('T/') else 'KT.'} {office}"
        half, at, level = advance(told) * em / 2 + em, center(above), (middle(above.box) + middle(below.box)) / 2
        top = max(above.box[3] - _ROOM * em, level - _REACH / 2 * em)
        bottom = min(below.box[1] + _ROOM * em, level + _REACH / 2 * em)
        box = (max(0, round(at - half)), round(top), round(at + half), round(bottom))
        return Row(box, at, em), {told: COMMON}, above
    return None


def _above(lines: Sequence[Line], signed: Signature) -> list[Line]:
    """The line in whose stead one signs that stands above the first line of an office, though not right above it."""
    if signed.head is None:
        return []
    head, em = signed.head, (signed.head.box[2] - signed.head.box[0]) / advance(signed.head.text)
    level = [one for one in lines if one.region == head.region and abs(center(one) - center(head)) < em]
    near = [
        one for one in level if one.box[3] < middle(head.box) and middle(one.box) > middle(head.box) - _TWO_DOWN[1] * em
    ]
    return [one for one in near if AUTHORITY.match(spelt(one.text))][-1:]


def _beside(lines: Sequence[Line], signed: Signature, page: Page) -> tuple[Row, Mapping[str, float], Line] | None:
    """The same of who presided, where only the name of who ``signed`` was read, and the writer's office on its left."""
    name = signed.found.get("name")
    if signed.head is not None or name is None:
        return None
    right = (name.words[0].box[0] + name.words[-1].box[2]) / 2
    parts = [part for line in lines if line.region == "signature" for part in columns(line)]
    left = [one for one in parts if fold(one.text).strip(" .,:;") in _WRITERS and center(one) < page.width / 2 < right]
    if not left or left[-1].box[3] > name.words[0].box[1]:
        return None
    em, level = (left[-1].box[2] - left[-1].box[0]) / advance(left[-1].text), middle(left[-1].box)
    half = max(map(advance, _PRESIDED)) * em / 2 + em
    box = (round(right - half), round(level - _REACH / 2 * em), round(right + half), round(level + _REACH / 2 * em))
    return Row((max(box[0], 0), box[1], min(box[2], page.width), box[3]), right, em), _PRESIDED, left[-1]
