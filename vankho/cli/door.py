"""Settings → what every verb has in hand: the house, the language, and two ways to speak."""

import getpass
import json
import os
import sys
from pathlib import Path

import click

from vankho.settings import Settings
from vankho.wiring import House


class Door:
    """Handed to each verb by click."""

    def __init__(self, settings: Settings, why: str = "") -> None:
        self.settings = settings
        self._why = why

    def house(self) -> House:
        """The house, to be opened with ``with``, for the person who acts.

        Raises:
            Forbidden: this verb is not for them.

        """
        house = House(self.settings)
        house.admit(self.user, self.verb, self._why)
        return house

    @property
    def why(self) -> str:
        """The reason given, for what is shown later than now."""
        return self._why

    @property
    def verb(self) -> str:
        """Which verb runs: ``review set``."""
        return click.get_current_context().command_path.partition(" ")[2]

    def words(self, vi: str, en: str) -> str:
        """The sentence in the language set."""
        return vi if self.settings.lang == "vi" else en

    def tell(self, vi: str, en: str) -> None:
        """Say it on stderr, where people look; stdout belongs to results."""
        click.echo(self.words(vi, en), err=True)

    @property
    def user(self) -> str:
        """Who acts: ``VANKHO_USER``, else the login name, else (a container without names) the number of the user."""
        try:
            return self.settings.user or getpass.getuser()
        except (KeyError, OSError):
            return f"uid {os.getuid()}"

    @property
    def log_file(self) -> Path:
        """Where this home's log lines go."""
        return self.settings.home / "log" / "vankho.log"


def print_json(value: object) -> None:
    """One JSON value on one line of stdout, at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()
