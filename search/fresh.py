"""Query × the dossiers that are new → how many papers of them match: what a saved search has found since."""

from dataclasses import replace

from archive.access import Sight
from search.engine import Engine
from search.plan import plan
from search.query import Query

LOOKED_AT = 500
"""Pages that are put together to papers; where more match there are at least so many papers."""

NEWEST = 5_000
"""New dossiers among which is looked, the newest."""


def among(sight: Sight, dossiers: list[str]) -> Sight:
    """``sight``, but only the ``NEWEST`` of ``dossiers``, which come newest first."""
    return replace(sight, among=frozenset(dossiers[:NEWEST]))


def papers(engine: Engine, query: Query, sight: Sight) -> int:
    """How many papers within ``sight`` match as typed; words misread are not looked for."""
    _, found = engine.best(plan(query, sight=sight).wanted, LOOKED_AT, by_date=False)
    places = engine.places(found).values()
    return len({(place.dossier, place.document, 0 if place.document else place.page) for place in places})
