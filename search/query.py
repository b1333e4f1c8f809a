"""What a person typed → Query, which both indexes answer alike.

Words must all be on the page; ``"phrases"`` stand side by side; ``-without`` must not be there; ``begin*`` is the
beginning of a word; ``field:value`` looks in one field; ``OR`` (``HOẶC``) parts what is typed before it from what comes
after, and ``( )`` hold together. Nothing here knows a back end, and no character of the input has a meaning to one.
"""

import re
from dataclasses import dataclass, field, replace
from itertools import takewhile

from archive.errors import BadQuery
from archive.text import nfc
from search.named import MOST_WORDS, field_of, inside_field, restriction
from search.recognise import MIN_PREFIX, beginning, phrase, read
from search.terms import Either, Group, Node, Part, Query, When
from search.words import words

__all__ = ["MAX_LENGTH", "MAX_WORDS", "MIN_PREFIX", "Either", "Group", "Node", "Part", "Query", "When", "parse"]

MAX_LENGTH = 2_000
"""Characters of one query."""

MAX_WORDS = 50
"""Words of one query, those excluded with them."""

MAX_DEPTH = 8
"""Brackets inside brackets."""

OR = ("OR", "HOẶC")

_ONLY_EXCLUDED = "chỉ có từ loại trừ, hãy thêm từ cần tìm / only excluded words, add one to look for"

_QUOTES = '"“”„«»'
_CHUNK = re.compile(
    r"(?P<close>\))|(?P<minus>(?<![^\s(])-)?(?:(?P<name>[^\W\d_][\w-]{0,30}):(?=[^\s:/]))?"
    rf"(?:[{_QUOTES}](?P<phrase>[^{_QUOTES}]*)[{_QUOTES}]|(?P<open>\()|(?P<bare>[^\s(){_QUOTES}]+))"
)


@dataclass(frozen=True, slots=True)
class _Chunk:
    """One thing typed: ``kind`` is ``bare``, ``phrase``, ``open`` or ``close``; ``name`` the field before its colon."""

    kind: str
    text: str = ""
    minus: bool = False
    name: str = ""


@dataclass
class _Reading:
    """What was found so far in one pass over the chunks."""

    chunks: list[_Chunk]
    at: int = 0
    count: int = 0
    typed: list[str] = field(default_factory=list)
    pairs: list[Part] = field(default_factory=list)

    @property
    def next(self) -> _Chunk | None:
        return self.chunks[self.at] if self.at < len(self.chunks) else None


def parse(text: str) -> Query:
    """The query in ``text``; NFC and NFD give the same one.

    A notation such as ``2576/QĐ-UBND`` is a phrase; dates, numbers of papers and abbreviations find what they mean as
    well as how they are typed. A quotation mark or bracket without a partner, punctuation, emoji and control characters
    are as if they were spaces; a name before a colon that is no field is a word.

    Raises:
        BadQuery: longer than ``MAX_LENGTH`` or ``MAX_WORDS``, no word to look for, too short a beginning, no date where
            one belongs, or an alternative that only excludes.

    """
    if len(text) > MAX_LENGTH:
        raise BadQuery(f"dài quá {MAX_LENGTH} ký tự / longer than {MAX_LENGTH} characters")
    reading = _Reading(_paired(_chunks(nfc(text))))
    options = _options(reading, 0)
    if reading.count > MAX_WORDS:
        raise BadQuery(f"quá {MAX_WORDS} từ / more than {MAX_WORDS} words")
    if not options:
        raise BadQuery("không có từ nào để tìm / no word to look for")
    if any(not option.wanted for option in options):
        raise BadQuery(_ONLY_EXCLUDED)
    whole = options[0] if len(options) == 1 else Group((Either(tuple(options)),))
    marked = any(Part((word,)).folded != (word,) for word in reading.typed)
    return Query(whole.wanted, whole.unwanted, marked, tuple(dict.fromkeys(reading.pairs)))


def _chunks(text: str) -> list[_Chunk]:
    made: list[_Chunk] = []
    for found in _CHUNK.finditer(text):
        kind = str(found.lastgroup)
        chunk = _Chunk(kind, found[kind], bool(found["minus"]), found["name"] or "")
        made.append(_fielded(made, chunk) if chunk.name else chunk)
    return made


def _fielded(before: list[_Chunk], chunk: _Chunk) -> _Chunk:
    """``chunk`` with its field; words of ``before`` that belong to the field's name are taken from there."""
    for length in range(min(MOST_WORDS - 1, len(before)), -1, -1):
        taken = before[len(before) - length :]
        plain = all(each.kind == "bare" and not each.name for each in taken)
        if not plain or any(each.minus for each in (*taken, chunk)[1:]):
            continue
        if known := field_of(" ".join([*(each.text for each in taken), chunk.name])):
            del before[len(before) - length :]
            return replace(chunk, name=known, minus=(*taken, chunk)[0].minus)
    if chunk.kind == "bare":
        return replace(chunk, text=f"{chunk.name}:{chunk.text}", name="")
    before.append(_Chunk("bare", chunk.name, chunk.minus))
    return replace(chunk, name="")


def _paired(chunks: list[_Chunk]) -> list[_Chunk]:
    """``chunks`` without brackets that have no partner."""
    opened: list[int] = []
    lost: set[int] = set()
    for at, chunk in enumerate(chunks):
        if chunk.kind == "open":
            opened.append(at)
        elif chunk.kind == "close" and opened:
            opened.pop()
        elif chunk.kind == "close":
            lost.add(at)
    lost.update(opened)
    return [chunk for at, chunk in enumerate(chunks) if at not in lost]


def _options(reading: _Reading, depth: int) -> list[Group]:
    """The alternatives up to the closing bracket or the end."""
    if depth > MAX_DEPTH:
        raise BadQuery(f"quá {MAX_DEPTH} lớp ngoặc / more than {MAX_DEPTH} brackets inside each other")
    options = [_all(reading, depth)]
    while (chunk := reading.next) and chunk.kind == "bare" and chunk.text in OR:
        reading.at += 1
        options.append(_all(reading, depth))
    return [option for option in options if option.wanted or option.unwanted]


def _all(reading: _Reading, depth: int) -> Group:
    """Everything up to ``OR``, the closing bracket or the end."""
    wanted: dict[Node, None] = {}
    unwanted: dict[Node, None] = {}
    while (chunk := reading.next) and chunk.kind != "close" and not (chunk.kind == "bare" and chunk.text in OR):
        nodes = _nodes(reading, chunk, depth)
        (unwanted if chunk.minus else wanted).update(dict.fromkeys(nodes))
    return Group(tuple(wanted), tuple(unwanted))


def _nodes(reading: _Reading, chunk: _Chunk, depth: int) -> list[Node]:
    """What ``chunk`` wants, and the plain words after it where it is one; the reading goes past them."""
    if chunk.kind == "open":
        return _bracket(reading, chunk, depth)
    if chunk.kind == "bare" and not (chunk.minus or chunk.name):
        return _plain(reading)
    reading.at += 1
    if not chunk.minus:
        reading.typed += words(chunk.text)
    reading.count += len(words(chunk.text))
    if chunk.name:
        return restriction(chunk.name, chunk.text, chunk.kind == "phrase")
    if chunk.minus:
        literal = tuple(words(chunk.text))
        begun = beginning(chunk.text) if chunk.kind == "bare" else None
        return begun if begun is not None else [Part(literal)] if literal else []
    found = phrase(chunk.text)
    return [found] if found else []


def _plain(reading: _Reading) -> list[Node]:
    run = [
        chunk.text
        for chunk in takewhile(
            lambda chunk: chunk.kind == "bare" and not chunk.minus and not chunk.name and chunk.text not in OR,
            reading.chunks[reading.at :],
        )
    ]
    reading.at += len(run)
    nodes, pairs, count = read(run)
    reading.typed += words(" ".join(run))
    reading.pairs += pairs
    reading.count += count
    return nodes


def _inside(reading: _Reading) -> list[str]:
    """The texts up to the partner of the bracket just passed; the reading goes past it."""
    texts: list[str] = []
    opened = 1
    while opened:
        chunk = reading.chunks[reading.at]
        opened += (chunk.kind == "open") - (chunk.kind == "close")
        texts += [chunk.text] if chunk.kind in ("bare", "phrase") else []
        reading.at += 1
    return texts


def _bracket(reading: _Reading, chunk: _Chunk, depth: int) -> list[Node]:
    reading.at += 1
    if chunk.name:
        text = " ".join(_inside(reading))
        reading.typed += words(text)
        reading.count += len(words(text))
        return inside_field(chunk.name, text)
    options = _options(reading, depth + 1)
    reading.at += 1
    if not options:
        return []
    if any(not option.wanted for option in options):
        raise BadQuery(_ONLY_EXCLUDED)
    if len(options) > 1:
        return [Either(tuple(options))]
    return [options[0]] if chunk.minus or options[0].unwanted else [*options[0].wanted]
