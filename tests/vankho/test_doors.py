"""Every door with every role: what one may not see is as if it had never been."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from archive.access import ROLES, Grant, Person
from archive.errors import Forbidden
from tests.conftest import ROOT
from tests.vankho.homes import Said, dossier, keep, opened, run, set_aside, wait
from vankho.cli import cli
from vankho.disposing import Disposer
from vankho.doors import DOORS, let_in

TEXT = "thửa đất số 7 theo Quyết định 2576/QĐ-UBND"
HIDDEN = ["R", "R2", "W", "Q", "D"]
"""Restricted by itself, by its document, while it waits; in quarantine; restricted and disposed of."""

USERS: dict[str, tuple[Grant, ...]] = {
    "root": (Grant("admin"),),
    "lan": (Grant("archivist"),),
    "khách": (),
    "một": (Grant("records", units=frozenset(["phong hai"])),),
    "hai": (Grant("archivist", fonds=frozenset(["phong b"])),),
    **{role: (Grant(role),) for role in ROLES},
}
SEES = {"khách": "bare", "một": "bare", "hai": "bare", "người lạ": "bare"}
"""Who does not even see what is conditional; a stranger is nobody."""
LIMITED = ["clerk", "reviewer", "records", "khách", "một", "hai", "người lạ"]

NAMING: dict[str, list[str]] = {
    "show": ["show {X}", "show {X} --json"],
    "text": ["text {X}", "text {X} --page 0"],
    "export": [
        "export {X} --to OUT/{X}",
        "export {X} --to OUT/m --as mlvb",
        "export {X} --to OUT/d --as dip",
        "export {X} --to OUT/k --as dip --copy copy",
        "export {X} --to OUT/a --as alto --json",
    ],
    "review show": ["review show {X}", "review show {X} --json"],
    "review set": ["review set {X} title khác"],
    "review word": ["review word {X} 1 đất nhà"],
    "review split": ["review split {X} 1"],
    "review merge": ["review merge {X} 1"],
    "review rotate": ["review rotate {X} 1 90"],
    "review reread": ["review reread {X} 1"],
    "review accept": ["review accept {X}"],
    "review reject": ["review reject {X} thôi"],
    "quarantine show": ["quarantine show {X}"],
    "quarantine add": ["quarantine add {X} mật"],
    "quarantine release": ["quarantine release {X} không"],
    "quarantine remove": ["quarantine remove {X} đã giao"],
    "seal": ["seal {X} --as agency"],
    "verify": ["verify", "verify {X}"],
    "fixity compare": ["fixity compare", "fixity compare {X} --json"],
    "fixity repair": ["fixity repair {X}"],
    "sheet export": ["sheet export --to OUT/all.csv", "sheet export {X} --to OUT/{X}.csv"],
    "retention show": ["retention show {X}", "retention show {X} --json"],
    "retention classify": ["retention classify {X}", "retention classify {X} dieu-le-quy-che --why x"],
    "retention hold": ["retention hold {X} --why x --authority y"],
    "retention release": ["retention release {X} --why x --authority y"],
    "retention reopen": ["retention reopen {X} --why x"],
    "retention extend": ["retention extend {X} --why x --permanent"],
    "retention propose": ["retention propose", "retention propose {X}"],
    "retention review": ["retention review 2026-01 destroy --why x", "retention review 2026-01 keep {X} --why x"],
    "access request": ["access request {X} --purpose nghiên-cứu --until 2099-01-01"],
    "access set": ["access set {X} 01 --why x"],
    "search": [
        "search đất",
        "search đất --json --facets --limit 50",
        "search đát --json",
        "search thưa --json",
        "search zzbímật --json",
        "search zzbimat",
        "search zzb*",
        "search zzbimot --json",
        "search số:2576/QĐ-UBND",
        "search hồsơ:{X} --json",
        "search -- đất -thửa",
        "search đất --group dossier --sort date --json",
        "search --citing {X}",
        "search --citing {X}#1 --json",
        "search --cited-by {X} --json",
        "search --like {X}",
        "search --like {X}#1 --json",
        "search --list-saved --json",
        "search --save {X} zzbímật OR hồsơ:{X} --json",
        "search --saved {X} --json",
        "search --list-saved",
        "search --forget {X}",
    ],
}
BARE: dict[str, list[str]] = {
    "init": ["init"],
    "ingest": ["ingest OUT/không-có", "ingest OUT/không-có --accept"],
    "nightly": ["nightly OUT/không-có", "nightly OUT/không-có --accept"],
    "review list": ["review list", "review list --json"],
    "quarantine list": ["quarantine list"],
    "list": ["list", "list --json", "list --status disposed", "list --status quarantine", "list --status review"],
    "sheet import": ["sheet import OUT/không-có.csv --scans ."],
    "check-seal": ["check-seal OUT/không-có.pdf"],
    "check": ["check OUT/không-có"],
    "rebuild": ["rebuild"],
    "home export": ["home export ."],
    "home check": ["home check OUT"],
    "home import": ["home import OUT"],
    "serve": ["serve --host 203.0.113.1", "serve --port 70000"],
    "ledger verify": ["ledger verify"],
    "ledger anchor": ["ledger anchor"],
    "ledger repair": ["ledger repair", "ledger repair --json"],
    "fixity run": ["fixity run", "fixity run --json"],
    "fixity copy": ["fixity copy"],
    "fixity waiting": ["fixity waiting --json"],
    "fixity minutes": ["fixity minutes --to OUT/m"],
    "retention due": ["retention due", "retention due --all --json", "retention due --on 2040-01-01"],
    "retention rows": ["retention rows quy chế"],
    "retention lists": ["retention lists"],
    "retention list": ["retention list 2026-01"],
    "retention attach": ["retention attach 2026-01 OUT/x --as minutes"],
    "retention approve": ["retention approve 2026-01 --number 1"],
    "retention withdraw": ["retention withdraw 2026-01 --why x"],
    "retention dispose": ["retention dispose 2026-01 --yes"],
    "retention papers": ["retention papers 2026-01 --to OUT/p"],
    "submit due": ["submit due"],
    "submit list": ["submit list --to current"],
    "submit batches": ["submit batches"],
    "submit show": ["submit show 2026-01"],
    "submit send": ["submit send 2026-01 --to OUT/s"],
    "submit accept": ["submit accept 2026-01 --paper OUT/x --number 1"],
    "submit return": ["submit return 2026-01 --paper OUT/x --number 1 --why x"],
    "submit withdraw": ["submit withdraw 2026-01 --why x"],
    "submit papers": ["submit papers 2026-01 --to OUT/p"],
    "user list": ["user list"],
    "user roles": ["user roles"],
    "user add": ["user add mới"],
    "user give": ["user give khách admin"],
    "user take": ["user take root admin"],
    "user disable": ["user disable root --why x"],
    "user password": ["user password khách --stdin", "user password không-có --stdin"],
    "access list": ["access list --json"],
    "access approve": ["access approve 1 --reason x"],
    "access refuse": ["access refuse 1 --reason x"],
}


pytestmark = pytest.mark.usefixtures("no_log_file")


def leaves(group: click.Group, before: str = "") -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        one = group.get_command(context, name)
        path = f"{before} {name}".strip()
        if isinstance(one, click.Group):
            yield from leaves(one, path)
        else:
            yield path


def made(home: Path, *, conditional: bool, hidden: bool) -> None:
    """A home in which the hidden dossiers are, or never were; in which the conditional one is, or never was."""
    with opened(home) as house:
        keep(house, dossier("P", f"{TEXT} công khai", "Công khai", unit="Phòng Một", fond_name="Phông A"))
        keep(house, dossier("P2", "thửa ruộng", "01", maintenance="Vĩnh viễn"))
        if conditional:
            keep(house, dossier("C", f"{TEXT} có điều kiện", unit="Phòng Một", fond_name="Phông A"))
        if hidden:
            keep(house, dossier("R", f"{TEXT} zzbímật zzbímột", "Mật", file_code="P.1", unit="Phòng Một"))
            keep(house, dossier("R2", f"{TEXT} zzbímật thưa", "01", paper="03", fond_name="Phông C"))
            wait(house, dossier("W", f"{TEXT} zzbímật", "nội bộ"))
            set_aside(house, dossier("Q", f"{TEXT} zzbímật"))
            keep(house, dossier("D", f"{TEXT} zzbímật", "Mật"))
            destroy(house, home / "minutes", "D")
        for name, grants in USERS.items():
            house.users.add(name, grants, "root")
        (home / "OUT").mkdir()


def destroy(house: object, minutes: Path, identity: str) -> None:
    minutes.write_bytes(b"signed")
    name = Disposer(house, "a").propose([identity], "").id  # type: ignore[arg-type]
    Disposer(house, "b").review(name, (), "destroy", "hết giá trị")  # type: ignore[arg-type]
    Disposer(house, "b").attach(name, minutes, "minutes")  # type: ignore[arg-type]
    Disposer(house, "c").approve(name, "1/QĐ", house.now().date())  # type: ignore[arg-type, attr-defined]
    assert [one.status for one in Disposer(house, "a").dispose(name)] == ["destroyed"]  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    place = tmp_path_factory.mktemp("homes")
    kinds = {"full": (True, True), "without": (True, False), "bare": (False, False)}
    for name, (conditional, hidden) in kinds.items():
        made(place / name, conditional=conditional, hidden=hidden)
    return {name: place / name for name in kinds}


def commands(leaf: str, names: list[str]) -> list[str]:
    """What is tried at this door, about each of ``names``."""
    tried: list[str] = []
    for template in [*NAMING.get(leaf, ()), *BARE.get(leaf, ())]:
        tried += [template.replace("{X}", name) for name in names] if "{X}" in template else [template]
    return tried


def said(home: Path, who: str, line: str) -> tuple[Said, dict[str, bytes]]:
    """What the command says, and the tables that it wrote."""
    told = run(home, who, *(word.replace("OUT", str(home / "OUT"), 1) for word in line.split(" ")))
    return told, {path.name: path.read_bytes() for path in (home / "OUT").rglob("*.csv")}


def test_every_verb_has_a_decision_and_is_tried() -> None:
    every = set(leaves(cli))
    assert every - DOORS.keys() == set(), "a verb without a decision about who may use it: vankho/doors.py"
    assert DOORS.keys() - every == set(), "a decision about a verb that is no more"
    assert every - NAMING.keys() - BARE.keys() == set(), "a verb that this test does not try"


@pytest.mark.parametrize("who", LIMITED)
def test_what_one_may_not_see_is_at_every_door_as_if_it_had_never_been(
    homes: dict[str, Path], tmp_path: Path, who: str
) -> None:
    other = SEES.get(who, "without")
    for name in ("full", other):
        shutil.copytree(homes[name], tmp_path / name)
    names = [*HIDDEN, "P", *(["C"] if other == "bare" else [])]
    person = person_of(homes["full"], who)
    for leaf in leaves(cli):
        tried = commands(leaf, names)
        try:
            let_in(person, leaf)
        except Forbidden:
            tried = tried[:1]  # refused before anything is looked for, whatever it names
        for line in tried:
            full, without = said(tmp_path / "full", who, line), said(tmp_path / other, who, line)
            assert full == without, f"{who}: vankho {line}"


def person_of(home: Path, who: str) -> Person:
    with opened(home) as house:
        return house.users.person(who)


SHOWING = [
    "show R", "text R", "list", "search zzbimat --json", "search đất --facets --json", "search --citing R",
    "search --like R#1", "retention show R", "retention due --all", "review list", "review show W", "search zzb*",
]  # fmt: skip


@pytest.mark.parametrize("who", ["archivist", "approver", "auditor", "admin"])
def test_who_may_see_it_sees_it_at_the_same_doors(homes: dict[str, Path], tmp_path: Path, who: str) -> None:
    for name in ("full", "without"):
        shutil.copytree(homes[name], tmp_path / name)
    for line in SHOWING:
        full, without = said(tmp_path / "full", who, line), said(tmp_path / "without", who, line)
        assert full[0].code == 0 and full != without, f"{who}: vankho {line}"
    with opened(tmp_path / "full") as house:
        noted = [line for line in house.ledger.lines() if line.kind == "restricted-used"]
        assert {line.agent for line in noted} == {who}
        assert {line.detail["door"] for line in noted} >= {"show", "text", "list", "search", "retention show"}
        assert all(set(line.detail["dossiers"]) <= set(HIDDEN) for line in noted)


def test_in_a_home_without_users_everyone_does_everything(tmp_path: Path) -> None:
    with opened(tmp_path / "home") as house:
        keep(house, dossier("R", TEXT, "Mật"))
    assert run(tmp_path / "home", "ai cũng được", "show", "R").code == 0
    assert run(tmp_path / "home", "ai cũng được", "verify").code == 0
    assert run(tmp_path / "home", "ai cũng được", "user", "add", "lan").code == 2, "the first must be an admin"
    assert run(tmp_path / "home", "x", "user", "add", "lan", "--role", "admin").code == 0
    assert run(tmp_path / "home", "ai cũng được", "show", "R").code == 9


def test_the_table_in_the_docs_is_the_table_in_the_code() -> None:
    page = (ROOT / "docs" / "access.md").read_text(encoding="utf-8")
    for role, (name, rights) in ROLES.items():
        assert f"| `{role}` {name} | {', '.join(f'`{right}`' for right in sorted(rights))} |" in page
