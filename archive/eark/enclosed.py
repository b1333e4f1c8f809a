"""Files of a package in its draft folder → the METS, PREMIS, EAD and schema files that make it an E-ARK package."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from archive.draft import write
from archive.eark.frame import Frame
from archive.eark.part import Part, part
from archive.eark.tree import Made, around, package_schemas, representation
from archive.places import REPRESENTATIONS
from archive.records import PackageFile


def enclose(
    draft: Path,
    frame: Frame,
    files: Sequence[PackageFile],
    standing: Sequence[Part] = (),
    since: Mapping[str, str] | None = None,
) -> list[PackageFile]:
    """Write around ``files`` what :mod:`archive.eark.tree` makes; the files made, METS.xml last.

    ``standing``: METS.xml of representations that an earlier version has and that stay as they are; ``since``: when a
    file that is not new came into the package, by its name.

    Raises:
        OSError: the draft cannot be written.
    """
    times = since or {}
    shared = _written(draft, package_schemas(frame))
    parts = [_dated(part(file, frame.created), times) for file in (*files, *shared)]
    others = [one for one in parts if not one.name.startswith("representations/")]
    made, pointers = list(shared), list(standing)
    for name in REPRESENTATIONS:
        inside = [one for one in parts if one.name.startswith(f"representations/{name}/data/")]
        if inside:
            made += _written(draft, representation(frame, name, inside, others))
            pointers.append(part(made[-1], frame.created))
    pointers.sort(key=lambda one: one.name)
    return [*made, *_written(draft, around(frame, others, pointers))]


def _written(draft: Path, made: Made) -> list[PackageFile]:
    return [write(draft, name, [data]) for name, data in made]


def _dated(one: Part, times: Mapping[str, str]) -> Part:
    return replace(one, created=times.get(one.name, one.created))
