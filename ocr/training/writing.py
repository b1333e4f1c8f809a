"""Fonts and cuts of real figures → pictures of numbers as they stand on papers, each with what it says.

Everything is drawn from one seed: the same fonts and the same seed give the same pictures.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
from fontTools.ttLib import TTFont
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from ocr.digits import CAPITALS, FIGURES, LETTERS, OTHER, prepared
from ocr.training.habits import barred, between, crossed, skipped, slanted, struck
from ocr.training.ink import BASELINE, CANVAS, TALL, Ink, trimmed

PRINT = "/QĐKHBCTrNSoô:.,-UGMVDngàythabcdđA"
"""What a printed font must hold beside figures, for what stands around them."""
_AFTER = ("/QĐ", "/KH-", "/BC", "/TTr", "/UBND", "/GM", "/TB-", "/NQ", "/", "/CV", "tháng", "-", "/BB")
_BEFORE = ("Sô:", "ô:", "sô", ":", ".", "ngày", "y", ":", ":")
_LENGTHS = (0.16, 0.32, 0.28, 0.19, 0.05)
_WRITTEN = FIGURES + "abcd" + CAPITALS
"""What a font of handwriting must hold; đ is a d with a bar."""
_LETTERED = 0.14
"""Share of numbers with a letter behind them; on papers it is less, but that is to be learnt, too."""
_CAPITAL = 0.3
"""Share of such letters that are capitals."""
_STRUCK, _BARRED, _SLANTED = 0.12, 0.25, 0.15
"""Share of noughts with a stroke through them, of sevens with a bar, and of ones that are a bare slant, that are
written by hand."""
_GAPS = ((-0.10, 0.34), (-0.10, 0.34), (-0.10, 0.34), (-0.24, 0.0))
"""Between two figures of a hand, by their height: every fourth hand joins them."""
_UNLIFTED, _SKIPPED = 0.07, 0.14
"""Share of written cuts whose pen is not lifted between figures, and of those whose pen skips."""
_ACROSS = 0.15
"""Share of written cuts whose last figure goes into what is printed behind it."""
_PALE = 0.35
"""Share of cuts whose pen is paler than the print beside it."""


@dataclass(frozen=True)
class Hand:
    """One way to write: for each sign the pictures of it, baseline at row 100."""

    name: str
    glyphs: dict[str, list[Ink]]
    printed: bool = False


def font_hand(path: Path, name: str, signs: str = _WRITTEN, printed: bool = False) -> Hand | None:
    """The signs of a font file (TTF, OTF, WOFF, WOFF2), figures 44 pixels high; None where it lacks some."""
    font = TTFont(path)
    if not all(ord(sign) in font.getBestCmap() for sign in signs):
        return None
    font.flavor = None
    data = BytesIO()
    font.save(data)

    def at(size: float) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(BytesIO(data.getvalue()), size)

    _, top, _, bottom = at(100).getbbox("0", anchor="ls")
    drawn = at(100 * TALL / max(bottom - top, 1))
    return Hand(name, {sign: [_drawn(drawn, sign)] for sign in signs}, printed)


def _drawn(font: ImageFont.FreeTypeFont, sign: str) -> Ink:
    canvas = Image.new("L", (200, CANVAS), 0)
    ImageDraw.Draw(canvas).text((60, BASELINE), sign, font=font, fill=255, anchor="ls")
    return trimmed(np.asarray(np.asarray(canvas, np.float32) / 255, np.float32))


def real_hands(sheet: Path, held_out: bool) -> list[Hand]:
    """Real figures of ``digits.png`` (5000 of 20 × 20 pixels, 500 of each in five rows of 100): of each figure the last
    row of a hundred is held out. Sorted by how thick they are, neighbours make one hand."""
    picture = cv2.imread(str(sheet), cv2.IMREAD_GRAYSCALE)
    if picture is None or picture.shape != (1000, 2000):
        raise SystemExit(f"{sheet}: not the sheet of 5000 figures of OpenCV's documentation")
    cells = picture.reshape(50, 20, 100, 20).transpose(0, 2, 1, 3).reshape(10, 500, 20, 20)
    cells = cells[:, 400:] if held_out else cells[:, :400]
    hands = []
    by_weight = np.argsort(cells.astype(np.int64).sum(axis=(2, 3)), axis=1, kind="stable")
    size = 25
    for start in range(0, cells.shape[1], size):
        glyphs = {
            sign: [_enlarged(cells[value][place]) for place in by_weight[value][start : start + size]]
            for value, sign in enumerate(FIGURES)
        }
        hands.append(Hand(f"real-{start // size}", glyphs))
    return hands


def _enlarged(cell: NDArray[np.uint8]) -> Ink:
    rows = np.flatnonzero(cell.max(axis=1) > 60)
    part = cell[rows[0] : rows[-1] + 1]
    scale = TALL / part.shape[0]
    big = cv2.resize(part, (max(round(part.shape[1] * scale), 4), TALL), interpolation=cv2.INTER_CUBIC)
    sharp = np.clip((big.astype(np.float32) / 255 - 0.25) * 2.5, 0, 1)
    ink = np.zeros((CANVAS, big.shape[1]), np.float32)
    ink[BASELINE - TALL : BASELINE] = sharp
    return trimmed(ink)


@dataclass(frozen=True)
class Hands:
    """Who writes and in what it is printed around it; ``shares``: how much is of ``written``, and of ``real``."""

    written: Sequence[Hand]
    real: Sequence[Hand]
    printed: Sequence[Hand]
    shares: tuple[float, float] = (0.56, 0.18)


def samples(hands: Hands, seed: int, count: int) -> Iterator[tuple[NDArray[np.uint8], str]]:
    """``count`` pictures as the network is given them, each with its signs."""
    rng = np.random.default_rng(seed)
    made = 0
    while made < count:
        cut, signs = cut_of(hands, rng)
        seen = prepared(cut)
        if seen is not None:
            made += 1
            yield seen, signs


def cut_of(hands: Hands, rng: np.random.Generator) -> tuple[NDArray[np.uint8], str]:
    """One cut out of a paper, grey, and what stands in it."""
    kind = rng.random()
    written, real = hands.shares
    group = hands.written if kind < written else hands.real if kind < written + real else hands.printed
    hand = group[int(rng.integers(len(group)))]
    figures = _number(rng)
    ink = _line_of(hand, figures, rng) if figures else np.zeros((CANVAS, rng.integers(8, 60)), np.float32)
    if not hand.printed and rng.random() < _SKIPPED:
        ink = skipped(ink, rng)
    if not hand.printed and rng.random() < _PALE:
        ink = ink * np.float32(rng.uniform(0.5, 1.0))
    around = hands.printed[int(rng.integers(len(hands.printed)))]
    across = 0 if hand.printed or rng.random() >= _ACROSS else int(rng.integers(4, 20))
    ink, signs = _surrounded(ink, (figures, across), around, rng)
    ink = _ruled(ink, rng)
    return _scanned(_bent(ink, rng), rng), signs


def _number(rng: np.random.Generator) -> str:
    """A number, at times with a letter behind it, seldom none at all."""
    if rng.random() <= 0.05:
        return ""
    length = 1 + int(rng.choice(5, p=_LENGTHS))
    figures = "".join(FIGURES[rng.integers(10)] for _ in range(length))
    if rng.random() >= _LETTERED:
        return figures
    letters = CAPITALS if rng.random() < _CAPITAL else LETTERS
    return figures + letters[rng.integers(len(letters))]


def _line_of(hand: Hand, figures: str, rng: np.random.Generator) -> Ink:
    """The figures side by side, each a little different."""
    calm = 0.15 if hand.printed else 1.0
    slant, wide = rng.normal(0, 0.2) * calm, float(np.exp(rng.normal(0, 0.13)))
    gap = rng.uniform(0.06, 0.14) * TALL if hand.printed else rng.uniform(*_GAPS[int(rng.integers(4))]) * TALL
    weight = int(rng.integers(-1, 3)) if not hand.printed else int(rng.integers(-1, 2))
    drift = rng.normal(0, 0.05) * calm
    cells: list[tuple[int, Ink]] = []
    at = 40.0
    for sign in figures:
        turned = _turned(_glyph(hand, sign, rng), (slant, wide, calm), rng)
        cells.append((round(at), np.roll(turned, round((round(at) - 40) * drift), axis=0)))
        at += turned.shape[1] + gap + rng.normal(0, 0.06) * TALL * calm
    ink = np.zeros((CANVAS, round(at) + 60), np.float32)
    for place, moved in cells:
        part = ink[:, place : place + moved.shape[1]]
        np.maximum(part, moved[:, : part.shape[1]], out=part)
    if not hand.printed and rng.random() < _UNLIFTED:
        for one, other in pairwise(cells):
            left, down, right, up, thick = between(one, other, rng)
            cv2.line(ink, (left, down), (right, up), 1.0, thick, cv2.LINE_AA)
    return trimmed(_weighed(ink, weight, rng))


def _glyph(hand: Hand, sign: str, rng: np.random.Generator) -> Ink:
    """One picture of ``sign`` as ``hand`` writes it, with the strokes that figures get at times."""
    options = hand.glyphs.get(sign) or hand.glyphs["d"]
    glyph = options[rng.integers(len(options))]
    if sign == "7" and not hand.printed and rng.random() < _BARRED:
        return barred(glyph, rng)
    if sign == "1" and not hand.printed and rng.random() < _SLANTED:
        return slanted(rng)
    if sign == "0" and rng.random() < (_STRUCK / 4 if hand.printed else _STRUCK):
        return struck(glyph, rng)
    return glyph if sign in hand.glyphs else crossed(glyph, rng)


def _turned(glyph: Ink, manner: tuple[float, float, float], rng: np.random.Generator) -> Ink:
    slant, wide, calm = manner
    tall = float(np.exp(rng.normal(0, 0.07 * calm)))
    across = wide * tall * float(np.exp(rng.normal(0, 0.07 * calm)))
    turn = rng.normal(0, 0.06) * calm
    lean = slant + rng.normal(0, 0.05) * calm
    edge = 40
    move = np.array(
        [
            [across, -lean - turn, edge + (lean + turn) * BASELINE],
            [turn * across, tall, BASELINE - tall * BASELINE + rng.normal(0, 0.035) * TALL * calm],
        ]
    )
    width = round(glyph.shape[1] * across) + 2 * edge
    return trimmed(np.asarray(cv2.warpAffine(glyph, move, (width, CANVAS), flags=cv2.INTER_LINEAR), np.float32))


def _weighed(ink: Ink, weight: int, rng: np.random.Generator) -> Ink:
    """Strokes thicker or thinner by about ``weight`` pixels."""
    if not weight:
        return ink
    kernel = np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3)), np.uint8)
    if weight > 0:
        return np.asarray(cv2.dilate(ink, kernel, iterations=weight), np.float32)
    thin = np.asarray(cv2.erode(ink, kernel), np.float32)
    return thin if thin.sum() > 0.4 * ink.sum() else ink


def _surrounded(ink: Ink, said: tuple[str, int], around: Hand, rng: np.random.Generator) -> tuple[Ink, str]:
    """``ink`` with what is printed left and right of it, cut off somewhere; ``said``: its figures, and by how much
    their last goes into the print, in pixels."""
    figures, across = said
    scale = rng.uniform(0.62, 1.02)
    signs, parts = figures, [ink]
    if rng.random() < 0.62 or (not figures and rng.random() < 0.5):
        text = _AFTER[rng.integers(len(_AFTER))]
        right = _printed(text, around, scale, rng)
        least = min(6, right.shape[1])
        right = right[:, : int(rng.integers(least, max(least + 1, min(right.shape[1], 90)) + 1))]
        parts = [_over(ink, right, across)] if across and figures else [ink, _gap(rng), right]
        signs += OTHER
    if rng.random() < 0.3:
        text = _BEFORE[rng.integers(len(_BEFORE))]
        left = _printed(text, around, scale, rng)
        if any(sign not in ":." for sign in text):
            left = left[:, -int(rng.integers(8, max(9, min(left.shape[1], 50)) + 1)) :]
            signs = OTHER + signs
        parts = [left, _gap(rng), *parts]
    blank = np.zeros((CANVAS, int(rng.integers(2, 40))), np.float32)
    whole = np.hstack([np.zeros((CANVAS, int(rng.integers(2, 40))), np.float32), *parts, blank])
    return whole, signs.replace(OTHER + OTHER, OTHER)


def _over(ink: Ink, right: Ink, across: int) -> Ink:
    """``ink`` with ``right`` beginning ``across`` pixels before its end."""
    across = min(across, ink.shape[1] - 1, right.shape[1])
    whole = np.hstack([ink, np.zeros((CANVAS, right.shape[1] - across), np.float32)])
    part = whole[:, ink.shape[1] - across :]
    np.maximum(part, right, out=part)
    return whole


def _gap(rng: np.random.Generator) -> Ink:
    return np.zeros((CANVAS, int(rng.integers(1, 22))), np.float32)


def _printed(text: str, around: Hand, scale: float, rng: np.random.Generator) -> Ink:
    cells = [around.glyphs[sign][0] for sign in text if sign in around.glyphs]
    space = np.zeros((CANVAS, 4), np.float32)
    line = np.hstack([part for cell in cells for part in (cell, space)][:-1] or [space])
    move = np.array([[scale, 0, 0], [0, scale, BASELINE * (1 - scale)]])
    width = max(round(line.shape[1] * scale), 2)
    return np.asarray(cv2.warpAffine(line, move, (width, CANVAS), flags=cv2.INTER_AREA), np.float32)


def _ruled(ink: Ink, rng: np.random.Generator) -> Ink:
    """With leaders, rules and what hangs down from the line above, on some."""
    ink, width = ink.copy(), ink.shape[1]
    kind = rng.random()
    row = BASELINE + int(rng.integers(-7, 12))
    if kind < 0.12:
        pitch, size = int(rng.integers(5, 12)), int(rng.integers(1, 3))
        for at in range(int(rng.integers(0, pitch)), width, pitch):
            cv2.circle(ink, (at, row), size, 1.0, -1, cv2.LINE_AA)
    elif kind < 0.23:
        tilt = int(rng.integers(-3, 4))
        cv2.line(ink, (0, row + tilt), (width, row - tilt), float(rng.uniform(0.4, 1)), int(rng.integers(1, 4)))
    if rng.random() < 0.08:
        row = BASELINE - TALL - int(rng.integers(4, 16))
        cv2.line(ink, (int(rng.integers(0, width)), row), (width, row), 1.0, int(rng.integers(1, 4)))
    if rng.random() < 0.04:
        at = int(rng.integers(0, width))
        cv2.line(ink, (at, 0), (at, CANVAS), float(rng.uniform(0.2, 0.7)), int(rng.integers(1, 3)))
    return ink


def _bent(ink: Ink, rng: np.random.Generator) -> Ink:
    """Bent smoothly, by up to some pixels, as no two figures of a hand are alike."""
    most = rng.uniform(0, 1.7)
    height, width = ink.shape
    coarse = rng.normal(0, most, (2, 5, max(2, width // 24))).astype(np.float32)
    across, down = (cv2.resize(one, (width, height), interpolation=cv2.INTER_CUBIC) for one in coarse)
    columns, rows = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    return np.asarray(cv2.remap(ink, columns + across, rows + down, cv2.INTER_LINEAR), np.float32)


def _scanned(ink: Ink, rng: np.random.Generator) -> NDArray[np.uint8]:
    """As a scanner sees it: pen and paper, light, worn spots, blur, noise, JPEG or one bit; cut loosely."""
    top = BASELINE - TALL - int(rng.integers(4, 26))
    ink = ink[max(top, 0) : BASELINE + int(rng.integers(4, 26))]
    size = rng.uniform(0.42, 1.25)
    ink = np.asarray(cv2.resize(ink, None, fx=size, fy=size, interpolation=cv2.INTER_AREA), np.float32)
    height, width = ink.shape
    if rng.random() < 0.2:
        worn = cv2.resize(rng.random((max(2, height // 6), max(2, width // 6)), np.float32), (width, height))
        ink = ink * np.clip((worn - rng.uniform(0.0, 0.22)) * 6, 0.2, 1).astype(np.float32)
    if rng.random() < 0.08:
        cv2.line(ink, (int(rng.integers(0, width)), 0), (int(rng.integers(0, width)), height), 0.0, 1)
    blur = rng.uniform(0.2, 1.3) * size
    ink = np.asarray(cv2.GaussianBlur(ink, (0, 0), max(blur, 0.2)), np.float32)
    paper, dark = rng.uniform(205, 255), rng.uniform(0.28, 1.0)
    grey = paper * (1 - ink * dark) + rng.normal(0, 1, ink.shape) * rng.uniform(0, 11)
    if rng.random() < 0.1:
        spots = rng.random(ink.shape) < rng.uniform(0.001, 0.006)
        grey[cv2.dilate(spots.astype(np.uint8), np.ones((2, 2), np.uint8)) > 0] = 30
    done = np.clip(grey, 0, 255).astype(np.uint8)
    if rng.random() < 0.15:
        level = paper * (1 - dark * rng.uniform(0.3, 0.65))
        return np.where(done < level, 0, 255).astype(np.uint8)
    if rng.random() < 0.4:
        _, code = cv2.imencode(".jpg", done, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(25, 90))])
        done = np.asarray(cv2.imdecode(code, cv2.IMREAD_GRAYSCALE), np.uint8)
    return done
