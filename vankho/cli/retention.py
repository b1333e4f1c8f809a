"""``vankho retention …`` → how long dossiers live, what is due, and what people decide about it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

import click

from archive.retention import Life
from vankho.cli import disposal
from vankho.cli.door import Door, print_json
from vankho.cli.dossier import resolve
from vankho.disposing import Disposer
from vankho.keeping import Census, Keeper
from vankho.reader import Reader
from vankho.wiring import House

_json = click.option("--json", "as_object", is_flag=True, help="Dạng JSON / JSON.")
_why = click.option("--why", required=True, help="Lý do, ghi vào sổ / the reason, kept on the ledger.")
_authority = click.option("--authority", required=True, help="Căn cứ, cơ quan yêu cầu / by whose authority.")
_DATE = click.DateTime(["%Y-%m-%d", "%d/%m/%Y"])
_NAMES = {
    "due": ("đến hạn xét hủy", "due"),
    "held": ("đang giữ theo lệnh", "held"),
    "permanent": ("vĩnh viễn", "permanent"),
    "submitted": ("đã nộp lưu trữ lịch sử", "submitted"),
    "running": ("còn thời hạn", "not yet due"),
    "unclassified": ("chưa xác định thời hạn", "unclassified"),
    "disposed": ("đã hủy", "disposed"),
}


@click.group("retention")
def command() -> None:
    """Thời hạn lưu trữ và hủy hồ sơ hết giá trị. / Retention periods, and the disposal of what has had its time."""


@command.command("due")
@click.option("--on", type=_DATE, help="Tính đến ngày / on that day (hôm nay / today).")
@click.option(
    "--within", type=click.IntRange(min=0), default=0, help="Cả những hồ sơ đến hạn trong N ngày / days ahead."
)
@click.option("--all", "everything", is_flag=True, help="Mọi hồ sơ / all dossiers, not only what is due.")
@_json
@click.pass_obj
def due(door: Door, on: datetime | None, within: int, everything: bool, as_object: bool) -> None:
    """Hồ sơ đến hạn xét hủy, và vì sao. / The dossiers that are due, and why; totals of all."""
    with _keeper(door) as (keeper, house):
        day = on.date() if on else keeper.today
        census = seen(house.reader, keeper.census(day))
        disposer = Disposer(house, door.user)
        listed = disposer.listed() if house.reader.sight.is_whole else {}
        until = day + timedelta(days=within)
        chosen = [one for one in census.lives if everything or _is_due(one, until)]
        house.reader.note_shown(one.id for one in chosen)
        waiting = [one for one in disposer.files() if one.is_open and one.decision and house.reader.sight.is_whole]
    if as_object:
        rows = [_row(one) | {"list": listed.get(one.id)} for one in chosen]
        print_json({"on": day.isoformat(), "dossiers": rows, **_totals(census)})
    else:
        for one in chosen:
            click.echo(_line(door, one, listed.get(one.id, "")))
    for file in waiting:
        door.tell(
            f"{file.id}: đã có quyết định, phải hủy chậm nhất {file.deadline}.",
            f"{file.id}: decided, to be destroyed by {file.deadline}.",
        )
    _tell_totals(door, census)
    if census.lost:
        sys.exit(4)


@command.command("show")
@click.argument("dossier")
@_json
@click.pass_obj
def show(door: Door, dossier: str, as_object: bool) -> None:
    """Một hồ sơ: thời hạn, lý do, lệnh giữ, lịch sử. / One dossier: period, reason, holds, history."""
    with _keeper(door) as (keeper, house):
        one = keeper.life(resolve(house, dossier, gone=True))
        kinds = ("retention-", "dispos", "archived", "sealed")
        lines = [line for line in keeper.chronicle.lines(one.id) if line.kind.startswith(kinds)]
    if as_object:
        print_json(_row(one) | {"history": [asdict(line) for line in lines]})
        return
    click.echo(_line(door, one, ""))
    for hold in one.holds:
        until = f" → {hold.until}" if hold.until else ""
        click.secho(
            f"  ⏸ {hold.number}: {hold.reason} ({hold.authority}; {hold.who} {hold.at[:10]}{until})", fg="yellow"
        )
    for concern in one.term.concerns:
        click.secho(f"  ! {door.words(concern.vi, concern.en)}", fg="yellow")
    for line in lines:
        why = line.detail.get("why") or line.detail.get("reason") or ""
        click.secho(f"  {line.at} {line.kind} ({line.agent}) {why}".rstrip(), dim=True)


@command.command("rows")
@click.argument("words", nargs=-1)
@_json
@click.pass_obj
def rows(door: Door, words: tuple[str, ...], as_object: bool) -> None:
    """Bảng thời hạn của luật và của cơ quan. / The schedule: the law's rows and the agency's own."""
    with _keeper(door) as (keeper, _):
        found = [
            row for row in keeper.schedule if all(word.lower() in f"{row.id} {row.text}".lower() for word in words)
        ]
    for row in found:
        if as_object:
            told = {name: value for name, value in asdict(row).items() if name not in ("period", "since", "till")}
            period = row.period.plain() if row.period else None
            till = row.till.isoformat() if row.till else None
            print_json(told | {"period": period, "from": row.since.isoformat(), "to": till})
        else:
            mark = door.words("  [chưa đối chiếu]", "  [unchecked]") if row.doubt else ""
            click.echo(f"{row.id}: {row.time(door.settings.lang)}{mark}  {row.text}")


@command.command("classify")
@click.argument("dossier")
@click.argument("row", required=False)
@click.option("--why", default="", help="Lý do / the reason.")
@_json
@click.pass_obj
def classify(door: Door, dossier: str, row: str | None, why: str, as_object: bool) -> None:
    """Xác nhận dòng thời hạn của hồ sơ; không nêu ROW: đề nghị. / Confirm the dossier's row; without ROW: proposals."""
    with _keeper(door) as (keeper, house):
        identity = resolve(house, dossier)
        if row is None:
            for one in keeper.rows_for(identity):
                _tell_proposal(door, identity, asdict(one) | {"time": one.row.time(door.settings.lang)}, as_object)
            return
        chosen = keeper.classify(identity, row, why)
        standing = keeper.life(identity)
    if chosen.doubt:
        door.tell(f"Chú ý: {chosen.doubt}.", f"Note: {chosen.doubt}.")
    _done(door, standing, as_object)


@command.command("hold")
@click.argument("dossier")
@_why
@_authority
@click.option("--until", type=_DATE, help="Ngày cuối / the last day of the hold.")
@_json
@click.pass_obj
def hold(  # noqa: PLR0913
    door: Door, dossier: str, why: str, authority: str, until: datetime | None, as_object: bool
) -> None:
    """Tạm dừng hủy (tranh chấp, thanh tra, kiện tụng …). / A disposal hold: nothing is destroyed while it stands."""
    with _keeper(door) as (keeper, house):
        identity = resolve(house, dossier)
        keeper.hold(identity, why, authority, until.date() if until else None)
        _done(door, keeper.life(identity), as_object)


@command.command("release")
@click.argument("dossier")
@click.option("--hold", "number", type=int, help="Số của lệnh giữ / the hold's number.")
@_why
@_authority
@_json
@click.pass_obj
def release(  # noqa: PLR0913
    door: Door, dossier: str, number: int | None, why: str, authority: str, as_object: bool
) -> None:
    """Bỏ lệnh giữ. / End a hold."""
    with _keeper(door) as (keeper, house):
        identity = resolve(house, dossier)
        keeper.release(identity, number, why, authority)
        _done(door, keeper.life(identity), as_object)


@command.command("reopen")
@click.argument("dossier")
@_why
@click.option("--ends", type=int, help="Năm công việc kết thúc lại / the year in which the work ends again.")
@_json
@click.pass_obj
def reopen(door: Door, dossier: str, why: str, ends: int | None, as_object: bool) -> None:
    """Công việc mở lại: thời hạn tính từ khi kết thúc lại. / The work goes on; its time begins when it ends again."""
    with _keeper(door) as (keeper, house):
        identity = resolve(house, dossier)
        keeper.reopen(identity, why, ends)
        _done(door, keeper.life(identity), as_object)


@command.command("extend")
@click.argument("dossier")
@_why
@click.option("--until", type=_DATE, help="Không hủy trước ngày / not to be disposed of before that day.")
@click.option("--permanent", is_flag=True, help="Giữ vĩnh viễn / keep for ever.")
@_json
@click.pass_obj
def extend(  # noqa: PLR0913
    door: Door, dossier: str, why: str, until: datetime | None, permanent: bool, as_object: bool
) -> None:
    """Gia hạn. / Keep a dossier longer than its row says."""
    if (until is None) != permanent:
        raise click.UsageError("--until DATE | --permanent")
    with _keeper(door) as (keeper, house):
        identity = resolve(house, dossier)
        keeper.extend(identity, why, until.date() if until else None)
        _done(door, keeper.life(identity), as_object)


disposal.add_to(command)


@contextmanager
def _keeper(door: Door) -> Iterator[tuple[Keeper, House]]:
    with door.house() as house:
        yield Keeper(house, door.user), house


def seen(reader: Reader, census: Census) -> Census:
    """The census of what is there for ``reader``; whose dossiers are counted together is then all that they see."""
    if reader.sight.is_whole and "quarantine" in reader.person.rights:
        return census
    there = reader.ids(one.id for one in census.lives)
    lost = census.lost if reader.sight.is_whole else ()
    return Census(census.on, tuple(one for one in census.lives if one.id in there), lost)


def _is_due(one: Life, until: date) -> bool:
    return one.state == "due" or (
        one.state == "running" and one.term.earliest is not None and one.term.earliest <= until
    )


def _row(one: Life) -> dict[str, Any]:
    """A dossier's standing for programs."""
    return {
        "dossier": one.id,
        "title": one.title,
        "state": one.state,
        "row": one.choices.row,
        "period": one.term.period.plain() if one.term.period else None,
        "ends": one.term.ends,
        "earliest": one.term.earliest.isoformat() if one.term.earliest else None,
        "holds": [
            asdict(hold) | {"until": hold.until.isoformat() if hold.until else None} for hold in one.holds
        ],
        "reason": asdict(one.reason),
        "concerns": [asdict(concern) for concern in one.term.concerns],
    }  # fmt: skip


def _line(door: Door, one: Life, listed: str) -> str:
    waits = f"  [{listed}]" if listed else ""
    concerns = "".join(f"\n    ! {door.words(told.vi, told.en)}" for told in one.term.concerns)
    said = door.words(one.reason.vi, one.reason.en)
    return f"{one.id}{waits}  {said}  {one.title}{concerns if one.state == 'due' else ''}"


def _totals(census: Census) -> dict[str, Any]:
    return {"counts": census.counts, "total": len(census.lives), "lost": list(census.lost)}


def _tell_totals(door: Door, census: Census) -> None:
    """The sum of the states is the number of dossiers, said so that a person can add it up."""
    parts = [f"{count} {_NAMES[state][door.settings.lang == 'en']}" for state, count in census.counts.items()]
    total = f"{' + '.join(parts)} = {len(census.lives)}"
    door.tell(f"Tổng: {total} hồ sơ.", f"Total: {total} dossiers.")
    for one in census.lost:
        door.tell(
            f"MẤT: {one}: sổ ghi đã lưu, kho không có, không có quyết định hủy.",
            f"LOST: {one}: the ledger says it was kept, the store does not have it, and no decision disposed of it.",
        )


def _tell_proposal(door: Door, identity: str, told: dict[str, Any], as_object: bool) -> None:
    row = told["row"]
    if as_object:
        print_json({"dossier": identity, "row": row["id"], "score": told["score"], "reasons": list(told["reasons"])})
        return
    click.echo(f"{row['id']}: {told['time']}  {row['text']}  ({told['score']:g})")
    click.secho("    " + "; ".join(told["reasons"]), dim=True)


def _done(door: Door, standing: Life, as_object: bool) -> None:
    if as_object:
        print_json(_row(standing))
    else:
        click.echo(_line(door, standing, ""))
