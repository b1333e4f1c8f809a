"""Questions whose paper has a word of its title and subject misread, among pages that have the word elsewhere, on each
back end."""

import contextlib
from pathlib import Path

from archive.records import Entry
from search.index import Index
from search.query import parse
from search.rebuild import rebuild
from tests.contracts.test_index import BACK_ENDS, a_place, ask, index, page, place, places
from tests.search.writers import opened

__all__ = ["index", "place"]

TYPED = "Lê Phước Hạnh nâng bậc lương cho Bình Thạnh"
OTHERS = 15
MOTTO = "Độc lập - Tự do - Hạnh phúc"


def paper(dossier: str, person: str, place: str = "Bình Thạnh", motto: str = MOTTO) -> tuple[str, list[Entry]]:
    subject = f"Về việc nâng bậc lương cho ông {person}, xã {place}"
    return dossier, [page(dossier, 0, f"{motto} {subject}", title=f"Nâng bậc lương cho {person}", subject=subject)]


def first(index: Index, typed: str = TYPED) -> str:
    return ask(index, typed).hits[0].dossier


def filled(index: Index, meant: str) -> None:
    """The paper meant, many of others that have its word in the motto alone, and many about something else."""
    others = [paper(f"a.{at:03}", f"Lê Phước {name}") for at, name in enumerate(["Nghĩa", "Dung", "Toàn"] * OTHERS)]
    far = [(f"b.{at:03}", [page(f"b.{at:03}", 0, f"Cấp phép xây nhà {at}", title=f"Nhà {at}")]) for at in range(150)]
    rebuild(index, [*others, *far, paper("hs.meant", meant)])


def test_the_paper_with_the_name_misread_comes_before_those_that_have_it_only_in_the_motto(index: Index) -> None:
    for meant in ("Lê Phước Hạnnh", "Lê Phước Hạuh", "Lê Phước ạnh", "Lê Phước Hạnb"):
        filled(index, meant)
        assert first(index) == "hs.meant", meant
        assert first(index, "le phuoc hanh nang bac luong cho binh thanh") == "hs.meant", meant


def test_a_paper_with_all_of_it_right_comes_before_one_with_a_word_misread(index: Index) -> None:
    filled(index, "Lê Phước Hạnnh")
    index.put(*paper("hs.right", "Lê Phước Hạnh"))
    assert places(ask(index, TYPED))[0] == ("hs.right", 0)


def test_a_name_mistyped_as_another_syllable_finds_the_paper_that_has_the_rest(index: Index) -> None:
    rebuild(index, [paper("hs.other", "Hồ Anh Sơn", "Đông Lợi"), paper("hs.meant", "Hồ Công Hạnh", "Đông Hội")])
    assert first(index, "Hồ Công ạnh nâng bậc lương cho Đông Hội") == "hs.meant"


def test_another_name_is_no_misread_one(index: Index) -> None:
    rebuild(index, [paper("hs.other", "Lê Phước Nghĩa", motto=""), paper("hs.third", "Lê Phước Dung", motto="")])
    assert all(hit.near for hit in ask(index, TYPED).hits)
    index.put(*paper("hs.motto", "Lê Phước Toàn"))
    assert first(index) == "hs.motto"  # it has every word, if not where one would like it


def test_a_word_that_stands_elsewhere_than_it_was_typed_is_no_misread_one(index: Index) -> None:
    """'Hồ sơ' is one letter from 'Hoa', but stands beside no word that 'Hoa' was typed beside."""
    stands = [page("hs.far", 0, "x", title="Hồ sơ nâng bậc lương Lê Phước Dung", subject="xã Bình Thạnh")]
    index.put("hs.far", stands)
    index.put(*paper("hs.near", "Lê Phước Hcạ", motto=""))
    assert first(index, "Lê Phước Hoạ nâng bậc lương cho Bình Thạnh") == "hs.near"
    found = ask(index, "Lê Phước Hoa nâng bậc lương Bình Thạnh").hits
    assert "<mark>Hồ</mark>" not in "".join(hit.snippet for hit in found)


def test_what_is_asked_besides_must_be_there(index: Index) -> None:
    filled(index, "Lê Phước Hạnnh")
    for besides in ('"Phạm Thị Hoa"', "ngườiký:Hoa", "ngày:2018", "-xã"):
        assert "hs.meant" not in {hit.dossier for hit in ask(index, f"{TYPED} {besides}").hits}, besides
    assert first(index, f'{TYPED} "xã Bình Thạnh"') == "hs.meant"


def test_the_misread_word_is_marked_and_the_page_said_to_be_near(index: Index) -> None:
    rebuild(index, [paper("hs.meant", "Lê Phước Hạnnh", motto=""), paper("hs.other", "Lê Phước Toàn")])
    hit = ask(index, TYPED).hits[0]
    assert (hit.dossier, hit.near) == ("hs.meant", True)
    assert "<mark>Hạnnh</mark>" in hit.snippet


def test_no_page_is_told_or_counted_twice(index: Index) -> None:
    filled(index, "Lê Phước Hạnnh")
    found = ask(index, TYPED, 200)
    assert len(set(places(found))) == len(found.hits) == found.total == 3 * OTHERS + 1


def test_both_back_ends_give_the_same_answers(tmp_path: Path) -> None:
    told = []
    for back_end in BACK_ENDS:
        with a_place(back_end, tmp_path) as where, contextlib.closing(opened(where)) as one:
            filled(one, "Lê Phước Hạnb")
            asked = [TYPED, "le phuoc hanh nang bac luong binh thanh", f'{TYPED} "xã Bình Thạnh"']
            told.append([one.search(parse(typed)) for typed in asked])
    for one_answer, other in zip(*told, strict=True):
        assert (one_answer.total, places(one_answer)) == (other.total, places(other))
        assert [hit.score for hit in one_answer.hits] == [hit.score for hit in other.hits]
