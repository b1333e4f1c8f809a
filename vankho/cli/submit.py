"""``vankho submit …`` → what must be handed to which archive by when, and the steps of a batch (đợt nộp lưu)."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from archive.deadline import ARCHIVES, NAMES, Archive, Due, count
from archive.drafts import DOTS, Agency
from archive.handover import Answer, Batch
from vankho import __version__
from vankho.cli.door import Door, print_json
from vankho.cli.dossier import resolve
from vankho.submitting import MANIFEST, Paper, Submitter
from vankho.wiring import House

_json = click.option("--json", "as_object", is_flag=True, help="Dạng JSON / JSON.")
_to = click.option("--to", type=click.Choice(ARCHIVES), help="Lưu trữ hiện hành / lưu trữ lịch sử.")
_DATE = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])


def _their_paper(verb: Callable[..., None]) -> Callable[..., None]:
    """``verb`` with what is asked of the other archive's paper."""
    for option in (
        click.option("--dated", type=_DATE, help="Ngày của văn bản / its date (hôm nay / today)."),
        click.option("--number", required=True, help="Số, ký hiệu của văn bản / its number."),
        click.option(
            "--paper", required=True, type=click.Path(path_type=Path), help="Văn bản của bên nhận / their paper."
        ),
    ):
        verb = option(verb)
    return verb


STANDINGS = {
    "overdue": ("quá hạn", "overdue"),
    "due": ("đến hạn", "due"),
    "listed": ("đang nộp", "on their way"),
    "done": ("đã nộp", "handed over"),
    "changed": ("đã nộp, sau đó đổi", "changed since"),
    "running": ("chưa đến hạn", "not yet due"),
    "limited": ("không thuộc diện nộp", "not of permanent value"),
    "secret": ("mật", "secret"),
    "held": ("cách ly hoặc hỏng", "in quarantine or damaged"),
    "unknown": ("chưa rõ", "not known"),
    "gone": ("đã hủy", "disposed"),
}


@click.group("submit")
def command() -> None:
    """Nộp hồ sơ vào lưu trữ hiện hành, lưu trữ lịch sử. / Handing dossiers over to the agency's and the historical
    archive.
    """


@command.command("due")
@_to
@click.option("--on", type=_DATE, help="Tính đến ngày / on that day (hôm nay / today).")
@click.option("--within", type=click.IntRange(min=0), help="Báo trước N ngày (mặc định theo quy định) / days ahead.")
@click.option("--all", "everything", is_flag=True, help="Mọi hồ sơ / all dossiers, not only what is due.")
@_json
@click.pass_obj
def due(  # noqa: PLR0913
    door: Door, to: Archive | None, on: datetime | None, within: int | None, everything: bool, as_object: bool
) -> None:
    """Hồ sơ phải nộp, hạn chót, vì sao. / What must be handed over, by when and why; totals of all."""
    with _submitter(door) as (submitter, house):
        day = on.date() if on else submitter.keeper.today
        found = {one: submitter.due(one, day, within) for one in ([to] if to else ARCHIVES)}
        shown = STANDINGS if everything else ("overdue", "due", "changed")
        house.reader.note_shown(one.dossier for dues in found.values() for one in dues if one.standing in shown)
    for archive, all_of_them in found.items():
        chosen = [one for one in all_of_them if one.standing in shown]
        counts = {name: number for name, number in count(all_of_them).items() if number or as_object}
        if as_object:
            rows = [_row(one) for one in chosen]
            print_json(
                {"to": archive, "on": day.isoformat(), "dossiers": rows, "counts": counts, "total": len(all_of_them)}
            )
            continue
        click.secho(door.words(NAMES[archive].vi, NAMES[archive].en), bold=True)
        for one in chosen:
            click.echo(f"  {one.dossier}  {door.words(one.reason.vi, one.reason.en)}  {one.title}")
            for note in one.notes:
                click.secho(f"      ! {door.words(note.vi, note.en)}", fg="yellow")
        parts = " + ".join(f"{number} {door.words(*STANDINGS[name])}" for name, number in counts.items())
        total = f"{parts or '0'} = {len(all_of_them)}"
        door.tell(f"Tổng: {total} hồ sơ.", f"Total: {total} dossiers.")


@command.command("list")
@click.argument("dossiers", nargs=-1)
@click.option("--to", type=click.Choice(ARCHIVES), required=True, help="Lưu trữ hiện hành / lưu trữ lịch sử.")
@click.option("--receiver", default="", help="Tên cơ quan nhận / the other archive's name.")
@click.option("--why", default="", help="Ghi vào sổ / kept on the ledger.")
@_json
@click.pass_obj
def make_list(  # noqa: PLR0913
    door: Door, dossiers: tuple[str, ...], to: Archive, receiver: str, why: str, as_object: bool
) -> None:
    """Lập mục lục nộp lưu: mọi hồ sơ đến hạn, hoặc những hồ sơ nêu tên. / List what is due, or those named."""
    with _submitter(door) as (submitter, house):
        batch = submitter.propose(to, receiver, [resolve(house, one) for one in dossiers], why)
    _tell(door, batch, as_object)


@command.command("batches")
@_json
@click.pass_obj
def batches(door: Door, as_object: bool) -> None:
    """Các đợt nộp lưu. / The batches."""
    with _submitter(door) as (submitter, _):
        found = submitter.batches()
    for one in found:
        if as_object:
            print_json(_as_json(one))
        else:
            click.echo(_summary(door, one))


@command.command("show")
@click.argument("name", metavar="BATCH")
@_json
@click.pass_obj
def show(door: Door, name: str, as_object: bool) -> None:
    """Một đợt nộp, từng hồ sơ. / One batch, dossier by dossier."""
    with _submitter(door) as (submitter, house):
        batch = submitter.batch(name)
        house.reader.note_shown(item.dossier for item in batch.items)
    _tell(door, batch, as_object)


@command.command("send")
@click.argument("name", metavar="BATCH")
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path, file_okay=False))
@_json
@click.pass_obj
def send(door: Door, name: str, folder: Path, as_object: bool) -> None:
    """Xuất gói SIP của từng hồ sơ, mục lục và mã băm; bị ngắt thì chạy lại. / SIPs, list and digests, resumable."""
    stopped = 0
    with _submitter(door) as (submitter, _):
        for one in submitter.send(name, folder, __version__):
            stopped += one.status == "stopped"
            if as_object:
                print_json(asdict(one))
                continue
            why = "; ".join(door.words(said.vi, said.en) for said in one.reasons)
            lacking = door.words(f"thiếu {one.lacking} trường", f"{one.lacking} fields lacking") if one.lacking else ""
            what = {"SUPPLEMENT": door.words("bổ sung", "adds to"), "REPLACEMENT": door.words("thay", "replaces")}
            why = why or (f"{what[one.record]} {one.earlier}" if one.record in what else "")
            lacking = "; ".join(filter(None, (why, lacking)))
            mark = {"packed": "✓", "there": "=", "stopped": "⏸"}[one.status]
            click.echo(f"{mark} {one.dossier}  {one.file}  {lacking}".rstrip())
    if stopped:
        door.tell(
            f"{stopped} hồ sơ dừng; rút đợt nộp (submit withdraw) rồi lập lại.",
            f"{stopped} dossiers stopped; withdraw the batch and list it anew.",
        )
        sys.exit(3)
    door.tell(f"Đã xuất vào {folder}, mã băm trong {MANIFEST}.", f"Written to {folder}, digests in {MANIFEST}.")


@command.command("accept")
@click.argument("name", metavar="BATCH")
@click.argument("dossiers", nargs=-1)
@_their_paper
@_json
@click.pass_obj
def accept(door: Door, /, name: str, dossiers: tuple[str, ...], as_object: bool, **options: Any) -> None:
    """Bên nhận đã nhận (không nêu hồ sơ nào: tất cả). / The other archive took them; none named: all that wait."""
    _answer(door, name, ("accepted", dossiers, ""), as_object, options)


@command.command("return")
@click.argument("name", metavar="BATCH")
@click.argument("dossiers", nargs=-1)
@_their_paper
@click.option("--why", required=True, help="Lý do trả lại / why they came back.")
@_json
@click.pass_obj
def give_back(door: Door, /, name: str, dossiers: tuple[str, ...], why: str, as_object: bool, **options: Any) -> None:
    """Bên nhận trả lại. / The other archive did not take them."""
    _answer(door, name, ("returned", dossiers, why), as_object, options)


@command.command("withdraw")
@click.argument("name", metavar="BATCH")
@click.option("--why", required=True, help="Lý do / the reason.")
@_json
@click.pass_obj
def withdraw(door: Door, name: str, why: str, as_object: bool) -> None:
    """Rút đợt nộp chưa có trả lời. / Take back a batch to which nobody answered."""
    with _submitter(door) as (submitter, _):
        batch = submitter.withdraw(name, why)
    _tell(door, batch, as_object)


@command.command("papers")
@click.argument("name", metavar="BATCH")
@click.option("--to", "folder", required=True, type=click.Path(path_type=Path, file_okay=False))
@_json
@click.pass_obj
def papers(door: Door, name: str, folder: Path, as_object: bool) -> None:
    """Mục lục nộp lưu, biên bản giao nhận (DOCX, PDF, XLSX). / The papers of the batch."""
    with _submitter(door) as (submitter, house):
        house.reader.note_shown(item.dossier for item in submitter.batch(name).items)
        made = submitter.papers(name, folder)
    if as_object:
        print_json({"files": [str(path) for path in made]})
    for path in () if as_object else made:
        click.echo(path)


@contextmanager
def _submitter(door: Door) -> Iterator[tuple[Submitter, House]]:
    agency = Agency(door.settings.seal_name or DOTS, version=__version__)
    with door.house() as house:
        yield Submitter(house, door.user, agency), house


def _answer(
    door: Door, name: str, said: tuple[Answer, tuple[str, ...], str], as_object: bool, options: dict[str, Any]
) -> None:
    answer, dossiers, why = said
    with _submitter(door) as (submitter, house):
        dated: date = options["dated"].date() if options["dated"] else submitter.keeper.today
        paper = Paper(options["paper"], options["number"], dated)
        chosen = [resolve(house, one, gone=True) for one in dossiers]
        batch = submitter.answer(name, answer, chosen, paper, why)
    _tell(door, batch, as_object)


def _row(one: Due) -> dict[str, Any]:
    return asdict(one) | {"last": one.last.isoformat() if one.last else None}


def _as_json(batch: Batch) -> dict[str, Any]:
    told = asdict(batch)
    told["batch"] = told.pop("id")
    told["state"] = _state(batch)
    return told


def _state(batch: Batch) -> str:
    if batch.withdrawn:
        return "withdrawn"
    if not batch.is_open:
        return "closed"
    return "answered" if batch.answers else "sent" if batch.sent else "listed"


def _summary(door: Door, batch: Batch) -> str:
    states = {
        "listed": ("đã lập mục lục", "listed"),
        "sent": ("đã xuất gói, chờ trả lời", "sent, waits for an answer"),
        "answered": (f"còn {len(batch.waiting)} chờ trả lời", f"{len(batch.waiting)} wait for an answer"),
        "closed": ("đã xong", "done"),
        "withdrawn": ("đã rút", "withdrawn"),
    }
    where = door.words(NAMES[batch.to].vi, NAMES[batch.to].en)
    counts = f"{len(batch.items)} {door.words('hồ sơ', 'dossiers')}"
    return f"{batch.id}  {where}  {door.words(*states[_state(batch)])}: {counts}"


def _tell(door: Door, batch: Batch, as_object: bool) -> None:
    if as_object:
        print_json(_as_json(batch))
        return
    click.secho(_summary(door, batch), bold=True)
    for one in batch.items:
        answer = batch.answers.get(one.dossier)
        mark = "·" if answer is None else "✓" if answer.answer == "accepted" else "↩"
        why = "" if answer is None else f"[{answer.number} {answer.dated}] {answer.reason}"
        click.echo(f"  {mark} {one.dossier}  {why}  {one.title}".rstrip())
        for note in one.notes:
            click.secho(f"      ! {note}", fg="yellow")
