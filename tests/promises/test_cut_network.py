"""The network is cut, refused or stalled in the middle of a write: no half dossier, a clear word, and the same command
goes on afterwards. A real MinIO behind a proxy on loopback."""

import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import pytest

from archive.blobs.s3 import connect
from archive.errors import StoreError
from archive.mirror import Mirror
from archive.ocfl import object_root
from archive.store import Store
from tests.conftest import Command
from tests.contracts.test_blobs import s3_client, wipe
from tests.proxy import Proxy, proxied
from tests.vankho.test_retention import World
from vankho.inspection import Inspector
from vankho.settings import Settings
from vankho.wiring import House

Way = Literal["up", "down"]
CUTS: list[tuple[Way, int]] = [("up", 0), ("up", 700), ("up", 4_000), ("up", 30_000), ("down", 0), ("down", 300)]
"""After how many bytes of each connection, and in which way, it is cut."""


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("archive.blobs.s3._CONNECT_S", 1.0)
    monkeypatch.setattr("archive.blobs.s3._READ_S", 1.0)


@pytest.fixture
def direct(s3_address: str) -> Iterator[str]:
    """The bucket, made; emptied at the end."""
    connect(s3_address)
    yield s3_address
    wipe(s3_address)


@pytest.fixture
def proxy(direct: str) -> Iterator[Proxy]:
    parts = urlsplit(direct)
    with proxied(parts.hostname or "", parts.port or 0) as made:
        yield made


def through(direct: str, proxy: Proxy) -> str:
    return direct.replace(f":{urlsplit(direct).port}/", f":{proxy.port}/")


def world_at(folder: Path, **stores: str) -> World:
    made = World(folder)
    made.house = House(Settings(home=folder / "home", runner="here", lock="off", **stores), lambda: made.at)  # type: ignore[arg-type]
    return made


def is_whole_or_unseen(world: World, direct: str, identity: str) -> bool:
    """Whether the dossier, seen without the proxy, is either not there or whole."""
    store = Store(connect(direct), world.house.now)
    if not store.has(identity):
        return True
    return not [one for one in store.verify([identity]) if one.what not in ("unexpected", "inventory")]


@pytest.mark.parametrize(("way", "after"), CUTS)
def test_a_put_that_is_cut_leaves_no_half_dossier_and_goes_on(
    way: Way, after: int, tmp_path: Path, direct: str, proxy: Proxy
) -> None:
    world = world_at(tmp_path, store=through(direct, proxy))
    with world.house:
        world.keep("H58.0")  # the store is open and has something
        proxy.harm("cut", after, way)
        with pytest.raises(StoreError, match=rf"H58\.1: .*127\.0\.0\.1:{proxy.port}"):
            world.keep("H58.1", "chữ " * 9_000)
        assert proxy.harmed
        assert is_whole_or_unseen(world, direct, "H58.1")
        assert [line.dossier for line in world.house.ledger.lines()] == ["H58.0"], "nobody was told that it is kept"
        proxy.heal()
        world.keep("H58.1", "chữ " * 9_000)
        assert world.house.store.receipt("H58.1").version == 1
        assert list(world.house.store.verify()) == []


@pytest.mark.parametrize(("way", "after"), [("up", 700), ("up", 4_000), ("down", 300)])
def test_a_second_version_that_is_cut_leaves_the_first_as_it_was(
    way: Way, after: int, tmp_path: Path, direct: str, proxy: Proxy
) -> None:
    world = world_at(tmp_path, store=through(direct, proxy))
    with world.house:
        world.keep("A")
        proxy.harm("cut", after, way)
        with pytest.raises(StoreError):
            world.keep("A", "có bổ sung " * 900)
        assert is_whole_or_unseen(world, direct, "A")
        assert Store(connect(direct), world.house.now).has("A")
        proxy.heal()
        world.keep("A", "có bổ sung " * 900)
        assert world.house.store.receipt("A").version == 2 and list(world.house.store.verify()) == []


def test_a_connection_that_is_dropped_once_is_tried_again_and_nobody_notices(
    tmp_path: Path, direct: str, proxy: Proxy
) -> None:
    world = world_at(tmp_path, store=through(direct, proxy))
    with world.house:
        world.keep("A")
        proxy.harm("cut", 700, "up", times=1)
        world.keep("B", "chữ " * 9_000)
        assert proxy.harmed == 1 and list(world.house.store.verify()) == []


@pytest.mark.parametrize("mode", ["refuse", "stall"])
def test_a_server_that_refuses_or_stands_still_is_told_within_its_time(
    mode: Literal["refuse", "stall"], tmp_path: Path, direct: str, proxy: Proxy
) -> None:
    world = world_at(tmp_path, store=through(direct, proxy))
    with world.house:
        world.keep("A")
        proxy.harm(mode)
        began = time.monotonic()
        with pytest.raises(StoreError, match=r"B: .*not reachable"):
            world.keep("B")
        assert time.monotonic() - began < 15, "twice the time of one answer, and what is left is taken away or not"
        proxy.heal()
        world.keep("B")
        assert list(world.house.store.verify()) == []


@pytest.mark.parametrize(("way", "after"), CUTS[1:])
def test_a_copy_to_the_second_store_that_is_cut_is_told_and_brought_by_the_next_run(
    way: Way, after: int, tmp_path: Path, direct: str, proxy: Proxy
) -> None:
    world = world_at(tmp_path, store_2=through(direct, proxy))
    with world.house:
        world.keep("A")
        proxy.harm("cut", after, way)
        world.keep("A", "chữ " * 9_000)
        world.keep("B", "chữ " * 9_000)
        assert {"A", "B"} <= set(world.house.behind)
        assert [line.dossier for line in world.house.ledger.lines() if line.kind == "copy-failed"] == ["A", "B"]
        with pytest.raises(StoreError, match=r"[AB]: |127\.0\.0\.1"):
            Inspector(world.house, "lan").copy()
        proxy.heal()
        assert {one.dossier for one in Inspector(world.house, "lan").waiting()} <= {"A", "B"}
        told = Inspector(world.house, "lan").run(1)
        assert (told.left, told.waiting) == ((), ()) and told.copied == 2
        sides = {"store": world.house.blobs, "store_2": connect(direct)}
        assert [fault for name in ("A", "B") for fault in Mirror(sides).compare(object_root(name))] == []
        assert list(Inspector(world.house, "lan").waiting()) == []


@pytest.mark.parametrize(("way", "after"), [("up", 0), ("down", 300), ("down", 1_500)])
def test_a_destruction_that_is_cut_stays_named_and_is_finished_by_the_same_command(
    way: Way, after: int, tmp_path: Path, direct: str, proxy: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = world_at(tmp_path, store=through(direct, proxy))
    with world.house:
        world.keep("A")
        world.keep("A", "có bổ sung")
        name = world.decided("A")
        destroy = world.house.store.destroy

        def cut_then(identity: str, decision: str) -> int:
            proxy.harm("cut", after, way)
            return destroy(identity, decision)

        monkeypatch.setattr(world.house.store, "destroy", cut_then)
        with suppress(StoreError):
            assert world.endings(name) == {"A": "failed"}
        monkeypatch.undo()
        proxy.heal()
        assert not world.disposer("lan").file(name).certified
        world.endings(name)
        assert set(world.disposer("lan").file(name).destroyed) == {"A"}
        client, bucket = s3_client(direct)
        assert list(client.list_objects(bucket, object_root("A"), recursive=True, include_version=True)) == []
        assert world.house.ledger.verify() == [] and world.keeper().life("A").state == "disposed"


def test_the_commands_name_the_dossier_end_with_the_codes_of_the_docs_and_go_on_when_run_again(
    vankho: Command, samples: Path, direct: str, proxy: Proxy
) -> None:
    vankho.environment |= {"VANKHO_STORE": through(direct, proxy), "VANKHO_LOCK": "off"}
    scan = samples / "hộp 01" / "hồ sơ 03.tif"
    proxy.harm("cut", 20_000)
    outcome = vankho.lines("ingest", scan, "--accept", expect=3)[0]
    assert (outcome["status"], outcome["error"]["kind"]) == ("failed", "store")
    message = outcome["error"]["message"]
    assert str(proxy.port) in message
    proxy.harm("refuse")
    vankho.run("verify", expect=5)
    assert str(proxy.port) in vankho.errors
    proxy.heal()
    kept = vankho.lines("ingest", scan, "--accept")[0]
    assert kept["status"] == "archived" and kept["dossier"] in message
    assert vankho.json("verify") == {"whole": True, "dossiers": 1, "disposal_files": 0, "damages": []}
