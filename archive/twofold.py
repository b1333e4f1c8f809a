"""Package → Receipt, in two independent stores: the first is the truth, the second follows right after.

A second store that is down does not keep the first from receipts: it is told, and what it lacks is brought by the next
``vankho fixity run`` or ``copy``. Destruction needs both: what one of them would not let go of stays in both.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property

from archive.blob import Blobs
from archive.damage import Damage, Progress
from archive.errors import Locked, StoreError
from archive.lock import Guard, Tightened
from archive.mirror import Mirror
from archive.store import Store

FIRST, SECOND = "store", "store_2"


class TwofoldStore(Store):
    """A store with a second one behind it. ``open_second`` is asked when it is first needed; ``told`` hears of what
    could not be done there, with the dossier's id.
    """

    def __init__(  # noqa: PLR0913
        self,
        blobs: Blobs,
        now: Callable[[], datetime],
        after: Callable[[str], None] | None = None,
        *,
        lock: bool = True,
        open_second: Callable[[], Blobs],
        told: Callable[[str, StoreError], None],
    ) -> None:
        super().__init__(blobs, now, after, lock=lock)
        self._open_second = open_second
        self._told = told

    @cached_property
    def second(self) -> Store:
        """The second store alone."""
        return Store(self._open_second(), self._now, lock=self._lock)

    @property
    def keeps_locks(self) -> bool:
        """Whether :meth:`guard` does anything in one of the two."""
        if super().keeps_locks:
            return True
        try:
            return self.second.keeps_locks
        except StoreError:  # it is down: a dossier is kept all the same, and locked there by the next fixity run
            return False

    def guard(self, identity: str, wanted: Guard) -> Tightened:
        """See :meth:`archive.store.Store.guard`; in both."""
        done = super().guard(identity, wanted)
        try:
            done += self.second.guard(identity, wanted)
        except StoreError as error:
            self._told(identity, error)
        return done

    def locked(self, identity: str) -> str:
        """See :meth:`archive.store.Store.locked`; of either."""
        return super().locked(identity) or self.second.locked(identity)

    def destroy(self, identity: str, decision: str) -> int:
        """See :meth:`archive.store.Store.destroy`; in both, the second first: cut off between, the first still shows
        the dossier, and the same call goes on.
        """
        if why := self.locked(identity):
            raise Locked(f"{identity}: {why}")
        return self.second.destroy(identity, decision) + super().destroy(identity, decision)

    def verify(self, ids: Sequence[str] | None = None, progress: Progress | None = None) -> Iterator[Damage]:
        """See :meth:`archive.store.Store.verify`; of both, what is of the second so named."""
        yield from super().verify(ids, progress)
        for one in self.second.verify(ids, progress):
            yield replace(one, file=f"{SECOND}: {one.file}")

    def _committed(self, identity: str) -> None:
        try:
            Mirror({FIRST: self._blobs, SECOND: self.second._blobs}).follow(identity)
        except StoreError as error:
            self._told(identity, error)
        super()._committed(identity)
