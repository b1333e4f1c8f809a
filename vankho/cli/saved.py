"""``vankho search --save NAME``, ``--saved NAME``, ``--list-saved`` → a person's searches, and what is new to each."""

from typing import Any

import click

from archive.access import Sight
from search.fresh import among, papers
from search.query import parse
from vankho.arrivals import Arrivals, Point
from vankho.cli.door import Door, print_json
from vankho.searches import Saved, Searches
from vankho.wiring import House


class Asked:
    """A search, typed or saved: its ``text``, what may be ``told`` of it, and what is to be ``done`` once answered."""

    def __init__(self, door: Door, house: House, save: str | None, saved: str | None, text: str) -> None:
        self._door, self._house, self._save = door, house, save
        self._searches, self._arrivals = _searches(door, house), Arrivals(house.ledger)
        self._saved: Saved | None = self._searches.get(saved) if saved is not None else None
        self.text = self._saved.query if self._saved else text
        self._new = self._arrivals.since(self._saved.mark) if self._saved else []
        self._mark = self._arrivals.now() if self._saved or save is not None else Point()
        self.told: dict[str, Any] = {}
        if self._saved:
            self.told = {"saved": self._saved.name, "query": self.text, "new": _count(house, self.text, self._new)}

    def sight(self, *, only_new: bool) -> Sight:
        """What is looked at: all that the person sees, or the dossiers that are new since the last time."""
        return among(self._house.reader.sight, self._new) if only_new else self._house.reader.sight

    def done(self) -> None:
        """Keep it, or note that it was asked; only now, so that what failed was not asked."""
        if self._save is not None:
            kept = self._searches.save(self._save, self.text, self._mark)
            self._door.tell(f"Đã lưu «{kept.name}».", f"Saved as «{kept.name}».")
        elif self._saved:
            self._searches.asked(self._saved.name, self._mark)
            new = self.told["new"]
            self._door.tell(f"{new} văn bản mới từ lần trước.", f"{new} papers new since the last time.")


def tell_saved(door: Door, house: House, as_object: bool) -> None:
    """List them, each with how many papers are new since it was asked; that does not count as asking."""
    arrivals = Arrivals(house.ledger)
    told: list[dict[str, str | int]] = []
    kept = _searches(door, house).all()
    for one in sorted(kept, key=lambda one: one.mark.seq):  # the oldest first, so that the ledger is read once
        count = _count(house, one.query, arrivals.since(one.mark))
        told.append({"name": one.name, "query": one.query, "asked_at": one.asked_at, "new": count})
    told.sort(key=lambda one: str(one["name"]).casefold())
    if as_object:
        print_json({"searches": told})
        return
    for line in told:
        new = door.words(f"{line['new']} mới", f"{line['new']} new")
        click.echo(f"{click.style(str(line['name']), bold=True)}  {new}  {line['query']}")


def forget(door: Door, house: House, name: str) -> None:
    """Delete it.

    Raises:
        Missing: there is none of that name.

    """
    gone = _searches(door, house).forget(name)
    door.tell(f"Đã xóa «{gone.name}».", f"Deleted «{gone.name}».")


def _searches(door: Door, house: House) -> Searches:
    return Searches(house.settings.home, door.user, house.now)


def _count(house: House, text: str, new: list[str]) -> int:
    """How many papers of the dossiers ``new`` the person would find by ``text``."""
    sight = among(house.reader.sight, new)
    return house.index.ask(lambda engine: papers(engine, parse(text), sight)) if new else 0
