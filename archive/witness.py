"""What the ledger names, and the copies of an object's inventory in every store → what the object should be.

Believed is the inventory that the ledger names last for the dossier, also where it only follows from a later one. Where
nobody has that one, or the ledger does not know the dossier, what is there was written behind the ledger's back. Where
the ledger names no inventory of it (proceedings, a trial without a ledger) believed is one that its sidecar or another
copy agrees with; of several the newest, of the newest the one with most copies (at the object's root and in its version
folder, in every store).
"""

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from archive import ocfl
from archive.blob import Blobs, Past
from archive.errors import Missing


@dataclass(frozen=True, slots=True)
class Witness:
    """Điều sổ làm chứng: ``inventories``: the digests of all that the ledger names; ``newest``: that of the last one by
    dossier; ``known``: all ids of which the ledger tells anything (none: there is no ledger); ``gone``: which dossiers
    were lawfully disposed of.
    """

    inventories: Collection[str] = frozenset()
    newest: Mapping[str, str] = field(default_factory=dict)
    known: Collection[str] = frozenset()
    gone: Collection[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Believed:
    """What an object should be: digest by path; the small files themselves; inventories of older versions that nobody
    has; which paths each store has. ``is_named``: the ledger does not say otherwise.
    """

    id: str
    wanted: dict[str, str]
    known: dict[str, bytes]
    lost: set[str]
    paths: dict[str, set[str]]
    is_named: bool = True


@dataclass(frozen=True, slots=True)
class _Copy:
    told: ocfl.Inventory
    data: bytes
    is_named: bool
    votes: int

    @property
    def rank(self) -> tuple[bool, int]:
        return self.is_named, self.votes


def believe(
    sides: Mapping[str, Blobs], root: str, paths: Mapping[str, Collection[str]], witness: Witness
) -> Believed | None:
    """What the object at ``root`` should be, of which each store has ``paths``; None: nothing there can be believed."""
    sound = _sound(root, _copies(sides, root, paths), witness)
    identity = sound[0].told.id if sound else ocfl.identity_of(root) or ""
    named = witness.newest.get(identity)
    if named is not None and not any(_sha512(one.data) == named for one in sound):
        sound += _sound(root, _past_copies(sides, root, paths), witness)
    if not sound:
        return None
    fits = [one for one in sound if _sha512(one.data) == named]
    believed = max(fits or sound, key=lambda one: (one.told.number, one.rank))
    head, known, lost = believed.told, {ocfl.OBJECT_DECLARATION: ocfl.OBJECT_DECLARED}, set[str]()
    for number in range(1, head.number + 1):
        place = f"v{number}/"
        fitting = [one for one in sound if one.told.number == number and _fits(one.told, head)]
        older = believed if number == head.number else max(fitting, key=lambda one: one.rank, default=None)
        known |= _with_sidecar(place, older.data) if older else {}
        lost |= set() if older else {f"{place}{ocfl.INVENTORY}", f"{place}{ocfl.SIDECAR}"}
    known |= _with_sidecar("", believed.data)
    wanted = dict(head.contents()) | {path: _sha512(data) for path, data in known.items()}
    is_named = bool(fits) if named is not None else not witness.known or identity in witness.known
    return Believed(identity, wanted, known, lost, {name: set(there) for name, there in paths.items()}, is_named)


def _sound(root: str, copies: Iterable[tuple[bytes, bool]], witness: Witness) -> list[_Copy]:
    """The inventories of the object that can be believed, and the older ones of the ledger that follow from them."""
    votes, sealed = Counter[bytes](), set[bytes]()
    for data, is_sealed in copies:
        votes[data] += 1
        sealed |= {data} if is_sealed else set()
    found = []
    for data, count in votes.items():
        told, is_named = _parsed(data, root), _sha512(data) in witness.inventories
        if told is not None and (is_named or data in sealed or count > 1):
            found.append(_Copy(told, data, is_named, count))
    kept = {one.data for one in found}
    for one in list(found):
        for number in range(1, one.told.number if witness.inventories else 1):
            older = ocfl.as_of(one.told, number)
            data = ocfl.encode(older)
            if data not in kept and _sha512(data) in witness.inventories:
                kept.add(data)
                found.append(_Copy(older, data, is_named=True, votes=0))
    return found


def _copies(
    sides: Mapping[str, Blobs], root: str, paths: Mapping[str, Collection[str]]
) -> Iterator[tuple[bytes, bool]]:
    """Every inventory there is, and whether its sidecar agrees."""
    for name, blobs in sides.items():
        for path in filter(_is_inventory, paths[name]):
            data = bytes_of(blobs, f"{root}/{path}")
            side = bytes_of(blobs, f"{root}/{path}.sha512") if f"{path}.sha512" in paths[name] else b""
            yield data, ocfl.same_sidecar(side, data)


def _past_copies(
    sides: Mapping[str, Blobs], root: str, paths: Mapping[str, Collection[str]]
) -> Iterator[tuple[bytes, bool]]:
    """Every inventory that a server with versions still has under what was written over it; no sidecar counts."""
    for name, blobs in sides.items():
        if isinstance(blobs, Past):
            for path in sorted({ocfl.INVENTORY, *filter(_is_inventory, paths[name])}):
                for stream in blobs.past(f"{root}/{path}"):
                    with stream:
                        yield stream.read(), False


def _is_inventory(path: str) -> bool:
    return path == ocfl.INVENTORY or path == f"v{ocfl.version_of(path)}/{ocfl.INVENTORY}"


def bytes_of(blobs: Blobs, key: str) -> bytes:
    """The bytes under ``key``; none where they are gone, or the disk cannot give them."""
    try:
        with blobs.open(key) as file:
            return file.read()
    except (Missing, OSError):
        return b""


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


def _sha512(data: bytes) -> str:
    return hashlib.sha512(data).hexdigest()
