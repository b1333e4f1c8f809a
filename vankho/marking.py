"""A hit → where on its page the words stand that matched, from the boxes that its package keeps."""

from archive.description import unpack_page
from archive.errors import StoreError
from archive.places import TEXTS
from archive.records import Hit, Line
from archive.store import Store
from search.marks import Mark, marks
from search.query import Query


def words_on(store: Store, dossier: str, page: int) -> tuple[Line, ...]:
    """The lines of a page with their words' boxes; none where nothing was read there.

    Raises:
        Missing: it has none.
        Damaged, StoreError: they cannot be read.

    """
    return unpack_page(store.read(dossier, f"{TEXTS}p{page:04d}.json"))


def marks_of(store: Store, hit: Hit, query: Query) -> tuple[Mark, ...]:
    """The marks of ``query`` on the page of ``hit``; none where the store cannot tell: the page was found anyway."""
    try:
        lines = words_on(store, hit.dossier, hit.page)
    except StoreError:
        return ()
    return marks(hit.page, lines, query, near=hit.near)
