"""Several threads read figures and marks at once, each with networks of its own."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ocr.diacritics import HEIGHT, WIDTH, marks
from ocr.diacritics import network as of_marks
from ocr.digits import network as of_figures


def test_a_thread_has_networks_of_its_own_and_reads_them_once() -> None:
    with ThreadPoolExecutor(1) as thread:
        for network in (of_marks, of_figures):
            assert network() is network()
            assert thread.submit(network).result() is thread.submit(network).result()
            assert thread.submit(network).result() is not network()


def test_what_threads_ask_at_once_is_what_one_is_told() -> None:
    rng = np.random.default_rng(7)
    asked = [[rng.integers(0, 255, (HEIGHT, WIDTH), np.uint8) for _ in range(size)] for size in (1, 3, 7, 2, 5, 11)]
    alone = [marks(seen) for seen in asked]
    with ThreadPoolExecutor(6) as threads:
        for _ in range(20):
            for told, expected in zip(threads.map(marks, asked), alone, strict=True):
                assert np.allclose(told, expected, atol=1e-4)
