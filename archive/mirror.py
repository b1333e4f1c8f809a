"""One store or two → every file that is not as its inventory says, and each mended from a copy that is.

Believed is an inventory that its sidecar or another copy agrees with; of several the newest, of the newest the one that
the ledger names, else the one with most copies (at the object's root and in its version folder, in both stores). Good
bytes are those with the inventory's digest: in this store, in the other, or an older version of the same key that a
server with versions still has. Bad bytes are put aside under ``extensions/vankho-aside/``, never thrown away.
"""

import hashlib
import tempfile
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal, Protocol, runtime_checkable

from archive import ocfl
from archive.blob import Blobs
from archive.damage import examine_root
from archive.errors import Damaged, Missing, StoreError

ASIDE = "extensions/vankho-aside"
"""Where bad bytes go, under their own digest; a place that OCFL 1.1 (4.3) gives to extensions."""

What = Literal["changed", "missing", "unexpected", "disposed"]
_CHUNK = 1 << 20
_ROOT_LAST = (ocfl.SIDECAR, ocfl.INVENTORY, ocfl.OBJECT_DECLARATION)


@runtime_checkable
class Past(Protocol):
    """What a back end with versions can do besides :class:`archive.blob.Blobs`."""

    def past(self, key: str) -> Iterator[BinaryIO]:
        """The bytes of every version of ``key``, the newest first; each is closed by the caller."""
        ...


@dataclass(frozen=True, slots=True)
class Fault:
    """Sai lệch: one file of one ``store`` that is not as it was kept. ``dossier`` is empty where it belongs to none.

    ``can``: good bytes of it are there. ``mended``: it was put right. ``what`` ``disposed``: it is of a dossier that
    was lawfully destroyed, and is to be destroyed here too, not brought back.
    """

    dossier: str
    store: str
    file: str
    what: What
    can: bool = False
    mended: bool = False
    detail: str = ""


@dataclass(slots=True)
class _Object:
    """What an object should be: digest by path; the small files themselves; which paths each store has."""

    id: str
    wanted: dict[str, str]
    known: dict[str, bytes]
    paths: dict[str, set[str]]


class Mirror:
    """Stores by the names under which people know them; the first is the one that is worked with.

    ``witness``: the digests of inventories that the ledger names. ``gone``: ids that were lawfully disposed of.
    """

    def __init__(self, sides: Mapping[str, Blobs], witness: Collection[str] = (), gone: Collection[str] = ()) -> None:
        self._sides = dict(sides)
        self._witness = witness
        self._gone = gone

    def roots(self) -> list[str]:
        """Where objects stand, in either store."""
        found = {ocfl.split_key(key)[0] for blobs in self._sides.values() for key in blobs.list("")}
        return sorted(found - {""})

    def compare(self, root: str, *, mend: bool = False) -> list[Fault]:
        """What is not as it should be of the object at ``root``; every byte is read. With ``mend`` it is put right as
        far as good bytes are there.

        Raises:
            StoreError: a store cannot be read.

        """
        paths = {name: _paths(blobs, root) for name, blobs in self._sides.items()}
        identity = ocfl.identity_of(root) or root
        if identity in self._gone:
            left = [name for name, there in paths.items() if there]
            return [Fault(identity, name, root, "disposed", detail="destroy it again") for name in left]
        one = self._believed(root, identity, paths)
        if one is None:
            return [
                Fault(identity, name, f"{root}/{ocfl.INVENTORY}", "missing", detail="no inventory can be believed")
                for name, there in paths.items()
                if there
            ]
        faults = [fault for name in self._sides for fault in self._faults(root, one, name)]
        return [self._mend(root, one, fault) if mend else fault for fault in faults]

    def compare_top(self, *, mend: bool = False) -> list[Fault]:
        """The same for what stands at the top of each store, and for what lies in no object."""
        faults = []
        for name, blobs in self._sides.items():
            strays = [path for root, path in map(ocfl.split_key, blobs.list("")) if not root]
            for file, what in {**_not_ours(blobs, strays), **_told(blobs, strays)}.items():
                fault = Fault("", name, file, what, can=True)
                faults.append(self._mend_top(fault) if mend else fault)
        return faults

    def follow(self, identity: str) -> int:
        """Bring what the other stores lack of a dossier that was just put into the first; how many files. What they
        have is not read.

        Raises:
            Damaged: a byte differs on the way.
            StoreError: a store cannot be read or written; the same call goes on.

        """
        root = ocfl.object_root(identity)
        paths = {name: _paths(blobs, root) for name, blobs in self._sides.items()}
        first, *others = self._sides
        one = self._believed(root, identity, {first: paths[first]})
        if one is None:
            raise Damaged(f"{root}/{ocfl.INVENTORY}")
        return sum(self._bring(root, one, name, paths[name]) for name in others)

    def _bring(self, root: str, one: _Object, name: str, there: set[str]) -> int:
        blobs, source = self._sides[name], next(iter(self._sides.values()))
        _declare(blobs)
        heads = [
            path for path in _ROOT_LAST[:2] if path in there and _bytes(blobs, f"{root}/{path}") != one.known[path]
        ]
        lacking = [path for path in _ordered(one.wanted) if path not in there or path in heads]
        with tempfile.TemporaryDirectory(prefix="vankho-copy-") as place:
            for path in lacking:
                file = Path(place) / path
                file.parent.mkdir(parents=True, exist_ok=True)
                if path in one.known:
                    file.write_bytes(one.known[path])
                elif _copied(source.open(f"{root}/{path}"), file) != one.wanted[path]:
                    raise Damaged(f"{root}/{path}")
            if not there and lacking:
                blobs.put_tree(Path(place), root)
            else:
                for path in lacking:
                    blobs.put(f"{root}/{path}", Path(place) / path)
            for path in lacking:
                if _digest(blobs, f"{root}/{path}") != one.wanted[path]:
                    raise Damaged(f"{root}/{path} ({name})")
        return len(lacking)

    def _believed(self, root: str, identity: str, paths: Mapping[str, set[str]]) -> _Object | None:
        """What the object should be, by the inventories that can be believed; None without one."""
        copies, sealed = Counter[bytes](), set[bytes]()
        for name, there in paths.items():
            for path in there:
                if path == ocfl.INVENTORY or path == f"v{ocfl.version_of(path)}/{ocfl.INVENTORY}":
                    data = _bytes(self._sides[name], f"{root}/{path}")
                    side = _bytes(self._sides[name], f"{root}/{path}.sha512") if f"{path}.sha512" in there else b""
                    copies[data] += 1
                    sealed |= {data} if ocfl.same_sidecar(side, data) else set()
        sound: dict[int, list[tuple[bool, int, bytes, ocfl.Inventory]]] = {}
        for data, votes in copies.items():
            told = _parsed(data, root)
            if told is not None and (data in sealed or votes > 1):
                named = hashlib.sha512(data).hexdigest() in self._witness
                sound.setdefault(told.number, []).append((named, votes, data, told))
        if not sound:
            return None
        _, _, data, head = max(sound[max(sound)], key=lambda one: one[:2])
        known = {ocfl.OBJECT_DECLARATION: ocfl.OBJECT_DECLARED}
        for number in range(1, head.number + 1):
            fitting = [one for one in sound.get(number, ()) if _fits(one[3], head)]
            if number == head.number:
                known |= _with_sidecar("", data) | _with_sidecar(f"{head.head}/", data)
            elif fitting:
                known |= _with_sidecar(f"v{number}/", max(fitting, key=lambda one: one[:2])[2])
        wanted = dict(head.contents()) | {path: hashlib.sha512(data).hexdigest() for path, data in known.items()}
        return _Object(identity, wanted, known, {name: set(there) for name, there in paths.items()})

    def _faults(self, root: str, one: _Object, name: str) -> Iterator[Fault]:
        there = one.paths.get(name, set())
        if not there:
            yield Fault(one.id, name, root, "missing", can=True, detail="the whole object")
            return
        for path in _ordered(one.wanted):
            if path not in there or self._differs(root, one, name, path):
                what: What = "changed" if path in there else "missing"
                good = path in one.known or self._good(root, one, path) is not None
                yield Fault(one.id, name, f"{root}/{path}", what, can=good)
        for path in sorted(there - one.wanted.keys()):
            yield Fault(one.id, name, f"{root}/{path}", "unexpected", can=True)

    def _differs(self, root: str, one: _Object, name: str, path: str) -> bool:
        return _digest(self._sides[name], f"{root}/{path}") != one.wanted[path]

    def _good(self, root: str, one: _Object, path: str) -> Path | None:
        """Whether good bytes are somewhere; they are not kept."""
        with tempfile.TemporaryDirectory(prefix="vankho-mend-") as place:
            return self._fetch(root, one, path, Path(place) / "good")

    def _fetch(self, root: str, one: _Object, path: str, file: Path) -> Path | None:
        """Good bytes of ``path`` in ``file``, from any store, or any version of it; None where nobody has them."""
        if path in one.known:
            file.write_bytes(one.known[path])
            return file
        for stream in self._streams(f"{root}/{path}"):
            try:
                if _copied(stream, file) == one.wanted[path]:
                    return file
            except OSError:
                continue
        return None

    def _streams(self, key: str) -> Iterator[BinaryIO]:
        for blobs in self._sides.values():
            try:
                yield blobs.open(key)
            except StoreError:
                continue
        for blobs in self._sides.values():
            if isinstance(blobs, Past):
                yield from blobs.past(key)

    def _mend(self, root: str, one: _Object, fault: Fault) -> Fault:
        blobs = self._sides[fault.store]
        try:
            if fault.file == root:
                for path in _ordered(one.wanted):
                    self._put_good(root, one, path, blobs)
            elif fault.what == "unexpected":
                _put_aside(blobs, fault.file)
                blobs.delete(fault.file)
            elif fault.can:
                if fault.what == "changed":
                    _put_aside(blobs, fault.file)
                self._put_good(root, one, fault.file.removeprefix(f"{root}/"), blobs)
            return replace(fault, mended=fault.can)
        except (StoreError, OSError) as error:
            return replace(fault, detail=str(error))

    def _put_good(self, root: str, one: _Object, path: str, blobs: Blobs) -> None:
        with tempfile.TemporaryDirectory(prefix="vankho-mend-") as place:
            file = self._fetch(root, one, path, Path(place) / "good")
            if file is None:
                raise Damaged(f"{root}/{path}: không nơi nào có bản tốt / nobody has good bytes of it")
            blobs.put(f"{root}/{path}", file)
        if _digest(blobs, f"{root}/{path}") != one.wanted[path]:
            raise Damaged(f"{root}/{path}")

    def _mend_top(self, fault: Fault) -> Fault:
        blobs = self._sides[fault.store]
        try:
            if fault.what != "missing":
                _put_aside(blobs, fault.file)
            if fault.what == "unexpected":
                blobs.delete(fault.file)
            else:
                blobs.put(fault.file, ocfl.root_files()[fault.file])
            return replace(fault, mended=True)
        except (StoreError, OSError) as error:
            return replace(fault, detail=str(error))


def _told(blobs: Blobs, strays: Sequence[str]) -> dict[str, What]:
    known: dict[str, What] = {"missing": "missing", "unexpected": "unexpected"}
    return {one.file: known.get(one.what, "changed") for one in examine_root(blobs, strays)}


def _not_ours(blobs: Blobs, strays: Sequence[str]) -> dict[str, What]:
    """Files at the top that are not to the byte as Vankho writes them, though a reader could live with them."""
    return {key: "changed" for key, data in ocfl.root_files().items() if key in strays and _bytes(blobs, key) != data}


def _paths(blobs: Blobs, root: str) -> set[str]:
    return {key.removeprefix(f"{root}/") for key in blobs.list(f"{root}/")}


def _declare(blobs: Blobs) -> None:
    for key, data in ocfl.root_files().items():
        if next(iter(blobs.list(key)), None) != key:
            blobs.put(key, data)


def _ordered(wanted: Mapping[str, str]) -> list[str]:
    """Contents first, then the inventories, what declares the object last: cut off, it shows as incomplete."""
    names = (ocfl.INVENTORY, ocfl.SIDECAR)

    def rank(path: str) -> tuple[int, str]:
        if path in _ROOT_LAST:
            return 2 + _ROOT_LAST.index(path), path
        return int(path.partition("/")[2] in names), path

    return sorted(wanted, key=rank)


def _with_sidecar(place: str, data: bytes) -> dict[str, bytes]:
    return {f"{place}{ocfl.INVENTORY}": data, f"{place}{ocfl.SIDECAR}": ocfl.sidecar(data)}


def _parsed(data: bytes, root: str) -> ocfl.Inventory | None:
    try:
        told = ocfl.parse(data)
    except ValueError:
        return None
    return told if ocfl.object_root(told.id) == root else None


def _fits(old: ocfl.Inventory, head: ocfl.Inventory) -> bool:
    return all(head.versions.get(name) == version for name, version in old.versions.items())


def _put_aside(blobs: Blobs, key: str) -> None:
    """Keep the bytes under ``key`` where nobody takes them for good."""
    with tempfile.TemporaryDirectory(prefix="vankho-aside-") as place:
        file = Path(place) / "bad"
        try:
            digest = _copied(blobs.open(key), file)
        except (Missing, OSError):
            return  # there is nothing to keep
        blobs.put(f"{ASIDE}/{digest[:16]}/{key}", file)


def _copied(stream: BinaryIO, file: Path) -> str:
    """SHA-512 of what was copied."""
    found = hashlib.sha512()
    with stream, file.open("wb") as sink:
        while chunk := stream.read(_CHUNK):
            found.update(chunk)
            sink.write(chunk)
    return found.hexdigest()


def _digest(blobs: Blobs, key: str) -> str:
    """SHA-512 of what is under ``key``; empty where it cannot be read."""
    try:
        found = hashlib.sha512()
        with blobs.open(key) as file:
            while chunk := file.read(_CHUNK):
                found.update(chunk)
        return found.hexdigest()
    except (Missing, OSError):
        return ""


def _bytes(blobs: Blobs, key: str) -> bytes:
    try:
        with blobs.open(key) as file:
            return file.read()
    except (Missing, OSError):
        return b""
