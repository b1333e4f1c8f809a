"""A kept dossier → its next version, with a signed copy of every document in a representation ``sealed``.

``rep1`` stays as it was, so that the digests in ``dossier.json`` stay true; nothing is taken out of a version.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import msgspec

from archive.description import pack_events, unpack
from archive.draft import measured, write
from archive.eark.enclosed import enclose
from archive.eark.frame import Frame
from archive.eark.part import part
from archive.eark.tree import dated
from archive.errors import Damaged, Missing
from archive.places import DOCUMENTS, DOSSIER, EVENTS, METS, README, SEALED
from archive.records import Event, Package, PackageFile
from archive.seal import Sealer, State
from archive.store import Store
from vankho import __version__
from vankho.desk import claimed
from vankho.wiring import House


def seal_dossier(house: House, identity: str, sealer: Sealer, who: str) -> tuple[int, list[State]]:
    """The version made, and what is in its sealed files. What is sealed already gets the further signature.

    Either every document is signed or nothing is kept.

    Raises:
        Missing: the dossier is not kept, or has no PDF.
        Refused, NoTimestamp, NoProof, SealFailed: as :meth:`archive.seal.Sealer.seal` says.
        Damaged, StoreError: the store.
    """
    with claimed(house.work, identity):
        return _next_version(house, identity, sealer, who)


def _next_version(house: House, identity: str, sealer: Sealer, who: str) -> tuple[int, list[State]]:
    store, now = house.store, house.now()
    kept = {file.name: file for file in store.files(identity)}
    names = [name for name in kept if name.startswith(DOCUMENTS) and name.endswith(".pdf")]
    if not names:
        raise Missing(f"{identity}: PDF")
    with tempfile.TemporaryDirectory(prefix="seal-", dir=house.work) as work:
        draft = Path(work) / "draft"
        states, signed = [], []
        for name in names:
            sealed = SEALED + name.removeprefix(DOCUMENTS)
            source, target = Path(work) / "source.pdf", draft / sealed
            target.parent.mkdir(parents=True, exist_ok=True)
            source.write_bytes(store.read(identity, sealed if sealed in kept else name))
            states.append(sealer.seal(source, target, now))
            signed.append(measured(sealed, target))
        done = Event(now.isoformat(timespec="seconds"), "seal", who, sealer.told)
        dossier = unpack(store.read(identity, DOSSIER))
        fresh = {file.name: file for file in _enclosed(store, identity, draft, signed, (now, done))}
        # of what is kept already only name and SHA-512 count: it is named again, not written again
        old = [PackageFile(name, Path(name), 0, "", file.sha512) for name, file in kept.items() if name not in fresh]
        files = tuple(sorted([*old, *fresh.values()], key=lambda file: file.name))
        receipt = store.put(Package(dossier, files), "vankho seal")
    detail = {"version": receipt.version, "inventory": receipt.sha512, "as": sealer.told}
    house.ledger.append_once(f"{identity} v{receipt.version}", "sealed", identity, who, detail)
    house.catalogue.enter(dossier, "archived", receipt)
    return receipt.version, states


def _enclosed(
    store: Store, identity: str, draft: Path, signed: Sequence[PackageFile], done: tuple[datetime, Event]
) -> list[PackageFile]:
    """The files of the next version that are new or may be: ``signed``, the events, and all that names them."""
    now, event = done
    since = dated(store.read(identity, METS))
    dossier = unpack(store.read(identity, DOSSIER))
    events = _events(store.read(identity, EVENTS))
    told = [write(draft, EVENTS, [pack_events((*events, event))])]
    told += [write(draft, name, [store.read(identity, name)]) for name in (DOSSIER, README)]
    standing = [
        write(draft, name, [store.read(identity, name)])
        for name in since
        if name.endswith(f"/{METS}") and not SEALED.startswith(name.removesuffix(METS))
    ]
    frame = Frame(replace(dossier, events=(*events, event)), now, __version__, "SUPPLEMENT", first=_first(since))
    since.pop(EVENTS, None)
    pointers = [replace(part(file, now), created=since[file.name]) for file in standing]
    return [*signed, *told, *standing, *enclose(draft, frame, [*signed, *told], pointers, since)]


def _first(since: dict[str, str]) -> datetime | None:
    """When the documents were packed: the time of the README, which sealing leaves as it is."""
    return datetime.fromisoformat(since[README]) if README in since else None


def _events(data: bytes) -> tuple[Event, ...]:
    try:
        return msgspec.json.decode(data, type=tuple[Event, ...])
    except msgspec.MsgspecError as error:
        raise Damaged(f"events.json: {error}") from error
