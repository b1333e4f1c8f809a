"""From what a program left to what the scorer takes."""

from pathlib import Path

import pytest

from bench.corpus import TrueDossier, TruePage
from bench.peers import as_truth, environment, pages_of_sidecar, texts_of_package, write_texts
from bench.score import word_recall


@pytest.mark.parametrize("text", ["một\fhai\f\f", "một\fhai\f"])
def test_a_sidecar_splits_into_as_many_pages_as_the_scan(text: str) -> None:
    assert pages_of_sidecar(text, 3) == ["một", "hai", ""]


def test_a_sidecar_that_lost_a_page_is_refused() -> None:
    with pytest.raises(ValueError, match="1 pages, the scan 3"):
        pages_of_sidecar("một", 3)


def test_a_page_without_a_text_in_the_package_is_an_empty_page(tmp_path: Path) -> None:
    folder = tmp_path / "v1" / "content" / "representations" / "text" / "data"
    folder.mkdir(parents=True)
    (folder / "p0001.txt").write_text("hai", encoding="utf-8")
    assert texts_of_package(tmp_path, 3) == ["", "hai", ""]


def test_a_document_gets_the_names_of_the_manifest() -> None:
    names = ("code_number", "code_notation", "issued_date", "place", "organ_name", "subject", "signer_name")
    document = dict.fromkeys((*names, "signer_position"), None)
    told = as_truth(document | {"type_name": "Quyết định", "pages": [3, 4], "code_number": "2576"})
    assert (told["type"], told["page_from"], told["page_to"], told["number"]) == ("quyet_dinh", 3, 4, "2576")


def test_word_recall_counts_each_word_as_often_as_it_stands_and_leaves_blank_pages_out(tmp_path: Path) -> None:
    pages = (
        TruePage(0, "light", False, 0, 0.0, 300, "một một hai\nba"),
        TruePage(1, "heavy", True, 0, 0.0, 300, ""),
        TruePage(2, "heavy", False, 0, 0.0, 300, "bốn năm"),
    )
    write_texts(["hai một ba sáu", "rác", "bốn"], tmp_path / "d")
    recall = word_recall([TrueDossier("d", tmp_path / "d.pdf", pages)], tmp_path)
    assert recall == {"light": 3 / 4, "heavy": 1 / 2, "ALL": 4 / 6}


def test_no_thread_limit_or_setting_of_ours_reaches_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_THREAD_LIMIT", "1")
    monkeypatch.setenv("VANKHO_STORE", "folder:elsewhere")
    assert not {"OMP_THREAD_LIMIT", "VANKHO_STORE"} & set(environment())
