"""When each object was last read → those to read tonight, so that all are read within so many days."""

from collections.abc import Mapping, Sequence
from datetime import date
from math import ceil


def tonight(objects: Sequence[str], checked: Mapping[str, date], days: int, today: date) -> list[str]:
    """The share of ``objects`` that is due, the longest unread first; what was never read comes first of all.

    A night takes its share of all (1/``days``, rounded up), and besides whatever would otherwise be over its time: a
    night that was missed is made good. What was never read waits its turn, else the first night would read all.
    """
    oldest = sorted(objects, key=lambda one: (checked.get(one, date.min), one))
    share = ceil(len(objects) / days)
    late = sum(1 for one in objects if one in checked and (today - checked[one]).days >= days)
    never = sum(1 for one in objects if one not in checked)
    return oldest[: max(share, late + min(never, share))]
