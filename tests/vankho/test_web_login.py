"""The web door: who logs in, how, for how long, and what a stranger can learn or do."""

import base64
import hashlib
import http.client
import json
import re
import shutil
import stat
import threading
import unicodedata
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from click.testing import CliRunner

from archive.access import Grant
from archive.errors import Missing, UsageError
from archive.ledger import LedgerLine
from tests.conftest import Command
from tests.vankho import shown
from tests.vankho.homes import DAY, opened
from tests.vankho.shown import Answered, Site, password_of, site
from vankho import passwords
from vankho.cli import cli
from vankho.passwords import FOLDER, Passwords, is_right
from vankho.web.forms import FORM_BYTES
from vankho.web.guesses import ADDRESS, FORGOTTEN, PAIR, USER, Guesses
from vankho.web.server import Place, serving
from vankho.web.sessions import A_PERSON, IDLE, WHOLE
from vankho.web.shelf import Shelf

MANIFEST = "/iiif/A/1/manifest.json"
GOOD = "mười hai con giáp"


class Clock:
    """A clock that is put forward by hand."""

    def __init__(self) -> None:
        self.at = DAY

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, time: timedelta) -> None:
        self.at += time


@pytest.fixture(autouse=True)
def cheap(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guesses cost little here, but where the cost itself is looked at."""
    if "owasp" not in request.node.name:
        monkeypatch.setattr(passwords, "_LOG_N", 10)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A dossier with pictures, and people."""
    place = tmp_path_factory.mktemp("login")
    with opened(place / "home") as house:
        shown.keep(house, shown.dossier(place / "a", "A", mode="01"), place / "draft")
        for name, roles in {"root": ("admin",), "lan": ("archivist",), "minh": ("clerk", "reviewer")}.items():
            house.users.add(name, tuple(Grant(role) for role in roles), "root")  # type: ignore[arg-type]
        house.users.add("khách", (), "root")
    return place / "home"


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """The same, for one test."""
    return Path(shutil.copytree(made, tmp_path / "home"))


def lines(home: Path, *kinds: str) -> list[LedgerLine]:
    with opened(home) as house:
        return [line for line in house.ledger.lines() if line.kind in kinds]


def is_in(running: Site) -> bool:
    return running.get(MANIFEST).status == 200


def tried(running: Site, who: str, password: str, following: str = "/", **headers: str) -> Answered:
    return running.post("/login", {"user": who, "password": password, "next": following}, **headers)


def form_of(running: Site) -> str:
    (found, *_) = re.findall(r'name="form" value="([\w-]+)"', running.get("/").text)
    return str(found)


# A password


def test_a_password_counts_only_while_the_ledger_names_its_record(home: Path) -> None:
    with opened(home) as house:
        kept = Passwords(house.users, home)
        assert not kept.has("lan")
        kept.set("lan", GOOD, "root")
        (file,) = (home / FOLDER).iterdir()
        old = file.read_text()
        assert is_right(kept.record("lan"), GOOD) and not is_right(kept.record("lan"), GOOD + "x")
        kept.set("lan", "một mật khẩu khác", "root")
        assert not is_right(kept.record("lan"), GOOD)
        file.write_text(old)
        assert not kept.has("lan"), "an old record that was brought back"
        file.write_text(passwords._record(GOOD))
        assert not kept.has("lan"), "a record that was put there"
        kept.set("lan", GOOD, "root")
        shutil.copy(file, kept._file("khách"))
        assert not kept.has("khách"), "the record of another"
        house.users.disable("lan", "x", "root")
        house.users.add("lan", (), "root")
        assert not kept.has("lan"), "added again after they were disabled"
        for name, bad in {"ai đó": GOOD, "lan": "ngắn", "minh": "Minh là tôi 1234", "khách": "a" * 40}.items():
            with pytest.raises((UsageError, Missing)):
                kept.set(name, bad, "root")
        with pytest.raises(UsageError):
            kept.set("lan", "năm con " * 40, "root")
    assert [line.agent for line in lines(home, "password-set")] == ["root"] * 3


def test_a_password_is_kept_as_owasp_asks_and_stands_nowhere_else(home: Path) -> None:
    with opened(home) as house:
        Passwords(house.users, home).set("lan", GOOD, "root")
        decomposed = unicodedata.normalize("NFD", GOOD)
        assert decomposed != GOOD and is_right(Passwords(house.users, home).record("lan"), decomposed)
    (file,) = (home / FOLDER).iterdir()
    kind, log_n, r, p, salt, kept = file.read_text().split("$")
    assert (kind, log_n, r, p) == ("scrypt", "17", "8", "1") and len(base64.b64decode(salt)) == 16
    room = 1 << 28
    hashed = hashlib.scrypt(
        GOOD.encode(), salt=base64.b64decode(salt), n=1 << 17, r=8, p=1, maxmem=room, dklen=len(base64.b64decode(kept))
    )
    assert base64.b64encode(hashed).decode() == kept
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    ledger = (home / "ledger.jsonl").read_text()
    assert GOOD not in ledger and kept not in ledger and salt not in ledger


def test_the_command_sets_a_password_from_the_terminal_or_standard_input(home: Path) -> None:
    environment = {"VANKHO_HOME": str(home), "VANKHO_USER": "root"}
    for given, options, status in (
        (f"{GOOD}\n", ["--stdin"], 0),
        (f"{GOOD} x\n{GOOD} x\n", [], 0),
        ("ngắn\n", ["--stdin"], 2),
    ):
        ended = CliRunner().invoke(cli, ["user", "password", "lan", *options], given, environment)
        assert (getattr(ended.exception, "exit_code", ended.exit_code) == status) and GOOD not in ended.output
    with opened(home) as house:
        assert is_right(Passwords(house.users, home).record("lan"), f"{GOOD} x")
    command = Command(home, {"VANKHO_USER": "lan"})
    command.run("user", "password", "root", "--stdin", expect=9)


def test_the_list_of_users_tells_who_has_a_password_and_when_they_were_last_in(home: Path) -> None:
    with site(home, "lan") as running:
        for _ in range(2):
            tried(Site(running.base), "lan", "sai rồi")
    environment = {"VANKHO_HOME": str(home), "VANKHO_USER": "root"}
    told = CliRunner().invoke(cli, ["user", "list", "--json"], None, environment).stdout.splitlines()
    found = {one["user"]: one for one in map(json.loads, told)}
    assert found["lan"]["password"] and found["lan"]["failed_since"] == 2
    assert found["lan"]["last_login"].startswith(DAY.isoformat()[:16])
    assert not found["khách"]["password"] and found["khách"]["last_login"] is None
    plain = CliRunner().invoke(cli, ["user", "list"], None, environment).stdout
    assert "lần cuối 2026-11-29T09:00; 2 lần sai từ đó" in plain


# In and out


def test_who_logs_in_goes_on_to_the_page_they_asked_for(home: Path) -> None:
    with site(home, "lan") as running:
        stranger = Site(running.base)
        asked = "/view/A/1?q=dat+dai&lang=en"
        page = stranger.get(asked, Accept="text/html").text
        (following,) = re.findall(r'name="next" value="([^"]*)"', page)
        assert "<h1>Log in</h1>" in page
        got = tried(stranger, "lan", password_of("lan"), following.replace("&amp;", "&"))
        assert (got.status, got.headers["location"]) == (303, running.base + asked)
        assert "đất đai" in stranger.get(got.headers["location"]).text
        for evil in (
            "https://evil.example/",
            "//evil.example/",
            "/\\evil.example",
            "evil",
            "",
            "/a\r\nX-Evil: 1",
            "/login",
            "/logout",
            "@evil.example/",
            "/" + "a" * 5000,
        ):
            got = tried(Site(running.base), "lan", password_of("lan"), evil)
            assert got.headers["location"].startswith(running.base + "/") and "x-evil" not in got.headers, evil
            whole = urlsplit(got.headers["location"])
            assert whole.netloc == urlsplit(running.base).netloc and whole.path not in ("/login", "/logout")


def test_a_name_or_a_password_that_is_wrong_gets_one_answer_at_one_cost(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with site(home, "lan") as running:
        whole, counted = hashlib.scrypt, []

        def counting(*given: bytes, **cost: int) -> bytes:
            counted.append(cost["n"])
            return whole(*given, **cost)  # type: ignore[arg-type, misc]

        monkeypatch.setattr(hashlib, "scrypt", counting)
        said = set()
        for who, password in (
            ("lan", "sairồi"),
            ("khách", "chưa-có"),
            ("không ai", "gìđấy"),
            ("LAN", "sairồi"),
            ("", ""),
        ):
            stranger = Site(running.base)
            got = tried(stranger, who, password)
            assert not password or (password not in got.text and quote(password) not in got.text)
            assert counted.pop() == 1 << 10 and not counted
            said.add((got.status, got.text.replace(f'value="{who}"', 'value=""').replace(" autofocus", "")))
            assert not stranger.cookies and not is_in(stranger)
        assert len(said) == 1 and said.pop()[0] == 401


def test_logging_out_ends_the_session_and_its_keys(home: Path) -> None:
    with site(home, "lan") as running:
        (cookie,) = running.cookies.values()
        (keyed,) = re.findall(r'"(\S+/manifest.json)', running.get("/view/A/1").text)
        assert is_in(running) and Site("").get(keyed).status == 200
        assert running.get("/logout").status == 405 and is_in(running), "a link does not log out"
        got = running.post("/logout", {"form": form_of(running)})
        assert got.status == 303 and got.headers["clear-site-data"] == '"cache"' and not any(running.cookies.values())
        running.cookies = dict.fromkeys(running.cookies, cookie)
        assert not is_in(running) and Site("").get(keyed).status == 401
    assert [line.agent for line in lines(home, "web-logout")] == ["lan"]


def test_a_session_ends_when_it_is_not_used_or_is_old(home: Path) -> None:
    clock = Clock()
    with site(home, "lan", now=clock) as running:
        clock.pass_(IDLE)
        assert is_in(running)
        clock.pass_(IDLE + timedelta(seconds=1))
        assert not is_in(running)
        running.login("lan", password_of("lan"))
        for _ in range(WHOLE // IDLE):
            clock.pass_(IDLE)
            assert is_in(running)
        clock.pass_(timedelta(seconds=1))
        assert not is_in(running)


CHANGES: dict[str, Callable[[Path], None]] = {}


def change(made: Callable[[Path], None]) -> Callable[[Path], None]:
    CHANGES[made.__name__] = made
    return made


@change
def role_given(home: Path) -> None:
    with opened(home) as house:
        house.users.give("minh", Grant("records"), "root")


@change
def role_taken(home: Path) -> None:
    with opened(home) as house:
        house.users.take("minh", "reviewer", "root")


@change
def disabled(home: Path) -> None:
    with opened(home) as house:
        house.users.disable("minh", "nghỉ", "root")


@change
def disabled_and_added_again(home: Path) -> None:
    disabled(home)
    with opened(home) as house:
        house.users.add("minh", (Grant("clerk"), Grant("reviewer")), "root")


@change
def password_set_anew(home: Path) -> None:
    with opened(home) as house:
        Passwords(house.users, home).set("minh", GOOD, "root")


@pytest.mark.parametrize("changed", CHANGES.values(), ids=CHANGES.keys())
def test_a_session_ends_at_once_when_rights_or_password_change(home: Path, changed: Callable[[Path], None]) -> None:
    with site(home, "lan") as running, opened(home) as house:
        Passwords(house.users, home).set("minh", password_of("minh"), "root")
        theirs = Site(running.base).login("minh", password_of("minh"))
        (keyed,) = re.findall(r'"(\S+/manifest.json)', theirs.get("/view/A/1").text)
        assert is_in(theirs) and Site("").get(keyed).status == 200
        changed(home)
        assert not is_in(theirs) and Site("").get(keyed).status == 401
        assert is_in(running), "that of another goes on"


def test_ones_own_password_is_changed_by_who_knows_it_and_ends_the_other_sessions(home: Path) -> None:
    with site(home, "lan") as running:
        other = Site(running.base).login("lan", password_of("lan"))
        page = running.get("/account").text
        assert "archivist" in page
        right = {"form": form_of(running), "old": password_of("lan"), "new": GOOD, "again": GOOD}
        for wrong in ({"old": "sai"}, {"again": "khác"}, {"new": "ngắn", "again": "ngắn"}):
            got = running.post("/password", right | wrong)
            assert got.status == 400 and 'role="alert"' in got.text and is_in(other)
        got = running.post("/password", right)
        assert got.status == 303 and is_in(running) and not is_in(other)
        assert "Đã đổi mật khẩu" in running.get(got.headers["location"]).text
        assert tried(Site(running.base), "lan", password_of("lan")).status == 401
        assert tried(Site(running.base), "lan", GOOD).status == 303
    assert [line.agent for line in lines(home, "password-set")] == ["root", "lan"]


def test_of_very_many_sessions_of_one_person_the_oldest_ends(home: Path) -> None:
    with site(home, "lan") as running, opened(home) as house:
        shelf = Shelf(house, "lan")
        entrance = shelf.entrance()
        tokens = [entrance.begin("lan", "x", "test") for _ in range(A_PERSON + 2)]
        found = [entrance._sessions.find(token) is not None for token in tokens]
        assert found == [False] * 2 + [True] * A_PERSON and is_in(running)


# Strangers


def test_who_guesses_waits_longer_each_time_and_the_right_one_is_not_looked_at_meanwhile(home: Path) -> None:
    clock = Clock()
    with site(home, "lan", now=clock) as running:
        stranger = Site(running.base)
        for _ in range(PAIR.free):
            assert tried(stranger, "lan", "sai").status == 401
        for wait in (1, 2, 4):
            for password in ("sai", password_of("lan")):
                got = tried(stranger, "lan", password)
                assert (got.status, got.headers["retry-after"]) == (429, str(wait))
            clock.pass_(timedelta(seconds=wait))
            assert tried(stranger, "lan", "sai").status == 401
        clock.pass_(timedelta(seconds=8))
        assert tried(stranger, "lan", password_of("lan")).status == 303
        assert tried(Site(running.base), "lan", "sai").status == 401, "forgotten since it was right"
        stranger = Site(running.base)
        for _ in range(PAIR.free):
            assert tried(stranger, "không ai", "sai").status == 401
        assert tried(stranger, "không ai", "sai").status == 429, "a name that is no user's waits alike"
    counts = [line.detail.get("user") for line in lines(home, "web-login-failed")]
    assert counts == ["lan"] * 6 + ["lan"] + [None] * 5, "1, 2, 3, 4, 5, 8; then anew; no name that is no user's"


def test_guesses_are_counted_by_user_by_address_and_forgotten() -> None:
    clock = Clock()
    guesses = Guesses(clock)
    for at in range(USER.free):
        assert guesses.wait("lan", f"10.0.{at}.1") == 0
        guesses.tried("lan", f"10.0.{at}.1")
    assert guesses.wait("lan", "10.9.9.9") == 1 and guesses.wait("minh", "10.9.9.9") == 0
    for at in range(40):
        guesses.tried("lan", f"10.1.{at}.1")
    assert guesses.wait("lan", "10.9.9.9") == USER.longest, "a stranger does not lock a user out for long"
    for at in range(ADDRESS.free + 30):
        guesses.tried(f"u{at}", "2001:db8:1:2::5")
    assert guesses.wait("minh", "2001:db8:1:2:ffff::1") == ADDRESS.longest, "who has a /64 has all of it"
    assert guesses.wait("minh", "2001:db8:1:3::1") == 0
    guesses.right("u0", "2001:db8:1:2::5")
    assert guesses.wait("u0", "2001:db8:1:2::5") == ADDRESS.longest, "an account of one's own does not help"
    clock.pass_(FORGOTTEN + timedelta(seconds=1))
    assert guesses.tried("lan", "10.9.9.9") == 1 and guesses.wait("lan", "10.9.9.9") == 0


def test_who_guesses_from_many_addresses_at_once_gets_no_more_tries(home: Path) -> None:
    with site(home, "lan", now=Clock()) as running:
        answers: list[int] = []

        def guess() -> None:
            answers.append(tried(Site(running.base), "lan", "sai").status)

        threads = [threading.Thread(target=guess) for _ in range(24)]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        assert answers.count(401) <= PAIR.free and set(answers) <= {401, 429}


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "http://127.0.0.1:1"},
        {"Origin": "http://localhost"},
    ],
    ids=lambda headers: headers["Origin"] or "none",
)
def test_a_form_of_another_site_does_nothing(home: Path, headers: dict[str, str]) -> None:
    with site(home, "lan") as running:
        secret = form_of(running)
        for address, form in {
            "/login": {"user": "lan", "password": password_of("lan")},
            "/logout": {},
            "/password": {"old": password_of("lan"), "new": GOOD, "again": GOOD},
        }.items():
            who = Site(running.base) if address == "/login" else running
            got = who.post(address, form | {"form": secret}, **headers)
            assert got.status == 400 and "location" not in got.headers, address
        assert is_in(running)


def test_a_form_without_the_secret_of_its_session_does_nothing(home: Path) -> None:
    with site(home, "lan") as running:
        other = form_of(Site(running.base).login("lan", password_of("lan")))
        for form in ({}, {"form": other}, {"form": "ạ"}):
            for address in ("/logout", "/password"):
                assert running.post(address, form).status == 400
        assert running.post("/logout", {"form": "x" * FORM_BYTES}).status == 400
        assert running.ask("POST", "/logout", "\xff", Origin=running.base).status == 400
        assert is_in(running)


# Scripts and viewers


def basic(who: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{who}:{password}".encode()).decode()}


def test_scripts_come_in_by_name_and_password_at_each_request(home: Path) -> None:
    with site(home, "lan") as running:
        script = Site(running.base)
        for _ in range(3):
            assert script.get(MANIFEST, **basic("lan", password_of("lan"))).status == 200
        assert not script.cookies
        for wrong in (
            basic("lan", "sai"),
            basic("không ai", "gì đó"),
            {"Authorization": "Basic ***"},
            {"Authorization": "Basic " + base64.b64encode(b"\xff").decode()},
            {"Authorization": "Basic"},
            {"Authorization": "Digest x"},
            {"Authorization": "Bearer x"},
        ):
            got = script.get(MANIFEST, **wrong)
            assert (got.status, got.text) == (401, "Hãy đăng nhập.") and "Basic" not in got.headers["www-authenticate"]
        with opened(home) as house:
            house.users.disable("lan", "x", "root")
        assert script.get(MANIFEST, **basic("lan", password_of("lan"))).status == 401
    assert [line.detail["by"] for line in lines(home, "web-login")] == ["form", "basic"]


def test_a_viewer_elsewhere_reads_by_the_key_in_its_address_and_does_nothing_else(home: Path) -> None:
    with site(home, "lan") as running:
        (address,) = re.findall(r'"(\S+/manifest.json)', running.get("/view/A/1").text)
        key = urlsplit(address).path.split("/")[1]
        viewer = Site(f"{running.base}/{key}")
        manifest = viewer.get("/iiif/A/1/manifest.json")
        assert manifest.headers["content-type"] == "application/json"
        made = manifest.json
        picture = made["items"][0]["items"][0]["items"][0]["body"]["id"]
        for each in (made["id"], picture, made["thumbnail"][0]["id"], made["rendering"][0]["id"]):
            assert each.startswith(viewer.base) and viewer.get(each).status == 200
        assert made["homepage"][0]["id"].startswith(f"{running.base}/view/"), "for people, who log in"
        for nothing in ("/", "/view/A/1", "/account", "/static/leaf.js", "/login"):
            assert viewer.get(nothing).status == 404
        form = {"form": form_of(running)}
        assert viewer.post("/logout", form).status == 404 and is_in(running)
        assert Site(f"{running.base}/~").get(MANIFEST).status == 401
        assert Site(f"{running.base}/{key}x").get(MANIFEST).status == 401
        assert Site(running.base).get(MANIFEST, Authorization=f"Bearer {key[1:]}").status == 200
        preflight = viewer.ask(
            "OPTIONS", MANIFEST, None, Origin="https://viewer.example", Access_Control_Request_Method="GET"
        )
        assert preflight.headers["access-control-allow-origin"] == "*"


# The server


def test_behind_a_server_with_https_cookies_are_secure_and_addresses_are_public(home: Path, tmp_path: Path) -> None:
    public = "https://luutru.example"
    with opened(home) as house:
        Passwords(house.users, home).set("lan", GOOD, "root")
        with serving(Shelf(house, "root"), Place(public=public), "vi") as server:
            assert server.address == f"{public}/"
            thread = threading.Thread(target=server.run)
            thread.start()
            try:
                asked_of_the_proxy(server.port, public)
            finally:
                server.stop()
                thread.join()
    failed = lines(home, "web-login-failed")
    assert [line.detail["address"] for line in failed] == ["203.0.113.9"], "the last that the proxy names"


def asked_of_the_proxy(port: int, public: str) -> None:
    def ask(method: str, path: str, body: str = "", **headers: str) -> tuple[http.client.HTTPResponse, str]:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        told = {"Host": "luutru.example", "X-Forwarded-For": "198.51.100.1, 203.0.113.9"} | headers
        connection.request(method, path, body, told)
        got = connection.getresponse()
        read = got.read().decode()
        connection.close()
        return got, read

    login = f"user=lan&password={quote(GOOD)}&next=/"
    assert ask("POST", "/login", login, Origin="http://luutru.example")[0].status == 400
    assert (
        ask("POST", "/login", login.replace("user=lan&password=", "user=lan&password=x"), Origin=public)[0].status
        == 401
    )
    got, _ = ask("POST", "/login", login, Origin=public)
    cookie = got.headers["set-cookie"]
    assert cookie.startswith("__Host-vankho=") and got.headers["location"] == f"{public}/"
    assert {"Secure", "HttpOnly", "SameSite=lax", "Path=/"} <= set(cookie.split("; ")) and "Domain" not in cookie
    assert got.headers["strict-transport-security"].startswith("max-age=")
    _, made = ask("GET", MANIFEST, Cookie=cookie.partition(";")[0])
    assert f'"id":"{public}/iiif/A' in made
    assert ask("GET", "/", Host="evil.example")[0].status == 400


def test_the_cookie_is_not_for_scripts_or_other_sites(home: Path) -> None:
    with site(home, "lan") as running:
        got = tried(Site(running.base), "lan", password_of("lan"))
        cookie = got.headers["set-cookie"]
        assert re.fullmatch(r"vankho-\d+=[\w-]{43}; HttpOnly; Path=/; SameSite=lax", cookie)


def test_a_home_without_users_is_for_this_machine_and_passwords_do_not_cross_a_network(
    home: Path, tmp_path: Path
) -> None:
    with opened(tmp_path / "open") as house:
        shelf = Shelf(house, "ai")
        for place in (Place("0.0.0.0"), Place(public="https://luutru.example")):
            with pytest.raises(UsageError, match="user add"), serving(shelf, place, "vi"):
                pass
    with opened(home) as house:
        shelf = Shelf(house, "root")
        for bad in (
            Place("0.0.0.0"),
            Place(public="luutru.example"),
            Place(public="https://luutru.example/x"),
            Place(public="ftp://luutru.example"),
            Place(public="https://"),
        ):
            with pytest.raises(UsageError), serving(shelf, bad, "vi"):
                pass
        with serving(shelf, Place("0.0.0.0", public="http://10.0.0.5:8000"), "vi") as server:
            assert server.address == "http://10.0.0.5:8000/"


def test_a_door_that_cannot_be_opened_stays_shut_and_names_no_file(home: Path) -> None:
    with site(home, "lan") as running:
        ledger = home / "ledger.jsonl"
        whole = ledger.read_bytes()
        ledger.write_bytes(whole + b"{\n")
        for got in (running.get(MANIFEST), Site(running.base).get("/"), tried(Site(running.base), "lan", "x")):
            assert got.status == 503 and str(home) not in got.text and "ledger" not in got.text
        ledger.write_bytes(whole)
        assert is_in(running)


def test_an_open_home_closes_the_moment_it_has_its_first_user(tmp_path: Path) -> None:
    with opened(tmp_path / "home") as house:
        shown.keep(house, shown.dossier(tmp_path / "c", "A"), tmp_path / "draft")
    with site(tmp_path / "home") as running:
        assert is_in(running)
        assert [running.get(name).status for name in ("/account", "/logout")] == [404, 405]
        assert "Đăng" not in running.get("/").text
        with opened(tmp_path / "home") as house:
            house.users.add("root", (Grant("admin"),), "root")
        assert not is_in(running)
