"""Scans whose text is known → how well the confidence of words and pages holds; ``--write`` fits its weights anew.

    python -m bench.confidence CORPUS... [--every N] [--write]

The weights are fitted on every second corpus and tried on the others, and the other way round, so that no figure comes
from pages that they were fitted on; with one corpus the weights at hand are tried. Told are: how many words are right
by their confidence, before and after; the expected calibration error; how many errors lie on the pages of least
confidence; how many wrong and right words of numbers, dates and signers are told as not sure. ``--write`` fits on all.
"""

import argparse
import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import partial
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from archive.records import Line, OcrPage, Source
from bench.corpus import TrueDossier, dossiers
from bench.pages import LIMITS
from ingest.page import make_page
from ingest.scan import scan
from ocr import confidence
from ocr.confidence import TRAITS, Traits, Weights, chance, share_right, traits, weights, with_chances
from ocr.correction import corrected
from ocr.engines.embedded import EmbeddedTesseract
from ocr.page import looked_at
from ocr.second import Bears, doubted, weighty
from ocr.way_up import way_up

_RIDGE = 1.0
"""Holds back weights for which there is little evidence."""
_STEPS = 60
_BINS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 1.01)
_PARTS = 15
"""Parts of equal size over which the expected calibration error is taken."""
_BAD, _GOOD = 0.05, 0.02
"""Shares of wrong or lost words from which a page needs a look, and up to which it needs none."""
_LEVELS = (0.90, 0.93, 0.95, 0.96, 0.97, 0.98)
_WEIGHTS = Path(confidence.__file__).with_name("statistics") / "confidence.json"

Shares = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Checked:
    """A page as seen and as written, the traits of its words, which of them are right, and how many true words it has
    and how many of them were lost."""

    seen: OcrPage
    written: tuple[Line, ...]
    traits: tuple[Traits, ...]
    right: tuple[bool, ...]
    true: int
    lost: int

    @property
    def errors(self) -> int:
        """Words that are wrong, lost or too many, a wrong one counted once."""
        return max(self.lost, len(self.right) - sum(self.right))

    def finished(self, by: Weights) -> OcrPage:
        """The page with its confidences by the weights ``by``."""
        lines = with_chances(self.written, [chance(one, by) for one in self.traits], self.seen.disputed)
        return replace(self.seen, lines=lines, confidence=share_right(lines, self.seen.unread))


def checked(seen: OcrPage, truth: str) -> Checked:
    """``seen`` (``ocr.page.looked_at``) beside the true text of the page."""
    written = corrected(seen.lines)
    true = truth.split()
    right, lost = matched([word.text for line in written for word in line.words], true)
    return Checked(seen, written, tuple(traits(seen.lines, written)), tuple(right), len(true), lost)


def matched(read: Sequence[str], true: Sequence[str]) -> tuple[list[bool], int]:
    """Which words were read right, and how many true ones none of them is.

    Words are aligned in order; what is left over once more, runs of two or more, since blocks may have changed places;
    then words of three letters and more wherever they stand.
    """
    right, here, there, least = [False] * len(read), list(range(len(read))), list(range(len(true))), 1
    while True:
        pairing = SequenceMatcher(None, [read[at] for at in here], [true[at] for at in there], autojunk=False)
        runs = [run for run in pairing.get_matching_blocks() if run.size >= least]
        if not runs:
            break
        mine = {run.a + step for run in runs for step in range(run.size)}
        theirs = {run.b + step for run in runs for step in range(run.size)}
        for place in mine:
            right[here[place]] = True
        here = [at for place, at in enumerate(here) if place not in mine]
        there = [at for place, at in enumerate(there) if place not in theirs]
        least = 2
    left = Counter(true[at] for at in there)
    for at in here:
        if len(read[at]) >= 3 and left[read[at]] > 0:
            right[at], left[read[at]] = True, left[read[at]] - 1
    return right, left.total()


def pages_of(dossier: TrueDossier, every: int) -> Iterator[Checked]:
    """Every ``every``-th page of ``dossier`` that has text, read and checked."""
    engine = EmbeddedTesseract()
    ask = partial(way_up, engine)
    with tempfile.TemporaryDirectory() as place:
        opened = scan(Source(dossier.name, dossier.pdf.parent, (dossier.pdf,)), LIMITS)
        for made, truth in list(zip(opened.pages, dossier.pages, strict=True))[::every]:
            if not truth.blank and truth.text.strip():
                yield checked(looked_at(make_page(made, Path(place), LIMITS, ask), engine), truth.text)


def fitted(pages: Sequence[Checked]) -> Weights:
    """The weights under which what was right and wrong is likeliest, by Newton's method with a ridge."""
    found: Weights = {}
    for kind in ("word", "figure"):
        rows = [
            (one.values, right)
            for page in pages
            for one, right in zip(page.traits, page.right, strict=True)
            if one.figure == (kind == "figure")
        ]
        told, right = np.array([row for row, _ in rows]), np.array([float(right) for _, right in rows])
        held = np.diag([0.0, *[_RIDGE] * (len(TRAITS) - 1)])
        weight = np.zeros(len(TRAITS))
        for _ in range(_STEPS):
            likely = 1 / (1 + np.exp(-told @ weight))
            slope = told.T @ (right - likely) - held @ weight
            bend = (told * (likely * (1 - likely))[:, None]).T @ told + held
            weight += np.linalg.solve(bend, slope)
        found[kind] = {name: round(float(value), 3) for name, value in zip(TRAITS, weight, strict=True)}
    return found


def told(pages: Sequence[tuple[Checked, OcrPage]]) -> list[str]:
    """The figures as lines of Markdown; each page with what it became."""
    right = np.array([right for page, _ in pages for right in page.right], float)
    before = _confidences([page.written for page, _ in pages])
    after = _confidences([page.lines for _, page in pages])
    return [
        f"{len(pages)} pages, {len(right)} words read, {round(len(right) - right.sum())} of them wrong",
        "",
        "| confidence | words before | right, % | words after | right, % |",
        "| --- | --: | --: | --: | --: |",
        *(_bin(low, high, right, (before, after)) for low, high in pairwise(_BINS)),
        "",
        f"- expected calibration error: {error(before, right):.2%} before, {error(after, right):.2%} after",
        f"- of a right and wrong word the right one has more confidence: {ranked(before, right):.1%} of pairs before, "
        f"{ranked(after, right):.1%} after",
        *_about_pages(pages),
        *_about_marks(pages),
    ]


def error(told: Shares, right: Shares) -> float:
    """Expected calibration error: how far confidence and share of right ones are apart, over parts of equal size."""
    parts = np.array_split(np.argsort(told, kind="stable"), _PARTS)
    return float(
        sum(len(part) * abs(told[part].mean() - right[part].mean()) for part in parts if len(part)) / len(told)
    )


def ranked(told: Shares, right: Shares) -> float:
    """In how many of all pairs of a right and a wrong word the right one has more confidence; ties count half."""
    wrong = np.sort(told[right == 0])
    low, high = (np.searchsorted(wrong, told[right == 1], side) for side in ("left", "right"))
    return float((low + high).mean() / 2 / max(len(wrong), 1))


def _confidences(pages: Sequence[tuple[Line, ...]]) -> Shares:
    return np.array([word.confidence for lines in pages for line in lines for word in line.words], float)


def _bin(low: float, high: float, right: Shares, both: tuple[Shares, Shares]) -> str:
    cells = []
    for told in both:
        chosen = right[(told >= low) & (told < high)]
        cells += [str(len(chosen)), f"{100 * chosen.mean():.1f}" if len(chosen) else ""]
    return f"| {low:g}–{min(high, 1):g} | " + " | ".join(cells) + " |"


def _about_pages(pages: Sequence[tuple[Checked, OcrPage]]) -> Iterator[str]:
    rows = sorted((made.confidence or 0.0, page.errors, page.errors / page.true) for page, made in pages)
    every = max(sum(errors for _, errors, _ in rows), 1)
    at_best = sorted((errors for _, errors, _ in rows), reverse=True)
    for share in (0.1, 0.2, 0.3):
        size = round(len(rows) * share)
        worst, best = sum(errors for _, errors, _ in rows[:size]) / every, sum(at_best[:size]) / every
        yield f"- the {share:.0%} of pages of least confidence have {worst:.0%} of the errors (at best {best:.0%})"
    bad, good = [sure for sure, _, wrong in rows if wrong > _BAD], [sure for sure, _, wrong in rows if wrong < _GOOD]
    for level in _LEVELS:
        below = [errors for sure, errors, _ in rows if sure < level]
        yield (
            f"- below {level:.2f}: {len(below)} of {len(rows)} pages with {sum(below) / every:.0%} of the errors; "
            f"{sum(sure < level for sure in bad)} of {len(bad)} with over {_BAD:.0%} of words wrong, "
            f"{sum(sure < level for sure in good)} of {len(good)} with under {_GOOD:.0%}"
        )


def _about_marks(pages: Sequence[tuple[Checked, OcrPage]]) -> Iterator[str]:
    seen: Counter[tuple[Bears, bool, bool]] = Counter()
    for page, made in pages:
        marked = {doubt.word.box for doubt in doubted(made)}
        right = iter(page.right)
        for line in made.lines:
            borne = {word.box: kind for word, kind in weighty(line)}
            for word, good in zip(line.words, right, strict=False):
                if word.box in borne:
                    seen[borne[word.box], good, word.box in marked] += 1
    kinds: tuple[Bears, ...] = ("number", "date", "signer")
    for kind in kinds:
        (wrong, caught), (right_ones, vexed) = (
            (seen[kind, good, False] + seen[kind, good, True], seen[kind, good, True]) for good in (False, True)
        )
        yield f"- {kind}: not sure of {caught} of {wrong} wrong words and of {vexed} of {right_ones} right ones"


def crossed(corpora: Sequence[Sequence[Checked]]) -> list[tuple[Checked, OcrPage]]:
    """All pages with confidences by weights that were fitted on the other half of the corpora."""
    if len(corpora) < 2:
        return [(page, page.finished(weights())) for corpus in corpora for page in corpus]
    found = []
    for turn in (0, 1):
        by = fitted([page for corpus in corpora[turn::2] for page in corpus])
        found += [(page, page.finished(by)) for corpus in corpora[1 - turn :: 2] for page in corpus]
    return found


def main() -> None:
    """See the file's docstring."""
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("corpus", type=Path, nargs="+")
    wanted.add_argument("--every", type=int, default=1)
    wanted.add_argument("--write", action="store_true")
    given = wanted.parse_args()
    corpora = [[page for one in dossiers(path) for page in pages_of(one, given.every)] for path in given.corpus]
    print("\n".join(told(crossed(corpora))))
    if given.write:
        made = fitted([page for corpus in corpora for page in corpus])
        _WEIGHTS.write_text(json.dumps(made, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
