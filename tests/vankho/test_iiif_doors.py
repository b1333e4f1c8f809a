"""The web door: what the person who logged in may not see is as if it had never been, at every address."""

import re
import shutil
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest

from archive.access import Grant
from archive.ledger import LedgerLine
from tests.conftest import Command
from tests.vankho import shown
from tests.vankho.homes import dossier, keep, opened
from tests.vankho.shown import Answered, Site, site
from tests.vankho.test_doors import HIDDEN, LIMITED, SEES, made
from vankho import passwords
from vankho.web import shelf

ASKED = (
    "/iiif/{X}/collection.json",
    "/iiif/{X}/1/manifest.json",
    "/iiif/{X}/1/search?q=dat",
    "/iiif/{X}/1/search1?q=dat",
    "/iiif/{X}/9/manifest.json",
    "/image/{X}/p0000",
    "/image/{X}/p0000/info.json",
    "/image/{X}/p0000/full/max/0/default.jpg",
    "/image/{X}/p0000/rubbish/max/0/default.jpg",
    "/file/{X}/1.pdf",
    "/file/{X}/p0000.xml",
    "/view/{X}/1",
    "/view/{X}/1?q=dat&lang=en",
    "/view/{X}/1?like=1",
    "/suggest?q=hồ+sơ+{X}",
)
FOUND = (
    "/",
    "/?q=dat",
    "/?q=zzbimat",
    "/?q=zzbimot&n=500",
    "/?q=thưa",
    "/iiif/search.json?q=dat",
    "/iiif/search.json?q=zzb*",
    "/?q=dat&since=0",
    "/suggest?q=zz",
    "/suggest?q=th",
    "/suggest?q=cơquan:ubnd",
    "/searches",
)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """To log in costs little here."""
    monkeypatch.setattr(passwords, "_LOG_N", 10)


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    place = tmp_path_factory.mktemp("homes")
    for name, kinds in {"full": (True, True), "without": (True, False), "bare": (False, False)}.items():
        made(place / name, conditional=kinds[0], hidden=kinds[1])
    return {name: place / name for name in ("full", "without", "bare")}


def told(running: Site, address: str) -> tuple[int, str]:
    """The answer without the address of the server itself and the secrets of the session."""
    got = running.get(address)
    bare = got.text.replace(quote(running.base, safe=""), "BASE").replace(running.base, "BASE")
    return got.status, re.sub(r'/~[\w-]{43}|name="form" value="[\w-]{32}"', "SECRET", bare)


@pytest.mark.parametrize("who", [name for name in LIMITED if name != "người lạ"])
def test_what_one_may_not_see_was_never_there(homes: dict[str, Path], who: str) -> None:
    other = SEES.get(who, "without")
    names = [*HIDDEN, "P", *(["C"] if other == "bare" else []), "không-có"]
    with site(homes["full"], who) as full, site(homes[other], who) as without:
        for address in [*FOUND, *(each.replace("{X}", quote(name)) for each in ASKED for name in names)]:
            assert told(full, address) == told(without, address), f"{who}: {address}"
        assert told(full, "/iiif/R/1/manifest.json") == (404, "Không có R trong kho.")
        assert full.get("/iiif/P/collection.json").status == 200


def test_a_stranger_gets_one_answer_whatever_is_asked_and_whatever_there_is(homes: dict[str, Path]) -> None:
    names = [*HIDDEN, "P", "C", "không-có"]
    spoken = [each for each in ASKED if "lang=en" not in each]
    every = [*FOUND, *(each.replace("{X}", quote(name)) for each in spoken for name in names)]
    every += ["/static/", "/static/leaf.js", "/static/../app.py", "/account", "/logout", "/a" * 3000, "/~x/iiif/P/1"]
    before = (homes["full"] / "ledger.jsonl").read_bytes()
    with site(homes["full"], "") as full, site(homes["bare"], "") as bare:
        first = full.get("/không/có/gì", Accept="text/html")
        assert first.status == 401 and "Mật khẩu" in first.text
        for method in ("GET", "POST", "OPTIONS", "PUT", "X"):
            for address in every if method == "GET" else every[::7]:
                for running in (full, bare):
                    plain = running.ask(method, address, None)
                    assert (plain.status, plain.text) == (401, "Hãy đăng nhập."), f"{method} {address}"
                    shown = running.ask(method, address, None, Accept="text/html")
                    same = [
                        re.sub(r'(name="next" value=|href="\?)[^>]*', "", each.text.replace(running.base, full.base))
                        for each in (shown, first)
                    ]
                    assert shown.status == 401 and same[0] == same[1], f"{method} {address}"
                    assert shown.headers.keys() == first.headers.keys()
    assert (homes["full"] / "ledger.jsonl").read_bytes() == before, "no line for who only asks"


@pytest.mark.parametrize("who", ["archivist", "auditor"])
def test_who_may_see_it_sees_it(homes: dict[str, Path], who: str) -> None:
    with site(homes["full"], who) as running:
        assert running.get("/iiif/R/1/manifest.json").json["label"]["vi"][0].startswith("Quyết định")
        assert "zzbímật" in running.get("/?q=zzbimat").text
        for gone in ("Q", "D", "W"):
            assert running.get(f"/iiif/{gone}/collection.json").status == 404, "not kept, or no longer"


@pytest.fixture(scope="module")
def pictured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A public and a restricted dossier with pictures, and people."""
    place = tmp_path_factory.mktemp("pictured")
    with opened(place / "home") as house:
        shown.keep(house, shown.dossier(place / "a", "A", mode="01"), place / "draft")
        shown.keep(house, shown.dossier(place / "b", "B", mode="03"), place / "draft")
        house.users.add("root", (Grant("admin"),), "root")
        house.users.add("lan", (Grant("archivist"),), "root")
        house.users.add("kiểm", (Grant("auditor"),), "root")
        house.users.add("khách", (), "root")
    return place / "home"


@pytest.fixture
def home(pictured: Path, tmp_path: Path) -> Path:
    """The same, for one test."""
    return Path(shutil.copytree(pictured, tmp_path / "home"))


def uses(home: Path) -> list[LedgerLine]:
    with opened(home) as house:
        return [line for line in house.ledger.lines() if line.kind == "restricted-used"]


def test_a_viewer_that_asks_for_a_hundred_tiles_is_one_view_on_the_ledger(home: Path) -> None:
    with site(home, "lan", "thanh tra 5/2026") as running:
        for left in range(0, 1000, 100):
            assert running.get(f"/image/B/p0000/{left},0,100,100/max/0/default.jpg").status == 200
        running.get("/iiif/B/1/manifest.json")
        running.get("/iiif/A/1/manifest.json")
    (line,) = uses(home)
    assert (line.agent, line.detail["door"], line.detail["dossiers"]) == ("lan", "serve", ["B"])
    assert line.detail["why"] == "thanh tra 5/2026"


def test_a_search_that_shows_a_restricted_dossier_is_noted_with_its_words(home: Path) -> None:
    with site(home, "lan") as running:
        running.get("/?q=dat+dai")
        running.get("/?q=vắng")
    (line,) = uses(home)
    assert (line.detail["dossiers"], line.detail["query"]) == (["B"], "dat dai")


def test_a_later_view_is_noted_again(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "AGAIN", timedelta(0))
    with site(home, "lan") as running:
        running.get("/iiif/B/1/manifest.json")
        running.get("/iiif/B/1/manifest.json")
    assert len(uses(home)) == 2


def test_rights_count_from_the_moment_they_change(home: Path) -> None:
    picture = "/image/A/p0000/full/100,/0/default.jpg"
    with site(home, "khách") as running:
        first = running.get(picture)
        assert first.status == 200
        with opened(home) as house:
            house.users.set_mode("A", "03", "khiếu nại", "lan")
        again = running.get(picture, If_None_Match=first.headers["etag"])
        assert (again.status, again.text) == (404, "Không có A trong kho.")
    with site(home, "lan") as running:
        assert running.get(picture).headers["cache-control"] == "no-store", "restricted: nothing stays on the disk"
        with opened(home) as house:
            house.users.disable("lan", "nghỉ việc", "root")
        for address in (picture, "/?q=dat", "/view/A/1", "/iiif/không-có/collection.json"):
            assert running.get(address).status == 401


def test_files_are_for_who_may_export_and_others_are_not_told_of_them(home: Path) -> None:
    with site(home, "kiểm") as running:
        made = running.get("/iiif/A/1/manifest.json").json
        assert "rendering" not in made and all("seeAlso" not in canvas for canvas in made["items"])
        assert [running.get(address).status for address in ("/file/A/1.pdf", "/file/A/p0000.xml")] == [403, 403]
        assert ".pdf" not in running.get("/view/A/1").text
    with site(home, "lan") as running:
        assert [running.get(address).status for address in ("/file/A/1.pdf", "/file/A/p0000.xml")] == [200, 200]
        assert "/file/A/1.pdf" in running.get("/view/A/1").text


def test_who_lacks_the_token_finds_nothing_logged_in_or_not(home: Path, tmp_path: Path) -> None:
    with opened(tmp_path / "open") as house:
        shown.keep(house, shown.dossier(tmp_path / "c", "A"), tmp_path / "draft")
    for place, status in ((home, 401), (tmp_path / "open", 200)):
        with site(place, "" if status == 401 else "ai", token=True) as running:
            secret = urlsplit(running.base).path
            assert re.fullmatch(r"/[\w-]{32}", secret)
            bare = Site(running.base.removesuffix(secret))
            nothing = bare.get("/không/có/gì")
            assert nothing.status == 404
            near = (secret[:-1] + "/", f"/{'x' * 32}/", "/%00/", secret.lower() + "/x")
            for address in ("/", "/iiif/A/1/manifest.json", "/login", "/static/vankho.css", *near):
                got = bare.get(address)
                assert (got.status, got.body) == (404, nothing.body), address
            assert bare.get(secret + "/").status == bare.get(secret).status == status
        with site(place, "", token=True) as again:
            assert urlsplit(again.base).path != secret


def origin(running: Site, asking: str, address: str = "/iiif/A/1/manifest.json") -> str | None:
    return running.get(address, Origin=asking).headers.get("access-control-allow-origin")


def test_web_pages_of_others_read_only_what_they_have_a_secret_for(home: Path, tmp_path: Path) -> None:
    with site(home, "lan") as running:
        assert origin(running, "https://viewer.example") is None
        (keyed,) = re.findall(r'"(\S+/manifest.json)', running.get("/view/A/1").text)
        assert origin(Site(running.base), "https://viewer.example", keyed) == "*"
    with opened(tmp_path / "open") as house:
        shown.keep(house, shown.dossier(tmp_path / "c", "A"), tmp_path / "draft")
    with site(tmp_path / "open") as running:
        assert urlsplit(running.base).path == ""
        assert origin(running, "https://viewer.example") is None
        for own in ("http://localhost:3000", "http://127.0.0.1:8101"):
            assert origin(running, own) == own
        assert origin(running, "http://localhost.example") is None
        assert running.get("/~x/iiif/A/1/manifest.json").status == 404
    with site(tmp_path / "open", token=True) as running:
        assert origin(running, "https://viewer.example") == "*"


def test_every_answer_keeps_browsers_from_telling_or_guessing(home: Path) -> None:
    with site(home, "lan") as running:
        for address in ("/", "/view/A/1", "/iiif/A/1/manifest.json", "/image/A/p0000/full/9,/0/default.jpg", "/x"):
            headers = running.get(address).headers
            assert headers["referrer-policy"] == "same-origin" and headers["x-content-type-options"] == "nosniff"
            assert headers["content-security-policy"].startswith("default-src 'none'")
            assert "server" not in headers


TAG = "<b>\"x'"


@pytest.fixture
def plain(tmp_path: Path) -> Iterator[Site]:
    """A home whose texts are made to be taken for HTML."""
    evil = "<script>alert(1)</script> \"'> & đất"
    with opened(tmp_path / "home") as house:
        shown.keep(house, shown.dossier(tmp_path / "x", TAG, title=evil), tmp_path / "draft")
        keep(house, dossier("Y", f"đất {evil}"))
    with site(tmp_path / "home") as running:
        yield running


def test_nothing_that_was_read_or_typed_becomes_html(plain: Site) -> None:
    evil = quote("\"><script>alert('q')</script> đất")
    address = f"/view/{quote(TAG, safe='')}/1"
    for asked in (
        f"/?q={evil}",
        f"{address}?q={evil}",
        f"/?q=đất&lang={evil}",
        f"/?q=đất&n={evil}",
        f"/?lang=en&{evil}=x",
    ):
        got = plain.get(asked)
        assert got.status == 200
        assert not re.search(r"<script>|<b>|=\"\">", got.text), asked
    assert "&lt;script&gt;" in plain.get("/?q=đất").text


def test_the_start_page_finds_and_leads_to_the_marked_page(home: Path) -> None:
    with site(home, "khách") as running:
        start = running.get("/?q=dat+dai&lang=en").text
        assert '<html lang="en">' in start and "5 pages match" in start
        (address, *_) = re.findall(r'<h2><a href="([^"]+page=0[^"]*)"', start)
        page = running.get(address.replace("&amp;", "&")).text
        assert page.count("<rect ") == 1 and "<title>đất đai</title>" in page
        left, top, _, _ = shown.lines(shown.PAPER)[2].words[0].box
        assert f'x="{left - 4}" y="{top - 4}"' in page
        assert "đất đai và xây dựng theo quyết định này" in page
        assert running.get("/?q=").text.count("<li>") == 4


def stopped(command: Command, *arguments: str) -> tuple[str, Answered]:
    """The address that ``vankho serve`` prints, and what is there, before it is told to stop."""
    process = command.start("serve", "--port", "0", *arguments)
    assert process.stdout
    address = process.stdout.readline().strip()
    try:
        got = Site(address.rstrip("/")).get("/?q=dat+dai")
    finally:
        process.send_signal(signal.SIGINT)
        command.errors = process.communicate(timeout=30)[1]
    return address, got


def test_the_command_prints_its_address_answers_and_stops(home: Path) -> None:
    command = Command(home, {"VANKHO_USER": "khách"})
    address, got = stopped(command)
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/", address)
    assert got.status == 401 and "user password" in command.errors
    command = Command(home, {"VANKHO_USER": "người lạ"})
    command.run("serve", "--port", "0", expect=9)
