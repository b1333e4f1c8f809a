"""What a person typed → Query, which both indexes answer alike.

Words must all be on the page; ``"phrases"`` stand side by side; ``-without`` must not be there; ``begin*`` is the
beginning of a word. Nothing here knows a back end, and no character of the input has a meaning to one.
"""

import re
from dataclasses import dataclass

from archive.errors import BadQuery
from archive.text import fold
from search.words import words

MAX_LENGTH = 2_000
"""Characters of one query."""

MAX_WORDS = 50
"""Words of one query, those excluded with them."""

MIN_PREFIX = 2
"""Characters before ``*``: fewer would match most of the archive."""

_QUOTES = '"“”„«»'
_CHUNK = re.compile(
    rf"(?P<minus>(?<!\S)-)?(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]|(?P<bare>[^\s{_QUOTES}]+))"
)
_NOTATION = re.compile(r"(?=.*\d)(?=.*[^\W\d_])[^,;/]+(?:/[^,;/]+)+")


@dataclass(frozen=True, slots=True)
class Part:
    """Thành phần: one word, or words side by side, as typed but in lower case and NFC.

    ``prefix``: the single token is only the beginning of a word.
    """

    tokens: tuple[str, ...]
    prefix: bool = False

    @property
    def folded(self) -> tuple[str, ...]:
        """The tokens without marks."""
        return tuple(fold(token) for token in self.tokens)


@dataclass(frozen=True, slots=True)
class Query:
    """Câu tìm: a page matches that has all of ``wanted`` (marks do not matter) and none of ``unwanted``.

    ``marked``: it was typed with dấu, so that exact matches come first and only exact words exclude. Parts are in
    the order typed, each once.
    """

    wanted: tuple[Part, ...]
    unwanted: tuple[Part, ...] = ()
    marked: bool = False


def parse(text: str) -> Query:
    """The query in ``text``; NFC and NFD give the same one.

    A notation such as ``2576/QĐ-UBND`` is a phrase. A quotation mark without a partner, punctuation, emoji and
    control characters are as if they were spaces.

    Raises:
        BadQuery: longer than ``MAX_LENGTH`` or ``MAX_WORDS``, no word to look for, or too short a beginning.

    """
    if len(text) > MAX_LENGTH:
        raise BadQuery(f"dài quá {MAX_LENGTH} ký tự / longer than {MAX_LENGTH} characters")
    wanted: dict[Part, None] = {}
    unwanted: dict[Part, None] = {}
    for match in _CHUNK.finditer(text):
        parts = _side_by_side(match["phrase"]) if match["bare"] is None else _bare(match["bare"], bool(match["minus"]))
        (unwanted if match["minus"] else wanted).update((part, None) for part in parts)
    if sum(len(part.tokens) for part in (*wanted, *unwanted)) > MAX_WORDS:
        raise BadQuery(f"quá {MAX_WORDS} từ / more than {MAX_WORDS} words")
    if not wanted:
        raise BadQuery(
            "chỉ có từ loại trừ, hãy thêm từ cần tìm / only excluded words, add one to look for"
            if unwanted
            else "không có từ nào để tìm / no word to look for"
        )
    return Query(tuple(wanted), tuple(unwanted), any(part.folded != part.tokens for part in wanted))


def _side_by_side(phrase: str) -> list[Part]:
    found = words(phrase)
    return [Part(tuple(found))] if found else []


def _bare(chunk: str, unwanted: bool) -> list[Part]:
    """The parts of a run of characters without spaces and quotation marks."""
    found = words(chunk)
    if found and chunk.rstrip(".,;:!?)").endswith("*"):
        if len(found[-1]) < MIN_PREFIX:
            begun = f"«{found[-1]}*»"
            raise BadQuery(f"{begun}: cần ít nhất {MIN_PREFIX} ký tự / needs at least {MIN_PREFIX} characters")
        return [*(Part((token,)) for token in found[:-1]), Part((found[-1],), prefix=True)]
    if unwanted or _NOTATION.fullmatch(chunk):
        return _side_by_side(chunk)
    return [Part((token,)) for token in found]
