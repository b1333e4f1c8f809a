"""Many dossiers, many years, people who err → what was destroyed, and whether it might be (``python -m bench.life``).

A simulated life: dossiers come, are judged, held, released, re-opened, added to, extended, listed, reviewed, disposed
of and handed over by the real :class:`vankho.disposing.Disposer` and :class:`vankho.submitting.Submitter` on a real
store in memory, with the clock in our hands. What may be destroyed, and what must be handed over, is reckoned a second
time here, by other code, and every destruction is held against it. The invariants are those of ``docs/promises.md``;
the first one that breaks ends the run.
"""

import argparse
import hashlib
import random
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import cast

from archive.blobs.memory import MemoryBlobs
from archive.catalogue import Catalogue, open_catalogue
from archive.deadline import ARCHIVES, FREE, Archive
from archive.description import pack_dossier
from archive.draft import measured
from archive.errors import UsageError
from archive.handover import Batch, is_file
from archive.ledger import Ledger
from archive.places import DOCUMENTS, DOSSIER
from archive.records import Document, Dossier, Entry, Package
from archive.store import Store
from search.index import Index
from vankho.disposing import Disposer
from vankho.keeping import Keeper
from vankho.submitting import Paper, Submitter

ICT = timezone(timedelta(hours=7))
PEOPLE = ("lan", "minh", "hoa", "giám đốc")
PERIODS = ("2 năm", "5 năm", "5 năm", "10 năm", "10 năm", "20 năm", "70 năm", "Vĩnh viễn", "", "Khác")
YEARS = {"2 năm": 2.0, "5 năm": 5.0, "10 năm": 10.0, "20 năm": 20.0, "70 năm": 70.0, "Vĩnh viễn": float("inf")}
ROWS = {"phieu-tin-nhiem": 5.0, "dieu-le-quy-che": 20.0, "chat-van": float("inf"), "ho-so-goc-can-bo": 70.0}


class Broken(AssertionError):
    """A promise was not kept."""


class NoIndex:
    """As much of an index as a disposal needs: which dossiers it has."""

    def __init__(self) -> None:
        self._kept: set[str] = set()

    def put(self, dossier: str, entries: Sequence[Entry]) -> None:
        """Remember, or forget."""
        (self._kept.add if entries else self._kept.discard)(dossier)

    def dossiers(self) -> set[str]:
        """What was put."""
        return set(self._kept)


@dataclass
class Told:
    """What is truly so of one dossier, kept apart from the code that is tried."""

    id: str
    fields: dict[str, str]
    documents: list[Document]
    stated: list[float] = field(default_factory=list)
    judged: float | None = None
    unclear: bool = False
    ends: int | None = None
    is_open: bool = False
    floor: date = date.min
    holds: dict[int, date] = field(default_factory=dict)
    gone: bool = False
    away: bool = False
    taken: dict[str, bool] = field(default_factory=dict)
    """By which archive, and whether its papers changed since it was listed for that."""

    def earliest(self) -> date:
        """The first day on which it may go; the last day there is where it may not."""
        periods = [*self.stated, *([] if self.judged is None else [self.judged])]
        known = periods and (self.judged is not None or not self.unclear)
        if not known or self.is_open or self.ends is None or max(periods) == float("inf"):
            return date.max
        return max(date(min(9999, int(self.ends + max(periods)) + 1), 1, 1), self.floor)

    def keys(self) -> set[tuple[str | None, ...]]:
        """What its papers are told by."""
        return {(one.code_number, one.code_notation, one.organ_name, one.issued_date) for one in self.documents}

    def is_held(self, on: date) -> bool:
        """Whether a hold stands on that day."""
        return any(on <= until for until in self.holds.values())


class World:
    """The house in memory, its clock, and the truth beside it."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        self.chance = chance
        self.at = datetime(2000, 1, 2, 8, tzinfo=ICT)
        self.work = folder / "work"
        self.blobs = MemoryBlobs()
        self.store = Store(self.blobs, self.now)
        self.ledger = Ledger(folder / "ledger.jsonl", self.now)
        self.catalogue: Catalogue = open_catalogue("sqlite:///c.sqlite", folder)
        self.index = cast(Index, NoIndex())
        self.folder = folder
        self.told: dict[str, Told] = {}
        self.counts: Counter[str] = Counter()
        self.changed: set[str] = set()
        self.people = {who: Disposer(self, who) for who in PEOPLE}
        self.submitter = Submitter(self, "lan")
        self.keeper: Keeper = self.people["lan"].keeper

    def now(self) -> datetime:
        """The clock in our hands."""
        return self.at

    @property
    def today(self) -> date:
        """Its day."""
        return self.at.date()

    def keep(self, one: Told) -> None:
        """Put the dossier, or its next version, into store, ledger, index and catalogue, as the line does."""
        digest = hashlib.sha256(one.id.encode()).hexdigest()
        whole = Dossier(one.id, "in", digest, digest, one.fields, (), tuple(one.documents), (), (), ())
        place, paper = self.folder / "draft.json", self.folder / "paper.pdf"
        place.write_bytes(pack_dossier(whole))
        paper.write_bytes(b"%PDF-1.7")
        files = (measured(DOSSIER, place), measured(f"{DOCUMENTS}{one.id}.001.pdf", paper))
        receipt = self.store.put(Package(whole, files), "life")
        detail = {"version": receipt.version, "inventory": receipt.sha512}
        self.ledger.append("archived", one.id, "vankho", detail)
        self.index.put(one.id, [Entry(one.id, 1, 0, "x")])
        self.catalogue.enter(whole, "archived", receipt)

    def alive(self) -> list[Told]:
        """Those that are not gone."""
        return [one for one in self.told.values() if not one.gone]


def new(world: World, number: int) -> None:
    """A dossier comes; now and then it is a copy of another's papers."""
    chance, year = world.chance, world.today.year
    identity = f"H58.{year}.{number:05d}"
    if any(not one.gone for one in world.told.values()) and chance.random() < 0.08:
        model = chance.choice(world.alive())
        documents, period = list(model.documents), model.fields.get("maintenance", "")
    else:
        documents = [_paper(world, identity, at) for at in range(1, chance.randint(2, 4))]
        period = chance.choice(PERIODS)
    fields = {"title": f"Hồ sơ {identity}", "maintenance": period} if period else {"title": f"Hồ sơ {identity}"}
    if chance.random() < 0.6:
        fields["end_date"] = f"{year}-{chance.randint(1, 12):02d}"
    one = Told(identity, fields, documents)
    _state(one)
    world.told[identity] = one
    world.keep(one)


def _paper(world: World, identity: str, ordinal: int) -> Document:
    chance = world.chance
    more = {"maintenance": chance.choice(PERIODS)} if chance.random() < 0.2 else {}
    dated = f"{world.today.year - chance.randint(0, 1)}-0{chance.randint(1, 9)}-15"
    number, notation = str(ordinal), f"QĐ-{identity}"
    return Document(ordinal, (), "Quyết định", number, notation, dated, organ_name="UBND", more=more)


def _state(one: Told) -> None:
    texts = [one.fields.get("maintenance", ""), *(paper.more.get("maintenance", "") for paper in one.documents)]
    one.stated = [YEARS[text] for text in texts if text in YEARS]
    one.unclear = "Khác" in texts
    dates = [one.fields.get("end_date", ""), *(paper.issued_date or "" for paper in one.documents)]
    ends = max(int(text[:4]) for text in dates if text)
    one.ends = max(ends, one.ends or 0)


def decide(world: World, one: Told) -> None:
    """A person moves the dossier's clock, in one of the ways there are."""
    chance, keeper, year = world.chance, world.keeper, world.today.year
    act = chance.choice(("classify", "hold", "hold", "release", "reopen", "supplement", "extend"))
    if act == "classify":
        name = chance.choice(list(ROWS))
        keeper.classify(one.id, name, "đã xem")
        one.judged = ROWS[name]
    elif act == "hold":
        until = chance.choice((None, date(year + chance.randint(1, 9), 6, 30)))
        one.holds[keeper.hold(one.id, "thanh tra", "TTr", until)] = until or date.max
    elif act == "release" and one.holds:
        number = chance.choice(list(one.holds))
        keeper.release(one.id, number, "xong", "TTr")
        del one.holds[number]
    elif act == "reopen":
        ends = chance.choice((None, year))
        keeper.reopen(one.id, "khiếu nại", ends)
        one.is_open, one.ends = ends is None, max(one.ends or 0, ends or 0)
    elif act == "supplement":
        one.documents = [*one.documents, _paper(world, f"{one.id}.{year}", len(one.documents) + 1)]
        _state(one)
        one.taken = dict.fromkeys(one.taken, True)
        world.changed.add(one.id)
        world.keep(one)
    elif act == "extend":
        until = date(year + chance.randint(1, 5), 1, 1)
        keeper.extend(one.id, "còn dùng", until)
        one.floor = max(one.floor, until)
    world.counts[act] += 1


def dispose(world: World, minutes: Path) -> None:
    """One disposal file from the list to the certificate, with what may come between."""
    chance = world.chance
    lan, minh, hoa, head = (world.people[who] for who in PEOPLE)
    try:
        file = lan.propose((), "", twins=True)
    except UsageError:
        return
    items = [one.dossier for one in file.items]
    for member in (minh, hoa):
        member.review(file.id, (), "destroy", "hết giá trị")
    spared = chance.sample(items, len(items) // 5)
    if spared:
        hoa.review(file.id, spared, "extend", "còn cần", f"{world.today.year + 3}-01-01")
    minh.attach(file.id, minutes, "minutes")
    if chance.random() < 0.1:
        lan.withdraw(file.id, "lập lại")
        world.counts["withdrawn"] += 1
        return
    try:
        lan.approve(file.id, "1/QĐ", world.today)
    except UsageError:
        pass
    else:
        raise Broken(f"{file.id}: decided by who proposed it")
    head.approve(file.id, "2/QĐ", world.today)
    for identity in spared:
        one = world.told[identity]
        one.floor = max(one.floor, date(world.today.year + 3, 1, 1))
    for identity in chance.sample(items, min(len(items), chance.randint(0, 3))):
        decide(world, world.told[identity])
    world.at += timedelta(days=chance.randint(1, 20))
    _carry_out(world, file.id)


def _carry_out(world: World, identity: str) -> None:
    """Destroy, now and then cut off in the middle and taken up again; each destruction is held against the truth."""
    while True:
        run = world.people["hoa"].dispose(identity)
        for ending in run:
            world.counts[ending.status] += 1
            if ending.status == "destroyed":
                _may(world, ending.dossier)
            if world.chance.random() < 0.02:
                run.close()
                world.people["hoa"] = Disposer(world, "hoa")  # another process, which knows only ledger and store
                break
        else:
            return


def _may(world: World, identity: str) -> None:
    """Whether the truth lets that dossier go today.

    Raises:
        Broken: it does not.

    """
    one, today = world.told[identity], world.today
    one.gone = True
    if one.away or "historical" in one.taken:
        raise Broken(f"{identity} was destroyed on {today} while or after it was handed over")
    if one.is_held(today):
        raise Broken(f"{identity} was destroyed on hold, on {today}")
    if one.earliest() <= today:
        return
    twins = [other for other in world.alive() if one.keys() <= other.keys() and other.earliest() >= one.earliest()]
    if not twins:
        raise Broken(f"{identity} was destroyed on {today}, before {one.earliest()}")
    world.counts["duplicates destroyed"] += 1


def hand_over(world: World, to: Archive) -> Batch | None:
    """List some dossiers for an archive; a batch for the historical one is written out, once cut off in the middle."""
    chance, submitter = world.chance, world.submitter
    free = [one.dossier for one in submitter.due(to, world.today) if one.standing in FREE]
    chosen = chance.sample(free, min(len(free), 5 + len(free) // 4))
    if not chosen:
        return None
    batch = submitter.propose(to, "Lưu trữ", chosen, "đến hạn")
    for identity in chosen:
        world.told[identity].away = True
    if to == "historical":
        for _ in zip(range(len(chosen) // 2), submitter.send(batch.id, world.folder / batch.id, "life"), strict=False):
            pass
        list(submitter.send(batch.id, world.folder / batch.id, "life"))
        shutil.rmtree(world.folder / batch.id)
    return batch


def answer(world: World, batch: Batch, letter: Path) -> None:
    """The other archive takes most of the batch and gives some of it back."""
    world.at += timedelta(days=world.chance.randint(1, 10))
    paper = Paper(letter, "7/BB", world.today)
    items = [one.dossier for one in batch.items]
    back = world.chance.sample(items, len(items) // 5)
    if back:
        world.submitter.answer(batch.id, "returned", back, paper, "thiếu văn bản")
    if len(back) < len(items):
        world.submitter.answer(batch.id, "accepted", (), paper)
    for identity in items:
        one = world.told[identity]
        one.away = False
        if identity not in back:
            one.taken[batch.to] = identity in world.changed
    world.counts[f"to {batch.to}"] += len(items) - len(back)
    world.counts["returned"] += len(back)


def check_deadlines(world: World) -> None:
    """Every dossier stands towards the agency archive as the law counts: the totals reconcile, none is overdue unseen.

    Raises:
        Broken: it is not so.

    """
    found = world.submitter.due("agency", world.today)
    if len(found) != len(world.told):
        raise Broken(f"{len(found)} of {len(world.told)} stand somewhere")
    for one in found:
        true = world.told[one.dossier]
        late = true.ends is not None and date(true.ends + 1, 12, 31) < world.today and not true.is_open
        free = not true.gone and "agency" not in true.taken and not true.away
        if world.today.year > 2020 and (one.standing == "overdue") != (late and free):
            raise Broken(f"{one.dossier}: {one.standing}, its work ended in {true.ends}")
        if (one.standing == "done") != (not true.gone and true.taken.get("agency") is False):
            raise Broken(f"{one.dossier}: {one.standing}, {true.taken}")


def check(world: World, *, every_byte: bool = False) -> None:
    """Nothing is lost, the totals reconcile, and everything that is gone has its reason on the ledger.

    Raises:
        Broken: it is not so.

    """
    census = world.keeper.census(world.today)
    if census.lost or len(census.lives) != len(world.told) or sum(census.counts.values()) != len(world.told):
        raise Broken(f"{census.lost or census.counts}, {len(world.told)} in truth")
    kept = {one for one in world.store.dossiers() if not is_file(one)}
    if kept != {one.id for one in world.alive()} or kept != world.index.dossiers():
        raise Broken("store, index and truth disagree")
    for one in census.lives:
        true = world.told[one.id]
        if (one.state == "disposed") != true.gone or (one.state == "held") != (
            not true.gone and true.is_held(world.today)
        ):
            raise Broken(f"{one.id}: {one.state}")
        if (one.state == "submitted") != (
            "historical" in true.taken and not true.gone and not true.is_held(world.today)
        ):
            raise Broken(f"{one.id}: {one.state}, handed over to {list(true.taken)}")
        if one.state == "due" and true.earliest() > world.today:
            raise Broken(f"{one.id}: due on {world.today}, not before {true.earliest()}")
    files = {file.id: file for file in world.people["minh"].files()}
    for true in world.told.values():
        if true.gone:
            file = files[world.keeper.chronicle.choices(true.id).disposal or ""]
            said = file.reviews[true.id]
            if not file.decision or file.decision.who == file.proposer or not all(one.reason for one in said):
                raise Broken(f"{true.id}: no reason on the ledger")
    if every_byte and (list(world.store.verify()) or world.ledger.verify()):
        raise Broken("store or ledger is damaged")


def live(folder: Path, chance: random.Random, dossiers: int, years: int, every: int = 2) -> World:
    """``dossiers`` come within the first three quarters of ``years``; every ``every`` years a list is made.

    Raises:
        Broken: a promise was not kept.

    """
    world = World(folder, chance)
    minutes = folder / "biên bản.docx"
    minutes.write_bytes(b"signed")
    first, coming = world.today.year, max(1, years * 3 // 4)
    with world.catalogue:
        for year in range(first, first + years):
            world.at = datetime(year, 1, 2, 8, tzinfo=ICT)
            done = year - first
            for number in range(dossiers * done // coming, dossiers * (done + 1) // coming if done < coming else 0):
                new(world, number)
            living = world.alive()
            for one in chance.sample(living, min(len(living), 1 + len(living) // 50)):
                decide(world, one)
            if (year - first) % every == every - 1:
                world.changed.clear()  # what changes from here on is another package than was listed
                away = [batch for to in ARCHIVES if (batch := hand_over(world, to))]
                dispose(world, minutes)
                for batch in away:
                    answer(world, batch, minutes)
                check(world)
                check_deadlines(world)
        check(world, every_byte=True)
    return world


def main() -> None:
    """Live once and say what happened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=10_000)
    parser.add_argument("--years", type=int, default=80)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began, busy = time.monotonic(), time.process_time()
    with tempfile.TemporaryDirectory(prefix="vankho-life-") as place:
        world = live(Path(place), random.Random(asked.seed), asked.dossiers, asked.years)
        census = world.keeper.census(world.today)
        lines = sum(1 for _ in world.ledger.lines())
    print(f"{len(world.told)} dossiers, {asked.years} years, seed {asked.seed}: every promise kept")
    print(f"{dict(census.counts)} = {len(census.lives)}; lost {len(census.lost)}")
    print(f"{dict(world.counts)}; {lines} ledger lines")
    print(f"{time.monotonic() - began:.0f} s, of which busy {time.process_time() - busy:.0f} s")


if __name__ == "__main__":
    main()
