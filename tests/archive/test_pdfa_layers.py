"""A page in layers: readers of the PDF show print and colour in their places, and the check knows a sound stencil."""

import dataclasses
import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pikepdf
import pytest
from pikepdf import Name, Pdf
from PIL import Image, ImageDraw

from archive.conformance.check import check
from archive.description import pack_dossier, unpack
from archive.errors import Failed
from archive.pdfa import write_pdf
from archive.records import Dossier, Layers, OcrPage
from ingest.encode import archival
from ingest.picture import Picture
from tests.archive.making import ABOUT, DECISION, read

SIZE = (1240, 1754)
DPI = 150
INKS = {"black": ((100, 100, 300, 140), (20, 20, 20)), "blue": ((700, 900, 900, 940), (40, 50, 160))}
SEAL = (600, 1200, 800, 1400)


STROKES = bytes.fromhex(
    "0000000030000100000013000004d8000006da00000000000000000100000000000126000100000043000004d8000006da000000000000"
    "0000000003fffdff02fefefeac005fc9ff358930692c479979ff7fff7fff796d7f17f9b27fff73211eb9a5ff7f899dff7fff7fffac"
)
"""The two strokes in JBIG2: a page of one generic region, as the program jbig2 makes it."""


def layers(folder: Path, ground: str = "jpg") -> Layers:
    """Two strokes, black and blue, and a red seal on yellowish paper."""
    mask, ink = Image.new("1", SIZE, 1), Image.new("RGB", (SIZE[0] // 4, SIZE[1] // 4), (20, 20, 20))
    under = Image.new("RGB", (SIZE[0] // 2, SIZE[1] // 2), (240, 235, 215))
    for box, colour in INKS.values():
        ImageDraw.Draw(mask).rectangle((*box[:2], box[2] - 1, box[3] - 1), fill=0)
        left, top, right, bottom = (side // 4 for side in box)
        ImageDraw.Draw(ink).rectangle((left - 8, top - 8, right + 8, bottom + 8), fill=colour)
    ImageDraw.Draw(under).rectangle([side // 2 for side in SEAL], fill=(200, 40, 50))
    made = Layers(folder / "strokes.tif", folder / "ink.jpg", folder / f"ground.{ground}")
    mask.save(made.mask, compression="group4", strip_size=1 << 20)
    ink.save(made.ink, quality=90)
    under.save(made.ground, **({"quality": 90} if ground == "jpg" else {}))
    return made


def page(folder: Path, ground: str = "jpg") -> OcrPage:
    made = read(None, dpi=DPI)
    return dataclasses.replace(
        made,
        page=dataclasses.replace(made.page, width=SIZE[0], height=SIZE[1], layers=layers(folder, ground)),
    )


def written(folder: Path, ground: str = "jpg") -> Path:
    target = folder / "made.pdf"
    write_pdf(DECISION, [page(folder, ground)], target, ABOUT)
    return target


def rendered(path: Path, dpi: int = DPI) -> npt.NDArray[np.uint8]:
    target = path.with_suffix("")
    subprocess.run(["pdftoppm", "-r", str(dpi), "-singlefile", str(path), str(target)], check=True)
    with Image.open(target.with_suffix(".ppm")) as image:
        return np.asarray(image)


@pytest.mark.parametrize("ground", ["jpg", "jp2"])
def test_print_and_colour_are_shown_in_their_places(tmp_path: Path, ground: str) -> None:
    path = written(tmp_path, ground)
    assert check(path) == []
    shown = rendered(path)
    assert shown.shape == (SIZE[1], SIZE[0], 3)
    for (left, top, right, bottom), colour in INKS.values():
        inside = shown[top + 2 : bottom - 2, left + 2 : right - 2].reshape(-1, 3)
        assert np.abs(inside.astype(int) - colour).max() < 12
        assert shown[top - 8 : top - 2, left:right].min() > 190, "sharp: paper begins where the mask ends"
    left, top, right, bottom = SEAL
    assert (
        np.abs(shown[top + 5 : bottom - 5, left + 5 : right - 5].reshape(-1, 3).mean(axis=0) - (200, 40, 50)).max() < 9
    )


def test_layers_are_embedded_byte_for_byte(tmp_path: Path) -> None:
    path = written(tmp_path, "jp2")
    with pikepdf.open(path) as pdf:
        pictures = pdf.pages[0].Resources.XObject
        assert pictures.Im.read_raw_bytes() == (tmp_path / "ground.jp2").read_bytes()
        assert pictures.Ink.read_raw_bytes() == (tmp_path / "ink.jpg").read_bytes()
        assert pictures.Ink.Mask.read_raw_bytes() in (tmp_path / "strokes.tif").read_bytes()


def packed(folder: Path, data: bytes = STROKES) -> Path:
    """As :func:`written`, the mask in JBIG2."""
    made = page(folder)
    assert made.page.layers is not None
    mask = folder / "strokes.jb2"
    mask.write_bytes(data)
    kept = dataclasses.replace(made.page, layers=dataclasses.replace(made.page.layers, mask=mask))
    write_pdf(DECISION, [dataclasses.replace(made, page=kept)], folder / "packed.pdf", ABOUT)
    return folder / "packed.pdf"


def test_a_mask_in_jbig2_is_shown_like_one_in_group_4_and_embedded_byte_for_byte(tmp_path: Path) -> None:
    path = packed(tmp_path)
    assert check(path) == []
    assert np.array_equal(rendered(path), rendered(written(tmp_path)))
    with pikepdf.open(path) as pdf:
        assert _ink(pdf).Mask.read_raw_bytes() == STROKES


def _with_symbols(data: bytes) -> bytes:
    """The region's segment called a text region, which puts one picture for many letters."""
    return data[:34] + b"\x06" + data[35:]


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (STROKES[:-20], "cut off"),
        (STROKES[:30], "segments [48]"),
        (_with_symbols(STROKES), "segments [48, 6]"),
        (STROKES + STROKES[30:], "segments [48, 38, 38]"),
        (STROKES[:41] + b"\0\0\0\x09" + STROKES[45:], "size"),
    ],
    ids=["cut off", "no region", "symbols", "two regions", "another size"],
)
def test_a_mask_in_jbig2_that_is_not_one_whole_region_is_caught(tmp_path: Path, data: bytes, named: str) -> None:
    assert any(named in problem for problem in check(packed(tmp_path, data)))


def test_the_same_layers_give_the_same_bytes(tmp_path: Path) -> None:
    assert written(tmp_path).read_bytes() == written(tmp_path).read_bytes()


def test_a_mask_of_another_size_than_the_page_is_refused(tmp_path: Path) -> None:
    made = page(tmp_path)
    wrong = dataclasses.replace(made, page=dataclasses.replace(made.page, width=100))
    with pytest.raises(Failed, match="pixels"):
        write_pdf(DECISION, [wrong], tmp_path / "x.pdf", ABOUT)


def test_a_mask_with_greys_is_refused(tmp_path: Path) -> None:
    made = page(tmp_path)
    assert made.page.layers is not None
    Image.new("L", SIZE).save(made.page.layers.mask, "JPEG")
    with pytest.raises(Failed, match="one-bit"):
        write_pdf(DECISION, [made], tmp_path / "x.pdf", ABOUT)


def test_a_package_does_not_name_the_files_of_layers(tmp_path: Path) -> None:
    dossier = Dossier("X", "x", "", "", {}, (page(tmp_path),), (), (), (), ())
    packed = pack_dossier(dossier)
    assert str(tmp_path).encode() not in packed
    assert unpack(packed).pages[0].page.layers is None


def _ink(pdf: Pdf) -> pikepdf.Object:
    return pdf.pages[0].Resources.XObject.Ink


def _cut_jp2(pdf: Pdf) -> None:
    ground = pdf.pages[0].Resources.XObject.Im
    ground.write(ground.read_raw_bytes()[:150], filter=Name.JPXDecode)


def _bare_codestream(pdf: Pdf) -> None:
    ground = pdf.pages[0].Resources.XObject.Im
    data = ground.read_raw_bytes()
    ground.write(data[data.index(b"\xff\x4f\xff\x51") :], filter=Name.JPXDecode)


BROKEN: dict[str, tuple[Callable[[Pdf], object], str]] = {
    "a stencil with colours": (lambda pdf: _ink(pdf).Mask.__setattr__("ColorSpace", Name.DeviceGray), "stencil"),
    "a stencil turned over": (lambda pdf: _ink(pdf).Mask.__setattr__("Decode", pikepdf.Array([1, 0])), "Decode"),
    "a stencil of another size": (lambda pdf: _ink(pdf).Mask.__setattr__("Width", 100), "size or depth"),
    "a mask that is no stencil": (lambda pdf: _ink(pdf).Mask.__delattr__("ImageMask"), "no stencil"),
    "a mask of colours": (lambda pdf: _ink(pdf).__setattr__("Mask", pikepdf.Array([0, 9] * 3)), "no stencil"),
    "a JPEG 2000 cut off": (_cut_jp2, "JPEG 2000"),
    "a JPEG 2000 without its file": (_bare_codestream, "6.2.8.3"),
    "a JPEG 2000 of another size": (
        lambda pdf: pdf.pages[0].Resources.XObject.Im.__setattr__("Width", 9),
        "dictionary",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_breaks_layers_is_caught(tmp_path: Path, name: str) -> None:
    breaking, named = BROKEN[name]
    with pikepdf.open(written(tmp_path, "jp2")) as pdf:
        breaking(pdf)
        pdf.save(
            tmp_path / "broken.pdf",
            fix_metadata_version=False,
            deterministic_id=True,
            compress_streams=False,
            stream_decode_level=pikepdf.StreamDecodeLevel.none,
        )
    problems = check(tmp_path / "broken.pdf")
    assert any(named in problem for problem in problems), problems


def test_a_lossless_picture_lies_in_the_pdf_to_the_last_bit(tmp_path: Path) -> None:
    noise = np.random.default_rng(5).integers(0, 256, (300, 200, 3), np.uint8)
    kept, extension = archival(noise, Picture(noise, DPI), DPI, lossless=True)
    image = tmp_path / f"page{extension}"
    image.write_bytes(kept)
    write_pdf(DECISION, [read(image, dpi=DPI)], tmp_path / "made.pdf", ABOUT)
    assert check(tmp_path / "made.pdf") == []
    with pikepdf.open(tmp_path / "made.pdf") as pdf:
        held = pdf.pages[0].Resources.XObject.Im.read_raw_bytes()
    with Image.open(io.BytesIO(held)) as shown:
        assert np.array_equal(np.asarray(shown), noise)
