"""Promises of the README about the way from scans to hits, kept by the real command line."""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from tests.conftest import Command, server

ASKED = ["quyết định", "quyet dinh", "2576/QĐ-UBND", '"một cửa liên thông"', "giam doc -quyet", "chỉnh lý"]


def answers(command: Command) -> list[Any]:
    """What search says to all questions, without its times and scores."""
    found = [command.json("search", question, "--limit", 50) for question in ASKED]
    hits = [[(hit["dossier"], hit["document"], hit["page"]) for hit in one["hits"]] for one in found]
    return [(question, one["total"], sorted(hit)) for question, one, hit in zip(ASKED, found, hits, strict=True)]


def known(command: Command) -> list[Any]:
    """What list says, without times."""
    rows = command.lines("list")
    return [{key: value for key, value in row.items() if not key.endswith("_at")} for row in rows]


def shape(command: Command) -> Any:
    """The state of an archive home: dossiers, versions, texts, scans, ledger and leftovers, without times."""
    store = command.home / "store"
    files = [path for path in store.rglob("*") if path.is_file()]
    kept = {
        str(path.relative_to(store)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if "/scans/data/" in str(path) or "/text/data/" in str(path)
    }
    names = sorted(str(path.relative_to(store)) for path in files)
    ledger = (command.home / "ledger.jsonl").read_text().count("\n")
    leftovers = sorted(str(path) for path in (command.home / "work").rglob("*"))
    return known(command), names, kept, ledger, leftovers


def test_samples_are_archived_and_found_with_and_without_marks(kept: Command) -> None:
    outcomes = kept.archived  # type: ignore[attr-defined]
    assert [outcome["status"] for outcome in outcomes] == ["archived"] * 3
    first = outcomes[0]
    assert [page["kind"] for page in first["pages"]] == ["text", "blank", "text"]
    assert [page["source"] for page in first["pages"]] == ["trang 1.jpg#1", "trang 2.jpg#1", "trang 10.jpg#1"]
    assert first["pages"][2]["rotation"] == 180
    assert first["documents"][0]["code_number"] == "2576"
    assert first["documents"][0]["code_notation"] == "QĐ-UBND"
    assert first["documents"][0]["issued_date"] == "2018-09-11"
    for _, total, _ in answers(kept)[:5]:
        assert total >= 1
    assert answers(kept)[0][1] == answers(kept)[1][1]


def test_the_text_of_a_page_turned_upside_down_is_read(kept: Command) -> None:
    text = kept.run("text", kept.archived[0]["dossier"], "--page", 2)  # type: ignore[attr-defined]
    assert "chỉnh lý 320 hồ sơ" in text


def test_scans_are_only_ever_read(vankho: Command, samples: Path, tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    shutil.copytree(samples, inbox)
    before = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in inbox.rglob("*") if path.is_file()}
    vankho.run("ingest", inbox, "--accept")
    after = {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in inbox.rglob("*") if path.is_file()}
    assert before == after


def test_the_scans_in_the_package_are_the_scans_byte_for_byte(kept: Command, samples: Path, tmp_path: Path) -> None:
    kept.run("export", kept.archived[0]["dossier"], "--to", tmp_path)  # type: ignore[attr-defined]
    exported = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in tmp_path.rglob("scans/data/*"))
    wanted = sorted(hashlib.sha256(path.read_bytes()).hexdigest() for path in samples.rglob("*.jpg"))
    assert exported == wanted


def test_a_second_run_changes_nothing(vankho: Command, samples: Path) -> None:
    vankho.run("ingest", samples, "--accept")
    before = shape(vankho)
    again = vankho.lines("ingest", samples, "--accept")
    assert [outcome["status"] for outcome in again] == ["duplicate"] * 3
    assert shape(vankho) == before


def test_killed_at_twenty_moments_the_next_run_ends_like_an_undisturbed_one(samples: Path, tmp_path: Path) -> None:
    scans = [samples / "hộp 01" / "hồ sơ 02.pdf", samples / "hộp 01" / "hồ sơ 03.tif"]
    calm = Command(tmp_path / "calm")
    began = time.monotonic()
    calm.run("ingest", *scans, "--accept")
    span = time.monotonic() - began
    wanted = shape(calm)
    chance = random.Random(2576)
    for moment in range(20):
        command = Command(tmp_path / f"killed-{moment}")
        process = command.start("ingest", *scans, "--accept")
        time.sleep(chance.uniform(0, span))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate(timeout=60)
        command.run("ingest", *scans, "--accept")
        assert shape(command) == wanted
        assert command.json("verify")["whole"]
        assert command.json("ledger", "verify")["whole"]
        shutil.rmtree(command.home)


def test_catalogue_and_index_come_back_from_the_store_alone(vankho: Command, samples: Path) -> None:
    vankho.run("ingest", samples, "--accept")
    before = (answers(vankho), known(vankho))
    for path in vankho.home.glob("catalogue.sqlite*"):
        path.unlink()
    shutil.rmtree(vankho.home / "index")
    vankho.run("rebuild")
    assert (answers(vankho), known(vankho)) == before


def test_one_flipped_byte_and_verify_names_the_file(vankho: Command, samples: Path) -> None:
    vankho.run("ingest", samples / "hộp 01" / "hồ sơ 03.tif", "--accept")
    assert vankho.json("verify")["whole"]
    victims = [path for path in (vankho.home / "store").rglob("v1/content/**/*") if path.is_file()]
    assert len(victims) > 5
    for victim in victims:
        good = victim.read_bytes()
        victim.chmod(0o644)
        victim.write_bytes(good[:-1] + bytes([good[-1] ^ 1]))
        told = vankho.json("verify", expect=4)
        assert [damage["file"].endswith(victim.name) for damage in told["damages"]] == [True]
        victim.write_bytes(good)
    assert vankho.json("verify")["whole"]


def test_every_pdf_is_pdfa_2u_by_an_independent_judge(kept: Command, tmp_path: Path) -> None:
    judge = server("VANKHO_TEST_VERAPDF")
    for outcome in kept.archived:  # type: ignore[attr-defined]
        kept.run("export", outcome["dossier"], "--to", tmp_path, "--as", "pdf")
    pdfs = sorted(tmp_path.glob("*.pdf"))
    assert len(pdfs) == sum(len(outcome["documents"]) for outcome in kept.archived)  # type: ignore[attr-defined]
    told = subprocess.run(
        [*judge.split(), "--flavour", "2u", "--format", "text", *map(str, pdfs)], capture_output=True, text=True
    )
    assert told.returncode == 0, told.stdout
    assert told.stdout.count("PASS") == len(pdfs)


def test_with_verapdf_set_every_file_passes_it_before_it_is_stored(vankho: Command, samples: Path) -> None:
    scan = samples / "hộp 01" / "hồ sơ 03.tif"
    vankho.environment["VANKHO_VERAPDF"] = "false"
    told = vankho.lines("ingest", scan, "--accept", expect=3)
    assert told[0]["status"] == "failed"
    assert vankho.lines("list") == []
    vankho.environment["VANKHO_VERAPDF"] = server("VANKHO_TEST_VERAPDF")
    assert vankho.lines("ingest", scan, "--accept")[0]["status"] == "archived"


def test_a_dossier_that_needs_a_look_waits_and_is_archived_when_accepted(
    vankho: Command, samples: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "hồ sơ"
    shutil.copytree(samples / "hộp 01" / "hồ sơ 01", folder)
    (folder / "dossier.toml").write_text('title = "Một cửa"\n[[documents]]\npages = "1"\ncode_number = "2506"\n')
    waits = vankho.lines("ingest", folder)[0]
    assert waits["status"] == "review"
    assert [(flag["found"], flag["expected"], flag["page"]) for flag in waits["flags"]] == [("2576", "2506", 0)]
    assert waits["documents"][0]["code_number"] == "2506"
    assert [row["id"] for row in vankho.lines("list", "--status", "review")] == [waits["dossier"]]
    assert "Điều 1" in vankho.run("text", waits["dossier"], "--page", 0)
    assert vankho.json("search", "quyết định")["total"] == 0
    vankho.run("rebuild")
    assert [row["id"] for row in vankho.lines("list", "--status", "review")] == [waits["dossier"]]
    accepted = vankho.lines("ingest", folder, "--accept")[0]
    assert (accepted["status"], accepted["flags"]) == ("archived", waits["flags"])
    assert vankho.lines("list", "--status", "review") == []
    assert vankho.json("show", waits["dossier"])["fields"]["title"] == "Một cửa"


def test_new_facts_about_kept_scans_become_a_new_version(vankho: Command, samples: Path, tmp_path: Path) -> None:
    folder = tmp_path / "hồ sơ"
    shutil.copytree(samples / "hộp 01" / "hồ sơ 01", folder)
    first = vankho.lines("ingest", folder, "--accept")[0]
    (folder / "dossier.toml").write_text('title = "Hồ sơ một cửa"\n')
    second = vankho.lines("ingest", folder, "--accept")[0]
    assert (second["dossier"], second["version"], second["status"]) == (first["dossier"], 2, "archived")
    assert vankho.json("search", "hồ sơ một cửa")["total"] >= 1
    assert vankho.json("verify")["whole"]
    assert vankho.lines("ingest", folder, "--accept")[0]["status"] == "duplicate"


def test_two_dossiers_with_one_code_are_not_mixed(vankho: Command, samples: Path, tmp_path: Path) -> None:
    for name in ("hồ sơ 02.pdf", "hồ sơ 03.tif"):
        folder = tmp_path / "in" / name.split(".")[0]
        folder.mkdir(parents=True)
        shutil.copy(samples / "hộp 01" / name, folder)
        (folder / "dossier.toml").write_text('file_code = "H58.10.2018.000123"\n')
    told = vankho.lines("ingest", tmp_path / "in", "--accept", expect=3)
    assert sorted(outcome["status"] for outcome in told) == ["archived", "refused"]
    refused = next(outcome for outcome in told if outcome["status"] == "refused")
    assert refused["error"]["kind"] == "code-taken"
    assert [(row["id"], row["version"]) for row in vankho.lines("list")] == [("H58.10.2018.000123", 1)]
    assert vankho.json("verify")["whole"]


def test_the_same_job_on_real_servers_gives_the_same_answers(
    kept: Command, samples: Path, tmp_path: Path, s3_address: str, elastic_address: str, postgres_address: str
) -> None:
    servers = {"STORE": s3_address, "INDEX": elastic_address, "CATALOGUE": postgres_address}
    there = Command(tmp_path / "there", {f"VANKHO_{name}": address for name, address in servers.items()})
    outcomes = there.lines("ingest", samples, "--accept")
    assert [outcome["status"] for outcome in outcomes] == ["archived"] * 3
    assert answers(there) == answers(kept)
    assert known(there) == known(kept)
    assert there.json("verify")["whole"]
    assert [outcome["status"] for outcome in there.lines("ingest", samples)] == ["duplicate"] * 3
    for outcome in outcomes:
        there.run("export", outcome["dossier"], "--to", tmp_path / "out", "--as", "pdf")
    for pdf in (tmp_path / "out").glob("*.pdf"):
        with pikepdf.open(pdf) as opened:
            assert opened.open_metadata().pdfa_status == "2U"


@pytest.mark.parametrize("runner", ["here", "pool:1", "pool:3"])
def test_every_runner_reads_the_same(vankho: Command, kept: Command, samples: Path, runner: str) -> None:
    vankho.environment["VANKHO_RUNNER"] = runner
    scan = samples / "hộp 01" / "hồ sơ 03.tif"
    told = vankho.lines("ingest", scan, "--accept")[0]
    same = next(outcome for outcome in kept.archived if outcome["dossier"] == told["dossier"])  # type: ignore[attr-defined]
    assert told["pages"] == same["pages"]


def test_page_indices_count_on_over_the_pages_of_every_file(kept: Command) -> None:
    for outcome in kept.archived:  # type: ignore[attr-defined]
        assert [page["index"] for page in outcome["pages"]] == list(range(len(outcome["pages"])))
    assert [page["source"] for page in kept.archived[2]["pages"]] == ["hồ sơ 03.tif#1", "hồ sơ 03.tif#2"]  # type: ignore[attr-defined]
