"""``codes.toml`` → the law's code tables (bảng mã): a code and its words, both ways."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from archive.text import fold

_FILE = Path(__file__).with_name("codes.toml")
_YEARS = re.compile(r"^0*(\d+) ?(?:năm|nam)$", re.IGNORECASE)


class Coded(NamedTuple):
    """Giá trị có mã: the table's code and the words that are meant; they are the table's own unless it has none."""

    code: str
    words: str


@dataclass(frozen=True)
class Table:
    """Bảng mã: ``codes`` to words in the table's order. ``other``: the code of what has none, where there is one.

    ``sure``: ``read`` in the law, ``secondary`` or ``general`` knowledge; ``also``: other spellings and their codes.
    """

    name: str
    label: str
    source: str
    sure: str
    codes: Mapping[str, str]
    other: str | None = None
    note: str = ""
    also: Mapping[str, str] = field(default_factory=dict)

    def coded(self, value: str) -> Coded | None:
        """``value``, a code or words (with or without dấu, any case), in the table's terms.

        Words that have no code get the table's ``other`` and stay as they are; None where there is no such code.
        """
        text = " ".join(value.split())
        years = _YEARS.match(text)
        key = fold(f"{years[1]} năm" if years else text)
        code = text if text in self.codes else self._by_words.get(key)
        if code is not None and code != self.other:
            return Coded(code, self.codes[code])
        if not text or self.other is None:
            return None
        return Coded(self.other, self.codes[self.other] if code else text)

    def words(self, code: str) -> str | None:
        """The words of ``code``; None where the table has no such code."""
        return self.codes.get(code)

    @property
    def named(self) -> dict[str, str]:
        """The codes that have a meaning of their own: all but ``other``."""
        return {code: words for code, words in self.codes.items() if code != self.other}

    @cached_property
    def _by_words(self) -> dict[str, str]:
        own = {fold(words): code for code, words in self.codes.items()}
        return {fold(words): code for words, code in self.also.items()} | own


def _load(file: Path) -> dict[str, Table]:
    return {name: Table(name, **about) for name, about in tomllib.loads(file.read_text(encoding="utf-8")).items()}


TABLES: Mapping[str, Table] = _load(_FILE)
"""The tables of TT 05/2025/TT-BNV by the name of the field that holds them."""
