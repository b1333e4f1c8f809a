"""``vankho nightly INBOX`` → what the day left is archived, and a report says how it went."""

import sys
from dataclasses import replace
from pathlib import Path

import click

from vankho import log
from vankho.agenda import agenda
from vankho.cli.door import Door, print_json
from vankho.keeping import Keeper
from vankho.nightly import alone, look, run, write
from vankho.progress import Bar
from vankho.station import Station
from vankho.upkeep import upkeep


@click.command("nightly")
@click.argument("inbox", type=click.Path(path_type=Path))
@click.option("--accept", is_flag=True, help="Lưu cả hồ sơ có điểm cần xem / archive although flags ask for a look.")
@click.option("--json", "as_object", is_flag=True, help="Tóm tắt dạng JSON / a JSON summary.")
@click.pass_obj
def command(door: Door, inbox: Path, accept: bool, as_object: bool) -> None:
    """Xử lý hộp nhận ban đêm; mã thoát 3 nếu có hồ sơ lỗi. / Work through an inbox; exit 3 if anything failed."""
    with door.house() as house, alone(door.settings.home):
        if accept:
            house.reader.need("review")
        log.write_to(door.log_file)
        found = look(inbox, door.settings.settle_seconds)
        with Bar(len(found.settled), door.settings.lang) as bar:
            report = run(inbox, found, Station(house, bar, accept=accept), door.settings.lang, house.now)
        if house.reader.sight.is_whole and "quarantine" in house.reader.person.rights:  # it counts and names them all
            report = replace(report, agenda=agenda(Keeper(house, door.user), house.now().date()))
        if door.settings.fixity_days and house.reader.sight.is_whole and "upkeep" in house.reader.person.rights:
            report = replace(report, upkeep=upkeep(house, door.user, door.settings.fixity_days))
        page = write(report, door.settings.home / "reports", door.settings.lang)
    if as_object:
        counts = dict(report.counts) | {"growing": len(report.growing)}
        told = {part: made.as_json() for part, made in (("agenda", report.agenda), ("upkeep", report.upkeep)) if made}
        print_json({"report": str(page), "whole": report.whole, "counts": counts, **told})
    else:
        click.echo(page.read_text(encoding="utf-8"))
    door.tell(f"Báo cáo: {page}", f"Report: {page}")
    sys.exit(0 if report.whole else 3)
