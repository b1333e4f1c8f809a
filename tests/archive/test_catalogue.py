"""What people are told when the catalogue's database is not right."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from archive.catalogue import open_catalogue
from archive.errors import CatalogueError
from archive.records import Dossier, Flag


def test_a_file_that_is_no_database_is_told_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "c.sqlite").write_bytes(b"this is not a database" * 100)
    with pytest.raises(CatalogueError, match=r"not a database.*rebuild"):
        open_catalogue(f"sqlite:///{tmp_path}/c.sqlite")


def test_a_database_that_was_lost_while_open_is_told_with_the_way_out(tmp_path: Path) -> None:
    import sqlite3

    with open_catalogue(f"sqlite:///{tmp_path}/c.sqlite") as catalogue:
        other = sqlite3.connect(tmp_path / "c.sqlite")
        for table in ("flags", "pages", "documents", "dossiers"):
            other.execute(f"DROP TABLE {table}")
        other.close()
        with pytest.raises(CatalogueError, match=r"rebuild"):
            catalogue.get("x")


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    with pytest.raises(CatalogueError, match=r"check the server") as caught:
        open_catalogue("postgresql+psycopg://archive:hush-hush@127.0.0.1:9/archive")
    assert "hush-hush" not in str(caught.value)


@pytest.mark.parametrize(
    "url", ["", "no url", "mysql://h/db", "sqlite:////proc/no/c.sqlite", "postgresql+nodriver://h/d"]
)
def test_an_address_that_cannot_be_opened_is_an_error_of_the_catalogue(url: str) -> None:
    with pytest.raises(CatalogueError):
        open_catalogue(url)


def test_a_catalogue_in_memory_works(tmp_path: Path) -> None:
    with open_catalogue("sqlite://") as catalogue:
        assert list(catalogue.rows()) == []


@pytest.mark.parametrize("folder", ["installed 100%", "cài đặt"])
def test_the_migrations_are_found_wherever_the_package_is_installed(folder: str, tmp_path: Path) -> None:
    import archive

    source = Path(next(iter(archive.__path__)))
    copy = tmp_path / folder / "archive"
    for path in [*source.rglob("*.py"), *source.rglob("*.toml")]:
        target = copy / path.relative_to(source)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    script = "import sys; from archive.catalogue import open_catalogue; open_catalogue(sys.argv[1]).close()"
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", script, f"sqlite:///{tmp_path}/c.sqlite"],
        cwd=tmp_path / folder,
        env={"PYTHONPATH": str(tmp_path / folder), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert (tmp_path / "c.sqlite").is_file()


def test_a_catalogue_of_the_first_version_takes_the_boxes_of_flags_once_it_is_opened(tmp_path: Path) -> None:
    import sqlite3

    file = tmp_path / "c.sqlite"
    open_catalogue(f"sqlite:///{file}").close()
    with sqlite3.connect(file) as old:
        old.execute("ALTER TABLE flags DROP COLUMN box")
        old.execute("ALTER TABLE dossiers DROP COLUMN mode")
        old.execute("UPDATE alembic_version SET version_num = '0001'")
    old.close()
    with open_catalogue(f"sqlite:///{file}") as catalogue:
        flag = Flag("unread", "Trang 1 có 1 dòng chữ không đọc được.", 0, box=(1, 2, 3, 4))
        flags = (flag, replace(flag, box=None))
        catalogue.enter(Dossier("H58.1", "in", "d", "f", {}, (), (), flags, (), ()), "review", None)
    new = sqlite3.connect(file)
    assert new.execute("SELECT box FROM flags ORDER BY number").fetchall() == [("[1, 2, 3, 4]",), (None,)]
    new.close()
