"""Statistics file → how likely a syllable is among its neighbours, in the language of laws and offices."""

import struct
import sys
import zlib
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TypeAlias

BREAK, NUMBER, FOREIGN, UNSEEN = 0, 1, 2, 3
"""Numbers of what is no syllable: a mark or the end of a part, a figure, a word that is no syllable, a syllable the
texts do not have."""
SCALE = 12
"""Costs (negative natural logarithms of chances) are kept in twelfths, 255 at most."""

Row: TypeAlias = "array[int]"

_MAGIC = b"vankho phrases 1\n"
_COUNTS = struct.Struct("<IIII")


@dataclass(frozen=True, slots=True)
class Phrases:
    """Chances of one, two and three syllables in a row, in back-off form.

    ``numbers`` gives each syllable (``ocr.syllable.spelled``) its number. ``pairs`` holds for each number, from
    ``pair_rows[n]`` to ``pair_rows[n + 1]``, the numbers that follow it, in order; ``triples`` the same for each pair.
    Costs are in twelfths (``SCALE``); ``*_rest`` is what it costs that none of the kept ones follows.
    """

    numbers: dict[str, int]
    single: bytes
    single_rest: bytes
    pair_rows: Row
    pairs: Row
    pair_cost: bytes
    pair_rest: bytes
    triple_rows: Row
    triples: Row
    triple_cost: bytes

    def number(self, syllable: str) -> int:
        """The number of a syllable as :func:`ocr.syllable.spelled` writes it; UNSEEN for one the texts do not have."""
        return self.numbers.get(syllable, UNSEEN)

    def follows(self, first: int, second: int) -> bool:
        """Whether the texts have ``second`` right after ``first``."""
        return _find(self.pairs, self.pair_rows, first, second) >= 0

    def cost(self, first: int, second: int, third: int) -> float:
        """What it costs (negative natural logarithm) that ``third`` follows ``first`` and ``second``."""
        rest = 0
        before = _find(self.pairs, self.pair_rows, first, second)
        if before >= 0:
            at = _find(self.triples, self.triple_rows, before, third)
            if at >= 0:
                return self.triple_cost[at] / SCALE
            rest = self.pair_rest[before]
        at = _find(self.pairs, self.pair_rows, second, third)
        if at >= 0:
            return (rest + self.pair_cost[at]) / SCALE
        return (rest + self.single_rest[second] + self.single[third]) / SCALE

    def written(self) -> bytes:
        """The statistics as the bytes of a file."""
        names = "\n".join(self.numbers).encode()
        sizes = (len(names), len(self.single), len(self.pairs), len(self.triples))
        parts = (
            names, self.single, self.single_rest, _little(self.pair_rows), _little(self.pairs), self.pair_cost,
            self.pair_rest, _little(self.triple_rows), _little(self.triples), self.triple_cost,
        )  # fmt: skip
        return _MAGIC + zlib.compress(_COUNTS.pack(*sizes) + b"".join(parts), 9)


def opened(data: bytes) -> Phrases:
    """The statistics out of the bytes of a file.

    Raises:
        ValueError: these are not statistics of this version.
    """
    if not data.startswith(_MAGIC):
        raise ValueError("not a statistics file of this version")
    whole = memoryview(zlib.decompress(data[len(_MAGIC) :]))
    names, single, pairs, triples = _COUNTS.unpack_from(whole)
    at = _COUNTS.size

    def taken(size: int) -> bytes:
        nonlocal at
        at += size
        return bytes(whole[at - size : at])

    numbers = {name: number for number, name in enumerate(taken(names).decode().split("\n"), UNSEEN + 1)}
    return Phrases(
        numbers, taken(single), taken(single),
        _row("I", taken(4 * single + 4)), _row("H", taken(2 * pairs)), taken(pairs), taken(pairs),
        _row("I", taken(4 * pairs + 4)), _row("H", taken(2 * triples)), taken(triples),
    )  # fmt: skip


@lru_cache(maxsize=1)
def phrases() -> Phrases:
    """The statistics that come with the program (``docs/decisions/0010-statistics.md``), read once a process."""
    return opened(files("ocr").joinpath("statistics", "phrases.bin").read_bytes())


def _find(following: Row, rows: Row, row: int, number: int) -> int:
    """Where ``number`` stands in ``row``; -1 where it does not."""
    end = rows[row + 1]
    at = bisect_left(following, number, rows[row], end)
    return at if at < end and following[at] == number else -1


def _row(kind: str, data: bytes) -> Row:
    made = array(kind)
    made.frombytes(data)
    if sys.byteorder == "big":
        made.byteswap()
    return made


def _little(numbers: Row) -> bytes:
    if sys.byteorder == "big":
        numbers = array(numbers.typecode, numbers)
        numbers.byteswap()
    return numbers.tobytes()
