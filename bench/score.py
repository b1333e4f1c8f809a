"""Page texts and fields → how well they were read, by level."""

import json
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.corpus import TrueDossier


@dataclass(frozen=True, slots=True)
class Quality:
    """Shares from 0 to 1 over the ``pages`` with text of one level. ``recall``: of the true words, how many were read
    (order-free, exact). The rest as the scorer's head explains them.
    """

    pages: int
    cer_flex: float
    cer_min: float
    wer_min: float
    recall: float


@dataclass(frozen=True, slots=True)
class Score:
    """``levels`` by name, ``ALL`` among them; ``fields``: name → (right, of how many); ``blank_chars``: the
    characters invented on each blank page.
    """

    levels: dict[str, Quality]
    fields: dict[str, tuple[int, int]]
    blank_chars: tuple[int, ...]


def score(corpus: Path, dossiers: Sequence[TrueDossier], pred: Path, scorer: Path) -> Score:
    """Score ``pred`` with the corpus's own ``scorer`` and count the words here."""
    target = pred.with_suffix(".json")
    command: list[str | Path] = [sys.executable, scorer, "--corpus", corpus, "--pred", pred, "--json", target]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    said = json.loads(target.read_text(encoding="utf-8"))
    recalls = word_recall(dossiers, pred)
    levels = {
        level: Quality(group["pages"], group["CERflex"], group["CERmin"], group["WERmin"], recalls[level])
        for level, group in said["groups"].items()
        if group["pages"]
    }
    fields = {name: (right, count) for name, (right, count) in said["meta"].items()}
    return Score(levels, fields, tuple(said["blank_chars"]))


def word_recall(dossiers: Sequence[TrueDossier], pred: Path) -> dict[str, float]:
    """Of the true words of each level (and of ``ALL``), the share that was read on the right page, in any order."""
    read: Counter[str] = Counter()
    true: Counter[str] = Counter()
    for dossier in dossiers:
        for page in dossier.pages:
            if page.blank:
                continue
            wanted = words(page.text)
            got = words((pred / dossier.name / f"p{page.index:03d}.txt").read_text(encoding="utf-8"))
            for level in (page.level, "ALL"):
                read[level] += (wanted & got).total()
                true[level] += wanted.total()
    return {level: read[level] / max(1, count) for level, count in true.items()}


def words(text: str) -> Counter[str]:
    """The words of a text, NFC, split at white space, as often as they stand there."""
    return Counter(re.split(r"\s+", unicodedata.normalize("NFC", text).strip()))
