"""What the ledger promises: nothing is changed, removed or put in unseen, and nothing is lost to a power cut."""

import json
import multiprocessing
import os
import resource
import signal
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.errors import Damaged, Full
from archive.ledger import START, Ledger


def now() -> datetime:
    return datetime(2026, 11, 24, 12, 0, tzinfo=timezone(timedelta(hours=7)))


def filled(path: Path, count: int = 6) -> Ledger:
    ledger = Ledger(path, now)
    for number in range(count):
        ledger.append("archived", f"H58.{number}", "vankho", {"tệp": f"hồ sơ {number}.pdf", "version": 1})
    return ledger


def test_lines_come_back_in_order_and_name_the_line_before(tmp_path: Path) -> None:
    ledger = filled(tmp_path / "ledger.jsonl")
    lines = list(Ledger(tmp_path / "ledger.jsonl", now).lines())
    assert [line.seq for line in lines] == [1, 2, 3, 4, 5, 6]
    assert [line.prev for line in lines] == [START] + [line.hash for line in lines[:-1]]
    assert lines[2].detail == {"tệp": "hồ sơ 2.pdf", "version": 1} and lines[2].at == "2026-11-24T12:00:00+07:00"
    assert ledger.verify() == []
    assert "hồ sơ 2.pdf" in (tmp_path / "ledger.jsonl").read_text("utf-8")


def test_a_ledger_that_was_never_written_is_whole_and_empty(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "home" / "ledger.jsonl", now)
    assert ledger.verify() == [] and list(ledger.lines()) == []
    assert not (tmp_path / "home").exists()


def test_a_step_run_twice_is_told_once(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    ledger, other = Ledger(path, now), Ledger(path, now)
    first = ledger.append_once("H58.1 v1", "archived", "H58.1", "vankho", {"version": 1})
    assert other.append_once("H58.1 v1", "archived", "H58.1", "vankho", {"version": 1}) == first
    other.append_once("H58.1 v2", "archived", "H58.1", "vankho", {"version": 2})
    assert ledger.append_once("H58.1 v2", "archived", "H58.1", "vankho", {"version": 2}).seq == 2
    assert len(list(ledger.lines())) == 2 and ledger.verify() == []


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_changed_byte_is_found(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("ledger") / "ledger.jsonl"
    ledger = filled(path, 3)
    whole = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(whole) - 1))
    whole[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(whole)
    assert ledger.verify() != []


@pytest.mark.parametrize("number", range(6))
def test_a_changed_line_is_named(number: int, tmp_path: Path) -> None:
    ledger = filled(tmp_path / "ledger.jsonl")
    lines = (tmp_path / "ledger.jsonl").read_text("utf-8").splitlines(keepends=True)
    lines[number] = lines[number].replace('"version":1', '"version":2')
    (tmp_path / "ledger.jsonl").write_text("".join(lines), "utf-8")
    assert ledger.verify() == [f"line {number + 1} (seq {number + 1}) was changed"]


@pytest.mark.parametrize("number", range(6))
def test_a_removed_line_is_named(number: int, tmp_path: Path) -> None:
    ledger = filled(tmp_path / "ledger.jsonl")
    lines = (tmp_path / "ledger.jsonl").read_text("utf-8").splitlines(keepends=True)
    (tmp_path / "ledger.jsonl").write_text("".join(lines[:number] + lines[number + 1 :]), "utf-8")
    where = "from the end" if number == 5 else f"before line {number + 1}"
    assert ledger.verify() == [f"lines {number + 1} to {number + 1} were removed {where}"]


def test_a_line_put_in_and_one_that_changed_places_are_named(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    ledger = filled(path)
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([*lines[:3], lines[1], *lines[3:]]), "utf-8")
    assert ledger.verify()[0] == "line 4 (seq 2) was put in or moved"
    path.write_text("".join([*lines[:2], lines[3], lines[2], *lines[4:]]), "utf-8")
    assert len(ledger.verify()) >= 2


def test_a_line_rewritten_with_a_fitting_hash_of_its_own_is_found_by_the_next(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    ledger = filled(path)
    lines = path.read_text("utf-8").splitlines(keepends=True)
    forged = Ledger(tmp_path / "forged.jsonl", now)
    for number in range(3):
        forged.append("archived", f"H58.{number}", "someone", {"tệp": f"hồ sơ {number}.pdf", "version": 1})
    path.write_text((tmp_path / "forged.jsonl").read_text("utf-8") + "".join(lines[3:]), "utf-8")
    assert ledger.verify() == ["line 4 (seq 4) does not follow from the line before it: one of them was changed"]


@pytest.mark.parametrize("cut", [2, 20, 150])
def test_a_line_torn_by_a_power_cut_is_told_then_set_aside_and_recorded(cut: int, tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    ledger = filled(path, 3)
    whole = path.read_bytes()
    (tmp_path / "ledger.jsonl.head").write_text(f"2 {list(ledger.lines())[1].hash}\n")
    path.write_bytes(whole[:-cut])
    torn = whole[:-cut].rpartition(b"\n")[2]
    assert ledger.verify() == [f"line 3 is torn ({len(torn)} bytes): a write was cut off"]
    fresh = Ledger(path, now)
    fresh.append("archived", "H58.9", "vankho", {})
    assert fresh.verify() == []
    told = list(fresh.lines())[-2]
    assert told.kind == "torn-line-set-aside" and told.detail["bytes"] == len(torn)
    assert (tmp_path / told.detail["file"]).read_bytes() == torn


def test_a_line_that_lacks_only_its_end_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    ledger = filled(path, 3)
    path.write_bytes(path.read_bytes()[:-1])
    ledger.append("archived", "H58.9", "vankho", {})
    assert [line.seq for line in ledger.lines()] == [1, 2, 3, 4] and ledger.verify() == []


@pytest.mark.parametrize("zeros", [b"\0" * 700, b"\0" * 700 + b"\n"])
def test_zeros_that_a_power_cut_left_are_set_aside(zeros: bytes, tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    filled(path, 3)
    with path.open("ab") as file:
        file.write(zeros)
    ledger = Ledger(path, now)
    assert ledger.verify() != []
    ledger.append("archived", "H58.9", "vankho", {})
    assert ledger.verify() == [] and len(list(ledger.lines())) == 5


def test_a_last_line_that_someone_garbled_is_not_built_upon(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    filled(path, 3)
    path.write_bytes(path.read_bytes()[:-40] + b"garbled\n")
    before = path.read_bytes()
    with pytest.raises(Damaged):
        Ledger(path, now).append("archived", "H58.9", "vankho", {})
    assert path.read_bytes() == before


def test_a_ledger_whose_newest_line_was_not_noted_before_the_power_cut_is_whole(tmp_path: Path) -> None:
    ledger = filled(tmp_path / "ledger.jsonl", 3)
    head = (tmp_path / "ledger.jsonl.head").read_bytes()
    ledger.append("archived", "H58.9", "vankho", {})
    (tmp_path / "ledger.jsonl.head").write_bytes(head)
    assert ledger.verify() == []


def test_a_full_disk_is_told_and_leaves_the_ledger_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    ledger = filled(path, 3)
    before = path.read_bytes()
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(before) + 100, limits[1]))
    try:
        with pytest.raises(Full):
            ledger.append("archived", "H58.9", "vankho", {"long": "x" * 500})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert path.read_bytes() == before and ledger.verify() == []


def _write_some(path: Path, who: int) -> None:
    ledger = Ledger(path, now)
    for number in range(25):
        ledger.append("archived", f"H58.{who}.{number}", "vankho", {})
        ledger.append_once(f"shared {number}", "archived", f"H58.{number}", "vankho", {})


def test_several_processes_write_one_chain(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    context = multiprocessing.get_context("spawn")
    workers = [context.Process(target=_write_some, args=(path, who)) for who in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
        assert worker.exitcode == 0
    assert Ledger(path, now).verify() == []
    assert len(list(Ledger(path, now).lines())) == 2 * 25 + 25


def test_a_name_that_is_not_text_and_any_text_can_be_told(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.jsonl", now)
    odd = os.fsdecode(b"\xff-\xc4\x90")
    ledger.append("refused", odd, "vankho", {"file": odd, "text": 'a\nb\u2028c"\\'})
    ledger.append("archived", "next", "vankho", {})
    assert ledger.verify() == []
    assert next(ledger.lines()).detail == {"file": odd, "text": 'a\nb\u2028c"\\'}


def test_adding_a_line_does_not_read_the_whole_ledger(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    filled(path, 2)
    last = json.loads(path.read_bytes().splitlines()[-1])
    filler = json.dumps({**last, "detail": {"x": "y" * 900}}).encode() + b"\n"
    small = _cost(path)
    whole = path.read_bytes()
    path.write_bytes(filler * 60_000 + whole)
    assert _cost(path) < 20 * small + 0.5


def _cost(path: Path) -> float:
    start = time.process_time()
    Ledger(path, now).append("archived", "H58.9", "vankho", {})
    return time.process_time() - start


def test_a_number_that_became_a_word_is_a_changed_line(tmp_path: Path) -> None:
    path = tmp_path / "ledger.jsonl"
    ledger = filled(path, 2)
    path.write_text(path.read_text("utf-8").replace('"seq":1', '"seq":"1"'), "utf-8")
    assert ledger.verify()[0] == "line 1 was changed: it is not a ledger line"
