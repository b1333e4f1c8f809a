"""Pages out of PDFs: taken out as they are, and never otherwise than a renderer would show them."""

import io
import itertools
from pathlib import Path

import cv2
import numpy as np
import pdf2image
import pikepdf
import pytest
from PIL import Image

from archive.errors import Empty, Encrypted, TooLarge, Truncated
from ingest import pdf
from tests.corpus.paper import LETTER, draw

LIMIT = 250_000_000


def jpeg(image: Image.Image) -> bytes:
    held = io.BytesIO()
    image.save(held, "JPEG", quality=70)
    return held.getvalue()


def one_image(
    target: Path, matrix: tuple[float, ...], box: tuple[float, float], rotate: int = 0, extra: bytes = b""
) -> Path:
    """A PDF of one page with one JPEG placed by ``matrix``."""
    image = draw(LETTER, dpi=100)
    made = pikepdf.new()
    made.add_blank_page(page_size=box)
    page = made.pages[0]
    stream = pikepdf.Stream(made, jpeg(image))
    stream.Type, stream.Subtype = pikepdf.Name.XObject, pikepdf.Name.Image
    stream.Width, stream.Height, stream.BitsPerComponent = image.width, image.height, 8
    stream.ColorSpace, stream.Filter = pikepdf.Name.DeviceRGB, pikepdf.Name.DCTDecode
    page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(Im0=stream))
    numbers = " ".join(f"{value:.3f}" for value in matrix).encode()
    page.Contents = pikepdf.Stream(made, b"q " + numbers + b" cm /Im0 Do Q " + extra)
    page.Rotate = rotate
    made.save(target)
    return target


W, H = 595.0, 842.0
PLACES = {
    "upright": ((W, 0, 0, H, 0, 0), (W, H)),
    "upside down": ((-W, 0, 0, -H, W, H), (W, H)),
    "mirrored": ((W, 0, 0, -H, 0, H), (W, H)),
    "on its left side": ((0, W, -H, 0, H, 0), (H, W)),
    "on its right side": ((0, -W, H, 0, 0, W), (H, W)),
}


@pytest.mark.parametrize(("place", "rotate"), list(itertools.product(PLACES, (0, 90, 180, 270))))
def test_the_image_taken_out_looks_as_the_renderer_shows_the_page(tmp_path: Path, place: str, rotate: int) -> None:
    file = one_image(tmp_path / "a.pdf", *PLACES[place], rotate)
    taken = pdf.load(file, "a.pdf", 1, LIMIT)
    assert taken.quality is not None, "it was rendered"
    shown = np.asarray(pdf2image.convert_from_path(file, dpi=100, use_cropbox=True)[0].convert("L"))
    grey = cv2.cvtColor(taken.pixels, cv2.COLOR_RGB2GRAY)
    assert abs(grey.shape[0] - shown.shape[0]) < 4
    same = cv2.resize(grey, (shown.shape[1], shown.shape[0]))
    ours, theirs = cv2.GaussianBlur(same, (9, 9), 0), cv2.GaussianBlur(shown, (9, 9), 0)
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.9
    assert abs(taken.dpi - 100) <= 1


def test_a_page_with_anything_drawn_over_its_image_is_rendered(tmp_path: Path) -> None:
    file = one_image(tmp_path / "a.pdf", *PLACES["upright"], extra=b"0 0 100 100 re f")
    taken = pdf.load(file, "a.pdf", 1, LIMIT)
    assert (taken.quality, taken.dpi) == (None, 300)


def test_an_invisible_text_layer_does_not_hinder_taking_the_image_out(tmp_path: Path) -> None:
    layer = b"q BT 3 Tr /F1 12 Tf 1 0 0 1 50 700 Tm (an) Tj ET Q"
    taken = pdf.load(one_image(tmp_path / "a.pdf", *PLACES["upright"], extra=layer), "a.pdf", 1, LIMIT)
    assert taken.quality is not None
    seen = pdf.load(
        one_image(tmp_path / "b.pdf", *PLACES["upright"], extra=layer.replace(b"3 Tr", b"0 Tr")), "b.pdf", 1, LIMIT
    )
    assert (seen.quality, seen.dpi) == (None, 300)


def test_a_page_with_a_stamp_as_an_annotation_is_rendered(tmp_path: Path) -> None:
    file = one_image(tmp_path / "a.pdf", *PLACES["upright"])
    with pikepdf.open(file, allow_overwriting_input=True) as opened:
        stamp = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Stamp, Rect=[0, 0, 100, 100])
        opened.pages[0].Annots = pikepdf.Array([opened.make_indirect(stamp)])
        opened.save(file)
    assert pdf.load(file, "a.pdf", 1, LIMIT).dpi == 300


def test_a_page_of_text_without_any_image_is_rendered(tmp_path: Path) -> None:
    made = pikepdf.new()
    made.add_blank_page(page_size=(W, H))
    made.save(tmp_path / "a.pdf")
    assert pdf.load(tmp_path / "a.pdf", "a.pdf", 1, LIMIT).pixels.shape[:2] == pytest.approx((3509, 2480), abs=2)


def test_an_image_with_more_pixels_than_allowed_is_not_decoded(tmp_path: Path) -> None:
    file = one_image(tmp_path / "a.pdf", *PLACES["upright"])
    with pytest.raises(TooLarge):
        pdf.load(file, "a.pdf", 1, 1000)


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_pdf_cut_off_anywhere_is_truncated(tmp_path: Path, share: float) -> None:
    data = one_image(tmp_path / "a.pdf", *PLACES["upright"]).read_bytes()
    (tmp_path / "b.pdf").write_bytes(data[: int(len(data) * share)])
    with pytest.raises(Truncated):
        pdf.count(tmp_path / "b.pdf", "b.pdf")


def test_a_pdf_with_a_wrong_offset_but_a_whole_end_is_taken(tmp_path: Path) -> None:
    data = one_image(tmp_path / "a.pdf", *PLACES["upright"]).read_bytes()
    (tmp_path / "b.pdf").write_bytes(b"\n\n" + data)
    assert pdf.count(tmp_path / "b.pdf", "b.pdf") == 1


def test_a_jpeg_cut_off_inside_a_whole_pdf_is_truncated(tmp_path: Path) -> None:
    file = one_image(tmp_path / "a.pdf", *PLACES["upright"])
    with pikepdf.open(file, allow_overwriting_input=True) as opened:
        stream = opened.pages[0].Resources.XObject.Im0
        stream.write(stream.read_raw_bytes()[:20_000], filter=pikepdf.Name.DCTDecode)
        opened.save(file)
    with pytest.raises(Truncated):
        pdf.load(file, "a.pdf", 1, LIMIT)


def test_a_page_whose_image_was_lost_is_truncated_and_not_blank(tmp_path: Path) -> None:
    file = one_image(tmp_path / "a.pdf", *PLACES["upright"])
    with pikepdf.open(file, allow_overwriting_input=True) as opened:
        del opened.pages[0].Resources.XObject.Im0
        opened.save(file)
    with pytest.raises(Truncated):
        pdf.load(file, "a.pdf", 1, LIMIT)


def test_a_pdf_that_counts_more_pages_than_it_has_is_truncated(tmp_path: Path) -> None:
    file = one_image(tmp_path / "a.pdf", *PLACES["upright"])
    data = file.read_bytes()
    assert b"/Count 1" in data
    file.write_bytes(data.replace(b"/Count 1", b"/Count 9"))
    with pytest.raises(Truncated):
        pdf.count(file, "a.pdf")


def test_a_password_is_asked_for_only_where_one_is_needed(tmp_path: Path) -> None:
    file = one_image(tmp_path / "a.pdf", *PLACES["upright"])
    with pikepdf.open(file) as opened:
        opened.save(tmp_path / "user.pdf", encryption=pikepdf.Encryption(owner="a", user="b"))
        opened.save(tmp_path / "owner.pdf", encryption=pikepdf.Encryption(owner="a", user=""))
    with pytest.raises(Encrypted):
        pdf.count(tmp_path / "user.pdf", "user.pdf")
    assert pdf.count(tmp_path / "owner.pdf", "owner.pdf") == 1


def test_a_pdf_without_pages_is_empty(tmp_path: Path) -> None:
    pikepdf.new().save(tmp_path / "a.pdf")
    with pytest.raises(Empty):
        pdf.count(tmp_path / "a.pdf", "a.pdf")
