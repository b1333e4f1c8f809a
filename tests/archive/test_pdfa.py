"""What a PDF of ours must be: true to the picture, searchable on the words, the same every time."""

import dataclasses
import html
import io
import re
import subprocess
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pikepdf
import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from archive import glyphless
from archive.conformance.check import check
from archive.errors import Failed
from archive.pdfa import write_pdf
from archive.records import Line, OcrPage
from archive.textlayer import legible, orders
from tests.archive.making import ABOUT, DECISION, LINES, drawn, fax, jpeg, line, read, spread

_WORD = re.compile(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*?)</word>')


def made(folder: Path, pages: Sequence[OcrPage]) -> Path:
    target = folder / "made.pdf"
    write_pdf(DECISION, pages, target, ABOUT)
    assert check(target) == []
    return target


def text(path: Path, *options: str) -> str:
    return subprocess.run(["pdftotext", *options, str(path), "-"], capture_output=True, check=True).stdout.decode()


def shown_again(path: Path) -> Image.Image:
    with pikepdf.open(path) as pdf:
        stream = pdf.pages[0].Resources.XObject.Im
        assert isinstance(stream, pikepdf.Stream)
        return pikepdf.PdfImage(stream).as_pil_image().convert("L")


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_jpeg_is_embedded_byte_for_byte(tmp_path: Path, mode: str) -> None:
    image = jpeg(tmp_path, mode)
    with pikepdf.open(made(tmp_path, [read(image)])) as pdf:
        embedded = pdf.pages[0].Resources.XObject.Im
        assert embedded.read_raw_bytes() == image.read_bytes()
        assert embedded.ColorSpace == {"L": "/DeviceGray", "RGB": "/DeviceRGB"}[mode]


@pytest.mark.parametrize("black", [1, 0])
def test_a_group_4_tiff_of_one_strip_is_embedded_without_writing_it_anew(tmp_path: Path, black: int) -> None:
    image = fax(tmp_path, black=black)
    path = made(tmp_path, [read(image)])
    with pikepdf.open(path) as pdf:
        strip = pdf.pages[0].Resources.XObject.Im.read_raw_bytes()
    assert strip in image.read_bytes()
    assert shown_again(path).tobytes() == drawn("1").convert("L").tobytes()


@pytest.mark.parametrize("kind", ["strips", "raw", "reversed bits"])
def test_other_one_bit_pictures_lose_nothing(tmp_path: Path, kind: str) -> None:
    image = fax(tmp_path, strips=True)
    if kind == "raw":
        drawn("1").save(image, "TIFF")
    elif kind == "reversed bits":
        drawn("1").save(image, "TIFF", compression="group4", strip_size=1 << 20, tiffinfo={266: 2})
    assert shown_again(made(tmp_path, [read(image)])).tobytes() == drawn("1").convert("L").tobytes()


def test_a_page_is_as_large_as_its_paper(tmp_path: Path) -> None:
    with pikepdf.open(made(tmp_path, [read(jpeg(tmp_path))])) as pdf:
        assert [float(side) / 72 * 25.4 for side in pdf.pages[0].MediaBox][2:] == pytest.approx([210, 297], abs=0.1)


@pytest.mark.parametrize("options", [(), ("-raw",), ("-layout",)])
def test_the_text_comes_out_word_by_word_in_order_in_nfc(tmp_path: Path, options: tuple[str, ...]) -> None:
    out = text(made(tmp_path, [read(jpeg(tmp_path))]), *options)
    assert [" ".join(row.split()) for row in out.split("\n") if row.strip("\f ")] == [row.text for row in LINES]
    assert unicodedata.is_normalized("NFC", out)


def test_decomposed_words_are_written_in_nfc(tmp_path: Path) -> None:
    decomposed = unicodedata.normalize("NFD", "Quyết định")
    pages = [read(jpeg(tmp_path), (spread(decomposed, 100, 100),))]
    assert text(made(tmp_path, pages)).split() == ["Quyết", "định"]


@pytest.mark.parametrize("dpi", [72, 200, 600])
def test_every_word_lies_on_its_box_to_a_millimetre(tmp_path: Path, dpi: int) -> None:
    out = text(made(tmp_path, [read(jpeg(tmp_path), dpi=dpi)]), "-bbox")
    found = [(html.unescape(word), [float(side) for side in sides]) for *sides, word in _WORD.findall(out)]
    for word in (word for row in LINES for word in row.words):
        errors = [
            max(abs(side - pixel * 72 / dpi) for side, pixel in zip(sides, word.box, strict=True))
            for name, sides in found
            if name == word.text
        ]
        assert min(errors) / 72 * 25.4 <= 1, word


def test_the_text_is_invisible(tmp_path: Path) -> None:
    image = jpeg(tmp_path)
    with_text, without = (
        subprocess.run(["pdftoppm", "-gray", str(made(tmp_path, [read(image, rows)]))], capture_output=True, check=True)
        for rows in (LINES, ())
    )
    assert with_text.stdout == without.stdout != b""


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    pages = [read(jpeg(tmp_path)), read(fax(tmp_path), index=1)]
    first = made(tmp_path, pages).read_bytes()
    assert made(tmp_path, pages).read_bytes() == first
    with pikepdf.open(tmp_path / "made.pdf") as pdf:
        assert pdf.trailer.ID[0] == pdf.trailer.ID[1]


def test_the_metadata_name_the_document_in_the_words_of_the_law(tmp_path: Path) -> None:
    with pikepdf.open(made(tmp_path, [read(jpeg(tmp_path))])) as pdf:
        packet = pdf.Root.Metadata.read_bytes().decode()
        assert str(pdf.docinfo.Title) == "Quyết định 2576/QĐ-UBND: Về việc <phê duyệt> & công bố"
        assert str(pdf.docinfo.Producer) == "Vankho 0.1"
        assert str(pdf.Root.Lang) == "vi-VN"
    for name, value in {
        "FileCode": "000.00.10.H58-180911-0001",
        "DocOrdinal": "1",
        "CodeNumber": "2576",
        "CodeNotation": "QĐ-UBND",
        "IssuedDate": "2018-09-11",
        "SignerPosition": "Phó Chủ tịch",
        "Subject": "Về việc &lt;phê duyệt&gt; &amp; công bố",
    }.items():
        assert f"<vk:{name}>{value}</vk:{name}>" in packet
        assert f"<pdfaProperty:name>{name}</pdfaProperty:name>" in packet


def test_the_superior_body_goes_with_the_document(tmp_path: Path) -> None:
    target = tmp_path / "made.pdf"
    told = dataclasses.replace(DECISION, organ_parent="ỦY BAN NHÂN DÂN HUYỆN BA TRI")
    write_pdf(told, [read(jpeg(tmp_path))], target, ABOUT)
    assert check(target) == []
    with pikepdf.open(target) as pdf:
        assert (
            "<vk:OrganParent>ỦY BAN NHÂN DÂN HUYỆN BA TRI</vk:OrganParent>" in pdf.Root.Metadata.read_bytes().decode()
        )


def test_a_page_costs_few_bytes_and_a_file_few_more(tmp_path: Path) -> None:
    image = jpeg(tmp_path)
    rows = tuple(spread("Căn cứ Luật Tổ chức chính quyền địa phương", 100, top) for top in range(100, 2200, 45))
    one = made(tmp_path, [read(image, rows)]).stat().st_size
    two = made(tmp_path, [read(image, rows)] * 2).stat().st_size
    assert two - one - image.stat().st_size < 10_000
    assert made(tmp_path, [read(image, ())]).stat().st_size - image.stat().st_size < 10_000


def odd_pages(folder: Path) -> dict[str, OcrPage]:
    """Pages as no office has them, and that must become PDF/A all the same."""
    tiny = folder / "tiny.jpg"
    Image.new("L", (1, 1)).save(tiny)
    strip = folder / "strip.tif"
    Image.new("1", (1, 30000), 1).save(strip, compression="group4")
    letters = (
        "😀👍🏽",
        "𠀀𡗶",
        "a\u0323\u0302\u0301\u0300",
        "\ufeffđầu\x00\x07",
        "\ufffe",
        "\x00",
        "\ud800x",
        "(\\)<>",
    )
    boxes = ((-50, -9, 40, 30), (300, 300, 200, 200), (100, 100, 100, 140), (5000, 5000, 6000, 6000), (0, 0, 0, 0))
    page = jpeg(folder, "RGB")
    return {
        "no words": read(page, ()),
        "a line without words": read(page, (Line(()),)),
        "rare letters": read(page, (line(*((word, (100, 100, 300, 140)) for word in letters)),)),
        "negative and empty boxes": read(page, (line(*(("chữ", box) for box in boxes)),)),
        "a thousand letters in a pixel": read(page, (line(("x" * 1000, (10, 10, 11, 11))),)),
        "one pixel": read(tiny, (line(("điểm", (0, 0, 1, 1))),), dpi=300),
        "a thread": read(strip, (), dpi=72),
        "600 dpi": read(fax(folder, (4960, 7016)), dpi=600),
        "A0": read(jpeg(folder, size=(6622, 9362), name="a0.jpg")),
        "no resolution": read(page, dpi=0),
        "one dot an inch": read(page, dpi=1),
    }


def test_odd_pages_pass_the_check(tmp_path: Path) -> None:
    for name, page in odd_pages(tmp_path).items():
        target = tmp_path / f"{name}.pdf"
        write_pdf(DECISION, [page], target, ABOUT)
        assert (name, check(target)) == (name, [])


def test_words_with_odd_boxes_stay_findable(tmp_path: Path) -> None:
    out = text(made(tmp_path, [odd_pages(tmp_path)["negative and empty boxes"]]), "-raw")
    assert out.split() == ["chữ"] * 5


def test_letters_outside_the_basic_plane_and_marks_come_back(tmp_path: Path) -> None:
    pages = [
        read(jpeg(tmp_path), (line(("😀𠀀", (100, 100, 300, 140))), line(("a\u0323\u0303x", (100, 300, 300, 340)))))
    ]
    assert text(made(tmp_path, pages), "-raw").split() == ["😀𠀀", "ạ\u0303x"]


def test_a_picture_that_is_cut_off_is_named(tmp_path: Path) -> None:
    image = fax(tmp_path)
    image.write_bytes(image.read_bytes()[:8] + b"\0" * 100)
    with pytest.raises(Failed, match=r"scan\.tif#1"):
        write_pdf(
            DECISION,
            [dataclasses.replace(read(None), page=dataclasses.replace(read(None).page, image=image))],
            tmp_path / "x.pdf",
            ABOUT,
        )


def test_cmyk_and_sixteen_bit_pictures_are_refused(tmp_path: Path) -> None:
    Image.new("CMYK", (30, 30)).save(tmp_path / "cmyk.jpg")
    Image.new("I;16", (30, 30)).save(tmp_path / "deep.tif")
    for name in ("cmyk.jpg", "deep.tif"):
        with pytest.raises(Failed, match="expected"):
            write_pdf(DECISION, [read(tmp_path / name)], tmp_path / "x.pdf", ABOUT)


def test_a_picture_of_another_size_than_its_words_is_refused(tmp_path: Path) -> None:
    page = read(jpeg(tmp_path))
    wrong = dataclasses.replace(page, page=dataclasses.replace(page.page, width=100))
    with pytest.raises(Failed, match="pixels"):
        write_pdf(DECISION, [wrong], tmp_path / "x.pdf", ABOUT)


def test_a_page_without_a_picture_or_no_page_is_refused(tmp_path: Path) -> None:
    for pages in ([read(None)], []):
        with pytest.raises(Failed):
            write_pdf(DECISION, pages, tmp_path / "x.pdf", ABOUT)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_an_error_and_not_the_end_of_the_process(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="No space left"):
        write_pdf(DECISION, [read(jpeg(tmp_path, "RGB"))], Path("/dev/full"), ABOUT)


def test_a_time_without_zone_is_a_mistake(tmp_path: Path) -> None:
    naive = dataclasses.replace(ABOUT, created=ABOUT.created.replace(tzinfo=None))
    with pytest.raises(ValueError, match="zone"):
        write_pdf(DECISION, [read(jpeg(tmp_path))], tmp_path / "x.pdf", naive)


def test_the_font_is_a_whole_truetype_file() -> None:
    program = glyphless.font_program()
    padded = program + bytes(-len(program) % 4)
    assert sum(int.from_bytes(padded[at : at + 4], "big") for at in range(0, len(padded), 4)) % 2**32 == 0xB1B0AFBA


@given(st.lists(st.text(max_size=20), max_size=20))
@settings(max_examples=200, deadline=None)
def test_every_legible_character_has_one_code_and_none_is_nothing(texts: list[str]) -> None:
    words = [legible(word) for word in texts]
    codes = glyphless.codes(words)
    assert set("".join(words)) <= set(codes)
    assert len(set(codes.values())) == len(codes)
    assert all(0 < code < 0x10000 for code in codes.values())
    table = glyphless.cid_to_gid(codes, 7)
    assert {table[2 * code : 2 * code + 2] for code in codes.values()} == {b"\0\7"}


@given(st.tuples(*[st.integers(-(10**6), 10**6)] * 4), st.text(min_size=1, max_size=9), st.floats(0.01, 80))
@settings(max_examples=200, deadline=None)
def test_any_box_gives_orders_without_exponents_or_infinities(
    box: tuple[int, int, int, int], word: str, point: float
) -> None:
    written = orders([line((word, box))], glyphless.codes([legible(word)]), 50, 70, point).decode()
    assert re.fullmatch(r"[-0-9a-fA-Zjmrz.<>/ \n]*", written)
    assert "inf" not in written
    assert "nan" not in written


def test_every_glyph_has_the_bounds_of_its_height_so_that_pdfium_keeps_words_of_one_letter() -> None:
    font = TTFont(io.BytesIO(glyphless.font_program()))
    for step in range(1, glyphless.STEPS + 1):
        glyph = font["glyf"][font.getGlyphName(step)]
        assert (glyph.xMin, glyph.yMin, glyph.xMax, glyph.yMax) == (0, 0, glyphless.ADVANCE, step * 100)
        glyph.recalcBounds(font["glyf"])
        assert (glyph.xMax, glyph.yMax) == (glyphless.ADVANCE, step * 100)


def test_a_dash_reaches_down_to_the_letters_of_its_line_by_less_than_a_millimetre(tmp_path: Path) -> None:
    row = line(("lập", (100, 100, 160, 140)), ("-", (170, 122, 180, 126)), ("Tự", (190, 100, 230, 140)))
    out = text(made(tmp_path, [read(jpeg(tmp_path), (row,))]), "-bbox")
    bottoms = [float(bottom) for *_, bottom, _ in _WORD.findall(out)]
    assert bottoms[0] == bottoms[2] and bottoms[1] - 126 * 72 / 200 == pytest.approx(0.9 / 25.4 * 72, abs=0.4)
