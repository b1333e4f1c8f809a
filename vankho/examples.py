"""Corrections of a dossier that is kept → examples of what the machine got wrong, for measuring (``bench/``)."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from archive.errors import Damaged
from archive.records import Dossier, Receipt
from archive.whole import put_whole
from archive.written import read_record, write_record
from vankho.corrections import Correction, add_line

FILE = "corrections.jsonl"

_Key = tuple[int | None, str, str]


@dataclass(frozen=True, slots=True)
class Example:
    """Ví dụ sửa: what stood there (``read``) and what a person made of it (``value``; None: nothing is there).

    ``field`` is a field of the dossier (``page`` None) or of the document on ``page``, or ``boundary`` (a document
    begins here: ``yes``, ``no``), ``rotation`` (degrees) or ``word`` (words on the page). ``engine`` read the page.
    """

    dossier: str
    version: int
    digest: str
    at: str
    who: str
    page: int | None
    field: str
    read: str | None
    value: str | None
    engine: str = ""


def keep_examples(work: Path, dossier: Dossier, receipt: Receipt, corrections: Sequence[Correction]) -> None:
    """Add what was corrected in ``dossier`` to ``corrections.jsonl`` beside ``work``, once for each version kept."""
    fresh = list(_examples(dossier, receipt, corrections))
    file = work.with_name(FILE)
    if fresh and not any((one.dossier, one.version) == (dossier.id, receipt.version) for one in examples(file)):
        add_line(file, b"\n".join(map(write_record, fresh)))


def forget_examples(file: Path, dossier: str) -> None:
    """Take the examples of ``dossier`` out of ``file``, as it was disposed of; the file appears whole or as it was."""
    left = [one for one in examples(file) if one.dossier != dossier]
    if file.exists():
        put_whole(file, [write_record(one) + b"\n" for one in left])


def examples(file: Path) -> Iterator[Example]:
    """All examples kept in ``file``, oldest first; none where there is no file. A torn last line is left out.

    Raises:
        Damaged: a line is not an example.

    """
    try:
        with file.open("rb") as lines:
            for line in lines:
                if line.endswith(b"\n"):
                    yield read_record(line, Example)
    except FileNotFoundError:
        return
    except msgspec.MsgspecError as error:
        raise Damaged(f"{file}: {error}") from error


def counts(file: Path) -> Counter[str]:
    """How often each field was corrected, as ``bench`` reports it."""
    return Counter(example.field for example in examples(file))


def _examples(dossier: Dossier, receipt: Receipt, corrections: Sequence[Correction]) -> Iterator[Example]:
    """One a thing corrected: from what stood there first to what stood there last; nothing where these are the same."""
    places = {index: paper.ordinal for paper in dossier.documents for index in paper.pages}
    engines = {page.page.index: page.engine for page in dossier.pages}
    first: dict[_Key, str | None] = {}
    last: dict[_Key, tuple[Correction, str | None]] = {}
    for one in corrections:
        if (found := _thing(one)) is None:
            continue
        field, before, after = found
        key = _key(one, field, places)
        first.setdefault(key, before)
        last[key] = (one, after)
    for key, (one, value) in last.items():
        if (first[key] or None) != (value or None):
            engine = engines.get(one.page, "") if one.page is not None else ""
            named = (dossier.id, receipt.version, dossier.digest, one.at, one.who, one.page)
            yield Example(*named, key[1], first[key] or None, value or None, engine)


def _key(one: Correction, field: str, places: dict[int, int]) -> _Key:
    """What two corrections must share to be about the same thing."""
    if one.kind == "set" and one.page is not None:
        return places.get(one.page, 0), field, ""
    return one.page, field, (one.old or "") if one.kind == "word" else ""


def _thing(one: Correction) -> tuple[str, str | None, str | None] | None:
    """What a correction is about, what it was and what it is."""
    if one.kind == "set" and one.field:
        return one.field, one.old, one.new
    if one.kind == "word":
        return "word", one.old, one.new
    if one.kind in ("split", "merge"):
        return ("boundary", "no", "yes") if one.kind == "split" else ("boundary", "yes", "no")
    return ("rotation", one.old, one.new) if one.kind == "rotate" else None
