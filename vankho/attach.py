"""A list of dossiers and the folder of their scans → a ``dossier.toml`` beside the scans of each, for ``ingest``.

Scans are found by the path in the list, else by the code of the dossier or the usual folders (``hopso01/hoso01``).
Nothing is guessed: what fits two places, or none, is told with its row and left alone.
"""

import json
import operator
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from archive.errors import Refused, VankhoError
from archive.listed import Listed, Paper
from archive.records import Scan, ScanPage, Source
from archive.text import fold, nfc
from ingest.limits import Limits
from ingest.scan import KNOWN, scan, scans_under, sources

_BOX = re.compile(r"^(?:hop|cap)[ _-]*(?:so[ _-]*)?0*(\d+)$")
_DOSSIER = re.compile(r"^(?:ho[ _-]*so|hs)[ _-]*(?:so[ _-]*)?0*(\d+)$")
_SHEETS = re.compile(r"^(\d+)(?:\s*[-–]\s*(\d+))?$")
_SEPARATOR = re.compile(r"[\\/]+")
_NOT_STATED = ("file", "scan", "pages", "number_of_page")
"""What the list says of files and counts of pages serves to find the pages; these are counted, not stated."""


@dataclass(frozen=True, slots=True)
class Attached:
    """Hồ sơ đã gắn: ``place`` is what ``ingest`` takes (a folder or a file), ``known`` the TOML beside it; None where
    the dossier could not be attached. ``by_name``: a file that ``ingest`` takes for a dossier only where it is named
    itself, not its folder. ``troubles``: rows and what is wrong with them."""

    name: str
    rows: tuple[int, ...]
    place: Path | None = None
    known: Path | None = None
    by_name: bool = False
    troubles: tuple[tuple[int, str], ...] = ()


@dataclass(slots=True)
class _Found:
    """A dossier of the list with the scans of each of its papers, by row; ``place`` once it is settled."""

    listed: Listed
    files: dict[int, Path] = field(default_factory=dict)
    place: Path | None = None
    by_name: bool = False
    troubles: list[tuple[int, str]] = field(default_factory=list)


class Scans:
    """The folder in which scans are looked for; read once."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._named: dict[str, list[Path]] = {}
        self._numbered: dict[int, list[Path]] = {}
        self._parts: dict[Path, tuple[str, ...]] = {}
        for path in sorted(_walk(root)):
            self._parts[path] = tuple(map(fold, path.relative_to(root).parts))
            above = fold(path.parent.name) if path.parent != root else ""
            for name in {fold(path.name), *([fold(path.stem)] if path.is_file() else [])}:
                for key in (name, f"{above}/{name}"):
                    self._named.setdefault(key, []).append(path)
            if own := _DOSSIER.match(fold(path.stem if path.is_file() else path.name)):
                self._numbered.setdefault(int(own[1]), []).append(path)

    def at(self, text: str) -> list[Path]:
        """What the path ``text`` of a list can mean: its last parts are those of a path here, in full."""
        parts = [part for part in map(fold, _SEPARATOR.split(text)) if part not in ("", ".") and ":" not in part]
        keys = (f"{parts[-2]}/{parts[-1]}", f"/{parts[-1]}") if len(parts) > 1 else parts
        found = [path for key in keys for path in self._named.get(key, [])]
        return [path for path in found if _same_end(parts, self._parts[path])]

    def usual(self, dossier: Listed) -> list[Path]:
        """Files and folders named as usual for ``dossier``: by its code, else by its number in its box."""
        for code in (dossier.fields.get("file_code", ""), dossier.fields.get("file_notation", "")):
            named = self._named.get(fold(code), [])
            if named and not code.isdecimal():
                return named
        number = dossier.fields.get("file_notation") or dossier.identity.get("ordinal", "")
        numbered = self._numbered.get(int(number), []) if number.isdecimal() else []
        return [path for path in numbered if self._in_box(path, dossier.fields.get("box_number", ""))]

    def _in_box(self, path: Path, number: str) -> bool:
        """Whether nothing speaks against box ``number``: the list or the folder may not say which box it is."""
        box = _BOX.match(fold(path.parent.name)) if path.parent != self.root else None
        wanted = re.sub(r"\D", "", number)
        return box is None or not wanted or int(box[1]) == int(wanted)


def attach(dossiers: Sequence[Listed], scans: Scans, limits: Limits, *, force: bool = False) -> Iterator[Attached]:
    """Write the ``dossier.toml`` of each, whole or not at all. One that says something else is left alone unless
    ``force``; the scans are only read."""
    found = [_find(one, scans) for one in dossiers]
    holders = _Holders(found, sources([scans.root]))
    for one in found:
        holders.settle(one)
    for one in found:
        yield _attached(one, limits, force)


class _Holders:
    """Who has which scans: the dossiers as ``ingest`` would divide the folder, and those of the list in each."""

    def __init__(self, found: Sequence[_Found], divided: Sequence[Source]) -> None:
        self._source = {file: source for source in divided for file in source.files}
        self._owners: dict[Path, set[int]] = {}
        for one in found:
            for path in self._files(one):
                for place in {path, *path.parents, *self._of_source(path)}:
                    self._owners.setdefault(place, set()).add(id(one))

    def settle(self, one: _Found) -> None:
        """The dossier's place: what ``ingest`` takes for one already, else a folder or a file that is its own."""
        files = self._files(one)
        if not files:
            return
        places = {place for path in files for place in self._of_source(path)}
        common = Path(os.path.commonpath([path.parent for path in files]))
        if len(places) == 1 and self._alone(one, place := next(iter(places))):
            one.place = place
        elif set(scans_under(common)) <= files:
            one.place = common
        elif len(files) == 1:
            one.place, one.by_name = next(iter(files)), True
        else:
            one.troubles.append((one.listed.rows[0], f"{common}: có bản quét của hồ sơ khác; hãy để mỗi hồ sơ một thư "
                                 "mục / holds scans of other dossiers; give each a folder of its own"))  # fmt: skip
        if one.place is not None and not self._alone(one, one.place):
            one.troubles.append((one.listed.rows[0], f"{one.place}: hồ sơ khác trong bảng kê cũng lấy bản quét này "
                                 "/ another dossier of the list takes these scans too"))  # fmt: skip
            one.place = None

    def _alone(self, one: _Found, place: Path) -> bool:
        return self._owners.get(place, {id(one)}) == {id(one)}

    def _of_source(self, path: Path) -> list[Path]:
        source = self._source.get(path)
        if source is None:
            return []
        return [path if nfc(str(path)) == source.name else source.root]

    @staticmethod
    def _files(one: _Found) -> set[Path]:
        paths = set(one.files.values())
        return {file for path in paths for file in (scans_under(path) if path.is_dir() else [path])}


def _walk(root: Path) -> Iterator[Path]:
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(folder) / name for name in (*folders, *files) if not name.startswith("."))


def _same_end(parts: Sequence[str], own: Sequence[str]) -> bool:
    """Whether the folders agree as far as both go; the names themselves were looked up."""
    return all(map(operator.eq, reversed(parts[:-1]), reversed(own[:-1])))


def _find(dossier: Listed, scans: Scans) -> _Found:
    found = _Found(dossier, troubles=list(dossier.troubles))
    for paper in dossier.papers:
        given = [paper.fields[name] for name in ("scan", "file") if paper.fields.get(name)]
        places = next((places for text in given if (places := scans.at(text))), [])
        if len(places) == 1:
            found.files[paper.row] = places[0]
        elif given:
            found.troubles.append((paper.row, _not_found(given[0], places, scans.root)))
    if not found.files and len(found.troubles) == len(dossier.troubles):
        usual = scans.usual(dossier)
        if len(usual) == 1:
            found.files[dossier.rows[0]] = usual[0]
        else:
            found.troubles.append((dossier.rows[0], _not_found(dossier.name, usual, scans.root)))
    return found


def _not_found(what: str, places: Sequence[Path], root: Path) -> str:
    if places:
        return f"«{what}»: có nhiều nơi / several places: {', '.join(str(one.relative_to(root)) for one in places[:3])}"
    return f"«{what}»: không thấy bản quét / no scan found under {root}"


def _attached(one: _Found, limits: Limits, force: bool) -> Attached:
    name, rows, place = one.listed.name, tuple(one.listed.rows), one.place
    if place is None:
        return Attached(name, rows, troubles=tuple(one.troubles))
    known = place / KNOWN if place.is_dir() else place.with_suffix(".toml")
    files = tuple(scans_under(place)) if place.is_dir() else (place,)
    root = place if place.is_dir() else place.parent
    try:
        opened = scan(Source(nfc(str(place)), root, files, None), limits)
        data = _toml(one, opened).encode()
        if known.exists() and known.read_bytes() != data and not force:
            raise Refused("đã có nội dung khác; --force để ghi đè / says something else; --force writes over it",
                          file=str(known))  # fmt: skip
        _write(known, data)
    except (VankhoError, OSError) as error:
        said = error.message("vi") if isinstance(error, VankhoError) else str(error)
        return Attached(name, rows, troubles=(*one.troubles, (rows[0], said)))
    return Attached(name, rows, place, known, one.by_name, tuple(one.troubles))


def _write(known: Path, data: bytes) -> None:
    fresh = known.with_name(f".{known.name}.part")
    try:
        fresh.write_bytes(data)
        fresh.replace(known)
    finally:
        fresh.unlink(missing_ok=True)


def _toml(one: _Found, opened: Scan) -> str:
    fields = dict(one.listed.fields)
    if fields.get("file_code", "").endswith(f".{opened.digest[:16]}"):
        del fields["file_code"]  # a name made from the content: it will be given again
    if "note" in fields:
        fields["description"] = "; ".join(filter(None, (fields.get("description"), fields.pop("note"))))
    lines = [f"{name} = {_quoted(value)}" for name, value in fields.items() if name not in _NOT_STATED]
    pages = _pages(one, opened)
    for paper in one.listed.papers:
        lines += ["", "[[documents]]"]
        if told := pages.get(paper.row):
            lines.append(f"pages = {_quoted(told)}")
        lines += [f"{name} = {_quoted(value)}" for name, value in paper.fields.items() if name not in _NOT_STATED]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A TOML basic string: JSON's, which has the same escapes, and DEL."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")


def _pages(one: _Found, opened: Scan) -> dict[int, str]:
    """By row, the pages (from 1) of its paper in the dossier: as the list says, else those of its file, else as counts
    or sheets of all papers of a file add up to the file. None of a file's papers has pages where they do not."""
    found: dict[int, str] = {}
    by_file: dict[Path | None, list[Paper]] = {}
    for paper in one.listed.papers:
        if paper.fields.get("pages"):
            found[paper.row] = paper.fields["pages"]
        else:
            by_file.setdefault(one.files.get(paper.row), []).append(paper)
    for path, papers in by_file.items():
        inside = [page for page in opened.pages if path is None or path == one.place or page.file.path == path]
        if path is not None and path.is_dir() and path != one.place:
            inside = [page for page in opened.pages if page.file.path.is_relative_to(path)]
        sole = path is not None and path != one.place and len(papers) == 1
        parts = [(0, len(inside))] if sole else None if found else _divided(papers, inside)
        for paper, (start, end) in zip(papers, parts or (), strict=False):
            if start < end:
                found[paper.row] = f"{inside[start].index + 1}-{inside[end - 1].index + 1}"
    return found


def _divided(papers: Sequence[Paper], inside: Sequence[ScanPage]) -> list[tuple[int, int]] | None:
    """Where each paper begins and ends among the pages ``inside``; None where the list does not add up to them."""
    counts = [int(paper.fields.get("number_of_page", 0)) for paper in papers]
    if all(counts) and sum(counts) == len(inside):
        starts = [sum(counts[:at]) for at in range(len(counts))]
        return [(start, start + count) for start, count in zip(starts, counts, strict=True)]
    sheets = [_SHEETS.match(paper.fields.get("sheet_number", "")) for paper in papers]
    spans = [(int(match[1]), int(match[2] or match[1])) for match in sheets if match]
    ordered = all(before[1] < after[0] for before, after in pairwise(spans))
    if not spans or len(spans) != len(papers) or not ordered or any(end < start for start, end in spans):
        return None
    if spans[0][0] == 1 and spans[-1][1] == len(inside):
        return [(start - 1, end) for start, end in spans]
    if spans[0][0] == 1 and 2 * spans[-1][1] == len(inside):  # both sides of every sheet were scanned
        return [(2 * start - 2, 2 * end) for start, end in spans]
    return None
