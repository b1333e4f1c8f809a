"""A kept dossier → its next version, with a signed copy of every document in ``sealed/``.

``documents/`` stays as it was, so that the digests in ``dossier.json`` stay true; nothing is taken out of a version.
"""

import tempfile
from pathlib import Path

import msgspec

from archive.description import pack_events, unpack
from archive.errors import Damaged, Missing
from archive.package import measured
from archive.records import Event, Package, PackageFile
from archive.seal import Sealer, State
from vankho.wiring import House

SEALED = "sealed/"
_DOCUMENTS = "documents/"


def seal_dossier(house: House, identity: str, sealer: Sealer, who: str) -> tuple[int, list[State]]:
    """The version made, and what is in its sealed files. What is sealed already gets the further signature.

    Either every document is signed or nothing is kept.

    Raises:
        Missing: the dossier is not kept, or has no PDF.
        Refused, NoTimestamp, NoProof, SealFailed: as :meth:`archive.seal.Sealer.seal` says.
        Damaged, StoreError: the store.
    """
    store, now = house.store, house.now()
    kept = {file.name: file for file in store.files(identity)}
    names = [name for name in kept if name.startswith(_DOCUMENTS) and name.endswith(".pdf")]
    if not names:
        raise Missing(f"{identity}: PDF")
    house.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="seal-", dir=house.work) as draft:
        states, fresh = [], {}
        for name in names:
            sealed = SEALED + name.removeprefix(_DOCUMENTS)
            source, target = Path(draft) / "source.pdf", Path(draft) / Path(sealed).name
            source.write_bytes(store.read(identity, sealed if sealed in kept else name))
            states.append(sealer.seal(source, target, now))
            fresh[sealed] = measured(sealed, target)
        events = Path(draft) / "events.json"
        done = Event(now.isoformat(timespec="seconds"), "seal", who, sealer.told)
        events.write_bytes(_with(store.read(identity, "events.json"), done))
        fresh["events.json"] = measured("events.json", events)
        # of what is kept already only name and SHA-512 count: it is named again, not written again
        old = [PackageFile(name, Path(name), 0, "", file.sha512) for name, file in kept.items() if name not in fresh]
        dossier = unpack(store.read(identity, "dossier.json"))
        files = tuple(sorted([*old, *fresh.values()], key=lambda file: file.name))
        receipt = store.put(Package(dossier, files), "vankho seal")
    detail = {"version": receipt.version, "inventory": receipt.sha512, "as": sealer.told}
    house.ledger.append_once(f"{identity} v{receipt.version}", "sealed", identity, who, detail)
    house.catalogue.enter(dossier, "archived", receipt)
    return receipt.version, states


def _with(data: bytes, event: Event) -> bytes:
    try:
        return pack_events((*msgspec.json.decode(data, type=tuple[Event, ...]), event))
    except msgspec.MsgspecError as error:
        raise Damaged(f"events.json: {error}") from error
