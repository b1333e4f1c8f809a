"""Documents of a dossier → the same, who signed them as its other papers say it.

Whoever holds an office signs paper after paper, and whoever asks for something is named in all of them. A name over
which a seal or a pen went in one is clear in another (NĐ 30/2020, PL I, ô 7b).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from rapidfuzz.distance import Levenshtein

from archive.records import Box, Document, Evidence, OcrPage
from archive.text import fold
from ocr.names import as_read, family, is_name
from ocr.value import put_right
from ocr.vietnamese import likeness

_FIELD = "signer_name"
_SURE = 0.85
"""A name read as surely as this stays as it was read."""
_CHANGED = 0.95
"""The most that a name is sure which was changed to another paper's spelling."""
_SAME = 0.75
"""How much a name hardly read must be another's, who holds the same office, to be that one."""
_NAMED = 0.85
"""The same of a name that stands anywhere in the dossier."""
_LETTERS = 5
"""Letters, marks counted, in which names alike differ at most: looked at first, for it costs little."""
_OF_OFFICE = 0.88
"""How sure a name is that was taken from another paper of the same office and looks like what was read."""
_IN_PART, _HELD = 0.8, 0.5
"""The same where a word of it was read, and where nothing was: another may have signed."""
_ORGAN_READ, _ANY = 0.7, ""
"""An organ less surely read may be any of the dossier's."""
_PART_READ = 0.5
"""A name less surely read is looked for by each of its words."""
_REACH = 0.28
"""Of the page's height: the name stands at most so far below its office."""
_ASIDE = 0.12
"""The same to either side of the office's middle."""
_TITLES = ("Ông", "Bà")
"""What stands before a name in a sentence; Ông is a family name, too, but a rare one."""
_NAME = (2, 3, 4)
"""Words of a name."""
_MARKS = " .,:;()'\""


def signatories(documents: Sequence[Document], pages: Sequence[OcrPage]) -> list[Document]:
    """``documents`` with names that were hardly read, or not at all, as the dossier's other papers have them.

    A name that was read surely stays as it was read, though other papers write it otherwise: that is a difference of
    the papers, for a person to see. It is only less sure. What is taken from another paper is never sure.
    """
    named = _Named(pages)
    marked = [_marked(document, named) for document in documents]
    holders = _holders(marked)
    return [_by_office(document, holders, pages) or _as_named(document, named) or document for document in marked]


_Run = tuple[str, float, bool]
"""What is written like a name, how surely it was read, and whether it ends there."""


class _Named:
    """What is written like a name in the dossier, by its number of words and its letters, each looked for once."""

    def __init__(self, pages: Sequence[OcrPage]) -> None:
        self._pages = pages
        self._by_size: dict[int, dict[str, list[_Run]]] = {}

    def as_letters(self, plain: str, least: float = 0.0) -> dict[str, float]:
        """The ways in which the name of these letters (folded) is written and was read as surely as ``least``, with the
        sum of how surely each was read."""
        return _summed(found for found in self._of(len(plain.split())).get(plain, ()) if found[1] >= least)

    def like(self, fits: Callable[[str], bool], size: int) -> dict[str, float]:
        """The names of ``size`` words that fit, the same, none of which is cut out of a longer one."""
        runs = self._of(size).items()
        return _summed(found for _, group in runs for found in group if found[2] and fits(found[0]))

    def _of(self, size: int) -> Mapping[str, Sequence[_Run]]:
        if size not in self._by_size:
            made: dict[str, list[_Run]] = defaultdict(list)
            for text, sure, whole in _runs(self._pages, size):
                made[fold(text)].append((text, sure, whole))
            self._by_size[size] = made
        return self._by_size[size]


def _summed(found: Iterable[_Run]) -> dict[str, float]:
    votes: dict[str, float] = defaultdict(float)
    for text, sure, _ in found:
        votes[text] += sure
    return votes


def _marked(document: Document, named: _Named) -> Document:
    """The document with the marks of its signer's name as most of the dossier writes them; one that was read surely is
    doubted only where another way to write it was read as surely."""
    name, evidence = document.signer_name, document.evidence.get(_FIELD)
    if name is None or evidence is None:
        return document
    votes = named.as_letters(fold(name), _SURE if evidence.confidence >= _SURE else 0.0)
    best = max(votes, key=lambda text: votes[text], default=name)
    share = votes[best] / sum(votes.values()) if votes else 1.0
    if best == name or evidence.confidence >= _SURE or votes[best] < 2 * votes.get(name, 0.0):
        doubted = min(evidence.confidence, share) if share < 1.0 else evidence.confidence
        return put_right(document, _FIELD, name, doubted)
    return put_right(document, _FIELD, best, share * _CHANGED)


Holders = Mapping[tuple[str, str], Sequence[str]]


def _holders(documents: Sequence[Document]) -> Holders:
    """The names that were surely read below each office of each organ, and of any organ."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for document in documents:
        seen, name, office = document.evidence.get(_FIELD), document.signer_name, _office(document)
        if not name or seen is None or seen.confidence < _SURE or office is None:
            continue
        for one in dict.fromkeys((office, (_ANY, office[1]))):
            if name not in found[one]:
                found[one].append(name)
    return found


def _office(document: Document) -> tuple[str, str] | None:
    """Organ, empty where it was hardly read or not at all, and office of who signed; None where that was not read."""
    if not document.signer_position:
        return None
    seen = document.evidence.get("organ_name")
    read = seen is not None and seen.confidence >= _ORGAN_READ
    return fold(document.organ_name or _ANY) if read else _ANY, fold(document.signer_position)


def _by_office(document: Document, holders: Holders, pages: Sequence[OcrPage]) -> Document | None:
    """The document signed by who signs in the same office elsewhere, where what was read is that name; None for not."""
    office, seen = _office(document), document.evidence.get(_FIELD)
    if office is None or (document.signer_name and (seen is None or seen.confidence >= _SURE)):
        return None
    names = holders.get(office, ())
    read = document.signer_name
    if read is not None:
        alike = [name for name in names if likeness(name, read) >= _SAME or name.endswith(f" {read}")]
        if not alike and seen is not None and seen.confidence < _PART_READ:
            alike = [name for name in names if not set(fold(read).split()).isdisjoint(fold(name).split()[1:])]
            return put_right(document, _FIELD, alike[0], _IN_PART) if len(alike) == 1 else None
        return put_right(document, _FIELD, alike[0], _OF_OFFICE) if len(alike) == 1 and alike[0] != read else None
    place = document.evidence.get("signer_position")
    if place is None or place.page is None or place.box is None:
        return None
    said = _below(place.page, place.box, pages)
    left = [name for name in names if not set(said).isdisjoint(fold(name).split())]
    if len(left) == 1:
        return _proposed(document, left[0], place.page, _IN_PART)
    if len(names) == 1 and not left and office[0] != _ANY:
        return _proposed(document, names[0], place.page, _HELD)
    named = _ending(said[-1:], [page for page in pages if page.page.index in document.pages]) if not names else None
    return _proposed(document, named, place.page, _IN_PART) if named else None


def _below(index: int, office: Box, pages: Sequence[OcrPage]) -> list[str]:
    """The words below the office, where the name should stand, in their order, folded."""
    page = next((one for one in pages if one.page.index == index), None)
    if page is None:
        return []
    low, middle = office[3] + page.page.height * _REACH, (office[0] + office[2]) / 2
    return [
        fold(as_read(word).strip(_MARKS))
        for line in page.lines
        for word in line.words
        if office[3] < word.box[1] < low
        and abs((word.box[0] + word.box[2]) / 2 - middle) < page.page.width * _ASIDE
        and word.text[:1].isupper()
    ]


def _ending(said: Sequence[str], pages: Sequence[OcrPage]) -> str | None:
    """The one person whom the document itself names ("Chủ trì: ông …") and whose given name is among ``said``."""
    found = {
        text
        for size in _NAME
        for text, sure, _ in _runs(pages, size)
        if sure >= _SURE
        and text.split()[0] not in _TITLES
        and family(text.split()[0])
        and fold(text.split()[-1]) in said
        and is_name(text)
    }
    whole = {text for text in found if not any(fold(other).endswith(f" {fold(text)}") for other in found)}
    return whole.pop() if len(whole) == 1 else None


def _as_named(document: Document, named: _Named) -> Document | None:
    """The document signed by who is named elsewhere in the dossier by nearly the name that was hardly read; None where
    there is none, or more than one."""
    read, seen = document.signer_name, document.evidence.get(_FIELD)
    if read is None or seen is None or seen.confidence >= _SURE:
        return None
    size, plain = len(read.split()), fold(read)

    def is_alike(text: str) -> bool:
        near = Levenshtein.distance(text, read, score_cutoff=_LETTERS) <= _LETTERS and fold(text) != plain
        return near and family(text.split()[0]) is not None and likeness(text, read) >= _NAMED

    votes = named.like(is_alike, size)
    if size == 2:
        votes |= named.like(lambda text: family(text.split()[0]) is not None and text.endswith(f" {read}"), 3)
    own = sum(named.as_letters(plain, _SURE).values())
    whole = {text: sure for text, sure in votes.items() if sure >= max(_SURE, 2 * own)}
    return put_right(document, _FIELD, next(iter(whole)), _OF_OFFICE) if len(whole) == 1 else None


def _runs(pages: Sequence[OcrPage], size: int) -> Iterator[_Run]:
    for page in pages:
        for line in page.lines:
            bare = [as_read(word).strip(_MARKS) for word in line.words]
            for start in range(len(bare) - size + 1):
                if not bare[start][:1].isupper() or not bare[start + size - 1][:1].isupper():
                    continue
                first = family(bare[start]) or bare[start]
                text = " ".join([first, *bare[start + 1 : start + size]])
                if not " ".join(bare[start : start + size]).isupper():
                    last, behind = line.words[start + size - 1].text, bare[start + size : start + size + 1]
                    whole = not behind or not behind[0].istitle() or not last.isalpha()
                    yield text, min(word.confidence for word in line.words[start : start + size]), whole


def _proposed(document: Document, name: str, page: int, confidence: float) -> Document:
    """The document signed by ``name``, of which nothing or a part was read on ``page``."""
    evidence = {**document.evidence, _FIELD: Evidence(confidence, page, None)}
    return replace(document, signer_name=name, evidence=evidence)
