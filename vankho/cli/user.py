"""``vankho user …`` → who may come in, and as what."""

import click

from archive.access import RIGHTS, ROLES, Person
from vankho.cli.door import Door, print_json
from vankho.users import grant

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
    """Người dùng, vai trò, phạm vi. / Users, their roles and limits."""
    with door.house() as house:
        people = house.users.people()
    for one in people:
        _tell(door, one, as_object)
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
        gone = next(one for one in house.users.people() if one.name == name)
    _tell(door, gone, as_object)


def _tell(door: Door, one: Person, as_object: bool) -> None:
    if as_object:
        grants = [{"role": each.role, "units": sorted(each.units), "fonds": sorted(each.fonds)} for each in one.grants]
        print_json({"user": one.name, "disabled": not one.is_known, "grants": grants})
        return
    told = []
    for each in one.grants:
        limits = [f"đơn vị/unit {name}" for name in sorted(each.units)]
        limits += [f"phông/fonds {name}" for name in sorted(each.fonds)]
        told.append(each.role + (f" ({'; '.join(limits)})" if limits else ""))
    state = "" if one.is_known else door.words("  [đã ngừng]", "  [disabled]")
    click.echo(f"{one.name}{state}  {', '.join(told) or door.words('người khai thác', 'reader')}")
