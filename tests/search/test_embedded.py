import contextlib
import fcntl
import json
import multiprocessing
import os
import shutil
import signal
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from archive.errors import SearchFailed
from archive.records import Entry
from search.indexes.embedded import EmbeddedIndex
from search.indexes.embedded_segments import TOGETHER
from search.query import parse
from search.rebuild import Written, rebuild
from tests.search.writers import pages, write_without_end

SPAWN = multiprocessing.get_context("spawn")


def total(index: EmbeddedIndex) -> int:
    return index.search(parse("trang chung"), 1).total


def test_opening_touches_nothing_and_a_missing_folder_is_made_when_needed(tmp_path: Path) -> None:
    folder = tmp_path / "nhà" / "chỉ mục"
    index = EmbeddedIndex(folder)
    assert not folder.exists()
    assert total(index) == 0
    index.put("a", pages("a"))
    assert total(EmbeddedIndex(folder)) == 3


@pytest.mark.parametrize("moments", [[0.0, 0.013, 0.05, 0.11]])
def test_a_writer_killed_at_any_moment_leaves_a_usable_index(tmp_path: Path, moments: list[float]) -> None:
    index = EmbeddedIndex(tmp_path / "index")
    index.put("trước", pages("trước"))
    for round_, moment in enumerate(moments):
        began = tmp_path / f"began{round_}"
        writer = SPAWN.Process(target=write_without_end, args=(str(tmp_path / "index"), str(began)))
        writer.start()
        while not began.exists():
            time.sleep(0.005)
        time.sleep(moment)
        assert writer.pid
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        index.put(f"sau.{round_}", pages(f"sau.{round_}"))
        whole = [name for name in index.dossiers() if name.startswith("giữa.")]
        assert total(index) == 3 * (round_ + 2) + 20 * len(whole), "every dossier is whole or not there"


def test_a_writer_waits_for_its_turn_and_gives_up_in_time(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path, wait_s=0.2)
    index.put("a", pages("a"))
    with (tmp_path / "writer.lock").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with pytest.raises(SearchFailed, match=r"writer\.lock"):
            index.put("b", pages("b"))
        assert total(index) == 3, "reading needs no turn"
        late = threading.Thread(target=lambda: EmbeddedIndex(tmp_path, wait_s=30).put("c", pages("c")))
        late.start()
        time.sleep(0.1)
    late.join()
    assert total(index) == 6


def test_threads_of_one_process_take_turns(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path)
    threads = [threading.Thread(target=index.put, args=(f"t{n}", pages(f"t{n}"))) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert total(index) == 18


def damaged_without_meta(folder: Path) -> None:
    (folder / "v3.1" / "meta.json").unlink()


def damaged_with_empty_segments(folder: Path) -> None:
    for file in (folder / "v3.1").glob("*.*"):
        if file.suffix in {".idx", ".term", ".store", ".pos"}:
            file.write_bytes(b"")


def damaged_with_a_file_in_its_place(folder: Path) -> None:
    shutil.rmtree(folder / "v3.1")
    (folder / "v3.1").write_bytes(b"?")


DAMAGES = [damaged_without_meta, damaged_with_empty_segments, damaged_with_a_file_in_its_place]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_index_says_to_rebuild_and_can_be(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    EmbeddedIndex(tmp_path).put("a", pages("a"))
    damage(tmp_path)
    index = EmbeddedIndex(tmp_path)
    for step in (lambda: total(index), lambda: index.put("b", pages("b")), index.dossiers):
        with pytest.raises(SearchFailed, match="vankho rebuild"):
            step()
    assert rebuild(index, [("a", pages("a")), ("b", pages("b"))]) == 2
    assert total(index) == 6


def test_an_index_taken_away_while_open_says_to_rebuild(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path / "index")
    index.put("a", pages("a"))
    shutil.rmtree(tmp_path / "index")
    with pytest.raises(SearchFailed, match="vankho rebuild"):
        total(index)


def test_an_index_of_another_version_says_to_rebuild_and_can_be(tmp_path: Path) -> None:
    (tmp_path / "v0").mkdir()
    index = EmbeddedIndex(tmp_path)
    for step in (lambda: total(index), lambda: index.put("a", pages("a"))):
        with pytest.raises(SearchFailed, match=r"v0 ≠ v3\.1.*vankho rebuild"):
            step()
    rebuild(index, [("a", pages("a"))])
    assert total(index) == 3
    assert not (tmp_path / "v0").exists()


def test_a_place_that_cannot_be_a_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "tệp").write_text("x")
    with pytest.raises(SearchFailed, match="tệp"):
        EmbeddedIndex(tmp_path / "tệp" / "index").put("a", pages("a"))


def test_after_a_put_that_failed_the_next_one_works(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path)
    index.put("a", pages("a"))
    broken = Entry("b", 1, "không phải số", "trang chung")  # type: ignore[arg-type]
    with contextlib.suppress(Exception):
        index.put("b", [*pages("b"), broken])
    assert total(index) == 3, "nothing of it is there"
    index.put("b", pages("b"))
    assert total(index) == 6


def test_files_of_segments_merged_away_do_not_pile_up(tmp_path: Path) -> None:
    for number in range(18):
        EmbeddedIndex(tmp_path).put(f"d{number % 5}", pages(f"d{number % 5}"))
    assert len(list((tmp_path / "v3.1").iterdir())) < 120


def sizes(folder: Path) -> list[int]:
    """Pages of each segment, those taken away with them."""
    return sorted(each["max_doc"] for each in json.loads((folder / "v3.1" / "meta.json").read_bytes())["segments"])


def test_what_was_built_anew_ends_with_no_more_small_segments_than_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.rebuild.BATCH", 30)
    dossiers = [(f"d{number}", pages(f"d{number}")) for number in range(44)]
    index = EmbeddedIndex(tmp_path)
    rebuild(index, dossiers)
    assert sizes(tmp_path) == [3 * 44], "each page once, and none that was taken away"
    assert total(index) == 3 * 44
    assert index.dossiers() == {name for name, _ in dossiers}


def test_what_somebody_wrote_since_is_not_written_over_when_the_index_settles(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path)
    index.put("trước", pages("trước"))
    index.put_many([(f"d{number}", pages(f"d{number}")) for number in range(TOGETHER)])
    EmbeddedIndex(tmp_path).put("d0", pages("d0", 1))
    index.settle()
    assert total(index) == 3 * TOGETHER + 1
    assert len(sizes(tmp_path)) == 3


def test_too_few_dossiers_are_left_as_they_are(tmp_path: Path) -> None:
    index = EmbeddedIndex(tmp_path)
    for number in range(3):
        index.put_many([(f"d{number}", pages(f"d{number}"))])
    index.settle()
    assert sizes(tmp_path) == [3, 3, 3]


@pytest.mark.parametrize("told", [44, 50, 30])
def test_what_is_built_anew_is_in_batches_of_one_size_where_it_is_known_how_many_dossiers_come(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, told: int
) -> None:
    monkeypatch.setattr("search.rebuild.BATCH", 30)
    dossiers = [(f"d{number}", pages(f"d{number}")) for number in range(44)]
    index, commits = EmbeddedIndex(tmp_path), list[int]()
    put = index.put_many

    def counted(batch: Sequence[Written]) -> None:
        commits.append(len(batch))
        put(batch)

    monkeypatch.setattr(index, "put_many", counted)
    assert rebuild(index, dossiers, dossiers=told) == 44
    assert total(index) == 3 * 44
    assert index.dossiers() == {name for name, _ in dossiers}
    if told == 44:
        assert len(commits) == TOGETHER and max(commits) - min(commits) <= 1
        assert sizes(tmp_path) == [3 * 44]
