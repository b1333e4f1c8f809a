"""What a ledger's rest, copies and anchors prove: every line that anybody has, and none that was made up."""

import json
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.anchor import PLACE, Anchor
from archive.errors import Damaged
from archive.history import LOST, proven
from archive.ledger import START, LedgerLine, line_bytes, line_hash

AT = "2026-11-29T09:00:00+07:00"


def ledger(count: int, agent: str = "lan") -> list[bytes]:
    made, prev = [], START
    for seq in range(1, count + 1):
        bare = LedgerLine(seq, AT, "viewed", f"D{seq}", agent, {"page": seq}, "", prev, "")
        prev = line_hash(bare)
        made.append(line_bytes(replace(bare, hash=prev)) + b"\n")
    return made


def anchor(line: bytes) -> Anchor:
    told = json.loads(line)
    return Anchor(f"{PLACE}{told['seq']:012d}-{told['hash'][:16]}.json", b"x", told["seq"], told["hash"], AT)


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_whatever_is_left_of_a_ledger_and_its_copies_no_proven_line_is_lost_and_none_is_made_up(seed: int) -> None:
    chance = random.Random(seed)
    good, forged = ledger(12), ledger(12, "somebody else")
    anchored = sorted(chance.sample(range(1, 10), 2))
    copied = [line for line in good[: anchored[-1]] if chance.random() < 0.8]
    own = [line for line in good if chance.random() < 0.7]
    if chance.random() < 0.4:
        own = forged[: chance.randrange(13)] + own[chance.randrange(6) :]
    chance.shuffle(copied)
    copied += forged[: chance.randrange(4)]
    told = proven(own, copied, [anchor(good[at - 1]) for at in anchored], None, AT)
    there = {json.loads(line)["seq"]: line for line in told.lines}
    assert list(there) == sorted(there) and len(there) == len(told.lines)
    known, seq = {*copied, *own}, anchored[-1]
    while seq and good[seq - 1] in known:
        assert there[seq] == good[seq - 1], "led to by the anchor, and somebody has it"
        seq -= 1
    lost = {number for first, last in told.lost for number in range(first, last + 1)}
    for number, line in there.items():
        words = json.loads(line)
        if number <= anchored[-1]:
            assert line in known, "nothing before an anchor is chained anew"
        elif line not in known:
            assert (words["kind"] == LOST and number in lost) or number in told.chained
    assert not {one for one in there if json.loads(there[one])["kind"] == LOST} - lost


def test_a_whole_ledger_is_its_own_history() -> None:
    good = ledger(5)
    told = proven(good, good[:3], [anchor(good[2])], (5, json.loads(good[4])["hash"]), AT)
    assert told.lines == tuple(good)
    assert (told.restored, told.chained, told.lost, told.left_out) == (0, (), (), 0)


@pytest.mark.parametrize("more", ["the true line too", "what follows, up to the anchor"])
def test_before_a_gap_a_line_that_anything_speaks_against_is_left_out(more: str) -> None:
    good, forged = ledger(6), ledger(6, "somebody else")
    own = forged[:1] if "true" in more else forged
    told = proven(own, [*good[3:], *(good[:1] if "true" in more else [])], [anchor(good[5])], None, AT)
    assert told.lines == tuple(good[3:]) and told.lost == ((1, 3),) and told.left_out
    assert proven(good[:1], good[3:], [anchor(good[5])], None, AT).lines == (good[0], *good[3:])


def test_a_hash_that_was_hit_is_put_right_where_the_next_line_or_the_head_names_it() -> None:
    good = ledger(5)
    for at, head in ((2, None), (4, (5, json.loads(good[4])["hash"]))):
        told = json.loads(good[at])["hash"].encode()
        own = [*good]
        own[at] = own[at].replace(b'"hash":"' + told, b'"hash":"' + told[:-1] + (b"0" if told[-1:] != b"0" else b"1"))
        assert proven(own, [], [], head, AT).lines == tuple(good)


def test_a_number_out_of_all_reason_makes_no_million_lines() -> None:
    bare = LedgerLine(10**9, AT, "viewed", "x", "x", {}, "", "0" * 64, "")
    strange = line_bytes(replace(bare, hash=line_hash(bare))) + b"\n"
    told = proven([*ledger(3), strange], [], [], None, AT)
    assert told.lines == tuple(ledger(3)) and told.left_out == 1


@pytest.mark.parametrize("same", [True, False])
def test_anchors_that_disagree_are_for_a_person(same: bool) -> None:
    good, forged = ledger(6), ledger(6, "somebody else")
    with pytest.raises(Damaged, match="contradict"):
        proven(good, forged, [anchor(good[4 if same else 2]), anchor(forged[4])], None, AT)
