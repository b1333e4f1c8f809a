"""Ledger lines of a span of days → what was checked, copied and mended in it: what the minutes of upkeep tell.

Kiểm tra, sao lưu, phục hồi (TT 05/2025/TT-BNV): which acts the minutes must tell of is known from summaries; the text
of its Appendix VII was not seen.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from archive.drafts import day_of, moment_of
from archive.ledger import LedgerLine
from archive.retention import KEPT

RUN, COMPARED, REPAIRED = "fixity-run", "fixity-compare", "fixity-repair"
FAILED, BROUGHT, FULL, TAKEN_IN = "copy-failed", "copied", "home-copied", "home-imported"
LEDGER_REPAIRED, HOLD_RESTORED, TORN = "ledger-repaired", "hold-restored", "torn-line-set-aside"

FOUND = {
    "changed": "bị đổi",
    "missing": "thiếu",
    "unexpected": "thừa",
    "disposed": "đã hủy mà còn",
    "unnamed": "sổ không biết",
}
"""What is wrong with a file, in words."""

Kind = Literal["daily", "brought", "full"]


@dataclass(frozen=True, slots=True)
class Faulty:
    """Tệp lỗi: in which ``store`` (vật mang tin), which ``file``, what is wrong with it, whether it was mended."""

    store: str
    file: str
    what: str
    mended: bool


@dataclass(frozen=True, slots=True)
class Check:
    """Lượt kiểm tra: ``checked`` of ``of`` objects were read; ``left``: files that were not put right; ``files``: the
    faulty ones that are named, of ``faults``; ``within``: days in which everything is read (0: it was all read now).
    """

    at: str
    who: str
    kind: str
    checked: int
    of: int
    faults: int
    left: int
    files: tuple[Faulty, ...]
    within: int = 0
    media: Mapping[str, str] = field(default_factory=dict)
    """The stores by their names, and what they are."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Lần sao lưu: ``what`` was copied, ``target`` where to, ``result`` in words; ``failed``: not all of it was."""

    at: str
    who: str
    kind: Kind
    what: str
    target: str
    result: str
    digest: str = ""
    failed: bool = False


@dataclass(frozen=True, slots=True)
class Incident:
    """Sự cố: ``what`` happened, first seen ``at``; what was done about it last, and whether all is as before."""

    at: str
    who: str
    what: str
    done: str = "chưa phục hồi"
    is_over: bool = False


Act = Check | Copy | Incident


@dataclass(frozen=True, slots=True)
class Span:
    """Kỳ: the days ``first`` to ``last``, and what was done in them. ``line``: the newest ledger line that was read."""

    first: date
    last: date
    line: int = 0
    checks: tuple[Check, ...] = ()
    copies: tuple[Copy, ...] = ()
    incidents: tuple[Incident, ...] = ()

    @property
    def id(self) -> str:
        """By which its papers are named."""
        return f"{self.first}_{self.last}"


Named = Callable[[str], Sequence[Faulty]]
"""The faulty files in the report of that name; none where it is gone."""


def span(lines: Iterable[LedgerLine], first: date, last: date, named: Named) -> Span:
    """What the ledger tells of these days."""
    chosen = [line for line in lines if first <= day_of(line.at) <= last]
    checks = tuple(_check(line, named) for line in chosen if line.kind in (RUN, COMPARED, REPAIRED))
    incidents: dict[str, Incident] = {}
    for line in chosen:
        for about, one in _incidents(line, named):  # what is found again, or mended later, is the same incident
            begun = incidents.get(about)
            incidents[about] = replace(one, at=begun.at, what=begun.what) if begun and not begun.is_over else one
    newest = chosen[-1].seq if chosen else 0
    return Span(first, last, newest, checks, tuple(_copies(chosen)), tuple(incidents.values()))


def _check(line: LedgerLine, named: Named) -> Check:
    told = line.detail
    files = tuple(named(str(told.get("report", ""))))
    if len(files) != _count(told, "faults"):  # the report is gone, or of another check
        files = tuple(map(faulty, told.get("named", ())))
    media = {str(name): str(told.get("media", {}).get(name, "")) for name in told.get("stores", ())}
    checked, of, faults, left = (_count(told, name) for name in ("checked", "of", "faults", "left"))
    within = _count(told, "within")
    return Check(line.at, line.agent, line.kind, checked, of, faults, left, files, within, media)


def faulty(told: Mapping[str, Any]) -> Faulty:
    """A faulty file as ledger and report write it."""
    return Faulty(str(told["store"]), str(told["file"]), str(told["what"]), bool(told["mended"]))


def _count(told: Mapping[str, Any], name: str) -> int:
    return int(told.get(name, 0))


def _copies(lines: Sequence[LedgerLine]) -> Iterator[Copy]:
    """What was archived goes to the second store at once: a row a day; what was brought later, and whole copies, are
    rows of their own."""
    kept: list[LedgerLine] = []
    failed: set[str] = set()
    is_twofold = any("store_2" in line.detail.get("stores", ()) for line in lines)
    for at, line in enumerate(lines):
        if line.kind in KEPT:
            kept.append(line)
        elif line.kind == FAILED:
            failed.add(line.dossier)
        elif line.kind == BROUGHT:
            files = f"{_count(line.detail, 'files')} tệp của hồ sơ {line.dossier}"
            yield Copy(
                line.at, line.agent, "brought", files, str(line.detail.get("store", "")), "đã chép bù, đã đọc lại"
            )
        elif line.kind == FULL:
            files = f"{_count(line.detail, 'files')} tệp: toàn bộ kho, sổ sự kiện đến dòng {line.seq - 1}"
            digest = str(line.detail.get("sha512", ""))
            yield Copy(line.at, line.agent, "full", files, str(line.detail.get("to", "")), "đủ, có bảng băm", digest)
        is_over = at + 1 == len(lines) or day_of(lines[at + 1].at) != day_of(line.at)
        if is_over and kept and is_twofold:
            yield _daily(kept, failed)
        if is_over:
            kept, failed = [], set()


def _daily(kept: Sequence[LedgerLine], failed: set[str]) -> Copy:
    what = f"{len(kept)} phiên bản hồ sơ đã lưu trong ngày"
    result = f"còn {len(failed)} hồ sơ chưa chép được" if failed else "đã chép, đã đọc lại"
    return Copy(kept[-1].at, kept[-1].agent, "daily", what, "store_2", result, failed=bool(failed))


def _incidents(line: LedgerLine, named: Named) -> Iterator[tuple[str, Incident]]:
    """What the line tells of incidents, and what each is about."""
    told, act = line.detail, (line.at, line.agent)
    if line.kind in (RUN, COMPARED, REPAIRED):
        for one in _check(line, named).files:
            yield f"{one.store}/{one.file}", _of_file(line, one)
    elif line.kind == FAILED:
        what = f"không chép được hồ sơ {line.dossier} sang {told.get('store', '')}: {told.get('reason', '')}"
        yield f"copy {line.dossier}", Incident(*act, what)
    elif line.kind == BROUGHT:
        what = f"hồ sơ {line.dossier} thiếu ở {told.get('store', '')}"
        done = f"chép bù {_count(told, 'files')} tệp, {moment_of(line.at)}"
        yield f"copy {line.dossier}", Incident(*act, what, done, is_over=True)
    elif line.kind == HOLD_RESTORED:
        what = f"giữ pháp lý bị gỡ khỏi {_count(told, 'versions')} phiên bản tệp {line.dossier}".rstrip()
        yield f"line {line.seq}", Incident(*act, what, "đặt lại", is_over=True)
    elif line.kind == TORN:
        what = f"dòng sổ sự kiện ghi dở ({_count(told, 'bytes')} byte)"
        yield f"line {line.seq}", Incident(*act, what, f"để riêng: {told.get('file', '')}", is_over=True)
    elif line.kind == LEDGER_REPAIRED:
        yield f"line {line.seq}", _of_ledger(line)


def _of_file(line: LedgerLine, one: Faulty) -> Incident:
    what = f"{one.store}: {one.file}: {FOUND.get(one.what, one.what)}"
    if not one.mended:
        return Incident(line.at, line.agent, what)
    done = "đưa ra, giữ riêng" if one.what == "unexpected" else "lấy lại từ bản tốt, bản hỏng giữ riêng"
    return Incident(line.at, line.agent, what, f"{done}, {moment_of(line.at)}", is_over=True)


def _of_ledger(line: LedgerLine) -> Incident:
    told = line.detail
    lost = [f"{first}–{last}" for first, last in told.get("lost", ())]
    done = f"lấy lại {_count(told, 'restored')} dòng từ bản chép; tệp hỏng: {told.get('aside') or 'không còn'}"
    done += f"; MẤT dòng {', '.join(lost)}" if lost else ""
    return Incident(line.at, line.agent, f"sổ sự kiện sai ở {_count(told, 'of')} chỗ", done, is_over=not lost)
