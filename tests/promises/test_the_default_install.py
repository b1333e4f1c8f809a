"""What the program imports is what its default install brings; extras are asked for only where they are named."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROOMS = ("ingest", "ocr", "archive", "search", "vankho")
BROUGHT = {"asn1crypto": "pyhanko", "pyhanko-certvalidator": "pyhanko", "urllib3": "minio"}
"""Packages whose objects a client of ours hands out; that client brings them."""
EXTRAS = {
    "distributed": "vankho/runners/dask.py",
    "python-pkcs11": "archive/seals/key.py",
}
"""Packages of an extra, each with the one file that imports it."""


def _imported(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module.partition(".")[0])
    return found - set(sys.stdlib_module_names) - {*ROOMS}


def _name(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert found
    return found[0].lower().replace("_", "-")


def test_every_package_that_is_imported_is_a_dependency_of_the_default_install() -> None:
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    allowed = {_name(one) for one in declared} | {*BROUGHT}
    known = packages_distributions()
    missing = {}
    for room in ROOMS:
        for file in (ROOT / room).rglob("*.py"):
            place = file.relative_to(ROOT).as_posix()
            if place.startswith("ocr/training/"):
                continue
            for module in _imported(file):
                names = {_name(name) for name in known.get(module, [module])}
                if not names & (allowed | {name for name, home in EXTRAS.items() if home == place}):
                    missing[f"{place}: {module}"] = names
    assert missing == {}
