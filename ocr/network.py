"""File of a small network of our own → the network, as OpenCV runs it."""

from pathlib import Path

import cv2
import numpy as np

from archive.errors import EngineFailed


def opened(model: Path, trouble: str) -> cv2.dnn.Net:
    """The network in ``model``, an ONNX file (10 ms).

    Raises:
        EngineFailed: the file is missing or is no network, which ``trouble`` says.
    """
    try:
        return cv2.dnn.readNetFromONNX(np.frombuffer(model.read_bytes(), np.uint8))
    except (OSError, cv2.error) as error:
        raise EngineFailed(trouble, file=str(model)) from error
