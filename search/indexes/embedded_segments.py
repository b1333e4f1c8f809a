"""The segments of the index → where pages belong that are added, and how many more segments there should be.

A segment costs each search a look at every word, and a search walks through all of them on one core. The binding (0.27)
cannot ask the engine to put some together, nor to use more cores. But the engine does put eight of about one size
together, so there can be made eight; and where all pages of a large segment stand on one shelf, a search of that shelf
is done with the other segments at once.
"""

from collections.abc import Sequence
from math import log2

SHELVES = 2
"""Parts of the index that are looked through beside each other."""

LARGE = 100_000
"""Pages of a segment that has a shelf of its own; of small ones each has pages of the same as those before it."""

TOGETHER = 8
"""Segments of one size that the engine puts together (its ``LogMergePolicy``: ``min_num_segments``)."""

SMALL = 10_000
"""Pages of a segment below which all are of one size (``min_layer_size``)."""

LEVEL = 0.75
"""How far sizes may be from the largest of them, in powers of two (``level_log_size``)."""

WIDEST = 8_000
"""Pages that are written in one go at most, for they are kept in memory."""

NARROWEST = round(SMALL * 2**LEVEL / TOGETHER) + 1
"""Pages of a batch from which on eight of them together are no small segment any more, and are not put together with
those that come after them."""

WHOLE = (1, SHELVES, 2 * SHELVES, 3 * SHELVES)
"""How many segments there may be in the end, the fewer the better: each shelf has as many, or there is but one."""


def parts(pages: int) -> int:
    """In how many batches of one size ``pages`` are best written, so that the engine puts eight together again and
    again until few are left; 0 where it comes out even for no number of them."""
    for whole in WHOLE[pages >= SHELVES * LARGE :]:
        batches = whole * TOGETHER
        while pages > batches * WIDEST:
            batches *= TOGETHER
        if pages > batches * NARROWEST or batches == TOGETHER:
            return batches
    return 0


def shelf(sizes: Sequence[int], expected: int = 0) -> int:
    """Where pages are put that come after segments of ``sizes``: each large one is followed by another shelf; where so
    many pages are ``expected`` in all, the first shelf gets the first of them."""
    if expected >= SHELVES * LARGE:
        return min(sum(sizes) * SHELVES // expected, SHELVES - 1)
    return sum(size >= LARGE for size in sizes) % SHELVES


def lacking(sizes: Sequence[int], last: int) -> int:
    """How many small segments more make the engine put those together that are left; 0 where there is one or none, or
    where the ``last`` pages written are not among them any more: they are to be written again."""
    layer: list[int] = []
    for size in sorted((max(size, SMALL) for size in sizes), reverse=True):
        if layer and log2(size) < log2(layer[0]) - LEVEL:
            layer = []
        layer.append(size)
    if len(layer) < 2 or min(sizes) > min(last, SMALL):
        return 0
    return max(TOGETHER - len(layer), 0)
