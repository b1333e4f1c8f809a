"""What is asked for with ``vankho export --as dip`` → the copies, by :mod:`vankho.handing`."""

from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from archive.copies import MARK, Copy, CopyKind
from archive.dissemination import Request
from vankho.cli.door import Door
from vankho.cli.seal import Asked, sealer
from vankho.handing import hand_out
from vankho.wiring import House


@dataclass(frozen=True, slots=True)
class DipAsked:
    """What stands on the command line."""

    kind: CopyKind
    documents: tuple[int, ...]
    until: datetime | None
    purpose: str
    reason: str


def dip(door: Door, house: House, identity: str, folder: Path, asked: DipAsked) -> list[Path]:
    """The files of the DIP in a folder of its own in ``folder``."""
    settings = door.settings
    until = asked.until.date() if asked.until else None
    copy = Copy(asked.kind, settings.seal_name, house.now(), until)
    with ExitStack() as stack:
        key = None
        if asked.kind == "certified":
            key = stack.enter_context(sealer(settings, Asked("agency", MARK, None, None, None, False, False)))
        request = Request(copy, asked.documents, asked.purpose, asked.reason, key)
        place = hand_out(house, identity, folder, request, door.user)
    if asked.kind == "reading":
        last = f"{copy.last_day:%d/%m/%Y}"
        door.tell(
            f"Bản đọc dùng đến hết ngày {last}; sau đó hãy thu hồi.", f"To be used until {last}; then take it back."
        )
    return sorted(path for path in place.rglob("*") if path.is_file())
