"""One store or two → every file that is not as its inventory says, and each mended from a copy that is.

What an object should be, :mod:`archive.witness` says. Good bytes are those with the inventory's digest: in this store,
in the other, or an older version of the same key that a server with versions still has. Bad bytes are put aside under
``extensions/vankho-aside/``, never thrown away. What the ledger does not know is told, not mended, and not copied.
"""

import hashlib
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Literal

from archive import ocfl
from archive.blob import Blobs, Past
from archive.damage import examine_root
from archive.errors import Damaged, Missing, StoreError
from archive.witness import Believed, Witness, believe, bytes_of

ASIDE = "extensions/vankho-aside"
"""Where bad bytes go, under their own digest; a place that OCFL 1.1 (4.3) gives to extensions."""

What = Literal["changed", "missing", "unexpected", "disposed", "unnamed"]
_CHUNK = 1 << 20
_ROOT_LAST = (ocfl.SIDECAR, ocfl.INVENTORY, ocfl.OBJECT_DECLARATION)


@dataclass(frozen=True, slots=True)
class Fault:
    """Sai lệch: one file of one ``store`` that is not as it was kept. ``dossier`` is empty where it belongs to none.

    ``can``: good bytes of it are there. ``mended``: it was put right. ``what`` ``disposed``: it is of a dossier that
    was lawfully destroyed, and is to be destroyed here too, not brought back; ``unnamed``: the ledger knows another
    package of the dossier, which no store has.
    """

    dossier: str
    store: str
    file: str
    what: What
    can: bool = False
    mended: bool = False
    detail: str = ""


class Mirror:
    """Stores by the names under which people know them; the first is the one that is worked with.

    ``witness``: what the ledger knows of packages.
    """

    def __init__(self, sides: Mapping[str, Blobs], witness: Witness | None = None) -> None:
        self._sides = dict(sides)
        self.witness = witness or Witness()

    def roots(self) -> list[str]:
        """Where objects stand, in either store, or should by what the ledger names."""
        found = {ocfl.split_key(key)[0] for blobs in self._sides.values() for key in blobs.list("")}
        named = {ocfl.object_root(one) for one in self.witness.newest if one not in self.witness.gone}
        return sorted((found | named) - {""})

    def compare(self, root: str, *, mend: bool = False) -> list[Fault]:
        """What is not as it should be of the object at ``root``; every byte is read. With ``mend`` it is put right as
        far as good bytes are there.

        Raises:
            StoreError: a store cannot be read.

        """
        paths = {name: _paths(blobs, root) for name, blobs in self._sides.items()}
        identity = ocfl.identity_of(root) or root
        if identity in self.witness.gone:
            left = [name for name, there in paths.items() if there]
            return [Fault(identity, name, root, "disposed", detail="destroy it again") for name in left]
        one = believe(self._sides, root, paths, self.witness)
        if one is None:
            names = [name for name, there in paths.items() if there]
            why = "no inventory can be believed" if names else "no store has anything of it"
            lost = Fault(identity, "", f"{root}/{ocfl.INVENTORY}", "missing", detail=why)
            return [replace(lost, store=name) for name in names or list(self._sides)[:1]]
        faults = [fault for name in self._sides for fault in self._faults(root, one, name)]
        if not one.is_named:
            why = "the ledger knows no such package; put again what was to be archived, or ask who wrote this"
            told = [Fault(one.id, name, root, "unnamed", detail=why) for name, there in paths.items() if there]
            return [*told, *(replace(fault, can=False) for fault in faults)]
        return [self._mend(root, one, fault) if mend else fault for fault in faults]

    def lacking(self, root: str) -> int:
        """How many files of the first store's object another store lacks, by their names alone: nothing is read."""
        first, *others = (_paths(blobs, root) for blobs in self._sides.values())
        return sum(len(first - other) for other in others)

    def compare_top(self, *, mend: bool = False) -> list[Fault]:
        """The same for what stands at the top of each store, and for what lies in no object."""
        faults = []
        for name, blobs in self._sides.items():
            strays = [path for root, path in map(ocfl.split_key, blobs.list("")) if not root]
            for file, what in {**_not_ours(blobs, strays), **_told(blobs, strays)}.items():
                fault = Fault("", name, file, what, can=True)
                faults.append(self._mend_top(fault) if mend else fault)
        return faults

    def compare_file(
        self, key: str, sha512: str, names: Iterable[str], *, mend: bool = False, own: Callable[[], bytes] | None = None
    ) -> list[Fault]:
        """The same for one file that lies in no object, of which the digest is known, in the stores ``names``; ``own``:
        its bytes from elsewhere, if they are good."""
        one = Believed("", {key: sha512}, {}, set(), {})
        faults = []
        for name in names:
            found = _digest(self._sides[name], key)
            if found != sha512:
                if own is not None and hashlib.sha512(data := own()).hexdigest() == sha512:
                    one.known[key] = data
                can = self._good("", one, key) is not None
                fault = Fault("", name, key, "changed" if found else "missing", can)
                faults.append(self._mend("", one, fault) if mend else fault)
        return faults

    def follow(self, identity: str) -> int:
        """Bring what the other stores lack of a dossier that was just put into the first; how many files. What they
        have is not read.

        Raises:
            Damaged: a byte differs on the way.
            StoreError: a store cannot be read or written; the same call goes on.

        """
        root = ocfl.object_root(identity)
        try:
            paths = {name: _paths(blobs, root) for name, blobs in self._sides.items()}
            first, *others = self._sides
            one = believe({first: self._sides[first]}, root, paths, self.witness)
            if one is None or not one.is_named:
                raise Damaged(f"{root}/{ocfl.INVENTORY}")
            return sum(self._bring(root, one, name, paths[name]) for name in others)
        except StoreError as error:
            raise error.about(identity) from error

    def _bring(self, root: str, one: Believed, name: str, there: set[str]) -> int:
        blobs, source = self._sides[name], next(iter(self._sides.values()))
        _declare(blobs)
        heads = [
            path for path in _ROOT_LAST[:2] if path in there and bytes_of(blobs, f"{root}/{path}") != one.known[path]
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

    def _faults(self, root: str, one: Believed, name: str) -> Iterator[Fault]:
        there = one.paths.get(name, set())
        if not there:
            yield Fault(one.id, name, root, "missing", can=True, detail="the whole object")
            return
        for path in _ordered(one.wanted):
            if path not in there or self._differs(root, one, name, path):
                what: What = "changed" if path in there else "missing"
                good = path in one.known or self._good(root, one, path) is not None
                yield Fault(one.id, name, f"{root}/{path}", what, can=good)
        for path in sorted(one.lost):
            if path not in there or path.endswith(ocfl.INVENTORY):
                yield Fault(one.id, name, f"{root}/{path}", "changed" if path in there else "missing")
        for path in sorted(there - one.wanted.keys() - one.lost):
            yield Fault(one.id, name, f"{root}/{path}", "unexpected", can=True)

    def _differs(self, root: str, one: Believed, name: str, path: str) -> bool:
        return _digest(self._sides[name], f"{root}/{path}") != one.wanted[path]

    def _good(self, root: str, one: Believed, path: str) -> Path | None:
        """Whether good bytes are somewhere; they are not kept."""
        with tempfile.TemporaryDirectory(prefix="vankho-mend-") as place:
            return self._fetch(root, one, path, Path(place) / "good")

    def _fetch(self, root: str, one: Believed, path: str, file: Path) -> Path | None:
        """Good bytes of ``path`` in ``file``, from any store, or any version of it; None where nobody has them."""
        if path in one.known:
            file.write_bytes(one.known[path])
            return file
        for stream in self._streams(_key(root, path)):
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

    def _mend(self, root: str, one: Believed, fault: Fault) -> Fault:
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

    def _put_good(self, root: str, one: Believed, path: str, blobs: Blobs) -> None:
        with tempfile.TemporaryDirectory(prefix="vankho-mend-") as place:
            file = self._fetch(root, one, path, Path(place) / "good")
            if file is None:
                raise Damaged(f"{root}/{path}: không nơi nào có bản tốt / nobody has good bytes of it")
            blobs.put(_key(root, path), file)
        if _digest(blobs, _key(root, path)) != one.wanted[path]:
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
    return {key: "changed" for key, data in ocfl.root_files().items() if key in strays and bytes_of(blobs, key) != data}


def _paths(blobs: Blobs, root: str) -> set[str]:
    return {key.removeprefix(f"{root}/") for key in blobs.list(f"{root}/")}


def _declare(blobs: Blobs) -> None:
    for key, data in ocfl.root_files().items():
        if next(iter(blobs.list(key)), None) != key:
            blobs.put(key, data)


def _key(root: str, path: str) -> str:
    return f"{root}/{path}" if root else path


def _ordered(wanted: Mapping[str, str]) -> list[str]:
    """Contents first, then the inventories, what declares the object last: cut off, it shows as incomplete."""
    names = (ocfl.INVENTORY, ocfl.SIDECAR)

    def rank(path: str) -> tuple[int, str]:
        if path in _ROOT_LAST:
            return 2 + _ROOT_LAST.index(path), path
        return int(path.partition("/")[2] in names), path

    return sorted(wanted, key=rank)


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
