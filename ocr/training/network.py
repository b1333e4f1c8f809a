"""Layers, their weights and pictures → a small network, learnt with jax and written as ONNX.

What the trainings of ``ocr.digits`` and ``ocr.diacritics`` share: convolutions, each evened out over its batch (Ioffe
and Szegedy, 2015), rectified and pooled.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from multiprocessing import get_context
from typing import Any, TypeVar

import jax
import jax.numpy as jnp
import numpy as np
import onnx
import optax
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

EPSILON, KEEP = 1e-3, 0.98
"""What keeps a spread from nought; how much of the spread met before is kept at each step."""
_RISE, _FALL = 150, 0.35
"""Steps in which the rate rises, and the share of all in which it falls."""

BATCH = 128
_TOLD = 100
"""Pictures that weights are bettered by at once; steps after which is told how far it has come."""
_EDGES = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.995, 1.01)

Weights = list[dict[str, Any]]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Layer:
    """Height and width of a convolution's kernel, channels in and out, its stride and the pooling behind it;
    ``within``: the kernel stays within the picture, else its edge is filled with paper."""

    high: int
    wide: int
    before: int
    after: int
    stride: int = 1
    pool: tuple[int, int] = (1, 1)
    within: bool = False

    @property
    def padding(self) -> tuple[tuple[int, int], tuple[int, int]]:
        """Rows above and below, columns on either side, that are filled."""
        down, across = (0, 0) if self.within else ((self.high - 1) // 2, (self.wide - 1) // 2)
        return (down, down), (across, across)


def first_weights(layers: Sequence[Layer], seed: int) -> tuple[Weights, Weights]:
    """Weights to begin with, and the means and variances of each layer's output."""
    rng = np.random.default_rng(seed)
    weights, moments = Weights(), Weights()
    for layer in layers:
        spread = (2 / (layer.high * layer.wide * layer.before)) ** 0.5
        kernel = rng.normal(0, spread, (layer.high, layer.wide, layer.before, layer.after)).astype(np.float32)
        after = layer.after
        weights.append({"kernel": kernel, "scale": np.ones(after, np.float32), "shift": np.zeros(after, np.float32)})
        moments.append({"mean": np.zeros(after, np.float32), "variance": np.ones(after, np.float32)})
    return weights, moments


def forward(
    layers: Sequence[Layer], weights: Weights, moments: Weights, seen: Any, learning: bool
) -> tuple[Any, Weights]:
    """Scores of the last layer's channels (pictures × rows × columns × channels), and the means and variances met."""
    at, met = seen, Weights()
    for number, (layer, own, known) in enumerate(zip(layers, weights, moments, strict=True)):
        at = _convolved(at, own["kernel"], layer.stride, layer.padding)
        if number == len(layers) - 1:
            met.append(known)
            at = at + own["shift"]
            break
        mean, variance = (at.mean((0, 1, 2)), at.var((0, 1, 2))) if learning else (known["mean"], known["variance"])
        met.append({"mean": mean, "variance": variance})
        at = jax.nn.relu((at - mean) * jax.lax.rsqrt(variance + EPSILON) * own["scale"] + own["shift"])
        at = pooled(at, layer.pool)
    return at, met


def plain(at: Any, kernel: Any, stride: int, padding: Any) -> Any:
    """A convolution."""
    return jax.lax.conv_general_dilated(
        at, kernel, (stride, stride), padding, dimension_numbers=("NHWC", "HWIO", "NHWC")
    )


@partial(jax.custom_vjp, nondiff_argnums=(2, 3))
def _convolved(at: Any, kernel: Any, stride: int, padding: Any) -> Any:
    """A convolution whose kernel's slope is summed picture by picture from products of matrices: on a processor jax's
    own takes four times as long."""
    return plain(at, kernel, stride, padding)


def _kept(at: Any, kernel: Any, stride: int, padding: Any) -> Any:
    return plain(at, kernel, stride, padding), (at, kernel)


def _slopes(stride: int, padding: Any, kept: Any, slope: Any) -> Any:
    at, kernel = kept
    (before,) = jax.vjp(lambda one: plain(one, kernel, stride, padding), at)[1](slope)
    rows, columns = (stride * (size - 1) + 1 for size in slope.shape[1:3])
    places = [(down, across) for down in range(kernel.shape[0]) for across in range(kernel.shape[1])]

    def more(summed: Any, pair: Any) -> Any:
        one, own = pair[0], pair[1].reshape(-1, slope.shape[3])
        parts = (one[down : down + rows : stride, across : across + columns : stride] for down, across in places)
        return summed + jnp.stack([part.reshape(-1, at.shape[3]).T @ own for part in parts]), None

    wide = jnp.pad(at, ((0, 0), *padding, (0, 0)))
    summed, _ = jax.lax.scan(more, jnp.zeros((len(places), *kernel.shape[2:])), (wide, slope))
    return before, summed.reshape(kernel.shape)


_convolved.defvjp(_kept, _slopes)


def pooled(at: Any, pool: tuple[int, int]) -> Any:
    """The greatest of each ``pool``."""
    if pool == (1, 1):
        return at
    count, rows, columns, channels = at.shape
    return at.reshape(count, rows // pool[0], pool[0], columns // pool[1], pool[1], channels).max((2, 4))


def in_chunks(draw: Callable[[tuple[int, int]], T], wanted: tuple[int, int], size: int, processes: int) -> list[T]:
    """What ``draw`` makes of seeds and counts: ``wanted`` (seed, count) in chunks of ``size``, each of its own seed, so
    that it is the same however many draw."""
    seed, count = wanted
    chunks = [(seed * 1_000_000 + start, min(size, count - start)) for start in range(0, count, size)]
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        return list(pool.map(draw, chunks))


def batches(
    seen: NDArray[np.uint8], labels: NDArray[np.int32], moved: tuple[int, int]
) -> Iterator[tuple[NDArray[np.float32], NDArray[np.int32]]]:
    """Batches without end, in an order of their own each round, each batch ``moved`` by so many pixels at most, down
    and across."""
    rng, (down, across) = np.random.default_rng(11), moved
    while True:
        order = rng.permutation(len(labels))
        for start in range(0, len(order) - BATCH + 1, BATCH):
            rows = order[start : start + BATCH]
            part = np.asarray(seen[rows], np.float32) / np.float32(255)
            by = int(rng.integers(-down, down + 1)), int(rng.integers(-across, across + 1))
            yield np.roll(part, by, (1, 2))[..., None], labels[rows]


def learnt(
    lost: Callable[[Weights, Weights, Any, Any], Any],
    begun: tuple[Weights, Weights],
    rate: Any,
    shown: Iterable[tuple[Any, Any]],
) -> tuple[Weights, Weights]:
    """Weights and moments after each of the batches ``shown`` bettered them by what ``lost`` says, at ``rate``."""
    weights, moments = begun
    optimiser = optax.chain(optax.clip_by_global_norm(2.0), optax.adamw(rate, weight_decay=1e-4))
    state = optimiser.init(weights)

    def step(now: Weights, known: Weights, state: Any, seen: Any, said: Any) -> Any:
        (loss, met), slope = jax.value_and_grad(lost, has_aux=True)(now, known, seen, said)
        change, state = optimiser.update(slope, state, now)
        known = jax.tree.map(lambda old, new: KEEP * old + (1 - KEEP) * new, known, met)
        return optax.apply_updates(now, change), known, state, loss

    quick, start, losses = jax.jit(step), time.monotonic(), list[Any]()
    for seen, said in shown:
        weights, moments, state, loss = quick(weights, moments, state, seen, said)
        losses.append(loss)
        if len(losses) % _TOLD == 0:
            mean = np.mean([float(one) for one in losses[-_TOLD:]])
            print(f"{len(losses)} steps, loss {mean:.4f} after {time.monotonic() - start:.0f} s", flush=True)
    return jax.device_get(weights), jax.device_get(moments)


def calibration(sure: Sequence[tuple[float, bool]]) -> Iterator[str]:
    """How many of the readings of so much chance are right."""
    for low, high in pairwise(_EDGES):
        part = [good for chance, good in sure if low <= chance < high]
        if part:
            yield f"chance {low}–{high}: {sum(part)}/{len(part)} right = {sum(part) / len(part):.3f}"


def rates(peak: float, steps: int) -> Any:
    """How far weights are moved at each step: more and more to ``peak``, as far for long, in the last part less and
    less."""
    rise, fall = min(_RISE, steps // 4), round(steps * _FALL)
    parts = [optax.linear_schedule(peak / 20, peak, rise), optax.constant_schedule(peak)]
    return optax.join_schedules([*parts, optax.linear_schedule(peak, peak / 200, fall)], [rise, steps - fall])


def exported(layers: Sequence[Layer], weights: Weights, moments: Weights, shapes: tuple[list[Any], list[Any]]) -> bytes:
    """The network as ONNX: convolutions with what evens them out folded in, rectifiers, poolings; ``shapes`` of what
    goes in and comes out."""
    nodes, tensors, at = [], [], "picture"
    for number, (layer, own, known) in enumerate(zip(layers, weights, moments, strict=True)):
        last = number == len(layers) - 1
        factor = 1.0 if last else own["scale"] / np.sqrt(known["variance"] + EPSILON)
        bias = own["shift"] if last else own["shift"] - known["mean"] * factor
        kernel = np.transpose(own["kernel"] * factor, (3, 2, 0, 1)).astype(np.float32)
        names = (f"kernel{number}", f"bias{number}")
        for name, values in zip(names, (kernel, np.asarray(bias, np.float32)), strict=True):
            tensors.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        (rows, _), (columns, _) = layer.padding
        pads, strides = [rows, columns, rows, columns], [layer.stride, layer.stride]
        out = "scores" if last else f"sum{number}"
        shape = {"kernel_shape": [layer.high, layer.wide], "pads": pads, "strides": strides}
        nodes.append(helper.make_node("Conv", [at, *names], [out], **shape))
        if not last:
            nodes.append(helper.make_node("Relu", [out], [f"up{number}"]))
            out = f"up{number}"
        if layer.pool != (1, 1):
            nodes.append(
                helper.make_node("MaxPool", [out], [f"pool{number}"], kernel_shape=layer.pool, strides=layer.pool)
            )
            out = f"pool{number}"
        at = out
    graph = helper.make_graph(
        nodes,
        "marks of ink",
        [helper.make_tensor_value_info("picture", TensorProto.FLOAT, shapes[0])],
        [helper.make_tensor_value_info("scores", TensorProto.FLOAT, shapes[1])],
        tensors,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="vankho")
    model.ir_version = 8
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())
