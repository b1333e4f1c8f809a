"""The house's ledger and reports → minutes of checks, copies and incidents for people to sign."""

import json
from collections.abc import Collection, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from archive.draft import writing
from archive.drafts import Agency
from archive.errors import UsageError
from archive.preservation import Faulty, faulty, span
from archive.preservations.papers import write_papers
from vankho.wiring import House


def draft_minutes(
    house: House, agency: Agency, folder: Path, days: tuple[date, date], wanted: Collection[str]
) -> list[Path]:
    """Write the papers ``wanted`` (:data:`archive.preservations.papers.PAPERS`) on these days, first and last one
    included, into ``folder``; those of which there is nothing to tell are left out.

    Raises:
        UsageError: the last day comes before the first.
        Full, StoreError: the ledger cannot be read, or the folder not written.

    """
    first, last = days
    if last < first:
        raise UsageError(f"{first} – {last}: ngày cuối trước ngày đầu / the last day comes before the first")
    told = span(house.ledger.lines(), first, last, lambda report: _named(house, report))
    with writing(folder):
        return write_papers(told, agency, folder, house.now().isoformat(), wanted)


def _named(house: House, report: str) -> Sequence[Faulty]:
    """The faulty files in that report, which names all where the ledger names the first fifty."""
    if not report or Path(report).name != report:
        return ()
    try:
        told: dict[str, Any] = json.loads((house.settings.home / "reports" / f"{report}.json").read_text("utf-8"))
        return [faulty(one) for one in told["faults"]]
    except (OSError, ValueError, KeyError, TypeError):
        return ()
