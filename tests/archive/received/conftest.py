"""What the tests of packages share: PDFs made once, and a package written and checked in one go."""

from collections.abc import Callable
from pathlib import Path

import pytest

from archive.received.check import check
from archive.received.read import read_package
from archive.received.record import Received, Report
from tests.archive.received.building import Built, Pdfs


@pytest.fixture(scope="session")
def pdfs(tmp_path_factory: pytest.TempPathFactory) -> Pdfs:
    return Pdfs(tmp_path_factory.mktemp("pdfs"))


@pytest.fixture
def made(tmp_path: Path, pdfs: Pdfs) -> Callable[..., Path]:
    """The folder of a package, ``Built(…)`` as the arguments say."""
    return lambda **about: Built(**about).write(tmp_path / "in", pdfs)


@pytest.fixture
def opened() -> Callable[[Path], Received]:
    return lambda root: read_package(root, root.name)


@pytest.fixture
def checked() -> Callable[[Path], Report]:
    return lambda root: check(read_package(root, root.name))
