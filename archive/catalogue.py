"""Dossiers → rows in a database (SQLite or PostgreSQL): a mirror of the store that can be deleted and rebuilt."""

import contextlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from archive import tables
from archive.access import Mode, stated_mode
from archive.errors import CatalogueError
from archive.records import Dossier, Receipt
from archive.text import nfc

Kept = Literal["archived", "review", "quarantine", "disposed"]

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 0x76616E6B686F  # "vankho": PostgreSQL's advisory lock around the making of tables
_BUSY_S = 60
_BATCH = 500
_LAST = "\U0010ffff"
_WRITES = {"vankho_writes": True}


@dataclass(frozen=True, slots=True)
class Row:
    """Dòng danh mục: what the catalogue says of one dossier.

    ``version``, ``root``, ``inventory_sha512`` and ``stored_at`` come from the store's receipt and are None while it
    waits for review; ``updated_at`` is the time of its last event. ``fields`` holds all dossier fields, ``mode``
    the access mode that its package states (:func:`archive.access.stated_mode`), None in a row of an earlier version.
    """

    id: str
    status: str
    source: str
    digest: str
    fingerprint: str
    version: int | None
    root: str | None
    inventory_sha512: str | None
    stored_at: str | None
    updated_at: str | None
    title: str | None
    file_code: str | None
    dossier_code: str | None
    page_count: int
    document_count: int
    flag_count: int
    fields: dict[str, str]
    mode: Mode | None = None

    def as_json(self) -> dict[str, Any]:
        """The row as a JSON object for programs; the id also under ``dossier``, as in the other commands.

        The inventory's digest is left out: it holds times, and two archives of the same scans shall list alike.
        """
        told = asdict(self)
        del told["inventory_sha512"]
        return {"dossier": self.id, **told}


def open_catalogue(url: str, home: Path | None = None) -> "Catalogue":
    """Open the database at ``url`` (an SQLAlchemy URL) and bring its tables up to date; a missing SQLite file is made.

    A relative SQLite path is relative to ``home`` (default: the working folder).

    Several processes may open a new catalogue at once: one makes the tables, the others wait.

    Raises:
        CatalogueError: not a URL of a database we know, no answer, not a database, or made by a newer Vankho.

    """
    with _speaking(url):
        engine = _engine(url, home)
        try:
            _upgrade(engine)
        except BaseException:
            engine.dispose()
            raise
    return Catalogue(engine)


class Catalogue:
    """The catalogue (danh mục). Close it, or use it in a ``with``. Threads may share it; processes open their own."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine
        self._url = engine.url.render_as_string(hide_password=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database's connections."""
        self._engine.dispose()

    def enter(self, dossier: Dossier, status: Kept, receipt: Receipt | None) -> None:
        """Write all that is known of ``dossier``, in one transaction, in the place of what was there.

        Raises:
            CatalogueError: it could not be written; what was there stays.

        """
        row = asdict(_row(dossier, status, receipt))
        with self._begin() as connection:
            insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
            statement = insert(tables.dossiers).values(row)
            connection.execute(statement.on_conflict_do_update(index_elements=["id"], set_=row))
            for table, details in _details(dossier):
                connection.execute(sa.delete(table).where(table.c.dossier == dossier.id))
                if details:
                    connection.execute(sa.insert(table), [{"dossier": dossier.id, **one} for one in details])

    def get(self, identity: str) -> Row | None:
        """The row of ``identity``, or None."""
        return next(self._select(tables.dossiers.c.id == identity, 1), None)

    def by_digest(self, digest: str) -> Row | None:
        """The dossier made of the scans with this digest, or None; of several, the first by id."""
        return next(self._select(tables.dossiers.c.digest == digest, 1), None)

    def resolve(self, name: str, seen: Callable[[Row], bool] | None = None) -> list[str]:
        """The ids that ``name`` may mean, in their order; more than one: the caller must ask.

        ``seen``: which dossiers there are for the one who asks; the others are as if they were not.
        An id means itself; else a ``file_code`` or ``dossier_code`` means its dossiers; else the beginning of ids.
        """
        wanted = nfc(name)
        if not wanted or "\0" in wanted:
            return []
        table = tables.dossiers.c
        exact = table.id.in_({name, wanted})
        codes = (table.file_code == wanted) | (table.dossier_code == wanted)
        begins = (table.id >= wanted) & (table.id < wanted + _LAST)
        for condition in (exact, codes, begins):
            found = self._ids(condition) if seen is None else self._seen(condition, seen)
            if found:
                return found
        return []

    def rows(self, status: str | None = None) -> Iterator[Row]:
        """All rows (of one status), ordered by id in code-point order; read in batches, no transaction stays open."""
        same = sa.true() if status is None else tables.dossiers.c.status == status
        after = ""
        while batch := list(self._select(same & (tables.dossiers.c.id > after), _BATCH)):
            yield from batch
            after = batch[-1].id

    def forget(self, identity: str) -> None:
        """Take ``identity`` out of the catalogue; the store is not touched."""
        with self._begin() as connection:
            connection.execute(sa.delete(tables.dossiers).where(tables.dossiers.c.id == identity))

    def clear(self) -> None:
        """Take everything out; the tables stay."""
        with self._begin() as connection:
            connection.execute(sa.delete(tables.dossiers))

    def _ids(self, condition: sa.ColumnElement[bool]) -> list[str]:
        query = sa.select(tables.dossiers.c.id).where(condition).order_by(tables.dossiers.c.id)
        with _speaking(self._url), self._engine.connect() as connection:
            return [str(identity) for identity in connection.scalars(query)]

    def _seen(self, condition: sa.ColumnElement[bool], seen: Callable[[Row], bool]) -> list[str]:
        found: list[str] = []
        after = ""
        while batch := list(self._select(condition & (tables.dossiers.c.id > after), _BATCH)):
            found += [row.id for row in batch if seen(row)]
            after = batch[-1].id
        return found

    def _select(self, condition: sa.ColumnElement[bool], limit: int) -> Iterator[Row]:
        columns = [tables.dossiers.c[field.name] for field in fields(Row)]
        query = sa.select(*columns).where(condition).order_by(tables.dossiers.c.id).limit(limit)
        with _speaking(self._url), self._engine.connect() as connection:
            found = connection.execute(query).all()
        return (Row(**row._mapping) for row in found)

    @contextlib.contextmanager
    def _begin(self) -> Iterator[sa.Connection]:
        with _speaking(self._url), self._engine.connect() as plain:
            connection = plain.execution_options(**_WRITES)
            with connection.begin():
                yield connection


def _row(dossier: Dossier, status: Kept, receipt: Receipt | None) -> Row:
    return Row(
        id=dossier.id,
        status=status,
        source=_text(dossier.source),
        digest=dossier.digest,
        fingerprint=dossier.fingerprint,
        version=receipt.version if receipt else None,
        root=receipt.root if receipt else None,
        inventory_sha512=receipt.sha512 if receipt else None,
        stored_at=receipt.stored_at if receipt else None,
        updated_at=dossier.events[-1].at if dossier.events else None,
        title=dossier.fields.get("title"),
        file_code=dossier.fields.get("file_code"),
        dossier_code=dossier.fields.get("dossier_code"),
        page_count=len(dossier.pages),
        document_count=len(dossier.documents),
        flag_count=len(dossier.flags),
        fields=dict(dossier.fields),
        mode=stated_mode(dossier),
    )


def _details(dossier: Dossier) -> Iterator[tuple[sa.Table, list[dict[str, Any]]]]:
    """The rows of the other tables, but for the dossier's id."""
    named = [column.name for column in tables.documents.c if column.name not in ("dossier", "pages")]
    yield (
        tables.documents,
        [{name: getattr(one, name) for name in named} | {"pages": list(one.pages)} for one in dossier.documents],
    )
    yield (
        tables.pages,
        [
            {
                "page": one.page.index,
                "source": _text(one.page.source),
                "kind": one.page.kind,
                "confidence": one.confidence,
            }
            for one in dossier.pages
        ],
    )
    yield tables.flags, [{"number": number, **asdict(flag)} for number, flag in enumerate(dossier.flags, 1)]


def _text(name: str) -> str:
    """A path that is not text (broken bytes) as text that a database takes."""
    return name.encode("utf-8", "backslashreplace").decode().replace("\0", "")


def _engine(url: str, home: Path | None) -> sa.Engine:
    try:
        parsed = sa.make_url(url)
        backend = parsed.get_backend_name()
    except ArgumentError as error:
        raise CatalogueError("VANKHO_CATALOGUE: sqlite:///FILE | postgresql+psycopg://USER:PASSWORD@HOST/DB") from error
    if backend not in ("sqlite", "postgresql"):
        raise CatalogueError(f"VANKHO_CATALOGUE={backend}: chỉ dùng được / only sqlite, postgresql")
    options: dict[str, Any] = {"json_serializer": lambda value: json.dumps(value, ensure_ascii=False)}
    if backend == "postgresql":
        connect = {} if "connect_timeout" in parsed.query else {"connect_timeout": 10}
        return sa.create_engine(parsed, pool_pre_ping=True, connect_args=connect, **options)
    if parsed.database and parsed.database != ":memory:":
        file = (home or Path()) / parsed.database
        file.parent.mkdir(parents=True, exist_ok=True)
        parsed = parsed.set(database=str(file))
    engine = sa.create_engine(parsed, connect_args={"timeout": _BUSY_S}, **options)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we begin transactions ourselves: the driver would let DDL escape them
    try:
        connection.execute("PRAGMA foreign_keys=ON").close()
        connection.execute("PRAGMA synchronous=NORMAL").close()
    except sqlite3.Error:
        connection.close()
        raise


def _begin_sqlite(connection: sa.Connection) -> None:
    """A writer takes the lock at once: it waits its turn, where a reader that turns writer would fail."""
    writes = connection.get_execution_options().get("vankho_writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _upgrade(engine: sa.Engine) -> None:
    """Bring the tables up to date, one process at a time."""
    if engine.dialect.name == "sqlite":
        _use_wal(engine)
    with engine.connect() as connection:
        if _revision(connection) == tables.HEAD:
            return
    with engine.connect() as plain:
        connection = plain.execution_options(**_WRITES)
        with connection.begin():
            if engine.dialect.name == "postgresql":
                connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
            found = _revision(connection)
            if found != tables.HEAD:
                _migrate(connection, found)


def _revision(connection: sa.Connection) -> str | None:
    """The migration that the tables stand at; None for none."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return str(found) if found else None


def _migrate(connection: sa.Connection, found: str | None) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    scripts = ScriptDirectory.from_config(config)
    if found is not None and found not in {script.revision for script in scripts.walk_revisions()}:
        raise CatalogueError(
            f"do phiên bản Vankho mới hơn tạo ({found}); hãy cập nhật Vankho, hoặc xóa danh mục rồi chạy vankho rebuild"
            f" / made by a newer Vankho ({found}): update Vankho, or delete the catalogue and run vankho rebuild"
        )

    command.upgrade(config, "head")


def _use_wal(engine: sa.Engine) -> None:
    """Let readers read while one writes. Of two that switch a new file over at once, one must try again."""
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        until = time.monotonic() + _BUSY_S
        while cursor.execute("PRAGMA journal_mode").fetchone() not in (("wal",), ("memory",)):
            try:
                cursor.execute("PRAGMA journal_mode=WAL")
            except sqlite3.OperationalError as error:
                if "locked" not in str(error) or time.monotonic() > until:
                    raise
                time.sleep(0.05)
        cursor.close()
    finally:
        raw.close()


@contextlib.contextmanager
def _speaking(url: str) -> Iterator[None]:
    """Errors of the database → one sentence that says what to do, without the password."""
    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError, ImportError) as error:
        raise CatalogueError(_sentence(url, error)) from error


def _sentence(url: str, error: Exception) -> str:
    with contextlib.suppress(ArgumentError):
        url = sa.make_url(url).render_as_string(hide_password=True)
    if isinstance(error, (ImportError, NoSuchModuleError)):
        return f"{url}: thiếu trình điều khiển; pip install 'vankho[postgres]' / its driver is not installed ({error})"
    told = str(error.orig if isinstance(error, DBAPIError) else error).strip().split("\n")[0]
    if "not a database" in told or "malformed" in told or "no such table" in told or "no such column" in told:
        return f"{url}: {told}; hãy xóa tệp rồi chạy vankho rebuild / delete it and run vankho rebuild"
    if "locked" in told:
        return f"{url}: đang bị chương trình khác giữ; hãy thử lại / another program holds it; try again"
    if "full" in told or "readonly" in told or "unable to open" in told:
        return f"{url}: {told}; hãy kiểm tra đĩa và quyền ghi / check the disk and its permissions"
    if "connection" in told or "authentication" in told or "does not exist" in told:
        return f"{url}: {told}; hãy kiểm tra máy chủ và VANKHO_CATALOGUE / check the server and VANKHO_CATALOGUE"
    return f"{url}: {told}"
