"""What every index offers while one types, and what it finds among new dossiers, tried on each back end."""

import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from archive.access import EVERYTHING, Sight
from archive.records import Entry
from search.fresh import among, papers
from search.index import Index
from search.offers import LONGEST, MOST, Offer, offers
from search.query import parse
from search.view import View
from tests.contracts.test_index import BACK_ENDS
from tests.contracts.test_index_sight import NOBODY, OF_UNIT, PUBLIC, SIGHTS, STAFF, filled, seen


def paper(dossier: str, subject: str, number: str, mode: str = "01", **more: str) -> Entry:
    told = {"type_name": "Quyết định", "organ": "Sở Nội vụ", "unit": "Phòng Một"} | more
    return Entry(dossier, 1, 0, f"{subject} {number}", subject=subject, number=number, mode=mode, **told)  # type: ignore[arg-type]


def office() -> dict[str, list[Entry]]:
    made = {
        "a": [paper("a", "Về việc cấp giấy chứng nhận quyền sử dụng đất", "2576/QĐ-UBND")],
        "b": [paper("b", "Về việc cấp giấy chứng nhận nhà ở", "2577/QĐ-UBND", organ="Sở Xây dựng")],
        "c": [paper("c", "Về việc cấp giẩy chúng nhận", "12/TTr-SNV", type_name="Tờ trình")],
        "m": [paper("m", "Về việc cấp giấy chép sử", "2578/QĐ-NB", mode="02", organ="Sở Nông nghiệp")],
        "r": [paper("r", "Về việc cấp giấy chuyên án zzmật", "2579/QĐ-MẬT", mode="03", organ="Sở Nộimật")],
    }
    return made


@pytest.fixture(params=BACK_ENDS)
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Index]:
    with filled(request.param, tmp_path / "full", office()) as made:
        yield made


def offered(index: Index, typed: str, sight: Sight = EVERYTHING) -> list[Offer]:
    return index.ask(lambda engine: offers(engine, typed, sight))


def texts(index: Index, typed: str, sight: Sight = EVERYTHING) -> list[str]:
    return [one.text for one in offered(index, typed, sight)]


def test_the_last_word_goes_on_with_and_without_marks(index: Index) -> None:
    assert texts(index, "giay ch", PUBLIC)[0] == "giay chứng nhận"
    assert texts(index, "cấp giấy ch", PUBLIC)[0] == "cấp giấy chứng nhận"
    assert texts(index, "sử dụng đ") == ["sử dụng đất"]
    assert texts(index, "số 5 -năm:2018 sử d") == ["số 5 -năm:2018 sử dụng đất"], "what stands before stays"
    composed = unicodedata.normalize("NFD", "cấp giấy ch")
    assert texts(index, composed, PUBLIC) == texts(index, "cấp giấy ch", PUBLIC)
    assert offered(index, "sử dụng đ")[0] == Offer("sử dụng đất", "sử dụng đất", "word")


def test_marks_typed_are_kept_to_and_half_typed_ones_go_on(index: Index) -> None:
    assert [one for one in texts(index, "quyê") if "quyền" in one], "quyê → quyền"
    assert texts(index, "chứ", PUBLIC) == ["chứng nhận"], "not chúng"
    assert "chứng nhận" in texts(index, "chu", PUBLIC)


def test_numbers_organs_and_types_are_offered_whole(index: Index) -> None:
    assert texts(index, "257", PUBLIC) == ["2576/QĐ-UBND", "2577/QĐ-UBND"]
    assert texts(index, "đất 2576/q", PUBLIC) == ["đất 2576/QĐ-UBND"]
    assert texts(index, "số:25", PUBLIC) == ["số:2576/QĐ-UBND", "số:2577/QĐ-UBND"]
    assert texts(index, "đất so no", PUBLIC) == ['đất cơquan:"Sở Nội vụ"']
    assert texts(index, "cơquan:xây", PUBLIC) == ['cơquan:"Sở Xây dựng"']
    assert texts(index, 'coquan:"sở x', PUBLIC) == ['coquan:"Sở Xây dựng"']
    assert texts(index, "quyết đ", PUBLIC) == ['loại:"Quyết định"']
    assert texts(index, "loại:tờ") == ['loại:"Tờ trình"']
    for one in (*texts(index, "so no"), *texts(index, "257"), *texts(index, "quyết đ")):
        assert index.search(parse(one)).total >= 1, "what is offered is found"


@pytest.mark.parametrize(
    "typed",
    ["", " ", "a", "đất ", "zzz", "hồsơ:a", "ngày:2018", "-", '"', "(((", "*", "số:", "a" * 500, "\0\ud800", "' OR 1"],
)
def test_where_nothing_goes_on_nothing_is_offered(index: Index, typed: str) -> None:
    assert texts(index, typed) == []
    assert len(f"{typed} đất") <= LONGEST or texts(index, f"{typed} đấ") == []


def test_nothing_is_offered_from_what_one_may_not_see_and_nothing_restricted_to_anybody(index: Index) -> None:
    for typed in ("cấp giấy ch", "257", "số:257", "so n", "cơquan:sở", "zzm", "cấp giấy chu"):
        for sight in (EVERYTHING, STAFF, OF_UNIT, Sight((), frozenset("r"))):
            assert not [one for one in texts(index, typed, sight) if "mật" in one.lower() or "chuyên" in one]
        assert not [one for one in texts(index, typed, PUBLIC) if "chép" in one or "NB" in one or "Nông" in one]
        assert texts(index, typed, NOBODY) == []
    assert "2578/QĐ-NB" in texts(index, "257", STAFF) and "cấp giấy chép sử" in texts(index, "cấp giấy ch", STAFF)
    index.put("m", [replace(one, mode="03") for one in office()["m"]])
    assert "2578/QĐ-NB" not in texts(index, "257"), "as soon as it is restricted"


def test_there_are_never_more_than_ten(tmp_path: Path) -> None:
    many = {f"n{at}": [paper(f"n{at}", f"Về tha{chr(97 + at)}x", f"30{at}/QĐ")] for at in range(20)}
    with filled("embedded", tmp_path, many) as index:
        assert len(texts(index, "th")) == MOST


@pytest.mark.parametrize("name", ["public", "fonds", "asked"])
def test_offers_are_those_of_an_index_in_which_the_rest_never_was(tmp_path: Path, name: str) -> None:
    sight = SIGHTS[name]
    for back_end in BACK_ENDS:
        whole, less = tmp_path / back_end / "full", tmp_path / back_end / "seen"
        with filled(back_end, whole, seen(Sight())) as full, filled(back_end, less, seen(sight)) as bare:
            for typed in ("hồ s", "ubn", "hồ sơ r", "257", "cơquan:ubnd", "quyết"):
                assert offered(full, typed, sight) == offered(bare, typed, sight), f"{back_end}: {typed}"


def test_among_new_dossiers_only_those_seen_are_found_and_counted(index: Index) -> None:
    def count(text: str, sight: Sight, *new: str) -> int:
        return index.ask(lambda engine: papers(engine, parse(text), among(sight, [*new])))

    assert count("cấp giấy", EVERYTHING, "a", "r", "không có") == 2
    assert count("cấp giấy", PUBLIC, "a", "r", "m") == 1
    assert count("cấp giấy", NOBODY, "a") == 0
    assert count("cấp giấy", EVERYTHING) == 0
    assert count("cấp giáy", PUBLIC, "a") == 1 and count("cấp giiấy", PUBLIC, "a") == 0, "as typed"
    assert count("cấp giấy OR 2576", Sight((), frozenset("r")), "a", "r") == 1
    found = index.search(parse("cấp giấy"), 10, View(sight=among(STAFF, ["m", "r"])))
    assert [hit.dossier for hit in found.hits] == ["m"]
    assert index.dossiers(among(EVERYTHING, ["a", "b"])) == {"a", "b"}


def test_papers_are_counted_once_whatever_their_pages(index: Index) -> None:
    one = paper("n", "Về việc mới", "1/QĐ")
    index.put("n", [one, replace(one, page=1), replace(one, page=2, document=2), replace(one, page=3, document=0)])
    assert index.ask(lambda engine: papers(engine, parse("việc mới"), among(PUBLIC, ["n"]))) == 3
