"""Fonts and a sheet of real figures → ``ocr/statistics/digits.onnx``, the network of ``ocr.digits``.

Run by hand, never by the program, from the root of the repository and with the packages of the dependency group
``training``::

    python -m ocr.training.digits --fonts FOLDER --printed FOLDER --real digits.png

``docs/decisions/0015-handwritten-digits.md`` names what was in the folders and where it comes from. Seed and order are
fixed. Told at the end is how many numbers of hands that were held out are read right, by length.
"""

import argparse
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import cv2
import jax
import jax.numpy as jnp
import numpy as np
import onnx
import optax
from numpy.typing import NDArray
from onnx import numpy_helper

from ocr.digits import CAPITALS, FIGURES, HEIGHT, LETTERS, MODEL, OTHER, SIGNS, WIDTH, prepared, read_off
from ocr.training.network import (
    EPSILON,
    Layer,
    Weights,
    batches,
    calibration,
    exported,
    first_weights,
    forward,
    in_chunks,
    learnt,
    plain,
    pooled,
    rates,
)
from ocr.training.pens import Cut, cuts, pen_hands, worn
from ocr.training.strokes import drawn_hands
from ocr.training.writing import PRINT, Hand, Hands, font_hand, real_hands, samples

HELD_OUT = (
    "caveat",
    "hi-melody",
    "indie-flower",
    "la-belle-aurore",
    "nothing-you-could-do",
    "pangolin",
    "reenie-beanie",
    "the-girl-next-door",
)
"""Hands that the network never sees, to measure it by."""
_SHEETS = (
    *("dekko", "give-you-glory", "grape-nuts", "kristi", "loved-by-the-king"),
    *("mali", "patrick-hand", "playpen-sans", "sedgwick-ave"),
    *("beth-ellen", "edu-sa-beginner", "solitreo", "square-peg"),
)
"""Hands of the sets that Vankho is measured on: never used."""

LAYERS = (
    Layer(6, 6, 1, 20, stride=2),
    Layer(3, 3, 20, 32, pool=(2, 2)),
    Layer(3, 3, 32, 48),
    Layer(3, 3, 48, 64, pool=(2, 1)),
    Layer(4, 1, 64, 96, within=True),
    Layer(1, 3, 96, 96),
    Layer(1, 3, 96, len(SIGNS) + 1),
)
"""32 steps come out."""
_SHAPES = ([1, 1, HEIGHT, WIDTH], [1, len(SIGNS) + 1, 1, WIDTH // 4])
_DRAWN = 120
"""Hands drawn stroke by stroke."""
_PEAK, _CHUNK, _LONGEST = 3e-3, 2000, 8
_MOVED = (1, 3)
"""Pixels by which a picture is moved at most, down and across, each time it is looked at."""
_OFTEN, _LENT, _SHARES = 3, 8, (0.45, 0.37)
"""How often a hand of pens is taken by one of the sheet, of which so many are left; how much hands and what is real
write then."""
_WHOLE, _PRINTED = 0.3, 0.2
"""Pictures of whole cuts by those that are drawn; how often a printed cut is taken by a written one."""
_SEEN = 1000
"""Pictures by which the spread within a network to begin with is measured."""


@dataclass(frozen=True)
class Pictures:
    """``seen``: pictures as bytes, count × 32 × 128; ``signs``: what each says."""

    seen: NDArray[np.uint8]
    signs: list[str]


def main() -> None:
    """Train and write the network."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fonts", type=Path, required=True, help="handwriting fonts: one folder a font")
    parser.add_argument("--printed", type=Path, required=True, help="folder of printed fonts (TTF)")
    parser.add_argument("--real", type=Path, required=True, help="digits.png of OpenCV's documentation")
    parser.add_argument("--pens", type=Path, help="cuts of numbers that people wrote (ocr.training.pens)")
    parser.add_argument("--count", type=int, default=60_000, help="pictures to learn from")
    parser.add_argument("--steps", type=int, default=2500, help="how often weights are bettered, by 128 pictures each")
    parser.add_argument("--begin", type=Path, help="a network to begin with, written by this before")
    parser.add_argument("--processes", type=int, default=2, help="how many draw")
    parser.add_argument("--out", type=Path, default=MODEL)
    options = parser.parse_args()
    learn, check = gathered(options.fonts, options.printed, options.real)
    written = cuts(options.pens) if options.pens else []
    learn = with_pens(learn, written) if written else learn
    print(f"{len(learn.written)} hands, {len(learn.printed)} printed, {len(check.written)} held out", flush=True)
    shares = {"fonts": (1.0, 0.0), "real": (0.0, 1.0), "printed": (0.0, 0.0)}
    unseen = {name: drawn(replace(check, shares=share), 2, 2000, options.processes) for name, share in shares.items()}
    pictures = drawn(learn, 1, options.count, options.processes)
    if written:
        pictures = _joined(pictures, _of_pens(written, cuts(options.pens / "print"), round(_WHOLE * options.count)))
    weights, moments = trained(pictures, options.steps, options.begin)
    options.out.write_bytes(exported(LAYERS, weights, moments, _SHAPES))
    network = cv2.dnn.readNetFromONNX(np.frombuffer(options.out.read_bytes(), np.uint8))
    for name, pictures in unseen.items():
        print(name, *told(network, pictures), sep="\n  ")


def gathered(fonts: Path, printed: Path, real: Path) -> tuple[Hands, Hands]:
    """The hands to learn from, and those held out."""
    kept, out = list[Hand](), list[Hand]()
    for folder in sorted(fonts.iterdir()):
        if folder.name in _SHEETS:
            continue
        hands = [hand for path in sorted(folder.glob("files/*-normal.woff")) if (hand := _latin(path, folder.name))]
        (out if folder.name in HELD_OUT else kept).extend(hands[:1] if len(hands) == 1 else (hands[0], hands[-1]))
    drawn = drawn_hands(3, _DRAWN)
    lent = [_with_letters(hand, drawn[number]) for number, hand in enumerate(real_hands(real, False))]
    held = [_with_letters(hand, drawn[-1 - number]) for number, hand in enumerate(real_hands(real, True))]
    letters = FIGURES + PRINT
    of_print = [hand for path in sorted(printed.rglob("*.ttf")) if (hand := font_hand(path, path.stem, letters, True))]
    return Hands([*kept, *drawn], lent, of_print), Hands(out, held, of_print)


def _with_letters(hand: Hand, other: Hand) -> Hand:
    """Real figures with the letters of another hand: the sheet has none."""
    lent = {sign: other.glyphs[sign] for sign in LETTERS + CAPITALS if sign in other.glyphs}
    return replace(hand, glyphs={**lent, **hand.glyphs})


def with_pens(hands: Hands, written: Sequence[Cut]) -> Hands:
    """``hands`` with those of the figures in ``written``, which then write most of what is real."""
    drawn = drawn_hands(9, 8)
    pens = [_with_letters(hand, drawn[at]) for at, hand in enumerate(pen_hands(written))]
    return replace(hands, real=[*pens * _OFTEN, *hands.real[:_LENT]], shares=_SHARES) if pens else hands


def _of_pens(written: Sequence[Cut], printed: Sequence[Cut], count: int) -> Pictures:
    """``count`` pictures of whole cuts, each worn otherwise, printed ones less often."""
    rng = np.random.default_rng(5)
    each = [*written, *printed]
    often = np.array([1.0] * len(written) + [_PRINTED] * len(printed))
    seen, signs = list[NDArray[np.uint8]](), list[str]()
    while len(seen) < count:
        cut = each[int(rng.choice(len(each), p=often / often.sum()))]
        found = prepared(worn(cut, rng))
        if found is not None:
            seen.append(found)
            signs.append(cut.signs)
    return Pictures(np.stack(seen), signs)


def _joined(one: Pictures, other: Pictures) -> Pictures:
    return Pictures(np.concatenate([one.seen, other.seen]), [*one.signs, *other.signs])


def _latin(path: Path, name: str) -> Hand | None:
    """Figures and letters of a font, where it holds them (a font comes in a file for each script and weight)."""
    return font_hand(path, name) if "-latin-4" in path.name or "-latin-7" in path.name else None


def drawn(hands: Hands, seed: int, count: int, processes: int) -> Pictures:
    """``count`` pictures, drawn in chunks of their own seeds: the same, however many draw."""
    parts = in_chunks(partial(_chunk, hands), (seed, count), _CHUNK, processes)
    return Pictures(np.concatenate([part.seen for part in parts]), [sign for part in parts for sign in part.signs])


def _chunk(hands: Hands, seed_and_count: tuple[int, int]) -> Pictures:
    cv2.setNumThreads(1)
    pairs = list(samples(hands, *seed_and_count))
    return Pictures(np.stack([seen for seen, _ in pairs]), [signs for _, signs in pairs])


def weights_of(network: Path, seen: NDArray[np.uint8]) -> tuple[Weights, Weights]:
    """The weights of a network that was written before, and means and variances as pictures ``seen`` give them. Signs
    that it does not know begin as its sign for what is no figure."""
    known = {one.name: numpy_helper.to_array(one) for one in onnx.load(network).graph.initializer}
    weights, moments = Weights(), Weights()
    at = jnp.asarray(seen[..., None], jnp.float32) / 255
    for number, layer in enumerate(LAYERS):
        kernel, bias = np.transpose(known[f"kernel{number}"], (2, 3, 1, 0)), known[f"bias{number}"]
        more, other = layer.after - kernel.shape[3], 1 + SIGNS.index(OTHER)
        kernel = np.concatenate([kernel, *[kernel[..., other : other + 1]] * more], 3)
        bias = np.concatenate([bias, np.full(more, bias[other] - 2)]).astype(np.float32)
        last = number == len(LAYERS) - 1
        summed = plain(at, kernel, layer.stride, layer.padding)
        mean, variance = np.asarray(summed.mean((0, 1, 2))), np.asarray(summed.var((0, 1, 2)))
        scale = np.ones(layer.after, np.float32) if last else np.sqrt(variance + EPSILON)
        weights.append({"kernel": kernel, "scale": scale, "shift": bias if last else bias + mean})
        moments.append({"mean": mean, "variance": variance})
        at = pooled(jax.nn.relu(summed + bias), layer.pool)
    return weights, moments


def trained(pictures: Pictures, steps: int, begun: Path | None = None) -> tuple[Weights, Weights]:
    """Weights and moments after ``steps`` of 128 pictures. ``begun``: the network to begin with, None to learn from
    nothing."""
    known_before = weights_of(begun, pictures.seen[:_SEEN]) if begun else first_weights(LAYERS, 7)
    labels = np.zeros((len(pictures.signs), _LONGEST), np.int32)
    for row, signs in enumerate(pictures.signs):
        labels[row, : len(signs)] = [SIGNS.index(sign) + 1 for sign in signs]

    def lost(now: Weights, known: Weights, seen: Any, said: Any) -> Any:
        scores, met = forward(LAYERS, now, known, seen, True)
        scores = scores[:, 0]
        steps_of = jnp.zeros(scores.shape[:2])
        return optax.ctc_loss(scores, steps_of, said, (said == 0).astype(jnp.float32)).mean(), met

    shown = islice(batches(pictures.seen, labels, _MOVED), steps)
    return learnt(lost, known_before, rates(_PEAK / 2 if begun else _PEAK, steps), shown)


def told(network: cv2.dnn.Net, pictures: Pictures) -> Iterator[str]:
    """Share of numbers read right, by length, and how far the chances hold."""
    right, all_of = defaultdict[int, int](int), defaultdict[int, int](int)
    sure: list[tuple[float, bool]] = []
    for seen, signs in zip(pictures.seen, pictures.signs, strict=True):
        found, wanted = read_off(network, seen, lettered=True), signs.replace(OTHER, "")
        good = found.text == wanted
        right[len(wanted)] += good
        all_of[len(wanted)] += 1
        sure.append((found.chance, good))
    yield " ".join(
        f"{size}: {right[size]}/{count} = {right[size] / count:.3f}" for size, count in sorted(all_of.items())
    )
    yield f"all: {sum(right.values()) / len(sure):.4f}"
    yield from calibration(sure)


if __name__ == "__main__":
    main()
