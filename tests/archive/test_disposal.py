"""A disposal file told from its ledger lines: who may decide, what stops an item, what stays known."""

import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import docx
import pytest
from minio.commonconfig import COMPLIANCE
from minio.retention import Retention

from archive.blob import Blobs
from archive.blobs.folder import FolderBlobs
from archive.blobs.memory import MemoryBlobs
from archive.blobs.s3 import connect
from archive.disposal import DisposalFile, Item, disposal_files, duplicates, obstacles, remains, unready
from archive.disposals.papers import write_papers
from archive.drafts import Agency
from archive.errors import Missing, StoreError, UsageError
from archive.ledger import START, LedgerLine
from archive.ocfl import object_root
from archive.records import Document, Dossier, Event, Flag, OcrPage, Page
from archive.retention import Choices, Facts, Life, choices, life
from archive.store import Store
from tests.archive.packages import FIRST, ID, SECOND, now, package
from tests.contracts.test_blobs import wipe

ON = date(2026, 11, 29)
DUE = Facts("a", "Hồ sơ a", maintenance="5 năm", end="2000")
A = Item("a", "Hồ sơ a", "due", "hết thời hạn", "0" * 128, "5 năm", "2000")
B = Item("b", "Hồ sơ b", "duplicate", "trùng lặp", "1" * 128, of="a")


def line(seq: int, kind: str, who: str = "lan", **detail: object) -> LedgerLine:
    return LedgerLine(seq, f"2026-11-{seq:02d}T08:00:00+07:00", kind, "disposal/2026-01", who, detail, "", START, "")


def proposed(*items: Item) -> LedgerLine:
    return line(1, "disposal-proposed", items=[asdict(one) for one in items], why="rà soát")


def reviewed(seq: int, who: str, verdict: str, *items: str, until: str = "") -> LedgerLine:
    return line(seq, "disposal-reviewed", who, items=list(items), verdict=verdict, reason="vì thế", until=until)


MINUTES = line(9, "disposal-attached", "minh", **{"as": "minutes", "name": "bb.docx", "sha256": "0" * 64})
DECIDED = line(10, "disposal-decided", "hoa", number="12/QĐ", dated="2026-11-10")


def file(*lines: LedgerLine) -> DisposalFile:
    (found,) = disposal_files(lines).values()
    return found


def ready(*more: LedgerLine) -> DisposalFile:
    return file(proposed(A), reviewed(2, "minh", "destroy", "a"), MINUTES, *more)


def test_only_what_everyone_who_spoke_wants_destroyed_is_destroyed() -> None:
    start = [proposed(A, B), reviewed(2, "minh", "destroy", "a", "b")]
    assert file(*start).verdict("a") == "destroy"
    assert file(*start, reviewed(3, "hoa", "keep", "a")).verdict("a") == "keep"
    assert file(*start, reviewed(3, "hoa", "keep", "a"), reviewed(4, "hoa", "destroy", "a")).verdict("a") == "destroy"
    assert file(*start, reviewed(3, "hoa", "extend", "a", until="2030-01-01")).verdict("a") == "extend"
    assert file(proposed(A)).verdict("a") is None


@pytest.mark.parametrize(
    ("found", "who", "kinds"),
    [
        (ready(), "hoa", []),
        (ready(), "lan", ["same-person"]),
        (ready(), "minh", ["sole-reviewer"]),
        (file(proposed(A), reviewed(2, "lan", "destroy", "a"), MINUTES), "hoa", ["sole-reviewer"]),
        (file(proposed(A, B), reviewed(2, "minh", "destroy", "a"), MINUTES), "hoa", ["not-reviewed"]),
        (file(proposed(A), MINUTES), "hoa", ["not-reviewed"]),
        (file(proposed(A), reviewed(2, "minh", "destroy", "a")), "hoa", ["no-minutes"]),
        (ready(DECIDED), "hoa", ["closed"]),
        (ready(line(10, "disposal-withdrawn", why="lập lại")), "hoa", ["closed"]),
    ],
)
def test_who_may_decide_and_when(found: DisposalFile, who: str, kinds: list[str]) -> None:
    assert [one.kind for one in unready(found, who)] == kinds


def test_the_destruction_has_fifteen_days_from_the_date_of_the_decision() -> None:
    assert ready(DECIDED).deadline == date(2026, 11, 25)


def standing(*lines: LedgerLine, facts: Facts = DUE, on: date = ON) -> Life:
    return life(facts, choices(lines), on)


def test_nothing_stands_against_an_item_that_is_due_decided_and_unchanged() -> None:
    assert obstacles(A, ready(DECIDED), standing(), A.inventory, None) == []


@pytest.mark.parametrize(
    ("found", "life_now", "inventory", "kinds"),
    [
        (ready(), standing(), A.inventory, ["not-decided"]),
        (ready(DECIDED), standing(on=date(2005, 12, 31)), A.inventory, ["running"]),
        (ready(DECIDED), standing(), "f" * 128, ["changed"]),
        (ready(DECIDED), standing(), "", ["changed"]),
        (ready(DECIDED), standing(line(11, "retention-extended", until="2027-01-01", why="x")), A.inventory,
         ["changed", "running"]),
        (ready(DECIDED), standing(line(5, "retention-held", reason="x", authority="y")), A.inventory, ["held"]),
        (ready(DECIDED), standing(line(11, "retention-held", reason="x", authority="y")), A.inventory,
         ["changed", "held"]),
        (ready(DECIDED), standing(line(11, "disposed", file="disposal/2025-01")), A.inventory, ["disposed"]),
        (ready(DECIDED), standing(line(11, "disposal-begun", file="disposal/2025-01")), A.inventory, ["begun"]),
    ],
)  # fmt: skip
def test_everything_that_protects_an_item_is_asked_again_at_its_destruction(
    found: DisposalFile, life_now: Life, inventory: str, kinds: list[str]
) -> None:
    assert [one.kind for one in obstacles(A, found, life_now, inventory, None)] == kinds


def test_a_duplicate_goes_only_while_another_keeps_its_papers_for_as_long() -> None:
    both = file(proposed(B), reviewed(2, "minh", "destroy", "b"), MINUTES, DECIDED)
    twin = life(Facts("b", maintenance="20 năm", end="2020"), Choices(), ON)
    longer = life(Facts("a", maintenance="20 năm", end="2021"), Choices(), ON)
    assert obstacles(B, both, twin, B.inventory, longer) == []
    shorter = life(Facts("a", maintenance="20 năm", end="2019"), Choices(), ON)
    gone = life(Facts("a"), choices([line(11, "disposed", file="disposal/2025-01")]), ON)
    for keeper in (None, shorter, gone):
        assert [one.kind for one in obstacles(B, both, twin, B.inventory, keeper)] == ["no-keeper"]


def test_duplicates_are_found_once_and_none_keeps_what_is_itself_a_duplicate() -> None:
    lives = [life(Facts(name, maintenance="20 năm", end="2020"), Choices(), ON) for name in "abcd"]
    one, two = ("1", "qd", "ub", "2018"), ("2", "qd", "ub", "2018")
    keys = {"a": frozenset([one, two]), "b": frozenset([one, two]), "c": frozenset([one]), "d": frozenset([("3",)])}
    found = duplicates(lives, keys)
    assert found == {"b": "a", "c": "a"} and not set(found) & set(found.values())


def test_no_dossier_is_a_duplicate_of_one_that_goes_earlier() -> None:
    key = frozenset([("1", "qd", "ub", "2018")])
    short = life(Facts("a", maintenance="10 năm", end="2020"), Choices(), ON)
    long = life(Facts("b", maintenance="Vĩnh viễn", end="2020"), Choices(), ON)
    assert duplicates([short, long], {"a": key, "b": key}) == {"a": "b"}


def test_what_stays_known_names_the_dossier_and_its_papers_and_holds_no_text() -> None:
    page = OcrPage(Page(0, "d.pdf#1", "text"))
    whole = Dossier("a", "in", "d" * 64, "f" * 64, {"title": "Hồ sơ a", "applicant": "Nguyễn Văn A"}, (page,),
                    (Document(1, (0,), type_name="Đơn", subject="xin", signer_name="Nguyễn Văn A"),),
                    (Flag("x", "y"),), (Event("2020", "z", "w"),), ())  # fmt: skip
    left = remains(whole, ready(DECIDED), datetime(2026, 11, 20, 8))
    assert left.fields == {"title": "Hồ sơ a", "number_of_page": "1", "disposal": "disposal/2026-01"}
    assert (left.pages, left.flags, left.digest) == ((), (), "d" * 64)
    assert (left.documents[0].subject, left.documents[0].signer_name) == ("xin", None)
    assert [(one.kind, one.agent) for one in left.events] == [("destruction", "hoa")]


def words(path: Path) -> str:
    paper = docx.Document(str(path))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in paper.paragraphs), *cells])


def test_the_papers_of_the_file_are_drafted_as_it_comes_along(tmp_path: Path) -> None:
    agency = Agency("Sở Nội vụ", "UBND tỉnh", "Mỹ Tho")
    first = write_papers(file(proposed(A, B)), agency, tmp_path / "1")
    stems = ["disposal-2026-01-1-danh-muc", "disposal-2026-01-2-thuyet-minh"]
    assert [path.name for path in first] == [f"{stem}.{form}" for stem in stems for form in ("docx", "pdf")]
    text = words(first[0])
    nation = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
    for part in (*nation, "SỞ NỘI VỤ", "Mỹ Tho, ngày 01 tháng 11 năm 2026", "Hồ sơ a", "hết thời hạn"):
        assert part in text
    done = line(12, "disposal-done", item="a")
    stopped = line(13, "disposal-stopped", item="b", reason="đang có lệnh giữ")
    whole = file(proposed(A, B), reviewed(2, "minh", "destroy", "a", "b"), MINUTES, DECIDED, done, stopped)
    *_, minutes, decision, certificate = map(words, write_papers(whole, agency, tmp_path / "2")[::2])
    assert "minh: hủy: vì thế" in minutes and "hủy 2, gia hạn 0, giữ lại 0" in minutes
    assert "Số: 12/QĐ" in decision and "Hủy 2 hồ sơ" in decision and "15 ngày" in decision
    assert "Đã hủy 1 hồ sơ" in certificate and "Không hủy b: đang có lệnh giữ" in certificate
    assert "chậm hơn" not in certificate
    late = replace(whole, destroyed={"a": "2026-11-26T08:00:00+07:00"})
    assert "chậm hơn 15 ngày" in words(write_papers(late, agency, tmp_path / "3")[-2])


@pytest.fixture(params=["memory", "folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Blobs]:
    if request.param == "s3":
        address = request.getfixturevalue("s3_address")
        yield connect(address)
        wipe(address)
    else:
        yield MemoryBlobs() if request.param == "memory" else FolderBlobs(tmp_path / "store")


def test_the_store_destroys_every_version_by_a_decision_and_never_without(blobs: Blobs, tmp_path: Path) -> None:
    store = Store(blobs, now)
    store.put(package(tmp_path / "p", FIRST), "first")
    store.put(package(tmp_path / "p", SECOND), "second")
    store.put(package(tmp_path / "p", FIRST, "other"), "other")
    with pytest.raises(UsageError, match="no decision"):
        store.destroy(ID, " ")
    assert store.has(ID)
    assert store.destroy(ID, "disposal/2026-01 12/QĐ") > 0
    assert not store.has(ID) and list(store.dossiers()) == ["other"] and list(store.verify()) == []
    with pytest.raises(Missing):
        store.receipt(ID)
    assert store.destroy(ID, "disposal/2026-01 12/QĐ") == 0


class Locked(MemoryBlobs):
    """Refuses to delete from the ``after``-th time on, as a server with an object lock does."""

    after = 0

    def delete(self, key: str) -> None:
        self.after -= 1
        if self.after < 0:
            raise StoreError("the object is locked")
        super().delete(key)


@pytest.mark.parametrize("after", range(4))
def test_a_destruction_that_is_refused_or_cut_off_stays_visible_and_the_same_call_ends_it(
    tmp_path: Path, after: int
) -> None:
    blobs = Locked()
    store = Store(blobs, now)
    store.put(package(tmp_path / "p", FIRST), "first")
    blobs.after = after
    with pytest.raises(StoreError, match="locked"):
        store.destroy(ID, "12/QĐ")
    assert store.has(ID) and bool(list(store.verify())) == (after > 0)
    blobs.after = 1000
    store.destroy(ID, "12/QĐ")
    assert not store.has(ID) and list(blobs.list("")) != [] and list(store.verify()) == []


def test_a_lock_that_a_real_server_holds_wins_and_nothing_is_lost(s3_address: str, tmp_path: Path) -> None:
    blobs = connect(s3_address)
    store = Store(blobs, lambda: datetime.now(UTC))
    store.put(package(tmp_path / "p", FIRST), "first")
    until = datetime.now(UTC) + timedelta(seconds=8)
    for key in blobs.list(object_root(ID)):
        blobs._client.set_object_retention(blobs._bucket, key, Retention(COMPLIANCE, until))
    with pytest.raises(StoreError, match="locked"):
        store.destroy(ID, "12/QĐ")
    assert store.has(ID) and list(store.verify()) == []
    time.sleep(max(0.0, (until - datetime.now(UTC)).total_seconds() + 1))
    store.destroy(ID, "12/QĐ")
    assert not store.has(ID)
    wipe(s3_address)
