"""A dossier's title and papers → the rows of the schedule that may be its own, best first, each with why.

A proposal decides nothing: a person confirms a row, or none.
"""

from dataclasses import dataclass
from datetime import date

from archive.retention import Facts
from archive.schedule import Row, Schedule
from archive.text import fold, tokens

_MANY = 200
"""Papers that are looked at."""
_FEW = 5
_TITLE, _PAPER = 3.0, 1.0
_BARE = 0.6
"""What an expression counts for that stands there without its dấu."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Đề nghị: ``row`` may be the dossier's. ``score`` only orders proposals; ``reasons`` are what was found where."""

    row: Row
    score: float
    reasons: tuple[str, ...]


def propose_rows(facts: Facts, schedule: Schedule, on: date) -> list[Proposal]:
    """The few rows that fit best. Rows no longer in force stand for dossiers whose work ended while they were."""
    texts = [("tiêu đề / title", facts.title, _TITLE)]
    share = 1 / max(1, min(len(facts.papers), _MANY))
    texts += [(f"văn bản / document {one.ordinal}", one.title, _PAPER * share) for one in facts.papers[:_MANY]]
    ended = _year(facts.newest or facts.end)
    read = [(where, _spaced(text), fold(_spaced(text)), weight) for where, text, weight in texts if text]
    found = [
        proposal
        for row in schedule
        if (row.holds(on) or (ended and row.since <= date(ended, 12, 31) and row.till and ended <= row.till.year))
        and (proposal := _fit(row, read, current=row.holds(on)))
    ]
    return sorted(found, key=lambda one: (-one.score, one.row.id))[:_FEW]


def _fit(row: Row, read: list[tuple[str, str, str, float]], *, current: bool) -> Proposal | None:
    if row.must and not any(_stands(one, text, bare) for one in row.must for _, text, bare, _ in read):
        return None
    score, reasons = 0.0, []
    for words in row.words:
        for where, text, bare, weight in read:
            if strength := _stands(words, text, bare):
                score += strength * weight * len(words.split())
                reasons.append(f"«{words}»: {where}")
    own = 1.25 if row.sure == "agency" else 1.0
    return Proposal(row, round(score * own * (1.0 if current else 0.8), 2), tuple(reasons)) if reasons else None


def _stands(words: str, text: str, bare: str) -> float:
    """How surely the expression ``words`` stands in ``text``, whose folded form is ``bare``."""
    wanted = _spaced(words)
    return 1.0 if wanted in text else _BARE if fold(wanted) in bare else 0.0


def _spaced(text: str) -> str:
    return f" {' '.join(tokens(text))} "


def _year(iso: str) -> int | None:
    return int(iso[:4]) if iso[:4].isdigit() else None
