"""What was measured → tables for people, and one object for programs."""

from dataclasses import asdict, dataclass
from typing import Any

from bench.peers import Taken
from bench.score import Score

BASE = "ocrmypdf"
LEVELS = ("clean", "light", "medium", "heavy", "ALL")


@dataclass(frozen=True, slots=True)
class Line:
    """One program on one corpus of ``pages`` pages."""

    peer: str
    version: str
    pages: int
    taken: Taken
    score: Score


@dataclass(frozen=True, slots=True)
class Sheet:
    """One corpus: its programs, and the bytes of the scans themselves."""

    corpus: str
    scan_bytes: int
    lines: tuple[Line, ...]


def as_json(machine: str, sheets: list[Sheet]) -> dict[str, Any]:
    """All figures, unrounded, with seconds, bytes, and shares from 0 to 1."""
    return {"machine": machine, "corpora": [asdict(sheet) for sheet in sheets]}


def as_markdown(machine: str, sheets: list[Sheet]) -> str:
    """The tables, ready for ``docs/benchmarks.md``."""
    versions = sorted({line.version for sheet in sheets for line in sheet.lines})
    parts = [f"{machine}  \n{', '.join(versions)}"]
    for sheet in sheets:
        parts += [f"### {sheet.corpus}, {sheet.lines[0].pages} pages", _costs(sheet), _qualities(sheet), *_notes(sheet)]
        parts += _ratios(sheet)
    return "\n\n".join(parts) + "\n"


def _rows(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] + ["--:"] * (len(head) - 1), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def _costs(sheet: Sheet) -> str:
    head = ["", "pages/min", "CPU s/page", "KB/page", "KB/page kept", "largest process, MB"]
    scan = ["the scans", "", "", _kb(sheet.scan_bytes, sheet.lines[0].pages), "", ""]
    return _rows(head, [scan] + [_cost(line) for line in sheet.lines if line.taken.cost])


def _cost(line: Line) -> list[str]:
    cost = line.taken.cost
    assert cost is not None
    if line.taken.lost:
        return [f"{line.peer}: {line.taken.lost} dossiers failed", *["–"] * 5]
    return [
        line.peer,
        f"{line.pages / cost.wall * 60:.1f}",
        f"{cost.cpu / line.pages:.2f}",
        _kb(line.taken.pdf_bytes, line.pages),
        _kb(line.taken.kept_bytes, line.pages),
        f"{cost.peak / 1e6:.0f}",
    ]


def _kb(size: int, pages: int) -> str:
    return f"{size / pages / 1000:.0f}"


def _qualities(sheet: Sheet) -> str:
    rows = []
    for level in LEVELS:
        for line in sheet.lines:
            if found := line.score.levels.get(level):
                shares = (found.cer_flex, found.cer_min, found.wer_min, found.recall)
                rows.append([level, line.peer, str(found.pages), *(f"{share * 100:.2f}" for share in shares)])
    return _rows(["level", "", "pages", "CERflex %", "CERmin %", "WERmin %", "word recall %"], rows)


def _notes(sheet: Sheet) -> list[str]:
    notes = []
    for line in sheet.lines:
        if blanks := line.score.blank_chars:
            mean = sum(blanks) / len(blanks)
            notes.append(f"- {line.peer}: {mean:.0f} characters invented a blank page ({len(blanks)} pages)")
        if line.score.fields:
            fields = ", ".join(f"{name} {right}/{count}" for name, (right, count) in line.score.fields.items())
            notes.append(f"- {line.peer}: fields {fields}")
        notes += [f"- {line.peer}: {trouble}" for trouble in line.taken.troubles]
    return ["\n".join(notes)] if notes else []


def _ratios(sheet: Sheet) -> list[str]:
    """No ratio for a program that lost a dossier: doing nothing is fast."""
    base = next((line.taken.cost for line in sheet.lines if line.peer == BASE), None)
    if base is None:
        return []
    ratios = [
        f"{line.peer} CPU s/page ÷ {BASE} CPU s/page = **{line.taken.cost.cpu / base.cpu:.2f}**"
        for line in sheet.lines
        if line.taken.cost and not line.taken.lost and line.peer != BASE
    ]
    return ["  \n".join(ratios)] if ratios else []
