"""Words typed one after the other → what they are: dates, numbers of papers, abbreviations, words."""

import re
from collections.abc import Sequence
from itertools import groupby, pairwise

from archive.errors import BadQuery
from archive.text import tokens
from search.abbreviations import begins_name, code, longest, longhand, shorthand
from search.dates import split
from search.spelling import spelled
from search.terms import Node, Part, either
from search.words import words

MIN_PREFIX = 2
"""Characters before ``*``: fewer would match most of the archive."""

LITERAL = ("number", "file", "cites")
"""Fields in which an abbreviation is no more than itself."""

VARIANTS = 4
"""Ways to write a phrase with abbreviations that are looked for at once."""

SO = ("số", "so")

_NOTATION = re.compile(r"(?=.*\d)(?=.*[^\W\d_])[^,;/]+(?:/[^,;/]+)+")
_CASE = re.compile(r"(?:\d{3}\.\d{2}\.\d{2}\.[HG]\d{2}|[HG]\d{2}(?:\.\d{1,3}){0,3})-\d{6}-\d{4,6}\W*", re.IGNORECASE)
"""Mã hồ sơ of the one-stop shop (TT 01/2018/TT-VPCP, Điều 19, and as since QĐ 20/2020/QĐ-TTg)."""


def read(chunks: Sequence[str]) -> tuple[list[Node], list[Part], int]:
    """The nodes of ``chunks`` (NFC, each without spaces), pairs of neighbouring single words, and how many words."""
    items: list[str | Node] = []
    for piece in split(" ".join(chunks)):
        if isinstance(piece, str):
            for chunk in piece.split():
                items += _chunk(chunk)
        else:
            items.append(piece)
    # "số" before a notation says nothing, and is often misread.
    items = [item for item, after in pairwise([*items, ""]) if not (item in SO and isinstance(after, Part))]
    nodes: list[Node] = []
    pairs: list[Part] = []
    count = 0
    for plain, group in groupby(items, lambda item: isinstance(item, str)):
        if plain:
            run = [item for item in group if isinstance(item, str)]
            nodes += _run(run)
            pairs += [Part(pair) for pair in pairwise(run)]
            count += len(run)
        else:
            found = [item for item in group if not isinstance(item, str)]
            nodes += found
            count += sum(len(item.tokens) if isinstance(item, Part) else 3 for item in found)
    return nodes, pairs, count


def phrase(text: str, field: str = "") -> Node | None:
    """Words side by side, with the ways to abbreviate them."""
    found = tuple(words(text))
    if not found:
        return None
    ways = [found] if field in LITERAL else _variants(found)
    return either(*((Part(each, field=field),) for each in ways))


def beginning(chunk: str, field: str = "") -> list[Node] | None:
    """The nodes of ``begin*``, words before the last joined to it whole; None where it is no beginning.

    Raises:
        BadQuery: it is too short.

    """
    found = tokens(chunk)
    if not found or not chunk.rstrip(".,;:!?)").endswith("*"):
        return None
    last = found[-1].lstrip("0") or "0" if found[-1].isdecimal() else found[-1]
    if len(found[-1]) < MIN_PREFIX:
        raise BadQuery(f"«{last}*»: cần ít nhất {MIN_PREFIX} ký tự / needs at least {MIN_PREFIX} characters")
    whole = spelled(last[:64])
    begins = Part((last[:64],), prefix=True, field=field)
    end = either((begins,), *([(Part((whole,), field=field),)] if whole != last[:64] else []))
    return [*(Part((token,), field=field) for token in words(" ".join(found[:-1]))), end]


def _chunk(chunk: str) -> list[str | Node]:
    begun = beginning(chunk)
    if begun is not None:
        return [*begun]
    found = words(chunk)
    if _CASE.fullmatch(chunk):
        return [either((Part(tuple(found), field="file"),), (Part(tuple(found)),))]
    if found and _NOTATION.fullmatch(chunk):
        return [Part(tuple(found))]
    return [*found]


def _run(run: Sequence[str]) -> list[Node]:
    """The nodes of single words one after the other."""
    nodes: list[Node] = []
    bare = _folded(run)
    at = 0
    while at < len(run):
        step, node = _number(run[at:], bare[at:]) or _named(run[at:], bare[at:])
        nodes.append(node)
        at += step
    return nodes


def _number(run: Sequence[str], bare: Sequence[str]) -> tuple[int, Node] | None:
    """How many words at the beginning of ``run`` name a paper ("quyết định số 2576", "61 2018 nđ cp"), and its node;
    ``bare`` are the same without marks."""
    if not any(map(str.isdecimal, bare[: longest() + 2])):
        return None
    before = next((n for n in range(min(longest(), len(run)), 0, -1) if code(bare[:n])), 0)
    codes = [found] if (found := code(bare[:before])) else []
    at = before
    said = at < len(run) and run[at] in SO
    at += said
    if at >= len(run) or not re.fullmatch(r"\d{1,5}", bare[at]):
        return None
    digits = [bare[at]]
    at += 1
    if at + 1 < len(run) and re.fullmatch(r"(19|20)\d\d", bare[at]) and code(bare[at + 1 : at + 2]):
        digits.append(bare[at])
        at += 1
    after = at
    while at < len(run) and code(bare[at : at + 1]):
        codes.append(bare[at])
        at += 1
    if not (codes or said):
        return None
    bears = tuple(Part((each,), field="number") for each in (*digits, *codes))
    typed = tuple(Part((word,)) for word in run[:at])
    side = [(Part((*digits, *bare[after:at])),)] if at > after else []
    return at, either(bears, typed, *side)


def _named(run: Sequence[str], bare: Sequence[str]) -> tuple[int, Node]:
    """How many words at the beginning of ``run`` are one name with an abbreviation (or one word), and their node;
    ``bare`` are the same without marks."""
    for length in range(min(longest(), len(run)), 1, -1) if begins_name(bare[0]) else ():
        if short := shorthand(bare[:length]):
            typed = tuple(Part((word,)) for word in run[:length])
            return length, either(typed, *((Part((each,)),) for each in short))
    return 1, either((Part((run[0],)),), *((Part(each),) for each in longhand(bare[0])))


def _variants(found: tuple[str, ...]) -> list[tuple[str, ...]]:
    """``found`` first, then with one abbreviation written out or one name abbreviated."""
    bare = _folded(found)
    made = [found]
    for at in range(len(found)):
        made += [found[:at] + each + found[at + 1 :] for each in longhand(bare[at])]
        for end in range(at + 2, min(at + longest(), len(found)) + 1):
            made += [(*found[:at], each, *found[end:]) for each in shorthand(bare[at:end])]
    return made[:VARIANTS]


def _folded(run: Sequence[str]) -> tuple[str, ...]:
    return Part(tuple(run)).folded
