"""``vankho export`` as a person and a program use it."""

import json
from pathlib import Path

import pytest

from tests.archive.schemas import valid
from tests.conftest import Command


def test_the_pages_leave_as_alto_valid_and_a_file_a_page(kept: Command, tmp_path: Path) -> None:
    for told in kept.archived:  # type: ignore[attr-defined]
        folder = tmp_path / told["dossier"]
        made = kept.json("export", told["dossier"], "--to", folder, "--as", "alto")
        assert (made["dossier"], made["as"]) == (told["dossier"], "alto")
        assert made["files"] == [str(folder / f"p{page['index']:04d}.xml") for page in told["pages"]]
        for page, name in zip(told["pages"], made["files"], strict=True):
            words = valid(Path(name).read_bytes()).xpath("//@CONTENT")
            read = kept.run("text", told["dossier"], "--page", page["index"])
            assert words == read.split()


def test_a_dossier_without_a_table_says_so_and_is_no_failure(kept: Command, tmp_path: Path) -> None:
    for told in kept.archived:  # type: ignore[attr-defined]
        folder = tmp_path / told["dossier"]
        made = json.loads(kept.run("export", told["dossier"], "--to", folder, "--as", "csv", "--json"))
        assert ("Hồ sơ không có bảng nào." in kept.errors) == (made["files"] == [])
        assert sorted(made["files"]) == sorted(str(path) for path in folder.glob("*.csv"))


@pytest.mark.parametrize("form", ["xml", "xlsx", ""])
def test_a_form_that_does_not_exist_is_wrong_usage(kept: Command, tmp_path: Path, form: str) -> None:
    kept.run("export", "HS", "--to", tmp_path, "--as", form, expect=2)
    assert "alto" in kept.errors
