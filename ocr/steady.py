"""A place for figures and what the network reads there → the same, as sure as it is read in other cuts, too.

Where a pen's last figure ends and the printed slash begins no box tells surely. What is read alike in cuts that end
earlier and later, in strokes as they are and thicker, is right; what changes with the cut is a guess.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from archive.records import Box
from ocr.cut import bolder, cut_out, drawn_out, widened
from ocr.digits import Digits, digits
from ocr.picture import Pixels

_ENDS = (-0.3, -0.15, 0.0, 0.15, 0.3, 0.6)
"""By how much a cut ends later, in heights of print; each is read in two strokes."""
_MANNERS = ((1, 0), (0.85, 0), (1.18, 0), (1, 0.2), (1, -0.2), (1.1, 0.12))
"""By how much a cut whose end is known is made wider, and slanted to the left, instead: of 62 numbers so 12 were read
alike in all twelve and one wrong of them, 13 in ten or eleven and one wrong."""
STEADY, _OFTEN, _MOSTLY = 12, 10, 8
"""So many of the twelve readings alike are steady: of 36 numbers, days and months read so that the recogniser of print
read otherwise, longer ones aside, every one was right; of eight with one or two that were not, too, of 24 less steady
ones seven. And so many are told, well over half of them."""
STEADILY, _LESS, _UNSURE = 0.85, 0.84, 0.65
"""The least that a steady reading is given, the most that a less steady one is, and another."""


@dataclass(frozen=True, slots=True)
class Steady:
    """What was read most often, "" where nothing was, and how many times of twelve."""

    digits: Digits
    times: int


def read_often(box: Box, picture: Pixels, *, lettered: bool, ended: bool = False) -> Steady:
    """What stands in ``box`` as it is read most often; where it is ``lettered``, perhaps with a letter behind figures;
    ``ended``: where the figures end is known. It takes twelve readings, of 3 ms each.

    Raises:
        EngineFailed: the network is missing or broken.
    """
    cuts = _drawn_out(box, picture) if ended else _cuts(box, picture)
    read = [digits(stroke, lettered) for cut in cuts for stroke in (cut, bolder(cut))]
    (most, often), *_ = Counter(one.text for one in read).most_common(1)
    sure = sum(one.chance for one in read if one.text == most) / len(read)
    return Steady(Digits(most if often >= _MOSTLY else "", sure), often)


def steadied(seen: Digits, said: str, again: Callable[[], Steady]) -> Digits:
    """``seen`` where the recogniser of print reads ``said``: surer where ``again``, which reads the same place often,
    is steady, less so where it is not and ``said`` is another number; ``said`` where that is read more often. Figures
    behind all that are printed are no surer: they are the notation's.

    Raises:
        EngineFailed: the network is missing or broken.
    """
    if seen.text == said:
        return seen
    often = again()
    if said and often.digits.text == said:
        return often.digits
    if often.times < _OFTEN:
        return Digits(seen.text, min(seen.chance, _UNSURE), seen.alone)
    if often.times < STEADY:
        return Digits(seen.text, min(seen.chance, _LESS), seen.alone)
    longer = said.isdecimal() and seen.text.startswith(said)
    return seen if longer else Digits(seen.text, max(seen.chance, STEADILY), seen.alone)


def _cuts(box: Box, picture: Pixels) -> Iterator[Pixels]:
    """``box`` as it is cut where it ends earlier and later."""
    left, top, right, bottom = box
    for later in _ENDS:
        whole, _ = cut_out((left, top, right + round(later * (bottom - top)), bottom), picture)
        yield widened(whole, bottom - top)


def _drawn_out(box: Box, picture: Pixels) -> Iterator[Pixels]:
    """``box`` as other hands would have written it, narrower, wider, more and less slanted."""
    cut = widened(cut_out(box, picture)[0], box[3] - box[1])
    return (drawn_out(cut, by, lean) for by, lean in _MANNERS)
