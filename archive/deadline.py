"""A dossier's time and where it was handed → by when it must be handed to an archive, and how that stands on a day.

Two archives: the agency's own (lưu trữ hiện hành) takes every dossier whose work has ended, the historical one (lưu trữ
lịch sử) those of permanent value (Luật Lưu trữ 33/2024/QH15, Điều 17). The deadlines are data with source and dates,
``rules/handover.toml``. The law counts in years "from the year" the work ended or the dossier came: the last day here
is 31 December after the years have run, the same reading as for retention.
"""

import calendar
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

import msgspec

from archive.retention import Facts, Life, Said

Archive = Literal["agency", "historical"]
ARCHIVES: tuple[Archive, ...] = get_args(Archive)
Standing = Literal[
    "overdue", "due", "listed", "done", "changed", "running", "limited", "secret", "held", "unknown", "gone"
]
STANDINGS: tuple[Standing, ...] = get_args(Standing)
NAMES: Mapping[Archive, Said] = {
    "agency": Said("agency", "lưu trữ hiện hành", "the agency archive"),
    "historical": Said("historical", "lưu trữ lịch sử", "the historical archive"),
}
FREE: frozenset[Standing] = frozenset({"overdue", "due", "running", "changed"})
"""Where a dossier may be listed for that archive; early is lawful."""


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Một thời hạn nộp lưu, as ``rules/handover.toml`` has it."""

    to: Archive
    counted: Literal["end", "received"]
    notice: int
    source: str
    sure: Literal["read", "secondary", "general"]
    since: date = msgspec.field(name="from")
    till: date | None = None
    years: int | None = None
    days: int | None = None
    origin: Literal["", "digital"] = ""

    def holds(self, on: date) -> bool:
        """Whether it is in force on the day ``on``."""
        return self.since <= on and (self.till is None or on <= self.till)


@dataclass(frozen=True, slots=True)
class Due:
    """Hạn nộp: ``last`` is the last day, None where none is known; ``notes``: what a person should look at."""

    dossier: str
    title: str
    to: Archive
    standing: Standing
    reason: Said
    last: date | None = None
    rule: str = ""
    notes: tuple[Said, ...] = ()


class _File(msgspec.Struct, forbid_unknown_fields=True):
    rules: dict[str, Rule]


@cache
def rules() -> Mapping[str, Rule]:
    """All rules by name."""
    text = (files("archive.rules") / "handover.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), _File).rules


def due(life: Life, facts: Facts, to: Archive, on: date, within: int | None = None) -> Due:
    """How the dossier stands towards the archive ``to`` on the day ``on``; its deadline is told ``within`` days ahead
    (None: as many as the rule says).

    What was taken is done, whatever its time; a package that changed afterwards is told apart.
    """
    standing, reason, last, name, notes = _standing(life, facts, to, on)
    if standing == "running" and last is not None:
        rule = rules()[name]
        day = f"{last:%d/%m/%Y}"
        if on > last:
            standing, reason = "overdue", Said("overdue", f"quá hạn nộp từ {day}", f"was to be handed over by {last}")
        elif on >= last - timedelta(days=rule.notice if within is None else within):
            standing, reason = "due", Said("due", f"phải nộp chậm nhất {day}", f"to be handed over by {last}")
        else:
            reason = Said("running", f"chưa đến hạn, chậm nhất {day}", f"not yet, by {last} at the latest")
    return Due(life.id, life.title, to, standing, reason, last, name, notes)


_Found = tuple[Standing, Said, date | None, str, tuple[Said, ...]]


def _standing(life: Life, facts: Facts, to: Archive, on: date) -> _Found:
    taken = life.choices.taken.get(to)
    if life.state == "disposed":
        return "gone", life.reason, None, "", ()
    if taken is not None:
        told = Said(
            "done",
            f"đã nộp: {taken.batch}, {taken.number} ngày {taken.dated:%d/%m/%Y}",
            f"handed over: {taken.batch}, {taken.number} of {taken.dated}",
        )
        if life.choices.kept > taken.listed:
            more = Said("changed", f"{told.vi}; sau đó gói đã đổi", f"{told.en}; its package changed since")
            return "changed", more, None, "", ()
        return "done", told, None, "", ()
    if life.reason.kind in ("quarantine", "damaged"):
        return "held", life.reason, None, "", ()
    if facts.is_secret:
        why = Said("secret", "tài liệu mật: chỉ nộp sau khi giải mật", "secret: only after it was declassified")
        return "secret", why, None, "", ()
    if life.choices.is_open:
        return "unknown", Said("open", "công việc đã mở lại, chưa kết thúc", "the work goes on"), None, "", ()
    period = life.term.period
    if to == "historical" and period is not None and not period.is_permanent:
        why = Said(
            "limited", f"{period.words()}: không thuộc diện nộp", f"{period.words('en')}: not of permanent value"
        )
        return "limited", why, None, "", ()
    if life.term.ends is None or (to == "historical" and period is None):
        why = Said(
            "unknown",
            "chưa rõ năm kết thúc công việc hoặc thời hạn lưu trữ",
            "the year in which the work ended, or its period, is not known",
        )
        return "unknown", why, None, "", ()
    return _reckoned(life, facts, to, on)


def _reckoned(life: Life, facts: Facts, to: Archive, on: date) -> _Found:
    assert life.term.ends is not None
    found = _rule(to, on, is_digital=facts.is_digital)
    if found is None:
        why = Said("no-rule", f"không có quy định nào cho ngày {on:%d/%m/%Y}", f"no rule is known for {on}")
        return "unknown", why, None, "", ()
    name, rule = found
    notes = list(_doubts(rule, life))
    year = life.term.ends
    if rule.counted == "received":
        came = life.choices.taken.get("agency")
        year = came.dated.year if came else year + 1
        if came is None:
            notes.append(
                Said(
                    "received-unknown",
                    f"chưa ghi năm nộp vào lưu trữ hiện hành; tính từ năm nộp chậm nhất ({year})",
                    f"when the agency archive took it is not on the ledger; counted from the last lawful year ({year})",
                )
            )
    if rule.days is not None:
        last = _last_day(facts, life.term.ends) + timedelta(days=rule.days)
    else:
        last = date(min(9999, year + (rule.years or 0)), 12, 31)
    return "running", Said("running", "", ""), last, name, tuple(notes)


def _rule(to: Archive, on: date, *, is_digital: bool) -> tuple[str, Rule] | None:
    """The rule for ``to`` that holds on that day; for a digital dossier its own before the general one."""
    held = [(name, one) for name, one in rules().items() if one.to == to and one.holds(on)]
    fit = [(name, one) for name, one in held if not one.origin or is_digital]
    return max(fit, key=lambda pair: pair[1].origin == "digital", default=None)


def _doubts(rule: Rule, life: Life) -> Iterator[Said]:
    if rule.sure != "read":
        yield Said(
            "unread", f"chưa đối chiếu văn bản gốc: {rule.source}", f"not checked against the text: {rule.source}"
        )
    yield from (one for one in life.term.concerns if one.kind in ("end-unconfirmed", "end-old"))


def _last_day(facts: Facts, ends: int) -> date:
    """The day the work ended, as far as it is known: the last day of its month or year."""
    said = max(filter(None, (facts.end, facts.newest)), default="")
    if not said.startswith(str(ends)):
        said = str(ends)
    year, month, day = (*(int(part) for part in said.split("-")), 0, 0)[:3]
    if not month:
        return date(year, 12, 31)
    return date(year, month, day or calendar.monthrange(year, month)[1])


def count(found: Sequence[Due]) -> dict[Standing, int]:
    """How many stand where; together they are all."""
    counts: dict[Standing, int] = dict.fromkeys(STANDINGS, 0)
    for one in found:
        counts[one.standing] += 1
    return counts
