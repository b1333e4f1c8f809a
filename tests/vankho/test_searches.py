"""Searches that a person saves: whose they are, what is new to each, what survives."""

import json
import shutil
import stat
import unicodedata
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from archive.access import Grant
from archive.catalogue import Catalogue
from archive.errors import BadQuery, Damaged, Missing, UsageError
from tests.conftest import Command
from tests.vankho.homes import DAY, dossier, keep, opened, run
from vankho.arrivals import Arrivals, Point
from vankho.moving import bring_in, export
from vankho.rebuild import rebuild_all
from vankho.searches import FOLDER, LONGEST, MOST, Searches
from vankho.settings import Settings
from vankho.wiring import House

pytestmark = pytest.mark.usefixtures("no_log_file")


def of(home: Path, who: str) -> Searches:
    return Searches(home, who, lambda: DAY)


def asked(home: Path, who: str, *more: str) -> dict[str, int]:
    """What ``--list-saved`` says is new."""
    told = run(home, who, "search", "--list-saved", "--json", *more)
    return {one["name"]: one["new"] for one in json.loads(told.out)["searches"]}


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("  Việc \t đất\n đai ", "Việc đất đai"),
        (unicodedata.normalize("NFD", "Đường Nguyễn Huệ"), "Đường Nguyễn Huệ"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("../../etc/passwd\0", "../../etc/passwd"),
        ("a\u202eb\u200bc", "a b c"),
        ("x" * LONGEST, "x" * LONGEST),
        ("' OR 1=1; --", "' OR 1=1; --"),
    ],
)
def test_a_name_is_kept_as_it_is_read(tmp_path: Path, name: str, kept: str) -> None:
    assert of(tmp_path, "lan").save(name, "đất", Point()).name == kept
    assert [one.name for one in of(tmp_path, "lan").all()] == [kept]
    assert of(tmp_path, "lan").get(unicodedata.normalize("NFD", kept).upper()).query == "đất"
    assert {file.name for file in (tmp_path / FOLDER).iterdir()} == {
        "all.lock",
        *(f.name for f in tmp_path.rglob("*.json")),
    }


@pytest.mark.parametrize("name", ["", " \n\t", "\0\u200b", "x" * (LONGEST + 1), "đ " * 10_000, "\x1b\x07"])
def test_a_name_that_nobody_could_read_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        of(tmp_path, "lan").save(name, "đất", Point())
    assert of(tmp_path, "lan").all() == []


def test_a_name_is_given_once_and_what_cannot_be_asked_is_not_kept(tmp_path: Path) -> None:
    mine = of(tmp_path, "lan")
    mine.save("Đất", "đất", Point())
    for same in ("Đất", "đẤT", unicodedata.normalize("NFD", "Đất"), " Đất "):
        with pytest.raises(UsageError):
            mine.save(same, "nhà", Point())
    mine.save("Dat", "đất", Point())
    for bad in ("", "   ", "ngày:31/2/2018", "-đất", "x" * 3000):
        with pytest.raises(BadQuery):
            mine.save("khác", bad, Point())
    assert [one.name for one in mine.all()] == ["Dat", "Đất"]
    for at in range(MOST - 2):
        mine.save(f"{at}", "đất", Point())
    with pytest.raises(UsageError):
        mine.save("quá nhiều", "đất", Point())


def test_they_are_nobody_elses_and_can_be_deleted(tmp_path: Path) -> None:
    of(tmp_path, "lan").save("đất", "đất đai", Point())
    assert of(tmp_path, "minh").all() == []
    for do in (
        of(tmp_path, "minh").get,
        of(tmp_path, "minh").forget,
        lambda name: of(tmp_path, "minh").asked(name, Point()),
    ):
        with pytest.raises(Missing):
            do("đất")
    of(tmp_path, "minh").save("đất", "nhà", Point())
    assert of(tmp_path, "lan").forget("ĐẤT").query == "đất đai"
    assert of(tmp_path, "lan").all() == [] and of(tmp_path, "minh").get("đất").query == "nhà"
    (file, *_) = (tmp_path / FOLDER).glob("*.json")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600 and stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    file.write_text("{")
    with pytest.raises(Damaged):
        [one.all() for one in (of(tmp_path, "lan"), of(tmp_path, "minh"))]


def test_many_who_save_at_once_lose_nothing(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda at: of(tmp_path, "lan").save(f"câu {at}", "đất", Point()), range(40)))
    assert len(of(tmp_path, "lan").all()) == 40


def test_what_is_new_is_what_came_into_the_archive_since_it_was_asked(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with opened(home) as house:
        keep(house, dossier("A", "thửa đất"))
    assert run(home, "lan", "search", "--save", "đất", "thửa đất").code == 0
    assert asked(home, "lan") == {"đất": 0}
    with opened(home) as house:
        keep(house, dossier("B", "thửa đất hai"))
        keep(house, dossier("C", "chuyện khác"))
        keep(house, replace(dossier("A", "thửa đất"), digest="f" * 64))  # a new version of what is known
    assert asked(home, "lan") == {"đất": 1}
    assert asked(home, "lan") == {"đất": 1}, "looking at the list is not asking"
    told = json.loads(run(home, "lan", "search", "--saved", "ĐẤT", "--new", "--json").out.replace("MS", '"took_ms": 0'))
    assert [hit["dossier"] for hit in told["hits"]] == ["B"] and (told["new"], told["saved"]) == (1, "đất")
    assert asked(home, "lan") == {"đất": 0}
    again = run(home, "lan", "search", "--saved", "đất")
    assert "A  văn bản 1" in again.out and "B  văn bản 1" in again.out and "0 văn bản mới" in again.err
    assert run(home, "lan", "search", "--forget", "đất").code == 0
    assert run(home, "lan", "search", "--saved", "đất").code == 6


def test_what_one_may_not_see_is_not_new_either_and_rights_are_those_of_now(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with opened(home) as house:
        keep(house, dossier("A", "thửa đất", "01"))
        for name, roles in {"root": ("admin",), "khách": (), "lan": ("clerk",)}.items():
            house.users.add(name, tuple(Grant(role) for role in roles), "root")  # type: ignore[arg-type]
    for who in ("root", "khách", "lan"):
        assert run(home, who, "search", "--save", "đất", "thửa đất").code == 0
    with opened(home) as house:
        keep(house, dossier("P", "thửa đất một", "01"))
        keep(house, dossier("Q", "thửa đất hai", "02"))
        keep(house, dossier("R", "thửa đất ba", "03"))
    assert [asked(home, who)["đất"] for who in ("khách", "lan", "root")] == [1, 2, 3]
    with opened(home) as house:
        house.users.give("khách", Grant("clerk"), "root")
        house.users.disable("lan", "x", "root")
    assert asked(home, "khách") == {"đất": 2}
    for line in ("--list-saved", "--saved đất", "--forget đất", "--save mới đất"):
        assert run(home, "lan", "search", *line.split()).code == 9, "nobody has nothing"
    told = run(home, "root", "search", "--saved", "đất", "--json")
    assert '"R"' in told.out
    with opened(home) as house:
        (noted,) = [line for line in house.ledger.lines() if line.kind == "restricted-used"]
        assert noted.detail["dossiers"] == ["R"] and noted.agent == "root"


@pytest.mark.parametrize(
    "line",
    ["--new đất", "--like A đất", "--saved x --list-saved", "--save x", "--save x --citing A", "--saved x --citing A"],
)
def test_what_does_not_go_together_is_refused(tmp_path: Path, line: str) -> None:
    assert run(tmp_path / "home", "lan", "search", *line.split()).code == 2


def fresh_catalogue(home: Path) -> None:
    for file in home.glob("catalogue*"):
        file.unlink()


@pytest.mark.parametrize("back_end", ["sqlite", "postgres"])
def test_they_outlive_catalogue_and_index(tmp_path: Path, back_end: str, request: pytest.FixtureRequest) -> None:
    url = request.getfixturevalue("postgres_address") if back_end == "postgres" else "sqlite:///catalogue.sqlite"
    home = tmp_path / "home"
    settings = Settings(home=home, runner="here", catalogue=url)
    with House(settings, lambda: DAY) as house:
        keep(house, dossier("A", "thửa đất"))
        of(home, "lan").save("đất", "thửa đất", Arrivals(house.ledger).now())
        keep(house, dossier("B", "thửa đất"))
        before = of(home, "lan").all()
        house.catalogue.clear()
    if back_end == "sqlite":
        fresh_catalogue(home)
    shutil.rmtree(home / "index")
    with House(settings, lambda: DAY) as house:
        assert isinstance(house.catalogue, Catalogue) and rebuild_all(house) == 2
        assert of(home, "lan").all() == before
        assert Arrivals(house.ledger).since(before[0].mark) == ["B"]


def test_they_go_along_when_a_home_moves(tmp_path: Path) -> None:
    with opened(tmp_path / "home") as house:
        keep(house, dossier("A", "thửa đất"))
        of(tmp_path / "home", "lan").save("đất", "thửa đất", Arrivals(house.ledger).now())
        keep(house, dossier("B", "thửa đất"))
        export(house, tmp_path / "bag", "root")
    with opened(tmp_path / "other") as house:
        bring_in(house, tmp_path / "bag", "root")
    assert asked(tmp_path / "other", "lan") == {"đất": 1}


def test_arrivals_are_read_on_and_a_point_that_moved_is_found_again(tmp_path: Path) -> None:
    with opened(tmp_path / "home") as house:
        ledger = house.ledger
        known = Arrivals(ledger)
        assert known.now() == Point() and known.since(Point()) == []

        def came(name: str, version: int = 1) -> None:
            ledger.append("archived", name, "vankho", {"version": version})

        came("a")
        early = known.now()
        ledger.append("other", "x", "vankho", {"kind": "archived", "version": 1, "say": '"kind":"archived"'})
        came("b")
        came("a", 2)
        late = known.now()
        came("c")
        assert (
            known.since(early) == ["c", "b"] and known.since(late) == ["c"] and known.since(Point()) == ["c", "b", "a"]
        )
        assert known.now().seq == 5 and known.since(known.now()) == []
        for wrong in (late.byte - 1, late.byte + 7, 10**9, 0):
            assert Arrivals(ledger).since(replace(late, byte=wrong)) == ["c"], wrong
        assert Arrivals(ledger).since(Point(10**6, 10**9)) == []


def test_the_command_tells_papers_like_one(filled: Command) -> None:
    told = filled.run("search", "--like", "hs.1#1")
    assert "hs.2" in told and "gần như trùng" in told and "(cùng hồ sơ)" in told
    found = filled.json("search", "--like", "hs.1#1", "--limit", "5")
    assert [(hit["dossier"], hit["document"], hit["copy"], hit["same_dossier"]) for hit in found["hits"]] == [
        ("hs.2", 1, True, False),
        ("hs.1", 2, False, True),
    ]
    assert 0 < found["hits"][1]["likeness"] < found["hits"][0]["likeness"] <= 1
    filled.run("search", "--like", "không-có", expect=6)
    filled.run("search", "--like", "hs.1#9", expect=6)
    filled.run("search", "--like", "hs.1#x", expect=2)


@pytest.fixture
def filled(vankho: Command, like_pages: Callable[[Path], None]) -> Command:
    like_pages(vankho.home)
    return vankho


@pytest.fixture
def like_pages() -> Callable[[Path], None]:
    from archive.records import Entry

    text = "Quyết định thu hồi thửa đất 214 tờ bản đồ 17 xã Long Vĩnh của ông Trần Hữu Phước để làm đường liên ấp"

    def made(home: Path) -> None:
        with opened(home) as house:
            house.index.put(
                "hs.1", [Entry("hs.1", 1, 0, text), Entry("hs.1", 2, 1, f"Phiếu trình {text[:60]} kèm hồ sơ")]
            )
            house.index.put("hs.2", [Entry("hs.2", 1, 0, text)])
            house.index.put("hs.3", [Entry("hs.3", 1, 0, "chuyện tôm cá ngoài biển khơi")])

    return made
