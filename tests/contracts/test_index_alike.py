"""What every index tells of the papers most like one, tried on each back end."""

import contextlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.access import EVERYTHING, Sight
from archive.errors import Missing
from archive.records import Entry
from search.alike import LEAST, Alike, Likes, alike
from search.index import Index
from tests.contracts.test_index import BACK_ENDS
from tests.contracts.test_index_sight import NOBODY, PUBLIC, SIGHTS, STAFF, filled, seen

FIELD = (
    "Quyết định thu hồi thửa đất số 214 tờ bản đồ 17 xã Long Vĩnh của ông Trần Hữu Phước để làm đường liên ấp, "
    "diện tích 350 mét vuông, bồi thường theo bảng giá đất năm 2018, giao phòng Tài nguyên tổ chức thực hiện"
)
SEA = "Báo cáo nuôi tôm nước lợ ven biển, độ mặn, con giống, dịch đốm trắng, thả nuôi vụ ba và thu hoạch sớm"


def page(dossier: str, document: int, at: int, text: str, **more: str) -> Entry:
    return Entry(dossier, document, at, text, mode=more.pop("mode", "01"), **more)  # type: ignore[arg-type]


def papers() -> dict[str, list[Entry]]:
    """A decision with an annex, a report in the same dossier, a copy of the decision with slips, one like it, and much
    that is like neither."""
    slips = FIELD.replace("diện tích", "dlện tích").replace("liên ấp", "lỉên âp").replace("nguyên", "nguyeên")
    kin = "Quyết định bồi thường thửa đất 214 tờ bản đồ 17 Long Vĩnh, ông Trần Hữu Phước khiếu nại giá đất"
    made = {
        "a": [page("a", 1, 0, FIELD), page("a", 1, 1, "Phụ lục sơ đồ thửa đất 214 xã Long Vĩnh"), page("a", 2, 2, kin)],
        "b": [page("b", 1, 0, slips), page("b", 1, 1, "Phụ lục sơ đồ thửa đất 214 xã Long Vinh")],
        "c": [page("c", 1, 0, "tờ trình khác"), page("c", 3, 1, f"{kin} lần hai")],
        "d": [page("d", 1, 0, SEA)],
        "e": [page("e", 0, 0, f"{kin} không rõ văn bản nào")],
    }
    for at in range(12):
        words = " ".join(f"chuyện{at}{letter}" for letter in "abcdefgh")
        made[f"x.{at}"] = [page(f"x.{at}", 1, 0, f"quyết định theo ông xã năm giao {words}")]
    return made


@pytest.fixture(params=BACK_ENDS)
def full(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, Index]]:
    with filled(request.param, tmp_path / "full", papers()) as index:
        yield request.param, index


def like(index: Index, dossier: str, document: int | None = 1, sight: Sight = EVERYTHING, limit: int = 10) -> Likes:
    return replace(index.ask(lambda engine: alike(engine, dossier, document, sight, limit)), took_ms=0.0)


def named(found: tuple[Alike, ...]) -> list[tuple[str, int]]:
    return [(one.hit.dossier, one.hit.document) for one in found]


def test_a_copy_leads_and_is_told_as_one_and_what_is_about_the_same_follows(full: tuple[str, Index]) -> None:
    found = like(full[1], "a")
    assert named(found.others)[0] == ("b", 1) and set(named(found.others)[1:]) == {("c", 3), ("e", 0)}
    assert [one.is_copy for one in found.others] == [True, False, False]
    assert 0.9 <= found.others[0].same_words < 1
    assert all(1 >= one.likeness >= LEAST for one in found.others)
    assert "<mark>Long Vĩnh</mark>" in found.others[0].hit.snippet


def test_papers_of_the_same_dossier_are_told_apart_and_the_paper_with_its_annex_is_not_told(
    full: tuple[str, Index],
) -> None:
    assert named(like(full[1], "a").siblings) == [("a", 2)]
    whole = like(full[1], "a", None)
    assert whole.siblings == () and named(whole.others)[0] == ("b", 1)
    assert named(like(full[1], "a", 2).siblings) == [("a", 1)]


def test_a_paper_without_its_like_has_none_and_one_that_is_not_there_is_missing(full: tuple[str, Index]) -> None:
    assert like(full[1], "d") == Likes()
    assert len(like(full[1], "a", limit=1).others) == 1
    for dossier, document in (("không có", 1), ("a", 9), ("không có", None), ('a" OR "b', 1), ("", None)):
        with pytest.raises(Missing):
            like(full[1], dossier, document)


@pytest.mark.parametrize("name", ["public", "unit", "asked"])
def test_likes_are_those_of_an_index_in_which_the_rest_never_was(
    request: pytest.FixtureRequest, tmp_path: Path, name: str
) -> None:
    sight = SIGHTS[name]
    for back_end in BACK_ENDS:
        whole, less = tmp_path / back_end / "full", tmp_path / back_end / "seen"
        with filled(back_end, whole, seen(Sight())) as index, filled(back_end, less, seen(sight)) as bare:
            for dossier in seen(Sight()):
                if dossier in seen(sight):
                    for document in (None, 1):
                        asked = dossier, document, sight
                        assert like(index, *asked) == like(bare, *asked), f"{back_end} {asked}"
                else:
                    with pytest.raises(Missing):
                        like(index, dossier, 1, sight)


def test_what_is_hidden_is_not_told_and_not_weighed(full: tuple[str, Index], tmp_path: Path) -> None:
    _, index = full
    index.put("b", [replace(one, mode="03") for one in papers()["b"]])
    index.put("e", [replace(one, mode="02") for one in papers()["e"]])
    assert ("b", 1) not in named(like(index, "a", sight=STAFF).others)
    assert named(like(index, "a", sight=PUBLIC).others) == [("c", 3)]
    assert named(like(index, "a").others)[0] == ("b", 1)
    with pytest.raises(Missing):
        like(index, "a", sight=NOBODY)


def test_both_indexes_tell_the_same(tmp_path: Path) -> None:
    with contextlib.ExitStack() as stack:
        one, two = (stack.enter_context(filled(name, tmp_path / name, papers())) for name in BACK_ENDS)
        for dossier in ("a", "b", "c", "x.1"):
            for sight in (EVERYTHING, PUBLIC):
                assert like(one, dossier, 1, sight) == like(two, dossier, 1, sight)
