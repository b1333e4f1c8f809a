"""Fonts of print → ``ocr/statistics/diacritics.onnx``, the network of ``ocr.diacritics``.

Run by hand, never by the program, from the root of the repository and with the packages of the dependency group
``training``::

    python -m ocr.training.diacritics --office FOLDER --others FOLDER --held-out FOLDER

``docs/decisions/0032-marks-are-looked-at.md`` names what was in the folders and where it comes from. Seed and order are
fixed. Told at the end is how many marks in fonts that were held out are seen right.
"""

import argparse
import pickle
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

import cv2
import jax
import jax.numpy as jnp
import numpy as np
from numpy.typing import NDArray

from ocr.diacritics import HEIGHT, MARKS, MODEL, TONES, WIDTH, told
from ocr.training.network import (
    Layer,
    Weights,
    batches,
    calibration,
    exported,
    first_weights,
    forward,
    in_chunks,
    learnt,
    rates,
)
from ocr.training.printing import Faces, can_write, samples

LAYERS = (
    Layer(5, 5, 1, 20, stride=2),
    Layer(3, 3, 20, 32, pool=(2, 2)),
    Layer(3, 3, 32, 48, pool=(2, 2)),
    Layer(3, 3, 48, 64, pool=(2, 2)),
    Layer(4, 3, 64, 128, within=True),
    Layer(1, 1, 128, len(MARKS)),
)
_SHAPES = (["count", 1, HEIGHT, WIDTH], ["count", len(MARKS), 1, 1])
_PEAK, _CHUNK, _HELD_OUT = 3e-3, 4000, 4000
_OFFICE = 0.4
"""Share of pictures in the faces of office papers."""
_SMOOTHED = 0.03
"""Share of the truth that is spread over all marks, so that none is ever out of the question."""
_MOVED = 2
"""Pixels by which a picture is moved at most, each time it is looked at."""


@dataclass(frozen=True)
class Pictures:
    """``seen``: pictures as bytes, count × 64 × 48; ``marks``: what each vowel bears."""

    seen: NDArray[np.uint8]
    marks: NDArray[np.int32]


def main() -> None:
    """Train and write the network."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--office", type=Path, required=True, help="folder of fonts that offices write in")
    parser.add_argument("--others", type=Path, required=True, help="folder of other fonts")
    parser.add_argument("--held-out", type=Path, required=True, help="folder of fonts to measure by")
    parser.add_argument("--count", type=int, default=100_000, help="pictures to learn from")
    parser.add_argument("--steps", type=int, default=3400, help="how often weights are bettered, by 128 pictures each")
    parser.add_argument("--peak", type=float, default=_PEAK, help="how far they are moved at most")
    parser.add_argument("--begin", type=Path, help="weights to begin with, which this wrote beside its network before")
    parser.add_argument("--processes", type=int, default=2, help="how many draw")
    parser.add_argument("--out", type=Path, default=MODEL)
    options = parser.parse_args()
    learn = Faces(_weighed(options.office, _OFFICE) + _weighed(options.others, 1 - _OFFICE))
    unseen = drawn(Faces(_weighed(options.held_out, 1.0)), 9, _HELD_OUT, options.processes)
    pictures = drawn(learn, 1, options.count, options.processes)
    begun = pickle.loads(options.begin.read_bytes()) if options.begin else first_weights(LAYERS, 7)
    learnt = trained(pictures, options.steps, options.peak, begun)
    options.out.with_suffix(".weights").write_bytes(pickle.dumps(learnt))
    options.out.write_bytes(exported(LAYERS, *learnt, _SHAPES))
    network = cv2.dnn.readNetFromONNX(np.frombuffer(options.out.read_bytes(), np.uint8))
    print(*tried(network, unseen), sep="\n")


def _weighed(folder: Path, share: float) -> list[tuple[Path, float]]:
    files = [path for path in sorted(folder.rglob("*.[ot]tf")) if can_write(path)]
    return [(path, share / len(files)) for path in files]


def drawn(faces: Faces, seed: int, count: int, processes: int) -> Pictures:
    """``count`` pictures, drawn in chunks of their own seeds: the same, however many draw."""
    parts = in_chunks(partial(_chunk, faces), (seed, count), _CHUNK, processes)
    return Pictures(np.concatenate([part.seen for part in parts]), np.concatenate([part.marks for part in parts]))


def _chunk(faces: Faces, seed_and_count: tuple[int, int]) -> Pictures:
    cv2.setNumThreads(1)
    pairs = list(samples(faces, *seed_and_count))
    return Pictures(np.stack([seen for seen, _ in pairs]), np.array([mark for _, mark in pairs], np.int32))


def trained(pictures: Pictures, steps: int, peak: float, begun: tuple[Weights, Weights]) -> tuple[Weights, Weights]:
    """Weights and moments after ``steps`` of 128 pictures."""

    def lost(now: Weights, known: Weights, seen: Any, said: Any) -> Any:
        scores, met = forward(LAYERS, now, known, seen, True)
        likely = jax.nn.log_softmax(scores[:, 0, 0])
        right = jnp.take_along_axis(likely, said[:, None], 1)[:, 0]
        return -(right * (1 - _SMOOTHED) + likely.mean(1) * _SMOOTHED).mean(), met

    shown = islice(batches(pictures.seen, pictures.marks, (_MOVED, _MOVED)), steps)
    return learnt(lost, begun, rates(peak, steps), shown)


def tried(network: cv2.dnn.Net, pictures: Pictures) -> Iterator[str]:
    """Share of marks seen right, of tones alone, and how far the chances hold."""
    told_of = np.concatenate([told(network, pictures.seen[at : at + 500]) for at in range(0, len(pictures.seen), 500)])
    best, sure = told_of.argmax(axis=1), np.exp(told_of.max(axis=1))
    right, tone = best == pictures.marks, best % len(TONES) == pictures.marks % len(TONES)
    yield f"marks {right.mean():.4f}, tones {tone.mean():.4f}"
    yield from calibration(list(zip(sure.tolist(), right.tolist(), strict=True)))


if __name__ == "__main__":
    main()
