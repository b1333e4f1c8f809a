"""``vankho check PACKAGE…`` → what is right and wrong with packages (SIP, AIP, DIP) made by others or by us."""

import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from archive.errors import Refused
from archive.received.check import Means, check
from archive.received.opening import PackageLimits, opened
from archive.received.read import read_package
from archive.received.record import Finding, Report, Severity
from vankho.cli.door import Door, print_json

_ERRORS = 4
_SHOWN = 3
_MARKS: dict[Severity, tuple[str, str, str]] = {
    "error": ("✗", "lỗi", "error"),
    "warning": ("!", "cảnh báo", "warning"),
    "note": ("·", "ghi nhận", "note"),
}


@click.command("check")
@click.argument("packages", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_object", is_flag=True, help="Mỗi gói một đối tượng JSON / one JSON object a package.")
@click.option(
    "--all", "everything", is_flag=True, help="Kể hết, không gộp / every finding, not the first three a rule."
)
@click.pass_obj
def command(door: Door, packages: tuple[Path, ...], as_object: bool, everything: bool) -> None:
    """Kiểm gói tin SIP/AIP/DIP (thư mục, ZIP, TAR); chỉ đọc. / Check packages; they are only read (docs/packages.md).

    Mã thoát 0: không có lỗi; 4: có lỗi; 6: không phải gói tin; 3: không mở được hoặc không an toàn.
    / Exit 0: no error; 4: errors found; 6: not a package; 3: cannot be opened, or unsafe.
    """
    ends = set()
    for package in packages:
        try:
            report = checked(door, package)
        except Refused as error:
            ends.add(error.exit_code)
            click.echo(error.message(door.settings.lang), err=True)
            continue
        ends.add(0 if report.sound else _ERRORS)
        if as_object:
            print_json(as_json(report))
        else:
            for line in told(door, report, everything):
                click.echo(line)
    sys.exit(next((end for end in (_ERRORS, 3, 6) if end in ends), 0))


def checked(door: Door, package: Path) -> Report:
    """The report on the package at ``package``, unpacked for as long as that takes.

    Raises:
        Refused: it cannot be opened.
    """
    house = door.house()
    limits = PackageLimits(max_file_bytes=door.settings.max_file_bytes)
    with tempfile.TemporaryDirectory(prefix="vankho-check-") as work:
        root = opened(package, Path(work), limits)
        return check(read_package(root, package.name), Means(house.checker, house.flavour, house.trusted))


def as_json(report: Report) -> dict[str, object]:
    """The object that ``--json`` prints."""
    counts = {f"{name}s": report.count(name) for name in _MARKS}
    return {"sound": report.sound, **counts, **asdict(report)}


def told(door: Door, report: Report, everything: bool) -> Iterator[str]:
    """The report for people: a line a finding, the first of each rule only unless ``everything``."""
    kind = " ".join(part for part in (report.kind, report.variant, report.objid) if part)
    yield f"{report.package}: {kind}, {report.documents} {door.words('văn bản', 'documents')}"
    groups: dict[str, list[Finding]] = {}
    for one in report.findings:
        groups.setdefault(one.rule, []).append(one)
    for rule, found in groups.items():
        shown = found if everything else found[:_SHOWN]
        for one in shown:
            mark, vi, en = _MARKS[one.severity]
            yield f"  {mark} {door.words(vi, en)} [{rule}] {door.words(one.vi, one.en)}"
        if len(found) > len(shown):
            more = len(found) - len(shown)
            yield f"      … {door.words(f'và {more} chỗ nữa', f'and {more} more')} [{rule}]"
    parts = [f"{report.count(name)} {door.words(vi, en)}" for name, (_, vi, en) in _MARKS.items()]
    yield "  " + ", ".join(parts)
