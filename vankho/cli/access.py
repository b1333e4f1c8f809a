"""``vankho access …`` → a dossier's access mode, and requests to use what one may not see."""

from datetime import date, datetime
from typing import Any

import click

from archive.access import MODES, Request
from archive.law import TABLES
from vankho.cli.door import Door, print_json
from vankho.cli.dossier import resolve
from vankho.modes import set_mode

_json = click.option("--json", "as_object", is_flag=True, help="Dạng JSON / JSON.")
_DATE = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


@click.group("access")
def command() -> None:
    """Chế độ sử dụng và yêu cầu khai thác (docs/access.md). / Access modes, and requests to use a dossier."""


@command.command("set")
@click.argument("dossier")
@click.argument("mode", type=click.Choice(MODES))
@click.option("--why", required=True, help="Lý do, ghi vào sổ / the reason, kept on the ledger.")
@_json
@click.pass_obj
def set_(door: Door, dossier: str, mode: Any, why: str, as_object: bool) -> None:
    """Định chế độ sử dụng: 01 công khai, 02 có điều kiện, 03 hạn chế. / Set the access mode of a dossier."""
    with door.house() as house:
        identity = resolve(house, dossier)
        set_mode(house, identity, mode, why, door.user)
    if as_object:
        print_json({"dossier": identity, "mode": mode, "why": why})
    else:
        click.echo(f"{identity}  {mode} {TABLES['mode'].words(mode)}")


@command.command("request")
@click.argument("dossier")
@click.option("--purpose", required=True, help="Mục đích / what it is for.")
@click.option("--until", required=True, type=_DATE, help="Đến hết ngày / the last day.")
@_json
@click.pass_obj
def request(door: Door, dossier: str, purpose: str, until: datetime, as_object: bool) -> None:
    """Xin khai thác một hồ sơ, gọi bằng mã hay tên nào biết được. / Ask to use a dossier, by what name you know.

    Trả lời như nhau dù có hay không có hồ sơ ấy. / The answer is the same whether there is such a dossier or not.
    """
    with door.house() as house:
        made = house.users.ask(dossier, purpose, until.date(), door.user)
    _tell(door, made, made.until, as_object)


@command.command("list")
@_json
@click.pass_obj
def list_(door: Door, as_object: bool) -> None:
    """Yêu cầu của mình; người duyệt: mọi yêu cầu. / One's own requests; who decides about them: all."""
    with door.house() as house:
        every = bool(house.reader.person.rights & {"grant", "audit"})
        found = [one for one in house.users.requests() if every or one.who == door.user]
        today = house.now().date()
    for one in found:
        _tell(door, one, today, as_object)
    door.tell(f"{len(found)} yêu cầu.", f"{len(found)} requests.")


@command.command("approve")
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Lý do, căn cứ / the reason.")
@click.option("--until", type=_DATE, help="Sớm hơn ngày đã xin / earlier than was asked.")
@_json
@click.pass_obj
def approve(door: Door, number: int, reason: str, until: datetime | None, as_object: bool) -> None:
    """Cho khai thác đến một ngày; không ai tự duyệt. / Let the asker in until a day; nobody approves of themselves."""
    with door.house() as house:
        asked = house.users.request(number)
        last: date = until.date() if until else asked.until
        made = house.users.answer(number, door.user, reason, let_in=(resolve(house, asked.named), last))
        _tell(door, made, house.now().date(), as_object)


@command.command("refuse")
@click.argument("number", type=int)
@click.option("--reason", required=True, help="Lý do / the reason.")
@_json
@click.pass_obj
def refuse(door: Door, number: int, reason: str, as_object: bool) -> None:
    """Từ chối. / Refuse a request."""
    with door.house() as house:
        made = house.users.answer(number, door.user, reason)
        _tell(door, made, house.now().date(), as_object)


def _tell(door: Door, one: Request, today: date, as_object: bool) -> None:
    state = "expired" if one.state == "approved" and not one.is_open_on(today) else one.state
    if as_object:
        told = {"request": one.number, "who": one.who, "named": one.named, "purpose": one.purpose, "state": state}
        ending = {"until": one.until.isoformat(), "at": one.at, "dossier": one.dossier or None}
        print_json(told | ending | {"by": one.by or None, "reason": one.reason or None})
        return
    names = {
        "waiting": ("chờ duyệt", "waits"),
        "approved": ("được khai thác", "approved"),
        "refused": ("từ chối", "refused"),
        "expired": ("đã hết hạn", "expired"),
    }
    answer = f"  ({one.by}: {one.reason})" if one.by else ""
    click.echo(
        f"{one.number}. {one.named}  {door.words(*names[state])} → {one.until}  {one.who}: {one.purpose}{answer}"
    )
