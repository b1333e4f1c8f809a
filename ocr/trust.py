"""A subject and the words that it was taken from → the same with how sure it is.

A subject has ten to forty words, and the chance that all were read right is no product of their chances: words misread
stand together, and the language tells of most whether they are what the paper says. Of words on known papers that it
alone allows there, by far (``ocr.likelier.margins`` of 6 and more), 5 of 775 that were not read surely were wrong,
where 78 were to be expected; of those in whose place it would rather have others 35 of 167, where 29 were.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

from archive.records import Word
from ocr.formula import is_subject_mark
from ocr.likelier import likelier, margins
from ocr.syllable import is_possible
from ocr.value import Value
from ocr.vietnamese import parts

_WEIGHTS = ((6.0, 0.2), (3.0, 0.3), (0.0, 1.0), (-math.inf, 1.3))
"""From which margin on how much of a word's doubt (minus the logarithm of its chance) counts."""
_CAPITAL = 0.3
"""The same of a name that the language does not doubt, however small its margin."""
_FIGURES, _MARKS, _UNKNOWN = 1.1, 0.1, 0.7
"""The same of what has figures, of marks, and of words that the language's texts do not have."""
_DOUBTED, _STRANGE = 5.0, 0.8
"""From how much likelier another word on (``ocr.likelier``) a subject is given at most the other."""
_SIGNS = "§|¡¿£¥€©®«»<>{}[]~^_=#@*\\"
"""Signs that no subject has."""
_OPEN = ("quý", "và", "của", "các", "những", "để", "thứ", "về")
"""Words that no subject ends with: what stood behind was not read."""
_CUT = 0.5
"""The most that such a subject is given."""


def weighed(subject: Value) -> Value:
    """``subject`` as sure as subjects are whose words are so sure and fit so well, less where the language wants
    another word, it ends too soon, or a bracket has no other: a letter may have been taken for it ("(hẻ").

    The weights are fitted on the subjects of 372 real papers and 1144 drawn ones: of the former, with the weights
    rounded as here, 64 % are given 0.9 or more (34 % as a product of chances), five of these wrongly.
    """
    text = subject.text
    sure = math.exp(-_doubt(subject.words))
    doubted = likelier(text) >= _DOUBTED or text.count("(") != text.count(")") or any(map(_is_piece, text.split()))
    sure = min(sure, _STRANGE) if doubted else sure
    last = text.split()[-1:]
    return replace(subject, known=min(sure, _CUT) if last and last[0].lower() in _OPEN else sure)


def _is_piece(word: str) -> bool:
    """Whether ``word`` is one small letter that is no syllable, as is left of one ("hồ s"), or has a sign within that
    no word has ("pháp§")."""
    core = parts(word)[1]
    if any(char in _SIGNS for char in word):
        return True
    return len(core) == 1 and core.islower() and not is_possible(core)


def _doubt(words: Sequence[Word]) -> float:
    """How much speaks against ``words``: minus the logarithm of the chance that all are right. A subject's mark is
    written as it must be, however it was read."""
    own = words[1:] if words and is_subject_mark(words[0].text) else words
    told = zip(own, margins([word.text for word in own]), strict=True)
    return sum(-math.log(max(word.confidence, 1e-3)) * _weight(word.text, margin) for word, margin in told)


def _weight(text: str, margin: float | None) -> float:
    """How much of the doubt about one word counts."""
    core = parts(text)[1]
    if margin is None:
        return _FIGURES if any(map(str.isdigit, core)) else _UNKNOWN if core.isalpha() else _MARKS
    weight = next(weight for least, weight in _WEIGHTS if margin >= least)
    return weight if core.islower() or margin < 0 else min(weight, _CAPITAL)
