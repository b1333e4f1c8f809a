"""Abbreviation → what it stands for: agencies, kinds of papers and terms that offices write short
(``abbreviations.toml``)."""

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Literal

Kind = Literal["agencies", "kinds"]


@cache
def abbreviations(kind: Kind) -> Mapping[str, Sequence[str]]:
    """Each abbreviation of a kind in small letters → the whole names it stands for, the usual one first."""
    text = files("archive").joinpath("abbreviations.toml").read_text(encoding="utf-8")
    tables: dict[str, dict[str, list[str]]] = tomllib.loads(text)
    return tables[kind]
