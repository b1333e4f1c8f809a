"""How an answer is wanted: its order, what one line of it stands for, and whether values are counted."""

from dataclasses import dataclass
from typing import Literal

Sort = Literal["relevance", "date"]
"""``date``: by the day of issue, newest first; papers without one last."""

Kind = Literal["page", "document", "dossier"]


@dataclass(frozen=True, slots=True)
class View:
    """Cách xem. ``group``: the best page of each document or dossier stands for it; ``facets``: count values."""

    sort: Sort = "relevance"
    group: Kind = "page"
    facets: bool = False


PLAIN = View()
