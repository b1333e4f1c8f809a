"""``vankho review …`` → a dossier that waits, seen, corrected, and accepted or rejected by a person."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import click

from archive.errors import Missing
from archive.records import Dossier, Flag
from vankho import log
from vankho.about import about, target
from vankho.cli.door import Door, print_json
from vankho.cli.dossier import resolve
from vankho.cli.ingest import sentence, troubles
from vankho.cli.show import tell
from vankho.corrections import Correction, event
from vankho.desk import waiting
from vankho.outcome import Outcome, as_json, pages_to_see, to_see
from vankho.review import Plan, Reviewer, merging, rereading, setting, splitting, turning, wording
from vankho.wiring import House

_json = click.option("--json", "as_object", is_flag=True, help="Dạng JSON / JSON.")
_why = click.option("--why", default="", help="Lý do, giữ cùng chỗ sửa / the reason, kept with the correction.")
_PAGE = click.IntRange(min=1)


@click.group("review")
def command() -> None:
    """Xem và sửa hồ sơ đang chờ; trang đếm từ 1. / See and correct dossiers that wait; pages count from 1."""


@command.command("list")
@_json
@click.pass_obj
def list_(door: Door, as_object: bool) -> None:
    """Các hồ sơ đang chờ. / The dossiers that wait."""
    with _reviewer(door) as (reviewer, house):
        waits = [one for one in reviewer.waiting() if house.reader.sees(one)]
        house.reader.note([one.id for one in waits if house.reader.is_restricted(one)])
        for dossier in waits:
            if as_object:
                print_json(_row(dossier, len(reviewer.corrections(dossier))))
                continue
            size = door.words(
                f"{len(dossier.pages)} trang, {len(dossier.documents)} văn bản, {len(dossier.flags)} điểm cần xem",
                f"{len(dossier.pages)} pages, {len(dossier.documents)} documents, {len(dossier.flags)} flags",
            )
            see = pages_to_see(dossier, door.words)
            click.echo(f"{dossier.id}  {size}  {dossier.fields.get('title', '')}" + (f"\n    {see}" if see else ""))
    door.tell(f"{len(waits)} hồ sơ đang chờ.", f"{len(waits)} dossiers wait.")


@command.command("show")
@click.argument("dossier")
@_json
@click.pass_obj
def show(door: Door, dossier: str, as_object: bool) -> None:
    """Văn bản, trường, điểm cần xem và những chỗ đã sửa. / Documents, fields, flags and what was corrected."""
    with _reviewer(door) as (reviewer, house):
        found = reviewer.find(_named(house, dossier))
        _told(door, found, reviewer.corrections(found), as_object)


@command.command("set")
@click.argument("dossier")
@click.argument("change", nargs=2, metavar="FIELD VALUE")
@_why
@_json
@click.pass_obj
def set_(door: Door, dossier: str, change: tuple[str, str], why: str, as_object: bool) -> None:
    """Sửa một trường: FIELD của hồ sơ, N.FIELD của văn bản N; VALUE rỗng: không có. / Correct a field.

    FIELD is of the dossier, N.FIELD of document N; an empty VALUE says that nothing stands there.
    """
    _correct(door, dossier, setting(*change, why), as_object)


@command.command("word")
@click.argument("dossier")
@click.argument("change", nargs=3, type=(_PAGE, str, str), metavar="PAGE READ TEXT")
@_why
@_json
@click.pass_obj
def word(door: Door, dossier: str, change: tuple[int, str, str], why: str, as_object: bool) -> None:
    """Sửa chữ đọc sai: READ trên một dòng của trang PAGE là TEXT (rỗng: bỏ). / Correct misread words of a page."""
    _correct(door, dossier, wording(*change, why), as_object)


@command.command("split")
@click.argument("dossier")
@click.argument("page", type=_PAGE)
@_why
@_json
@click.pass_obj
def split(door: Door, dossier: str, page: int, why: str, as_object: bool) -> None:
    """Một văn bản mới bắt đầu ở trang PAGE. / A new document begins at PAGE."""
    _correct(door, dossier, splitting(page, why), as_object)


@command.command("merge")
@click.argument("dossier")
@click.argument("document")
@_why
@_json
@click.pass_obj
def merge(door: Door, dossier: str, document: str, why: str, as_object: bool) -> None:
    """Nhập văn bản DOCUMENT vào văn bản đứng trước. / DOCUMENT joins the one before."""
    _correct(door, dossier, merging(document, why), as_object)


@command.command("rotate")
@click.argument("dossier")
@click.argument("turn", nargs=2, type=(_PAGE, click.Choice(["90", "180", "270"])), metavar="PAGE 90|180|270")
@_why
@_json
@click.pass_obj
def rotate(door: Door, dossier: str, turn: tuple[int, str], why: str, as_object: bool) -> None:
    """Xoay trang theo chiều kim đồng hồ rồi đọc lại. / Turn a page clockwise and read it again."""
    _correct(door, dossier, turning(turn[0], int(turn[1]), why), as_object, again=True)


@command.command("reread")
@click.argument("dossier")
@click.argument("page", type=_PAGE)
@_why
@_json
@click.pass_obj
def reread(door: Door, dossier: str, page: int, why: str, as_object: bool) -> None:
    """Xử lý và đọc lại một trang từ bản quét. / Make and read a page again from its scan."""
    _correct(door, dossier, rereading(page, why), as_object, again=True)


@command.command("accept")
@click.argument("dossier")
@_why
@_json
@click.pass_obj
def accept(door: Door, dossier: str, why: str, as_object: bool) -> None:
    """Lưu hồ sơ vào kho; các điểm cần xem được ghi là đã chấp nhận. / Archive; flags stay on record as accepted."""
    with _reviewer(door) as (reviewer, house):
        log.write_to(door.log_file)
        outcome = reviewer.accept(reviewer.find(_named(house, dossier)), why, door.settings.lang)
    ended(door, outcome, as_object)
    if outcome.status == "review":
        door.tell(
            "Có điểm cần xem mới; hãy xem lại rồi chấp nhận lần nữa.",
            "There are new flags; look at them and accept again.",
        )
    sys.exit(0 if outcome.status in ("archived", "duplicate") else 3)


@command.command("reject")
@click.argument("dossier")
@click.argument("reason")
@_json
@click.pass_obj
def reject(door: Door, dossier: str, reason: str, as_object: bool) -> None:
    """Bỏ hồ sơ khỏi hàng chờ, lý do ghi vào sổ; bản quét còn nguyên. / Leave the queue; scans stay where they are."""
    with _reviewer(door) as (reviewer, house):
        found = reviewer.find(_named(house, dossier))
        reviewer.reject(found, reason)
    if as_object:
        print_json({"dossier": found.id, "status": "rejected", "source": found.source, "reason": reason})
    door.tell(
        f"{found.id} đã bỏ khỏi hàng chờ; bản quét vẫn ở {found.source}.",
        f"{found.id} left the queue; its scans are still in {found.source}.",
    )


def ended(door: Door, outcome: Outcome, as_object: bool) -> None:
    """How a dossier ended that a person sent through the line."""
    if as_object:
        print_json(as_json(outcome))
    else:
        click.echo(sentence(door, outcome))
    for trouble in troubles(outcome):
        door.tell(trouble, trouble)


def _correct(door: Door, dossier: str, plan: Plan, as_object: bool, *, again: bool = False) -> None:
    with _reviewer(door) as (reviewer, house):
        found = reviewer.find(_named(house, dossier))
        after = (reviewer.see_again if again else reviewer.correct)(found, plan)
        _told(door, after, reviewer.corrections(after), as_object)


@contextmanager
def _reviewer(door: Door) -> Iterator[tuple[Reviewer, House]]:
    with door.house() as house:
        yield Reviewer(house, door.user), house


def _named(house: House, dossier: str) -> str:
    """The id that ``dossier`` means; on the desks are found one that a crash kept out of the catalogue, and one by the
    name that it had before a person gave it a ``file_code``."""
    try:
        return resolve(house, dossier)
    except Missing:
        before = dossier.rpartition(".")[2]
        found = [one for one in waiting(house.work) if one.id == dossier or one.digest[:16] == before]
        if len(found) != 1 or not house.reader.sees(found[0]):
            raise
        house.reader.use_dossier(found[0])
        return found[0].id


def _row(dossier: Dossier, corrections: int) -> dict[str, Any]:
    return {
        "dossier": dossier.id,
        "source": dossier.source,
        "title": dossier.fields.get("title"),
        "pages": len(dossier.pages),
        "documents": len(dossier.documents),
        "flags": len(dossier.flags),
        "to_see": [page.page.index for page in to_see(dossier)],
        "corrections": corrections,
    }


def _told(door: Door, dossier: Dossier, corrections: tuple[Correction, ...], as_object: bool) -> None:
    told = as_json(Outcome("review", dossier.source, 0.0, dossier))
    told.pop("seconds")
    told["corrections"] = [asdict(one) for one in corrections]
    told["flags"] = [_flag(flag, dossier, as_object) for flag in dossier.flags]
    if as_object:
        print_json(told)
        return
    told["events"] = []
    tell(door, told, pages_to_see(dossier, door.words))
    for one in map(event, corrections):
        click.secho(f"  ✎ {one.at} {one.agent}: {one.detail}", dim=True)


def _flag(flag: Flag, dossier: Dossier, as_object: bool) -> dict[str, Any]:
    """The flag with what it is about: as fields for a program, at the end of the sentence for a person."""
    ordinal, field = about(flag, dossier)
    if as_object:
        return asdict(flag) | {"document": ordinal, "field": field}
    name = target(flag, dossier)
    return asdict(flag) | {"message": f"{flag.message} [{name}]" if name else flag.message}
