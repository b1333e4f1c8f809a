"""The Compose file, its variables and the image: valid, complete, without passwords of their own."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
COMPOSE = ROOT / "docker-compose.yml"
VARIABLE = re.compile(r"(?<!\$)\$\{(\w+)(:[?-][^}]*)?\}")


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(YAML(typ="safe").load(COMPOSE.read_text(encoding="utf-8")))


def offered() -> dict[str, str]:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def check(file: Path) -> subprocess.CompletedProcess[str]:
    """``script/compose-check`` with the judges that this environment brings."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    command = [str(ROOT / "script" / "compose-check"), str(file)]
    return subprocess.run(command, env=os.environ | {"PATH": path}, capture_output=True, encoding="utf-8", check=False)


def broken(tmp_path: Path, old: str, new: str) -> Path:
    text = COMPOSE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "docker-compose.yml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return file


def test_the_compose_file_is_valid() -> None:
    ended = check(COMPOSE)
    assert ended.returncode == 0, ended.stderr
    assert "asked: schema" in ended.stdout


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("restart: unless-stopped", "restarts: unless-stopped"),
        ("image: postgres", "image: [postgres]\n    was: postgres"),
        ("condition: service_healthy", "condition: service_happy"),
        ("retries: 12", "retries: [12]"),
        ("\nservices:", "\nservice:"),
        ("internal: true", "internal: true: true"),
    ],
)
def test_a_broken_compose_file_is_refused(tmp_path: Path, old: str, new: str) -> None:
    ended = check(broken(tmp_path, old, new))
    assert ended.returncode == 1
    assert "is not valid" in ended.stderr


def test_every_variable_used_is_in_the_example_and_every_one_there_is_used() -> None:
    used = {name for name, _ in VARIABLE.findall(COMPOSE.read_text(encoding="utf-8"))}
    assert used | {"COMPOSE_PROJECT_NAME"} == set(offered())


def test_a_variable_without_a_value_in_the_example_stops_compose_or_may_be_empty() -> None:
    for name, rest in VARIABLE.findall(COMPOSE.read_text(encoding="utf-8")):
        if not offered()[name]:
            assert rest.startswith(":?") or rest == ":-", name


def test_the_defaults_in_the_compose_file_are_those_of_the_example() -> None:
    for name, rest in VARIABLE.findall(COMPOSE.read_text(encoding="utf-8")):
        if rest.startswith(":-"):
            assert rest.removeprefix(":-") == offered()[name], name


def test_no_secret_has_a_default() -> None:
    text = COMPOSE.read_text(encoding="utf-8")
    for name, rest in VARIABLE.findall(text):
        if re.search("PASSWORD|SECRET|KEY|USER", name):
            assert rest.startswith(":?") and not offered()[name], name
    for name, value in re.findall(r"^\s+(\w*PASSWORD\w*): (.+)$", text, re.MULTILINE):
        assert VARIABLE.fullmatch(value.strip('"')), name


def test_every_service_has_a_health_check_or_says_why_not(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service.get("healthcheck", {}).get("test") or service.get("x-no-healthcheck"), name


def test_every_service_that_others_wait_for_has_a_health_check(compose: dict[str, Any]) -> None:
    for service in compose["services"].values():
        for other, terms in service.get("depends_on", {}).items():
            assert terms["condition"] == "service_healthy"
            assert compose["services"][other]["healthcheck"]["test"], other


def test_every_named_volume_and_network_is_declared(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        mounts = [mount.split(":")[0] for mount in service.get("volumes", [])]
        assert {mount for mount in mounts if not mount.startswith("$")} <= set(compose["volumes"]), name
        assert set(service["networks"]) <= set(compose["networks"]), name


def test_every_image_is_pinned_to_a_version(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert re.search(r":[^:]*\d|:local$", service["image"]), name
    for image in re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE):
        assert re.search(r":\d", image), image


def test_nothing_is_published_beyond_this_machine(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", [])), name


def test_every_vankho_variable_is_a_setting(compose: dict[str, Any]) -> None:
    from vankho.settings import PREFIX, Settings

    names = {PREFIX + name.upper() for name in Settings.__struct_fields__}
    for service in ("vankho", "nightly"):
        assert set(compose["services"][service]["environment"]) <= names


def test_the_image_copies_what_is_there_and_runs_as_nobody_special() -> None:
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    sources = re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)
    wanted = {name for line in sources for name in line.split()}
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if line.startswith("!")}
    assert wanted == allowed
    assert all((ROOT / name).exists() for name in wanted)
    assert re.findall(r"^USER (\S+)", text, re.MULTILINE) == ["vankho"]
    assert "--require-hashes" in text
    assert "HEALTHCHECK" in text
