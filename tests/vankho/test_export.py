"""``vankho export`` as a person and a program use it: a table leaves cell by cell, a page as valid ALTO."""

import csv
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.archive.schemas import valid
from tests.conftest import Command
from tests.corpus.paper import font

ROWS = [
    ["TT", "Tên hồ sơ", "Số tờ"],
    ["1", "Hồ sơ cấp đất ở huyện Cái Bè", "120"],
    ["2", "Báo cáo tổng kết năm 2018", "45"],
    ["3", "Kế hoạch chỉnh lý tài liệu", "68"],
]
COLUMNS, TOP, HEIGHT = (150, 300, 1150, 1450), 700, 110


def draw_table(path: Path) -> None:
    """A4 at 200 dpi: a title, a ruled table of :data:`ROWS`, a line of text behind it."""
    sheet = Image.new("RGB", (1654, 2339), "white")
    pen = ImageDraw.Draw(sheet)
    pen.text((827, 480), "DANH MỤC HỒ SƠ NỘP LƯU NĂM 2018", "black", font=font(40, bold=True), anchor="ma")
    bottom = TOP + HEIGHT * len(ROWS)
    for x in COLUMNS:
        pen.line((x, TOP, x, bottom), "black", 3)
    for number in range(len(ROWS) + 1):
        pen.line((COLUMNS[0], TOP + HEIGHT * number, COLUMNS[-1], TOP + HEIGHT * number), "black", 3)
    for number, row in enumerate(ROWS):
        for x, text in zip(COLUMNS, row, strict=False):
            pen.text((x + 25, TOP + HEIGHT * number + 35), text, "black", font=font(36))
    pen.text((150, bottom + 100), "Danh mục này gồm có ba hồ sơ được giao nộp đủ.", "black", font=font(36))
    sheet.save(path, dpi=(200, 200), quality=92)


@pytest.fixture(scope="module")
def tabled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Command, str]:
    """The command line on a home with one dossier of one page, which has a table; and the dossier's id."""
    folder = tmp_path_factory.mktemp("bảng")
    (folder / "in").mkdir()
    draw_table(folder / "in" / "bảng kê.jpg")
    command = Command(folder / "home")
    (told,) = command.lines("ingest", folder / "in", "--accept")
    return command, told["dossier"]


def test_a_table_leaves_as_csv_cell_by_cell(tabled: tuple[Command, str], tmp_path: Path) -> None:
    command, dossier = tabled
    made = command.json("export", dossier, "--to", tmp_path, "--as", "csv")
    assert made == {"dossier": dossier, "as": "csv", "files": [str(tmp_path / "p0000-1.csv")]}
    with (tmp_path / "p0000-1.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.reader(file)) == ROWS


def test_the_page_leaves_as_alto_valid_with_its_cells_in_order(tabled: tuple[Command, str], tmp_path: Path) -> None:
    command, dossier = tabled
    (path,) = command.run("export", dossier, "--to", tmp_path, "--as", "alto").splitlines()
    assert path == str(tmp_path / "p0000.xml")
    root = valid(Path(path).read_bytes())
    assert root.xpath("//@CONTENT") == command.run("text", dossier).split()
    assert [block.get("ID") for block in root.iterfind(".//{*}ComposedBlock/{*}TextBlock")] == [
        f"table1_r{row}_c{column}" for row in range(4) for column in range(3)
    ]


def test_the_package_has_the_same_alto(tabled: tuple[Command, str], tmp_path: Path) -> None:
    command, dossier = tabled
    command.run("export", dossier, "--to", tmp_path / "aip")
    command.run("export", dossier, "--to", tmp_path / "alto", "--as", "alto")
    (kept,) = (tmp_path / "aip").glob("urn_uuid_*/representations/text/data/alto/p0000.xml")
    assert kept.read_bytes() == (tmp_path / "alto" / "p0000.xml").read_bytes()


def test_a_dossier_without_a_table_says_so_and_is_no_failure(kept: Command, tmp_path: Path) -> None:
    told = kept.archived[0]  # type: ignore[attr-defined]
    assert kept.run("export", told["dossier"], "--to", tmp_path, "--as", "csv") == ""
    assert "Hồ sơ không có bảng nào." in kept.errors


def test_a_form_that_does_not_exist_is_wrong_usage(kept: Command, tmp_path: Path) -> None:
    kept.run("export", "HS", "--to", tmp_path, "--as", "xlsx", expect=2)
    assert "alto" in kept.errors
