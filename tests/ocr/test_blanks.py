"""What a pen wrote into a form until it touched the print is read in its own place: pictures drawn here."""

from collections.abc import Callable

import pytest

from archive.records import Line, Word
from ocr.blanks import filled
from ocr.dates import labels
from ocr.digits import Digits
from ocr.labelled import labelled
from ocr.number import number
from ocr.picture import Pixels
from tests.ocr.test_digits import dated, form, line, paper, typed, written, year_behind


def date(*texts: str, gap: int = 14) -> tuple[Pixels, list[Word]]:
    """``texts`` in print in one row, figures in brackets written by a pen; the words of the print."""
    picture, words, left = paper(1400), list[Word](), 30
    for text in texts:
        if text[0] == "(":
            written(picture, text[1:-1], (left, 72))
            left += 40 * (len(text) - 2)
        else:
            words.append(Word(text, typed(picture, text, (left, 120)), 0.95))
            left = words[-1].box[2] + gap
    return picture, words


@pytest.mark.parametrize("said", ["", "2", "Z!"])
def test_a_slanted_1_of_a_day_is_no_slash(said: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: Digits("2", 0.95))
    picture, day, month = dated("2|", 125)
    year = year_behind(month, picture)
    read = [Word(said, (day.box[2] + 20, 70, day.box[2] + 90, 124), 0.5)] if said else []
    done = filled(line(day, *read, month, year), picture)
    assert done.line.words[1].text == "21"
    assert done.line.words[1].confidence < 0.9


def test_a_day_of_one_figure_beside_which_nothing_stands_is_one():
    picture, day, month = dated("2", 125)
    year = year_behind(month, picture)
    done = filled(line(day, Word("2", (day.box[2] + 20, 70, day.box[2] + 52, 124), 0.5), month, year), picture)
    assert done.line.words[1].text == "2"


def test_a_place_that_is_written_almost_like_the_day_is_none():
    assert labels(["Vĩnh", "Ngãi,", "tháng", "3", "năm", "2021"]) is None
    picture, words = date("Vĩnh", "Ngãi,", "ngày", "(24)", "tháng", "3", "năm", "2021")
    lost = [word for word in words if word.text != "ngày"]
    assert filled(line(*lost), picture).line == line(*lost)


def test_labels_that_were_read_as_one_word_with_the_figures_between_them_are_parted():
    picture, words = date("Vĩnh", "An,", "ngày", "(24)", "tháng", "03", "năm", "2021")
    joined = Word("ngày2Ôtháng", (*words[2].box[:2], *words[3].box[2:]), 0.3)
    told = labelled(line(*words[:2], joined, *words[4:]))
    assert told.text == "Vĩnh An, ngày 2Ô tháng 03 năm 2021"
    assert abs(told.words[2].box[2] - words[2].box[2]) < 12
    assert abs(told.words[4].box[0] - words[3].box[0]) < 20
    assert filled(line(*words[:2], joined, *words[4:]), picture).line.text == "Vĩnh An, ngày 24 tháng 03 năm 2021"


def test_a_month_that_was_read_as_one_word_with_its_labels_is_parted_from_them():
    picture, words = date("Vĩnh", "An,", "ngày", "09", "tháng", "(10)", "năm", "2021")
    joined = Word("tháng[0hăm", (*words[4].box[:2], *words[5].box[2:]), 0.3)
    done = filled(line(*words[:4], joined, words[6]), picture).line
    assert done.text == "Vĩnh An, ngày 09 tháng 10 năm 2021"
    whole = line(*words)
    assert labelled(whole) == whole


def test_a_month_in_the_box_of_its_own_label_is_read_where_the_day_stands_before_it():
    picture, words = date("Vĩnh", "An,", "ngày", "09", "tháng", "(4)", "năm", "2021", gap=12)
    left, top, _, bottom = words[4].box
    wide = Word("tháng", (left, top, words[5].box[0] - 4, bottom), 0.5)
    done = filled(line(*words[:4], wide, *words[5:]), picture).line
    assert done.text == "Vĩnh An, ngày 09 tháng 4 năm 2021"


@pytest.mark.parametrize(
    ("read", "text"),
    [("2-76/SYT-NVY", "Số: 2576/SYT-NVY"), ("25/6/SYT-NVY", "Số: 2576/SYT-NVY"), ("12/2021/SYT-NVY", None)],
)
def test_a_pens_figure_that_was_read_as_a_stroke_parts_no_number_of_a_letter(read: str, text: str | None):
    picture, label, _ = form("2576", blank=200)
    tail = typed(picture, "/SYT-NVY", (label.box[2] + 190, 120))
    done = filled(line(label, Word(read, (label.box[2] + 22, 70, tail[2], tail[3]), 0.3)), picture).line.text
    assert done == text if text else done.endswith("/2021/SYT-NVY")


def test_the_slash_is_found_where_a_space_parts_it_from_its_notation():
    picture, label, _ = form("2576", blank=200)
    stroke = typed(picture, "/", (label.box[2] + 190, 120))
    notation = Word("SYT-NVY", typed(picture, "SYT-NVY", (stroke[2] + 12, 120)), 0.9)
    read = Word("2}7Z/", (label.box[2] + 22, 70, stroke[2], 124), 0.5)
    done = filled(line(label, read, notation), picture).line
    assert done.text == "Số: 2576/ SYT-NVY"


def test_what_letter_and_figure_are_read_as_before_a_notation_belongs_to_the_number():
    picture, label, _ = form("2752", blank=200)
    notation = Word("/SYT-NVY", typed(picture, "/SYT-NVY", (label.box[2] + 200, 120)), 0.6)
    left = label.box[2] + 22
    torn = (Word("2", (left, 70, left + 30, 124), 0.4), Word("7/J2", (left + 40, 70, left + 160, 124), 0.4))
    assert filled(line(label, *torn, notation), picture).line.text == "Số: 2752 /SYT-NVY"


def test_figures_that_are_torn_from_their_label_stand_apart_from_it_however_sure_it_is():
    label = Word("Số:48", (20, 70, 150, 124), 0.85)
    behind = (Word("26", (160, 70, 220, 124), 0.7), Word("/TB-SYT", (230, 70, 400, 124), 0.9))
    assert labelled(line(label, *behind)).text == "Số: 48 26 /TB-SYT"
    assert labelled(line(label, behind[1])).text == "Số:48 /TB-SYT"


def test_figures_that_ours_reads_on_into_a_year_behind_the_slash_are_the_years(monkeypatch: pytest.MonkeyPatch):
    picture = paper(1400)
    label = Word("Số:", typed(picture, "Số:", (30, 120)), 0.98)
    said = "02/2014/TTLT-BTNMT-BNNPTNT-BTP"
    glued = Word(said, typed(picture, said, (label.box[2] + 20, 120)), 0.78)
    monkeypatch.setattr("ocr.places.slash", lambda *_: None)
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: Digits("0212", 0.77))
    monkeypatch.setattr("ocr.blanks.steadied", lambda seen, *_, **__: seen)
    done = filled(line(label, glued), picture)
    assert done.line.text == f"Số: {said}"
    assert [dispute.other for dispute in done.disputed] == [said.replace("02", "0212", 1)]


@pytest.mark.parametrize(("text", "notation"), [("/TTr -UBND", "TTr-UBND"), ("/TB -SYT", "TB-SYT"), ("/TTr", "TTr")])
def test_a_space_before_the_hyphen_does_not_end_a_notation(text: str, notation: str):
    words = tuple(
        Word(part, (100 * at, 70, 100 * at + 90, 124), 0.9) for at, part in enumerate(f"Số: 24 {text}".split())
    )
    found = number(Line(words, region="letterhead"))[1]
    assert found is not None
    assert found.text == notation


@pytest.mark.parametrize(("chance", "said", "told"), [(0.6, "5Z", "576"), (0.6, "57b", "57b"), (0.9, "", "57b")])
def test_a_letter_that_a_pen_may_have_written_is_a_figure_unless_it_is_seen_surely_or_twice(
    chance: float, said: str, told: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: Digits("57b", chance))
    monkeypatch.setattr("ocr.blanks.steadied", lambda seen, *_, **__: seen)
    picture, label, notation = form("576")
    read = [Word(said, (label.box[2] + 22, 70, label.box[2] + 140, 124), 0.5)] if said else []
    assert filled(line(label, *read, notation), picture).line.text == f"Số: {told} /QĐ-UBND"


def test_a_day_of_two_figures_that_hang_over_each_other_is_none_of_one(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: Digits("04", 0.89))
    picture, day, month = dated("04", 150)
    year = year_behind(month, picture)
    read = Word("2", (day.box[2] + 20, 70, day.box[2] + 100, 124), 0.84)
    assert filled(line(day, read, month, year), picture).line.words[1].text == "04"


def test_a_day_that_cannot_be_is_proposed_as_one_of_as_many_figures(monkeypatch: pytest.MonkeyPatch):
    asked: list[bool] = []

    def fitting(cut: Pixels, lettered: bool, fits: Callable[[str], bool]) -> Digits:
        asked.extend((fits("5"), fits("25"), fits("75")))
        return Digits("25", 0.9)

    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: Digits("75", 0.77))
    monkeypatch.setattr("ocr.blanks.fitting", fitting)
    picture, day, month = dated("25", 150)
    year = year_behind(month, picture)
    read = Word("*Y", (day.box[2] + 20, 70, day.box[2] + 100, 124), 0.3)
    told = filled(line(day, read, month, year), picture).line.words[1]
    assert told.text == "25"
    assert told.confidence <= 0.65
    assert asked[-3:] == [False, True, False]


def test_a_number_in_print_of_which_ours_reads_the_beginning_before_what_it_takes_for_the_slash_stays(
    monkeypatch: pytest.MonkeyPatch,
):
    picture = paper(1000)
    label = Word("Số:", typed(picture, "Số:", (30, 120)), 0.98)
    seen, said = "338/QĐ-UBND", "3382/QĐ-UBND"
    box = typed(picture, seen, (label.box[2] + 20, 120))
    ends = typed(paper(1000), "338", (label.box[2] + 20, 120))[2]
    monkeypatch.setattr("ocr.places.slash", lambda *_: (ends + 1, box[1], ends + 15, box[3]))
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: Digits("338", 0.99))
    done = filled(line(label, Word(said, box, 0.94)), picture)
    assert done.line.text == f"Số: {said}"
    assert [dispute.other for dispute in done.disputed] == ["338/QĐ-UBND"]


def test_strokes_of_a_pen_before_a_notation_are_its_figures_also_where_they_are_more_than_one(
    monkeypatch: pytest.MonkeyPatch,
):
    picture, label, _ = form("4336", blank=260)
    notation = Word("/QĐ-UBND", typed(picture, "/QĐ-UBND", (label.box[2] + 260, 120)), 0.9)
    left = label.box[2] + 22
    torn = [Word(sign, (left + 60 * at, 90, left + 60 * at + 40, 100), 0.4) for at, sign in enumerate((",", "-", "-"))]
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: Digits("4336" if cut.shape[1] > 180 else "43", 0.97))
    assert filled(line(label, *torn, notation), picture).line.text == "Số: 4336 /QĐ-UBND"
