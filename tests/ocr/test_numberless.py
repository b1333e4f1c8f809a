"""A label "Số" that was read alone is read on to the right, and no further than what stands there."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import pytest

from archive.records import Line
from ocr.again import Sheet
from ocr.engines.embedded import EmbeddedTesseract
from ocr.numberless import numbered
from ocr.picture import Pixels
from tests.ocr.papers import line
from tests.ocr.test_digits import paper, typed, written


@dataclass
class Reader:
    """A recogniser that reads the same in every part; ``seen``: the parts' widths."""

    text: str
    seen: list[int] = field(default_factory=list)

    def finer(self) -> None:
        return None

    def read_part(self, part: Pixels, dpi: int, shape: str) -> Sequence[Line]:
        self.seen.append(part.shape[1])
        return [line(self.text, 10, 10)] if self.text else []


def head(text: str, x: int, y: int) -> Line:
    return replace(line(text, x, y), region="letterhead")


def told(text: str, *lines: Line) -> tuple[tuple[Line, ...], Reader]:
    reader: Any = Reader(text)
    return numbered(lines, Sheet(np.full((2000, 1600), 255, np.uint8), 200), reader), reader


def test_the_number_beside_the_label_is_read() -> None:
    found, reader = told("1098 -QĐ/ĐU", head("Số", 300, 400), head("Tri Lễ, ngày 20 tháng 8 năm 2022", 900, 400))
    assert found[0].text == "Số 1098 -QĐ/ĐU"
    assert len(reader.seen) == 1


@pytest.mark.parametrize(
    "notation", ["/KSBT-TTGDSK", "-BC/ĐUK", "/UBND", ":318 /rB-CNVPĐK", "QĐ-UBND", "QD-UBND", "43 BB/UBND"]
)
def test_a_notation_that_a_pens_figures_parted_from_its_label_is_of_its_line(notation: str) -> None:
    date = head("Phú Yên, ngày 24 tháng 4 năm 2022", 1100, 400)
    found, reader = told("", head("Số:", 300, 400), date, line(notation, 500, 402), line("/QĐ-UBND", 300, 900))
    assert [one.text for one in found] == [f"Số: {notation}", date.text, "/QĐ-UBND"]
    assert len(reader.seen) == (2 if "rB" in notation else 0), "read again where that is no kind"


def test_a_label_right_below_the_date_is_of_the_letterhead_and_one_further_down_is_not() -> None:
    date = head("Toàn Thắng, ngày 16 tháng 10 năm 2023", 900, 400)
    below, far = line("Số", 300, date.box[3] + 10), line("Số", 300, date.box[3] + 400)
    assert told("1098 -QĐ/ĐU", below, date)[0][0].text == "Số 1098 -QĐ/ĐU"
    assert told("1098 -QĐ/ĐU", far, date)[0][0].text == "Số"


@pytest.mark.parametrize("beside", ["Ủy ban", "xa-UBND", "318", "Kính gửi: Sở Nội vụ"])
def test_other_words_beside_a_label_are_no_notation(beside: str) -> None:
    found, _ = told("", head("Số:", 300, 400), line(beside, 500, 402))
    assert [one.text for one in found] == ["Số:", beside]


@pytest.mark.parametrize("text", ["", "1098", "xa xa"])
def test_what_has_no_notation_is_no_number_and_three_tries_are_enough(text: str) -> None:
    found, reader = told(text, head("Số", 300, 400))
    assert found[0].text == "Số"
    assert len(reader.seen) == 3


@pytest.mark.parametrize("read", ["Số: 02 CP", "Số: qo /xĐ-BK", "/SGDĐT-VP"])
def test_a_number_that_was_not_read_whole_is_read_again_by_itself_and_taken_where_it_has_a_notation(read: str) -> None:
    found, reader = told("Số: 02/NQ-CP", head(read, 300, 400))
    assert found[0].text == "Số: 02/NQ-CP"
    assert len(reader.seen) == 2, "in two sizes"
    assert told("Số: 02 CP", head(read, 300, 400))[0][0].text == read


@pytest.mark.parametrize("other", ["Số: 12/QĐ-UBND", "SỞ NỘI VỤ", "Số 12"])
def test_other_lines_cost_nothing(other: str) -> None:
    found, reader = told("1098 -QĐ/ĐU", head(other, 300, 400), line("Số", 300, 900))
    assert reader.seen == []
    assert [one.text for one in found] == [other, "Số"]


@pytest.mark.parametrize(("left", "lower"), [("", 0), ("/GM-SYT", 0), ("", 14)])
def test_a_number_that_was_lost_as_a_whole_is_found_level_with_the_date(left: str, lower: int) -> None:
    picture = paper(1600, 600)
    label = typed(picture, "Số:", (200, 300))
    written(picture, "174", (label[2] + 4, 254))
    notation = typed(picture, "/GM-SYT", (label[2] + 150, 300))
    date = head("Vĩnh An, ngày 20 tháng 8 năm 2022", 900, 264)
    top, bottom = 266 + lower, 304 + lower
    date = replace(date, words=tuple(replace(word, box=(word.box[0], top, word.box[2], bottom)) for word in date.words))
    beside = (
        [replace(head(left, notation[0], 266), words=(replace(head(left, 0, 0).words[0], box=notation),))]
        if left
        else []
    )
    found = numbered([*beside, date], Sheet(picture, 300), EmbeddedTesseract())
    assert [one.text for one in found] == ["Số: /GM-SYT", date.text]
    assert abs(found[0].words[1].box[0] - notation[0]) < 12


def test_a_letterhead_without_a_number_gets_none() -> None:
    picture = paper(1600, 600)
    typed(picture, "Phòng Tổ chức", (200, 300))
    date = head("Vĩnh An, ngày 20 tháng 8 năm 2022", 900, 264)
    assert numbered([date], Sheet(picture, 300), EmbeddedTesseract()) == (date,)
