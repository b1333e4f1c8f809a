"""An object in the store → what of it is not as it was kept, file by file."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Literal

from archive import ocfl
from archive.blob import Blobs
from archive.errors import Missing

What = Literal["changed", "missing", "unexpected", "inventory"]
Progress = Callable[[str, int], None]

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Damage:
    """Hư hỏng: one file that is not as it was kept.

    ``file`` is its place in the store, for a person to find; ``dossier`` is empty where it belongs to none. ``what``:
    its bytes ``changed``, it is ``missing``, it is ``unexpected`` there, or the ``inventory`` contradicts itself.
    """

    dossier: str
    file: str
    what: What
    detail: str = ""


def examine(blobs: Blobs, root: str, paths: set[str], progress: Progress | None = None) -> Iterator[Damage]:
    """What is wrong with the object at ``root``, which holds ``paths``; every byte is read again.

    Where its inventory is damaged, the copy in the newest version folder that is sound tells what else to check.
    """
    return _Examination(blobs, root, paths, progress).run()


def examine_root(blobs: Blobs, strays: Sequence[str]) -> Iterator[Damage]:
    """What is wrong at the top of the store; ``strays`` are the keys that lie in no object."""
    expected = ocfl.root_files()
    if not strays and next(iter(blobs.list("")), None) is None:
        return  # nothing was ever put
    for key, data in expected.items():
        if key not in strays:
            yield Damage("", key, "missing")
        elif _read(blobs, key) != data:
            yield Damage("", key, "changed")
    for key in strays:
        if key not in expected and not key.startswith("extensions/"):
            yield Damage("", _shown(key), "unexpected", "not part of any dossier")


class _Examination:
    def __init__(self, blobs: Blobs, root: str, paths: set[str], progress: Progress | None) -> None:
        self._blobs, self._root, self._paths, self._progress = blobs, root, paths, progress
        self._id = ocfl.identity_of(root) or root

    def run(self) -> Iterator[Damage]:
        if not self._paths:
            yield self._damage("", "missing", "no object here")
            return
        declaration = ocfl.OBJECT_DECLARATION
        if declaration not in self._paths:
            yield self._damage(declaration, "missing", "an incomplete object")
        elif self._bytes(declaration) != ocfl.OBJECT_DECLARED:
            yield self._damage(declaration, "changed")
        head, data, problems = self._head()
        yield from problems
        if head is None:
            return
        self._id = head.id
        known = {declaration, ocfl.INVENTORY, ocfl.SIDECAR}
        for number in range(1, head.number + 1):
            yield from self._version(number, head, data)
            known |= {f"v{number}/{ocfl.INVENTORY}", f"v{number}/{ocfl.SIDECAR}"}
        for path, digest in head.contents():
            known.add(path)
            yield from self._content(path, digest)
        for path in sorted(self._paths - known):
            beyond = ocfl.version_of(path) > head.number
            yield self._damage(path, "unexpected", "of a version that was never committed" if beyond else "")

    def _head(self) -> tuple[ocfl.Inventory | None, bytes, list[Damage]]:
        """The inventory to check against, with what is wrong with the one at the root."""
        problems: list[Damage] = []
        head, data = self._sound(ocfl.INVENTORY, problems)
        if head is not None:
            return head, data, problems
        numbers = sorted({ocfl.version_of(path) for path in self._paths} - {0}, reverse=True)
        for number in numbers:
            copy, copied = self._sound(f"v{number}/{ocfl.INVENTORY}", [])
            if copy is not None and copy.number == number:
                return copy, copied, problems
        return None, b"", problems

    def _sound(self, path: str, problems: list[Damage]) -> tuple[ocfl.Inventory | None, bytes]:
        """The inventory at ``path`` if it can be believed; what is wrong goes to ``problems``."""
        data, side = self._bytes(path), self._bytes(f"{path}.sha512")
        if data is None:
            problems.append(self._damage(path, "missing"))
            return None, b""
        if side is None:
            problems.append(self._damage(f"{path}.sha512", "missing"))
        try:
            inventory = ocfl.parse(data)
        except ValueError as error:
            problems.append(self._damage(path, "changed", str(error)))
            return None, b""
        if ocfl.object_root(inventory.id) != self._root:
            problems.append(self._damage(path, "inventory", f"it is the inventory of {inventory.id}"))
            return None, b""
        if side is not None and not ocfl.same_sidecar(side, data):
            copy = self._bytes(f"{inventory.head}/{ocfl.INVENTORY}")
            if path != ocfl.INVENTORY or copy != data:
                problems.append(self._damage(path, "changed", "its sidecar disagrees"))
                return None, b""
            problems.append(self._damage(f"{path}.sha512", "inventory", self._why(side)))
        elif side is not None and side != ocfl.sidecar(data):
            problems.append(self._damage(f"{path}.sha512", "changed", "not to the byte as it was written"))
        return inventory, data

    def _why(self, side: bytes) -> str:
        ahead = [path for path in self._paths if path.endswith(f"/{ocfl.SIDECAR}") and self._bytes(path) == side]
        return "a write was interrupted; the next put of this dossier mends it" if ahead else "it was changed"

    def _version(self, number: int, head: ocfl.Inventory, data: bytes) -> Iterator[Damage]:
        """What is wrong with the inventory in a version folder."""
        path = f"v{number}/{ocfl.INVENTORY}"
        problems: list[Damage] = []
        kept, copied = self._sound(path, problems)
        yield from problems
        if kept is None:
            return
        if number == head.number and copied != data:
            yield self._damage(path, "inventory", "it differs from the inventory at the object's root")
        for name, version in kept.versions.items():
            told = head.versions.get(name)
            if told is None or told.state != version.state or told.created != version.created:
                yield self._damage(path, "inventory", f"it tells {name} otherwise than {head.head} does")

    def _content(self, path: str, digest: str) -> Iterator[Damage]:
        if path not in self._paths:
            yield self._damage(path, "missing")
            return
        try:
            with self._blobs.open(f"{self._root}/{path}") as file:
                found, size = _hash(file)
        except Missing:
            yield self._damage(path, "missing")
            return
        except OSError as error:
            yield self._damage(path, "changed", f"it cannot be read: {error.strerror or error}")
            return
        if found != digest:
            yield self._damage(path, "changed")
        if self._progress is not None:
            self._progress(self._id, size)

    def _bytes(self, path: str) -> bytes | None:
        return _read(self._blobs, f"{self._root}/{path}") if path in self._paths else None

    def _damage(self, path: str, what: What, detail: str = "") -> Damage:
        return Damage(_shown(self._id), _shown(f"{self._root}/{path}".rstrip("/")), what, detail)


def _read(blobs: Blobs, key: str) -> bytes | None:
    """The bytes under ``key``; None where they are gone, none where the disk cannot give them."""
    try:
        with blobs.open(key) as file:
            return file.read()
    except Missing:
        return None
    except OSError:
        return b""


def _hash(file: BinaryIO) -> tuple[str, int]:
    sha512, size = hashlib.sha512(), 0
    while chunk := file.read(_CHUNK):
        sha512.update(chunk)
        size += len(chunk)
    return sha512.hexdigest(), size


def _shown(name: str) -> str:
    """``name`` with bytes that are no text replaced, so that it can be printed."""
    return name.encode("utf-8", "replace").decode()
