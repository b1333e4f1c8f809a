"""Picture of a figure or letter → the same with what hands and pens do to it: bars, slants, strokes between, gaps."""

import cv2
import numpy as np

from ocr.training.ink import BASELINE, CANVAS, TALL, Ink, trimmed


def slanted(rng: np.random.Generator) -> Ink:
    """A 1 that is one bare stroke, mostly leaning: it looks like the slash of the notation, only shorter."""
    canvas = np.zeros((CANVAS, 90), np.float32)
    lean, tall = float(rng.normal(0.28, 0.16)) * TALL, float(rng.uniform(0.88, 1.1)) * TALL
    foot, top = (45 - lean / 2, BASELINE + float(rng.normal(0, 1.5))), (45 + lean / 2, BASELINE - tall)
    middle = (45 + float(rng.normal(0, 2)), (foot[1] + top[1]) / 2)
    line = np.round(np.array([foot, middle, top]) * 8).astype(np.int32)
    cv2.polylines(canvas, [line], False, 1.0, int(rng.integers(2, 7)), cv2.LINE_AA, 3)
    return trimmed(canvas)


def struck(glyph: Ink, rng: np.random.Generator) -> Ink:
    """A nought with a stroke through it, mostly from its foot on the left to its head on the right, or with a dot."""
    wide = np.ascontiguousarray(cv2.copyMakeBorder(glyph, 0, 0, 8, 8, cv2.BORDER_CONSTANT, value=0.0))
    rows = np.flatnonzero(wide.max(axis=1) > 0.3)
    top, bottom, right = int(rows[0]), int(rows[-1]), wide.shape[1]
    thick = int(rng.integers(2, 6))
    if rng.random() < 0.1:
        cv2.circle(wide, (right // 2, (top + bottom) // 2), thick, 1.0, -1, cv2.LINE_AA)
        return np.asarray(wide, np.float32)
    beyond = [round(float(one)) for one in rng.uniform(-0.16, 0.14, 2) * TALL]
    one, other = (int(rng.integers(1, 14)), bottom + beyond[0]), (right - int(rng.integers(1, 14)), top - beyond[1])
    if rng.random() < 0.2:
        one, other = (one[0], other[1]), (other[0], one[1])
    cv2.line(wide, one, other, 1.0, thick, cv2.LINE_AA)
    return np.asarray(wide, np.float32)


def crossed(glyph: Ink, rng: np.random.Generator) -> Ink:
    """A đ: the d of a hand with a bar across its stem."""
    wide = np.ascontiguousarray(cv2.copyMakeBorder(glyph, 0, 0, 0, 12, cv2.BORDER_CONSTANT, value=0.0))
    rows = np.flatnonzero(wide.max(axis=1) > 0.3)
    row = int(rows[0] + (rows[-1] - rows[0]) * rng.uniform(0.1, 0.3))
    stem = np.flatnonzero(wide[row] > 0.3)
    centre = int(stem.mean()) if stem.size else wide.shape[1] - 14
    half, tilt = int(TALL * rng.uniform(0.12, 0.24)), int(rng.integers(-3, 4))
    thick = max(2, min(int(stem.size), 5))
    cv2.line(wide, (max(centre - half, 0), row + tilt), (centre + half, row - tilt), 1.0, thick, cv2.LINE_AA)
    return np.asarray(wide, np.float32)


def barred(glyph: Ink, rng: np.random.Generator) -> Ink:
    """A 7 with a stroke through its stem, as it is written all over Việt Nam."""
    wide = cv2.copyMakeBorder(glyph, 0, 0, 4, 4, cv2.BORDER_CONSTANT, value=0.0)
    rows = np.flatnonzero(wide.max(axis=1) > 0.3)
    middle = round(rows[0] + (rows[-1] - rows[0]) * rng.uniform(0.42, 0.6))
    where = np.flatnonzero(wide[middle] > 0.3)
    centre = int(where.mean()) if where.size else wide.shape[1] // 2
    half, tilt = int(TALL * rng.uniform(0.14, 0.3)), int(rng.integers(-4, 5))
    thick = max(2, min(int((wide[middle] > 0.3).sum()), 6))
    done = np.ascontiguousarray(wide)
    cv2.line(done, (centre - half, middle + tilt), (centre + half, middle - tilt), 1.0, thick, cv2.LINE_AA)
    return np.asarray(done, np.float32)


def between(one: tuple[int, Ink], other: tuple[int, Ink], rng: np.random.Generator) -> tuple[int, int, int, int, int]:
    """The stroke with which a pen that is not lifted goes from a figure to the next: its ends, right and down, and how
    thick it is. A figure is given as where it begins and its ink."""
    from_, to = np.flatnonzero(one[1].max(axis=0) > 0.3), np.flatnonzero(other[1].max(axis=0) > 0.3)
    last, first = (int(from_[-1]) if from_.size else 0), (int(to[0]) if to.size else 0)
    left = np.flatnonzero(one[1][:, max(last - 2, 0) : last + 1].max(axis=1) > 0.3)
    right = np.flatnonzero(other[1][:, first : first + 3].max(axis=1) > 0.3)
    down = int(left[-1]) if left.size else BASELINE
    up = int(right[int(rng.integers(len(right)))]) if right.size else BASELINE - TALL // 2
    return one[0] + last, down, other[0] + first, up, int(rng.integers(1, 4))


def skipped(ink: Ink, rng: np.random.Generator) -> Ink:
    """As a ball pen that does not run leaves it: gaps across the strokes, or hollow ones, of which both edges stay."""
    if rng.random() < 0.35:
        kernel = np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3)), np.uint8)
        inner = cv2.GaussianBlur(cv2.erode(ink, kernel), (3, 3), 0)
        return np.asarray(np.clip(ink - inner * np.float32(rng.uniform(0.4, 1.0)), 0, 1), np.float32)
    height, width = ink.shape
    fine = rng.random((max(2, height // int(rng.integers(2, 9))), max(2, width // int(rng.integers(2, 9)))), np.float32)
    patchy = cv2.resize(fine, (width, height), interpolation=cv2.INTER_CUBIC)
    least, pale = rng.uniform(0.15, 0.4), rng.uniform(0.0, 0.5)
    return np.asarray(ink * np.clip((patchy - least) * 8, pale, 1), np.float32)
