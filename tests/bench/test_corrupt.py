"""Harm at random to two stores and the ledger is found, and undone byte for byte, by the code of ``vankho fixity``."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.witness import Witness
from bench.corrupt import Trial, harm_once, trial_of
from bench.harms import LEDGER, STORE, Broken
from vankho.inspection import Inspector

COUNTS = {"memory,memory": 80, "folder,folder": 25, "folder,s3": 6}


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Trial]:
    with trial_of("memory,memory", tmp_path) as trial:
        yield trial


@pytest.mark.parametrize("stores", COUNTS)
def test_random_harm_to_stores_and_ledger_is_found_and_undone_byte_for_byte(
    stores: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    address = stores.replace("s3", request.getfixturevalue("s3_address")) if "s3" in stores else stores
    with trial_of(address, tmp_path) as trial:
        chance = random.Random(stores)
        for _ in range(COUNTS[stores]):
            harm_once(trial, chance)


@pytest.mark.parametrize("kind", [*STORE, *LEDGER])
def test_each_kind_of_harm_is_found_and_undone(kind: str, memory: Trial) -> None:
    for seed in range(2):
        harm_once(memory, random.Random(seed), kind)


@pytest.mark.parametrize(
    "kind", ["forge content with its inventory in both", "put a version behind the ledger's back in both",
             "roll back to the version before in both", "lose a dossier in both", "plant a dossier in both"]
)  # fmt: skip
def test_the_run_notices_when_nobody_listens_to_the_ledger(
    kind: str, memory: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vankho.testimony.Testimony.read_on", lambda self: Witness())
    with pytest.raises(Broken):
        for seed in range(6):
            harm_once(memory, random.Random(seed), kind)


def test_the_run_notices_when_nothing_is_mended(memory: Trial, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.mirror.Mirror._mend", lambda self, root, one, fault: fault)
    with pytest.raises(Broken):
        harm_once(memory, random.Random(1), "flip a bit")


def test_what_is_right_is_left_alone_and_told_as_whole(memory: Trial) -> None:
    assert Inspector(memory.house, "lan").compare((), mend=True).faults == ()
    assert memory.everything() == memory.before
