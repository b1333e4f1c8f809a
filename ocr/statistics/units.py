"""Lists of administrative units → ``units.txt``, the names that ``ocr.units`` knows.

Run by hand, never by the program: ``python -m ocr.statistics.units LIST.json LIST.json > ocr/statistics/units.txt``
(decision 37 tells where the lists are from). A province is a paragraph: its name, then a line for each district and one
for what has none; units of one kind share the kind's name.
"""

import argparse
import json
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from archive.text import nfc
from ocr.units import KINDS


def parted(full: str) -> tuple[str, str]:
    """Kind and name of a unit: "Xã Kim Đồng" → "xã", "Kim Đồng".

    Raises:
        ValueError: it begins with no kind of unit.
    """
    kind = next((kind for kind in KINDS if full.lower().startswith(f"{kind} ")), None)
    if kind is None:
        raise ValueError(f"no kind of unit: {full}")
    return kind, nfc(" ".join(full[len(kind) :].split()))


def told(units: list[dict[str, Any]]) -> str:
    """``units`` by kind: "thị trấn Đông Khê; xã Kim Đồng, Lê Lai"; those that bear only a number are left out."""
    names = sorted({parted(unit["FullName"]) for unit in units})
    named = [(kind, name) for kind, name in names if not name.isdecimal()]
    grouped = groupby(named, key=lambda one: one[0])
    return "; ".join(f"{kind} {', '.join(name for _, name in group)}" for kind, group in grouped)


def paragraphs(provinces: list[dict[str, Any]]) -> Iterator[str]:
    """A paragraph for each province of a list."""
    for province in provinces:
        lines = [" ".join(parted(province["FullName"]))]
        for district in province.get("District", []):
            lines.append(f"{' '.join(parted(district['FullName']))}: {told(district.get('Ward') or [])}")
        if province.get("Wards"):
            lines.append(f": {told(province['Wards'])}")
        yield "\n".join(lines)


def main() -> None:
    """Write the paragraphs of all lists to standard output."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("lists", type=Path, nargs="+")
    for file in asked.parse_args().lists:
        for paragraph in paragraphs(json.loads(file.read_text("utf-8"))):
            sys.stdout.write(f"{paragraph}\n\n")


if __name__ == "__main__":
    main()
