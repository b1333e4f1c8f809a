"""Where every dossier stands → what waits for people in the morning: what is due, and deadlines that come near."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from archive.deadline import ARCHIVES, NAMES, Archive, Standing, count
from archive.disposal import DAYS, DisposalFile
from archive.retention import Said
from vankho.keeping import Census, Keeper
from vankho.submitting import standings

HOLD_DAYS = 30
"""How many days before its last day the end of a hold is told."""


@dataclass(frozen=True, slots=True)
class Agenda:
    """Việc cần làm: ``counts`` by state and by archive add up to ``total``; ``reminders``: the most urgent first."""

    on: date
    total: int
    counts: Mapping[str, int]
    handovers: Mapping[Archive, Mapping[Standing, int]]
    reminders: tuple[Said, ...] = ()
    lost: tuple[str, ...] = field(default=())

    def as_json(self) -> dict[str, Any]:
        """For programs."""
        return {
            "on": self.on.isoformat(),
            "total": self.total,
            "retention": dict(self.counts),
            "handover": {archive: dict(counts) for archive, counts in self.handovers.items()},
            "reminders": [{"kind": one.kind, "vi": one.vi, "en": one.en} for one in self.reminders],
            "lost": list(self.lost),
        }

    def lines(self, lang: str) -> Iterator[str]:
        """For people, as Markdown."""
        vi = lang == "vi"
        yield f"\n## {'Việc cần làm' if vi else 'To be done'} ({self.on:%d/%m/%Y})\n"
        for one in self.lost:
            yield f"- **{'MẤT' if vi else 'LOST'}: {one}** (vankho retention due)"
        yield from (f"- **{one.vi if vi else one.en}**" for one in self.reminders)
        due, words = self.counts.get("due", 0), ("hồ sơ", "dossiers")[not vi]
        yield f"- {'Đến hạn xét hủy' if vi else 'Due for disposal'}: {due}/{self.total} {words} (vankho retention due)"
        for archive, counts in self.handovers.items():
            late, near, changed = (counts.get(name, 0) for name in ("overdue", "due", "changed"))
            name = NAMES[archive].vi if vi else NAMES[archive].en
            said = f"{near} đến hạn, {late} quá hạn" if vi else f"{near} due, {late} overdue"
            more = f", {changed} đã đổi sau khi nộp" if vi else f", {changed} changed since"
            yield (
                f"- {'Nộp vào' if vi else 'To be handed to'} {name}: {said}{more if changed else ''}"
                f" (vankho submit due --to {archive})"
            )


def agenda(keeper: Keeper, on: date) -> Agenda:
    """All that is due on the day ``on``, by what an earlier night read of the packages where they are the same."""
    keeper.recall()
    census = keeper.census(on)
    keeper.remember()
    handovers = {archive: count([one for _, one in standings(keeper, census, archive)]) for archive in ARCHIVES}
    files = [file for file in keeper.chronicle.files() if file.is_open]
    told = sorted((*_deadlines(files, on), *_holds(census, on)), key=lambda pair: pair[0])
    return Agenda(on, len(census.lives), census.counts, handovers, tuple(said for _, said in told), census.lost)


def _deadlines(files: list[DisposalFile], on: date) -> Iterator[tuple[date, Said]]:
    """What was decided is destroyed within :data:`DAYS` days: told from the decision on, as late where it is."""
    for file in files:
        if file.deadline is None:
            continue
        left = (file.deadline - on).days
        day = f"{file.deadline:%d/%m/%Y}"
        if left < 0:
            vi = f"{file.id}: đã có quyết định, chậm {-left} ngày so với hạn hủy {day}"
            en = f"{file.id}: decided, {-left} days later than the last day for its destruction, {file.deadline}"
            yield file.deadline, Said("disposal-late", vi, en)
        else:
            vi = f"{file.id}: đã có quyết định, còn {left}/{DAYS} ngày để hủy, chậm nhất {day}"
            en = f"{file.id}: decided, {left} of {DAYS} days left for its destruction, by {file.deadline}"
            yield file.deadline, Said("disposal-deadline", vi, en)


def _holds(census: Census, on: date) -> Iterator[tuple[date, Said]]:
    for life in census.lives:
        for hold in life.holds:
            if hold.until is not None and hold.until - on <= timedelta(days=HOLD_DAYS):
                day = f"{hold.until:%d/%m/%Y}"
                vi = f"{life.id}: lệnh giữ {hold.number} ({hold.authority}) hết ngày {day}; có gia hạn không?"
                en = f"{life.id}: hold {hold.number} ({hold.authority}) ends on {hold.until}; is it to be longer?"
                yield hold.until, Said("hold-ends", vi, en)
