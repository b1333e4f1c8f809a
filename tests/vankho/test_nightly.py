"""The nightly batch, by the real command line on a real inbox."""

import json
import os
import shutil
import threading
import time
from pathlib import Path

from tests.conftest import Command


def settled(folder: Path) -> None:
    """Make everything under ``folder`` an hour old."""
    hour = time.time() - 3600
    for path in folder.rglob("*"):
        os.utime(path, (hour, hour))


def test_a_good_night_is_whole_and_the_next_has_nothing_to_do(vankho: Command, samples: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "hộp nhận"
    shutil.copytree(samples, inbox)
    settled(inbox)
    told = vankho.json("nightly", inbox, "--accept")
    assert (told["whole"], told["counts"]) == (True, {"archived": 3, "growing": 0})
    report = Path(told["report"]).read_text(encoding="utf-8")
    assert "Trọn vẹn" in report
    again = vankho.json("nightly", inbox, "--accept")
    assert again["counts"] == {"duplicate": 3, "growing": 0}


def test_a_night_reads_its_share_again_and_anchors_the_ledger(vankho: Command, samples: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    shutil.copytree(samples, inbox)
    settled(inbox)
    upkeep = vankho.json("nightly", inbox, "--accept")["upkeep"]
    assert (upkeep["whole"], upkeep["anchored"], upkeep["of"], upkeep["left"]) == (True, True, 3, [])
    assert upkeep["checked"] >= 1
    assert vankho.json("ledger", "verify")["whole"]


def test_a_damaged_file_makes_the_night_not_whole_and_is_named(vankho: Command, samples: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    shutil.copytree(samples, inbox)
    settled(inbox)
    vankho.environment["VANKHO_FIXITY_DAYS"] = "1"
    assert vankho.json("nightly", inbox, "--accept")["whole"]
    victim = next(iter(sorted((vankho.home / "store").rglob("*.pdf"))))
    victim.chmod(0o644)
    victim.write_bytes(victim.read_bytes()[:-1] + b"?")
    (vankho.home / "fixity.json").unlink()
    told = vankho.json("nightly", inbox, "--accept", expect=3)
    assert not told["whole"]
    (named,) = told["upkeep"]["left"]
    assert victim.name in named
    report = Path(told["report"]).read_text(encoding="utf-8")
    assert "HỎNG" in report and victim.name in report


def test_what_still_grows_is_left_alone_and_named(vankho: Command, samples: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    inbox.mkdir()
    shutil.copy(samples / "hộp 01" / "hồ sơ 03.tif", inbox / "xong.tif")
    settled(inbox)
    growing = inbox / "đang chép.tif"
    stop = threading.Event()

    def copy() -> None:
        with growing.open("ab") as sink:
            while not stop.wait(0.1):
                sink.write(b"II*\0")
                sink.flush()

    writer = threading.Thread(target=copy)
    writer.start()
    try:
        told = vankho.json("nightly", inbox, "--accept")
    finally:
        stop.set()
        writer.join()
    assert told["counts"] == {"archived": 1, "growing": 1}
    assert "đang chép.tif" in Path(told["report"]).read_text(encoding="utf-8")


def test_a_night_with_one_failure_is_not_whole_and_the_rest_is_done(
    vankho: Command, samples: Path, tmp_path: Path
) -> None:
    inbox = tmp_path / "in"
    inbox.mkdir()
    good = samples / "hộp 01" / "hồ sơ 03.tif"
    shutil.copy(good, inbox / "tốt.tif")
    (inbox / "cụt.tif").write_bytes(good.read_bytes()[:3000])
    settled(inbox)
    told = vankho.json("nightly", inbox, "--accept", expect=3)
    assert (told["whole"], told["counts"]) == (False, {"archived": 1, "refused": 1, "growing": 0})
    report = Path(told["report"])
    assert "cụt.tif" in report.read_text(encoding="utf-8")
    assert "Trọn vẹn" not in report.read_text(encoding="utf-8")
    assert json.loads(report.with_suffix(".json").read_text(encoding="utf-8"))["whole"] is False


def test_each_file_in_the_inbox_is_a_dossier_of_its_own_and_each_folder_one(
    vankho: Command, samples: Path, tmp_path: Path
) -> None:
    inbox = tmp_path / "in"
    shutil.copytree(samples / "hộp 01", inbox)
    settled(inbox)
    assert vankho.json("nightly", inbox, "--accept")["counts"]["archived"] == 3


def test_an_inbox_that_is_not_there_is_a_usage_error(vankho: Command, tmp_path: Path) -> None:
    vankho.run("nightly", tmp_path / "không có", expect=2)
