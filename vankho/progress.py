"""Pages read → a progress bar on stderr with pages per minute and time left; nothing at all where stderr is piped."""

import threading
import time
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from archive.records import OcrPage, Scan


class Bar:
    """A :class:`vankho.station.Watcher` that draws. ``sources`` dossiers are to come.

    The number of pages still to come is estimated from the dossiers opened so far until all have been opened.
    """

    def __init__(self, sources: int, lang: str) -> None:
        self._sources = sources
        self._vi = lang == "vi"
        self._lock = threading.Lock()
        self._opened = self._pages = self._read = 0
        self._began = time.monotonic()
        self.console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[pace]}"),
            console=self.console,
            disable=not self.console.is_terminal,
            redirect_stdout=False,  # stdout belongs to results, also where stderr is a terminal
            redirect_stderr=False,
        )
        self._task: TaskID = self._progress.add_task(self._say("Đọc trang", "Reading pages"), total=None, pace="")

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()

    def give_way(self) -> None:
        """Wipe the bar's line, so that a result can be printed there; the bar comes back below it."""
        if self.console.is_terminal:
            self.console.file.write("\r\x1b[2K")
            self.console.file.flush()

    def scanned(self, scan: Scan) -> None:
        """A source was opened."""
        with self._lock:
            self._opened += 1
            self._pages += len(scan.pages)
            self._draw()

    def read(self, page: OcrPage) -> None:
        """A page was read."""
        with self._lock:
            self._read += 1
            self._draw()

    def _draw(self) -> None:
        total = round(self._pages * max(self._sources, self._opened) / self._opened)
        minutes = (time.monotonic() - self._began) / 60
        pace = self._read / minutes if minutes > 0.02 else 0.0
        left = (total - self._read) / pace if pace else 0.0
        words = self._say(f"{pace:.0f} trang/phút, còn {_span(left)}", f"{pace:.0f} pages/min, {_span(left)} left")
        self._progress.update(self._task, completed=self._read, total=total, pace=words if pace else "")

    def _say(self, vi: str, en: str) -> str:
        return vi if self._vi else en


def _span(minutes: float) -> str:
    whole = round(minutes * 60)
    return (
        f"{whole // 3600}:{whole // 60 % 60:02d}:{whole % 60:02d}"
        if whole >= 3600
        else f"{whole // 60}:{whole % 60:02d}"
    )
