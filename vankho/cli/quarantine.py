"""``vankho quarantine …`` → what was set aside for a secrecy mark, released or struck off by a person."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

import click

from archive.records import Dossier
from vankho import log
from vankho.cli.door import Door, print_json
from vankho.cli.dossier import resolve
from vankho.cli.review import ended
from vankho.outcome import Outcome, as_json
from vankho.release import Warden
from vankho.wiring import House

_json = click.option("--json", "as_object", is_flag=True, help="Dạng JSON / JSON.")


@click.group("quarantine")
def command() -> None:
    """Hồ sơ cách ly vì dấu độ mật (MẬT, TỐI MẬT, TUYỆT MẬT). / Dossiers set aside for a secrecy mark."""


@command.command("list")
@_json
@click.pass_obj
def list_(door: Door, as_object: bool) -> None:
    """Các hồ sơ đang cách ly. / The dossiers in quarantine."""
    with _warden(door) as (warden, _):
        held = warden.aside()
        for dossier in held:
            _tell(door, dossier, as_object)
    if not as_object:
        door.tell(f"{len(held)} hồ sơ cách ly.", f"{len(held)} dossiers in quarantine.")


@command.command("show")
@click.argument("dossier")
@_json
@click.pass_obj
def show(door: Door, dossier: str, as_object: bool) -> None:
    """Vì sao cách ly, bản quét ở đâu. / Why it was set aside, and where its scans are."""
    with _warden(door) as (warden, _):
        _tell(door, warden.find(dossier), as_object)


@command.command("add")
@click.argument("dossier")
@click.argument("reason")
@_json
@click.pass_obj
def add(door: Door, dossier: str, reason: str, as_object: bool) -> None:
    """Cách ly một hồ sơ đang chờ hoặc đã lưu. / Set aside a dossier that waits or is kept."""
    with _warden(door) as (warden, house):
        _tell(door, warden.add(resolve(house, dossier), reason), as_object)


@command.command("release")
@click.argument("dossier")
@click.argument("reason")
@_json
@click.pass_obj
def release(door: Door, dossier: str, reason: str, as_object: bool) -> None:
    """Không mật hoặc đã giải mật: xử lý lại từ bản quét. / Not secret, or declassified: processed again."""
    with _warden(door) as (warden, _):
        log.write_to(door.log_file)
        outcome = warden.release(warden.find(dossier), reason, door.settings.lang)
    ended(door, outcome, as_object)
    sys.exit(3 if outcome.status in ("refused", "failed") else 0)


@command.command("remove")
@click.argument("dossier")
@click.argument("reason")
@_json
@click.pass_obj
def remove(door: Door, dossier: str, reason: str, as_object: bool) -> None:
    """Gạch khỏi sổ, khi bản quét và giấy đã giao người giữ tài liệu mật. / Strike off: scans and paper are gone."""
    with _warden(door) as (warden, _):
        found = warden.find(dossier)
        warden.strike(found, reason)
    if as_object:
        print_json({"dossier": found.id, "status": "removed", "source": found.source, "reason": reason})
    door.tell(f"{found.id} đã gạch khỏi sổ cách ly.", f"{found.id} was struck off the register.")


@contextmanager
def _warden(door: Door) -> Iterator[tuple[Warden, House]]:
    with door.house() as house:
        yield Warden(house, door.user), house


def _tell(door: Door, aside: Dossier, as_object: bool) -> None:
    if as_object:
        told = as_json(Outcome("quarantine", aside.source, 0.0, aside))
        print_json(told | {"since": aside.events[0].at, "events": [asdict(done) for done in aside.events]})
        return
    click.secho(f"⛔ {aside.id}  ({aside.source})", bold=True)
    for done in aside.events:
        click.echo(f"  {door.words('từ', 'since')} {done.at} ({done.agent})")
    for flag in aside.flags:
        click.secho(f"  ! {flag.message}", fg="yellow")
    for file in aside.files:
        click.secho(f"  {file.path}", dim=True)
