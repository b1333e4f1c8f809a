"""What a person and a program see on the command line."""

import json
import os
import pty
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

import vankho.cli
from archive.places import DOSSIER, EVENTS, README, SCANS, TEXTS
from tests.conftest import ROOT, Command


def test_help_names_every_verb(vankho: Command) -> None:
    told = vankho.run("--help")
    for verb in (
        "init",
        "ingest",
        "nightly",
        "review",
        "text",
        "search",
        "show",
        "list",
        "export",
        "verify",
        "rebuild",
        "ledger",
    ):
        assert f"  {verb} " in told


@pytest.mark.parametrize("arguments", [["ingest"], ["mở"], ["search"], ["export", "x"], ["--lang", "fr", "list"]])
def test_wrong_usage_ends_with_two(vankho: Command, arguments: list[str]) -> None:
    vankho.run(*arguments, expect=2)


@pytest.mark.parametrize(
    "verb", [["show", "không-có"], ["text", "không-có"], ["export", "không-có", "--to", "x"], ["verify", "không-có"]]
)
def test_an_unknown_dossier_is_named_in_vietnamese_and_in_english(vankho: Command, verb: list[str]) -> None:
    vankho.run(*verb, expect=6)
    assert "Không có không-có trong kho." in vankho.errors
    vankho.run("--lang", "en", *verb, expect=6)
    assert "There is no không-có in the archive." in vankho.errors


def test_json_goes_to_stdout_alone_and_progress_to_stderr(kept: Command, samples: Path) -> None:
    out = kept.run("ingest", samples, "--json")
    assert [json.loads(line)["status"] for line in out.splitlines()] == ["duplicate"] * 3
    assert "3 đã có" in kept.errors
    assert "\x1b" not in kept.errors


def test_results_stay_on_stdout_where_stderr_is_a_terminal_with_a_progress_bar(kept: Command, samples: Path) -> None:
    terminal, shown = pty.openpty()
    command = [sys.executable, "-m", "vankho", "ingest", str(samples), "--json"]
    environ = kept.environ | {"TERM": "xterm-256color"}
    process = subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, stderr=shown, text=True)
    out, _ = process.communicate(timeout=120)
    os.close(shown)
    seen = os.read(terminal, 65536).decode(errors="replace")
    os.close(terminal)
    assert [json.loads(line)["status"] for line in out.splitlines()] == ["duplicate"] * 3
    assert "Đọc trang" in seen


def test_an_ingest_object_has_every_field_of_the_interface(kept: Command) -> None:
    told = kept.archived[0]  # type: ignore[attr-defined]
    assert set(told) >= {
        "dossier",
        "status",
        "source",
        "version",
        "seconds",
        "fields",
        "pages",
        "documents",
        "flags",
        "error",
    }
    assert set(told["fields"]) >= {"title", "dossier_code", "maintenance", "start_date", "end_date"}
    assert set(told["pages"][0]) >= {"index", "source", "kind", "document", "rotation", "skew", "confidence"}
    names = "ordinal pages type_name code_number code_notation issued_date place organ_name subject signer_name"
    assert set(told["documents"][0]) >= {*names.split(), "signer_position", "file", "sha256"}


def test_the_beginning_of_a_name_is_enough_and_an_ambiguous_one_is_refused(kept: Command) -> None:
    whole = kept.archived[0]["dossier"]  # type: ignore[attr-defined]
    assert kept.json("show", whole[:8])["dossier"] == whole
    kept.run("show", "HS.", expect=2)


def test_export_aip_holds_everything_and_twice_is_once(kept: Command, tmp_path: Path) -> None:
    told = kept.archived[0]  # type: ignore[attr-defined]
    kept.run("export", told["dossier"], "--to", tmp_path)
    (package,) = (path.parent for path in tmp_path.glob("urn_uuid_*/METS.xml"))
    names = {str(path.relative_to(package)) for path in package.rglob("*") if path.is_file()}
    assert {DOSSIER, EVENTS, README, f"{SCANS}trang 1.jpg", f"{TEXTS}p0000.txt"} <= names
    pdfs = sorted(path.name for path in tmp_path.rglob("*.pdf"))
    assert pdfs == sorted(Path(document["file"]).name for document in told["documents"])


def test_a_word_is_excluded_as_typed_in_the_shell(kept: Command) -> None:
    everything = kept.json("search", "tỉnh")["total"]
    assert 0 < kept.json("search", "tỉnh", "-quyết")["total"] < everything


def test_a_query_that_says_nothing_is_a_usage_error(kept: Command) -> None:
    kept.run("search", "--", "-chỉ -loại", expect=2)


def test_the_wheel_holds_all_rooms_with_their_data(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "-q",
        "--no-deps",
        "--no-build-isolation",
        "-w",
        str(tmp_path),
        str(ROOT),
    ]
    subprocess.run(command, check=True, capture_output=True)
    names = zipfile.ZipFile(next(tmp_path.glob("*.whl"))).namelist()
    for room in ("ingest/page.py", "ocr/page.py", "archive/records.py", "search/index.py", "vankho/line.py"):
        assert room in names
    assert any(name.startswith("archive/migrations/versions/") for name in names)
    assert not any(name.startswith("tests/") for name in names)


@pytest.mark.parametrize(
    ("setting", "status"),
    [
        ({"VANKHO_CATALOGUE": "postgresql+psycopg://a@127.0.0.1:9/b"}, 5),
        ({"VANKHO_STORE": "s3://key:secretsecret@127.0.0.1:9/bucket?tls=0"}, 5),
        ({"VANKHO_RUNNER": "dask:tcp://127.0.0.1:9"}, 2),
        ({"VANKHO_RUNNER": "pool:0"}, 2),
        ({"VANKHO_STORE": "ftp://x"}, 2),
    ],
)
def test_a_part_that_cannot_be_opened_ends_the_command_before_the_first_dossier(
    vankho: Command, samples: Path, setting: dict[str, str], status: int
) -> None:
    vankho.environment.update(setting)
    assert vankho.run("ingest", samples, expect=status) == ""
    assert "secretsecret" not in vankho.errors
    assert "Traceback" not in vankho.errors


def test_the_help_names_every_verb_without_loading_one() -> None:
    files = (Path(vankho.cli.__file__).parent).glob("*.py")
    verbs = {one.stem.replace("_", "-") for one in files if re.search(r"(?m)^(def command|command =)", one.read_text())}
    assert set(vankho.cli.VERBS) == verbs
    command = [sys.executable, "-X", "importtime", "-m", "vankho", "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert all(verb in done.stdout for verb in verbs)
    assert not any(f" vankho.cli.{verb.replace('-', '_')}\n" in done.stderr for verb in verbs)


def test_a_search_waits_for_no_library_that_it_does_not_need(kept: Command) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "vankho", "search", "quyết"]
    told = subprocess.run(command, env=kept.environ, capture_output=True, text=True, check=True).stderr
    loaded = {line.rsplit("|", 1)[-1].strip() for line in told.splitlines() if "|" in line}
    assert "tantivy" in loaded
    assert not loaded & {
        "cv2",
        "numpy",
        "pikepdf",
        "PIL",
        "sqlalchemy",
        "alembic",
        "minio",
        "elasticsearch",
        "pytesseract",
    }
