"""``rules.toml`` and what was found → findings, each with its sentence in two languages."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from archive.received.record import Finding, Severity

_ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2}
_SHOWN = 160


@dataclass(frozen=True, slots=True)
class Rule:
    """Quy tắc: how much it weighs, where it comes from, and its sentence."""

    severity: Severity
    source: str
    vi: str
    en: str


@cache
def rules() -> dict[str, Rule]:
    """All rules by name, in the file's order."""
    text = Path(__file__).with_name("rules.toml").read_text(encoding="utf-8")
    return {name: Rule(**about) for name, about in tomllib.loads(text).items()}


def finding(rule: str, file: str = "METS.xml", where: str = "", found: str = "", expected: str = "") -> Finding:
    """One finding of ``rule``. What was found may be long and strange: it is cut for the sentence, not in ``found``."""
    known = rules()[rule]
    told = {"file": file, "where": where, "found": _short(found), "expected": _short(expected)}
    said = [sentence.format(**told) for sentence in (known.vi, known.en)]
    return Finding(known.severity, rule, file, where, found, expected, *said)


def ordered(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Errors before warnings before notes, each as they were found; one that was found twice stands once."""
    return tuple(sorted(dict.fromkeys(found), key=lambda one: _ORDER[one.severity]))


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
