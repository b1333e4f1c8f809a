"""The nouns of a query: what a person asks for, whatever index answers it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias, TypeGuard

from archive.text import fold
from search.words import bare


@dataclass(frozen=True, slots=True)
class Part:
    """Thành phần: one word, or words side by side, in lower case, NFC and one spelling.

    ``prefix``: the single token is only the beginning of a word. ``field``: where it must stand; anywhere where empty.
    """

    tokens: tuple[str, ...]
    prefix: bool = False
    field: str = ""

    @property
    def folded(self) -> tuple[str, ...]:
        """The tokens without marks."""
        if self.prefix:
            return (fold(self.tokens[0]),)
        return tuple(map(bare, self.tokens))


@dataclass(frozen=True, slots=True)
class When:
    """Thời gian: issued within ``low`` to ``high``, both as numbers ``20180911`` and included."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Group:
    """Nhóm: all of ``wanted`` and none of ``unwanted``."""

    wanted: tuple["Node", ...]
    unwanted: tuple["Node", ...] = ()


@dataclass(frozen=True, slots=True)
class Either:
    """Hoặc: at least one of ``options``, the first of which is what was typed or what comes first."""

    options: tuple[Group, ...]


Node: TypeAlias = Part | When | Group | Either


@dataclass(frozen=True, slots=True)
class Query:
    """Câu tìm: a page matches that has all of ``wanted`` (marks do not matter) and none of ``unwanted``.

    ``marked``: it was typed with dấu, so that exact matches come first and only exact words exclude. What is wanted is
    in the order typed, each once. ``pairs``: single words typed one after the other.
    """

    wanted: tuple[Node, ...]
    unwanted: tuple[Node, ...] = ()
    marked: bool = False
    pairs: tuple[Part, ...] = ()

    @property
    def parts(self) -> tuple[Part, ...]:
        """Every wanted word and phrase, with those that stand for it."""
        return tuple(dict.fromkeys(parts(self.wanted)))


def is_date(node: Node) -> bool:
    """Whether ``node`` is a date: a day of issue, or the ways to write it."""
    return isinstance(node, Either) and isinstance(node.options[0].wanted[0], When)


def is_word(node: Node) -> TypeGuard[Part]:
    """Whether ``node`` is one whole word, anywhere on the page."""
    return isinstance(node, Part) and not (node.field or node.prefix) and len(node.tokens) == 1


def parts(nodes: Iterable[Node]) -> Iterator[Part]:
    """All parts that ``nodes`` want, at any depth."""
    for node in nodes:
        if isinstance(node, Part):
            yield node
        elif isinstance(node, Group):
            yield from parts(node.wanted)
        elif isinstance(node, Either):
            yield from parts(node.options)


def either(first: tuple[Node, ...], *others: tuple[Node, ...]) -> Node:
    """``first`` or one of ``others``; ``first`` alone where there is no other."""
    if others:
        return Either(tuple(Group(each) for each in (first, *others)))
    return first[0] if len(first) == 1 else Group(first)
