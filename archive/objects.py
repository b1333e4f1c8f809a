"""Key → inventory and bytes: what an OCFL 1.1 store holds is read here, and nothing of it believed unseen."""

import hashlib
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import BinaryIO

from archive import ocfl
from archive.blob import Blobs
from archive.errors import Damaged, Missing

_CHUNK = 1 << 20


class Objects:
    """The objects of a store as its bytes tell of them; it writes nothing."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs

    def holds(self, key: str) -> bool:
        """Whether something lies at exactly ``key``."""
        return next(iter(self._blobs.list(key)), None) == key

    def read(self, key: str) -> bytes:
        """All bytes at ``key``, unhashed.

        Raises:
            Missing: nothing lies there.
            Damaged: they cannot be read.

        """
        try:
            with self._blobs.open(key) as file:
                return file.read()
        except OSError as error:
            raise Damaged(f"{key}: {error.strerror or error}") from error

    def objects(self, strays: list[str] | None = None) -> Iterator[tuple[str, set[str]]]:
        """Every object's place with the paths in it; keys that lie in none go to ``strays``."""
        for root, group in groupby(map(ocfl.split_key, self._blobs.list("")), key=lambda pair: pair[0]):
            if root:
                yield root, {path for _, path in group}
            elif strays is not None:
                strays += [path for _, path in group]

    def paths(self, root: str) -> set[str]:
        """The paths of everything that lies in the object at ``root``, whole or not."""
        return {key.removeprefix(f"{root}/") for key in self._blobs.list(f"{root}/")}

    def whole(self, root: str) -> bool:
        """Whether a complete object lies at ``root``: what declares it is put last, its inventory before that."""
        return self.holds(f"{root}/{ocfl.OBJECT_DECLARATION}") and self.holds(f"{root}/{ocfl.INVENTORY}")

    def head(self, root: str) -> tuple[ocfl.Inventory, bytes]:
        """The inventory at ``root``; also where a kill came between the writes of a commit.

        Then the sidecar is ahead of the inventory, and the inventory's copy in its version folder vouches for it.

        Raises:
            Missing: there is no object.
            Damaged: its inventory is not sound, or not this object's.

        """
        place = f"{root}/{ocfl.INVENTORY}"
        if self.sealed(root):
            head, data = self.inventory(place)
        else:
            data = self.read(place)
            try:
                head = ocfl.parse(data)
            except ValueError as error:
                raise Damaged(f"{place}: {error}") from error
            if self.inventory(f"{root}/{head.head}/{ocfl.INVENTORY}")[1] != data:
                raise Damaged(place)
        if ocfl.object_root(head.id) != root:
            raise Damaged(place)
        return head, data

    def sealed(self, root: str) -> bool:
        """Whether the sidecar at the object's root is that of its inventory."""
        side = f"{root}/{ocfl.SIDECAR}"
        return self.holds(side) and ocfl.same_sidecar(self.read(side), self.read(f"{root}/{ocfl.INVENTORY}"))

    def inventory(self, place: str) -> tuple[ocfl.Inventory, bytes]:
        """The inventory at key ``place`` that its sidecar agrees with.

        Raises:
            Damaged: it is not sound, or its sidecar is missing or disagrees.

        """
        try:
            data = self.read(place)
            if not ocfl.same_sidecar(self.read(f"{place}.sha512"), data):
                raise Damaged(place)
            return ocfl.parse(data), data
        except (Missing, ValueError) as error:
            raise Damaged(f"{place}: {error}") from error

    def read_back(self, root: str, inventory: ocfl.Inventory, contents: Iterable[tuple[str, str]]) -> None:
        """Hash what the store gives for ``contents``.

        Raises:
            Damaged: a file is missing or differs, named by its place in the store.

        """
        sha256 = inventory.sha256()
        for path, digest in contents:
            try:
                with self._blobs.open(f"{root}/{path}") as file:
                    found, fixity = _digests(file)
            except (Missing, OSError) as error:
                raise Damaged(f"{root}/{path}: {error}") from error
            if found != digest or sha256.get(path, fixity) != fixity:
                raise Damaged(f"{root}/{path}")


def _digests(file: BinaryIO) -> tuple[str, str]:
    sha512, sha256 = hashlib.sha512(), hashlib.sha256()
    while chunk := file.read(_CHUNK):
        sha512.update(chunk)
        sha256.update(chunk)
    return sha512.hexdigest(), sha256.hexdigest()
