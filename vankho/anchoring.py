"""The house → its ledger's lines copied to every store and the newest anchored there; the ledger held against both."""

import fcntl
import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path

from archive import segment
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
from archive.draft import writing
from archive.errors import Damaged, StoreError, UsageError
from archive.ledger import LedgerLine, parse_line
from archive.mirror import Fault, Mirror
from archive.segment import Segment, divided, segments
from vankho.settings import Settings
from vankho.wiring import House

ANCHORED = "ledger-anchored"
LOCK = "anchor.lock"
_MARK = f'"kind":"{ANCHORED}"'.encode()


def anchor(house: House, who: str) -> tuple[LedgerLine, list[str]] | None:
    """Copy the lines since the last time to each store, anchor the newest there, and say so on the ledger; which line,
    and the stores. None: nothing was written since the last anchor. A store that is down keeps nothing from the other.

    Raises:
        Damaged: a line was changed, or the ledger is not the one that was copied; nothing of it is copied.
        StoreError: a store cannot be written.
        UsageError, BadKey: the key cannot be opened.

    """
    with _alone(house):
        head = house.ledger.head()
        if head is None or head.kind == ANCHORED:
            return None
        stores, there, trouble = _answering(house)
        with _signing(house) as sign:
            made = make(stores.values(), head, house.now(), sign)
        fresh = _put(house, head, stores, there)
        for blobs in stores.values():
            drop(blobs, head, made)
            if house.settings.lock == "law":
                keep_locked(blobs, house.now(), [name_of(head), *(one["key"] for one in fresh)])
        if trouble is not None:
            raise trouble
        named = list(stores)
        detail = {"seq": head.seq, "hash": head.hash, "stores": named, "signed": bool(made[1])}
        digests = {"sha512": _sha512(made[0]), "signature": _sha512(made[1]), "lines": fresh}
        house.ledger.append(ANCHORED, "", who, detail | digests)
        return head, named


def _answering(house: House) -> tuple[dict[str, Blobs], dict[str, list[Segment]], StoreError | None]:
    """The stores that answer, what each has of the ledger's copy, and why one of them does not answer."""
    stores: dict[str, Blobs] = {}
    there: dict[str, list[Segment]] = {}
    trouble = None
    for name, opened in _openings(house).items():
        try:
            blobs = opened()
            there[name] = segments(blobs)
            stores[name] = blobs
        except StoreError as error:
            trouble = error
    return stores, there, trouble


def _put(
    house: House, head: LedgerLine, stores: dict[str, Blobs], there: dict[str, list[Segment]]
) -> list[dict[str, str]]:
    """Bring each store that answers the lines up to ``head`` that it lacks; the segments of which one lacked the bytes,
    or of which the ledger has not told yet."""
    known = {one for found in there.values() for one in found}
    said = {key for line in _told(house) for key in line.segments}
    has = {name: set(found) for name, found in there.items()}
    fresh = []
    for one, data in divided(islice(house.ledger.raw(), head.seq), known):
        lacking = [name for name, found in has.items() if one not in found]
        for name in lacking:
            stores[name].put(one.key, data)
        if lacking or one.key not in said:
            fresh.append({"key": one.key, "sha512": _sha512(data)})
    return fresh


@contextmanager
def _alone(house: House) -> Iterator[None]:
    """Nobody else anchors this ledger meanwhile: two would cut its lines apart differently."""
    with writing(house.settings.home), (house.settings.home / LOCK).open("a") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def verify(house: House) -> list[str]:
    """What is wrong with the ledger: by its own chain, and by the anchors and the names of its copies in every store
    (English); empty: nothing. The bytes of the copies are read by :func:`compare_anchors`.
    """
    problems = house.ledger.verify()
    hashes = house.ledger.hashes()
    last = max(hashes, default=0)
    told = list(_told(house))
    for name, blobs in sides(house).items():
        found, copied = list(anchors(blobs)), segments(blobs)
        problems += [f"{name}: {one}" for one in disagreements(found, hashes, last)]
        problems += [f"{name}: {one}" for one in segment.contradictions(copied, hashes, last)]
        problems += [f"{name}: {one}" for one in _unsigned(house, found)]
        there, keys = {one.key: one for one in found}, {one.key for one in copied}
        for line in told:
            if name in line.stores:
                one = there.get(line.key)
                if one is None:
                    problems.append(f"{name}: anchor {line.key} is missing (line {line.seq})")
                elif one.is_sound and line.sha512 and line.digests != (_sha512(one.data), _sha512(one.signature)):
                    problems.append(f"{name}: anchor {line.key} was changed (line {line.seq})")
                problems += [f"{name}: {key} is missing (line {line.seq})" for key in line.segments if key not in keys]
    return problems


def contradicted(house: House) -> list[str]:
    """Why the ledger cannot be believed: its own chain, and anchors by which it was written anew; empty: it can.

    Raises:
        StoreError: it, or a store, cannot be read.

    """
    hashes = house.ledger.hashes()
    last = max(hashes, default=0)
    found = [one for blobs in sides(house).values() for one in anchors(blobs)]
    copied = {one for blobs in sides(house).values() for one in segments(blobs)}
    told = contradictions(found, hashes, last) + segment.contradictions(sorted(copied), hashes, last)
    return house.ledger.verify() + told


def compare_anchors(house: House, *, mend: bool = False) -> list[Fault]:
    """Which anchors, and which copies of the ledger's lines, are missing or changed in which store, by the digests that
    the ledger has; with ``mend`` they are brought from the other store, copies also from the ledger itself. Anchors
    whose digests are not on the ledger (older ones) are not looked at.

    Raises:
        StoreError: a store cannot be read.

    """
    mirror, faults = Mirror(sides(house)), list[Fault]()
    for line in _told(house):
        names = [name for name in line.stores if name in sides(house)]
        for place, digest in ((f"{line.key}{SIGNATURE}", line.signature), (line.key, line.sha512)):
            faults += mirror.compare_file(place, digest, names, mend=mend) if digest else []
        for key, digest in line.segments.items():
            faults += mirror.compare_file(key, digest, names, mend=mend, own=partial(_lines, house, key))
    return faults


def _lines(house: House, key: str) -> bytes:
    """The lines of that segment as the ledger has them."""
    one = segment.segment_of(key)
    return b"".join(islice(house.ledger.raw(), one.first - 1, one.last)) if one else b""


def sides(house: House) -> dict[str, Blobs]:
    """The stores by the names of their settings."""
    return {name: opened() for name, opened in _openings(house).items()}


def _openings(house: House) -> dict[str, Callable[[], Blobs]]:
    found: dict[str, Callable[[], Blobs]] = {"store": lambda: house.blobs}
    return found | ({"store_2": lambda: house.blobs_2} if house.settings.store_2 else {})


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
    segments: dict[str, str]
    """The digests of the copies that came into these stores with it, by their keys."""

    @property
    def digests(self) -> tuple[str, str]:
        return self.sha512, self.signature


def _told(house: House) -> Iterator[_Told]:
    """What the ledger says of anchors. A line that was changed so that it says nothing is left out, and where the file
    can be read no further it ends: the chain's own check names both."""
    with suppress(Damaged):
        for raw in house.ledger.raw():
            if _MARK in raw and (line := parse_line(raw, "")).kind == ANCHORED:
                with suppress(KeyError, TypeError, ValueError, AttributeError):
                    yield _of_line(line)


def _of_line(line: LedgerLine) -> _Told:
    told = line.detail
    key = f"{PLACE}{int(told['seq']):012d}-{str(told['hash'])[:16]}.json"
    stores = tuple(str(name) for name in told["stores"])
    copies = {str(one["key"]): str(one["sha512"]) for one in told.get("lines", ()) if segment.segment_of(one["key"])}
    return _Told(line.seq, key, stores, str(told.get("sha512", "")), str(told.get("signature", "")), copies)


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
