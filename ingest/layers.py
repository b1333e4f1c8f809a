"""Upright paper → its layers (mixed raster content): sharp print in its colours over the paper in low resolution."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from io import BytesIO

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile

from ingest.bilevel import fax, smallest
from ingest.guard import Drawn, lost
from ingest.picture import Pixels
from ingest.sketch import reduced
from ingest.steps import Profile
from ingest.strokes import COARSE_DPI, Strokes, strokes


@dataclass(frozen=True, slots=True)
class Grain:
    """The ground's resolution in dpi, and how it is kept, the truer ways where the first loses something; below how
    many dpi of the scan the mask is twice as fine, and how it is ``packed``; from how many dpi of the scan on a page is
    parted at all; whether ``thin`` strokes are looked for by their own ink."""

    dpi: int
    finer_below: int
    least_dpi: int
    packed: Callable[[Pixels, int], bytes]
    ways: tuple[Callable[[Pixels], bytes], ...]
    thin: bool = False


_INK_DPI, _INK_QUALITY = 37.5, 35
"""Letters of a word have one ink: two thirds of a millimetre are fine enough for a blue stroke that crosses print."""
_HALO_MM = 0.09
"""Around print the scan is darker than the paper: so far of it is taken out with the print, what lies beyond stays in
the ground, as the soft edge that a one-bit mask has not."""
_SHARP_DPI = 350
"""Below so many dpi a faithful mask is twice as fine as the scan: with a mask of 300 dpi a fifth more words of clean
print were read wrong than from the scan, most of them ổ and ể as ố and ế; with one of 600 dpi no more than there."""
_LEAST_DPI = COARSE_DPI
"""Scans of fewer dpi stay one picture in a faithful copy: at 200 dpi the hook of ể is three pixels, what is one-bit
fills or breaks it, and a seventh more words were missed than in the page without loss."""
_NEXT = np.ones((3, 3), np.uint8)
_ROUGH = 8
"""Paper beside print is taken from a picture so many times smaller than the ground; the inks' own is fine enough, for a
dotted rule must not take its colour from the pen beside it."""
_BARE, _SOME = 48, 0.03
"""Of 255: with less of it free of print a pixel has no colour of its own; as a share, of the pixels that are asked for
it. Thin strokes cover little of a pixel of the inks, and must not take their colour from print far away."""
_COVERED = 153
"""Of 255: a pixel is in a finer mask with more of it covered, not with half: the gaps of a dotted rule stay gaps."""
_MOST_PIXELS = 19_000_000
"""An A3 sheet at 300 dpi has 17.4 million: larger sheets are maps and drawings."""
_MOST_PICTURED, _MOST_INKED, _LEAST_INKED = 0.2, 0.3, 0.0002
_EVEN, _MIDDLE = 1.5, 128
"""Grain is what differs from the mean about (Gaussian, so many pixels of the ground), told from this grey on."""
_GRAIN, _LEAST_GRAIN, _MOST_GRAIN = 4.4, 4.0, 24.0
"""Up to so many times its median it is evened out (three standard deviations), whole from twice that on; so many of 255
at least and at most."""
_TINT = 6
"""The step of a block's mean colour, in eighths of a grey: 0.4 KB more a page than with the 15 of quality 55."""
_Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Layered:
    """A page's layers as files: ``mask`` a Group 4 TIFF or JBIG2, of the page's size or finer, black where ``ink``
    (JPEG) is painted over ``ground`` (JPEG or JPEG 2000), both stretched to the page."""

    mask: bytes
    ink: bytes
    ground: bytes

    @property
    def size(self) -> int:
        """Bytes of all three."""
        return len(self.mask) + len(self.ink) + len(self.ground)

    @property
    def is_jp2(self) -> bool:
        """Whether the ground is JPEG 2000."""
        return not self.ground.startswith(b"\xff\xd8")


def layered(pixels: Pixels, dpi: int, profile: Profile) -> Layered | str:
    """``pixels`` (grey or RGB) in layers, or in a word why it must stay one picture.

    ``profile``; ``coarse``: a scan of too few dpi for that profile; ``large``: a map or drawing; ``photo``: pictures
    take a fifth of it; ``no-print``; or what the layers would lose (``ingest.guard``): ``marks``, ``contrast``,
    ``colour``.
    """
    if profile not in GRAINS:
        return "profile"
    if dpi < GRAINS[profile].least_dpi:
        return "coarse"
    if pixels.shape[0] * pixels.shape[1] > _MOST_PIXELS:
        return "large"
    found = strokes(pixels, dpi, GRAINS[profile].finer_below, thin=GRAINS[profile].thin)
    inked = cv2.countNonZero(found.mask) / found.mask.size
    if found.pictured > _MOST_PICTURED or inked > _MOST_INKED:
        return "photo"
    if inked < _LEAST_INKED:
        return "no-print"
    return _guarded(pixels, found, dpi, GRAINS[profile])


def _guarded(pixels: Pixels, found: Strokes, dpi: int, grain: Grain) -> Layered | str:
    mask = found.mask
    own = _own(mask, pixels)
    under = ground(pixels, own, dpi, grain.dpi, found.soft)
    ink = jpeg(inks(pixels, own, dpi), _INK_QUALITY)
    why = ""
    for way in grain.ways:
        kept = way(under)
        why = lost(pixels, Drawn(mask, _opened(ink), _opened(kept), dpi))
        if not why:
            return Layered(grain.packed(mask, dpi * mask.shape[0] // pixels.shape[0]), ink, kept)
    return why


def _own(mask: Pixels, pixels: Pixels) -> Pixels:
    """``mask`` of the size of ``pixels``."""
    if mask.shape == pixels.shape[:2]:
        return mask
    share = cv2.resize(mask, (pixels.shape[1], pixels.shape[0]), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.threshold(share, _COVERED, 255, cv2.THRESH_BINARY)[1], np.uint8)


def ground(pixels: Pixels, mask: Pixels, dpi: int, wanted: int, soft: Pixels | None = None) -> Pixels:
    """``pixels`` at ``wanted`` dpi (never more than they have) without what is in ``mask``: there and close around lies
    the paper beside it, but for what is ``soft`` (255) beside thin strokes, which stays as it is."""
    reach = 2 * max(1, round(_HALO_MM * dpi / 25.4)) + 1
    free = cv2.bitwise_not(cv2.dilate(mask, np.ones((reach, reach), np.uint8)))
    if soft is not None:
        thick = cv2.dilate(cv2.erode(mask, _NEXT), np.ones((reach + 4, reach + 4), np.uint8))
        free = cv2.bitwise_or(free, cv2.bitwise_and(soft, cv2.bitwise_not(cv2.bitwise_or(mask, thick))))
    return _spread(pixels, np.asarray(free, np.uint8), _size(pixels, min(1.0, wanted / dpi)), _ROUGH)


def grainless(ground: Pixels) -> Pixels:
    """``ground`` without the grain of paper, scanner and JPEG: what stands out no more than grain does is evened out,
    while pencil, seals and the edges of shadows stay as sharp as they are."""
    firm = cv2.medianBlur(ground, 3)
    even = cv2.GaussianBlur(firm, (0, 0), _EVEN)
    detail = np.asarray(cv2.addWeighted(firm, 1, even, -1, _MIDDLE), np.uint8)
    spread = np.median(cv2.absdiff(detail, np.full_like(detail, _MIDDLE))[::2, ::2])
    least = min(max(_GRAIN * float(spread), _LEAST_GRAIN), _MOST_GRAIN)
    levels = np.arange(256, dtype=np.float32) - _MIDDLE
    kept = np.sign(levels) * np.clip(2 * (np.abs(levels) - least), 0, np.abs(levels)) + _MIDDLE
    return np.asarray(cv2.addWeighted(even, 1, cv2.LUT(detail, np.round(kept).astype(np.uint8)), 1, -_MIDDLE), np.uint8)


def inks(pixels: Pixels, mask: Pixels, dpi: int) -> Pixels:
    """The colours of the strokes in ``mask``, by the middle of the stroke where it has one and by the darkest beside
    where it is thin, spread over the page."""
    core = cv2.erode(mask, _NEXT)
    thin = cv2.subtract(mask, cv2.dilate(core, np.ones((5, 5), np.uint8)))
    dark = cv2.copyTo(cv2.erode(pixels, _NEXT), thin, pixels.copy())
    whole = 1 / max(1, int(dpi / _INK_DPI))
    free = np.asarray(cv2.bitwise_or(core, thin), np.uint8)
    return _spread(np.asarray(dark, np.uint8), free, _size(pixels, whole), 1)


def _spread(pixels: Pixels, free: Pixels, size: tuple[int, int], rough: int) -> Pixels:
    """The mean of what of ``pixels`` is ``free`` (255), a pixel of the smaller picture each; where nothing is, that of
    what lies around, found in a picture ``rough`` times smaller still."""
    some = reduced(np.asarray(cv2.bitwise_and(pixels, pixels, mask=free), np.uint8), size)
    share = reduced(free, size)
    own = cv2.divide(some, share if some.ndim == 2 else cv2.merge([share] * 3), scale=255)
    coarse = (max(1, size[0] // rough), max(1, size[1] // rough))
    around = _filled(
        cv2.resize(some, coarse, interpolation=cv2.INTER_AREA).astype(np.float32),
        cv2.resize(share, coarse, interpolation=cv2.INTER_AREA).astype(np.float32) / np.float32(255),
    )
    smooth = cv2.resize(np.clip(around + 0.5, 0, 255).astype(np.uint8), size, interpolation=cv2.INTER_LINEAR)
    return np.asarray(cv2.copyTo(own, cv2.threshold(share, _BARE - 1, 255, cv2.THRESH_BINARY)[1], smooth), np.uint8)


def _filled(some: _Floats, share: _Floats) -> _Floats:
    """``some``, of which each pixel has a ``share``, whole: what has little share takes from half the resolution."""
    weight = share if some.ndim == 2 else share[..., None]
    own = some / np.maximum(weight, 1e-3)
    if min(share.shape) < 4:
        return np.broadcast_to(some.mean(axis=(0, 1)) / max(float(share.mean()), 1e-3), some.shape)
    half = ((share.shape[1] + 1) // 2, (share.shape[0] + 1) // 2)
    smaller = (np.asarray(cv2.resize(part, half, interpolation=cv2.INTER_AREA), np.float32) for part in (some, share))
    coarse = _filled(*smaller)
    sure = np.minimum(weight / _SOME, 1)
    rough = cv2.resize(np.ascontiguousarray(coarse), (share.shape[1], share.shape[0]))
    return np.asarray(own * sure + rough * (1 - sure), np.float32)


def _size(pixels: Pixels, scale: float) -> tuple[int, int]:
    return max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale))


def _opened(jpeg: bytes) -> Pixels:
    with Image.open(BytesIO(jpeg)) as image:
        return np.asarray(image)


def jpeg(pixels: Pixels, quality: int) -> bytes:
    """A JPEG (ITU-T T.81) with Huffman tables of its own, its colours as fine as its light."""
    held = BytesIO()
    Image.fromarray(pixels).save(held, "JPEG", quality=quality, subsampling="4:4:4", optimize=True)
    return held.getvalue()


def tinted_jpeg(ground: Pixels, quality: int) -> bytes:
    """A JPEG, colours halved, that keeps the paper's tint: a block's mean colour is told finer than ``quality`` has it,
    by whose steps paper turned pinkish or greenish by two of 255 for all its length."""
    held = BytesIO()
    tables = [list(table) for table in _tables(quality, ground.ndim == 2)]
    for table in tables[1:]:
        table[0] = min(table[0], _TINT)
    Image.fromarray(ground).save(held, "JPEG", qtables=tables, subsampling="4:2:0", optimize=True)
    return held.getvalue()


@cache
def _tables(quality: int, grey: bool) -> tuple[tuple[int, ...], ...]:
    """The quantisation tables that the encoder takes for ``quality``: of light, and of colours where there are some."""
    held = BytesIO()
    Image.new("L" if grey else "RGB", (8, 8)).save(held, "JPEG", quality=quality)
    with JpegImageFile(BytesIO(held.getvalue())) as image:
        return tuple(tuple(table) for _, table in sorted(image.quantization.items()))


def jp2(pixels: Pixels, bits: float) -> bytes:
    """A JPEG 2000 file (ITU-T T.800, JP2) of ``bits`` a pixel."""
    held = BytesIO()
    rate = 8 * (1 if pixels.ndim == 2 else pixels.shape[2]) / bits
    Image.fromarray(pixels).save(
        held, "JPEG2000", quality_mode="rates", quality_layers=[rate], irreversible=True, mct=int(pixels.ndim == 3)
    )
    return held.getvalue()


def even_jpeg(ground: Pixels, quality: int) -> bytes:
    """A JPEG, colours halved, of ``ground`` without its grain, which would take more bytes than all else."""
    return tinted_jpeg(grainless(ground), quality)


GRAINS: dict[Profile, Grain] = {
    "faithful": Grain(
        150, _SHARP_DPI, _LEAST_DPI, fax, (partial(even_jpeg, quality=55), partial(tinted_jpeg, quality=75)), True
    ),
    "compact": Grain(100, COARSE_DPI, 0, smallest, (partial(jp2, bits=0.06), partial(jp2, bits=0.12))),
}
"""JPEG costs less processor time; JPEG 2000 takes half of the bytes at 100 dpi, shows no blocks and drops noise."""
