"""Source → Outcome: one dossier through the line, with whatever stands in its way told as a value."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace

import structlog

from archive.errors import Failed, Full, Refused, VankhoError, no_room
from archive.records import Dossier, Source
from vankho.desk import Unusable
from vankho.line import archive
from vankho.outcome import Outcome
from vankho.quarantine import Quarantined
from vankho.station import AlreadyKept, Restored, Station, Waiting

log = structlog.get_logger("vankho")

LANES = 2
"""Dossiers on the way at once: while one is being packaged and stored, the next one's pages are read."""


def take_all(sources: Sequence[Source], station: Station, lang: str) -> Iterator[Outcome]:
    """The outcome of every source, in their order; one that fails does not stop the others."""
    with ThreadPoolExecutor(LANES, "lane") as lanes:
        futures: list[Future[Outcome]] = [lanes.submit(take, source, station, lang) for source in sources]
        try:
            for future in futures:
                yield future.result()
        finally:
            lanes.shutdown(wait=False, cancel_futures=True)


def take(source: Source, station: Station, lang: str) -> Outcome:
    """Bring ``source`` into the archive, or say as a value why not, in the language ``lang``."""
    began = time.monotonic()
    outcome = _slim(_try(source, station, lang, began))
    log.info(
        "dossier",
        status=outcome.status,
        dossier=outcome.dossier.id if outcome.dossier else None,
        source=source.name,
        seconds=round(outcome.seconds, 2),
        error=outcome.trouble.kind if outcome.trouble else None,
    )
    return outcome


def _try(source: Source, station: Station, lang: str, began: float) -> Outcome:
    try:
        dossier, receipt = archive(source, station)
        return Outcome("archived", source.name, time.monotonic() - began, dossier, receipt)
    except Restored as back:
        return Outcome("archived", source.name, time.monotonic() - began, back.dossier, back.receipt)
    except AlreadyKept as kept:
        station.complete(kept.dossier, kept.receipt)
        return Outcome("duplicate", source.name, time.monotonic() - began, kept.dossier, kept.receipt)
    except Waiting as waits:
        return Outcome("review", source.name, time.monotonic() - began, waits.dossier)
    except Quarantined as aside:
        return Outcome("quarantine", source.name, time.monotonic() - began, aside.dossier)
    except Unusable as bad:
        return Outcome("refused", source.name, time.monotonic() - began, trouble=bad.trouble)
    except Refused as error:
        return Outcome("refused", source.name, time.monotonic() - began, trouble=error.trouble(lang))
    except VankhoError as error:
        return Outcome("failed", source.name, time.monotonic() - began, trouble=_named(error, source).trouble(lang))
    except OSError as error:
        kind = Full if no_room(error) else Failed
        trouble = kind(str(error), file=source.name).trouble(lang)
        return Outcome("failed", source.name, time.monotonic() - began, trouble=trouble)
    except Exception as error:  # the other dossiers go on, whatever happened to this one
        log.exception("unexpected", source=source.name)
        trouble = Failed(f"{type(error).__name__}: {error}", file=source.name).trouble(lang)
        return Outcome("failed", source.name, time.monotonic() - began, trouble=trouble)


def _named(error: VankhoError, source: Source) -> VankhoError:
    return error if error.file else type(error)(error.detail, file=source.name, page=error.page)


def _slim(outcome: Outcome) -> Outcome:
    """``outcome`` without the words read, so that a night of ten thousand dossiers fits in memory."""
    if outcome.dossier is None:
        return outcome
    dossier: Dossier = replace(outcome.dossier, pages=tuple(replace(page, lines=()) for page in outcome.dossier.pages))
    return replace(outcome, dossier=dossier)
