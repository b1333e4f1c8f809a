"""Ledger lines of one disposal file (hồ sơ hủy) → how far it is, who did what in it, and what may be destroyed.

The law's steps (Luật Lưu trữ 33/2024/QH15, Điều 16; TT 06/2025/TT-BNV): a list of what is due and of duplicates, a
council that looks at each item, its minutes and the opinion of the archive authority, a decision by a person who did
not propose the list, destruction within 15 days, a certificate. Each step is a ledger line; nothing here does anything.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, Literal, get_args

import msgspec

from archive.access import CONDITIONAL, stated_mode
from archive.errors import Missing
from archive.law import TABLES
from archive.ledger import LedgerLine
from archive.records import Document, Dossier, Event
from archive.retention import Life, Said

PREFIX = "disposal/"
"""What the ids of disposal files begin with; no dossier's does."""
DAYS = 15
"""Within which the destruction follows the decision: TT 06/2025/TT-BNV."""

Ground = Literal["due", "duplicate"]
Verdict = Literal["keep", "extend", "destroy"]
Role = Literal["council", "minutes", "opinion", "decision", "handover", "certificate", "other"]
ROLES: tuple[Role, ...] = get_args(Role)

PROPOSED, REVIEWED, ATTACHED = "disposal-proposed", "disposal-reviewed", "disposal-attached"
DECIDED, STOPPED, CERTIFIED = "disposal-decided", "disposal-stopped", "disposal-certified"
WITHDRAWN, DONE = "disposal-withdrawn", "disposal-done"

_REMAINS = ("title", "file_code", "dossier_code", "maintenance", "start_date", "end_date", "number_of_page",
            "number_of_paper", "total_doc", "organ_id", "fond_name", "file_catalog", "file_notation", "box_number",
            "identifier", "paper_file_code", "mode", "unit")  # fmt: skip
"""What stays known of a dossier that was disposed of: what names it and says how much it was."""


@dataclass(frozen=True, slots=True)
class Item:
    """Một mục của danh mục: a dossier and why it stands there. ``of``: the dossier that keeps what a duplicate holds.

    ``inventory`` (SHA-512) is the package that the council sees: another one later stops the item.
    """

    dossier: str
    title: str
    ground: Ground
    reason: str
    inventory: str
    period: str = ""
    years: str = ""
    of: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Review:
    """Ý kiến của thành viên Hội đồng về một mục; ``until``: to which day it is kept where it is extended."""

    who: str
    at: str
    verdict: Verdict
    reason: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """Tài liệu kèm hồ sơ hủy: a file that people made, kept with its digest."""

    role: Role
    name: str
    sha256: str
    who: str
    at: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Quyết định hủy. ``number`` and ``dated`` are the signed paper's; ``line`` is its number on the ledger."""

    who: str
    at: str
    number: str
    dated: date
    line: int


@dataclass(frozen=True, slots=True)
class DisposalFile:
    """Hồ sơ hủy: the list, the council's word, what was attached, the decision, and what came of each item."""

    id: str
    proposer: str
    at: str
    why: str
    items: tuple[Item, ...]
    reviews: Mapping[str, tuple[Review, ...]] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    decision: Decision | None = None
    stopped: Mapping[str, str] = field(default_factory=dict)
    destroyed: Mapping[str, str] = field(default_factory=dict)
    certified: str = ""
    withdrawn: str = ""

    def item(self, dossier: str) -> Item:
        """The item of that dossier.

        Raises:
            Missing: it is not in the list.

        """
        for one in self.items:
            if one.dossier == dossier:
                return one
        raise Missing(f"{dossier} ({self.id})")

    def verdict(self, dossier: str) -> Verdict | None:
        """What the council says of an item: destroyed is only what all who spoke want destroyed; None: nobody spoke."""
        said = {one.verdict for one in self.reviews.get(dossier, ())}
        if not said:
            return None
        return "destroy" if said == {"destroy"} else "extend" if "extend" in said else "keep"

    def to_be(self, verdict: Verdict) -> list[Item]:
        """The items of which the council says so."""
        return [one for one in self.items if self.verdict(one.dossier) == verdict]

    @property
    def reviewers(self) -> set[str]:
        """Who spoke in the council."""
        return {one.who for said in self.reviews.values() for one in said}

    @property
    def is_open(self) -> bool:
        """Whether its items are still waiting for a word or for their destruction."""
        return not self.withdrawn and not self.certified

    @property
    def latest(self) -> str:
        """When the newest of its steps was taken that a paper tells of."""
        spoken = [one.at for said in self.reviews.values() for one in said]
        return max([self.at, *spoken, *self.destroyed.values(), *([self.decision.at] if self.decision else [])])

    @property
    def deadline(self) -> date | None:
        """The last day for the destruction; None before the decision."""
        return self.decision.dated + timedelta(days=DAYS) if self.decision else None


def disposal_files(
    lines: Iterable[LedgerLine], before: Mapping[str, DisposalFile] | None = None
) -> dict[str, DisposalFile]:
    """All disposal files that the ledger tells of, by id, oldest first; ``before``: what the lines before these say."""
    found = dict(before or {})
    for line in lines:
        if line.kind == PROPOSED:
            items = msgspec.convert(line.detail["items"], tuple[Item, ...])
            found[line.dossier] = DisposalFile(line.dossier, line.agent, line.at, line.detail["why"], items)
        elif line.dossier in found and line.kind in _STEPS:
            found[line.dossier] = _STEPS[line.kind](found[line.dossier], line)
    return found


def _reviewed(file: DisposalFile, line: LedgerLine) -> DisposalFile:
    """A member's later word on an item takes the place of the earlier one."""
    told = line.detail
    fresh = Review(line.agent, line.at, told["verdict"], told["reason"], told.get("until", ""))
    changed = {
        one: (*(old for old in file.reviews.get(one, ()) if old.who != line.agent), fresh) for one in told["items"]
    }
    return replace(file, reviews={**file.reviews, **changed})


def _attached(file: DisposalFile, line: LedgerLine) -> DisposalFile:
    told = line.detail
    fresh = Attachment(told["as"], told["name"], told["sha256"], line.agent, line.at)
    return replace(file, attachments=(*file.attachments, fresh))


def _decided(file: DisposalFile, line: LedgerLine) -> DisposalFile:
    dated = date.fromisoformat(line.detail["dated"])
    return replace(file, decision=Decision(line.agent, line.at, line.detail["number"], dated, line.seq))


def _stopped(file: DisposalFile, line: LedgerLine) -> DisposalFile:
    return replace(file, stopped={**file.stopped, line.detail["item"]: line.detail["reason"]})


def _done(file: DisposalFile, line: LedgerLine) -> DisposalFile:
    item = line.detail["item"]
    stopped = {one: why for one, why in file.stopped.items() if one != item}
    return replace(file, destroyed={**file.destroyed, item: line.at}, stopped=stopped)


def _certified(file: DisposalFile, line: LedgerLine) -> DisposalFile:
    return replace(file, certified=line.at)


def _withdrawn(file: DisposalFile, line: LedgerLine) -> DisposalFile:
    return replace(file, withdrawn=line.detail["why"])


_STEPS = {
    REVIEWED: _reviewed,
    ATTACHED: _attached,
    DECIDED: _decided,
    STOPPED: _stopped,
    DONE: _done,
    CERTIFIED: _certified,
    WITHDRAWN: _withdrawn,
}


def unready(file: DisposalFile, who: str) -> list[Said]:
    """Why ``who`` may not decide about ``file`` now; empty: may."""
    found = []
    if file.withdrawn or file.decision:
        state = "đã rút / withdrawn" if file.withdrawn else "đã có quyết định / decided already"
        found.append(Said("closed", f"{file.id}: {state}", f"{file.id}: {state}"))
    if who == file.proposer:
        found.append(
            Said("same-person", f"{who} đã lập danh mục, không được quyết định", f"{who} proposed the list: not both")
        )
    if silent := [one.dossier for one in file.items if file.verdict(one.dossier) is None]:
        vi = f"{len(silent)} mục Hội đồng chưa xét: {', '.join(silent[:3])}"
        found.append(Said("not-reviewed", vi, f"{len(silent)} items were not reviewed: {', '.join(silent[:3])}"))
    if file.reviewers and (file.reviewers <= {who} or file.reviewers <= {file.proposer}):
        found.append(
            Said(
                "sole-reviewer",
                "chỉ một người vừa xét vừa lập danh mục hoặc quyết định; cần thành viên Hội đồng khác",
                "the only reviewer is the one who decides or who proposed; another member of the council is needed",
            )
        )
    if not any(one.role == "minutes" for one in file.attachments):
        found.append(
            Said(
                "no-minutes", "chưa kèm biên bản họp Hội đồng (--as minutes)", "the council's minutes are not attached"
            )
        )
    return found


def obstacles(item: Item, file: DisposalFile, standing: Life, inventory: str, keeper: Life | None) -> list[Said]:
    """Why ``item`` must not be destroyed now, whatever was decided; empty: nothing stands against it.

    ``standing``: where the dossier stands today; ``inventory``: its package as the store has it today; ``keeper``:
    where the dossier stands that a duplicate is a duplicate of.
    """
    found = []
    if file.decision is None or file.verdict(item.dossier) != "destroy":
        found.append(Said("not-decided", "không có quyết định hủy", "no decision to destroy it"))
    elif standing.choices.last > file.decision.line:
        found.append(Said("changed", "thời hạn đã đổi sau quyết định", "its clock was moved after the decision"))
    if inventory != item.inventory:
        found.append(Said("changed", "gói đã đổi sau khi lập danh mục", "its package changed since it was listed"))
    if standing.state in ("held", "disposed") or (item.ground == "due" and standing.state != "due"):
        found.append(standing.reason)
    if item.ground == "duplicate" and (keeper is None or not _outlives(keeper, standing)):
        found.append(
            Said("no-keeper", f"{item.of} không giữ thay được", f"{item.of} does not keep what it holds for as long")
        )
    return found


def _outlives(keeper: Life, other: Life) -> bool:
    """Whether ``keeper`` is kept at least as long as ``other`` has to be."""
    if keeper.state == "disposed" or keeper.choices.begun or other.term.period is None or keeper.term.period is None:
        return False
    if keeper.term.period.is_permanent:
        return True
    mine, its = keeper.term.earliest, other.term.earliest
    return mine is not None and its is not None and mine >= its


def duplicates(lives: Sequence[Life], keys: Mapping[str, frozenset[tuple[str, ...]]]) -> dict[str, str]:
    """Dossier → another that holds every one of its papers and lives at least as long.

    ``keys``: what each dossier's papers are told by (number, notation, issuer, date), for those dossiers of which all
    papers bear all four. Of two alike the one with the later id is the duplicate; no dossier is both.
    """
    standing = {one.id: one for one in lives if one.state != "disposed" and one.id in keys and keys[one.id]}
    holders: dict[tuple[str, ...], set[str]] = {}
    for identity in standing:
        for key in keys[identity]:
            holders.setdefault(key, set()).add(identity)
    found: dict[str, str] = {}
    fewest_first = sorted(sorted(standing, reverse=True), key=lambda one: len(keys[one]))
    for identity in fewest_first:
        if identity in found.values():
            continue
        others = set.intersection(*(holders[key] for key in keys[identity])) - {identity} - found.keys()
        for other in sorted(others, key=lambda one: (-len(keys[one]), one)):
            if _outlives(standing[other], standing[identity]):
                found[identity] = other
                break
    return found


def remains(dossier: Dossier, file: DisposalFile, at: datetime) -> Dossier:
    """What stays known of ``dossier`` for ever: what names it, the list of its papers, digests. No text, no page."""
    assert file.decision is not None
    fields = {name: dossier.fields[name] for name in _REMAINS if dossier.fields.get(name)}
    if (mode := stated_mode(dossier)) != CONDITIONAL or "mode" in fields:
        fields["mode"] = str(TABLES["mode"].words(mode))  # the strictest of all its papers, whose own are not kept
    fields |= {"number_of_page": fields.get("number_of_page") or str(len(dossier.pages)), "disposal": file.id}
    done = Event(
        at.isoformat(timespec="seconds"), "destruction", file.decision.who, f"{file.id}, {file.decision.number}"
    )
    papers = tuple(_bare(one) for one in dossier.documents)
    files = tuple(replace(one, path=Path(one.name)) for one in dossier.files)
    return replace(dossier, fields=fields, pages=(), documents=papers, flags=(), events=(done,), files=files)


def _bare(one: Document) -> Document:
    named: dict[str, Any] = {
        name: getattr(one, name)
        for name in ("type_name", "code_number", "code_notation", "issued_date", "organ_name", "subject")
    }
    return Document(one.ordinal, one.pages, **named, file=one.file, sha256=one.sha256)


def is_disposal(identity: str) -> bool:
    """Whether the object of the store with this id is a disposal file, not a dossier."""
    return identity.startswith(PREFIX)
