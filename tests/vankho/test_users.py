"""Users, roles, requests and modes on a home, over time."""

import contextlib
import json
import multiprocessing
import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from archive.access import CONDITIONAL, PUBLIC, RESTRICTED, Grant
from archive.errors import Forbidden, Missing, UsageError
from search.query import parse
from search.view import View
from tests.conftest import Command
from tests.vankho.homes import DAY, dossier, keep, opened, run
from vankho.modes import set_mode
from vankho.rebuild import rebuild_all
from vankho.users import CACHE, OFTEN, Users, grant
from vankho.wiring import House

SPAWN = multiprocessing.get_context("spawn")
ADMIN = (Grant("admin"),)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with opened(tmp_path / "home") as made:
        yield made


def later(house: House, days: int) -> House:
    """The same home, days later."""
    return opened(house.settings.home, DAY + timedelta(days=days))


def finds(house: House, text: str) -> int:
    return house.index.search(parse(text), 10, View(sight=house.reader.sight)).total


def test_users_are_read_from_the_ledger_and_roles_come_and_go(house: House) -> None:
    assert house.users.is_open and house.users.person("ai đó").sight.is_whole
    house.users.add("root", ADMIN, "root")
    house.users.add("lan", (grant("records", ("Phòng Một",)),), "root")
    house.users.give("lan", grant("clerk"), "root")
    house.users.take("lan", "records", "root")
    again = later(house, 1).users
    assert again.person("lan").grants == (Grant("clerk"),) and not again.person("ai đó").is_known
    assert [line.kind for line in house.ledger.lines()] == ["user-added", "user-added", "role-given", "role-taken"]
    house.users.disable("lan", "nghỉ việc", "root")
    assert not house.users.person("lan").is_known
    house.users.add("lan", (), "root")
    assert house.users.person("lan").is_known and house.users.person("lan").grants == ()


def test_the_door_is_never_locked_with_nobody_left_who_has_a_key(house: House) -> None:
    with pytest.raises(UsageError, match="admin"):
        house.users.add("lan", (Grant("archivist"),), "root")
    house.users.add("root", ADMIN, "root")
    for wrong in (
        lambda: house.users.take("root", "admin", "root"),
        lambda: house.users.disable("root", "x", "root"),
        lambda: house.users.add("root", (), "root"),
        lambda: house.users.give("root", Grant("admin"), "root"),
        lambda: house.users.add(" lan", (), "root"),
        lambda: grant("admin", ("Phòng Một",)),
        lambda: grant("chief"),
    ):
        with pytest.raises(UsageError):
            wrong()
    for unknown in (lambda: house.users.take("ma", "clerk", "root"), lambda: house.users.disable("ma", "x", "root")):
        with pytest.raises(Missing):
            unknown()
    house.users.add("hai", ADMIN, "root")
    house.users.disable("root", "x", "hai")
    with pytest.raises(UsageError):
        house.users.disable("hai", "x", "hai")


def disable_each_other(home: str, who: str) -> None:
    with opened(Path(home)) as house, contextlib.suppress(UsageError):
        house.users.disable(who, "x", "ai")


def test_two_admins_who_disable_each_other_at_once_leave_one(house: House) -> None:
    house.users.add("một", ADMIN, "một")
    house.users.add("hai", ADMIN, "một")
    both = [SPAWN.Process(target=disable_each_other, args=(str(house.settings.home), who)) for who in ("một", "hai")]
    for one in both:
        one.start()
    for one in both:
        one.join()
        assert one.exitcode == 0
    assert sum(one.is_known for one in later(house, 0).users.people()) == 1


def test_a_long_ledger_is_not_read_anew_and_a_copy_of_another_ledger_is_not_believed(house: House) -> None:
    house.users.add("root", ADMIN, "root")
    for at in range(OFTEN + 5):
        house.ledger.append("archived", f"d{at}", "vankho", {})
    assert later(house, 0).users.person("root").is_known
    copy = house.settings.home / CACHE
    kept = json.loads(copy.read_text(encoding="utf-8"))
    assert [line["kind"] for line in kept["lines"]] == ["user-added"]
    fresh = Users(house.ledger, house.settings.home, house.now)
    assert fresh._start > 0, "it begins where the copy ends"
    house.users.add("lan", (), "root")
    assert later(house, 0).users.person("lan").is_known, "what came after is read"
    copy.write_text(json.dumps(kept | {"last": "0" * 64}), encoding="utf-8")
    assert Users(house.ledger, house.settings.home, house.now)._start == 0
    copy.write_text("{", encoding="utf-8")
    assert later(house, 0).users.person("root").is_known


def test_a_request_is_approved_by_another_person_and_lets_in_until_its_last_day(house: House) -> None:
    keep(house, dossier("R", "thửa đất bímật", "Mật"))
    home = house.settings.home
    for name, grants in {"root": ADMIN, "duyệt": (Grant("approver"),), "khách": (), "lạ": ()}.items():
        house.users.add(name, grants, "root")
    ask = ("access", "request", "R", "--purpose", "nghiên cứu", "--until", "2099-01-01")
    assert run(home, "khách", *ask).code == 0
    assert run(home, "khách", "access", "approve", "1", "--reason", "x").code == 9
    assert run(home, "khách", "show", "R").code == 6
    house.users.give("duyệt", Grant("clerk"), "root")
    assert run(home, "duyệt", *ask).code == 0
    assert run(home, "duyệt", "access", "approve", "2", "--reason", "x").code == 2, "not of one's own"
    assert run(home, "duyệt", "access", "approve", "1", "--reason", "đúng", "--until", "2100-01-01").code == 2
    assert run(home, "duyệt", "access", "approve", "1", "--reason", "đúng").code == 0
    assert run(home, "duyệt", "access", "refuse", "1", "--reason", "x").code == 2, "answered once"
    assert run(home, "khách", "show", "R").code == 0
    assert "bímật" in run(home, "khách", "text", "R").out
    assert json.loads(run(home, "khách", "search", "bímật", "--json").out.replace("MS", '"ms": 0'))["total"] == 1
    assert run(home, "khách", "export", "R", "--to", str(home / "o")).code == 9, "the package is not for readers"
    assert run(home, "lạ", "show", "R").code == 6
    assert json.loads(run(home, "khách", "access", "list", "--json").out)["state"] == "approved"
    noted = [line for line in house.ledger.lines() if line.kind == "restricted-used" and line.agent == "khách"]
    assert {line.detail["door"] for line in noted} == {"show", "text", "search", "export"}, "what was tried, too"
    assert all(line.detail["requests"] == {"R": 1} for line in noted)


def test_an_answer_to_a_request_whose_line_was_lost_lets_nobody_in(house: House) -> None:
    house.users.add("root", ADMIN, "root")
    detail = {"request": 7, "reason": "được", "until": "2099-01-01"}
    house.ledger.append("access-approved", "HS.1", "root", detail)
    assert not house.users.requests()
    assert later(house, 1).users.person("root").is_known


def test_a_request_ends_with_its_day(house: House) -> None:
    keep(house, dossier("R", "bímật", "Mật"))
    house.users.add("root", ADMIN, "root")
    house.users.add("khách", (), "root")
    until = (DAY + timedelta(days=3)).date()
    house.users.ask("R", "nghiên cứu", until, "khách")
    house.users.answer(1, "root", "được", let_in=("R", until))
    for days, found in ((0, 1), (3, 1), (4, 0)):
        with later(house, days) as then:
            then.admit("khách", "search")
            assert finds(then, "bímật") == found
            assert then.reader.resolve("R") == (["R"] if found else [])
    with pytest.raises(UsageError):
        house.users.ask("R", "x", date(2026, 11, 28), "khách")


def test_a_request_tells_nothing_of_whether_there_is_such_a_dossier(house: House) -> None:
    keep(house, dossier("R", "bímật", "Mật"))
    house.users.add("root", ADMIN, "root")
    house.users.add("khách", (), "root")
    ask = ("--purpose", "x", "--until", "2099-01-01")
    there, absent = (run(house.settings.home, "khách", "access", "request", name, *ask) for name in ("R", "Z"))
    assert there.code == absent.code == 0
    assert there.out == absent.out.replace("Z", "R").replace("2. ", "1. ")


def test_a_mode_that_is_set_counts_at_once_also_after_a_rebuild_and_for_a_new_version(house: House) -> None:
    whole = dossier("A", "thửa đất", "01")
    keep(house, whole)
    house.users.add("root", ADMIN, "root")
    house.users.add("khách", (), "root")
    house.admit("khách", "search")
    assert finds(house, "thửa") == 1
    set_mode(house, "A", RESTRICTED, "có khiếu nại", "root")
    assert finds(house, "thửa") == 0 and house.reader.resolve("A") == []
    rebuild_all(house)
    assert finds(house, "thửa") == 0 and list(house.reader.rows()) == []
    keep(house, whole)
    assert finds(house, "thửa") == 0
    set_mode(house, "A", PUBLIC, "xong", "root")
    assert finds(house, "thửa") == 1 and [row.id for row in house.reader.rows()] == ["A"]
    with pytest.raises(UsageError):
        set_mode(house, "A", CONDITIONAL, " ", "root")
    assert finds(house, "thửa") == 1
    with pytest.raises(Missing):
        set_mode(house, "B", CONDITIONAL, "x", "root")


def test_a_row_of_an_earlier_version_is_restricted_until_the_catalogue_is_rebuilt(house: House) -> None:
    keep(house, dossier("A", "thửa đất", "01"))
    house.users.add("root", ADMIN, "root")
    house.users.add("khách", (), "root")
    house.admit("khách", "show")
    assert house.reader.resolve("A") == ["A"]
    with house.catalogue._begin() as connection:
        connection.execute(sa.text("UPDATE dossiers SET mode = NULL"))
    assert house.reader.resolve("A") == []
    rebuild_all(house)
    assert house.reader.resolve("A") == ["A"]


def test_a_role_for_one_unit_does_its_work_there_and_nowhere_else(house: House) -> None:
    keep(house, dossier("A", "một", unit="Phòng Một"))
    keep(house, dossier("B", "hai", "01", unit="Phòng Hai"))
    house.users.add("root", ADMIN, "root")
    house.users.add("lan", (grant("records", ("phòng một",)),), "root")
    hold = ("--why", "x", "--authority", "y")
    assert run(house.settings.home, "lan", "retention", "hold", "A", *hold).code == 0
    assert run(house.settings.home, "lan", "show", "B").code == 0, "it is public"
    assert run(house.settings.home, "lan", "retention", "hold", "B", *hold).code == 9
    with pytest.raises(Forbidden):
        house.admit("lan", "retention propose")


def test_who_brings_scans_in_does_not_accept_what_a_person_should_see_first(house: House, tmp_path: Path) -> None:
    house.users.add("root", ADMIN, "root")
    house.users.add("lan", (Grant("clerk"),), "root")
    for verb in ("ingest", "nightly"):
        assert run(house.settings.home, "lan", verb, str(tmp_path), "--accept").code == 9


def test_disposal_needs_the_role_besides_another_person(house: House) -> None:
    keep(house, dossier("A", "một"))
    home = house.settings.home
    minutes = home / "m.docx"
    minutes.write_bytes(b"signed")
    roles = {"root": "admin", "lan": "archivist", "minh": "archivist", "hoa": "approver", "tâm": "records"}
    for name, role in roles.items():
        house.users.add(name, (grant(role),), "root")
    assert run(home, "tâm", "retention", "propose").code == 9
    assert run(home, "lan", "retention", "propose").code == 0
    name = f"{run(home, 'lan', 'retention', 'lists').out.split(' ')[0]}"
    assert run(home, "minh", "retention", "review", name, "destroy", "--why", "x").code == 0
    assert run(home, "minh", "retention", "attach", name, str(minutes), "--as", "minutes").code == 0
    assert run(home, "minh", "retention", "approve", name, "--number", "1").code == 9
    assert run(home, "hoa", "retention", "approve", name, "--number", "1").code == 0
    assert run(home, "hoa", "retention", "dispose", name, "--yes").code == 9
    assert run(home, "lan", "retention", "dispose", name, "--yes").code == 0


def test_a_reader_takes_a_reading_copy_no_longer_than_the_request_lets(kept: Command, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(kept.home, home)
    identity = kept.archived[0]["dossier"]  # type: ignore[attr-defined]
    until = date.today() + timedelta(days=5)
    with opened(home) as house:
        for name, grants in {"root": ADMIN, "khách": (), "duyệt": (Grant("approver"),)}.items():
            house.users.add(name, grants, "root")
        set_mode(house, identity, RESTRICTED, "x", "root")
        house.users.ask(identity, "nghiên cứu", until, "khách")
        house.users.answer(1, "duyệt", "được", let_in=(identity, until))
    reader = Command(home, {"VANKHO_USER": "khách", "VANKHO_SEAL_NAME": "Lưu trữ tỉnh"})
    made = reader.json("export", identity, "--as", "dip", "--copy", "reading", "--to", tmp_path / "out")
    assert [Path(path).suffix for path in made["files"]].count(".pdf") >= 1
    with opened(home) as house:
        (line,) = [line for line in house.ledger.lines() if line.kind == "handed out"]
    assert line.detail["until"] == until.isoformat() and line.detail["reason"] == "nghiên cứu"
    late = (date.today() + timedelta(days=6)).isoformat()
    reader.run("export", identity, "--as", "dip", "--until", late, "--to", tmp_path / "x", expect=2)
    reader.run("export", identity, "--as", "dip", "--copy", "copy", "--to", tmp_path / "x", expect=9)
    reader.run("export", identity, "--as", "pdf", "--to", tmp_path / "x", expect=9)
