"""A damaged ledger, the lines that its copies have, and anchors → the one history that these prove (lịch sử của sổ).

A line is proven by the hash that an anchor has of it, or that the line after it has: so every line before an anchor can
be found again in whatever has it, and none can be made up. What follows unbroken on the last proven line is believed as
it was before; so is what is left before a gap under an anchor, while nothing speaks against it.

After a line that nobody has and that no anchor is about, the lines that are sound in themselves stay with their numbers
and words, chained anew, and a line in the place of the lost one says that it is lost. Lines that follow on a history
that was written anew are left out: what they say may be true, but nothing shows it. Where an anchor is about what comes
after, nothing is chained anew: the gap stays, and the ledger's own check goes on naming it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from archive.anchor import Anchor
from archive.errors import Damaged
from archive.ledger import START, LedgerLine, line_bytes, line_hash, parse_line

LOST = "ledger-line-lost"
"""The kind of a line that stands for one that nobody has."""
_NAMED = 16
_WIDEST = 10_000
"""Lost lines in a row, more than which no single line left after them is believed to tell of."""


@dataclass(frozen=True, slots=True)
class History:
    """Lịch sử được chứng minh: ``lines`` with their ends. ``restored``: how many of them the ledger itself did not
    have; ``chained``: the numbers of those whose words stayed but whose hashes are new; ``lost``: from which to which
    nobody has them; ``left_out``: how many sound lines of the damaged ledger are not in it.
    """

    lines: tuple[bytes, ...]
    restored: int = 0
    chained: tuple[int, ...] = ()
    lost: tuple[tuple[int, int], ...] = ()
    left_out: int = 0


@dataclass(slots=True)
class _Pool:
    """Every line that anybody has, by the hash that its words have."""

    by_hash: dict[str, tuple[int, str, bytes]] = field(default_factory=dict)
    after: dict[str, list[str]] = field(default_factory=dict)
    own: dict[int, list[str]] = field(default_factory=dict)
    own_raw: set[str] = field(default_factory=set)
    """Hashes of the lines that the ledger has to the byte."""
    vouched: set[str] = field(default_factory=set)
    """Hashes that a line says of itself, or the one after it says of it."""

    def take(self, raw: bytes, *, own: bool) -> None:
        try:
            line = parse_line(raw, "")
            digest = line_hash(line)
        except (Damaged, ValueError):
            return
        good = line_bytes(replace(line, hash=digest)) + b"\n"
        if digest not in self.by_hash:
            self.by_hash[digest] = (line.seq, line.prev, good)
            self.after.setdefault(line.prev, []).append(digest)
        self.vouched.add(line.prev)
        if line.hash == digest:
            self.vouched.add(digest)
        if own:
            self.own.setdefault(line.seq, []).append(digest)
            if raw == good:
                self.own_raw.add(digest)

    def following(self, seq: int, prev: str) -> list[str]:
        """The whole lines ``seq`` that follow on the hash ``prev``, copies before the ledger's own."""
        return [one for one in self.after.get(prev, ()) if one in self.vouched and self.by_hash[one][0] == seq]


def proven(
    own: Iterable[bytes], copied: Iterable[bytes], anchors: Sequence[Anchor], head: tuple[int, str] | None, at: str
) -> History:
    """The history of which ``own`` is left and of which ``copied`` are copies; ``head``: the newest line, as the file
    beside the ledger says; ``at``: the time for lines that say that one is lost.

    Raises:
        Damaged: sound anchors contradict each other: one of them was planted, or the home went on from an old copy. A
            person must say which.

    """
    pool = _Pool()
    for raw in copied:
        pool.take(raw, own=False)
    for raw in own:
        pool.take(raw, own=True)
    pool.vouched |= {head[1]} if head else set()
    sound = _agreed(anchors)
    chosen = _anchored(pool, sound)
    gaps = _filled(pool, chosen, sound)
    top = max(chosen, default=0)
    lines = [pool.by_hash[chosen[seq]][2] for seq in sorted(chosen)]
    restored = sum(digest not in pool.own_raw for digest in chosen.values())
    left = _left(pool, top)
    said = max(sound, default=0)
    is_open = said <= top  # else an anchor is about a line that nobody has
    rest = (
        _chained(left, top, chosen.get(top, START), at)
        if is_open
        else [line_bytes(one) + b"\n" for one in left.values()]
    )
    end = max(left, default=top)
    if head is not None and head[1] not in pool.by_hash:
        said = max(said, head[0])
    lost = (*gaps, *_missing(left, top), *([(end + 1, said)] if said > end else []))
    used = set(chosen.values()) | {line.hash for line in left.values()}
    spare = {digest for found in pool.own.values() for digest in found if digest in pool.vouched} - used
    return History((*lines, *rest), restored, tuple(left) if is_open else (), lost, len(spare))


def _agreed(anchors: Sequence[Anchor]) -> dict[int, str]:
    """How the hash begins that was anchored of each line, by the anchors that were not changed."""
    sound: dict[int, str] = {}
    for one in anchors:
        if one.is_sound and sound.setdefault(one.seq, one.hash[:_NAMED]) != one.hash[:_NAMED]:
            raise _contested(one.seq)
    return sound


def _contested(seq: int) -> Damaged:
    return Damaged(f"mốc neo mâu thuẫn ở dòng {seq} / anchors contradict each other: line {seq}")


def _anchored(pool: _Pool, sound: Mapping[int, str]) -> dict[int, str]:
    """The hash of every line that an anchor proves: the anchored one, and each before it of which anybody has the
    words. ``sound``: how the hashes that were anchored begin."""
    named = {(seq, digest[:_NAMED]): digest for digest, (seq, _, _) in pool.by_hash.items()}
    chosen: dict[int, str] = {}
    for seq in sorted(sound, reverse=True):
        wanted = named.get((seq, sound[seq]), "")  # empty: nobody has it
        while seq not in chosen and wanted in pool.by_hash and pool.by_hash[wanted][0] == seq:
            chosen[seq] = wanted
            seq, wanted = seq - 1, pool.by_hash[wanted][1]
        if chosen.get(seq, wanted) != wanted or (seq == 0 and wanted != START):
            raise _contested(seq)
    return chosen


def _filled(pool: _Pool, chosen: dict[int, str], sound: Mapping[int, str]) -> list[tuple[int, int]]:
    """Add what follows unbroken on what is chosen; where lines stay lost before an anchored one."""
    gaps, prev, seq, top = list[tuple[int, int]](), START, 1, max(chosen, default=0)
    while True:
        if seq not in chosen:
            stretch = _stretch(pool, chosen, sound, (seq, prev), is_proven_after=seq < top)
            chosen |= stretch
            seq += len(stretch)
            if seq > top:
                return gaps
            after = min(one for one in chosen if one > seq)
            gaps.append((seq, after - 1))
            seq = after
        prev = chosen[seq]
        seq += 1


def _stretch(
    pool: _Pool, chosen: Mapping[int, str], sound: Mapping[int, str], begin: tuple[int, str], *, is_proven_after: bool
) -> dict[int, str]:
    """The lines that follow from the line number and hash ``begin`` on. Before an anchored line nothing shows that they
    are not forged but that nothing speaks against them: no other line that would follow as well, and no end in a line
    that another is proven to be."""
    found: dict[int, str] = {}
    seq, prev = begin
    while fitting := pool.following(seq, prev):
        is_off = seq in chosen or seq + 1 in chosen or not fitting[0].startswith(sound.get(seq, ""))
        if is_off or (is_proven_after and len(fitting) > 1):
            return {} if is_proven_after else found
        found[seq] = prev = fitting[0]
        seq += 1
    return found


def _left(pool: _Pool, top: int) -> dict[int, LedgerLine]:
    """The ledger's own lines after ``top`` that are sound in themselves, in order. Not those that follow on a line that
    is otherwise in the copies: whoever wrote that anew wrote them anew too, and they may bear other numbers."""
    found, last, anew = dict[int, LedgerLine](), top, set[str]()
    for seq in sorted(seq for seq in pool.own if seq > top):
        if seq - last > _WIDEST:
            break
        for digest in pool.own[seq]:
            prev = pool.by_hash[digest][1]
            if prev in anew or (prev in pool.by_hash and pool.by_hash[prev][0] <= top):
                anew.add(digest)
            elif digest in pool.vouched and seq not in found:
                found[seq] = parse_line(pool.by_hash[digest][2], "")
                last = seq
    return found


def _missing(left: Mapping[int, LedgerLine], top: int) -> list[tuple[int, int]]:
    """Which lines before the last of those left are not among them."""
    return [(last + 1, seq - 1) for last, seq in pairwise((top, *left)) if seq > last + 1]


def _chained(left: Mapping[int, LedgerLine], top: int, prev: str, at: str) -> list[bytes]:
    """These lines chained anew on ``prev``, with lines in the place of those that are lost."""
    lines = []
    for seq in range(top + 1, max(left, default=top) + 1):
        line = left.get(seq) or LedgerLine(seq, at, LOST, "", "ledger", {}, "", prev, "")
        bare = replace(line, prev=prev, hash="")
        prev = line_hash(bare)
        lines.append(line_bytes(replace(bare, hash=prev)) + b"\n")
    return lines
