"""``vankho search --like DOSSIER#N`` → the papers most like it."""

from dataclasses import asdict
from typing import Any

from archive.access import RESTRICTED
from search.alike import Alike, alike
from vankho.cli.door import Door, print_json
from vankho.cli.hit import print_hit
from vankho.wiring import House


def tell_alike(door: Door, house: House, paper: tuple[str, int | None], limit: int, as_object: bool) -> None:
    """Print what is like ``paper``: papers of other dossiers, then those of its own.

    Raises:
        Missing: there is no such paper for who asks.

    """
    sight = house.reader.sight
    found = house.index.ask(lambda engine: alike(engine, *paper, sight, limit))
    told = [*found.others, *found.siblings]
    closed = {one.hit.dossier for one in told if one.hit.mode == RESTRICTED}
    house.reader.note(closed, query=f"--like {paper[0]}")
    if as_object:
        hits = [_object(one, paper[0]) for one in told]
        print_json({"total": len(hits), "hits": hits, "took_ms": found.took_ms})
        return
    for one in told:
        print_hit(door, one.hit, f"  {100 * one.likeness:.0f} %{_how(door, one, paper[0])}")
    door.tell(f"{len(told)} văn bản giống, {found.took_ms:.1f} ms.", f"{len(told)} like it, {found.took_ms:.1f} ms.")


def _object(one: Alike, dossier: str) -> dict[str, Any]:
    more = {"likeness": one.likeness, "same_words": one.same_words, "copy": one.is_copy}
    return asdict(one.hit) | more | {"same_dossier": one.hit.dossier == dossier}


def _how(door: Door, one: Alike, dossier: str) -> str:
    copied = door.words(" (gần như trùng)", " (nearly the same)") if one.is_copy else ""
    return copied + (door.words(" (cùng hồ sơ)", " (same dossier)") if one.hit.dossier == dossier else "")
