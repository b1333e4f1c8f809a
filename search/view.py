"""How an answer is wanted: its order, what one line of it stands for, and whether values are counted."""

from dataclasses import dataclass
from typing import Literal

from archive.access import EVERYTHING, Sight

Sort = Literal["relevance", "date"]
"""``date``: by the day of issue, newest first; papers without one last."""

Kind = Literal["page", "document", "dossier"]


@dataclass(frozen=True, slots=True)
class View:
    """Cách xem. ``group``: the best page of each document or dossier stands for it; ``facets``: count values.

    ``sight``: what the one who asks may see. The answer is that of an index in which nothing else ever was: what is
    found, its order, scores, counts, and the forms of words that are tried.
    """

    sort: Sort = "relevance"
    group: Kind = "page"
    facets: bool = False
    sight: Sight = EVERYTHING


PLAIN = View()
