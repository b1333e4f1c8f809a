import json
import time

import pytest

from ocr.phrases import BREAK, UNSEEN, opened, phrases
from ocr.statistics.build import build, paragraphs, people, places


@pytest.fixture(scope="module")
def small():
    return build(["Ủy ban nhân dân tỉnh."] * 20 + ["uỷ quyền cho ban quản lý"] * 10, ["Xã An Thủy"])


def test_a_phrase_of_the_texts_costs_less_than_one_they_lack(small):
    uy, ban, nhan, ly = (small.number(one) for one in ("ủy", "ban", "nhân", "lý"))
    assert small.cost(uy, ban, nhan) < small.cost(ban, uy, nhan) < small.cost(uy, ban, ly)


def test_both_spellings_are_counted_as_one(small):
    assert "uỷ" not in small.numbers
    assert small.follows(small.number("ủy"), small.number("quyền"))


def test_names_of_places_are_known_though_they_stand_once(small):
    assert small.follows(small.number("an"), small.number("thủy"))


def test_a_syllable_that_the_texts_lack_still_has_a_cost(small):
    assert small.number("ngoằn") == UNSEEN
    assert 0 < small.cost(BREAK, BREAK, UNSEEN) < 22


def test_statistics_are_the_same_after_writing_and_reading(small):
    assert opened(small.written()) == small


def test_another_file_is_refused():
    with pytest.raises(ValueError, match="version"):
        opened(b"something else")


def test_the_statistics_of_the_program_are_small_and_quickly_read():
    phrases.cache_clear()
    start = time.process_time()
    known = phrases()
    assert time.process_time() - start < 0.5
    assert known.follows(known.number("nhân"), known.number("dân"))


def test_texts_that_were_read_from_scans_are_left_out(tmp_path):
    (tmp_path / "law.txt").write_text("Điều 1. Tổ chức thực hiện\n" * 30, "utf-8")
    (tmp_path / "scan.md").write_text("Tô chức thực hiện chỉ tiết theo thâm quyền\n", "utf-8")
    assert list(paragraphs(tmp_path)) == ["Điều 1. Tổ chức thực hiện"] * 20


def test_names_are_taken_out_of_a_list_of_places(tmp_path):
    units = tmp_path / "units.json"
    units.write_text(json.dumps([{"Code": "1", "FullName": "Huyện Ba Tri", "Ward": [{"name": "An Thủy"}]}]), "utf-8")
    assert list(places(units)) == ["Huyện Ba Tri", "An Thủy"]


def test_people_have_a_surname_and_a_middle_name():
    assert "Nguyễn Văn" in set(people())
