"""The web door's search page: papers like one, saved searches, and what is offered while one types."""

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest

from archive.access import Grant
from tests.vankho import shown
from tests.vankho.homes import dossier, keep, opened
from tests.vankho.shown import Site, password_of, shown_site, site
from tests.vankho.test_web_login import form_of
from vankho import passwords
from vankho.passwords import Passwords
from vankho.searches import LONGEST
from vankho.web.gate import HEADERS

TEXT = "thu hồi thửa đất số 214 tờ bản đồ 17 xã Long Vĩnh của ông Trần Hữu Phước làm đường"
EVIL = "\"><img src=x onerror=alert(1)> & 'đất' <b>"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """To log in costs little here."""
    monkeypatch.setattr(passwords, "_LOG_N", 10)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("find")
    home = place / "home"
    with opened(home) as house:
        for name, mode in {"A": "01", "B": "01", "C": "03"}.items():
            shown.keep(house, shown.dossier(place / name, name, mode=mode), place / f"draft {name}")
        keep(house, dossier("D", TEXT, "01"))
        keep(house, dossier("E", f"khiếu nại về {TEXT}", "03"))
        for name, roles in {"root": ("admin",), "lan": ("archivist",), "minh": ("clerk",), "khách": ()}.items():
            house.users.add(name, tuple(Grant(role) for role in roles), "root")  # type: ignore[arg-type]
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "home"))


@pytest.fixture
def lan(home: Path) -> Iterator[Site]:
    with site(home, "lan") as running:
        yield running


def save(running: Site, name: str, text: str) -> int:
    return running.post("/save", {"form": form_of(running), "name": name, "q": text}).status


def titles(running: Site) -> list[str]:
    page = running.get("/searches").text
    return [unescape(one) for one in re.findall(r"<li><h2>(.*?)</h2>", page)]


def test_the_page_of_a_paper_lists_those_like_it_where_that_is_asked_for(lan: Site) -> None:
    plain = lan.get("/view/A/1?q=dat").text
    assert 'id="like"' not in plain
    (address,) = re.findall(r'<a href="([^"]*like=1[^"]*)">', plain)
    page = lan.get(unescape(address).partition("#")[0]).text
    found = re.findall(r'<h2><a href="[^"]*/view/(\w)/1', page.partition('id="like"')[2])
    assert found == ["B", "C"]
    assert page.count("gần như trùng") == 2
    assert "nearly the same" in lan.get("/view/A/1?like=1&lang=en").text


def test_a_paper_that_nothing_is_like_says_so(tmp_path: Path) -> None:
    with shown_site(tmp_path) as running:
        for lang, told in {"vi": "Không có văn bản nào giống.", "en": "There is none like it."}.items():
            assert told in running.get(f"/view/{quote(shown.ID, safe='')}/2?like=1&lang={lang}").text


def test_what_is_hidden_is_not_like_anything_and_who_sees_it_is_noted(home: Path) -> None:
    with site(home, "khách") as running:
        page = running.get("/view/A/1?like=1").text
        assert "/view/B/" in page and "/view/C/" not in page
        assert running.get("/view/C/1?like=1").status == 404
    with site(home, "lan") as running:
        assert "/view/C/" in running.get("/view/A/1?like=1").text
    with opened(home) as house:
        noted = [line for line in house.ledger.lines() if line.kind == "restricted-used"]
        assert [(line.agent, line.detail["dossiers"]) for line in noted] == [("lan", ["C"])]


def test_a_search_is_saved_asked_again_and_deleted(home: Path, lan: Site) -> None:
    assert "Lưu câu tìm này" in lan.get("/?q=dat").text
    assert save(lan, "Việc đất", "thửa đất") == 303
    assert titles(lan) == ["Việc đất"]
    assert "văn bản mới" not in lan.get("/searches").text
    with opened(home) as house:
        keep(house, dossier("N", f"{TEXT} mới"))
        keep(house, dossier("M", "chuyện tôm cá mới"))
    assert "Xem 1 văn bản mới" in lan.get("/searches").text
    asked = lan.post("/ask", {"form": form_of(lan), "name": "Việc đất", "which": "new"})
    assert asked.status == 303
    page = lan.get(asked.headers["location"]).text
    assert re.findall(r"/view/(\w)/", page) == ["N"] and "Xem tất cả" in page
    assert "văn bản mới" not in lan.get("/searches").text, "now it was asked"
    every = lan.post("/ask", {"form": form_of(lan), "name": "Việc đất", "which": "all"}).headers["location"]
    assert {*re.findall(r"/view/(\w)/", lan.get(every).text)} == {"D", "E", "N"}
    assert lan.post("/forget", {"form": form_of(lan), "name": "Việc đất"}).status == 303
    assert titles(lan) == []
    assert lan.post("/ask", {"form": form_of(lan), "name": "Việc đất"}).status == 404


@pytest.mark.parametrize("name", [EVIL, "a&amp;b", "tên\u0301 NFD", "😀😀", "x" * LONGEST])
def test_a_hostile_name_is_shown_as_it_is_and_does_nothing(lan: Site, name: str) -> None:
    assert save(lan, name, EVIL) == 303
    (told,) = titles(lan)
    page = lan.get("/searches").text
    assert not re.search(r"<img|<b>|onerror=alert\(1\)>", page)
    assert told == lan.get("/suggest?q=" + quote(told[:20])).json["offers"][0]["shown"]
    assert lan.post("/forget", {"form": form_of(lan), "name": told}).status == 303


@pytest.mark.parametrize(
    ("name", "text"), [("", "đất"), ("x" * 101, "đất"), ("a", "-đất"), ("a", ""), ("đã có", "đất")]
)
def test_what_cannot_be_saved_says_why_and_keeps_what_was_typed(lan: Site, name: str, text: str) -> None:
    save(lan, "đã có", "nhà")
    got = lan.post("/save", {"form": form_of(lan), "name": name, "q": text})
    assert got.status == 400 and 'role="alert"' in got.text
    assert f'name="q" value="{text}"' in got.text
    assert titles(lan) == ["đã có"]


def test_searches_are_nobody_elses_and_forms_count_only_from_our_pages(home: Path, lan: Site) -> None:
    save(lan, "của lan", "zzriêng")
    with opened(home) as house:
        Passwords(house.users, home).set("minh", password_of("minh"), "root")
    minh = Site(lan.base).login("minh", password_of("minh"))
    assert titles(minh) == [] and minh.get("/suggest?q=" + quote("của l")).json == {"offers": []}
    own = form_of(minh)
    for path in ("/ask", "/forget"):
        assert minh.post(path, {"form": own, "name": "của lan"}).status == 404
        assert lan.post(path, {"form": own, "name": "của lan"}).status == 400, "another session's form"
        assert lan.post(path, {"form": form_of(lan), "name": "của lan"}, Origin="http://evil.example").status == 400
        assert lan.get(path).status in (404, 405)
    assert lan.post("/save", {"name": "x", "q": "đất"}).status == 400
    assert titles(lan) == ["của lan"]
    stranger = Site(lan.base)
    assert {
        stranger.ask(method, path, None).status
        for method in ("GET", "POST")
        for path in ("/searches", "/save", "/ask", "/suggest?q=dat")
    } == {401}


def test_words_are_offered_of_what_one_may_see(home: Path) -> None:
    def offered(running: Site, typed: str) -> list[str]:
        got = running.get("/suggest?q=" + quote(typed))
        assert got.headers["cache-control"] == "no-store" and got.headers["content-type"] == "application/json"
        return [one["text"] for one in got.json["offers"]]

    for who in ("khách", "lan", "root"):
        with site(home, who) as running:
            assert offered(running, "thu hoi th") == ["thu hoi thửa đất"]
            assert offered(running, "khieu n") == [], "only a restricted paper has it"
            assert running.get("/suggest").json == {"offers": []}
            assert running.get("/suggest?q=" + "x" * 3000).json == {"offers": []}
            english = running.get("/suggest?lang=en&q=" + quote("quyết đ")).json["offers"]
            assert english == [{"text": 'loại:"Quyết định"', "shown": "Quyết định", "label": "type"}]


def test_the_page_without_its_script_is_a_plain_box_and_the_policy_allows_our_own_answers_only(lan: Site) -> None:
    page = lan.get("/").text
    (box,) = re.findall(r"<input id=\"q\"[^>]*>", page)
    assert "role=" not in box and "autocomplete" not in box and 'data-suggest="' in box
    assert "connect-src 'self'" in HEADERS["Content-Security-Policy"]
    assert lan.get("/static/suggest.js").headers["content-type"].startswith("text/javascript")
    assert "data-suggest" not in Site(lan.base).get("/", Accept="text/html").text, "a stranger has no box"


def test_in_a_home_without_users_searches_are_those_of_who_started_it(tmp_path: Path) -> None:
    with opened(tmp_path / "home") as house:
        keep(house, dossier("A", TEXT))
    with site(tmp_path / "home", "lan") as running:
        assert running.post("/save", {"name": "đất", "q": "thửa"}).status == 303
        assert titles(running) == ["đất"]
        assert running.post("/save", {"name": "x", "q": "thửa"}, Origin="http://evil.example").status == 400
    with site(tmp_path / "home", "minh") as running:
        assert titles(running) == []
