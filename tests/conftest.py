"""What all tests share: real servers by address, a runner of the real command line, sample scans."""

import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Where all servers are required, a skipped test is a failure: nothing may be left out unseen."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    skipped = reporter.stats.get("skipped", []) if reporter else []
    if os.environ.get("VANKHO_REQUIRE_SERVERS") and skipped and session.exitstatus == 0:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def server(variable: str) -> str:
    """The address of a real server, or the test is skipped."""
    address = os.environ.get(variable)
    if not address:
        pytest.skip(f"needs {variable}")
    return address


@pytest.fixture
def s3_address() -> str:
    """A bucket of its own on the real S3 server."""
    base = server("VANKHO_TEST_S3").rstrip("/")
    return f"{base}/vankho-test-{uuid.uuid4().hex[:12]}?tls=0"


@pytest.fixture
def elastic_address() -> str:
    """An index of its own on the real Elasticsearch."""
    return f"{server('VANKHO_TEST_ELASTIC').rstrip('/')}/vankho-test-{uuid.uuid4().hex[:12]}"


@pytest.fixture
def postgres_address() -> Iterator[str]:
    """A database of its own on the real PostgreSQL, dropped at the end."""
    import psycopg
    from sqlalchemy.engine import make_url

    url = make_url(server("VANKHO_TEST_POSTGRES"))
    name = f"vankho_test_{uuid.uuid4().hex[:12]}"
    admin = url.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"create database {name}")  # type: ignore[call-overload]
    yield url.set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute(f"drop database {name} with (force)")  # type: ignore[call-overload]


@dataclass
class Command:
    """The real command line in processes of its own, on one archive home."""

    home: Path
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def environ(self) -> dict[str, str]:
        """The environment of the processes."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("VANKHO_")}
        python = f"{ROOT}{os.pathsep}{inherited.get('PYTHONPATH', '')}".rstrip(os.pathsep)
        return inherited | {"VANKHO_HOME": str(self.home), "PYTHONPATH": python} | self.environment

    def start(self, *arguments: object) -> subprocess.Popen[str]:
        """Begin ``vankho ARGUMENTS`` in a process group of its own."""
        command = [sys.executable, "-m", "vankho", *map(str, arguments)]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.environ, text=True, stdout=pipe, stderr=pipe, start_new_session=True)

    def run(self, *arguments: object, expect: int = 0) -> str:
        """What ``vankho ARGUMENTS`` prints on stdout; fails unless it ends with ``expect``."""
        process = self.start(*arguments)
        out, self.errors = process.communicate(timeout=300)
        assert process.returncode == expect, f"exit {process.returncode}\n{out}\n{self.errors}"
        return out

    def json(self, *arguments: object, expect: int = 0) -> Any:
        """The one JSON value that it prints."""
        return json.loads(self.run(*arguments, "--json", expect=expect))

    def lines(self, *arguments: object, expect: int = 0) -> list[Any]:
        """The JSON values that it prints, one a line."""
        return [json.loads(line) for line in self.run(*arguments, "--json", expect=expect).splitlines()]


@pytest.fixture
def vankho(tmp_path: Path) -> Command:
    """The command line on a fresh home."""
    return Command(tmp_path / "kho lưu trữ")


@pytest.fixture(scope="session")
def samples() -> Path:
    """The sample scans of the repository: three dossiers, six pages."""
    return ROOT / "samples"


@pytest.fixture(scope="session")
def kept(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Command:
    """The samples, archived once for all tests that only look."""
    command = Command(tmp_path_factory.mktemp("kept") / "home")
    command.archived = command.lines("ingest", samples, "--accept")  # type: ignore[attr-defined]
    return command
