"""Bookmarks, page labels and tags of our PDFs say what was read, no more, and cost little."""

import dataclasses
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String
from PIL import Image

from archive.conformance.check import check
from archive.pdfa import write_pdf
from archive.records import Document, Line
from archive.tags import runs
from tests.archive.making import ABOUT, DECISION, LINES, jpeg, read, spread
from tests.archive.pages import row, table

ANNEX = (spread("PHỤ LỤC", 600, 300), spread("DANH MỤC HỒ SƠ", 500, 380), spread("nội dung của phụ lục", 200, 500))
TABLE = table(
    1, (0, 0, "TT"), (0, 1, "Họ và tên"), (1, 0, "1"), (1, 1, "Nguyễn Văn A,"), (1, 1, "Trần Thị B"), (3, 0, "2")
)


def made(folder: Path, *pages: Sequence[Line], document: Document = DECISION, kind: str = "text") -> Path:
    image, target = jpeg(folder), folder / "made.pdf"
    shown = [read(image, tuple(lines), index=index) for index, lines in enumerate(pages)]
    shown[0] = dataclasses.replace(shown[0], page=dataclasses.replace(shown[0].page, kind=kind))  # type: ignore[arg-type]
    write_pdf(document, shown, target, ABOUT)
    assert check(target) == []
    return target


def tree(path: Path) -> str:
    out = subprocess.run(["pdfinfo", "-struct-text", str(path)], capture_output=True, check=True).stdout
    done = out.decode(errors="replace")  # it writes titles as they are in the file
    return "\n".join(line for line in done.splitlines() if line.strip())


def label(path: Path) -> list[str]:
    with pikepdf.open(path) as pdf:
        return [page.label for page in pdf.pages]


def test_an_annex_has_a_bookmark_under_its_paper(tmp_path: Path) -> None:
    with pikepdf.open(made(tmp_path, LINES, LINES[:1], ANNEX)) as pdf, pdf.open_outline() as outline:
        (paper,) = outline.root
        (annex,) = paper.children
        assert paper.title.startswith("Quyết định 2576/QĐ-UBND") and annex.title == "PHỤ LỤC: DANH MỤC HỒ SƠ"
        assert annex.destination and annex.destination[0].objgen == pdf.pages[2].obj.objgen  # type: ignore[union-attr]
        assert pdf.Root.PageMode == Name.UseOutlines


def test_a_paper_without_annexes_opens_without_the_bookmarks(tmp_path: Path) -> None:
    with pikepdf.open(made(tmp_path, LINES)) as pdf:
        assert "/PageMode" not in pdf.Root and pdf.Root.Outlines.Count == 1


def test_pages_are_called_by_their_place_in_the_document(tmp_path: Path) -> None:
    assert label(made(tmp_path, LINES, LINES)) == ["1", "2"]
    unread = dataclasses.replace(DECISION, pages=(0, 7, 1))
    assert label(made(tmp_path, LINES, LINES, document=unread)) == ["1", "3"]
    covered = dataclasses.replace(DECISION, pages=(0, 1, 2))
    assert label(made(tmp_path, LINES, LINES, LINES, document=covered, kind="cover")) == ["i", "1", "2"]


def test_titles_paragraphs_and_cells_are_tagged_in_reading_order(tmp_path: Path) -> None:
    heading = row("QUYẾT ĐỊNH", 600, 300, 0)
    said = tree(made(tmp_path, (row("UBND TỈNH", 100, 150, 0, "letterhead"), heading, *TABLE), ANNEX))
    told = [line.strip() for line in said.splitlines() if "Sect" not in line]
    assert told == [
        *("Document", "P (block)", '"UBND TỈNH"', "H1 (block)", '"QUYẾT ĐỊNH"', "Table (block)"),
        *("TR", "TD", '"TT"', "TD", '"Họ và tên"'),
        *("TR", "TD", '"1"', "TD", '"Nguyễn Văn A, Trần Thị B"'),
        *("TR", "TD", '"2"', "TD"),
        *("H1 (block)", '"PHỤ LỤC DANH MỤC HỒ SƠ"', "P (block)", '"nội dung của phụ lục"'),
    ]
    assert said.count("Sect") == 2


def test_a_page_number_and_the_picture_are_artifacts(tmp_path: Path) -> None:
    path = made(tmp_path, (row("2", 800, 60, 0, "header"), row("Căn cứ", 200, 300, 1)))
    assert '"2"' not in tree(path) and '"Căn cứ"' in tree(path)
    out = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, check=True).stdout.decode()
    assert out.split() == ["2", "Căn", "cứ"]


def test_a_paper_of_pictures_alone_is_not_said_to_be_tagged(tmp_path: Path) -> None:
    with pikepdf.open(made(tmp_path, ())) as pdf:
        assert "/StructTreeRoot" not in pdf.Root and "/MarkInfo" not in pdf.Root


def test_paragraphs_begin_where_a_line_is_indented_or_stands_off() -> None:
    lines = [row(text, left, top, 0) for text, left, top in (("a", 180, 100), ("b", 100, 150), ("c", 100, 200))]
    more = [row(text, left, top, 0) for text, left, top in (("d", 180, 250), ("e", 100, 300), ("f", 100, 420))]
    found = runs(read(None, tuple(lines + more)))
    assert [[line.text for line in run.lines] for run in found] == [["a", "b", "c"], ["d", "e"], ["f"]]
    assert [run.mark for run in found] == [0, 1, 2]


def test_a_cell_that_comes_in_two_pieces_is_one_cell(tmp_path: Path) -> None:
    lines = (TABLE[3], TABLE[2], TABLE[4])
    with pikepdf.open(made(tmp_path, lines)) as pdf:
        owners = pdf.Root.StructTreeRoot.ParentTree.Nums[1]
        assert owners[0].objgen == owners[2].objgen != owners[1].objgen
        assert list(owners[0].K) == [0, 2]  # type: ignore[call-overload]


def test_tags_cost_little(tmp_path: Path) -> None:
    cells = table(1, *((r, c, f"ô {r}.{c}") for r in range(30) for c in range(5)), top=100)
    bare = tuple(dataclasses.replace(line, cell=None, block=0) for line in cells)
    tagged, plain = (made(tmp_path, lines, lines).stat().st_size for lines in (cells, bare))
    assert tagged - plain < 2 * 8_000


def _drop(key: str) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        del pdf.Root[key]

    return change


def _content(old: bytes, new: bytes) -> Callable[[Pdf], None]:
    def change(pdf: Pdf) -> None:
        data = pdf.pages[0].Contents.read_bytes()
        assert old in data
        pdf.pages[0].Contents = pdf.make_stream(data.replace(old, new, 1))

    return change


def _owner(change: Callable[[Any], None]) -> Callable[[Pdf], None]:
    return lambda pdf: change(pdf.Root.StructTreeRoot.ParentTree.Nums[1][0])


def _mark(change: Callable[[Any, Pdf], None]) -> Callable[[Pdf], None]:
    return lambda pdf: change(pdf.Root.Outlines.First, pdf)


BROKEN: dict[str, tuple[Callable[[Pdf], None], str]] = {
    "no tree": (_drop("/StructTreeRoot"), "14.7.1"),
    "no mark": (_drop("/MarkInfo"), "14.7.1"),
    "open mark": (_content(b"EMC\nET", b"ET"), "14.6"),
    "picture unmarked": (_content(b"/Artifact BMC q", b"q q /Artifact BMC EMC Q /Artifact BMC EMC"), "14.6"),
    "text unmarked": (_content(b"/H1 <</MCID 1>> BDC", b"/H1 <</MCID 1>> BDC EMC <0020> Tj /P BMC"), "14.8.2.2"),
    "a mark twice": (_content(b"MCID 1>>", b"MCID 0>>"), "14.7.4.4"),
    "an element of another page": (_owner(lambda owner: owner.__delitem__("/Pg")), "14.7.4.4"),
    "an element without its mark": (_owner(lambda owner: owner.__setitem__("/K", 99)), "14.7.4.4"),
    "an odd element": (_owner(lambda owner: owner.__setitem__("/S", Name.Span)), "14.8.4"),
    "an element in no tree": (_owner(lambda owner: owner.__setitem__("/P", Dictionary(S=Name.P))), "14.8.4"),
    "a bookmark to nowhere": (_mark(lambda mark, pdf: mark.__setitem__("/Dest", Array([mark]))), "12.3.3"),
    "a bookmark without title": (_mark(lambda mark, pdf: mark.__setitem__("/Title", String(""))), "12.3.3"),
    "a ring of bookmarks": (_mark(lambda mark, pdf: mark.__setitem__("/Next", mark)), "circle"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_tag_or_bookmark_is_caught(tmp_path: Path, name: str) -> None:
    change, said = BROKEN[name]
    lines = (row("UBND TỈNH", 100, 150, 0, "letterhead"), row("QUYẾT ĐỊNH", 600, 300, 0))
    path = made(tmp_path, lines)
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        change(pdf)
        pdf.save(path)
    assert any(said in problem for problem in check(path)), check(path)


@pytest.mark.parametrize(("flavour", "claims"), [("2b", ("2", "B")), ("3u", ("3", "U"))])
def test_another_flavour_is_claimed_as_set(tmp_path: Path, flavour: Any, claims: tuple[str, str]) -> None:
    target = tmp_path / "x.pdf"
    write_pdf(DECISION, [read(jpeg(tmp_path))], target, dataclasses.replace(ABOUT, flavour=flavour))
    assert check(target) == []
    with pikepdf.open(target) as pdf, pdf.open_metadata() as told:
        assert (told["pdfaid:part"], told["pdfaid:conformance"]) == claims


def test_pictures_of_a_long_document_are_not_held_in_memory(tmp_path: Path) -> None:
    """400 pages of 300 KB: their pictures are 120 MB, the process that writes them grows by less than 40."""
    script = """
import resource, sys
from pathlib import Path
from archive.pdfa import write_pdf
from archive.records import Document, OcrPage, Page
from tests.archive.making import ABOUT
folder = Path(sys.argv[1])
pages = [OcrPage(Page(i, "s", "text", dpi=100, width=600, height=800, image=folder / "noise.jpg")) for i in range(400)]
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
write_pdf(Document(1, tuple(range(400))), pages, folder / "long.pdf", ABOUT)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before, (folder / "long.pdf").stat().st_size)
"""
    Image.frombytes("RGB", (600, 800), os.urandom(600 * 800 * 3)).save(tmp_path / "noise.jpg", quality=75)
    done = subprocess.run([sys.executable, "-c", script, str(tmp_path)], capture_output=True, check=True, text=True)
    grown, size = map(int, done.stdout.split())
    assert size > 100_000_000 and grown < 40_000
    assert sorted(path.name for path in tmp_path.iterdir()) == ["long.pdf", "noise.jpg"]
