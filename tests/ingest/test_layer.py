"""The text in a PDF of others is taken over word for word, in place and in the file's order."""

from pathlib import Path

import pikepdf

from archive.pdfa import write_pdf
from archive.records import OcrPage, ScanFile, ScanPage, Word
from ingest.layer import DPI, ENGINE, read_layer
from tests.archive.making import ABOUT, DECISION, LINES, jpeg, read

PRIVATE = b"""/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange 1 beginbfrange <0000> <1FFF> <E000> endbfrange
endcmap CMapName currentdict /CMap defineresource pop end end"""
"""A way back from signs to no Unicode but the private area, as old fonts have it."""


def layer(path: Path, number: int = 1) -> OcrPage | None:
    return read_layer(ScanPage(number - 1, ScanFile(path, path.name, path.stat().st_size, ""), number))


def words(page: OcrPage) -> list[Word]:
    return [word for line in page.lines for word in line.words]


def test_words_order_and_boxes_are_those_of_the_file(tmp_path: Path) -> None:
    pages = [read(jpeg(tmp_path), LINES), read(jpeg(tmp_path), LINES[::-1], index=1)]
    write_pdf(DECISION, pages, tmp_path / "a.pdf", ABOUT)
    for number, page in enumerate(pages, 1):
        found = layer(tmp_path / "a.pdf", number)
        assert found is not None and (found.engine, found.confidence, found.page.image) == (ENGINE, None, None)
        assert found.text == page.text
        scale = DPI / page.page.dpi
        for ours, theirs in zip(words(found), words(page), strict=True):
            assert all(abs(a - b * scale) <= DPI / 25.4 for a, b in zip(ours.box, theirs.box, strict=True))
        assert abs(found.page.width - page.page.width * scale) <= 2


def test_a_page_without_text_or_with_text_that_is_none_is_left_to_the_recogniser(tmp_path: Path) -> None:
    write_pdf(DECISION, [read(jpeg(tmp_path), ())], tmp_path / "bare.pdf", ABOUT)
    assert layer(tmp_path / "bare.pdf") is None
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing")
    assert layer(tmp_path / "broken.pdf") is None
    write_pdf(DECISION, [read(jpeg(tmp_path), LINES)], tmp_path / "private.pdf", ABOUT)
    with pikepdf.open(tmp_path / "private.pdf", allow_overwriting_input=True) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary) and "/ToUnicode" in thing:
                thing.ToUnicode = pdf.make_stream(PRIVATE)
        pdf.save()
    assert layer(tmp_path / "private.pdf") is None


def test_a_scan_that_is_no_pdf_has_no_layer(tmp_path: Path) -> None:
    assert layer(jpeg(tmp_path)) is None
