"""File of a small network of our own → the network, as OpenCV runs it."""

import threading
from pathlib import Path

import cv2
import numpy as np

from archive.errors import EngineFailed

_own = threading.local()
"""The networks of each thread: OpenCV keeps what it is working on in the network itself, so two threads that ask one at
once break it."""


def network_in(model: Path, trouble: str) -> cv2.dnn.Net:
    """The network in ``model``, an ONNX file, read once a thread (10 ms).

    Raises:
        EngineFailed: the file is missing or is no network, which ``trouble`` says.
    """
    known: dict[Path, cv2.dnn.Net] = _own.__dict__.setdefault("known", {})
    if model not in known:
        known[model] = _opened(model, trouble)
    return known[model]


def _opened(model: Path, trouble: str) -> cv2.dnn.Net:
    try:
        return cv2.dnn.readNetFromONNX(np.frombuffer(model.read_bytes(), np.uint8))
    except (OSError, cv2.error) as error:
        raise EngineFailed(trouble, file=str(model)) from error
