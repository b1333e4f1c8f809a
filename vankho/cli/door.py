"""Settings → what every verb has in hand: the house, the language, and two ways to speak."""

import json
import sys
from pathlib import Path

import click

from archive.errors import Missing, UsageError
from archive.package import unpack
from archive.records import Dossier
from vankho.desk import waiting
from vankho.settings import Settings
from vankho.wiring import House


class Door:
    """Handed to each verb by click."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def house(self) -> House:
        """The house, to be opened with ``with``."""
        return House(self.settings)

    def words(self, vi: str, en: str) -> str:
        """The sentence in the language set."""
        return vi if self.settings.lang == "vi" else en

    def tell(self, vi: str, en: str) -> None:
        """Say it on stderr, where people look; stdout belongs to results."""
        click.echo(self.words(vi, en), err=True)

    @property
    def log_file(self) -> Path:
        """Where this home's log lines go."""
        return self.settings.home / "log" / "vankho.log"


def print_json(value: object) -> None:
    """One JSON value on one line of stdout, at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def resolve(house: House, name: str) -> str:
    """The id of the one dossier that ``name`` names: an id, the beginning of one, a file code or a dossier code.

    Raises:
        Missing: no dossier bears it.
        UsageError: more than one does.

    """
    found = house.catalogue.resolve(name)
    if len(found) > 1:
        raise UsageError(f"{name}: {', '.join(found[:5])}…")
    if found:
        return found[0]
    if house.store.has(name):
        return name
    raise Missing(name)


def dossier_of(house: House, identity: str) -> Dossier:
    """The dossier ``identity`` from the store, or from its desk while it waits for a person."""
    if house.store.has(identity):
        return unpack(house.store.read(identity, "dossier.json"))
    for dossier in waiting(house.work):
        if dossier.id == identity:
            return dossier
    raise Missing(identity)
