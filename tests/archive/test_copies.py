"""Copies for readers: what is written on them, that they are PDF/A, and that the document stays as it was."""

import subprocess
from datetime import date, timedelta
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from archive.conformance.check import check
from archive.copies import Copy, write_copy
from archive.errors import Refused, UsageError
from archive.pdfa import write_pdf
from archive.verapdf import VeraPdf
from tests.archive.making import ABOUT, CREATED, DECISION, LINES, jpeg, read
from tests.conftest import server

AGENCY = "Trung tâm Lưu trữ lịch sử tỉnh Tiền Giang"
UNTIL = "Bản đọc, sử dụng đến hết ngày 09/12/2026"


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("document")
    write_pdf(DECISION, [read(jpeg(folder)), read(jpeg(folder), index=1)], folder / "đ.pdf", ABOUT)
    return folder / "đ.pdf"


def words(path: Path, page: int, *box: int) -> list[str]:
    """The lines on a page, in a part of it (points from the upper left: x, y, width, height)."""
    options = ["-r", "72", *(f"-{key}={value}" for key, value in zip("xyWH", box, strict=False))]
    options = [part for option in options for part in option.split("=")]
    done = subprocess.run(
        ["pdftotext", "-f", str(page), "-l", str(page), *options, str(path), "-"], capture_output=True, check=True
    )
    return [" ".join(line.split()) for line in done.stdout.decode().replace("\f", "").splitlines() if line.strip()]


def made(document: Path, folder: Path, kind: str, until: date | None = None) -> Path:
    before = document.read_bytes()
    write_copy(document, folder / f"{kind}.pdf", Copy(kind, AGENCY, CREATED, until))  # type: ignore[arg-type]
    assert document.read_bytes() == before
    assert check(folder / f"{kind}.pdf") == []
    return folder / f"{kind}.pdf"


def test_a_reading_copy_names_the_agency_and_its_last_day_at_the_foot_of_each_page(
    document: Path, tmp_path: Path
) -> None:
    path = made(document, tmp_path, "reading")
    for page in (1, 2):
        assert words(path, page, 0, 800, 595, 42) == [AGENCY, UNTIL]
    assert "BẢN SAO" not in " ".join(words(path, 1))


def test_a_copy_bears_its_name_at_the_top_right_of_the_first_page_only(document: Path, tmp_path: Path) -> None:
    path = made(document, tmp_path, "copy")
    assert words(path, 1, 500, 0, 95, 40) == ["BẢN SAO"] and words(path, 2, 500, 0, 95, 40) == []
    assert words(path, 1, 0, 800, 595, 42) == words(path, 2, 0, 800, 595, 42) == [AGENCY]


def test_what_is_laid_over_is_as_wide_as_its_letters_and_ends_four_millimetres_from_the_edge(
    document: Path, tmp_path: Path
) -> None:
    path = made(document, tmp_path, "copy")
    done = subprocess.run(["pdftotext", "-l", "1", "-bbox", str(path), "-"], capture_output=True, check=True)
    (said,) = [line for line in done.stdout.decode().splitlines() if ">SAO<" in line]
    left, right = (float(said.partition(f'{side}="')[2].partition('"')[0]) for side in ("xMin", "xMax"))
    assert 1654 * 72 / 200 - right == pytest.approx(4 * 72 / 25.4, abs=0.5)
    assert right - left == pytest.approx(20, abs=1)


def test_what_is_laid_over_is_seen_black_on_white_in_its_place_and_nothing_else_changes(
    document: Path, tmp_path: Path
) -> None:
    shown = []
    for path in (document, made(document, tmp_path, "copy")):
        subprocess.run(["pdftoppm", "-r", "100", "-gray", "-singlefile", path, tmp_path / path.stem], check=True)
        with Image.open(tmp_path / f"{path.stem}.pgm") as image:
            shown.append(image.convert("L"))
    plain, copy = shown
    corner, foot, rest = (720, 10, 820, 40), (200, 1135, 630, 1165), (0, 40, 827, 1130)
    assert copy.crop(corner).getextrema()[0] < 60 and copy.crop(foot).getextrema()[0] < 60  # type: ignore[operator]
    assert copy.crop(rest).tobytes() == plain.crop(rest).tobytes()


def test_the_words_of_the_document_and_their_tags_stay(document: Path, tmp_path: Path) -> None:
    path = made(document, tmp_path, "reading")
    said = words(path, 1)
    assert [line.text for line in LINES] == said[: len(LINES)]
    with pikepdf.open(path) as pdf, pikepdf.open(document) as before:
        assert len(pdf.Root.StructTreeRoot.ParentTree.Nums) == len(before.Root.StructTreeRoot.ParentTree.Nums)
        assert str(pdf.docinfo.Title) == str(before.docinfo.Title)
    assert path.stat().st_size - document.stat().st_size < 12_000


def test_the_same_copy_has_the_same_bytes(document: Path, tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    assert (
        made(document, tmp_path, "reading").read_bytes() == made(document, tmp_path / "again", "reading").read_bytes()
    )


def test_a_reading_copy_ends_within_fifteen_days(document: Path, tmp_path: Path) -> None:
    today = CREATED.date()
    assert "30/11/2026" in words(made(document, tmp_path, "reading", date(2026, 11, 30)), 1)[-1]
    for day in (today - timedelta(1), today + timedelta(16)):
        with pytest.raises(UsageError, match="15"):
            write_copy(document, tmp_path / "x.pdf", Copy("reading", AGENCY, CREATED, day))


def test_a_copy_needs_the_name_of_the_agency(document: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="seal_name"):
        write_copy(document, tmp_path / "x.pdf", Copy("copy", " ", CREATED))


def test_a_pdf_that_others_made_is_left_alone(tmp_path: Path) -> None:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(tmp_path / "theirs.pdf")
    with pytest.raises(Refused, match="others"):
        write_copy(tmp_path / "theirs.pdf", tmp_path / "x.pdf", Copy("copy", AGENCY, CREATED))
    assert not (tmp_path / "x.pdf").exists()


def test_odd_names_and_odd_pages_make_valid_copies(tmp_path: Path) -> None:
    tiny, strip = tmp_path / "tiny.jpg", tmp_path / "strip.tif"
    Image.new("L", (1, 1)).save(tiny)
    Image.new("1", (30000, 30), 1).save(strip, compression="group4")
    pages = [
        read(tiny, (), dpi=300),
        read(strip, (), index=1, dpi=72),
        read(jpeg(tmp_path, size=(827, 500)), (), index=2),
    ]
    write_pdf(DECISION, pages, tmp_path / "odd.pdf", ABOUT)
    for number, name in enumerate(("Ủy ban 😀\x00 (\\) 漢字", "x" * 500, "a\u0323\u0302")):
        write_copy(tmp_path / "odd.pdf", tmp_path / f"{number}.pdf", Copy("copy", name, CREATED))
        assert check(tmp_path / f"{number}.pdf") == []


def test_vera_pdf_passes_every_kind_of_copy(document: Path, tmp_path: Path) -> None:
    command = tuple(server("VANKHO_TEST_VERAPDF").split())
    files = [made(document, tmp_path, kind) for kind in ("reading", "copy")]
    assert VeraPdf(command).check([document, *files]) == {path: [] for path in [document, *files]}
