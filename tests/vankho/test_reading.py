"""A slip of the program over one page costs the words of that page, never its dossier or the others."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from archive.errors import EngineFailed
from archive.records import OcrPage, Page
from ocr.engine import Engine
from ocr.page import read
from tests.corpus.paper import DECISION, LETTER, draw, scanned
from vankho import reading
from vankho.cli import cli

pytestmark = pytest.mark.usefixtures("no_log_file")
Reader = Callable[[Page, Engine], OcrPage]


def box(folder: Path, *papers: str) -> Path:
    folder.mkdir()
    for number, paper in enumerate(papers, 1):
        page = scanned(draw(DECISION if paper == "decision" else LETTER), noise=2, seed=number)
        page.save(folder / f"{number}.jpg", quality=60, dpi=(200, 200))
    return folder


def stumbling_at(index: int, error: Exception) -> Reader:
    def stumble(page: Page, engine: Engine) -> OcrPage:
        if page.index == index:
            raise error
        return read(page, engine)

    return stumble


def ingested(home: Path, *folders: Path) -> tuple[int, list[dict[str, Any]]]:
    environment = {"VANKHO_HOME": str(home), "VANKHO_RUNNER": "here"}
    done = CliRunner().invoke(cli, ["ingest", "--json", *map(str, folders)], env=environment)
    return done.exit_code, [json.loads(line) for line in done.stdout.splitlines()]


def test_the_page_waits_for_a_person_with_its_picture_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "read", stumbling_at(1, IndexError("list index out of range")))
    code, (whole,) = ingested(tmp_path / "kho", box(tmp_path / "hộp", "decision", "letter"))
    assert (code, whole["status"], whole["error"]) == (3, "review", None)
    first, second = whole["pages"]
    assert (first["kind"], second["kind"]) == ("text", "text")
    assert whole["documents"][0]["code_number"] == "2576"
    (flag,) = [flag for flag in whole["flags"] if flag["kind"] == "nothing-read"]
    assert flag["page"] == 1
    assert "«2.jpg», trang 2" in flag["message"]
    assert "IndexError: list index out of range" in flag["message"]
    assert list((tmp_path / "kho").rglob("p0001*.jpg"))


def test_a_dossier_of_that_page_alone_waits_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "read", stumbling_at(0, KeyError("x")))
    _, (whole,) = ingested(tmp_path / "kho", box(tmp_path / "hộp", "letter"))
    assert whole["status"] == "review"


def test_a_recogniser_that_is_gone_is_no_slip_of_a_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "read", stumbling_at(0, EngineFailed("tesseract?")))
    code, (whole,) = ingested(tmp_path / "kho", box(tmp_path / "hộp", "letter"))
    assert (code, whole["status"]) == (3, "failed")
