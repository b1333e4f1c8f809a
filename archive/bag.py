"""Files → a bag (BagIt 1.0, RFC 8493): a folder with its own list of digests; and a bag → what is wrong with it."""

import hashlib
import os
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from archive.draft import writing
from archive.errors import Refused

DATA = "data"
MANIFEST, TAGS = "manifest-sha512.txt", "tagmanifest-sha512.txt"
_DECLARATION, _INFO = "bagit.txt", "bag-info.txt"
_DECLARED = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_CHUNK = 1 << 20
_LINE = re.compile(r"([0-9a-f]{128})\s+\*?(.+)")
_TAKEN_FOR_ESCAPED = re.compile("%(?=25|0[AaDd])")
"""The percent sign of a name is escaped only where a reader would take it for an escape. RFC 8493 (2.1.3) would have
every one escaped, which programs in use, made for BagIt 0.97, do not undo; names in an OCFL store are full of them."""


class Bag:
    """A bag under way in ``folder``. A bag that is there already goes on: what it has stays until it is put anew.

    The lists of digests are written by :meth:`close` alone, so a bag that was cut off is not whole.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._listed = dict(listed(folder)) if (folder / MANIFEST).exists() else {}
        self._put: dict[str, str] = {}

    def declare(self) -> None:
        """Let the folder be known as a bag, though not yet a whole one.

        Raises:
            Full, StoreError: it cannot be written.

        """
        with writing(self.folder):
            self._tag(_DECLARATION, _DECLARED)

    def has(self, name: str) -> bool:
        """Whether the bag had a file of this name, whole, when it was last closed; it then counts as put."""
        known = self._listed.get(name)
        if known is None or not (self.folder / DATA / name).is_file():
            return False
        self._put[name] = known
        return True

    def put(self, name: str, source: BinaryIO) -> str:
        """Copy ``source`` to the payload under ``name`` (``/``-separated, relative); its SHA-512.

        Raises:
            Full, StoreError: it cannot be written.

        """
        digest = hashlib.sha512()
        with writing(self.folder), _replacing(self.folder / DATA / name) as out:
            while block := source.read(_CHUNK):
                digest.update(block)
                out.write(block)
        self._put[name] = digest.hexdigest()
        return digest.hexdigest()

    def again(self) -> None:
        """Begin anew, for what it is filled from has changed meanwhile: what was put counts as there, as after
        :meth:`close`, but no list is written."""
        self._listed |= self._put
        self._put = {}

    def close(self, about: Mapping[str, str]) -> str:
        """Take away what was not put this time, and write the lists; ``about``: labels of bag-info.txt. Returns the
        SHA-512 of the list of digests, by which the bag is known.

        Raises:
            Full, StoreError: it cannot be written.

        """
        root = self.folder / DATA
        with writing(self.folder):
            (self.folder / MANIFEST).unlink(missing_ok=True)
            for name in set(_names(root)) - self._put.keys():
                (root / name).unlink()
            size = sum((root / name).stat().st_size for name in self._put)
            info = {**about, "Payload-Oxum": f"{size}.{len(self._put)}"}
            self._tag(_DECLARATION, _DECLARED)
            self._tag(_INFO, "".join(f"{label}: {value}\n" for label, value in info.items()))
            self._tag(MANIFEST, _lines({f"{DATA}/{name}": digest for name, digest in self._put.items()}))
            tags = {name: _digest(self.folder / name) for name in (_DECLARATION, _INFO, MANIFEST)}
            self._tag(TAGS, _lines(tags))
        return tags[MANIFEST]

    def _tag(self, name: str, text: str) -> None:
        with _replacing(self.folder / name) as out:
            out.write(text.encode())


def listed(folder: Path) -> Iterator[tuple[str, str]]:
    """The names of the payload, without ``data/``, and their SHA-512, as the bag in ``folder`` lists them.

    Raises:
        Refused: there is no list, or it cannot be understood, or names a place outside of the payload.

    """
    yield from ((name.removeprefix(f"{DATA}/"), digest) for name, digest in _read(folder, MANIFEST, f"{DATA}/"))


def problems(folder: Path) -> Iterator[str]:
    """What is wrong with the bag in ``folder``, a sentence each: files changed, missing, or in no list. Every file is
    read.

    Raises:
        Refused: it is no bag that this program reads.

    """
    declared = folder / _DECLARATION
    if not declared.is_file() or "BagIt-Version: 1." not in declared.read_text("utf-8", "replace"):
        raise Refused("không phải túi BagIt 1.0 (no BagIt 1.0 bag)", file=str(folder))
    payload = dict(_read(folder, MANIFEST, f"{DATA}/"))
    for name, digest in (*_read(folder, TAGS, ""), *payload.items()):
        path = folder / name
        if path.is_symlink() or not path.is_file():
            yield f"thiếu / missing: {name}"
        elif _digest(path) != digest:
            yield f"đã đổi / changed: {name}"
    for name in sorted(_names(folder / DATA)):
        if f"{DATA}/{name}" not in payload:
            yield f"không có trong danh sách / in no list: {DATA}/{name}"


def copied(source: Path, target: Path) -> None:
    """Copy one file of a bag to ``target``, durable.

    Raises:
        Full, StoreError: it cannot be written.

    """
    with writing(target.parent), source.open("rb") as data, _replacing(target) as out:
        shutil.copyfileobj(data, out, _CHUNK)


@contextmanager
def _replacing(target: Path) -> Iterator[BinaryIO]:
    """What is written takes the place of ``target`` once it is whole and on the disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_name(f".{target.name}.part")
    try:
        with fresh.open("wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        fresh.replace(target)
    finally:
        fresh.unlink(missing_ok=True)


def _read(folder: Path, name: str, within: str) -> Iterator[tuple[str, str]]:
    try:
        text = (folder / name).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refused(f"{name}: {error}", file=str(folder)) from error
    for line in filter(None, text.split("\n")):
        found = _LINE.fullmatch(line.rstrip("\r"))
        path = _unescaped(found[2]) if found else ""
        parts = path.split("/")
        if found is None or not path.startswith(within) or not {"", ".", ".."}.isdisjoint(parts):
            raise Refused(f"{name}: {line[:160]!r}", file=str(folder))
        yield path, found[1]


def _lines(digests: Mapping[str, str]) -> str:
    return "".join(f"{digest}  {_escaped(name)}\n" for name, digest in sorted(digests.items()))


def _escaped(name: str) -> str:
    return _TAKEN_FOR_ESCAPED.sub("%25", name).replace("\n", "%0A").replace("\r", "%0D")


def _unescaped(name: str) -> str:
    return re.sub("%(25|0[AaDd])", lambda found: bytes.fromhex(found[1]).decode(), name)


def _names(root: Path) -> Iterable[str]:
    return [path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_symlink() or not path.is_dir()]


def _digest(path: Path) -> str:
    with path.open("rb") as data:
        return hashlib.file_digest(data, "sha512").hexdigest()
