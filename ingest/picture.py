"""TIFF, JPEG and PNG files → pages as pixels, never beyond the limit, never a truncated one."""

import warnings
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from archive.errors import Empty, TooLarge, Truncated

Pixels = npt.NDArray[np.uint8]

Image.MAX_IMAGE_PIXELS = None  # our own limit is checked before anything is decoded


@dataclass(frozen=True, slots=True)
class Picture:
    """One page as it lies in the file: grey (height, width) or RGB (height, width, 3), 8 bits.

    ``dpi`` 0 where the file does not say. ``one_bit``: the file has black and white only. ``quality``: the JPEG
    quality it was saved with (1 to 100), None where it was not a JPEG. ``stored``: bytes it takes in the file, 0 where
    that cannot be told.
    """

    pixels: Pixels
    dpi: int
    one_bit: bool = False
    quality: int | None = None
    stored: int = 0


def count(path: Path, name: str, max_pixels: int) -> int:
    """How many pages the picture file has.

    Raises:
        TooLarge: a page has more than ``max_pixels``; nothing was decoded.
        Truncated: the file's structure is damaged.

    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path) as image:
                frames = getattr(image, "n_frames", 1)
                for frame in range(frames):
                    image.seek(frame)
                    bounded(image.size, name, max_pixels, frame if frames > 1 else None)
    except (OSError, SyntaxError, ValueError, EOFError, UnidentifiedImageError, TypeError, KeyError) as error:
        raise Truncated(short(error), file=name) from error
    if frames < 1:
        raise Empty(file=name)
    return frames


def load(path: Path, name: str, number: int, max_pixels: int) -> Picture:
    """Page ``number`` (from 1) of the picture file, EXIF orientation honoured.

    Raises:
        TooLarge, Truncated: as :func:`count`, and where the pixels end too early.

    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path) as image:
                image.seek(number - 1)
                bounded(image.size, name, max_pixels, number - 1)
                dpi = _dpi(image)
                quality = jpeg_quality(image)
                image.load()
                picture = as_picture(ImageOps.exif_transpose(image), dpi, quality)
                return replace(picture, stored=path.stat().st_size // getattr(image, "n_frames", 1))
    except (OSError, SyntaxError, ValueError, EOFError, UnidentifiedImageError, TypeError, KeyError) as error:
        raise Truncated(short(error), file=name, page=None) from error


def as_picture(image: Image.Image, dpi: int, quality: int | None = None) -> Picture:
    """Any Pillow image as 8-bit grey or RGB on white."""
    one_bit = image.mode == "1"
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layered = image.convert("RGBA")
        white = Image.new("RGBA", layered.size, "white")
        image = Image.alpha_composite(white, layered).convert("RGB")
    if image.mode.startswith("I;16") or image.mode in ("I", "F"):
        deep = np.asarray(image, dtype=np.float32)
        top = 65535.0 if deep.max(initial=0) > 255 else 255.0
        return Picture(np.clip(deep * (255.0 / top), 0, 255).astype(np.uint8), dpi)
    grey = image.mode in ("1", "L")
    pixels = np.array(image.convert("L" if grey else "RGB"))
    if not grey and _colourless(pixels):
        pixels = np.ascontiguousarray(pixels[..., 1])
    return Picture(pixels, dpi, one_bit, quality)


def jpeg_quality(image: Image.Image) -> int | None:
    """The quality that an IJG encoder would have been given for this JPEG's luminance table; None for no JPEG."""
    tables = getattr(image, "quantization", None)
    if not tables:
        return None
    mean = sum(tables[min(tables)]) / len(tables[min(tables)])
    scale = mean / 57.625 * 100  # 57.625: the mean of the standard table (ITU-T T.81, K.1), which is quality 50
    return int(max(1, min(100, round(5000 / scale if scale > 100 else (200 - scale) / 2))))


def _colourless(pixels: Pixels) -> bool:
    sample = pixels[::16, ::16].astype(np.int16)
    return bool(np.abs(sample - sample[..., :1]).max(initial=0) <= 2)


def bounded(size: tuple[int, int], name: str, max_pixels: int, page: int | None = None) -> None:
    """Nothing, if a page of ``size`` (width, height) may be decoded.

    Raises:
        TooLarge: more than ``max_pixels``.
        Truncated: no pixels at all.
    """
    width, height = size
    if width * height > max_pixels:
        raise TooLarge(f"{width} × {height} px > {max_pixels:,}", file=name, page=page)
    if width < 1 or height < 1:
        raise Truncated(f"{width} × {height} px", file=name, page=page)


def _dpi(image: Image.Image) -> int:
    value = image.info.get("dpi")
    try:
        return round(float(value[0])) if value else 0
    except (TypeError, ValueError, ZeroDivisionError, IndexError):
        return 0


def short(error: BaseException) -> str:
    """The first line of what a library says, or else the kind of its error."""
    return (str(error).strip() or type(error).__name__).splitlines()[0][:120]
