"""Attempts to log in → how long the next has to wait, per user and per address; kept in memory, of a bounded size.

Three are counted: the user from that address, the user from anywhere, the address for anyone. Who is guessed at from
elsewhere is only slowed a little, so that nobody is locked out by a stranger. Names that are no user's count alike.
"""

import hashlib
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network

FORGOTTEN = timedelta(hours=1)
"""After so long without another attempt it counts as the first."""
ENTRIES = 30_000


@dataclass(frozen=True, slots=True)
class Limit:
    """Mức chậm: ``free`` attempts at once, then 1, 2, 4 … seconds between them, up to ``longest``."""

    free: int
    longest: int


PAIR, USER, ADDRESS = Limit(5, 900), Limit(20, 60), Limit(20, 900)


class Guesses:
    """The attempts since the last that was right. ``now`` gives a time with zone. Not for several threads."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._tried: OrderedDict[bytes, tuple[int, datetime]] = OrderedDict()

    def wait(self, name: str, address: str) -> int:
        """Seconds until ``name`` may be tried again from ``address``."""
        now = self._now()
        left = [0.0]
        for key, limit in _keys(name, address):
            count, last = self._tried.get(key, (0, now))
            if count >= limit.free:
                pause = min(limit.longest, 2.0 ** min(count - limit.free, 20))
                left.append(pause - (now - last).total_seconds())
        return max(0, -int(-max(left) // 1))

    def tried(self, name: str, address: str) -> int:
        """Count one attempt, before it is known whether it is right; how many it were for the user, from anywhere."""
        now, counts = self._now(), []
        for key, _ in _keys(name, address):
            count, last = self._tried.pop(key, (0, now))
            count = 1 if now - last > FORGOTTEN else count + 1
            self._tried[key] = (count, now)
            counts.append(count)
        while len(self._tried) > ENTRIES:
            self._tried.popitem(last=False)
        return counts[1]

    def right(self, name: str, address: str) -> None:
        """It was right: the user's attempts are forgotten; of the address's only this one, or who has an account here
        could guess at others for ever."""
        pair, user, from_there = (key for key, _ in _keys(name, address))
        self._tried.pop(pair, None)
        self._tried.pop(user, None)
        count, last = self._tried.get(from_there, (1, self._now()))
        self._tried[from_there] = (count - 1, last)


def _keys(name: str, address: str) -> list[tuple[bytes, Limit]]:
    place = _network(address)
    parts = (((name, place), PAIR), ((name,), USER), (("", place), ADDRESS))
    return [(hashlib.sha256(repr(part).encode()).digest(), limit) for part, limit in parts]


def _network(address: str) -> str:
    """An IPv6 address counts by its /64, which one machine has whole."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address) and not found.ipv4_mapped:
        return str(ip_network((found, 64), strict=False))
    return str(found)
