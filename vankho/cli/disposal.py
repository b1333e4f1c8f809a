"""``vankho retention propose|review|attach|approve|dispose …`` → the steps of a disposal file (hồ sơ hủy)."""

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, get_args

import click

from archive.disposal import ROLES, DisposalFile, Verdict
from archive.drafts import DOTS, Agency
from vankho import __version__
from vankho.cli.door import Door, print_json
from vankho.cli.dossier import resolve
from vankho.disposing import Disposer
from vankho.wiring import House

_json = click.option("--json", "as_object", is_flag=True, help="Dạng JSON / JSON.")
_DATE = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])
_VERDICTS = {"keep": ("giữ lại", "keep"), "extend": ("gia hạn", "extend"), "destroy": ("hủy", "destroy")}


@click.command("propose")
@click.argument("dossiers", nargs=-1)
@click.option("--why", default="", help="Ghi vào thuyết minh / goes into the explanation.")
@click.option("--duplicates", "twins", is_flag=True, help="Cả hồ sơ trùng lặp / duplicates too.")
@_json
@click.pass_obj
def propose(door: Door, dossiers: tuple[str, ...], why: str, twins: bool, as_object: bool) -> None:
    """Lập danh mục xét hủy: mọi hồ sơ đến hạn, hoặc những hồ sơ nêu tên. / List what is due, or those named."""
    with _disposer(door) as (disposer, house):
        chosen = [resolve(house, one) for one in dossiers]
        file = disposer.propose(chosen, why, twins=twins)
    _tell(door, file, as_object)


@click.command("lists")
@_json
@click.pass_obj
def lists(door: Door, as_object: bool) -> None:
    """Các hồ sơ hủy. / The disposal files."""
    with _disposer(door) as (disposer, _):
        files = disposer.files()
    for file in files:
        if as_object:
            print_json(_as_json(file))
        else:
            click.echo(_summary(door, file))


@click.command("list")
@click.argument("name", metavar="LIST")
@_json
@click.pass_obj
def show_list(door: Door, name: str, as_object: bool) -> None:
    """Một hồ sơ hủy, từng mục. / One disposal file, item by item."""
    with _disposer(door) as (disposer, house):
        file = disposer.file(name)
        house.reader.note_shown(item.dossier for item in file.items)
    _tell(door, file, as_object)


@click.command("review")
@click.argument("name", metavar="LIST")
@click.argument("verdict", type=click.Choice(list(get_args(Verdict))))
@click.argument("dossiers", nargs=-1)
@click.option("--why", required=True, help="Lý do / the reason.")
@click.option("--until", type=_DATE, help="Gia hạn đến ngày / extended to that day.")
@_json
@click.pass_obj
def review(  # noqa: PLR0913
    door: Door,
    name: str,
    verdict: Verdict,
    dossiers: tuple[str, ...],
    why: str,
    until: datetime | None,
    as_object: bool,
) -> None:
    """Hội đồng xét từng mục (không nêu hồ sơ nào: mọi mục). / The council on items; none named: on all."""
    with _disposer(door) as (disposer, _):
        file = disposer.review(name, dossiers, verdict, why, until.date().isoformat() if until else "")
    _tell(door, file, as_object)


@click.command("attach")
@click.argument("name", metavar="LIST")
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--as", "role", type=click.Choice(list(ROLES)), required=True)
@_json
@click.pass_obj
def attach(door: Door, name: str, path: Path, role: Any, as_object: bool) -> None:
    """Kèm biên bản họp, văn bản thẩm định, quyết định đã ký … / Attach minutes, opinion, signed decision …"""
    with _disposer(door) as (disposer, _):
        file = disposer.attach(name, path, role)
    _tell(door, file, as_object)


@click.command("approve")
@click.argument("name", metavar="LIST")
@click.option("--number", required=True, help="Số, ký hiệu quyết định hủy / number of the decision.")
@click.option("--dated", type=_DATE, help="Ngày ký / its date (hôm nay / today).")
@_json
@click.pass_obj
def approve(door: Door, name: str, number: str, dated: datetime | None, as_object: bool) -> None:
    """Quyết định hủy, bởi người không lập danh mục. / The decision, by a person who did not propose the list."""
    with _disposer(door) as (disposer, _):
        day: date = dated.date() if dated else disposer.keeper.today
        file, noticed = disposer.approve(name, number, day)
    for one in noticed:
        door.tell(f"Chú ý: {one.vi}.", f"Note: {one.en}.")
    _tell(door, file, as_object)


@click.command("withdraw")
@click.argument("name", metavar="LIST")
@click.option("--why", required=True, help="Lý do / the reason.")
@_json
@click.pass_obj
def withdraw(door: Door, name: str, why: str, as_object: bool) -> None:
    """Rút danh mục chưa quyết định. / Take back a list that was not decided."""
    with _disposer(door) as (disposer, _):
        file = disposer.withdraw(name, why)
    _tell(door, file, as_object)


@click.command("dispose")
@click.argument("name", metavar="LIST")
@click.option("--yes", is_flag=True, help="Không hỏi lại / do not ask again.")
@_json
@click.pass_obj
def dispose(door: Door, name: str, yes: bool, as_object: bool) -> None:
    """Hủy những hồ sơ đã có quyết định; không lấy lại được. / Destroy what was decided; there is no way back."""
    counts: Counter[str] = Counter()
    with _disposer(door) as (disposer, _):
        file = disposer.file(name)
        if not yes and file.decision:
            count = len(file.to_be("destroy"))
            click.confirm(door.words(f"Hủy {count} hồ sơ?", f"Destroy {count} dossiers?"), abort=True, err=True)
        for ending in disposer.dispose(name):
            counts[ending.status] += 1
            why = "; ".join(door.words(one.vi, one.en) for one in ending.reasons)
            mark = {"destroyed": "✓", "stopped": "⏸", "failed": "✗"}[ending.status]
            if not as_object:
                click.echo(f"{mark} {ending.dossier}  {why}".rstrip())
        file = disposer.file(name)
    if file.deadline and any(at[:10] > file.deadline.isoformat() for at in file.destroyed.values()):
        door.tell("Chú ý: hủy chậm hơn 15 ngày kể từ ngày quyết định.", "Note: later than 15 days after the decision.")
    if as_object:
        print_json(_as_json(file))
    done, stopped, failed = (counts[one] for one in ("destroyed", "stopped", "failed"))
    door.tell(
        f"Đã hủy {done}, dừng {stopped}, lỗi {failed}; còn giữ hồ sơ hủy {file.id}.",
        f"Destroyed {done}, stopped {stopped}, failed {failed}; the disposal file {file.id} stays.",
    )
    sys.exit(5 if failed else 3 if stopped else 0)


@click.command("papers")
@click.argument("name", metavar="LIST")
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path, file_okay=False))
@_json
@click.pass_obj
def papers(door: Door, name: str, folder: Path, as_object: bool) -> None:
    """Danh mục, thuyết minh, biên bản họp, quyết định, biên bản hủy. / The papers of the file, DOCX and PDF."""
    with _disposer(door) as (disposer, house):
        house.reader.note_shown(item.dossier for item in disposer.file(name).items)
        made = disposer.papers(name, folder)
    if as_object:
        print_json({"files": [str(path) for path in made]})
    for path in () if as_object else made:
        click.echo(path)


def add_to(group: click.Group) -> None:
    """Make these verbs part of ``vankho retention``."""
    for one in (propose, lists, show_list, review, attach, approve, withdraw, dispose, papers):
        group.add_command(one)


@contextmanager
def _disposer(door: Door) -> Iterator[tuple[Disposer, House]]:
    agency = Agency(door.settings.seal_name or DOTS, version=__version__)
    with door.house() as house:
        yield Disposer(house, door.user, agency), house


def _state(file: DisposalFile) -> str:
    if file.withdrawn:
        return "withdrawn"
    if file.certified:
        return "certified"
    return "decided" if file.decision else "reviewed" if file.reviews else "proposed"


def _as_json(file: DisposalFile) -> dict[str, Any]:
    decision = file.decision
    return {
        "list": file.id,
        "state": _state(file),
        "proposer": file.proposer,
        "decision": {"who": decision.who, "number": decision.number, "dated": decision.dated.isoformat()}
        if decision
        else None,
        "deadline": file.deadline.isoformat() if file.deadline else None,
        "attachments": [{"as": one.role, "name": one.name, "sha256": one.sha256} for one in file.attachments],
        "items": [
            {
                "dossier": one.dossier,
                "title": one.title,
                "ground": one.ground,
                "of": one.of or None,
                "reason": one.reason,
                "notes": list(one.notes),
                "verdict": file.verdict(one.dossier),
                "destroyed": file.destroyed.get(one.dossier),
                "stopped": file.stopped.get(one.dossier),
            }
            for one in file.items
        ],
    }


def _summary(door: Door, file: DisposalFile) -> str:
    states = {
        "proposed": ("chờ Hội đồng xét", "waits for the council"),
        "reviewed": ("đang xét, chờ quyết định", "under review, waits for the decision"),
        "decided": (f"đã quyết định, hủy trước {file.deadline}", f"decided, to be destroyed by {file.deadline}"),
        "certified": ("đã hủy xong", "done"),
        "withdrawn": ("đã rút", "withdrawn"),
    }
    return f"{file.id}  {door.words(*states[_state(file)])}: {len(file.items)} {door.words('hồ sơ', 'dossiers')}"


def _tell(door: Door, file: DisposalFile, as_object: bool) -> None:
    if as_object:
        print_json(_as_json(file))
        return
    click.secho(_summary(door, file), bold=True)
    for one in file.items:
        verdict = file.verdict(one.dossier)
        ending = "✓" if one.dossier in file.destroyed else "⏸" if one.dossier in file.stopped else "·"
        said = door.words(*_VERDICTS[verdict]) if verdict else "?"
        click.echo(f"  {ending} {one.dossier}  [{said}]  {one.reason}  {one.title}")
        for note in (*one.notes, *filter(None, [file.stopped.get(one.dossier)])):
            click.secho(f"      ! {note}", fg="yellow")
    for attached in file.attachments:
        click.secho(f"  + {attached.role}: {attached.name} ({attached.who} {attached.at[:10]})", dim=True)
