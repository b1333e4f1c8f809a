"""What a folder must keep beyond the contract: killed runs, full disks, strange neighbours."""

import os
import resource
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from archive.blobs.folder import STAGING, FolderBlobs
from archive.errors import Full, Missing, StoreError

KILLED_IN_THE_MIDDLE = """
import os, signal, sys
from pathlib import Path
from archive.blobs import folder
blobs = folder.FolderBlobs(Path(sys.argv[1]))
copy = folder._copy
def stop(source, target):
    copy(source, target)
    if target.name == "b":
        print("written", flush=True)
        signal.pause()
folder._copy = stop
blobs.put_tree(Path(sys.argv[2]), "3c0/ff4/240/obj")
"""


def draft(folder: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)
    return folder


def staged(root: Path) -> list[str]:
    return sorted(path.name for path in (root / STAGING).iterdir() if path.name != "config.json")


def folders_without_files(root: Path) -> list[Path]:
    return [Path(parent) for parent, folders, files in os.walk(root) if not folders and not files]


def start_and_stop_in_the_middle(root: Path, source: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", KILLED_IN_THE_MIDDLE, str(root), str(source)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None and process.stdout.readline() == "written\n"
    return process


def end(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGKILL)
    process.communicate()


def test_what_a_killed_run_left_is_swept_by_the_next_and_was_never_seen(tmp_path: Path) -> None:
    root, source = tmp_path / "store", draft(tmp_path / "draft", {"a": b"a", "b": b"b", "c/d": b"d"})
    end(start_and_stop_in_the_middle(root, source))
    assert len(staged(root)) == 2
    blobs = FolderBlobs(root)
    assert staged(root) == []
    assert list(blobs.list("")) == []
    blobs.put_tree(source, "3c0/ff4/240/obj")
    assert len(list(blobs.list("3c0/"))) == 3


def test_what_a_living_run_is_writing_is_left_alone(tmp_path: Path) -> None:
    root, source = tmp_path / "store", draft(tmp_path / "draft", {"a": b"a", "b": b"b"})
    process = start_and_stop_in_the_middle(root, source)
    try:
        before = staged(root)
        FolderBlobs(root).put("k", b"x")
        assert len(before) == 2 and staged(root) == before
    finally:
        end(process)


def test_no_draft_and_no_empty_folder_is_left_by_put_and_delete(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    blobs.put("a/b/c/d", b"x")
    blobs.put_tree(draft(tmp_path.parent / "draft-x", {"f/g": b"1"}), "a/b/tree")
    blobs.delete("a/b/tree/f/g")
    assert (tmp_path / "a/b/c/d").read_bytes() == b"x"
    blobs.delete("a/b/c/d")
    assert not (tmp_path / "a").exists()
    assert staged(tmp_path) == []
    assert folders_without_files(tmp_path) == []


def test_many_writers_at_once_make_and_lose_the_same_folders_without_harm(tmp_path: Path) -> None:
    failures: list[BaseException] = []

    def work(number: int) -> None:
        try:
            blobs = FolderBlobs(tmp_path)
            for turn in range(8):
                blobs.put(f"x/y/{number}", str(turn).encode())
                blobs.delete(f"x/y/{number}")
            blobs.put(f"x/y/{number}", b"last")
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert list(FolderBlobs(tmp_path).list("")) == [f"x/y/{number}" for number in range(4)]


def test_a_full_disk_is_told_as_full_and_leaves_nothing(tmp_path: Path) -> None:
    """The limit on a file's size makes ``write`` fail in the kernel, as a full disk does, without needing one."""
    blobs = FolderBlobs(tmp_path / "store")
    blobs.put("kept", b"old")
    source = draft(tmp_path / "draft", {"a": b"a", "b/large": b"x" * 300_000})
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(Full):
            blobs.put_tree(source, "obj")
        with pytest.raises(Full):
            blobs.put("kept", b"y" * 200_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, ignored)
    assert list(blobs.list("")) == ["kept"]
    assert (tmp_path / "store/kept").read_bytes() == b"old"
    assert staged(tmp_path / "store") == []


@pytest.mark.skipif(not Path("/dev/shm").is_dir(), reason="no second file system here")
def test_a_source_on_another_file_system_is_kept(tmp_path: Path) -> None:
    other = Path("/dev/shm") / f"vankho-{os.getpid()}"
    try:
        FolderBlobs(tmp_path).put_tree(draft(other, {"a": b"a"}), "obj")
    finally:
        (other / "a").unlink()
        other.rmdir()
    assert (tmp_path / "obj/a").read_bytes() == b"a"


def test_a_link_in_the_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "outside").write_bytes(b"secret")
    (tmp_path / "store").mkdir()
    (tmp_path / "store/k").symlink_to(tmp_path / "outside")
    with pytest.raises(StoreError):
        FolderBlobs(tmp_path / "store").open("k")


def test_a_folder_in_the_place_of_a_file_is_no_file(tmp_path: Path) -> None:
    (tmp_path / "k").mkdir()
    with pytest.raises(Missing):
        FolderBlobs(tmp_path).open("k")


def test_a_folder_that_cannot_be_written_can_still_be_read(tmp_path: Path) -> None:
    FolderBlobs(tmp_path / "store").put("k", b"x")
    for place in (tmp_path / "store" / STAGING, tmp_path / "store"):
        place.chmod(0o555)
    try:
        with FolderBlobs(tmp_path / "store").open("k") as file:
            assert file.read() == b"x"
    finally:
        for place in (tmp_path / "store", tmp_path / "store" / STAGING):
            place.chmod(0o755)
