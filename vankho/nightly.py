"""An inbox → archived dossiers and an honest report in the morning."""

import fcntl
import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from archive.errors import UsageError
from archive.records import Source
from archive.whole import put_whole
from ingest.scan import sources
from vankho.agenda import Agenda
from vankho.intake import take_all
from vankho.outcome import Outcome, as_json, pages_to_see
from vankho.station import Station
from vankho.upkeep import Upkeep


@dataclass(frozen=True, slots=True)
class Inbox:
    """Hộp nhận: what lies in the inbox: ``settled`` has stopped growing, ``growing`` is left for the next night."""

    settled: tuple[Source, ...]
    growing: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Báo cáo đêm: everything that was in the inbox and how it ended; ``began`` and ``ended`` with zone. ``agenda``:
    what waits for people in the morning; ``upkeep``: what was read again and anchored.
    """

    inbox: str
    began: datetime
    ended: datetime
    outcomes: tuple[Outcome, ...]
    growing: tuple[str, ...] = ()
    counts: Mapping[str, int] = field(default_factory=Counter)
    agenda: Agenda | None = None
    upkeep: Upkeep | None = None

    @property
    def whole(self) -> bool:
        """True where nothing was refused, failed, set aside, damaged or lost. One failure makes the night not whole."""
        lost = self.agenda is not None and self.agenda.lost
        kept = self.upkeep is None or self.upkeep.whole
        return kept and not lost and all(outcome.whole for outcome in self.outcomes)


def look(inbox: Path, settle_seconds: int, pause_s: float = 1.0) -> Inbox:
    """What is in ``inbox``. A source has stopped growing when none of its files changed in size or time while we
    looked twice, ``pause_s`` apart, and the newest change is at least ``settle_seconds`` old.

    Raises:
        UsageError: ``inbox`` is not a folder that can be read.

    """
    if not inbox.is_dir():
        raise UsageError(f"{inbox}: không phải thư mục / not a folder")
    found = sources([inbox], each_file=True)
    first = [_state(source) for source in found]
    time.sleep(pause_s if found else 0)
    again = {source.name: source for source in sources([inbox], each_file=True)}
    settled: list[Source] = []
    growing: list[Source] = []
    for source, before in zip(found, first, strict=True):
        now = again.get(source.name)
        old = time.time() - max((stamp for _, _, stamp in before), default=0) >= settle_seconds
        (settled if old and now is not None and _state(now) == before else growing).append(source)
    return Inbox(tuple(settled), tuple(growing))


def run(inbox: Path, found: Inbox, station: Station, lang: str, now: Callable[[], datetime]) -> Report:
    """Take every settled source through the line, in order, and say how each ended."""
    began = now()
    outcomes = tuple(take_all(found.settled, station, lang))
    growing = tuple(source.name for source in found.growing)
    counts: Counter[str] = Counter(outcome.status for outcome in outcomes)
    return Report(str(inbox), began, now(), outcomes, growing, counts)


def write(report: Report, folder: Path, lang: str) -> Path:
    """The report as Markdown for people and JSON for programs, both appearing whole; the path of the Markdown."""
    folder.mkdir(parents=True, exist_ok=True)
    stem = f"nightly-{report.began:%Y%m%d-%H%M%S}"
    data = {
        "inbox": report.inbox,
        "began": report.began.isoformat(timespec="seconds"),
        "ended": report.ended.isoformat(timespec="seconds"),
        "whole": report.whole,
        "counts": dict(report.counts),
        "growing": list(report.growing),
        "dossiers": [as_json(outcome) for outcome in report.outcomes],
    }
    if report.agenda is not None:
        data["agenda"] = report.agenda.as_json()
    if report.upkeep is not None:
        data["upkeep"] = report.upkeep.as_json()
    put_whole(folder / f"{stem}.json", [json.dumps(data, ensure_ascii=False, indent=1).encode()])
    page = folder / f"{stem}.md"
    put_whole(page, ["".join(f"{line}\n" for line in _lines(report, lang == "vi")).encode()])
    return page


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Only one nightly run of ``home`` at a time.

    Raises:
        UsageError: another is under way.

    """
    with (home / "nightly.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise UsageError("một lượt chạy đêm khác đang chạy / another nightly run is under way") from error
        yield


def _state(source: Source) -> tuple[tuple[str, int, float], ...]:
    files = source.files + ((source.known,) if source.known else ())
    return tuple((str(file), *_size_and_time(file)) for file in files)


def _size_and_time(file: Path) -> tuple[int, float]:
    try:
        seen = file.stat()
    except OSError:
        return -1, 0.0
    return seen.st_size, seen.st_mtime


def _lines(report: Report, vi: bool) -> Iterator[str]:
    yield f"# {'Báo cáo đêm' if vi else 'Nightly report'} {report.began:%d/%m/%Y %H:%M} – {report.ended:%H:%M}"
    yield ""
    yield (
        ("**Trọn vẹn.**" if vi else "**Whole.**")
        if report.whole
        else (
            "**CÓ HỒ SƠ HOẶC TRANG KHÔNG XỬ LÝ ĐƯỢC – xem dưới.**"
            if vi
            else "**SOME DOSSIERS OR PAGES FAILED – see below.**"
        )
    )
    yield ""
    names = _names(vi)
    for status, name in names.items():
        yield f"- {name}: {report.counts[status]}"
    growing = "Còn đang chép, để lại đêm sau" if vi else "Still growing, left for the next night"
    yield f"- {growing}: {len(report.growing)}"
    for status in ("quarantine", "failed", "refused", "review", "archived", "duplicate"):
        chosen = [outcome for outcome in report.outcomes if outcome.status == status]
        yield from _section(names[status], chosen, vi)
    yield from (f"\n- … {name}" for name in report.growing)
    if report.agenda is not None:
        yield from report.agenda.lines("vi" if vi else "en")
    if report.upkeep is not None:
        yield from report.upkeep.lines("vi" if vi else "en")


def _names(vi: bool) -> dict[str, str]:
    if vi:
        return {
            "archived": "Đã lưu",
            "duplicate": "Đã có trong kho",
            "review": "Chờ người xem",
            "quarantine": "Cách ly (có dấu độ mật)",
            "refused": "Không nhận",
            "failed": "Lỗi",
        }
    return {
        "archived": "Archived",
        "duplicate": "Already kept",
        "review": "Waiting for a look",
        "quarantine": "Quarantine (secrecy mark)",
        "refused": "Refused",
        "failed": "Failed",
    }


def _section(title: str, outcomes: Sequence[Outcome], vi: bool) -> Iterator[str]:
    if not outcomes:
        return
    yield f"\n## {title}\n"
    for outcome in outcomes:
        named = f"`{outcome.dossier.id}` " if outcome.dossier else ""
        yield f"- {named}{outcome.source}" + (f": {outcome.trouble.message}" if outcome.trouble else "")
        if outcome.dossier and outcome.status != "duplicate":
            see = pages_to_see(outcome.dossier, lambda vietnamese, english: vietnamese if vi else english)
            yield from [f"  - **{see}**"] if see else []
            yield from (f"  - {flag.message}" for flag in outcome.dossier.flags)
