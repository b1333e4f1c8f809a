"""ScanPage → OcrPage, in a worker; what is done is kept in the dossier's work folder, so that a killed run goes on."""

import os
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import structlog

from archive.errors import Stumbled, VankhoError
from archive.records import OcrPage, Page, ScanPage
from archive.written import read_record, write_record
from ingest.layer import read_layer
from ingest.limits import Limits
from ingest.page import make_page
from ingest.steps import Kept, Profile, Turned
from ocr.engine import Engine
from ocr.page import read
from ocr.way_up import way_up

log = structlog.get_logger("vankho")


@dataclass(frozen=True, slots=True)
class PageJob:
    """One page to be read into ``folder``; ``limits`` in pixels, pages and bytes. ``rotation``: degrees clockwise by
    which a person had the scan turned; None: the page itself tells. ``profile``: how its archival picture is kept.
    ``given``: it is of a PDF that others made and that is kept as it is, so that the text in it is taken over."""

    page: ScanPage
    folder: Path
    limits: Limits
    engine: Engine
    rotation: int | None = None
    profile: Profile = "faithful"
    given: bool = False

    @property
    def result(self) -> Path:
        """Where the page's record lies once it is read."""
        return self.folder / f"p{self.page.index:04d}.json"


def read_page(job: PageJob) -> OcrPage:
    """Turn the page upright, clean and read it; a page already read in this folder is not read again.

    Runs in a worker process with one thread. A bad page comes back as ``unreadable``; one over which the program itself
    stumbles comes back with the picture it has and no words, and says why.

    Raises:
        EngineFailed: the recogniser is missing or broke.
        Full: no room for the page's pictures.

    """
    if job.result.is_file():
        before = read_record(job.result.read_bytes(), OcrPage)
        if job.rotation in (None, before.page.rotation) or before.page.image is None:
            return before
    if job.given and (told := read_layer(job.page)):
        return _kept(told, job)
    kept = job.profile
    steps = Kept(profile=kept) if job.rotation is None else Turned(profile=kept, turns=job.rotation // 90)
    page = OcrPage(Page(job.page.index, job.page.source, "unreadable"))
    try:
        page = OcrPage(make_page(job.page, job.folder, job.limits, partial(way_up, job.engine), steps))
        page = read(page.page, job.engine)
    except VankhoError:
        raise
    except Exception as error:  # a slip of the program: one page must not keep its dossier out for ever
        log.exception("stumbled", file=job.page.file.name, page=job.page.index)
        why = Stumbled(f"{type(error).__name__}: {error}"[:160], file=job.page.file.name, page=job.page.index)
        page = OcrPage(replace(page.page, trouble=why.trouble()))
    return _kept(_without_reading(page), job)


def _kept(done: OcrPage, job: PageJob) -> OcrPage:
    """``done``, which now lies in the job's folder."""
    fresh = job.result.with_suffix(f".{os.getpid()}.tmp")
    fresh.write_bytes(write_record(done))
    fresh.replace(job.result)
    return done


def _without_reading(read: OcrPage) -> OcrPage:
    """The page without the pictures made for the recogniser: nine megabytes of a 300-dpi A4 page, not needed again."""
    for picture in (read.page.reading, *(stamp.picture for stamp in read.page.stamps)):
        if picture is not None:
            picture.unlink(missing_ok=True)
    return replace(read, page=replace(read.page, reading=None, stamps=()))
