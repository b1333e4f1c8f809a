"""A dossier and its lines on the ledger → how long it lives, and where in its life it stands on a day.

The period of a dossier is the longest of what it states, what its papers state and the row a person gave it (Luật Lưu
trữ 33/2024/QH15, Điều 15). It counts from the year in which the work ends: the year of ``end_date`` or of the newest
paper, whichever is later, so that a paper added later moves the clock. The earliest disposal is 1 January after the
period has run: the reading that is never too early (TT 10/2022/TT-BNV says only "từ năm kết thúc công việc").

All here is pure: time is an argument, the ledger is the truth for what people decided, the package for the rest.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal

import msgspec

from archive.errors import Damaged
from archive.law import TABLES
from archive.ledger import LedgerLine
from archive.period import LONGEST, PERMANENT, SHORTEST, Period, from_data, longest, understood
from archive.records import Document, Dossier
from archive.text import fold

State = Literal["disposed", "held", "submitted", "unclassified", "permanent", "due", "running"]
STATES: tuple[State, ...] = ("due", "held", "permanent", "submitted", "running", "unclassified", "disposed")

_OLDEST = 1945
"""No paper of the present state is older: an earlier year was misread or is of another age, and is told."""


@dataclass(frozen=True, slots=True)
class Paper:
    """Văn bản, as far as it bears on time: ``key`` (number, notation, issuer, date) is empty where one is unknown."""

    ordinal: int
    title: str = ""
    date: str = ""
    maintenance: str = ""
    key: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Dữ kiện thời hạn: what a dossier's package says of its time. Dates are ISO and may be partial.

    ``modes``: the modes of use (chế độ sử dụng) of the dossier and its papers; ``origin``: its mức độ tin cậy.
    """

    id: str
    title: str = ""
    digest: str = ""
    maintenance: str = ""
    start: str = ""
    end: str = ""
    papers: tuple[Paper, ...] = ()
    modes: frozenset[str] = frozenset()
    origin: str = ""

    @property
    def is_secret(self) -> bool:
        """Whether it, or a paper in it, is marked as secret (chế độ sử dụng 03, Mật)."""
        return any(coded.code == "03" for coded in map(TABLES["mode"].coded, self.modes) if coded)

    @property
    def is_digital(self) -> bool:
        """Whether any of it was born digital (mức độ tin cậy 01, 03); what was scanned is not."""
        coded = TABLES["confidenceLevel"].coded(self.origin)
        return coded is not None and coded.code in ("01", "03")

    @property
    def newest(self) -> str:
        """The date of its newest paper; empty where none bears one."""
        return max((paper.date for paper in self.papers), default="")


@dataclass(frozen=True, slots=True)
class Said:
    """Câu cho người đọc, in both languages; ``kind`` is for programs."""

    kind: str
    vi: str
    en: str


@dataclass(frozen=True, slots=True)
class Term:
    """Thời hạn của hồ sơ: ``period`` None: nobody has said any that can be reckoned with. ``ends``: the year in which
    the work ends; None: not known, or it goes on. ``earliest``: the first day on which it may be disposed of; None:
    never, or not known. ``concerns``: what a person should look at before relying on it.
    """

    period: Period | None
    ends: int | None
    earliest: date | None
    concerns: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Hold:
    """Lệnh giữ, tạm dừng hủy (disposal hold): ``number`` is the ledger line's. ``until``: its last day, where set."""

    number: int
    who: str
    at: str
    reason: str
    authority: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Taken:
    """Đã nộp: an archive took the dossier, by the paper ``number`` of the day ``dated``. ``listed``: the ledger line by
    which its batch was listed; a package kept after that is another than the one that was taken."""

    batch: str
    number: str
    dated: date
    listed: int


@dataclass(frozen=True, slots=True)
class Choices:
    """Những gì đã quyết về hồ sơ: what its lines on the ledger add up to.

    ``row`` and ``period`` as a person confirmed them; ``not_before``: a day before which it was decided to keep it;
    ``begun``, ``disposal``: the disposal file by which its destruction began, and was done. ``taken``: which archives
    took it. ``last``: number of the newest line that moved its clock; ``package``: of the newest other line, after
    which its package may be another; ``kept``: of the newest by which a package was kept.
    """

    row: str | None = None
    period: Period | None = None
    holds: tuple[Hold, ...] = ()
    is_open: bool = False
    ends: int | None = None
    not_before: date | None = None
    is_extended_for_ever: bool = False
    begun: str | None = None
    disposal: str | None = None
    taken: Mapping[str, Taken] = field(default_factory=dict)
    last: int = 0
    package: int = 0
    kept: int = 0


@dataclass(frozen=True, slots=True)
class Life:
    """Vòng đời: where a dossier stands on a day, and why, in one sentence."""

    id: str
    title: str
    state: State
    reason: Said
    term: Term
    choices: Choices
    holds: tuple[Hold, ...]


class _Kept(msgspec.Struct):
    """The part of ``dossier.json`` that bears on time; without the pages it is read a hundred times as fast."""

    id: str
    digest: str
    fields: dict[str, str]
    documents: tuple[Document, ...]


def facts_of(dossier: Dossier | _Kept) -> Facts:
    """What ``dossier`` says of its time. Its cover is no paper of it."""
    told = dossier.fields
    papers = tuple(_paper(one) for one in dossier.documents if not one.is_cover)
    modes = [one.more.get("mode") for one in dossier.documents]
    return Facts(
        id=dossier.id,
        title=told.get("title", ""),
        digest=dossier.digest,
        modes=frozenset(filter(None, (told.get("mode") or told.get("rights"), *modes))),
        origin=told.get("confidence_level", ""),
        maintenance=told.get("maintenance", ""),
        start=told.get("start_date", ""),
        end=told.get("end_date", ""),
        papers=papers,
    )


def read_facts(data: bytes) -> Facts:
    """The facts in ``dossier.json``.

    Raises:
        Damaged: it is not such a file.

    """
    try:
        return facts_of(msgspec.json.decode(data, type=_Kept))
    except msgspec.MsgspecError as error:
        raise Damaged(f"dossier.json: {error}") from error


def _paper(one: Document) -> Paper:
    title = " ".join(filter(None, (one.type_name, one.subject)))
    key = (one.code_number, one.code_notation, one.organ_name, one.issued_date)
    whole = tuple(fold(part or "") for part in key)
    return Paper(
        one.ordinal, title, one.issued_date or "", one.more.get("maintenance", ""), whole if all(whole) else ()
    )


def choices(lines: Iterable[LedgerLine]) -> Choices:
    """What the lines about one dossier, oldest first, add up to; lines of other kinds only say that it changed."""
    found = Choices()
    for line in lines:
        step = _STEPS.get(line.kind)
        found = replace(found, package=line.seq) if step is None else step(found, line)
        found = replace(found, last=line.seq) if step and line.kind not in _ENDINGS else found
        found = replace(found, kept=line.seq) if line.kind in KEPT else found
    return found


def _classified(found: Choices, line: LedgerLine) -> Choices:
    return replace(found, row=str(line.detail["row"]), period=from_data(line.detail["period"]))


def _held(found: Choices, line: LedgerLine) -> Choices:
    told = line.detail
    hold = Hold(line.seq, line.agent, line.at, told["reason"], told["authority"], _day(told.get("until")))
    return replace(found, holds=(*found.holds, hold))


def _released(found: Choices, line: LedgerLine) -> Choices:
    return replace(found, holds=tuple(hold for hold in found.holds if hold.number != line.detail["hold"]))


def _reopened(found: Choices, line: LedgerLine) -> Choices:
    ends = line.detail.get("ends")
    return replace(found, is_open=ends is None, ends=max(filter(None, (found.ends, ends)), default=None))


def _extended(found: Choices, line: LedgerLine) -> Choices:
    until = _day(line.detail.get("until"))
    if until is None:
        return replace(found, is_extended_for_ever=True)
    return replace(found, not_before=max(filter(None, (found.not_before, until))))


def _disposed(found: Choices, line: LedgerLine) -> Choices:
    return replace(found, disposal=str(line.detail["file"]))


def _begun(found: Choices, line: LedgerLine) -> Choices:
    return replace(found, begun=str(line.detail["file"]))


def _refused(found: Choices, line: LedgerLine) -> Choices:
    return replace(found, begun=None)


def _taken(found: Choices, line: LedgerLine) -> Choices:
    told = line.detail
    taken = Taken(line.dossier, told["number"], date.fromisoformat(told["dated"]), told["listed"])
    return replace(found, taken={**found.taken, told["to"]: taken})


CLASSIFIED, HELD, RELEASED = "retention-classified", "retention-held", "retention-released"
REOPENED, EXTENDED = "retention-reopened", "retention-extended"
DISPOSING, REFUSED, DISPOSED = "disposal-begun", "disposal-refused", "disposed"
TAKEN = "submission-accepted"
KEPT = ("archived", "sealed")
"""Kinds of lines that say that a package of the dossier is in the store."""
_ENDINGS = (DISPOSING, REFUSED, DISPOSED, TAKEN)
_STEPS = {
    CLASSIFIED: _classified,
    HELD: _held,
    RELEASED: _released,
    REOPENED: _reopened,
    EXTENDED: _extended,
    DISPOSING: _begun,
    REFUSED: _refused,
    DISPOSED: _disposed,
    TAKEN: _taken,
}
"""The kinds of ledger lines that move a dossier's clock, or say where it went."""


def term(dossier: Dossier, made: Choices | None = None) -> Term:
    """How long ``dossier`` lives; with what people decided (:func:`choices`), where they did."""
    return reckon(facts_of(dossier), made or Choices())


def reckon(facts: Facts, made: Choices) -> Term:
    """The same from its facts."""
    stated, unclear = _stated(facts)
    told = [*stated, *filter(None, [made.period])]
    known = longest(told) if made.period is not None or not unclear else None
    period = PERMANENT if made.is_extended_for_ever else known
    ends = None if made.is_open else _ends(facts, made)
    earliest = None
    if period is not None and period.years is not None and ends is not None:
        earliest = max(filter(None, (date(min(ends + period.years + 1, 9999), 1, 1), made.not_before)))
    return Term(period, ends, earliest, tuple(_concerns(facts, made, told, unclear)))


def _stated(facts: Facts) -> tuple[list[Period], list[str]]:
    """The periods that dossier and papers state, and what of it no date follows from."""
    told = [text for text in (facts.maintenance, *(paper.maintenance for paper in facts.papers)) if text]
    read = [(text, understood(text)) for text in told]
    return [period for _, period in read if period], sorted({text for text, period in read if not period})


def _ends(facts: Facts, made: Choices) -> int | None:
    years = (_year(facts.end), _year(facts.newest), made.ends)
    return max(filter(None, years), default=None)


def _concerns(facts: Facts, made: Choices, told: list[Period], unclear: list[str]) -> Iterator[Said]:
    for text in unclear:
        yield Said("period-unclear", f"thời hạn «{text}» không tính được năm", f"no date follows from «{text}»")
    for period in sorted({one for one in told if not one.is_lawful}, key=lambda one: one.rank):
        yield Said(
            "period-unlawful",
            f"{period.words()}: Luật 33/2024/QH15, Điều 15 chỉ cho từ {SHORTEST} đến {LONGEST} năm hoặc vĩnh viễn",
            f"{period.words('en')}: the law knows {SHORTEST} to {LONGEST} years, or permanent (Luật 33/2024, Điều 15)",
        )
    end, newest = _year(facts.end), _year(facts.newest)
    if end is None and made.ends is None and newest is not None:
        yield Said(
            "end-unconfirmed",
            f"năm kết thúc công việc lấy theo văn bản mới nhất ({newest}), chưa ai xác nhận",
            f"the year the work ended is that of the newest document ({newest}); nobody has confirmed it",
        )
    if end is not None and newest is not None and newest > end:
        yield Said(
            "papers-after-end",
            f"có văn bản năm {newest}, sau năm kết thúc {end}: tính từ {newest}",
            f"a document of {newest} is younger than the end of the work ({end}): counted from {newest}",
        )
    ends = _ends(facts, made)
    if ends is not None and ends < _OLDEST:
        yield Said("end-old", f"năm kết thúc {ends}: có đọc sai không?", f"the work ended in {ends}: was that misread?")


def life(facts: Facts, made: Choices, on: date, reckoned: Term | None = None) -> Life:
    """Where the dossier stands on the day ``on``. A hold counts to the end of its last day. ``reckoned``: what
    :func:`reckon` gave for the same facts and choices, where it is known."""
    reckoned = reckoned or reckon(facts, made)
    holds = tuple(hold for hold in made.holds if hold.until is None or on <= hold.until)
    state, reason = _standing(reckoned, made, holds, on)
    return Life(facts.id, facts.title, state, reason, reckoned, made, holds)


def _standing(reckoned: Term, made: Choices, holds: tuple[Hold, ...], on: date) -> tuple[State, Said]:
    period, ends, earliest = reckoned.period, reckoned.ends, reckoned.earliest
    if made.disposal:
        return "disposed", Said("disposed", f"đã hủy theo {made.disposal}", f"disposed of by {made.disposal}")
    if made.begun:
        return "disposed", Said(
            "begun",
            f"việc hủy theo {made.begun} bị ngắt giữa chừng; chạy lại: vankho retention dispose {made.begun}",
            f"its destruction by {made.begun} was cut off; run again: vankho retention dispose {made.begun}",
        )
    if holds:
        why = "; ".join(f"{hold.reason} ({hold.authority})" for hold in holds)
        return "held", Said("held", f"đang có lệnh giữ: {why}", f"on hold: {why}")
    if taken := made.taken.get("historical"):
        return "submitted", Said(
            "submitted",
            f"đã nộp lưu trữ lịch sử ({taken.batch}, {taken.number} ngày {taken.dated:%d/%m/%Y}); bản ở đây giữ lại: "
            "chưa thấy quy định nào cho hủy",
            f"the historical archive took it ({taken.batch}, {taken.number} of {taken.dated}); this copy is kept: no "
            "rule is known by which it may go",
        )
    if period is None:
        return "unclassified", Said("no-period", "chưa có thời hạn lưu trữ", "it has no retention period yet")
    if period.is_permanent:
        return "permanent", Said("permanent", "bảo quản vĩnh viễn", "kept for ever")
    if made.is_open:
        return "running", Said("open", "công việc đã mở lại, chưa kết thúc", "the work was re-opened and goes on")
    if ends is None or earliest is None:
        return "unclassified", Said(
            "no-end", "chưa biết năm kết thúc công việc", "the year in which the work ended is not known"
        )
    count = (f"{ends} + {period.words()}", f"{ends} + {period.words('en')}")
    extended = (", gia hạn" if made.not_before == earliest else "", ", extended" if made.not_before == earliest else "")
    if on < earliest:
        return "running", Said(
            "running",
            f"còn thời hạn: {count[0]}{extended[0]}, sớm nhất {earliest:%d/%m/%Y}",
            f"its time runs: {count[1]}{extended[1]}, at the earliest {earliest}",
        )
    return "due", Said(
        "due",
        f"hết thời hạn: {count[0]}{extended[0]}, từ {earliest:%d/%m/%Y}",
        f"its time has run: {count[1]}{extended[1]}, since {earliest}",
    )


def _year(iso: str) -> int | None:
    return int(iso[:4]) if iso[:4].isdigit() and len(iso) >= 4 and int(iso[:4]) else None


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso else None
