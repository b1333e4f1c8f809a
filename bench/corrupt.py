"""Two stores and a ledger, harmed at random → whether each harm was found, and mended byte for byte.

``python -m bench.corrupt [--count 1000] [--seed 1] [--stores memory,memory|folder,folder|folder,S3-ADDRESS]``: dossiers
in the real :class:`vankho.wiring.House`; one harm at a time (:mod:`bench.harms`) to either store, to both, to the
ledger or to its anchors; then what ``vankho fixity compare|repair`` and ``vankho ledger verify`` run. What has good
bytes left anywhere must come back byte for byte; what has none must be told, and nothing made up. A ledger that was
harmed must be found, and nothing mended by it. The first harm that is not found, or not mended, ends the run.

Locks are off: a server with object lock would refuse most of it. A bucket is emptied at the end.
"""

import argparse
import json
import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from archive import ocfl
from archive.anchor import PLACE
from archive.blob import Blobs
from archive.blobs.memory import MemoryBlobs
from archive.draft import measured
from archive.errors import Damaged
from archive.history import LOST
from archive.mirror import ASIDE
from archive.records import Dossier, Package, PackageFile
from archive.segment import LINES
from bench.harms import LEDGER, STORE, Broken, Ledgers, Spot, is_recoverable
from vankho import anchoring, mending
from vankho.inspection import Inspector
from vankho.mending import Mended
from vankho.settings import Settings
from vankho.wiring import House

AT = datetime(2026, 11, 29, 9, tzinfo=timezone(timedelta(hours=7)))
AFTER = 3
"""Lines after the last copy of the ledger, and after the line that tells of it."""
VERSIONS = {
    "H58.1": (("scan", "text"), ("scan", "text, corrected"), ("scan", "text, corrected again")),
    "H58.2": (("another scan", "another text"),),
    "H58.3/Đ": (("third", "third"), ("third", "third, sealed")),
}


class Home(House):
    """A house of which the stores may be in memory."""

    def _blobs(self, address: str) -> Blobs:
        return MemoryBlobs() if address.startswith("memory") else super()._blobs(address)


@dataclass
class Trial:
    """The house, and every byte of its stores as it should be."""

    house: Home
    sides: dict[str, Blobs]
    before: dict[str, dict[str, bytes]]
    ledgers: Ledgers
    counts: Counter[str]

    def everything(self) -> dict[str, dict[str, bytes]]:
        """Every byte of each store, without what was put aside."""
        return {name: everything(blobs) for name, blobs in self.sides.items()}


def everything(blobs: Blobs) -> dict[str, bytes]:
    """Every byte of one store, without what was put aside."""
    found = {}
    for key in blobs.list(""):
        if not key.startswith(ASIDE):
            with blobs.open(key) as file:
                found[key] = file.read()
    return found


def build(house: Home, folder: Path) -> Trial:
    """Dossiers of one to three versions, on the ledger, which is anchored."""
    for identity, versions in VERSIONS.items():
        for number, texts in enumerate(versions, 1):
            receipt = house.store.put(_package(folder, identity, texts), "bench")
            detail = {"version": number, "inventory": receipt.sha512}
            house.ledger.append("archived", identity, "vankho", detail)
    anchoring.anchor(house, "bench")
    anchored = 0
    for name in ("lan", "minh"):
        held = {"reason": "thanh tra", "authority": "TTr", "until": None}
        anchored = house.ledger.append("retention-held", "H58.1", name, held).seq
        anchoring.anchor(house, "bench")
    for number in range(AFTER):
        house.ledger.append("viewed", "H58.2", "lan", {"page": number})
    sides = anchoring.sides(house)
    path = house.settings.home / "ledger.jsonl"
    before = {name: everything(blobs) for name, blobs in sides.items()}
    return Trial(house, sides, before, Ledgers(path, anchored), Counter())


def _package(folder: Path, identity: str, texts: tuple[str, ...]) -> Package:
    files: list[PackageFile] = []
    for number, text in enumerate((*texts, *texts[:1])):  # one file twice under two names
        place = folder / f"{number}.bin"
        place.unlink(missing_ok=True)
        place.write_text(f"{identity}: {text}\n" * 40, encoding="utf-8")
        files.append(measured(f"pages/{number}.txt", place))
    about = Dossier(identity, "in", "d" * 64, "f" * 64, {"title": identity}, (), (), (), (), ())
    return Package(about, tuple(files))


def harm_once(trial: Trial, chance: random.Random, kind: str = "") -> None:
    """One harm, of that ``kind`` or of any, found and mended.

    Raises:
        Broken: it was not found, or not mended, or something was made up.

    """
    kind = kind or chance.choice([*STORE, *STORE, *LEDGER])
    if kind in LEDGER:
        _harm_ledger(trial, chance, kind)
    else:
        _harm_stores(trial, chance, kind)
    trial.counts[kind] += 1


def _harm_ledger(trial: Trial, chance: random.Random, kind: str) -> None:
    house = trial.house
    with trial.ledgers.restored() as before:
        told = f"{kind} ({LEDGER[kind](trial.ledgers, chance)})"
        if not anchoring.verify(house):
            raise Broken(f"not found: {told}")
        try:
            Inspector(house, "bench").compare((), mend=True)
        except Damaged:
            pass
        else:
            raise Broken(f"mended by a ledger that cannot be believed: {told}")
        harmed, head = trial.ledgers.lines(), trial.ledgers.noted()
        done = mending.repair(house, "bench")
        if done is None or (done.aside and (house.settings.home / done.aside).read_bytes() != b"".join(harmed)):
            raise Broken(f"not repaired, or the damaged ledger was thrown away: {told}")
        _judge_ledger(trial, before, harmed, done, told)
        gone = len(trial.ledgers.lines()) - 1 < len(before) and not done.left_out and not done.lost
        if gone and head == _noted(before[-1]):
            raise Broken(f"nothing is told of what is lost: {told}")


def _judge_ledger(trial: Trial, before: list[bytes], harmed: list[bytes], done: Mended, told: str) -> None:
    """Whether every line that a store has a copy of, and each that was left unbroken after them, is as before; of what
    else it is said that it is lost, or chained anew. At the end stands what was done; no line is from nowhere.
    """
    now, anchored = trial.ledgers.lines(), trial.ledgers.anchored
    sound = anchored
    while sound < len(before) and before[sound] in harmed:
        sound += 1
    if now[:sound] != before[:sound]:
        raise Broken(f"not as before: {told}")
    lost = {seq for first, last in done.lost for seq in range(first, last + 1)}
    for seq, line in enumerate(now[sound:-1], sound + 1):
        words = _words(line)
        if line != before[seq - 1] and not (
            (seq in lost and words["kind"] == LOST) or (seq in done.chained and words == _words(before[seq - 1]))
        ):
            raise Broken(f"made up: line {seq}: {told}")
    if _words(now[-1])["kind"] != mending.REPAIRED or (wrong := anchoring.verify(trial.house)):
        raise Broken(f"not whole afterwards: {told}: {wrong}")
    if Inspector(trial.house, "bench").compare(()).faults or mending.repair(trial.house, "bench") is not None:
        raise Broken(f"not at rest afterwards: {told}")
    trial.counts["of these, lines after the last copy did not come back: told"] += now[:-1] != before


def _noted(line: bytes) -> bytes:
    """What the file beside the ledger says where ``line`` is the newest."""
    told = json.loads(line)
    return f"{told['seq']} {told['hash']}\n".encode()


def _words(line: bytes) -> dict[str, Any]:
    """A line without what chains it."""
    told: dict[str, Any] = json.loads(line)
    return {name: value for name, value in told.items() if name not in ("prev", "hash")}


def _harm_stores(trial: Trial, chance: random.Random, kind: str) -> None:
    chosen = sorted(trial.sides) if kind.endswith("in both") else [chance.choice(sorted(trial.sides))]
    before = trial.before[chosen[0]]
    spot = Spot(trial.sides, chosen, before, [key for key in before if _is_harmed(key, kind)])
    with trial.ledgers.restored():
        touched = STORE[kind](spot, chance)
        what = f"{kind}: {touched} in {chosen}"
        is_lost = kind.startswith("plant") or not all(is_recoverable(spot, key) for key in touched)
        if ("anchor" in kind or kind.startswith("remove a copy of the ledger")) and not anchoring.verify(trial.house):
            raise Broken(f"ledger verify does not find: {what}")
        if not Inspector(trial.house, "bench").compare((), mend=True).faults:
            raise Broken(f"not found: {what}")
        left = Inspector(trial.house, "bench").compare(()).faults
        if is_lost != bool(left):
            raise Broken(f"{what}: {'nothing is told of what is lost' if is_lost else left}")
        _judge(
            trial, {(name, ocfl.split_key(key)[0]) for name in chosen for key in touched} if is_lost else set(), what
        )


def _judge(trial: Trial, lost: set[tuple[str, str]], what: str) -> None:
    """Whether every byte of both stores is as before, but for the objects of which nobody had good bytes (store, root):
    those were told, and are put back here.
    """
    now = trial.everything()
    for name, files in now.items():
        before = trial.before[name]
        for key in sorted(key for key in files | before if files.get(key) != before.get(key)):
            if (name, ocfl.split_key(key)[0]) not in lost:
                raise Broken(f"{what}: not as before: {key} in {name}")
            (trial.sides[name].put(key, before[key]) if key in before else trial.sides[name].delete(key))
    trial.counts["of these, nobody had good bytes: told"] += bool(lost)
    _sweep(trial.sides)


def _sweep(sides: dict[str, Blobs]) -> None:
    for blobs in sides.values():
        for key in list(blobs.list(ASIDE)):
            blobs.delete(key)


def _is_harmed(key: str, kind: str) -> bool:
    if "copy of the ledger" in kind:
        return key.startswith(LINES)
    if "anchor" in kind:
        return key.startswith(PLACE) and not key.startswith(LINES)
    return not key.startswith("extensions/")


@contextmanager
def trial_of(stores: str, folder: Path) -> Iterator[Trial]:
    """A trial in ``folder`` on two stores: ``memory``, ``folder``, or an address (``s3://…``), with a comma between."""
    made = [f"{one}:{folder / str(number)}" if one == "folder" else one for number, one in enumerate(stores.split(","))]
    first, second = (f"{one}:{number}" if one == "memory" else one for number, one in enumerate(made))
    settings = Settings(home=folder / "home", runner="here", store=first, store_2=second, lock="off")
    with Home(settings, lambda: AT) as house:
        trial = build(house, folder)
        try:
            yield trial
        finally:
            for blobs in trial.sides.values():
                for key in sorted(blobs.list(""), reverse=True):
                    blobs.delete(key)


def main() -> None:
    """Harm as often as asked, and say what happened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stores", default="folder,folder")
    asked = parser.parse_args()
    began, chance = time.monotonic(), random.Random(asked.seed)
    with tempfile.TemporaryDirectory(prefix="vankho-corrupt-") as place, trial_of(asked.stores, Path(place)) as trial:
        for number in range(1, asked.count + 1):
            harm_once(trial, chance)
            if number % 100 == 0:
                print(f"{number} of {asked.count}, {time.monotonic() - began:.0f} s", flush=True)
    print(f"{asked.count} harms, seed {asked.seed}: all found, all mended of which anybody had good bytes")
    print("; ".join(f"{name} {count}" for name, count in sorted(trial.counts.items())))


if __name__ == "__main__":
    main()
