"""The promise of review: a mixed dossier is put right in under ten commands, archived, and handed over as a list."""

from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
from click.testing import CliRunner
from PIL import Image, ImageDraw

from tests.conftest import Command
from tests.corpus.paper import DECISION, LETTER, draw, scanned
from vankho.cli import cli


def scans(folder: Path) -> Path:
    """A decision; a report whose letterhead was cut off, taken for the decision's second page; its annex, a form under
    quốc hiệu, taken for a document of its own."""
    folder.mkdir(parents=True)
    report = draw(LETTER)
    ImageDraw.Draw(report).rectangle((0, 0, report.width, 480), "white")
    form = replace(LETTER, number="", type_name="TỜ KHAI", subject="Đăng ký sử dụng tài liệu", body=LETTER.body[1:])
    pages: list[Image.Image] = [draw(DECISION), report, draw(form)]
    for number, page in enumerate(pages, 1):
        scanned(page, noise=2, seed=number).save(folder / f"{number}.jpg", quality=60, dpi=(200, 200))
    (folder / "dossier.toml").write_text('box_number = "07"\n[[documents]]\ncode_number = "2506"\n')
    return folder


def said(home: Path, *arguments: str) -> None:
    """One command that the line has no part in, in this process."""
    done = CliRunner().invoke(cli, ["--home", str(home), *arguments], env={"VANKHO_USER": "Nguyễn Lan"})
    assert done.exit_code == 0, done.output


def test_a_clerk_corrects_a_mixed_dossier_archives_it_and_hands_over_the_list(tmp_path: Path) -> None:
    home, folder = tmp_path / "kho", scans(tmp_path / "hộp 07" / "hồ sơ 01")
    command = Command(home, {"VANKHO_USER": "Nguyễn Lan"})
    (waits,) = command.lines("ingest", folder)
    assert (waits["status"], [one["pages"] for one in waits["documents"]]) == ("review", [[0, 1], [2]])
    for change in [
        ("set", "HS.", "1.code_number", "2576", "--why", "theo ảnh"),
        ("split", "HS.", "2"),
        ("set", "HS.", "2.type_name", "14"),
        ("set", "HS.", "2.issued_date", "5/10/2018"),
        ("merge", "HS.", "3"),
        ("set", "HS.", "maintenance", "15 năm"),
    ]:
        said(home, "review", *change)
    command.run("review", "accept", "HS.")
    said(home, "sheet", "export", "--to", str(tmp_path / "nộp lưu.xlsx"))
    said(home, "export", "HS.", "--to", str(tmp_path), "--as", "mlvb")

    sheet = openpyxl.load_workbook(tmp_path / "nộp lưu.xlsx").worksheets[0]
    head, first, second = ([cell.value for cell in row] for row in sheet.iter_rows())
    decision, report = (
        dict(zip(head[24:46], first[24:46], strict=True)),
        dict(zip(head[24:46], second[24:46], strict=True)),
    )
    assert (first[3], first[6], first[-1]) == ("07", "15 năm", "đã lưu kho")
    assert (decision["Số"], decision["Ký hiệu"], decision["Số trang"]) == ("2576", "QĐ-UBND", 1)
    assert [report[name] for name in ("Tên loại", "Ngày văn bản", "Tháng văn bản", "Năm văn bản", "Số trang")] == [
        "Báo cáo", 5, 10, 2018, 2,
    ]  # fmt: skip
    (paper,) = tmp_path.glob("MLVB_*.docx")
    rows = [[cell.text for cell in row.cells] for row in docx.Document(str(paper)).tables[0].rows]
    assert [row[1] for row in rows[1:]] == ["2576/QĐ-UBND", ""]
    assert [row[5] for row in rows[1:]] == ["tr. 1", "tr. 2-3"]
