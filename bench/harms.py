"""A store or a ledger, and chance → what somebody, or a dying disk, may do to it; and whether it can be undone.

Each harm of :data:`STORE` takes a :class:`Spot` and says which keys it touched; one of :data:`LEDGER` changes its file.
"""

import hashlib
import json
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from archive import ocfl
from archive.blob import Blobs, Past
from archive.ledger import START, Ledger, LedgerLine, line_bytes, line_hash

Lines = list[LedgerLine]


class Broken(AssertionError):
    """A harm was not found, not mended, or something was made up."""


@dataclass(frozen=True)
class Spot:
    """Where harm is done: the stores, those of them that are harmed, the bytes of the first of these, and the keys of
    it that may be harmed.
    """

    sides: Mapping[str, Blobs]
    chosen: Sequence[str]
    before: Mapping[str, bytes]
    keys: Sequence[str]

    def put(self, key: str, data: bytes) -> None:
        """Write ``data`` over ``key`` in each store that is harmed."""
        for name in self.chosen:
            self.sides[name].put(key, data)

    def delete(self, key: str) -> None:
        """Take ``key`` away, with all its versions."""
        for name in self.chosen:
            self.sides[name].delete(key)

    def object(self, chance: random.Random, at_least: int = 1) -> tuple[str, ocfl.Inventory]:
        """One object of at least so many versions: its root and inventory."""
        roots = sorted({ocfl.split_key(key)[0] for key in self.keys} - {""})
        told = {root: ocfl.parse(self.before[f"{root}/{ocfl.INVENTORY}"]) for root in roots}
        return chance.choice([(root, one) for root, one in told.items() if one.number >= at_least])


def flip(spot: Spot, chance: random.Random) -> list[str]:
    """One bit of one file."""
    key = chance.choice(spot.keys)
    spot.put(key, flip_file(spot.before[key], chance))
    return [key]


def remove(spot: Spot, chance: random.Random) -> list[str]:
    """One file."""
    key = chance.choice(spot.keys)
    spot.delete(key)
    return [key]


def truncate(spot: Spot, chance: random.Random) -> list[str]:
    """One file, anywhere."""
    key = chance.choice(spot.keys)
    spot.put(key, spot.before[key][: chance.randrange(len(spot.before[key]))])
    return [key]


def swap(spot: Spot, chance: random.Random) -> list[str]:
    """Two files that differ."""
    one, other = chance.sample(spot.keys, 2)
    while spot.before[one] == spot.before[other]:
        one, other = chance.sample(spot.keys, 2)
    spot.put(one, spot.before[other])
    spot.put(other, spot.before[one])
    return [one, other]


def add(spot: Spot, chance: random.Random) -> list[str]:
    """A file beside another."""
    place = chance.choice(spot.keys).rpartition("/")[0]
    key = f"{place}/added-{chance.randrange(99)}.pdf" if place else "added.pdf"
    spot.put(key, b"not ours")
    return [key]


def lose(spot: Spot, chance: random.Random) -> list[str]:
    """A whole object."""
    root, _ = spot.object(chance)
    keys = [key for key in spot.before if key.startswith(f"{root}/")]
    for key in keys:
        spot.delete(key)
    return keys


def roll_back(spot: Spot, chance: random.Random) -> list[str]:
    """An object to the version before, as if the last had never been."""
    root, head = spot.object(chance, at_least=2)
    last, old = f"{root}/{head.head}/", f"{root}/v{head.number - 1}/"
    keys = [key for key in spot.before if key.startswith(last)]
    for key in keys:
        spot.delete(key)
    heads = [ocfl.INVENTORY, ocfl.SIDECAR]
    for name in heads:
        spot.put(f"{root}/{name}", spot.before[old + name])
    return [*keys, *(f"{root}/{name}" for name in heads)]


def forge(spot: Spot, chance: random.Random) -> list[str]:
    """The last version's content and inventory, each copy of it, with sidecars that agree."""
    root, head = spot.object(chance)
    (path, digest), data = chance.choice(list(head.contents())), b"forged"
    fresh = hashlib.sha512(data).hexdigest()
    text = spot.before[f"{root}/{ocfl.INVENTORY}"].decode().replace(digest, fresh)
    spot.put(f"{root}/{path}", data)
    return [f"{root}/{path}", *_inventories(spot, root, head.head, text.encode())]


def put_behind(spot: Spot, chance: random.Random) -> list[str]:
    """A further version, as Vankho itself would write it, of which the ledger knows nothing."""
    root, head = spot.object(chance)
    fresh = replace_head(head)
    return _inventories(spot, root, fresh.head, ocfl.encode(fresh))


def plant(spot: Spot, chance: random.Random) -> list[str]:
    """A dossier that nobody archived."""
    root, head = spot.object(chance)
    identity = f"H99.{chance.randrange(999)}"
    place = ocfl.object_root(identity)
    keys = [key for key in spot.before if key.startswith(f"{root}/")]
    for key in keys:
        spot.put(key.replace(root, place, 1), spot.before[key])
    for at in ("", *(f"v{number}/" for number in range(1, head.number + 1))):
        data = spot.before[f"{root}/{at}{ocfl.INVENTORY}"].replace(head.id.encode(), identity.encode())
        spot.put(f"{place}/{at}{ocfl.INVENTORY}", data)
        spot.put(f"{place}/{at}{ocfl.SIDECAR}", ocfl.sidecar(data))
    return [key.replace(root, place, 1) for key in keys]


def replace_head(head: ocfl.Inventory) -> ocfl.Inventory:
    """The next version, of the same files under other names."""
    state = {digest: [f"x/{name}" for name in names] for digest, names in head.versions[head.head].state.items()}
    version = ocfl.Version(head.versions[head.head].created, state, "bench", head.versions[head.head].user)
    name = f"v{head.number + 1}"
    return ocfl.Inventory(
        head.id, head.type, "sha512", name, head.manifest, {**head.versions, name: version}, head.fixity
    )


def _inventories(spot: Spot, root: str, version: str, data: bytes) -> list[str]:
    for place in (f"{root}/{version}", root):
        spot.put(f"{place}/{ocfl.INVENTORY}", data)
        spot.put(f"{place}/{ocfl.SIDECAR}", ocfl.sidecar(data))
    return [f"{place}/{name}" for place in (f"{root}/{version}", root) for name in (ocfl.INVENTORY, ocfl.SIDECAR)]


Harm = Callable[[Spot, random.Random], list[str]]
_ONE: dict[str, Harm] = {
    "flip a bit": flip,
    "remove a file": remove,
    "truncate a file": truncate,
    "swap two files": swap,
    "add a file": add,
    "lose a dossier": lose,
    "roll back to the version before": roll_back,
    "forge content with its inventory": forge,
    "put a version behind the ledger's back": put_behind,
    "plant a dossier": plant,
}
STORE: dict[str, Harm] = {
    **_ONE,
    **{f"{name} in both": harm for name, harm in _ONE.items()},
    "flip a bit of an anchor": flip,
    "remove an anchor": remove,
    "flip a bit of a copy of the ledger": flip,
    "remove a copy of the ledger": remove,
    "flip a bit of a copy of the ledger in both": flip,
    "remove a copy of the ledger in both": remove,
}


def is_recoverable(spot: Spot, key: str) -> bool:
    """Whether anybody still has the good bytes of ``key``, or they follow from the rest: what declares an object and
    its sidecars always do; an inventory has a copy, and follows from a later one.
    """
    good = spot.before.get(key)
    root, path = ocfl.split_key(key)
    is_inventory = path.endswith(ocfl.INVENTORY)
    if good is None or not (is_inventory or "/content/" in path):
        return True  # copies of the ledger come from the ledger
    alike = [one for one in spot.before if one.endswith(ocfl.INVENTORY) and spot.before[one] == good]
    places = alike if is_inventory else [key]
    newest = f"{root}/{ocfl.INVENTORY}"
    is_older = is_inventory and good != spot.before[newest]
    return any(good in _copies(spot, one) for one in places) or (is_older and is_recoverable(spot, newest))


def _copies(spot: Spot, key: str) -> Iterator[bytes]:
    for blobs in spot.sides.values():
        streams = [blobs.open(key)] if next(iter(blobs.list(key)), None) == key else []
        for stream in (*streams, *(blobs.past(key) if isinstance(blobs, Past) else ())):
            with stream:
                yield stream.read()


class Ledgers:
    """The ledger's file and the file that names its head; harmed, and put back."""

    def __init__(self, path: Path, anchored: int) -> None:
        self.path, self.head = path, path.with_name(f"{path.name}.head")
        self.anchored = anchored
        """How many lines the stores have copies of, up to the one that was anchored last."""

    @contextmanager
    def restored(self) -> Iterator[list[bytes]]:
        """Whatever happens inside, both are as before at the end; the lines before."""
        kept = self.path.read_bytes(), self.head.read_bytes()
        try:
            yield kept[0].splitlines(keepends=True)
        finally:
            self.path.write_bytes(kept[0])
            self.head.write_bytes(kept[1])
            for aside in self.path.parent.glob(f"{self.path.name}.*-*"):
                aside.unlink()

    def lines(self) -> list[bytes]:
        """The lines, each with its end; none where the file is gone."""
        return self.path.read_bytes().splitlines(keepends=True) if self.path.exists() else []

    def noted(self) -> bytes:
        """What is said of the newest line; nothing where that file is gone."""
        return self.head.read_bytes() if self.head.exists() else b""

    def write(self, lines: Sequence[bytes]) -> None:
        """These lines instead."""
        self.path.write_bytes(b"".join(lines))

    def rewrite(self, change: Callable[[Lines], object]) -> None:
        """A new history with all its hashes, and a head that agrees."""
        lines = list(Ledger(self.path, _no_clock).lines())
        change(lines)
        made, prev = list[bytes](), START
        for seq, line in enumerate(lines, 1):
            bare = replace(line, seq=seq, prev=prev, hash="")
            prev = line_hash(bare)
            made.append(line_bytes(replace(bare, hash=prev)) + b"\n")
        self.write(made)
        self.head.write_text(f"{len(made)} {prev}\n")


def _no_clock() -> datetime:  # nothing is appended here
    raise NotImplementedError


def flip_file(whole: bytes, chance: random.Random) -> bytes:
    """One bit of it."""
    data = bytearray(whole)
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _flip_file(path: Path, chance: random.Random) -> None:
    path.write_bytes(flip_file(path.read_bytes(), chance))


def _change(ledgers: Ledgers, chance: random.Random) -> None:
    lines = ledgers.lines()
    at = chance.randrange(len(lines))
    told = json.loads(lines[at])
    told["agent"] = "somebody else"
    lines[at] = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
    ledgers.write(lines)


def _remove_line(ledgers: Ledgers, chance: random.Random) -> None:
    lines = ledgers.lines()
    del lines[chance.randrange(len(lines))]
    ledgers.write(lines)


def _insert_line(ledgers: Ledgers, chance: random.Random) -> None:
    lines = ledgers.lines()
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))
    ledgers.write(lines)


def _move_lines(ledgers: Ledgers, chance: random.Random) -> None:
    lines = ledgers.lines()
    one, other = chance.sample(range(len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]
    ledgers.write(lines)


def _cut(ledgers: Ledgers, chance: random.Random) -> None:
    data = ledgers.path.read_bytes()
    ledgers.path.write_bytes(data[: chance.randrange(len(data))])


def _take_away(ledgers: Ledgers, chance: random.Random) -> None:
    for path in chance.choice([(ledgers.path,), (ledgers.head,), (ledgers.path, ledgers.head)]):
        path.unlink()


def _rewrite(change: Callable[[Lines, int], object]) -> "LedgerHarm":
    def harm(ledgers: Ledgers, chance: random.Random) -> None:
        at = chance.randrange(ledgers.anchored)
        ledgers.rewrite(lambda lines: change(lines, at))

    return harm


def _agent(lines: Lines, at: int) -> None:
    lines[at] = replace(lines[at], agent="somebody else")


def _shorten(lines: Lines, at: int) -> None:
    del lines[at:]


LedgerHarm = Callable[[Ledgers, random.Random], None]
LEDGER: dict[str, LedgerHarm] = {
    "ledger: flip a bit": lambda ledgers, chance: _flip_file(ledgers.path, chance),
    "ledger: flip a bit of the head": lambda ledgers, chance: _flip_file(ledgers.head, chance),
    "ledger: change a line": _change,
    "ledger: remove a line": _remove_line,
    "ledger: insert a line": _insert_line,
    "ledger: change places": _move_lines,
    "ledger: cut off": _cut,
    "ledger: take away": _take_away,
    "ledger: change a line, with all hashes": _rewrite(_agent),
    "ledger: remove a line, with all hashes": _rewrite(lambda lines, at: lines.pop(at)),
    "ledger: insert a line, with all hashes": _rewrite(
        lambda lines, at: lines.insert(at, replace(lines[at], kind="invented"))
    ),
    "ledger: cut off, with the head": _rewrite(_shorten),
}
