"""Fonts → pictures of printed vowels as worn papers bear them, each with the marks that the vowel has.

A syllable is drawn between the ends of two others, worn, scanned and cut as ``ocr.marked`` cuts it. Everything is drawn
from one seed: the same fonts and the same seed give the same pictures.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from archive.records import Line, Word
from ocr.diacritics import MARKS, around, vowel
from ocr.standing import standing
from ocr.syllable import every

Grey = NDArray[np.float32]
"""0 black, 255 paper; height × width."""

_CASES = {"small": 6, "title": 3, "capitals": 2}
_DPI = {300: 5.0, 200: 4.0, 240: 1.0, 150: 0.3}
_POINTS = (10, 11, 12, 13, 13, 13, 14, 14)
_EVEN = 0.6
"""Share of pictures whose marks are drawn evenly from all; of the others the syllable is."""
_LONELY = 0.2
"""Share of words with nothing before them, and with nothing behind them."""
_BEHIND = (",", ".", ";", ":", ")")
_ASKEW, _SLANT = 0.35, 0.01
"""Spread of the tilt of a line (degrees) and of its slant."""
_ASIDE, _OFF, _OTHER_SIZE = 0.10, 0.07, 0.07
"""Spread of where the letter is thought to stand, of its baseline, in heights of a small x, and of that height."""


@dataclass(frozen=True, slots=True)
class Faces:
    """Font files, each with how often it is drawn; ``bitonal``: share of pictures of one bit, as a fax has them."""

    files: Sequence[tuple[Path, float]]
    bitonal: float = 0.28


@dataclass(slots=True)
class _Press:
    """Draws words of a seed."""

    faces: Faces
    dice: random.Random
    noise: np.random.Generator
    fonts: dict[tuple[Path, int], ImageFont.FreeTypeFont] = field(default_factory=dict)

    def font(self, size: int) -> ImageFont.FreeTypeFont:
        files = [path for path, _ in self.faces.files]
        path = self.dice.choices(files, [often for _, often in self.faces.files])[0]
        if (path, size) not in self.fonts:
            self.fonts[path, size] = ImageFont.truetype(path, size)
        return self.fonts[path, size]


def can_write(path: Path) -> bool:
    """Whether a font file has the letters of Vietnamese."""
    font = ImageFont.truetype(path, 40)
    missing, one, other = (bytes(font.getmask(sign)) for sign in ("\uffff", "ẩ", "ẵ"))
    return missing != one != other


def samples(faces: Faces, seed: int, count: int) -> Iterator[tuple[NDArray[np.uint8], int]]:
    """``count`` pictures as the network is given them, each with which of ``MARKS`` its vowel bears."""
    press = _Press(faces, random.Random(seed), np.random.default_rng(seed))
    made = 0
    while made < count:
        syllable, at = _chosen(press.dice)
        seen = _cut(press, syllable, at)
        told = vowel(syllable[at])
        if seen is not None and told is not None:
            made += 1
            yield seen, told[1]


def _chosen(dice: random.Random) -> tuple[str, int]:
    """A syllable in small letters and one of its vowels."""
    if dice.random() < _EVEN:
        return dice.choice(_bearing()[dice.randrange(len(MARKS))])
    syllable = dice.choice(every())
    return syllable, dice.choice([at for at, letter in enumerate(syllable) if vowel(letter)])


def _bearing() -> list[list[tuple[str, int]]]:
    """For each of ``MARKS`` the syllables and places that bear it."""
    if not _BEARING:
        _BEARING.extend([] for _ in MARKS)
        for syllable in every():
            for at, letter in enumerate(syllable):
                if told := vowel(letter):
                    _BEARING[told[1]].append((syllable, at))
    return _BEARING


_BEARING: list[list[tuple[str, int]]] = []


def _cut(press: _Press, syllable: str, at: int) -> NDArray[np.uint8] | None:
    """The vowel at ``at``, drawn, worn and cut out; None where nothing is left of it."""
    dice = press.dice
    case = dice.choices(list(_CASES), list(_CASES.values()))[0]
    dpi = dice.choices(list(_DPI), list(_DPI.values()))[0]
    finer = 2.0 if dpi <= 200 else 1.5
    size = round(dice.choice(_POINTS) * dpi / 72 * finer)
    font, word = press.font(size), _cased(syllable, case)
    before = _cased(dice.choice(every()), case)[-2:] + " " if dice.random() > _LONELY else ""
    after = dice.choice(_BEHIND) if dice.random() < 0.12 else ""
    after += " " + _cased(dice.choice(every()), case)[:2] if dice.random() > _LONELY else ""
    drawn, baseline = _set(font, before, word, after, size)
    left, right = _inked(font, word)
    start = size + font.getlength(before)
    box = (round(start + left), 0, round(start + right), baseline)
    (place,) = standing(Line((Word(word, box, 1.0),)))
    height = -font.getbbox("x", anchor="ls")[1]
    if place is None or height < 4:
        return None
    middle = place.middles[at]
    first, last = max(0, int(middle - 2.3 * height)), min(drawn.shape[1], int(middle + 2.3 * height))
    top, bottom = max(0, int(baseline - 3.1 * height)), min(drawn.shape[0], int(baseline + 1.6 * height))
    part = _beside(press, drawn[top:bottom, first:last], font, size, baseline - top)
    scanned, moved = _scanned(press, part, finer)
    x, y = moved @ (middle - first, baseline - top, 1.0)
    small = height * moved[0, 0]
    x, y = x + dice.gauss(0, _ASIDE) * small, y + dice.gauss(0, _OFF) * small
    return around(_worn(press, scanned), x, y, small * np.exp(dice.gauss(0, _OTHER_SIZE)))


def _cased(syllable: str, case: str) -> str:
    return syllable.upper() if case == "capitals" else syllable.capitalize() if case == "title" else syllable


def _inked(font: ImageFont.FreeTypeFont, word: str) -> tuple[float, float]:
    left, _, right, _ = font.getbbox(word, anchor="ls")
    return left, right


def _set(font: ImageFont.FreeTypeFont, before: str, word: str, after: str, size: int) -> tuple[Grey, int]:
    """A row of print, and its baseline."""
    wide, baseline = int(font.getlength(before + word + after)) + 2 * size, int(size * 1.7)
    image = Image.new("L", (wide, size * 3), 255)
    ImageDraw.Draw(image).text((size, baseline), before + word + after, font=font, fill=0, anchor="ls")
    return np.asarray(image, np.float32), baseline


def _beside(press: _Press, part: Grey, font: ImageFont.FreeTypeFont, size: int, baseline: int) -> Grey:
    """``part``, now and then with a row above or below or a dotted rule, its strokes thinner or bolder."""
    dice, part = press.dice, part.copy()
    if dice.random() < 0.08:
        image = Image.new("L", part.shape[::-1], 255)
        at = (dice.uniform(-40, 0), baseline + dice.choice((-1, 1)) * size * dice.uniform(1.15, 1.45))
        text = f"{dice.choice(every())} {dice.choice(every())}"
        ImageDraw.Draw(image).text(at, text, font=font, fill=0, anchor="ls")
        part = np.minimum(part, np.asarray(image, np.float32))
    if dice.random() < 0.06:
        row, step, thick = baseline + int(size * dice.uniform(0.05, 0.3)), dice.choice((1, size // 5)), size // 28 + 1
        for column in range(0, part.shape[1], step):
            part[row : row + thick, column : column + thick] = dice.uniform(0, 120)
    chance, kernel = dice.random(), np.ones((2, 2), np.uint8)
    thinned = cv2.dilate(part, kernel) if chance < 0.14 else cv2.erode(part, kernel) if chance < 0.32 else part
    return np.asarray(thinned, np.float32)


def _scanned(press: _Press, part: Grey, finer: float) -> tuple[Grey, NDArray[np.float32]]:
    """``part`` blurred, tilted and at the scanner's resolution, and how its points moved."""
    dice = press.dice
    scale = dice.uniform(0.97, 1.03) / finer
    tilt = np.tan(np.radians(dice.gauss(0, _ASKEW)))
    moved = np.array([[scale, dice.gauss(0, _SLANT) * scale, 0], [tilt * scale, scale, 0]], np.float32)
    soft = cv2.GaussianBlur(part, (0, 0), max(0.3, finer * dice.uniform(0.25, 0.75)))
    size = (int(part.shape[1] / finer * 1.03) + 2, int(part.shape[0] / finer * 1.03) + 2)
    done = cv2.warpAffine(soft, moved, size, flags=cv2.INTER_LINEAR, borderValue=255)
    return np.asarray(done, np.float32), moved


def _worn(press: _Press, part: Grey) -> NDArray[np.uint8]:
    """``part`` pale, with holes in its ink, grain and specks, blurred again, as JPEG or of one bit."""
    dice, noise = press.dice, press.noise
    rows, columns = part.shape
    ink = dice.choices((0.0, dice.uniform(0, 90), dice.uniform(60, 170)), (3, 5, 2))[0]
    part = np.asarray(ink + part / 255 * (255 - ink), np.float32)
    if dice.random() < 0.25:
        patches = noise.normal(0, 1, (rows // 2 + 1, columns // 2 + 1)).astype(np.float32)
        holes = (cv2.resize(patches, (columns, rows)) > dice.uniform(1.2, 2.2)) & (part < 200)
        part = np.asarray(np.where(holes, np.minimum(255, part + dice.uniform(60, 160)), part), np.float32)
    if dice.random() < 0.7:
        part = part + noise.normal(0, dice.uniform(2, 26), part.shape).astype(np.float32)
    if dice.random() < 0.15:
        for _ in range(dice.randint(1, 5)):
            cv2.circle(
                part,
                (dice.randrange(columns), dice.randrange(rows)),
                dice.choice((0, 1, 1, 2)),
                dice.uniform(0, 120),
                -1,
            )
    done = np.clip(part, 0, 255).astype(np.uint8)
    if dice.random() < 0.35:
        done = np.asarray(cv2.GaussianBlur(done, (0, 0), dice.uniform(0.4, 0.9)), np.uint8)
    if dice.random() < 0.3:
        packed = cv2.imencode(".jpg", done, [cv2.IMWRITE_JPEG_QUALITY, dice.randint(25, 80)])[1]
        done = np.asarray(cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE), np.uint8)
    if dice.random() < press.faces.bitonal:
        middle = (ink + 255) / 2
        limit = dice.uniform(90, 205) if ink < 60 else dice.uniform(middle - 35, middle + 35)
        done = np.where(done < limit, 0, 255).astype(np.uint8)
        if dice.random() < 0.5:
            done = np.asarray(cv2.GaussianBlur(done, (3, 3), 0), np.uint8)
    return done
