"""Homes with dossiers made in code, as the line leaves them, and the command line run on them in this process."""

import re
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import click
from click.testing import CliRunner

from archive.description import pack_dossier
from archive.draft import measured
from archive.errors import VankhoError
from archive.places import DOSSIER
from archive.records import Document, Dossier, Event, Flag, Line, OcrPage, Package, Page, ScanFile, Word
from archive.written import write_record
from search.entry import entries
from vankho.cli import cli
from vankho.quarantine import Quarantine, bare
from vankho.settings import Settings
from vankho.wiring import House

ICT = timezone(timedelta(hours=7))
DAY = datetime(2026, 11, 29, 9, tzinfo=ICT)
SECRET = Flag("secret", "dấu MẬT", 0, "MẬT")


def dossier(identity: str, text: str, mode: str = "", paper: str = "", **fields: str) -> Dossier:
    """A dossier of one page; ``mode`` is its own, ``paper`` that of its only document."""
    words = tuple(Word(word, (0, 0, 9, 9), 0.9) for word in text.split())
    page = OcrPage(Page(0, "1.jpg#1", "text"), (Line(words),), 0.9, "t")
    number = identity.encode().hex()[-4:]
    one = Document(1, (0,), "Quyết định", number, "QĐ-UBND", "2010-05-01", organ_name=f"UBND {identity}", subject=text)
    digest = f"{identity.encode().hex():0<64}"[:64]
    told = {"title": f"Hồ sơ {identity}", "maintenance": "5 năm", "end_date": "2010-12-31"} | fields
    told |= {"mode": mode} if mode else {}
    one = replace(one, more={"mode": paper}) if paper else one
    scans = (ScanFile(Path("1.jpg"), "1.jpg", 1, digest),)
    return Dossier(identity, f"in/{identity}", digest, digest, told, (page,), (one,), (), (), scans)


def keep(house: House, whole: Dossier) -> None:
    """Archive ``whole`` as the line does."""
    draft = house.settings.home / "draft.json"
    draft.write_bytes(pack_dossier(whole))
    receipt = house.store.put(Package(whole, (measured(DOSSIER, draft),)), "test")
    draft.unlink()
    house.ledger.append("archived", whole.id, "vankho", {"version": receipt.version, "inventory": receipt.sha512})
    house.catalogue.enter(whole, "archived", receipt)
    house.index.put(whole.id, entries(whole, house.users.modes.get(whole.id)))


def wait(house: House, whole: Dossier) -> None:
    """Let ``whole`` wait for a person."""
    place = house.work / whole.digest[:16]
    place.mkdir(parents=True)
    (place / "waiting.json").write_bytes(write_record(replace(whole, flags=(Flag("doubt", "cần xem", 0),))))
    house.catalogue.enter(whole, "review", None)


def set_aside(house: House, whole: Dossier) -> None:
    """Let ``whole`` be in quarantine."""
    aside = bare(whole, [SECRET], Event(DAY.isoformat(), "quarantine", "vankho", "page 1: MẬT"))
    Quarantine(house.work).put(aside)
    house.catalogue.enter(aside, "quarantine", None)


def opened(folder: Path, now: datetime = DAY) -> House:
    """The house of the home ``folder``, its clock at ``now``."""
    return House(Settings(home=folder, runner="here"), lambda: now)


@dataclass(frozen=True)
class Said:
    """What a person saw of a command: how it ended, and what it printed."""

    code: int
    out: str
    err: str


def run(home: Path, who: str, *arguments: str) -> Said:
    """``vankho ARGUMENTS`` by ``who``, with times and the home's place taken out of what it says."""
    environment = {"VANKHO_HOME": str(home), "VANKHO_USER": who, "VANKHO_RUNNER": "here"}
    ended = CliRunner().invoke(cli, list(arguments), env=environment, standalone_mode=False)
    error, code, told = ended.exception, ended.exit_code, ended.stderr
    if isinstance(error, VankhoError):
        code, told = error.exit_code, told + error.message("vi")
    elif isinstance(error, click.ClickException):
        code, told = error.exit_code, told + error.format_message()
    elif isinstance(error, (click.Abort, SystemExit)):
        told += type(error).__name__
    elif error is not None:
        raise error
    return Said(code, bare_of(ended.stdout, home), bare_of(told, home))


def bare_of(text: str, home: Path) -> str:
    """``text`` without what differs from run to run: the place, times, the ledger's chain."""
    text = text.replace(str(home), "HOME")
    text = re.sub(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+]\d\d:\d\d", "TIME", text)
    text = re.sub(r"[\d.]+ ms|\"took_ms\": [\d.]+", "MS", text)
    return re.sub(r"\"(seq|hold|number)\": \d+|\"(hash|prev|inventory)\": \"\w+\"|⏸ \d+", "CHAIN", text)
