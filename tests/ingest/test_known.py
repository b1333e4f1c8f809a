from pathlib import Path

import pytest

from archive.errors import BadKnown
from ingest.known import read_known

GOOD = """
FileCode = "H58.10.2018.000123"
title = "Hồ sơ một cửa"
start_date = 2018-09-11
EndDate = "30/9/2018"
total_doc = 2
[[documents]]
pages = "1-3, 5"
CodeNumber = 2576
issued_date = "09/2018"
[[documents]]
pages = [6]
"""


def test_law_names_and_dates_become_ours_and_pages_count_from_zero(tmp_path: Path) -> None:
    file = tmp_path / "dossier.toml"
    file.write_text(GOOD, encoding="utf-8")
    known = read_known(file)
    assert known.fields == {
        "file_code": "H58.10.2018.000123",
        "title": "Hồ sơ một cửa",
        "start_date": "2018-09-11",
        "end_date": "2018-09-30",
        "total_doc": "2",
    }
    assert known.documents[0].pages == (0, 1, 2, 4)
    assert known.documents[0].fields == {"code_number": "2576", "issued_date": "2018-09"}
    assert known.documents[1].pages == (5,)


@pytest.mark.parametrize(
    "text", ["title = ", "documents = 3", "[[documents]]\npages = '0-2'", "[[documents]]\npages='3-1'", "title=[1]",
             "[[documents]]\npages='a'", "[[documents]]\npages=[1,1]", "dossier = 1"]
)  # fmt: skip
def test_a_wrong_file_is_named(tmp_path: Path, text: str) -> None:
    file = tmp_path / "dossier.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadKnown, match=r"dossier\.toml"):
        read_known(file)
