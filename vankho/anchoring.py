"""The house → its ledger's head anchored in every store, signed where there is a key; the ledger held against it."""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from archive.anchor import (
    PLACE,
    SIGNATURE,
    Anchor,
    anchors,
    contradictions,
    disagreements,
    drop,
    keep_locked,
    make,
    name_of,
)
from archive.blob import Blobs
from archive.errors import Damaged, UsageError
from archive.ledger import LedgerLine
from archive.mirror import Fault, Mirror
from vankho.settings import Settings
from vankho.wiring import House

ANCHORED = "ledger-anchored"


def anchor(house: House, who: str) -> tuple[LedgerLine, list[str]] | None:
    """Anchor the newest line in each store, and say so on the ledger; which line, and the stores. None: nothing was
    written since the last anchor.

    Raises:
        StoreError: a store cannot be written.
        UsageError, BadKey: the key cannot be opened.

    """
    head = house.ledger.head()
    if head is None or head.kind == ANCHORED:
        return None
    stores, now = sides(house), house.now()
    with _signing(house) as sign:
        made = make(stores.values(), head, now, sign)
    for blobs in stores.values():
        drop(blobs, head, made)
        if house.settings.lock == "law":
            keep_locked(blobs, now, [name_of(head)])
    named = list(stores)
    detail = {"seq": head.seq, "hash": head.hash, "stores": named, "signed": bool(made[1])}
    digests = {"sha512": _sha512(made[0]), "signature": _sha512(made[1])}
    house.ledger.append(ANCHORED, "", who, detail | digests)
    return head, named


def verify(house: House) -> list[str]:
    """What is wrong with the ledger: by its own chain, and by the anchors in every store (English); empty: nothing."""
    problems = house.ledger.verify()
    hashes = house.ledger.hashes()
    last = max(hashes, default=0)
    told = list(_told(house))
    for name, blobs in sides(house).items():
        found = list(anchors(blobs))
        problems += [f"{name}: {one}" for one in disagreements(found, hashes, last)]
        problems += [f"{name}: {one}" for one in _unsigned(house, found)]
        there = {one.key: one for one in found}
        for line in told:
            if name in line.stores:
                one = there.get(line.key)
                if one is None:
                    problems.append(f"{name}: anchor {line.key} is missing (line {line.seq})")
                elif one.is_sound and line.sha512 and line.digests != (_sha512(one.data), _sha512(one.signature)):
                    problems.append(f"{name}: anchor {line.key} was changed (line {line.seq})")
    return problems


def contradicted(house: House) -> list[str]:
    """Why the ledger cannot be believed: its own chain, and anchors by which it was written anew; empty: it can.

    Raises:
        StoreError: it, or a store, cannot be read.

    """
    hashes = house.ledger.hashes()
    found = [one for blobs in sides(house).values() for one in anchors(blobs)]
    return house.ledger.verify() + contradictions(found, hashes, max(hashes, default=0))


def compare_anchors(house: House, *, mend: bool = False) -> list[Fault]:
    """Which anchors are missing or changed in which store, by the digests that the ledger has; with ``mend`` they are
    brought from the other store. Anchors whose digests are not on the ledger (older ones) are not looked at.

    Raises:
        StoreError: a store cannot be read.

    """
    mirror, faults = Mirror(sides(house)), list[Fault]()
    for line in _told(house):
        names = [name for name in line.stores if name in sides(house)]
        for place, digest in ((f"{line.key}{SIGNATURE}", line.signature), (line.key, line.sha512)):
            faults += mirror.compare_file(place, digest, names, mend=mend) if digest else []
    return faults


def sides(house: House) -> dict[str, Blobs]:
    """The stores by the names of their settings."""
    return {"store": house.blobs, **({"store_2": house.blobs_2} if house.settings.store_2 else {})}


def _sha512(data: bytes) -> str:
    return hashlib.sha512(data).hexdigest() if data else ""


@dataclass(frozen=True, slots=True)
class _Told:
    """What line ``seq`` of the ledger says of an anchor: its key, in which stores it is, its digest and that of its
    signature (empty on older lines)."""

    seq: int
    key: str
    stores: tuple[str, ...]
    sha512: str
    signature: str

    @property
    def digests(self) -> tuple[str, str]:
        return self.sha512, self.signature


def _told(house: House) -> Iterator[_Told]:
    """What the ledger says of anchors. A line that was changed so that it says nothing is left out, and where the file
    can be read no further it ends: the chain's own check names both."""
    with suppress(Damaged):
        for line in house.ledger.lines():
            if line.kind == ANCHORED:
                with suppress(KeyError, TypeError, ValueError):
                    yield _of_line(line)


def _of_line(line: LedgerLine) -> _Told:
    told = line.detail
    key = f"{PLACE}{int(told['seq']):012d}-{str(told['hash'])[:16]}.json"
    stores = tuple(str(name) for name in told["stores"])
    return _Told(line.seq, key, stores, str(told.get("sha512", "")), str(told.get("signature", "")))


def _unsigned(house: House, found: list[Anchor]) -> Iterator[str]:
    """Signatures that are missing or not of their anchor; with ``seal_trust``, those of somebody else."""
    if not any(one.signed for one in found):
        return
    from archive.seals.detached import signed_by
    from archive.seals.trust import trust

    known = trust(list(house.trusted))
    first = next(one.seq for one in found if one.signed)
    for one in found:
        if one.signed:
            try:
                who, trusted = signed_by(one.data, one.signature, known)
            except Damaged as error:
                yield f"anchor {one.key}: {error.detail}"
                continue
            if house.trusted and not trusted:
                yield f"anchor {one.key} is signed by {who}, whom nobody trusts (seal_trust)"
        elif one.seq > first and house.settings.seal_key:
            yield f"anchor {one.key} is not signed, an earlier one is"


@contextmanager
def _signing(house: House) -> Iterator[Callable[[bytes], bytes] | None]:
    """How to sign without asking anybody; None without a key, or with one whose secret only a person knows."""
    settings = house.settings
    secret = _secret(settings)
    if not settings.seal_key or secret is None:
        yield None
        return
    from archive.seal import open_key
    from archive.seals.detached import sign_detached

    address = settings.seal_key
    if not address.startswith("pkcs11:"):
        address = str(settings.home / Path(address).expanduser())
    with open_key(address, lambda: secret) as key:
        yield lambda data: sign_detached(data, key)


def _secret(settings: Settings) -> str | None:
    if settings.seal_secret:
        return settings.seal_secret
    if not settings.seal_secret_file:
        return None
    place = settings.home / Path(settings.seal_secret_file).expanduser()
    try:
        return place.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{place}: {error}") from error
