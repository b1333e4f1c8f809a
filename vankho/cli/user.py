"""``vankho user …`` → who may come in, and as what."""

import sys

import click

from archive.access import RIGHTS, ROLES, Person
from vankho.cli.door import Door, print_json
from vankho.passwords import Passwords
from vankho.users import Login, grant, last_logins

_json = click.option("--json", "as_object", is_flag=True, help="Dạng JSON / JSON.")
_role = click.Choice(list(ROLES))
_unit = click.option("--unit", "units", multiple=True, help="Chỉ đơn vị này / for this unit only.")
_fonds = click.option("--fonds", "fonds", multiple=True, help="Chỉ phông này (tên hoặc mã) / for this fonds only.")


@click.group("user")
def command() -> None:
    """Người dùng và vai trò (docs/access.md). / Users and their roles."""


@command.command("list")
@_json
@click.pass_obj
def list_(door: Door, as_object: bool) -> None:
    """Người dùng, vai trò, phạm vi, lần đăng nhập cuối. / Users, their roles and limits, when they last logged in."""
    with door.house() as house:
        people, logins = house.users.people(), last_logins(house.ledger.lines())
        kept = Passwords(house.users, house.settings.home)
        has_password = {one.name for one in people if kept.has(one.name)}
    for one in people:
        _tell(door, one, as_object, (one.name in has_password, logins.get(one.name, Login())))
    if not people:
        door.tell(
            "Chưa có người dùng: ai mở được thư mục kho đều làm được mọi việc.",
            "No users: whoever can open the home may do everything.",
        )


@command.command("roles")
@_json
@click.pass_obj
def roles(door: Door, as_object: bool) -> None:
    """Các vai trò và quyền. / The roles and their rights."""
    for role, (name, rights) in ROLES.items():
        held = [right for right in RIGHTS if right in rights]
        if as_object:
            print_json({"role": role, "name": name, "rights": held})
        else:
            click.echo(f"{role} ({name}): " + ", ".join(door.words(*RIGHTS[right]) for right in held))


@command.command("add")
@click.argument("name")
@click.option("--role", "role", multiple=True, type=_role, help="Vai trò / role; không có: người khai thác / a reader.")
@_unit
@_fonds
@_json
@click.pass_obj
def add(  # noqa: PLR0913
    door: Door, name: str, role: tuple[str, ...], units: tuple[str, ...], fonds: tuple[str, ...], as_object: bool
) -> None:
    """Thêm người dùng; người đầu tiên phải là admin. / Add a user; the first must be an admin."""
    grants = tuple(grant(one, units, fonds) for one in role)
    with door.house() as house:
        was_open = house.users.is_open
        made = house.users.add(name, grants, door.user)
    _tell(door, made, as_object)
    if was_open:
        door.tell(
            "Từ nay chỉ người dùng đã thêm mới vào được kho.", "From now on only users that were added may come in."
        )


@command.command("give")
@click.argument("name")
@click.argument("role", type=_role)
@_unit
@_fonds
@_json
@click.pass_obj
def give(  # noqa: PLR0913
    door: Door, name: str, role: str, units: tuple[str, ...], fonds: tuple[str, ...], as_object: bool
) -> None:
    """Giao một vai trò, cho mọi hồ sơ hoặc chỉ đơn vị, phông nêu tên. / Give a role, for all or for what is named."""
    with door.house() as house:
        made = house.users.give(name, grant(role, units, fonds), door.user)
    _tell(door, made, as_object)


@command.command("take")
@click.argument("name")
@click.argument("role", type=_role)
@_json
@click.pass_obj
def take(door: Door, name: str, role: str, as_object: bool) -> None:
    """Thu lại một vai trò. / Take a role away."""
    with door.house() as house:
        made = house.users.take(name, role, door.user)
    _tell(door, made, as_object)


@command.command("disable")
@click.argument("name")
@click.option("--why", required=True, help="Lý do, ghi vào sổ / the reason, kept on the ledger.")
@_json
@click.pass_obj
def disable(door: Door, name: str, why: str, as_object: bool) -> None:
    """Ngừng một người dùng; việc đã làm vẫn mang tên họ. / Disable a user; what they did stays theirs."""
    with door.house() as house:
        house.users.disable(name, why, door.user)
        Passwords(house.users, house.settings.home).forget(name)
        gone = next(one for one in house.users.people() if one.name == name)
    _tell(door, gone, as_object)


@command.command("password")
@click.argument("name")
@click.option("--stdin", "piped", is_flag=True, help="Đọc một dòng từ đầu vào / read a line of standard input.")
@click.pass_obj
def password(door: Door, name: str, piped: bool) -> None:
    """Đặt mật khẩu để đăng nhập trên trình duyệt. / Set the password to log in with in a browser.

    Hỏi hai lần, không hiện chữ. / Asked for twice, not shown.
    """
    with door.house() as house:
        house.users.require(name)
        if piped:
            given = sys.stdin.readline().rstrip("\r\n")
        else:
            asked = door.words("Mật khẩu", "Password"), door.words("Gõ lại", "Again")
            given = click.prompt(asked[0], hide_input=True, confirmation_prompt=asked[1], err=True)
        Passwords(house.users, house.settings.home).set(name, given, door.user)
    door.tell(f"{name}: đã đặt mật khẩu.", f"{name}: the password is set.")


def _tell(door: Door, one: Person, as_object: bool, web: tuple[bool, Login] | None = None) -> None:
    if as_object:
        grants = [{"role": each.role, "units": sorted(each.units), "fonds": sorted(each.fonds)} for each in one.grants]
        by_web = {"password": web[0], "last_login": web[1].at or None, "failed_since": web[1].failed} if web else {}
        print_json({"user": one.name, "disabled": not one.is_known, "grants": grants, **by_web})
        return
    told = []
    for each in one.grants:
        limits = [f"đơn vị/unit {name}" for name in sorted(each.units)]
        limits += [f"phông/fonds {name}" for name in sorted(each.fonds)]
        told.append(each.role + (f" ({'; '.join(limits)})" if limits else ""))
    state = "" if one.is_known else door.words("  [đã ngừng]", "  [disabled]")
    click.echo(f"{one.name}{state}  {', '.join(told) or door.words('người khai thác', 'reader')}{_web(door, web)}")


def _web(door: Door, web: tuple[bool, Login] | None) -> str:
    """How the person comes in by browser."""
    if web is None or not (web[0] or web[1].at):
        return ""
    has_password, last = web
    told = [] if has_password else [door.words("không có mật khẩu", "no password")]
    told += [door.words(f"đăng nhập lần cuối {last.at[:16]}", f"last login {last.at[:16]}")] if last.at else []
    told += [door.words(f"{last.failed} lần sai từ đó", f"{last.failed} failed since")] if last.failed else []
    return f"  [{'; '.join(told) or door.words('có mật khẩu, chưa đăng nhập', 'has a password, never logged in')}]"
