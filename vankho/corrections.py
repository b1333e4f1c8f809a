"""What people corrected → facts that win over what was read, events of the dossier, and examples to measure by.

One dossier's corrections lie in ``review/<first 16 digits of the scans' digest>.jsonl`` under the home, lines that are
only ever added. They outlive the work folder, a crash and the archiving itself: scans that come a second time meet them
again. A correction names pages, not ordinals, so that it still fits when the pages are read anew.
"""

import fcntl
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO, Literal

import msgspec

from archive.errors import Damaged, Full, StoreError, no_room
from archive.records import Document, Event, Flag, Known, KnownDocument, OcrPage
from archive.written import read_record, write_record
from ocr.document import FIELDS, Unplaced, documents

Kind = Literal["set", "word", "split", "merge", "rotate", "reread", "accept", "reject", "release"]

FOLDER = "review"
_SIGNED = ("signer_name", "signer_position")
"""What a document takes over from the one that joins it: the signature stands at the end."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Chỗ sửa: what a person changed or decided. ``at`` is ISO 8601 with zone, ``page`` a scan-order index from 0.

    ``set``: ``field`` of the dossier, or of the document that ``page`` belongs to, was ``old`` and is ``new`` (None or
    empty: unknown). ``word``: the words ``old`` on ``page`` are ``new`` (None or empty: nothing stands there).
    ``split``, ``merge``: a document begins, or does not begin, at ``page``. ``rotate``: the scan is turned by ``new``
    degrees clockwise, not ``old``. ``accept``: ``flags`` were seen and accepted. ``reject``: what came before is void.
    ``release``: the secrecy marks in ``flags`` are none, or bind no longer.
    """

    at: str
    who: str
    kind: Kind
    page: int | None = None
    field: str | None = None
    old: str | None = None
    new: str | None = None
    why: str = ""
    flags: tuple[Flag, ...] = ()


class Journal:
    """The corrections of one dossier in a file; a line is on the disk when :meth:`append` returns."""

    def __init__(self, work: Path, digest: str) -> None:
        self.file = work.with_name(FOLDER) / f"{digest[:16]}.jsonl"

    def append(self, correction: Correction) -> None:
        """Add one line. What a crash left torn at the end was never promised and is cut off.

        Raises:
            Full, StoreError: it could not be written; the file is as before.

        """
        add_line(self.file, write_record(correction))

    def in_force(self) -> tuple[Correction, ...]:
        """All corrections since the last rejection, oldest first.

        Raises:
            Damaged: a line is not a correction.

        """
        found: list[Correction] = []
        for correction in self._all():
            found = [] if correction.kind == "reject" else [*found, correction]
        return tuple(found)

    def _all(self) -> list[Correction]:
        try:
            lines = self.file.read_bytes().split(b"\n")[:-1]
            return [read_record(line, Correction) for line in lines]
        except FileNotFoundError:
            return []
        except (OSError, msgspec.MsgspecError) as error:
            raise Damaged(f"{self.file}: {error}") from error


def add_line(file: Path, data: bytes) -> None:
    """``data`` as a new last line of ``file``, on the disk on return; writers wait their turn.

    Raises:
        Full, StoreError: it could not be written.

    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a+b") as sink:
            fcntl.flock(sink, fcntl.LOCK_EX)
            size = _whole(sink)
            sink.truncate(size)
            try:
                sink.write(data + b"\n")
                sink.flush()
                os.fsync(sink.fileno())
            except OSError:
                sink.truncate(size)
                raise
    except OSError as error:
        raise (Full if no_room(error) else StoreError)(f"{file}: {error.strerror or error}") from error


def told(known: Known, pages: Sequence[OcrPage], corrections: Sequence[Correction], *, corrected: bool = True) -> Known:
    """``known`` as it stands after ``corrections``; where one is about documents, all documents are stated with pages.

    ``corrected=False``: the same documents, but a corrected field is stated neither by the correction nor before it.
    What is found then is not the correction's doing.
    """
    fields = dict(known.fields)
    groups: list[KnownDocument] | None = None
    for one in corrections:
        if one.kind == "set" and one.page is None:
            _state(fields, one, corrected)
        elif one.kind in ("set", "split", "merge"):
            groups = _changed(_stated(known, pages) if groups is None else groups, one, corrected)
    return Known(fields, known.documents if groups is None else tuple(groups))


def cleared(papers: Sequence[Document]) -> tuple[Document, ...]:
    """``papers`` with what a person stated as empty unknown."""
    empty: list[dict[str, Any]] = [{name: None for name in FIELDS if getattr(paper, name) == ""} for paper in papers]
    return tuple(replace(paper, **names) for paper, names in zip(papers, empty, strict=True))


def turns(corrections: Sequence[Correction]) -> dict[int, int]:
    """By page, the degrees clockwise (0, 90, 180, 270) by which a person turned the scan."""
    return {one.page: int(one.new or 0) for one in corrections if one.kind == "rotate" and one.page is not None}


def accepted(corrections: Sequence[Correction]) -> Correction | None:
    """The acceptance in force: the last word, else a correction came after it and someone must look again."""
    return corrections[-1] if corrections and corrections[-1].kind == "accept" else None


def covers(acceptance: Correction | None, flags: Sequence[Flag]) -> bool:
    """Whether everything in ``flags`` lay before the person who accepted."""
    seen = {_sign(flag) for flag in acceptance.flags} if acceptance else set()
    return acceptance is not None and all(_sign(flag) in seen for flag in flags)


def unreleased(corrections: Sequence[Correction], flags: Sequence[Flag]) -> tuple[Flag, ...]:
    """Those of ``flags`` that no person has released a dossier from."""
    known = {_sign(flag) for one in corrections if one.kind == "release" for flag in one.flags}
    return tuple(flag for flag in flags if _sign(flag) not in known)


def event(one: Correction) -> Event:
    """``one`` as it stays with the dossier for ever (PREMIS event), old value and reason in it."""
    where = "" if one.page is None else f"page {one.page + 1}"
    says = {
        "set": f"{where} {one.field}: «{one.old or ''}» → «{one.new or ''}»",
        "word": f"{where} «{one.old or ''}» → «{one.new or ''}»",
        "split": f"{where}: a document begins here",
        "merge": f"{where}: no document begins here",
        "rotate": f"{where}: turned by {one.new}°, not {one.old}°",
        "reread": f"{where}: read again",
        "accept": f"{len(one.flags)} flags seen: " + ", ".join(sorted({flag.kind for flag in one.flags})),
        "reject": "rejected",
        "release": "released from quarantine: " + ", ".join(sorted({flag.found or "" for flag in one.flags})),
    }[one.kind].strip(" :")
    kinds = {"rotate": "image processing", "reread": "text recognition", "accept": "acceptance", "reject": "rejection"}
    kinds |= {"release": "release from quarantine", "word": "text correction"}
    return Event(
        one.at, kinds.get(one.kind, "metadata modification"), one.who, says + (f" ({one.why})" if one.why else "")
    )


def _whole(sink: BinaryIO) -> int:
    """The length of ``sink`` up to its last whole line."""
    size = sink.seek(0, os.SEEK_END)
    if size == 0 or (sink.seek(size - 1), sink.read(1))[1] == b"\n":
        return size
    sink.seek(0)
    return sink.read().rfind(b"\n") + 1


def _sign(flag: Flag) -> tuple[object, ...]:
    return flag.kind, flag.page, flag.found, flag.expected


def _state(fields: dict[str, str], one: Correction, corrected: bool) -> None:
    assert one.field is not None
    if corrected:
        fields[one.field] = one.new or ""
    else:
        fields.pop(one.field, None)


def _stated(known: Known, pages: Sequence[OcrPage]) -> list[KnownDocument]:
    """The documents as they are without corrections, each with its pages and what ``known`` states of it."""
    there = {page.page.index for page in pages}
    placed = {tuple(i for i in entry.pages if i in there): entry.fields for entry in known.documents if entry.pages}
    unplaced = Unplaced(known)
    found = []
    for paper in documents(pages, known):
        entry = None if paper.pages in placed else unplaced.next(is_cover=paper.is_cover)
        found.append(KnownDocument(paper.pages, dict(entry.fields if entry else placed.get(paper.pages, {}))))
    return found


def _changed(groups: list[KnownDocument], one: Correction, corrected: bool) -> list[KnownDocument]:
    """``groups`` after one correction; one that fits them no longer, as pages were read anew, changes nothing."""
    at = next((at for at, group in enumerate(groups) if one.page in group.pages), None)
    if at is None:
        return groups
    group = groups[at]
    cut = group.pages.index(one.page) if one.page is not None else 0
    if one.kind == "set":
        fields = dict(group.fields)
        _state(fields, one, corrected)
        fresh = [KnownDocument(group.pages, fields)]
    elif one.kind == "split" and cut:
        fresh = [KnownDocument(group.pages[:cut], group.fields), KnownDocument(group.pages[cut:])]
    elif one.kind == "merge" and at and not cut:
        before = groups[at - 1]
        signed = {name: value for name, value in group.fields.items() if name in _SIGNED}
        return [
            *groups[: at - 1],
            KnownDocument(before.pages + group.pages, before.fields | signed),
            *groups[at + 1 :],
        ]
    else:
        fresh = [group]
    return [*groups[:at], *fresh, *groups[at + 1 :]]
