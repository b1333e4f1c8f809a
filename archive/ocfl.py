"""A dossier's id, files and versions → the paths and inventories of OCFL 1.1 (https://ocfl.io/1.1/spec/).

Nothing here touches a store. Storage layout: community extension 0003.
"""

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

import msgspec

from archive.records import PackageFile

LAYOUT = "0003-hash-and-id-n-tuple-storage-layout"
ROOT_DECLARATION = "0=ocfl_1.1"
OBJECT_DECLARATION = "0=ocfl_object_1.1"
OBJECT_DECLARED = b"ocfl_object_1.1\n"
INVENTORY = "inventory.json"
SIDECAR = "inventory.json.sha512"

_TUPLES, _TUPLE = 3, 3
_LONGEST = 100
_ENCODED = [chr(byte) if re.match(rb"[A-Za-z0-9_-]", bytes([byte])) else f"%{byte:02x}" for byte in range(256)]
"""What stands for each byte of an id in the name of its folder."""
_TYPE = "https://ocfl.io/1.1/spec/#inventory"
_OBJECT_KEY = re.compile(r"^((?:[0-9a-f]{3}/){3}[^/]+)/(.+)$")
_VERSION = re.compile(r"^v([1-9][0-9]*)$")


def root_files() -> dict[str, bytes]:
    """What stands at the top of the store, in the order in which it is written; the declaration last."""
    layout = {"extension": LAYOUT, "description": "SHA-256 tuples, then the percent-encoded id of the dossier"}
    settings = {"extensionName": LAYOUT, "digestAlgorithm": "sha256", "tupleSize": _TUPLE, "numberOfTuples": _TUPLES}
    return {
        f"extensions/{LAYOUT}/config.json": _json(settings),
        "ocfl_layout.json": _json(layout),
        ROOT_DECLARATION: b"ocfl_1.1\n",
    }


def object_root(identity: str) -> str:
    """Where the object of ``identity`` stands: ``3c0/ff4/240/object-01``. The id may hold any character."""
    raw = identity.encode("utf-8")
    digest = hashlib.sha256(raw).hexdigest()
    name = "".join(map(_ENCODED.__getitem__, raw))
    if len(name) > _LONGEST:
        name = f"{name[:_LONGEST]}-{digest}"
    return "/".join([digest[at : at + _TUPLE] for at in range(0, _TUPLE * _TUPLES, _TUPLE)] + [name])


def identity_of(root: str) -> str | None:
    """The id whose object stands at ``root``, if the path alone tells it (ids over 100 characters do not)."""
    identity = unquote(root.rpartition("/")[2], errors="replace")
    return identity if "\ufffd" not in identity and object_root(identity) == root else None


def split_key(key: str) -> tuple[str, str]:
    """Object root and path inside of a key of the store; a key that lies in no object's place has an empty root."""
    found = _OBJECT_KEY.match(key)
    return (found[1], found[2]) if found else ("", key)


def version_of(path: str) -> int:
    """The number of the version folder in which ``path`` (inside an object) lies; 0 for none."""
    found = _VERSION.match(path.partition("/")[0])
    return int(found[1]) if found and "/" in path else 0


class User(msgspec.Struct, frozen=True):
    """Who made a version."""

    name: str
    address: str | None = None


class Version(msgspec.Struct, frozen=True):
    """One version: which logical names had which content (``state``: SHA-512 → names)."""

    created: str
    state: dict[str, list[str]]
    message: str = ""
    user: User | None = None


class Inventory(msgspec.Struct, frozen=True, rename="camel", omit_defaults=True):
    """An object's inventory. ``manifest`` and ``fixity`` give content paths inside the object by digest."""

    id: str
    type: str
    digest_algorithm: str
    head: str
    manifest: dict[str, list[str]]
    versions: dict[str, Version]
    fixity: dict[str, dict[str, list[str]]] = {}
    content_directory: str = "content"

    @property
    def number(self) -> int:
        """The head version's number."""
        return int(self.head[1:])

    def names(self, version: int | None = None) -> dict[str, str]:
        """SHA-512 by logical name of one version (None: the head), in the names' order.

        Raises:
            KeyError: no such version.

        """
        state = self.versions[self.head if version is None else f"v{version}"].state
        return dict(sorted((name, digest) for digest, names in state.items() for name in names))

    def contents(self) -> Iterator[tuple[str, str]]:
        """Content path and SHA-512 of every file kept, in the paths' order."""
        return iter(sorted((path, digest) for digest, paths in self.manifest.items() for path in paths))

    def sha256(self) -> dict[str, str]:
        """SHA-256 by content path, as far as the fixity block tells."""
        return {path: digest for digest, paths in self.fixity.get("sha256", {}).items() for path in paths}


@dataclass(frozen=True, slots=True)
class Note:
    """What a version says of itself. ``created``: RFC 3339 with zone."""

    created: str
    message: str
    user: User


def succeed(before: Inventory | None, identity: str, files: Sequence[PackageFile], note: Note) -> Inventory:
    """The inventory in which ``files`` are the next version; content already kept is named again, not kept again."""
    number = 1 if before is None else before.number + 1
    manifest = {} if before is None else dict(before.manifest)
    sha256 = {} if before is None else dict(before.fixity.get("sha256", {}))
    for file in sorted(files, key=lambda one: one.name):
        if file.sha512 not in manifest:
            path = f"v{number}/content/{file.name}"
            manifest[file.sha512] = [path]
            sha256[file.sha256] = [*sha256.get(file.sha256, []), path]
    version = Version(created=note.created, state=state_of(files), message=note.message, user=note.user)
    return Inventory(
        id=identity,
        type=_TYPE,
        digest_algorithm="sha512",
        head=f"v{number}",
        manifest=manifest,
        versions={**({} if before is None else before.versions), f"v{number}": version},
        fixity={"sha256": sha256},
    )


def as_of(head: Inventory, number: int) -> Inventory:
    """The inventory as :func:`succeed` made it for the version ``number``, as it follows from a later one."""

    def until(paths_by_digest: Mapping[str, list[str]]) -> dict[str, list[str]]:
        kept = {
            digest: [path for path in paths if version_of(path) <= number] for digest, paths in paths_by_digest.items()
        }
        return {digest: paths for digest, paths in kept.items() if paths}

    return msgspec.structs.replace(
        head,
        head=f"v{number}",
        manifest=until(head.manifest),
        versions={name: version for name, version in head.versions.items() if int(name[1:]) <= number},
        fixity={name: until(told) for name, told in head.fixity.items()},
    )


def state_of(files: Sequence[PackageFile]) -> dict[str, list[str]]:
    """SHA-512 → names, sorted, as an inventory has it."""
    state: dict[str, list[str]] = {}
    for file in sorted(files, key=lambda one: one.name):
        state.setdefault(file.sha512, []).append(file.name)
    return state


def encode(inventory: Inventory) -> bytes:
    """The inventory as it is kept: JSON that a person can read."""
    return msgspec.json.format(msgspec.json.encode(inventory), indent=2) + b"\n"


def sidecar(data: bytes) -> bytes:
    """The sidecar of an inventory whose bytes are ``data``."""
    return f"{hashlib.sha512(data).hexdigest()} {INVENTORY}\n".encode()


def same_sidecar(kept: bytes, data: bytes) -> bool:
    """Whether ``kept`` is a sidecar of ``data``; other tools may put more white space in it."""
    return kept.split() == sidecar(data).split()


def lay_out(draft: Path, fresh: Inventory, data: bytes, sources: Mapping[str, Path]) -> None:
    """Make ``draft`` the object (version 1) or the version folder that is to be kept, of links to ``sources``.

    ``sources`` gives a file by SHA-512 for all content that is new in ``fresh``, whose bytes are ``data``.
    """
    first = fresh.number == 1
    version = draft / "v1" if first else draft
    for path, digest in fresh.contents():
        if path.startswith(f"{fresh.head}/"):
            link = version / path.partition("/")[2]
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(sources[digest].absolute())
    for folder in {version, draft}:
        folder.mkdir(exist_ok=True)
        (folder / INVENTORY).write_bytes(data)
        (folder / SIDECAR).write_bytes(sidecar(data))
    if first:
        (draft / OBJECT_DECLARATION).write_bytes(OBJECT_DECLARED)


def parse(data: bytes) -> Inventory:
    """The inventory in ``data``, sound enough to be followed: no name leads out of the object or of an export.

    Raises:
        ValueError: it is not, with the reason.

    """
    try:
        inventory = msgspec.json.decode(data, type=Inventory)
    except msgspec.MsgspecError as error:
        raise ValueError(str(error)) from error
    if inventory.digest_algorithm != "sha512":
        raise ValueError(f"digestAlgorithm {inventory.digest_algorithm}")
    if not _VERSION.match(inventory.head) or list(inventory.versions) != _numbers(len(inventory.versions)):
        raise ValueError("versions are not v1, v2 …")
    if inventory.head != f"v{len(inventory.versions)}":
        raise ValueError(f"head {inventory.head} is not the last version")
    for path, _ in inventory.contents():
        if not _inside(path) or not re.match(r"^v[1-9][0-9]*/", path):
            raise ValueError(f"content path {path!r}")
    for version in inventory.versions.values():
        _check_state(version.state, inventory.manifest)
    return inventory


def _numbers(count: int) -> list[str]:
    return [f"v{number}" for number in range(1, count + 1)]


def _check_state(state: Mapping[str, Sequence[str]], manifest: Mapping[str, Sequence[str]]) -> None:
    for digest, names in state.items():
        if not manifest.get(digest):
            raise ValueError(f"no content for {names}")
        for name in names:
            if not _inside(name):
                raise ValueError(f"logical name {name!r}")


def _inside(path: str) -> bool:
    return "\0" not in path and not any(part in ("", ".", "..") for part in path.split("/"))


def _json(value: object) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value), indent=2) + b"\n"
