"""What is read out of the store again: documents, pages as ALTO, tables as CSV."""

import dataclasses
from pathlib import Path

import pytest

from archive.blobs.memory import MemoryBlobs
from archive.errors import UsageError
from archive.export import export_alto, export_pdfs, export_tables
from archive.package import Making, pack
from archive.places import ALTO, DOCUMENTS
from archive.store import Store
from tests.archive.making import CREATED, DECISION, dossier
from tests.archive.packages import now
from tests.archive.pages import FULL, page, row, table
from tests.archive.schemas import valid

IDENTITY = "H58.10.2018.000123"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    given = dossier(tmp_path)
    tabled = page(*table(0, (0, 0, "=1+1"), (1, 1, "5")), row("hết", 100, 900, 1), *table(2, (0, 0, "b")), index=4)
    whole = dataclasses.replace(given, id=IDENTITY, pages=(*given.pages[:3], FULL, tabled), documents=(DECISION,))
    kept = Store(MemoryBlobs(), now)
    kept.put(pack(whole, tmp_path / "draft", Making("0.1", CREATED)), "ingest")
    return kept


def test_the_pdfs_leave_with_their_bytes(store: Store, tmp_path: Path) -> None:
    (made,) = export_pdfs(store, IDENTITY, tmp_path / "out")
    assert made.name == f"{IDENTITY}.pdf"
    assert made.read_bytes() == store.read(IDENTITY, f"{DOCUMENTS}{IDENTITY}.pdf")


def test_every_page_leaves_as_the_alto_that_is_in_its_package(store: Store, tmp_path: Path) -> None:
    made = export_alto(store, IDENTITY, tmp_path / "out")
    assert [path.name for path in made] == [f"p000{number}.xml" for number in range(5)]
    for path in made:
        valid(path.read_bytes())
        assert path.read_bytes() == store.read(IDENTITY, f"{ALTO}{path.name}")
    assert b'<ALTERNATIVE PURPOSE="recognised">tinh</ALTERNATIVE>' in made[3].read_bytes()


def test_every_table_leaves_as_a_file_named_after_its_page_and_place(store: Store, tmp_path: Path) -> None:
    made = export_tables(store, IDENTITY, tmp_path / "out")
    assert {path.name: path.read_text("utf-8-sig") for path in made} == {
        "p0003-1.csv": 'TT,Họ và tên,Ghi chú\n1,"Nguyễn Văn A,\nTrần Thị B",\n2,,-\n',
        "p0004-1.csv": "'=1+1,\n,5\n",
        "p0004-2.csv": "b\n",
    }


def test_exported_twice_is_once_and_another_file_is_never_overwritten(store: Store, tmp_path: Path) -> None:
    first = export_tables(store, IDENTITY, tmp_path / "out")
    assert export_tables(store, IDENTITY, tmp_path / "out") == first
    first[0].write_text("mine")
    with pytest.raises(UsageError, match=r"p0003-1\.csv"):
        export_tables(store, IDENTITY, tmp_path / "out")
    assert first[0].read_text() == "mine"
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [path.name for path in first]
