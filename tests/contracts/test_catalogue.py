"""What the catalogue must keep on every database: one suite, run on SQLite and on a real PostgreSQL."""

import logging
import multiprocessing
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from archive import tables
from archive.catalogue import Catalogue, Row, open_catalogue
from archive.errors import CatalogueError
from archive.records import Document, Dossier, Event, Flag, OcrPage, Page, Receipt

RECEIPT = Receipt("H58.1", 2, "3c0/ff4/240/H58%2e1", "a" * 128, "2026-11-24T12:00:00+07:00")


def dossier(identity: str = "H58.1", **known: str) -> Dossier:
    pages = tuple(
        OcrPage(Page(index, f"d-03.pdf#{index + 1}", "text"), confidence=0.5 if index else None) for index in range(3)
    )
    return Dossier(
        id=identity,
        source="in/hộp 7/d-03.pdf",
        digest="d" * 64,
        fingerprint="f" * 64,
        fields={"title": "Hồ sơ đất đai", **known},
        pages=pages,
        documents=(Document(1, (0, 1), type_name="Quyết định", code_number="2576"), Document(2, (2,))),
        flags=(
            Flag("number-disagrees", "Số không khớp", 2, "2506", "2576"),
            Flag("unread", "Chưa đọc", 1, box=(1, 2, 3, 4)),
        ),
        events=(Event("2026-11-24T11:00:00+07:00", "scan", "vankho"), Event("2026-11-24T12:00:00+07:00", "read", "t")),
        files=(),
    )


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/danh mục 100%.sqlite"
    address: str = request.getfixturevalue("postgres_address")
    return address


@pytest.fixture
def catalogue(url: str) -> Iterator[Catalogue]:
    with open_catalogue(url) as opened:
        yield opened


def rows_of(url: str, table: str) -> list[tuple[object, ...]]:
    engine = sa.create_engine(url)
    try:
        with engine.connect() as connection:
            return [tuple(row) for row in connection.execute(sa.text(f"SELECT * FROM {table} ORDER BY 1, 2"))]
    finally:
        engine.dispose()


def test_what_is_entered_comes_back_also_after_opening_again(catalogue: Catalogue, url: str) -> None:
    catalogue.enter(dossier(file_code="H58.10", dossier_code="000.00.16.H58"), "archived", RECEIPT)
    with open_catalogue(url) as again:
        row = again.get("H58.1")
    assert row is not None
    assert row == Row(
        id="H58.1",
        status="archived",
        source="in/hộp 7/d-03.pdf",
        digest="d" * 64,
        fingerprint="f" * 64,
        version=2,
        root=RECEIPT.root,
        inventory_sha512="a" * 128,
        stored_at="2026-11-24T12:00:00+07:00",
        updated_at="2026-11-24T12:00:00+07:00",
        title="Hồ sơ đất đai",
        file_code="H58.10",
        dossier_code="000.00.16.H58",
        page_count=3,
        document_count=2,
        flag_count=2,
        fields={"title": "Hồ sơ đất đai", "file_code": "H58.10", "dossier_code": "000.00.16.H58"},
        mode="02",
    )
    assert row.as_json()["dossier"] == row.as_json()["id"] == "H58.1" and "inventory_sha512" not in row.as_json()


def test_entering_again_replaces_the_row_and_all_that_hangs_on_it(catalogue: Catalogue, url: str) -> None:
    catalogue.enter(dossier(), "review", None)
    assert (row := catalogue.get("H58.1")) is not None and row.status == "review" and row.version is None
    assert len(rows_of(url, "pages")) == 3 and len(rows_of(url, "flags")) == 2
    smaller = replace(dossier(title="khác"), pages=dossier().pages[:1], documents=(), flags=())
    for _ in range(2):
        catalogue.enter(smaller, "archived", RECEIPT)
    assert [(row.title, row.status, row.page_count) for row in catalogue.rows()] == [("khác", "archived", 1)]
    assert len(rows_of(url, "pages")) == 1 and rows_of(url, "documents") == rows_of(url, "flags") == []


def test_rows_come_in_code_point_order_of_their_ids_on_every_database(catalogue: Catalogue) -> None:
    names = ["b", "a", "B", "A-1", "A.1", "Đ", "đ", "a b", "Z", "10", "9", "a_"]
    for number, name in enumerate(names):
        catalogue.enter(dossier(name), "review" if number % 2 else "archived", None if number % 2 else RECEIPT)
    assert [row.id for row in catalogue.rows()] == sorted(names)
    assert [row.id for row in catalogue.rows("review")] == sorted(names[1::2])


def test_more_rows_than_a_batch_come_all_while_others_write(catalogue: Catalogue) -> None:
    bare = replace(dossier(), pages=(), documents=(), flags=())
    with catalogue._engine.begin() as connection:
        row: dict[str, Any] = dict.fromkeys(field.name for field in fields(Row))
        row |= {"status": "archived", "source": "s", "digest": "d", "fingerprint": "f", "fields": {}}
        row |= {"page_count": 0, "document_count": 0, "flag_count": 0}
        connection.execute(sa.insert(tables.dossiers), [{**row, "id": f"{number:05}"} for number in range(1200)])
    seen: list[str] = []
    for found in catalogue.rows():
        if not seen:
            catalogue.enter(replace(bare, id="99999"), "review", None)
        seen.append(found.id)
    assert seen == [f"{number:05}" for number in range(1200)] + ["99999"]


def test_a_name_is_resolved_as_id_then_code_then_beginning(catalogue: Catalogue) -> None:
    catalogue.enter(dossier("H58.1", dossier_code="HS-01"), "archived", RECEIPT)
    catalogue.enter(dossier("H58.10", dossier_code="HS-02", file_code="Mã 7"), "archived", RECEIPT)
    catalogue.enter(dossier("H58.2", dossier_code="HS-02"), "review", None)
    assert catalogue.resolve("H58.1") == ["H58.1"]
    assert catalogue.resolve("H58.10") == ["H58.10"]
    assert catalogue.resolve("HS-01") == ["H58.1"]
    assert catalogue.resolve("HS-02") == ["H58.10", "H58.2"]
    assert catalogue.resolve("Ma\u0303 7") == ["H58.10"]
    assert catalogue.resolve("H58") == ["H58.1", "H58.10", "H58.2"]
    assert catalogue.resolve("H58.2"[:4]) == ["H58.1", "H58.10", "H58.2"]
    for nothing in ("", "h58", "H58_1", "%", "H58.3", "\0", "'; DROP TABLE dossiers; --"):
        assert catalogue.resolve(nothing) == []


def test_a_dossier_is_found_by_the_digest_of_its_scans(catalogue: Catalogue) -> None:
    catalogue.enter(dossier(), "review", None)
    assert (row := catalogue.by_digest("d" * 64)) is not None and row.id == "H58.1"
    assert catalogue.by_digest("e" * 64) is None and catalogue.get("other") is None


def test_what_is_forgotten_or_cleared_is_gone_with_all_that_hangs_on_it(catalogue: Catalogue, url: str) -> None:
    for name in ("a", "b", "c"):
        catalogue.enter(dossier(name), "archived", RECEIPT)
    catalogue.forget("a")
    catalogue.forget("not there")
    assert [row.id for row in catalogue.rows()] == ["b", "c"]
    assert {row[0] for row in rows_of(url, "pages")} == {"b", "c"}
    catalogue.clear()
    assert list(catalogue.rows()) == [] and rows_of(url, "documents") == []
    catalogue.enter(dossier("d"), "archived", RECEIPT)


def test_the_migrations_make_exactly_the_tables_that_the_code_knows(catalogue: Catalogue) -> None:
    with catalogue._engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), tables.metadata) == []


def test_a_catalogue_of_a_newer_version_is_refused_with_what_to_do(url: str) -> None:
    open_catalogue(url).close()
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(CatalogueError, match=r"newer Vankho.*rebuild"):
        open_catalogue(url)


def _open_and_enter(url: str, gate: "multiprocessing.synchronize.Barrier", name: str) -> None:
    gate.wait()
    with open_catalogue(url) as catalogue:
        for number in range(10):
            catalogue.enter(dossier(f"{name}.{number}"), "archived", RECEIPT)
            catalogue.enter(dossier("shared"), "archived", RECEIPT)


def test_processes_that_open_a_new_catalogue_at_once_and_write_do_not_harm_each_other(url: str) -> None:
    context = multiprocessing.get_context("spawn")
    gate = context.Barrier(2)
    workers = [context.Process(target=_open_and_enter, args=(url, gate, name)) for name in ("x", "y")]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)
        assert worker.exitcode == 0
    with open_catalogue(url) as catalogue:
        assert sum(1 for _ in catalogue.rows()) == 21


def test_opening_says_nothing_and_leaves_logging_as_it_was(url: str, capfd: pytest.CaptureFixture[str]) -> None:
    before = (logging.root.level, list(logging.root.handlers), logging.getLogger("alembic").level)
    open_catalogue(url).close()
    assert (logging.root.level, list(logging.root.handlers), logging.getLogger("alembic").level) == before
    assert logging.getLogger("sqlalchemy").isEnabledFor(logging.WARNING)
    out, err = capfd.readouterr()
    assert out == err == ""
