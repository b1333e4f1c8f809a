"""A ScanPage → a Page: decoded, upright, level, cropped, its archival and its reading picture written."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np

from archive.errors import Failed, Full, Refused, Truncated, no_room
from archive.records import Layers, Page, PageKind, ScanPage, Stamp, Trouble
from ingest import pdf, picture, skew
from ingest.bend import Bend, bend
from ingest.bilevel import is_jbig2
from ingest.blank import is_blank
from ingest.clean import cleaned
from ingest.encode import archival, graymap, write
from ingest.frame import cut_out, frame, turned
from ingest.layers import Layered, layered
from ingest.limits import Limits
from ingest.orient import Upright, upright
from ingest.picture import Picture, Pixels
from ingest.resolution import resolution
from ingest.separate import Code, code_on
from ingest.sketch import INK, SKETCH_DPI, Sketch, sketch
from ingest.stamp import InkStamp, stamps, unstamped
from ingest.steps import ALL, Kept, Profile, Steps, Turned

Ask = Callable[[Path, int], tuple[int, float]]
"""A slow second opinion: a picture and its dpi → degrees clockwise to turn it, and how sure (0: not at all)."""

_SURE = 2.5
"""Standard deviations beyond which the ink's own evidence for up or down is not questioned: on 384 trials of the
measuring corpus it was never wrong above 1.5, on 221 pages of other makers once, at 1.84."""
_TOLD = 1.8
_HINT, _ASSURED = 1.2, 0.1
"""Standard deviations from which on the ink's own evidence stands against a second opinion that is less sure than this:
one that reads the page both ways (``ocr.way_up``) is 0.24 sure at least."""
_HEARD = 0.2
"""From which sureness on the second opinion, where it was asked for the axis, goes before the ink's own evidence for up
or down: the figures of a table have neither what rises nor what hangs below."""
_PLAIN = 4.0
"""How much clearer lines run along a page than across, mostly (163 of 168 pages); typed letters stand in columns, too,
and dirt may outdo few lines, so below this both ways are read."""
_WORTH = 0.7
"""Layers larger than this share of the one picture hold noise: they gain little, and are harder to read."""


def make_page(scan_page: ScanPage, folder: Path, limits: Limits, ask: Ask | None, steps: Steps = ALL) -> Page:
    """``scan_page`` as an upright page, its pictures in ``folder`` under its index.

    A bad page never raises: it comes back ``unreadable`` with its trouble. Blank pages get no pictures, their scan
    stays in the package; of separator sheets only the reading picture is made. Runs with one thread; ``ask`` is called
    only for pages whose lines say little about up and down. ``steps``: what is left out when a step is measured alone.

    Raises:
        Full: no room in ``folder``.
        Failed: ``folder`` cannot be written.
        EngineFailed: ``ask`` broke.
    """
    cv2.setNumThreads(1)
    page = Page(scan_page.index, scan_page.source, "unreadable", trouble=scan_page.trouble)
    if scan_page.trouble is not None:
        return page
    try:
        found = _decoded(scan_page, limits)
        dpi, estimated = resolution(found)
        small = sketch(found.pixels, dpi)
        page = replace(page, dpi=dpi, dpi_estimated=estimated, ink=_ink(small))
        return _looked_at(page, found, small, Bench(folder, ask, steps))
    except (Refused, cv2.error, MemoryError, ValueError) as error:
        return replace(page, kind="unreadable", trouble=_trouble(error, scan_page))


@dataclass(frozen=True, slots=True)
class Bench:
    """Where the work on a page is done, whom to ask in doubt, and which steps are done."""

    folder: Path
    ask: Ask | None
    steps: Steps

    @property
    def profile(self) -> Profile:
        """How the archival picture is kept."""
        return self.steps.profile if isinstance(self.steps, Kept) else Kept().profile


def _looked_at(page: Page, found: Picture, small: Sketch, bench: Bench) -> Page:
    """The page by its kind: separator, blank, or text with its pictures."""
    code = code_on(small, found.pixels)
    page = replace(page, barcode=code.payload if code else None)
    if code is None and is_blank(small):
        return replace(page, kind="blank", height=found.pixels.shape[0], width=found.pixels.shape[1])
    way = _way_up(page, small, code, bench)
    lines = _lines(small, way, bench.steps)
    paper = cut_out(found.pixels, frame(small if bench.steps.border else _borderless(small), way.turns, lines))
    kind: PageKind = "separator" if code is not None and code.separator else "text"
    page = replace(page, kind=kind, rotation=90 * way.turns, skew=lines.angle)
    return _written(page, paper, found, bench)


def _lines(small: Sketch, way: Upright, steps: Steps) -> Bend:
    if not steps.skew:
        return Bend(0.0)
    return bend(turned(small.ink, way.turns), way.angle) if steps.perspective else Bend(way.angle)


def _borderless(small: Sketch) -> Sketch:
    return replace(small, border=np.zeros_like(small.border))


def _way_up(page: Page, small: Sketch, code: Code | None, bench: Bench) -> Upright:
    """The ink's own evidence; where that is weak, and on separator sheets always, a QR code on the page tells, else the
    second opinion; with none the page stays as it was scanned, along the axis of its lines where that is plain. A
    person's word goes before all."""
    if isinstance(bench.steps, Turned):
        way, turns = upright(small), bench.steps.turns
        return replace(way, turns=turns, angle=way.angle if turns % 2 == way.turns % 2 else 0.0)
    if not bench.steps.orientation:
        return Upright(0, skew.rows(small.ink).angle, 0.0, 0.0)
    way = upright(small)
    told = None if code is None or (way.evidence >= _SURE and not code.separator) else code.turns
    if told is not None:
        return replace(way, turns=told, angle=way.angle if told % 2 == way.turns % 2 else 0.0)
    axis, plain = way.turns % 2, way.axis >= _PLAIN
    if way.axis > 0 and not (plain and way.evidence >= _SURE):
        heard = [_asked(page, small, along, bench) for along in ((axis,) if plain else (0, 1))]
        turns, sure = max(heard, key=lambda one: one[1])
        least = _ASSURED if plain and way.evidence >= _HINT else 0
        if sure > least and (turns % 2 != axis or way.evidence < _SURE or sure >= _HEARD):
            return _along(way, small, turns)
        if bench.ask is not None and not plain and way.evidence < _SURE:
            return _along(way, small, 0)
    return way if way.evidence >= (_TOLD if bench.ask is None else _HINT) else replace(way, turns=axis)


def _along(way: Upright, small: Sketch, turns: int) -> Upright:
    """``way`` with other ``turns``, and the angle of the lines along them."""
    if turns % 2 == way.turns % 2:
        return replace(way, turns=turns)
    across, down = skew.both(small.ink)
    return replace(way, turns=turns, angle=(down if turns % 2 else across).angle)


def _asked(page: Page, small: Sketch, axis: int, bench: Bench) -> tuple[int, float]:
    """The quarter turns along an ``axis`` (0 as it lies, 1 across) that the second opinion is for, and how surely; 0.0
    where it says nothing."""
    if bench.ask is None:
        return axis, 0.0
    strip = bench.folder / f"p{page.index:04d}.ask.pgm"
    _guarded(page, lambda: write(strip, graymap(turned(small.flat, axis))))
    try:
        more, confidence = bench.ask(strip, SKETCH_DPI)
    finally:
        strip.unlink(missing_ok=True)
    return (axis + more // 90) % 4, confidence if more in (0, 180) else 0.0


def _written(page: Page, paper: Pixels, found: Picture, bench: Bench) -> Page:
    height, width = paper.shape[:2]
    reading = bench.folder / f"p{page.index:04d}.pgm"
    read = cleaned(paper, page.dpi, bilevel=found.one_bit, steps=bench.steps)
    stamped = stamps(paper, page.dpi) if bench.steps.stamp else ()
    _guarded(page, partial(write, reading, graymap(unstamped(read, paper, stamped))))
    page = replace(page, width=width, height=height, reading=reading, stamps=_kept(page, stamped, bench.folder))
    if page.kind == "separator":
        return page
    kept, extension = archival(paper, found, page.dpi, bench.profile == "lossless")
    image = bench.folder / f"p{page.index:04d}{extension}"
    _guarded(page, lambda: write(image, kept))
    return _parted(replace(page, image=image), paper, found, bench)


def _parted(page: Page, paper: Pixels, found: Picture, bench: Bench) -> Page:
    """``page`` with its layers; where it has none, why."""
    if found.one_bit:
        return replace(page, image_form="g4", image_why="one-bit")
    if bench.profile == "lossless":
        return replace(page, image_form="jp2", image_why="profile")
    made = layered(paper, page.dpi, bench.profile)
    if not isinstance(made, Layered):
        return replace(page, image_form="jpeg", image_why=made)
    if page.image is not None and made.size > _WORTH * page.image.stat().st_size:
        return replace(page, image_form="jpeg", image_why="no-gain")
    ground = ".ground.jp2" if made.is_jp2 else ".ground.jpg"
    names = (".strokes.jb2" if is_jbig2(made.mask) else ".strokes.tif", ".ink.jpg", ground)
    files = [bench.folder / f"p{page.index:04d}{name}" for name in names]
    for file, data in zip(files, (made.mask, made.ink, made.ground), strict=True):
        _guarded(page, partial(write, file, data))
    return replace(page, layers=Layers(*files), image_form="mrc")


def _kept(page: Page, found: tuple[InkStamp, ...], folder: Path) -> tuple[Stamp, ...]:
    done = []
    for number, stamp in enumerate(found):
        picture = folder / f"p{page.index:04d}.s{number}.pgm"
        _guarded(page, partial(write, picture, graymap(stamp.picture)))
        done.append(Stamp(picture, stamp.middle, stamp.tilt))
    return tuple(done)


def _guarded(page: Page, step: Callable[[], object]) -> None:
    try:
        step()
    except OSError as error:
        raise (Full if no_room(error) else Failed)(error.strerror or str(error), file=page.source) from error


def _decoded(scan_page: ScanPage, limits: Limits) -> Picture:
    file = scan_page.file
    load = pdf.load if file.path.suffix.lower() == ".pdf" else picture.load
    return load(file.path, file.name, scan_page.number, limits.max_pixels)


def _trouble(error: Exception, scan_page: ScanPage) -> Trouble:
    detail = error.detail if isinstance(error, Refused) else (str(error) or type(error).__name__)[:160]
    kind = type(error) if isinstance(error, Refused) else Truncated
    return kind(detail, file=scan_page.file.name, page=scan_page.index).trouble("vi")


def _ink(small: Sketch) -> float:
    return round(float((small.flat < INK).mean()), 5)
