"""Fixtures for tests that run many commands in one process."""

from collections.abc import Iterator

import pytest
from structlog.testing import capture_logs


@pytest.fixture
def no_log_file(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Many commands share this process; a log file opened by one would stay open."""
    monkeypatch.setattr("vankho.log.write_to", lambda file: None)
    with capture_logs():
        yield
