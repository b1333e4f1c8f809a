"""A verb → the right that it needs: the one table of doors. A verb that is not here opens for nobody once there are
users, and a test names it."""

from collections.abc import Mapping
from typing import Final

from archive.access import RIGHTS, Person, Right
from archive.errors import Forbidden

KNOWN: Final = "known"
"""Any user; what is shown is what the user sees."""
ANYONE: Final = "anyone"
"""Nothing of the home is shown or changed."""

Need = tuple[Right, ...] | str
"""One of these rights, or :data:`KNOWN`, or :data:`ANYONE`."""

_FILES: tuple[Right, ...] = ("propose", "council", "decide", "audit")

DOORS: Mapping[str, Need] = {
    "init": ("upkeep",),
    "ingest": ("ingest",),
    "nightly": ("ingest",),
    "review list": KNOWN,
    "review show": KNOWN,
    **dict.fromkeys(
        [f"review {verb}" for verb in ("set", "word", "split", "merge", "rotate", "reread", "accept", "reject")],
        ("review",),
    ),
    **dict.fromkeys([f"quarantine {verb}" for verb in ("list", "show", "add", "release", "remove")], ("quarantine",)),
    "text": KNOWN,
    "search": KNOWN,
    "serve": KNOWN,
    "show": KNOWN,
    "list": KNOWN,
    "export": KNOWN,  # which right depends on what is asked for: vankho.cli.export
    "sheet export": ("describe",),
    "sheet import": ("describe",),
    "seal": ("seal",),
    "check-seal": ANYONE,
    "check": ANYONE,
    "verify": ("upkeep",),
    "fixity run": ("upkeep",),
    "fixity compare": ("upkeep",),
    "fixity repair": ("upkeep",),
    "fixity copy": ("upkeep",),
    "fixity waiting": ("upkeep",),
    "fixity minutes": ("upkeep", "audit"),
    "ledger anchor": ("upkeep",),
    "ledger repair": ("upkeep",),
    "rebuild": ("upkeep",),
    "home export": ("upkeep",),
    "home check": ANYONE,
    "home import": ("upkeep",),
    "ledger verify": ("audit",),
    "retention due": KNOWN,
    "retention show": KNOWN,
    "retention rows": KNOWN,
    **dict.fromkeys([f"retention {verb}" for verb in ("classify", "hold", "release", "reopen", "extend")], ("retain",)),
    "retention propose": ("propose",),
    "retention withdraw": ("propose",),
    "retention attach": ("propose", "council"),
    "retention review": ("council",),
    "retention approve": ("decide",),
    "retention dispose": ("dispose",),
    "retention lists": _FILES,
    "retention list": _FILES,
    "retention papers": _FILES,
    **dict.fromkeys(
        [
            f"submit {verb}"
            for verb in ("due", "list", "batches", "show", "send", "accept", "return", "withdraw", "papers")
        ],
        ("submit",),
    ),
    "user list": ("users", "audit"),
    "user roles": ANYONE,
    **dict.fromkeys([f"user {verb}" for verb in ("add", "give", "take", "disable", "password")], ("users",)),
    "access request": KNOWN,
    "access list": KNOWN,
    "access approve": ("grant",),
    "access refuse": ("grant",),
    "access set": ("set-mode",),
}


def need_of(door: str) -> Need:
    """What the door ``review set`` needs; one without a decision needs a right that nobody has."""
    return DOORS.get(door, ())


def let_in(person: Person, door: str) -> None:
    """Let ``person`` through, whatever dossier it will be about.

    Raises:
        Forbidden: the door is not for this person.

    """
    need = need_of(door)
    if need == ANYONE or (person.is_known and (need == KNOWN or not person.rights.isdisjoint(need))):
        return
    raise forbidden(person, need, door)


def forbidden(person: Person, need: Need, door: str) -> Forbidden:
    """The refusal, which names the right and no dossier."""
    rights = [RIGHTS[right] for right in need if right in RIGHTS] if isinstance(need, tuple) else []
    told = "; ".join(f"{vi} / {en}" for vi, en in rights) or "người dùng / a user"
    return Forbidden(f"{person.name}: vankho {door} ({told})")
