"""``vankho sheet`` and ``export --as mlvb`` as people use them."""

import csv
import json
import shutil
from pathlib import Path
from typing import Any

import openpyxl
from click.testing import CliRunner

from archive.errors import VankhoError
from archive.exchange import COLUMNS
from tests.conftest import Command
from vankho.cli import cli


def said(home: Path, *arguments: object) -> tuple[int, str]:
    """What the command line answers in this process, with the error that ends it."""
    told = CliRunner().invoke(cli, ["--home", str(home), *map(str, arguments)])
    if isinstance(told.exception, VankhoError):
        return told.exception.exit_code, told.exception.message("vi")
    return told.exit_code, told.output


def records(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8-sig", newline="") as source:
        head, *lines = csv.reader(source)
    assert head == [column.header for column in COLUMNS]
    names = [f"{column.of}.{column.field}" for column in COLUMNS]
    return [dict(zip(names, line, strict=True)) for line in lines]


def test_the_archive_leaves_as_a_sheet_with_a_row_a_document(kept: Command, tmp_path: Path) -> None:
    code, told = said(kept.home, "sheet", "export", "--to", tmp_path / "bảng kê.xlsx", "--json")
    assert (code, json.loads(told.splitlines()[0])["rows"]) == (0, 5)
    sheet = openpyxl.load_workbook(tmp_path / "bảng kê.xlsx").worksheets[0]
    assert (sheet["A1"].value, sheet["AT1"].value) == ("STT hồ sơ", "Đường dẫn file")
    assert {sheet[f"AA{row}"].value for row in range(2, 7)} == {"2576", "145"}
    assert {type(sheet[f"AE{row}"].value) for row in range(2, 7)} == {int}
    said(kept.home, "sheet", "export", "HS.7e25", "--to", tmp_path / "b.csv")
    (only,) = records(tmp_path / "b.csv")
    assert (only["document.code_number"], only["dossier.status"]) == ("145", "đã lưu kho")
    assert only["document.file"] == "HS.7e25276a3c51b94e.pdf"
    assert only["document.scan"] == "hồ sơ 02.pdf"


def test_other_endings_and_other_statuses_are_wrong_usage_or_empty(kept: Command, tmp_path: Path) -> None:
    assert said(kept.home, "sheet", "export", "--to", tmp_path / "b.ods")[0] == 2
    code, told = said(kept.home, "sheet", "export", "--to", tmp_path / "b.csv", "--status", "review")
    assert (code, "0 hồ sơ, 0 dòng" in told) == (0, True)
    assert records(tmp_path / "b.csv") == []
    assert said(kept.home, "sheet", "export", "không-có", "--to", tmp_path / "b.csv")[0] == 6


def test_a_sheet_attached_to_the_same_scans_in_another_home_gives_the_same_fields(
    kept: Command, samples: Path, tmp_path: Path
) -> None:
    scans = tmp_path / "khác"
    (scans / "hộp 01").mkdir(parents=True)
    shutil.copy(samples / "hộp 01" / "hồ sơ 02.pdf", scans / "hộp 01")
    said(kept.home, "sheet", "export", "HS.7e25", "--to", tmp_path / "b.xlsx")
    code, told = said(tmp_path / "nhà", "sheet", "import", tmp_path / "b.xlsx", "--scans", scans)
    assert (code, "Gắn được 1 trên 1 hồ sơ." in told) == (0, True)
    (again,) = Command(tmp_path / "nhà").lines("ingest", scans, "--accept")
    before: Any = next(one for one in kept.archived if one["dossier"] == again["dossier"])  # type: ignore[attr-defined]
    assert again["fields"] == before["fields"]
    stated = [name for name in before["documents"][0] if name not in ("evidence", "sha256")]
    for old, new in zip(before["documents"], again["documents"], strict=True):
        assert {name: new[name] for name in stated if old[name]} == {name: old[name] for name in stated if old[name]}


def test_rows_that_cannot_be_attached_are_told_and_the_exit_status_says_so(tmp_path: Path) -> None:
    (tmp_path / "scans").mkdir()
    (tmp_path / "b.csv").write_text("Mã hồ sơ;Tiêu đề hồ sơ;Trích yếu\nH58.1;A;a\nH58.2;B;b\n")
    code, told = said(tmp_path / "nhà", "sheet", "import", tmp_path / "b.csv", "--scans", tmp_path / "scans")
    assert code == 3
    assert "b.csv, dòng 2: «H58.1»: không thấy bản quét" in told
    assert "Gắn được 0 trên 2 hồ sơ." in told
    code, told = said(tmp_path / "nhà", "sheet", "import", tmp_path / "c.xlsx", "--scans", tmp_path / "scans")
    assert (code, "c.xlsx" in told) == (3, True)


def test_the_list_of_documents_leaves_as_docx_and_xlsx(kept: Command, tmp_path: Path) -> None:
    code, told = said(kept.home, "export", "HS.c8", "--to", tmp_path, "--as", "mlvb")
    assert code == 0
    assert [Path(line).name for line in told.split("\n") if line] == [
        "MLVB_HS.c8c6e5ba7826359b.docx",
        "MLVB_HS.c8c6e5ba7826359b.xlsx",
    ]
    sheet = openpyxl.load_workbook(told.split("\n")[1]).worksheets[0]
    assert [cell.value for cell in sheet[2]][:3] == [1, "2576/QĐ-UBND", "11/09/2018"]
