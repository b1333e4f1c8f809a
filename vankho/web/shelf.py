"""The house and a person → what a request may see of it: dossiers, hits, marks, files; all else was never there.

Rights are looked up at every request: who was disabled, or a dossier that was restricted, meanwhile is gone at once.
Requests come on several threads; all that touches the house waits its turn here.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from copy import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from typing import BinaryIO, Generic, TypeVar

from archive.access import RESTRICTED, Sight
from archive.description import unpack
from archive.errors import Forbidden, Missing
from archive.outline import Part, parts
from archive.places import ALTO, DOCUMENTS, DOSSIER, SEALED
from archive.records import Document, Dossier, Found, Hit, Line
from archive.text import fold
from search.alike import Likes, alike
from search.fresh import among, papers
from search.marks import Mark, marks
from search.offers import A_KIND, LEAST, MOST, Offer, offers
from search.query import Query, parse
from search.view import View
from vankho.arrivals import Arrivals, Point
from vankho.iiif.leaves import leaves
from vankho.iiif.words import named
from vankho.marking import words_on
from vankho.reader import Reader
from vankho.searches import Saved, Searches
from vankho.web.entrance import Entrance
from vankho.wiring import House

DOOR = "serve"
AGAIN = timedelta(minutes=10)
"""For how long a person who looks at a restricted dossier is noted once: a viewer asks for a hundred tiles a page."""

PAGES = 100
"""Pages whose marks are told at once."""

DOSSIERS, SHEETS = 8, 256
"""Dossiers with all their text, and pages with all their words, that are remembered."""

_NOTED = 200
T = TypeVar("T")


class Recent(Generic[T]):
    """What was made last, at most ``limit`` of it; the longest unused is forgotten."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._known: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What is known by ``key``, else what ``make`` gives."""
        if key not in self._known:
            self._known[key] = make()
        self._known.move_to_end(key)
        while len(self._known) > self._limit:
            self._known.popitem(last=False)
        return self._known[key]


@dataclass(frozen=True, slots=True)
class Kept:
    """Hồ sơ được xem: a dossier as its package has it; ``edition`` changes with each version of it. ``may_export``:
    whether its files may be had, too."""

    dossier: Dossier
    edition: str
    is_restricted: bool
    may_export: bool

    def document(self, ordinal: int) -> Document:
        """Its document of that number.

        Raises:
            Missing: it has none.

        """
        found = next((one for one in self.dossier.documents if one.ordinal == ordinal), None)
        if found is None:
            raise Missing(f"{self.dossier.id}: văn bản / document {ordinal}")
        return found


@dataclass(frozen=True, slots=True)
class Marked:
    """A page of a document that a query found, with its marks."""

    page: int
    marks: tuple[Mark, ...]


class Shelf:
    """What ``who`` sees of ``house``, for the reason ``why`` where one was given."""

    def __init__(self, house: House, who: str, why: str = "") -> None:
        self._house, self._who, self._why = house, who, why
        self._lock = threading.RLock()
        self._dossiers: Recent[Dossier] = Recent(DOSSIERS)
        self._words: Recent[tuple[Line, ...]] = Recent(SHEETS)
        self._parts: Recent[tuple[Part, ...]] = Recent(SHEETS)
        self._noted: dict[tuple[str, str], datetime] = {}
        self._arrivals = Arrivals(house.ledger)

    def of(self, who: str) -> "Shelf":
        """The same shelf, with what it remembers, as ``who`` sees it."""
        theirs = copy(self)
        theirs._who = who
        return theirs

    @property
    def has_users(self) -> bool:
        """Whether not everyone may see everything."""
        return not self._house.users.is_open

    def entrance(self) -> Entrance:
        """The way in to the same house."""
        return Entrance(self._house, self._lock)

    def kept(self, identity: str) -> Kept:
        """The dossier, whose use is noted where it is restricted.

        Raises:
            Missing: there is none for this person: not kept, hidden, set aside, or disposed of.
            Forbidden: the person is nobody here any more.

        """
        with self._lock:
            reader = self._reader()
            if "\0" in identity:
                raise Missing(repr(identity))
            row = self._house.catalogue.get(identity)
            if row is None:
                is_there = identity in reader.resolve(identity)
            else:
                is_there = row.status not in ("quarantine", "disposed") and reader.sees_row(row)
            if not is_there or not self._house.store.has(identity):
                raise Missing(identity)
            one = reader.marks(identity)
            if one.mode == RESTRICTED:
                self._note(reader, identity)
            edition = (row.inventory_sha512 if row else None) or self._house.store.receipt(identity).sha512
            read = self._dossiers.get((identity, edition), lambda: self._read(identity))
            return Kept(read, edition, one.mode == RESTRICTED, reader.person.may("export", one))

    def search(self, text: str, limit: int, since: int | None = None) -> Found:
        """The pages that ``text`` finds for this person; found restricted dossiers are noted. ``since``: only those of
        dossiers that came after that line of the ledger.

        Raises:
            BadQuery: it cannot be asked.
            Forbidden: the person is nobody here any more.

        """
        query = parse(text)
        with self._lock:
            reader = self._reader()
            sight = reader.sight if since is None else among(reader.sight, self._arrivals.since(Point(since)))
            found = self._house.index.search(query, limit, View(sight=sight))
            reader.note({hit.dossier for hit in found.hits if hit.mode == RESTRICTED}, query=text[:_NOTED])
            return found

    def alike(self, kept: Kept, document: Document) -> Likes:
        """The papers most like it; restricted ones among them are noted. One that is kept but not in the index has
        none."""
        with self._lock:
            reader = self._reader()
            asked = kept.dossier.id, document.ordinal, reader.sight
            try:
                found = self._house.index.ask(lambda engine: alike(engine, *asked))
            except Missing:
                return Likes()
            told = [one.hit for one in (*found.others, *found.siblings)]
            closed = {hit.dossier for hit in told if hit.mode == RESTRICTED} - {kept.dossier.id}
            reader.note(closed, query=f"--like {kept.dossier.id}#{document.ordinal}")
            return found

    def offers(self, typed: str) -> list[Offer]:
        """How what is typed may go on: this person's searches of that name, then what the index offers."""
        with self._lock:
            sight = self._reader().sight
            begun = fold(typed.strip())
            names = (one for one in self._searches().all() if len(begun) >= LEAST and begun in fold(one.name))
            own = [Offer(one.query, one.name, "saved") for one in names][:A_KIND]
            return [*own, *self._house.index.ask(lambda engine: offers(engine, typed, sight))][:MOST]

    def saved(self) -> list[tuple[Saved, int]]:
        """The searches of this person, each with how many papers are new to it."""
        with self._lock:
            sight, found = self._reader().sight, []
            for one in self._searches().all():
                new = self._arrivals.since(one.mark)
                count = partial(papers, query=parse(one.query), sight=among(sight, new))
                found.append((one, self._house.index.ask(count) if new else 0))
            return found

    def save(self, name: str, text: str) -> Saved:
        """Save that search; errors as for :meth:`vankho.searches.Searches.save`."""
        with self._lock:
            self._reader()
            return self._searches().save(name, text, self._arrivals.now())

    def ask_again(self, name: str) -> Saved:
        """The search of that name as it was asked the last time; now is the last time.

        Raises:
            Missing: there is none.

        """
        with self._lock:
            self._reader()
            one = self._searches().get(name)
            self._searches().asked(name, self._arrivals.now())
            return one

    def forget(self, name: str) -> Saved:
        """Delete that search.

        Raises:
            Missing: there is none.

        """
        with self._lock:
            self._reader()
            return self._searches().forget(name)

    def marked(self, kept: Kept, document: Document, text: str, first: int = 0) -> tuple[list[Marked], bool]:
        """Marks of ``text`` in the document by page, from the ``first`` page found on; and whether there are more.

        Within a document misread words are looked for wherever fewer than ten pages of its dossier match as typed.

        Raises:
            BadQuery: it cannot be asked.

        """
        query = parse(text)
        inside = View(sight=Sight((), frozenset([kept.dossier.id])))
        with self._lock:
            found = self._house.index.search(query, max(1, len(kept.dossier.pages)), inside)
            hits = sorted((hit for hit in found.hits if hit.page in document.pages), key=lambda hit: hit.page)
            told = [self._marked(kept, hit, query) for hit in hits[first : first + PAGES]]
        return told, len(hits) > first + PAGES

    def parts(self, kept: Kept, document: Document) -> tuple[Part, ...]:
        """The paper and its annexes, as its PDF has them as bookmarks."""
        with self._lock:
            return self._parts.get((kept.edition, document.ordinal), lambda: self._parted(kept, document))

    def pdf(self, kept: Kept, document: Document) -> BinaryIO:
        """The PDF/A of the document, the signed one where there is one.

        Raises:
            Missing: it has none.
            Forbidden: it may be seen, but not be had as a file.

        """
        self._require(kept)
        name = document.file or ""
        with self._lock:
            names = {file.name for file in self._house.store.files(kept.dossier.id)}
            signed = name.replace(DOCUMENTS, SEALED, 1)
            return self._house.store.open(kept.dossier.id, signed if signed in names else name)

    def alto(self, kept: Kept, page: int) -> bytes:
        """The ALTO file of the page; errors as for :meth:`pdf`."""
        self._require(kept)
        with self._lock:
            return self._house.store.read(kept.dossier.id, f"{ALTO}p{page:04d}.xml")

    def source(self, kept: Kept, document: Document) -> Callable[[], BinaryIO]:
        """How to open the PDF from which the document's pages are drawn."""

        def opened() -> BinaryIO:
            with self._lock:
                return self._house.store.open(kept.dossier.id, document.file or "")

        return opened

    def _searches(self) -> Searches:
        return Searches(self._house.settings.home, self._who, self._house.now)

    def _reader(self) -> Reader:
        self._house.users.read_on()
        return Reader(self._house, self._house.users.person(self._who), DOOR, self._why)

    def _read(self, identity: str) -> Dossier:
        return unpack(self._house.store.read(identity, DOSSIER))

    def _note(self, reader: Reader, identity: str) -> None:
        now, key = self._house.now(), (self._who, identity)
        if key not in self._noted or now - self._noted[key] >= AGAIN:
            reader.use(identity)
            self._noted[key] = now

    def _require(self, kept: Kept) -> None:
        if not kept.may_export:
            raise Forbidden(f"{self._who}: vankho export (xuất gói và tệp / export packages and files)")

    def _marked(self, kept: Kept, hit: Hit, query: Query) -> Marked:
        return Marked(hit.page, marks(hit.page, self._words_on(kept, hit.page), query, near=hit.near))

    def _words_on(self, kept: Kept, page: int) -> tuple[Line, ...]:
        return self._words.get((kept.edition, page), lambda: words_or_none(self._house, kept.dossier.id, page))

    def _parted(self, kept: Kept, document: Document) -> tuple[Part, ...]:
        read = [replace(leaf.page, lines=self._words_on(kept, leaf.index)) for leaf in leaves(kept.dossier, document)]
        return parts(read, named(document, kept.dossier), document.type_name)


def words_or_none(house: House, identity: str, page: int) -> tuple[Line, ...]:
    """The words of a page; none where nothing was read there."""
    try:
        return words_on(house.store, identity, page)
    except Missing:
        return ()
