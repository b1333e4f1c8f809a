"""Package → Receipt: dossiers kept as OCFL 1.1 objects above any :class:`archive.blob.Blobs`.

Versions are only ever added. The order of writes makes every moment safe to be killed in:

* version 1 is put as one tree, ``0=ocfl_object_1.1`` last; without it and ``inventory.json`` there is no object;
* a later version is put as one tree, then the sidecar at the object's root, then ``inventory.json``: the last write
  is the commit. Until then readers see the old version; the next ``put`` finishes or takes away what it finds.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from archive import ocfl
from archive.blob import Blobs, Promise
from archive.damage import Damage, Progress, examine, examine_root
from archive.errors import Damaged, Full, Locked, Missing, StoreError, UsageError, no_room
from archive.lock import Guard, Tightened, locks_of, tighten
from archive.objects import Objects
from archive.records import Package, Receipt

MANIFEST = ".manifest-sha512.txt"
"""What is put after an export's name for the file beside it with its digests, in the form that ``sha512sum -c`` reads
there."""

_USER = ocfl.User(name="Vankho", address="urn:vankho:store")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Tệp trong kho: a file of one version. ``key`` is where its bytes lie in the store, for a person to find."""

    name: str
    sha512: str
    key: str


class Store:
    """The store (kho lưu trữ), the truth about every dossier.

    ``now`` gives a time with zone. One dossier must not be put by two processes at once; different dossiers may.
    ``after`` is told of each dossier whose version was committed, also when it was there before: what it does (to lock
    it) is done again by the same put where it failed. ``lock`` off: nothing is locked, whatever the back end can.
    """

    def __init__(
        self,
        blobs: Blobs,
        now: Callable[[], datetime],
        after: Callable[[str], None] | None = None,
        *,
        lock: bool = True,
    ) -> None:
        self._blobs = blobs
        self._objects = Objects(blobs)
        self._now = now
        self._after = after
        self._lock = lock
        self._declared = False

    @property
    def promise(self) -> Promise:
        """What the back end has proved to keep."""
        return self._blobs.promise

    def put(self, package: Package, message: str) -> Receipt:
        """Keep ``package`` (gói AIP) as the dossier's next version.

        Every file is read back from the store and hashed before the receipt is given; without a receipt nothing
        upstream may be thrown away. The very same content again gives the existing receipt and changes nothing.

        Raises:
            Damaged: a byte read back differs; the version is not visible. Or what is kept of this dossier is
                damaged, and nothing was changed.
            Full, StoreError: it could not be written; the version is not visible. Or it is kept but could not be
                locked; put it again.

        """
        try:
            receipt = self._put(package, message)
            self._committed(package.dossier.id)
        except StoreError as error:
            raise error.about(package.dossier.id) from error
        return receipt

    def _put(self, package: Package, message: str) -> Receipt:
        identity = package.dossier.id
        if not package.files:
            raise StoreError(f"{identity}: gói không có tệp nào / the package has no file")
        self._declare()
        root = ocfl.object_root(identity)
        head = self._settle(root)
        if head is not None and head.versions[head.head].state == ocfl.state_of(package.files):
            self._objects.read_back(root, head, head.contents())
            return _receipt(root, head, self._objects.read(f"{root}/{ocfl.INVENTORY}"))
        note = ocfl.Note(self._now().isoformat(timespec="seconds"), message, _USER)
        fresh = ocfl.succeed(head, identity, package.files, note)
        return self._write(root, fresh, {file.sha512: file.path for file in package.files})

    def dossiers(self) -> Iterator[str]:
        """The ids of all complete objects, in the order of their places in the store."""
        for root, paths in self._objects.objects():
            if ocfl.INVENTORY in paths and ocfl.OBJECT_DECLARATION in paths:
                yield ocfl.identity_of(root) or self._objects.head(root)[0].id

    def has(self, identity: str) -> bool:
        """Whether a complete object of ``identity`` is kept."""
        return self._objects.whole(ocfl.object_root(identity))

    def receipt(self, identity: str) -> Receipt:
        """The receipt of the head version.

        Raises:
            Missing: no such dossier.
            Damaged: its inventory is.

        """
        root = self._root(identity)
        head, data = self._objects.head(root)
        return _receipt(root, head, data)

    def files(self, identity: str, version: int | None = None) -> tuple[StoredFile, ...]:
        """The files of a version (None: the head), by name.

        Raises:
            Missing: no such dossier or version.
            Damaged: its inventory is.

        """
        root = self._root(identity)
        head, _ = self._objects.head(root)
        try:
            names = head.names(version)
        except KeyError as error:
            raise Missing(f"{identity} v{version}") from error
        return tuple(
            StoredFile(name, digest, f"{root}/{head.manifest[digest][0]}") for name, digest in sorted(names.items())
        )

    def open(self, identity: str, name: str, version: int | None = None) -> BinaryIO:
        """The bytes of one file, to be closed by the caller; they are not hashed on the way.

        Raises:
            Missing: no such dossier, version or file.
            Damaged: its inventory is.

        """
        return self._blobs.open(self._file(identity, name, version).key)

    def read(self, identity: str, name: str) -> bytes:
        """All bytes of one file of the head version, hashed.

        Raises:
            Missing: no such dossier or file.
            Damaged: the bytes are not those that were kept.

        """
        file = self._file(identity, name)
        data = self._objects.read(file.key)
        if hashlib.sha512(data).hexdigest() != file.sha512:
            raise Damaged(file.key)
        return data

    def export(self, identity: str, folder: Path) -> None:
        """Copy the head version into ``folder`` (new or empty), hashing on the way; its digests stand beside it.

        The folder appears whole or not at all, and has nothing in it that its METS.xml does not name.

        Raises:
            Missing: no such dossier.
            Damaged: a file is not what was kept.
            UsageError: something is in ``folder`` already, or it cannot be written.
            Full: no room there.

        """
        files = self.files(identity)
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise UsageError(f"{folder}: thư mục đã có nội dung / something is there already")
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as draft:
                made = Path(draft) / "export"
                self._copy_out(files, made)
                made.rename(folder)
            lines = "".join(f"{file.sha512}  {folder.name}/{file.name}\n" for file in files)
            manifest_of(folder).write_text(lines, encoding="utf-8")
        except OSError as error:
            raise (Full if no_room(error) else UsageError)(f"{folder}: {error.strerror}") from error

    def destroy(self, identity: str, decision: str) -> int:
        """Take away every byte of every version of a dossier, by the decision that its disposal file names.

        The contents go first and what declares the object last, so that an object whose destruction was cut off still
        shows and can be finished by the same call; done twice it changes nothing. Returns how many files went.
        Whether it may be destroyed is not asked here (:mod:`archive.disposal`). A lock that the server holds wins.

        Raises:
            UsageError: there is no decision.
            Locked: a version of one of its files is still locked; nothing was touched.
            StoreError: the server refuses one (a lock: none of what it refused first is lost), or something is left.

        """
        if not decision.strip():
            raise UsageError(f"{identity}: không có quyết định hủy / no decision to destroy it")
        if why := self.locked(identity):
            raise Locked(f"{identity}: {why}")
        root = ocfl.object_root(identity)
        try:
            paths = [key.removeprefix(f"{root}/") for key in self._blobs.list(f"{root}/")]
            for path in sorted(paths, key=lambda path: (-path.count("/"), path == ocfl.OBJECT_DECLARATION, path)):
                self._blobs.delete(f"{root}/{path}")
            if left := next(iter(self._blobs.list(f"{root}/")), None):
                raise StoreError(f"{left}: vẫn còn sau khi hủy / still there after its destruction")
        except StoreError as error:
            raise error.about(identity) from error
        return len(paths)

    @property
    def keeps_locks(self) -> bool:
        """Whether :meth:`guard` does anything."""
        return self._lock and locks_of(self._blobs) is not None

    def guard(self, identity: str, wanted: Guard) -> Tightened:
        """Make the locks on all versions of all files of a dossier what is ``wanted``; for which that was. Nothing
        where the back end keeps no locks.

        Raises:
            StoreError: the server refused.

        """
        locks = locks_of(self._blobs)
        if locks is None or not self._lock:
            return Tightened()
        return tighten(locks, f"{ocfl.object_root(identity)}/", wanted, self._now())

    def locked(self, identity: str) -> str:
        """Why the server would not let go of the dossier now, in both languages; empty: nothing stands against it."""
        locks = locks_of(self._blobs)
        found = locks.locks(f"{ocfl.object_root(identity)}/") if locks else []
        until = max((one.until for one in found if one.until is not None), default=None)
        if any(one.held for one in found):
            return "đang giữ pháp lý / a legal hold is on it"
        if until is not None and until > self._now():
            return f"khóa đến / locked until {until.astimezone(self._now().tzinfo):%Y-%m-%d %H:%M}"
        return ""

    def verify(self, ids: Sequence[str] | None = None, progress: Progress | None = None) -> Iterator[Damage]:
        """Re-read and re-hash every byte of ``ids`` (None: of the whole store), and say what is not as it was kept.

        ``progress`` is told, after each file, its dossier and size in bytes. With None, what lies in the store but in
        no object is named too.

        Raises:
            StoreError: the store cannot be read at all.

        """
        if ids is not None:
            for identity in ids:
                root = ocfl.object_root(identity)
                paths = self._objects.paths(root)
                yield from examine(self._blobs, root, paths, progress)
            return
        strays: list[str] = []
        for root, paths in self._objects.objects(strays):
            yield from examine(self._blobs, root, paths, progress)
        yield from examine_root(self._blobs, strays)

    def _committed(self, identity: str) -> None:
        if self._after is not None:
            self._after(identity)

    def _file(self, identity: str, name: str, version: int | None = None) -> StoredFile:
        for file in self.files(identity, version):
            if file.name == name:
                return file
        raise Missing(f"{identity}: {name}")

    def _declare(self) -> None:
        """Make the storage root, once."""
        if self._declared:
            return
        files = ocfl.root_files()
        if not self._objects.holds(ocfl.ROOT_DECLARATION):
            foreign = next((key for key in self._blobs.list("") if key not in files), None)
            if foreign is not None:
                raise StoreError(f"nơi này đã có thứ khác / not an OCFL 1.1 store, and not empty: {foreign}")
            for key, data in files.items():
                self._blobs.put(key, data)
        elif ocfl.LAYOUT.encode() not in self._objects.read("ocfl_layout.json"):
            raise StoreError(f"kho có cách xếp khác / the store's layout is not {ocfl.LAYOUT}")
        self._declared = True

    def _settle(self, root: str) -> ocfl.Inventory | None:
        """The head at ``root`` after healing what a killed ``put`` left there; None if there is no object."""
        paths = self._objects.paths(root)
        whole = {ocfl.INVENTORY, ocfl.OBJECT_DECLARATION} <= paths
        head = self._objects.head(root)[0] if whole else None
        committed = 0 if head is None else head.number
        beyond = {path for path in paths if ocfl.version_of(path) > committed}
        finished = max((number for path in beyond if (number := _complete(path, paths))), default=0)
        if finished:
            return self._roll_forward(root, finished, head)
        if head is None and paths and (ocfl.INVENTORY in paths or any(ocfl.version_of(path) > 1 for path in paths)):
            raise Damaged(f"{root}: thiếu {ocfl.INVENTORY} hoặc phiên bản / its inventory or version 1 is missing")
        for path in sorted(beyond if head is not None else paths):
            self._blobs.delete(f"{root}/{path}")
        if head is not None and not self._objects.sealed(root):
            self._blobs.put(f"{root}/{ocfl.SIDECAR}", ocfl.sidecar(self._objects.read(f"{root}/{ocfl.INVENTORY}")))
        return head

    def _roll_forward(self, root: str, number: int, head: ocfl.Inventory | None) -> ocfl.Inventory:
        """Commit version ``number``, which is all there but was not committed."""
        place = f"{root}/v{number}/{ocfl.INVENTORY}"
        found, data = self._objects.inventory(place)
        if found.number != number or ocfl.object_root(found.id) != root:
            raise Damaged(place)
        if head is not None and any(found.versions.get(name) != version for name, version in head.versions.items()):
            raise Damaged(place)
        self._objects.read_back(root, found, found.contents())
        self._commit(root, data)
        return found

    def _write(self, root: str, fresh: ocfl.Inventory, sources: Mapping[str, Path]) -> Receipt:
        data = ocfl.encode(fresh)
        first = fresh.number == 1
        place = root if first else f"{root}/{fresh.head}"
        with tempfile.TemporaryDirectory(prefix="vankho-put-") as draft:
            ocfl.lay_out(Path(draft), fresh, data, sources)
            self._blobs.put_tree(Path(draft), place)
        try:
            self._objects.read_back(root, fresh, fresh.contents())
            for folder in (place, f"{root}/{fresh.head}"):
                if self._objects.inventory(f"{folder}/{ocfl.INVENTORY}")[1] != data:
                    raise Damaged(f"{folder}/{ocfl.INVENTORY}")
        except BaseException:
            self._withdraw(place)
            raise
        if not first:
            self._commit(root, data)
        return _receipt(root, fresh, data)

    def _commit(self, root: str, data: bytes) -> None:
        """Make ``data`` the object's inventory: the last write decides. Only after a kill is the declaration missing.

        Where it fails the version stays whole but unseen, and the next ``put`` of the dossier finishes it.
        """
        self._blobs.put(f"{root}/{ocfl.SIDECAR}", ocfl.sidecar(data))
        self._blobs.put(f"{root}/{ocfl.INVENTORY}", data)
        if not self._objects.holds(f"{root}/{ocfl.OBJECT_DECLARATION}"):
            self._blobs.put(f"{root}/{ocfl.OBJECT_DECLARATION}", ocfl.OBJECT_DECLARED)
        if self._objects.inventory(f"{root}/{ocfl.INVENTORY}")[1] != data:
            raise Damaged(f"{root}/{ocfl.INVENTORY}")

    def _withdraw(self, place: str) -> None:
        """Take away a version that did not read back, its declaration and inventory first."""
        for key in sorted(self._blobs.list(f"{place}/"), key=lambda key: (key.count("/"), key)):
            self._blobs.delete(key)

    def _root(self, identity: str) -> str:
        if not self.has(identity):
            raise Missing(identity)
        return ocfl.object_root(identity)

    def _copy_out(self, files: Sequence[StoredFile], folder: Path) -> None:
        folder.mkdir()
        for file in files:
            target = folder / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            with self._blobs.open(file.key) as source, target.open("xb") as sink:
                shutil.copyfileobj(source, sink, _CHUNK)
            with target.open("rb") as written:
                if hashlib.file_digest(written, "sha512").hexdigest() != file.sha512:
                    raise Damaged(file.key)


def manifest_of(folder: Path) -> Path:
    """Where the digests of what was exported into ``folder`` stand."""
    return folder.with_name(f"{folder.name}{MANIFEST}")


def _receipt(root: str, head: ocfl.Inventory, data: bytes) -> Receipt:
    return Receipt(
        dossier=head.id,
        version=head.number,
        root=root,
        sha512=hashlib.sha512(data).hexdigest(),
        stored_at=head.versions[head.head].created,
    )


def _complete(path: str, paths: set[str]) -> int:
    """The number of the version folder whose inventory ``path`` is, if its sidecar is there too; else 0."""
    number = ocfl.version_of(path)
    return number if path == f"v{number}/{ocfl.INVENTORY}" and f"v{number}/{ocfl.SIDECAR}" in paths else 0
