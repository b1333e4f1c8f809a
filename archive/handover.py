"""Ledger lines of one batch (đợt nộp lưu) → what is handed to which archive, how far it is, and what came back.

A list (mục lục hồ sơ nộp lưu), packages for another system, the minutes of the handover (biên bản giao nhận), and what
the other archive says of each dossier, with its paper (Luật Lưu trữ 33/2024/QH15, Điều 17; NĐ 30/2020/NĐ-CP, PL V).
Each step is a ledger line; nothing here does anything.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

import msgspec

from archive.deadline import Archive
from archive.disposal import is_disposal
from archive.errors import Missing
from archive.ledger import LedgerLine
from archive.retention import TAKEN

PREFIX = "submission/"
"""What the ids of batches begin with; no dossier's does."""

Answer = Literal["accepted", "returned"]
LISTED, PACKED, SENT = "submission-listed", "submission-packed", "submission-sent"
RETURNED, WITHDRAWN = "submission-returned", "submission-withdrawn"
KINDS: Mapping[Answer, str] = {"accepted": TAKEN, "returned": RETURNED}


@dataclass(frozen=True, slots=True)
class Item:
    """Một mục của mục lục nộp lưu. ``inventory`` (SHA-512) is the package that is handed over: another one stops it.

    ``sheets`` and ``pages``: as stated, else counted; empty where nobody knows.
    """

    dossier: str
    code: str
    title: str
    inventory: str
    years: str = ""
    period: str = ""
    sheets: str = ""
    pages: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Packed:
    """Gói đã xuất cho một hồ sơ: its ZIP's name, SHA-256 and size in bytes; ``status`` (NEW, SUPPLEMENT, REPLACEMENT)
    towards the package ``earlier``, by its OBJID."""

    file: str
    sha256: str
    bytes: int
    status: str = "NEW"
    earlier: str = ""

    @property
    def package(self) -> str:
        """OBJID of the package: the ZIP's name without number and suffix."""
        return self.file.removesuffix(".zip").lstrip("0123456789")


@dataclass(frozen=True, slots=True)
class Answered:
    """Trả lời của nơi nhận về một hồ sơ: by which paper (``number``, ``dated``, SHA-256), or why it came back."""

    answer: Answer
    who: str
    at: str
    number: str
    dated: str
    paper: str
    sha256: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Batch:
    """Đợt nộp lưu: ``receiver`` is the other archive's name, ``line`` the number of the line by which it was listed."""

    id: str
    to: Archive
    receiver: str
    lister: str
    at: str
    line: int
    why: str
    items: tuple[Item, ...]
    packed: Mapping[str, Packed] = field(default_factory=dict)
    sent: str = ""
    manifest: str = ""
    answers: Mapping[str, Answered] = field(default_factory=dict)
    withdrawn: str = ""
    latest: str = ""

    def item(self, dossier: str) -> Item:
        """The item of that dossier.

        Raises:
            Missing: it is not in the batch.

        """
        for one in self.items:
            if one.dossier == dossier:
                return one
        raise Missing(f"{dossier} ({self.id})")

    def answered(self, answer: Answer) -> list[Item]:
        """The items that were answered so."""
        return [one for one in self.items if one.dossier in self.answers and self.answers[one.dossier].answer == answer]

    @property
    def waiting(self) -> list[Item]:
        """The items without an answer."""
        return [one for one in self.items if one.dossier not in self.answers]

    @property
    def is_open(self) -> bool:
        """Whether an answer is still waited for."""
        return not self.withdrawn and bool(self.waiting)


def batches(lines: Iterable[LedgerLine], before: Mapping[str, Batch] | None = None) -> dict[str, Batch]:
    """All batches that the ledger tells of, by id, oldest first; ``before``: what the lines before these say."""
    found = dict(before or {})
    for line in lines:
        told = line.detail
        if line.kind == LISTED:
            items = msgspec.convert(told["items"], tuple[Item, ...])
            found[line.dossier] = Batch(
                line.dossier, told["to"], told["receiver"], line.agent, line.at, line.seq, told["why"], items,
                latest=line.at,
            )  # fmt: skip
        elif line.dossier in found and line.kind in _STEPS:
            found[line.dossier] = replace(_STEPS[line.kind](found[line.dossier], line), latest=line.at)
    return found


def _packed(batch: Batch, line: LedgerLine) -> Batch:
    told = line.detail
    fresh = Packed(told["file"], told["sha256"], told["bytes"], told.get("status", "NEW"), told.get("earlier", ""))
    return replace(batch, packed={**batch.packed, told["item"]: fresh})


def _sent(batch: Batch, line: LedgerLine) -> Batch:
    return replace(batch, sent=line.at, manifest=line.detail["manifest"])


def _answered(batch: Batch, line: LedgerLine) -> Batch:
    told = line.detail
    answer: Answer = "accepted" if line.kind == TAKEN else "returned"
    fresh = Answered(
        answer, line.agent, line.at, told["number"], told["dated"], told["paper"], told["sha256"], told["reason"]
    )
    return replace(batch, answers={**batch.answers, **dict.fromkeys(told["items"], fresh)})


def _withdrawn(batch: Batch, line: LedgerLine) -> Batch:
    return replace(batch, withdrawn=line.detail["why"])


_STEPS = {PACKED: _packed, SENT: _sent, TAKEN: _answered, RETURNED: _answered, WITHDRAWN: _withdrawn}


def handed(found: Iterable[Batch], to: Archive, dossier: str) -> tuple[Packed, Item] | None:
    """The last package of the dossier that the archive ``to`` took, and the item that it was made of."""
    taken = [
        (one.answers[dossier].at, one.packed[dossier], one.item(dossier))
        for one in found
        if one.to == to and dossier in one.packed and dossier in one.answers
        if one.answers[dossier].answer == "accepted"
    ]
    return max(taken, key=lambda one: one[0])[1:] if taken else None


def is_batch(identity: str) -> bool:
    """Whether the object of the store with this id is a batch, not a dossier."""
    return identity.startswith(PREFIX)


def is_file(identity: str) -> bool:
    """Whether the object of the store with this id keeps proceedings (a disposal file, a batch), not a dossier."""
    return is_batch(identity) or is_disposal(identity)
