"""``vankho ingest PATH…`` → dossiers archived, or waiting, or refused with a reason."""

import sys
from collections import Counter
from pathlib import Path

import click

from ingest.scan import sources
from vankho import log
from vankho.cli.door import Door, print_json
from vankho.intake import take_all
from vankho.outcome import Outcome, as_json, pages_to_see
from vankho.progress import Bar
from vankho.station import Station
from vankho.wiring import House


@click.command("ingest")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--accept", is_flag=True, help="Lưu cả hồ sơ có điểm cần xem / archive although flags ask for a look.")
@click.option("--each-file", is_flag=True, help="Mỗi tệp là một hồ sơ / each file is a dossier of its own.")
@click.option("--json", "as_lines", is_flag=True, help="Mỗi hồ sơ một dòng JSON / one JSON object per dossier.")
@click.pass_obj
def command(door: Door, paths: tuple[Path, ...], accept: bool, each_file: bool, as_lines: bool) -> None:
    """Đưa hồ sơ quét vào kho. / Bring scanned dossiers into the archive."""
    todo = sources(paths, each_file=each_file)
    counts: Counter[str] = Counter()
    whole = True
    with door.house() as house, Bar(len(todo), door.settings.lang) as bar:
        if accept:
            house.reader.need("review")
        log.write_to(door.log_file)
        _warn(door, house)
        for outcome in take_all(todo, Station(house, bar, accept=accept), door.settings.lang):
            counts[outcome.status] += 1
            whole = whole and outcome.whole
            bar.give_way()
            if as_lines:
                print_json(as_json(outcome))
            else:
                click.echo(sentence(door, outcome))
            for trouble in troubles(outcome):
                door.tell(trouble, trouble)
    door.tell(*total(counts))
    sys.exit(0 if whole else 3)


def _warn(door: Door, house: House) -> None:
    """An S3 server is expected to lock; one that does not is named at every ingest."""
    promise = house.blobs.promise
    if door.settings.store.startswith("s3:") and not promise.worm:
        door.tell(
            f"Chú ý: {promise.server} không giữ khóa WORM, nên Vankho không hứa điều đó ({promise.detail}).",
            f"Note: {promise.server} does not enforce a WORM lock, so none is promised ({promise.detail}).",
        )


def troubles(outcome: Outcome) -> list[str]:
    """The messages about what was refused, failed or set aside, each with file and page."""
    pages = outcome.dossier.pages if outcome.dossier and outcome.status != "duplicate" else ()
    found = [page.page.trouble for page in pages] + [outcome.trouble]
    return [f"{outcome.source}: {trouble.message}" for trouble in found if trouble]


def sentence(door: Door, outcome: Outcome) -> str:
    """One line about one dossier for a person."""
    if outcome.dossier is None:
        failed = outcome.status == "failed"
        return f"✗ {outcome.source}: " + (
            door.words("lỗi", "failed") if failed else door.words("không nhận", "refused")
        )
    dossier = outcome.dossier
    if outcome.status == "quarantine":
        why = " ".join(flag.message for flag in dossier.flags)
        return f"⛔ {dossier.id}  {door.words('CÁCH LY', 'QUARANTINE')}: {why}  ({outcome.source})"
    size = door.words(
        f"{len(dossier.pages)} trang, {len(dossier.documents)} văn bản, {len(dossier.flags)} điểm cần xem",
        f"{len(dossier.pages)} pages, {len(dossier.documents)} documents, {len(dossier.flags)} flags",
    )
    state = {
        "archived": door.words("đã lưu", "archived"),
        "review": door.words("chờ người xem", "waits for a look"),
        "duplicate": door.words("đã có trong kho", "already kept"),
    }[outcome.status]
    see = "" if outcome.status == "duplicate" else pages_to_see(dossier, door.words)
    see = f"\n    {see}" if see else ""
    mark = "…" if outcome.status == "review" else "✓"
    return f"{mark} {dossier.id}  {state}: {size}  {dossier.fields.get('title', '')}  ({outcome.source}){see}"


def total(counts: Counter[str]) -> tuple[str, str]:
    """The closing line, in both languages."""
    vi = (
        f"Tổng: {counts['archived']} đã lưu, {counts['duplicate']} đã có, {counts['review']} chờ xem, "
        f"{counts['quarantine']} cách ly, {counts['refused']} không nhận, {counts['failed']} lỗi."
    )
    en = (
        f"Total: {counts['archived']} archived, {counts['duplicate']} already kept, {counts['review']} waiting, "
        f"{counts['quarantine']} in quarantine, {counts['refused']} refused, {counts['failed']} failed."
    )
    return vi, en
