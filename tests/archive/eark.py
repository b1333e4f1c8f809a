"""What holds of every E-ARK package: by the schemas that lie in it, by eark-validator, and file by file."""

import hashlib
import json
import os
import subprocess
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from lxml import etree

from archive.places import METS

SPACES = {
    "m": "http://www.loc.gov/METS/",
    "p": "http://www.loc.gov/premis/v3",
    "x": "http://www.w3.org/1999/xlink",
    "c": "https://DILCIS.eu/XML/METS/CSIPExtensionMETS",
}
JUDGE = Path(__file__).with_name("eark_judge.py")


@cache
def judged_by(name: str) -> etree.XMLSchema:
    """A schema as it lies in every package, of nothing but what lies there."""
    return etree.XMLSchema(file=str(Path(__file__).parents[2] / "archive" / "eark" / "schemas" / name))


def by_standard(name: str, data: bytes) -> etree._Element:
    root = etree.fromstring(data)
    judge = judged_by(name)
    assert judge.validate(root), judge.error_log
    return root


def judge(*folders: Path) -> list[dict[str, Any]]:
    """eark-validator's reports on ``folders``, for CSIP 2.0.4 and 2.1.0; skipped where it is not at hand."""
    command = os.environ.get("VANKHO_TEST_EARK")
    if not command:
        pytest.skip("needs VANKHO_TEST_EARK")
    python = Path(command).with_name("python")
    done = subprocess.run([python, JUDGE, *folders], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def faults(report: dict[str, Any], *severities: str) -> list[str]:
    results = report["metadata"] or {"schema_results": {"messages": []}, "schematron_results": {"messages": []}}
    messages = report["structure"]["messages"] + [one for part in results.values() for one in part["messages"]]
    return [f"{one['rule_id']}: {one['message']}" for one in messages if one["severity"] in severities]


def agrees(root: Path) -> set[str]:
    """Every file that a METS.xml under ``root`` names is there as it says; the names of all, relative to ``root``."""
    named = {METS}
    for mets in root.rglob(METS):
        for one in etree.parse(mets).xpath("//m:mdRef | //m:file", namespaces=SPACES):
            place = one if one.tag.endswith("mdRef") else one.find("m:FLocat", SPACES)
            file = mets.parent / unquote(place.get(f"{{{SPACES['x']}}}href"))
            data = file.read_bytes()
            assert (one.get("SIZE"), one.get("CHECKSUM")) == (str(len(data)), hashlib.sha256(data).hexdigest()), file
            named.add(str(file.resolve().relative_to(root.resolve())))
    return named
