"""A one-bit mask as a file: every pixel comes back, by JBIG2 where its encoder is installed, else by Group 4."""

import os
import shutil
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ingest.bilevel import fax, is_jbig2, smallest
from ingest.picture import Pixels
from tests.archive.test_pdfa_layers import STROKES, layers
from tests.corpus.paper import DECISION, draw


@pytest.fixture(scope="module")
def mask() -> Pixels:
    page = draw(DECISION).convert("L")
    ImageDraw.Draw(page).line([(0, 0), (page.width - 1, page.height - 1)], fill=0)
    return np.where(np.asarray(page) < 128, 255, 0).astype(np.uint8)


def encoder(folder: Path, script: str) -> None:
    """A program ``jbig2`` that is none."""
    program = folder / "jbig2"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def shown(tiff: bytes) -> Pixels:
    return np.where(np.asarray(Image.open(BytesIO(tiff))), 0, 255).astype(np.uint8)


def test_a_fax_keeps_every_pixel(mask: Pixels) -> None:
    assert np.array_equal(shown(fax(mask, 200)), mask)


def test_without_an_encoder_a_mask_is_a_fax(mask: Pixels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert smallest(mask, 200) == fax(mask, 200)


@pytest.mark.parametrize("script", ["exit 3", "echo nonsense", "printf ''", "kill $$"])
def test_what_an_encoder_makes_is_kept_only_where_every_pixel_is_read_back(
    mask: Pixels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str
) -> None:
    encoder(tmp_path, script)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert smallest(mask, 200) == fax(mask, 200)


def test_an_installed_encoder_is_used_and_takes_a_third_fewer_bytes(mask: Pixels) -> None:
    made = smallest(mask, 200)
    assert is_jbig2(made) is (shutil.which("jbig2") is not None)
    assert not is_jbig2(made) or len(made) < 0.75 * len(fax(mask, 200))


@pytest.fixture
def strokes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Pixels:
    """A mask of two strokes, and a program that says what jbig2 made of it."""
    (tmp_path / "strokes.jb2").write_bytes(STROKES)
    encoder(tmp_path, f"cat '{tmp_path}/strokes.jb2'")
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    with Image.open(layers(tmp_path).mask) as image:
        return np.where(np.asarray(image), 0, 255).astype(np.uint8)


def test_jbig2_of_which_poppler_reads_every_pixel_back_is_kept(strokes: Pixels) -> None:
    assert smallest(strokes, 150) == STROKES


def test_jbig2_in_which_one_pixel_is_another_is_not_kept(strokes: Pixels) -> None:
    strokes[100, 90] ^= 255
    assert smallest(strokes, 150) == fax(strokes, 150)
