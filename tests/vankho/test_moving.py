"""A whole home carried elsewhere: the same dossiers, users and answers, or a refusal before anything is written."""

import json
import shutil
from datetime import timedelta
from pathlib import Path

import pytest

from archive import bag
from archive.access import Grant
from archive.errors import Damaged, Refused, UsageError
from tests.vankho.homes import DAY, dossier, keep, opened, run, set_aside, wait
from vankho import anchoring
from vankho.inspection import Inspector
from vankho.keeping import Keeper
from vankho.moving import bring_in, export
from vankho.rebuild import rebuild_all
from vankho.settings import Settings
from vankho.upkeep import upkeep
from vankho.wiring import House

TEXT = "thửa đất số 7 theo Quyết định 2576/QĐ-UBND"
ASKED = [
    ["list", "--json"],
    ["list", "--status", "review", "--json"],
    ["list", "--status", "quarantine", "--json"],
    ["search", "đất", "--json"],
    ["show", "P", "--json"],
    ["show", "R", "--json"],
    ["text", "P"],
    ["retention", "show", "P", "--json"],
]


pytestmark = pytest.mark.usefixtures("no_log_file")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A home with dossiers of every kind, users, a hold, an access mode and settings with a secret."""
    place = tmp_path / "home"
    with opened(place) as house:
        keep(house, dossier("P", TEXT, "Công khai"))
        keep(house, dossier("R", TEXT, "Mật"))
        keep(house, dossier("tên có % và dấu", TEXT))
        wait(house, dossier("W", TEXT))
        set_aside(house, dossier("Q", TEXT))
        Keeper(house, "root").hold("P", "thanh tra", "Thanh tra tỉnh")
        house.users.add("root", (Grant("admin"),), "root")
        house.users.add("khách", (), "root")
        rebuild_all(house)
        (place / "vankho.toml").write_text('lang = "vi"\nseal_secret = "abc123"\n# x\n', encoding="utf-8")
    return place


def carried(home: Path, folder: Path) -> tuple[str, int]:
    with opened(home) as house:
        return export(house, folder, "root")


def brought(home: Path, folder: Path) -> tuple[int, list[str]]:
    with opened(home) as house:
        return bring_in(house, folder, "root")


def test_a_home_carried_elsewhere_says_the_same_to_everybody(home: Path, tmp_path: Path) -> None:
    digest, count = carried(home, tmp_path / "bag")
    *known, last = (home / "ledger.jsonl").read_text().splitlines(keepends=True)
    told = json.loads(last)
    assert told["kind"] == "home-copied" and told["detail"] == {"to": "bag", "files": count, "sha512": digest}
    assert list(bag.problems(tmp_path / "bag")) == []
    assert brought(tmp_path / "new", tmp_path / "bag") == (3, [])
    for who in ("root", "khách", "người lạ"):
        for asked in ASKED:
            here, there = run(home, who, *asked), run(tmp_path / "new", who, *asked)
            assert there.code == here.code, (who, asked)
            assert sorted(there.out.splitlines()) == sorted(here.out.splitlines()), (who, asked)
    assert run(tmp_path / "new", "root", "verify").code == 0
    assert run(tmp_path / "new", "root", "ledger", "verify").code == 0
    assert (tmp_path / "new" / "ledger.jsonl").read_text().startswith("".join(known)), "the ledger goes on from there"


def test_secrets_and_places_of_this_machine_stay_here(home: Path, tmp_path: Path) -> None:
    carried(home, tmp_path / "bag")
    text = (tmp_path / "bag" / "data" / "home" / "vankho.toml").read_text("utf-8")
    assert 'lang = "vi"' in text
    assert not [line for line in text.splitlines() if "abc123" in line]


def test_a_second_time_brings_only_what_is_new_and_drops_what_is_gone(home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "bag"
    _, first = carried(home, folder)
    content = next(path for path in folder.rglob("*/content/**/*") if path.is_file())
    before = content.stat().st_mtime_ns
    with opened(home) as house:
        keep(house, dossier("mới", TEXT))
    shutil.rmtree(home / "work")
    _, second = carried(home, folder)
    assert second > first
    assert content.stat().st_mtime_ns == before
    assert not list((folder / "data" / "home" / "work").rglob("waiting.json"))
    assert list(bag.problems(folder)) == []
    assert brought(tmp_path / "new", folder) == (4, [])


def test_what_comes_in_while_the_home_is_copied_is_in_the_bag(home: Path, tmp_path: Path) -> None:
    with opened(home) as house:

        def comes_in(done: int) -> None:
            if done == 1 and not house.store.has("mới"):
                keep(house, dossier("mới", TEXT))

        export(house, tmp_path / "bag", "root", comes_in)
    assert list(bag.problems(tmp_path / "bag")) == []
    assert brought(tmp_path / "new", tmp_path / "bag") == (4, [])


def test_a_home_that_does_not_come_to_rest_leaves_no_bag(home: Path, tmp_path: Path) -> None:
    with opened(home) as house:

        def comes_in(done: int) -> None:
            if done == 1:
                house.ledger.append("viewed", "P", "root", {})

        with pytest.raises(UsageError):
            export(house, tmp_path / "bag", "root", comes_in)
    assert not (tmp_path / "bag" / bag.MANIFEST).exists()


def test_an_import_that_was_cut_off_is_run_again(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    carried(home, tmp_path / "bag")
    put, puts = bag.copied, []

    def cut(source: Path, target: Path) -> None:
        if target.name == "ledger.jsonl":
            raise KeyboardInterrupt
        puts.append(target)
        put(source, target)

    monkeypatch.setattr(bag, "copied", cut)
    with pytest.raises(KeyboardInterrupt):
        brought(tmp_path / "new", tmp_path / "bag")
    assert puts
    monkeypatch.undo()
    assert brought(tmp_path / "new", tmp_path / "bag") == (3, [])


@pytest.mark.parametrize("harm", ["change", "remove", "add"])
def test_a_bag_that_is_not_whole_is_refused_and_nothing_is_written(home: Path, tmp_path: Path, harm: str) -> None:
    folder = tmp_path / "bag"
    carried(home, folder)
    content = next(path for path in folder.rglob("*/content/**/*") if path.is_file())
    if harm == "change":
        content.write_bytes(content.read_bytes()[:-1] + b"?")
    elif harm == "remove":
        content.unlink()
    else:
        content.with_name("thêm").write_bytes(b"x")
    assert run(home, "root", "home", "check", str(folder)).code == 4
    with pytest.raises(Damaged):
        brought(tmp_path / "new", folder)
    assert not (tmp_path / "new" / "ledger.jsonl").exists()
    assert not list((tmp_path / "new" / "store").rglob("inventory.json"))


@pytest.mark.parametrize("name", ["data/../../x", "/etc/passwd", "data//x", "x/y"])
def test_a_list_that_names_a_place_outside_is_refused(home: Path, tmp_path: Path, name: str) -> None:
    folder = tmp_path / "bag"
    carried(home, folder)
    with (folder / bag.MANIFEST).open("a") as out:
        out.write(f"{'0' * 128}  {name}\n")
    with pytest.raises(Refused):
        brought(tmp_path / "new", folder)


def test_only_a_new_home_takes_a_bag_and_no_strange_folder_is_filled(home: Path, tmp_path: Path) -> None:
    carried(home, tmp_path / "bag")
    with pytest.raises(UsageError):
        brought(home, tmp_path / "bag")
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "thư").write_text("x")
    for place in (tmp_path / "other", home / "bag"):
        with pytest.raises(UsageError):
            carried(home, place)
    assert run(tmp_path / "new", "root", "home", "import", str(tmp_path / "other")).code == 3


def test_a_home_from_a_folder_goes_on_in_a_real_server_and_back(home: Path, tmp_path: Path, s3_address: str) -> None:
    carried(home, tmp_path / "bag")
    settings = Settings(home=tmp_path / "there", runner="here", store=s3_address, lock="off")
    with House(settings, lambda: DAY) as house:
        assert bring_in(house, tmp_path / "bag", "root") == (3, [])
        export(house, tmp_path / "again", "root")
    one, two = (dict(bag.listed(tmp_path / name)) for name in ("bag", "again"))
    assert {name: digest for name, digest in one.items() if name.startswith("store/")} == {
        name: digest for name, digest in two.items() if name.startswith("store/")
    }
    assert brought(tmp_path / "new", tmp_path / "again") == (3, [])


def test_the_commands_tell_the_bags_digest_and_what_came_in(home: Path, tmp_path: Path) -> None:
    said = run(home, "root", "home", "export", str(tmp_path / "bag"))
    assert (said.code, len(said.out.strip())) == (0, 128)
    assert run(home, "khách", "home", "export", str(tmp_path / "bag")).code == 9
    said = run(tmp_path / "new", "root", "home", "import", str(tmp_path / "bag"))
    assert said.code == 0
    assert "3 hồ sơ" in said.err
    last = json.loads((tmp_path / "new" / "ledger.jsonl").read_text().splitlines()[-1])
    assert (last["kind"], last["detail"]["dossiers"]) == ("home-imported", 3)


def test_an_export_that_was_cut_off_goes_on_in_the_same_folder(home: Path, tmp_path: Path) -> None:
    with opened(home) as house:

        def cut(done: int) -> None:
            if done == 3:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            export(house, tmp_path / "bag", "root", cut)
        with pytest.raises(Refused):
            bring_in(house, tmp_path / "bag", "root")
        export(house, tmp_path / "bag", "root")
    assert list(bag.problems(tmp_path / "bag")) == []


def test_the_first_night_of_each_month_writes_a_whole_copy_and_one_that_was_cut_off_is_gone_on_with(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = [DAY]
    settings = Settings(home=home, runner="here", copy_folder=str(tmp_path / "other disk"))
    with House(settings, lambda: at[0]) as house:
        with monkeypatch.context() as patch:
            patch.setattr(bag.Bag, "close", lambda self, about: (_ for _ in ()).throw(OSError("no medium")))
            assert "no medium" in upkeep(house, "root", 90).trouble
        told = upkeep(house, "root", 90)
        assert told.whole and told.whole_copy.endswith("2026-11") and "2026-11" in "".join(told.lines("vi"))
        assert list(bag.problems(tmp_path / "other disk" / "2026-11")) == []
        at[0] += timedelta(days=1)
        assert upkeep(house, "root", 90).whole_copy == "", "once a month"
        at[0] += timedelta(days=1)
        assert upkeep(house, "root", 90).whole_copy.endswith("2026-12")
    assert brought(tmp_path / "new", tmp_path / "other disk" / "2026-12") == (3, [])


def test_a_home_of_two_stores_is_brought_into_a_home_of_two_stores(home: Path, tmp_path: Path) -> None:
    with House(Settings(home=home, runner="here", store_2="folder:../second"), lambda: DAY) as house:
        keep(house, dossier("hai", TEXT))
        anchoring.anchor(house, "root")
        export(house, tmp_path / "bag", "root")
    new = Settings(home=tmp_path / "new", runner="here", store_2="folder:../second new")
    with House(new, lambda: DAY) as house:
        assert bring_in(house, tmp_path / "bag", "root") == (4, [])
        Inspector(house, "root").compare((), mend=True)
        assert Inspector(house, "root").compare(()).faults == () and anchoring.verify(house) == []
