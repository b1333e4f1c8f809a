"""Figures written by hand are read by a network of our own: pictures drawn here, the real network."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from archive.errors import EngineFailed
from archive.records import Line, Word
from ocr.blanks import filled
from ocr.digits import Digits, digits, network
from ocr.labelled import labelled
from ocr.picture import Pixels
from ocr.steady import Steady
from tests.contracts.test_engine import font

STROKES: dict[str, list[list[tuple[float, float]]]] = {
    "0": [[(0.5, 0), (0.1, 0.3), (0.1, 0.75), (0.5, 1), (0.9, 0.75), (0.9, 0.3), (0.5, 0)]],
    "1": [[(0.2, 0.25), (0.55, 0), (0.5, 1)]],
    "2": [[(0.1, 0.25), (0.3, 0.02), (0.7, 0.02), (0.85, 0.3), (0.6, 0.6), (0.1, 1), (0.95, 0.97)]],
    "4": [[(0.6, 0), (0.05, 0.65), (0.95, 0.65)], [(0.7, 0.3), (0.65, 1)]],
    "5": [[(0.85, 0.02), (0.25, 0.02), (0.18, 0.45), (0.6, 0.4), (0.9, 0.65), (0.6, 1), (0.1, 0.92)]],
    "6": [[(0.75, 0.02), (0.3, 0.35), (0.12, 0.75), (0.4, 1), (0.8, 0.85), (0.75, 0.55), (0.4, 0.5), (0.15, 0.72)]],
    "7": [[(0.08, 0.05), (0.9, 0.03), (0.4, 1)], [(0.3, 0.5), (0.8, 0.47)]],
    "3": [[(0.1, 0.1), (0.5, 0), (0.85, 0.2), (0.4, 0.46), (0.9, 0.65), (0.8, 0.92), (0.4, 1), (0.05, 0.9)]],
    "8": [
        [(0.85, 0.15), (0.5, 0), (0.2, 0.15), (0.5, 0.45), (0.9, 0.75), (0.5, 1), (0.1, 0.8), (0.5, 0.48), (0.85, 0.15)]
    ],
    "a": [[(0.8, 0.5), (0.4, 0.45), (0.1, 0.7), (0.3, 1), (0.7, 0.85), (0.8, 0.5)], [(0.8, 0.45), (0.82, 0.9), (1, 1)]],
    "b": [[(0.15, 0), (0.12, 1)], [(0.12, 0.6), (0.5, 0.45), (0.85, 0.65), (0.75, 0.95), (0.4, 1), (0.12, 0.92)]],
    "Ø": [[(0.5, 0), (0.1, 0.3), (0.1, 0.75), (0.5, 1), (0.9, 0.75), (0.9, 0.3), (0.5, 0)], [(0.0, 1.05), (1, -0.05)]],
    "|": [[(0.75, 0), (0.25, 1)]],
}
"""How a hand draws a figure: polylines in a unit square, the 7 with a bar; Ø is a slashed nought, | a slanted 1."""


def written(picture: Pixels, text: str, at: tuple[int, int], high: int = 52) -> None:
    """``text`` as a pen draws it, its upper left corner ``at``."""
    left, top = at
    for sign in text:
        wide = round(high * 0.56)
        for stroke in STROKES[sign]:
            points = np.array([(left + x * wide, top + y * high) for x, y in stroke], np.int32)
            cv2.polylines(picture, [points], False, 70, 4, cv2.LINE_AA)
        left += wide + round(high * 0.2)


def paper(width: int = 620, height: int = 200) -> Pixels:
    return np.full((height, width), 246, np.uint8)


def typed(picture: Pixels, text: str, at: tuple[int, int], size: int = 46) -> tuple[int, int, int, int]:
    """``text`` in print with its baseline's left end ``at``; the box of its ink."""
    from PIL import Image, ImageDraw

    image = Image.fromarray(picture)
    draw = ImageDraw.Draw(image)
    draw.text(at, text, 20, font(size), "ls")
    picture[:] = np.asarray(image)
    left, top, right, bottom = draw.textbbox(at, text, font(size), "ls")
    return round(left), round(top), round(right), round(bottom)


def form(number: str = "", by_hand: bool = True, blank: int = 200) -> tuple[Pixels, Word, Word]:
    """ "Số: … /QĐ-UBND" with ``number`` in its blank, and the two words of print."""
    picture = paper()
    label = Word("Số:", typed(picture, "Số:", (30, 120)), 0.98)
    start = label.box[2] + 22
    if number and by_hand:
        written(picture, number, (start, 72))
    elif number:
        typed(picture, number, (start, 120))
    notation = Word("/QĐ-UBND", typed(picture, "/QĐ-UBND", (label.box[2] + blank, 120)), 0.95)
    return picture, label, notation


def barred(picture: Pixels, notation: Word) -> None:
    """The slash of ``notation`` crossed by a pen's stroke that begins before it: it does not stand by itself."""
    left, top, _, bottom = notation.box
    cv2.line(picture, (left - 50, (top + bottom) // 2), (left + 12, (top + bottom) // 2), 70, 4)


def line(*words: Word) -> Line:
    return Line(words, region="letterhead")


@pytest.mark.parametrize("number", ["2576", "170", "77", "242", "05", "1", "64217"])
def test_figures_drawn_by_hand_are_read(number: str):
    picture = paper(400, 120)
    written(picture, number, (40, 30))
    found = digits(picture)
    assert found.text == number
    assert found.chance > 0.5


@pytest.mark.parametrize("number", ["12a", "31b", "8a", "270b"])
def test_a_letter_behind_figures_is_read_only_where_one_may_stand(number: str):
    picture = paper(400, 120)
    written(picture, number, (40, 30))
    assert digits(picture, lettered=True).text == number
    assert digits(picture).text[: len(number) - 1] == number[:-1]
    assert digits(picture).text.isdecimal()


@pytest.mark.parametrize("number", ["128", "120", "126"])
def test_no_figure_is_taken_for_a_letter(number: str):
    picture = paper(400, 120)
    written(picture, number, (40, 30))
    assert digits(picture, lettered=True).text == number


@pytest.mark.parametrize(("drawn", "number"), [("Ø7", "07"), ("1Ø4", "104"), ("2Ø", "20")])
def test_a_nought_with_a_stroke_through_it_is_a_nought(drawn: str, number: str):
    picture = paper(400, 120)
    written(picture, drawn, (40, 30))
    assert digits(picture, lettered=True).text == number


@pytest.mark.parametrize(("drawn", "number"), [("7|2", "712"), ("|46", "146"), ("2|5", "215")])
def test_a_1_that_is_a_bare_slant_is_no_slash(drawn: str, number: str):
    picture = paper(600)
    written(picture, drawn, (40, 72))
    typed(picture, "/QĐ", (210, 120))
    assert digits(picture[:, :270], lettered=True).text == number


def test_a_cut_without_ink_holds_no_figures():
    assert digits(paper(200, 60)).text == ""
    assert digits(paper(4, 4)).text == ""


def test_what_follows_the_figures_is_left_out():
    picture = paper()
    written(picture, "170", (40, 70))
    typed(picture, "/QĐ", (180, 120))
    assert digits(picture[:, :240]).text == "170"


def test_a_number_that_the_recogniser_misread_is_put_right_and_the_other_reading_told():
    picture, label, notation = form("2576")
    wrong = Word("256", (label.box[2] + 22, 70, label.box[2] + 160, 124), 0.79)
    done = filled(line(label, wrong, notation), picture)
    assert done.line.text == "Số: 2576 /QĐ-UBND"
    assert [dispute.other for dispute in done.disputed] == ["256"]
    assert done.disputed[0].box == done.line.words[1].box


@pytest.mark.parametrize(("chance", "number"), [(0.55, "170"), (0.3, "")])
def test_where_neither_reader_is_sure_ours_is_proposed_and_the_other_told(
    chance: float, number: str, monkeypatch: pytest.MonkeyPatch
):
    picture, label, notation = form("170")
    barred(picture, notation)
    wrong = Word("10", (label.box[2] + 22, 70, label.box[2] + 160, 124), 0.7)
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: Digits("170", chance))
    monkeypatch.setattr("ocr.blanks.steadied", lambda seen, *_, **__: seen)
    done = filled(line(label, wrong, notation), picture)
    told = done.line.words[1]
    assert (told.text if told.confidence else "") == number
    assert told.confidence < 0.7
    assert [dispute.other for dispute in done.disputed] == ["10" if number else "170"]


@pytest.mark.parametrize("said", ["3/Í/QĐ-UBND", "/Ố.,/QĐ-UBND"])
def test_a_figure_that_was_read_as_a_slash_before_the_slash_is_one_of_the_number(
    said: str, monkeypatch: pytest.MonkeyPatch
):
    picture, label, _ = form("371", blank=150)
    seen: list[tuple[int, ...]] = []

    def read(cut: Pixels, lettered: bool) -> Digits:
        seen.append(cut.shape)
        return Digits("371", 0.97)

    monkeypatch.setattr("ocr.blanks.digits", read)
    glued = Word(said, (label.box[2] + 22, 70, label.box[2] + 400, 124), 0.6)
    assert filled(line(label, glued), picture).line.text == "Số: 371/QĐ-UBND"
    assert seen and seen[0][1] > 100


@pytest.mark.parametrize(
    ("read", "told"),
    [("/Zf-QĐ/TU", "Số: 141-QĐ/TU"), ("//)-QĐ/TU", "Số: 141-QĐ/TU"), ("/VP-CV/TU", "Số: /VP-CV/TU")],
)
def test_figures_of_which_the_first_was_read_as_a_slash_stand_before_a_party_notation(
    read: str, told: str, monkeypatch: pytest.MonkeyPatch
):
    picture = paper(900)
    label = Word("Số:", typed(picture, "Số:", (30, 120)), 0.98)
    written(picture, "141", (label.box[2] + 22, 72))
    _, _, right, bottom = typed(picture, "-QĐ/TU", (label.box[2] + 160, 120))
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: Digits("141" if cut.shape[1] > 100 else "", 0.97))
    glued = Word(read, (label.box[2] + 22, 66, right, bottom), 0.3)
    assert filled(line(label, glued), picture).line.text == told


def test_a_notation_of_which_the_slash_was_lost_is_no_part_of_the_number_and_gets_it_back(
    monkeypatch: pytest.MonkeyPatch,
):
    picture, label, notation = form("372")
    wrong = Word("37O", (label.box[2] + 22, 70, label.box[2] + 160, 124), 0.5)
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: Digits("372", 0.6))
    done = filled(line(label, wrong, replace(notation, text="QĐ-UBND")), picture)
    assert done.line.text == "Số: 372 /QĐ-UBND"


@pytest.mark.parametrize("notation", ["QĐ-CAH", "CAH-QLHC", "GCN-UBND"])
def test_a_notation_that_was_read_in_one_word_with_its_number_and_no_slash_is_kept_whole(notation: str):
    picture, label, _ = form("87", blank=150)
    typed(picture, f"/{notation}", (label.box[2] + 160, 120))
    glued = Word(f"87{notation}", (label.box[2] + 22, 70, label.box[2] + 400, 124), 0.6)
    assert filled(line(label, glued), picture).line.text == f"Số: 87/{notation}"


@pytest.mark.parametrize("notation", ["BB/UBND", "QĐ.UB", "cv/UBND", "QD-UBND"])
@pytest.mark.parametrize("read", ["572", "5/72", "SZ", ";ớ/", ""])
def test_a_notation_that_only_a_space_parts_from_its_number_is_none_of_it(read: str, notation: str):
    picture = paper(900)
    label = Word("Số:", typed(picture, "Số:", (30, 120)), 0.98)
    written(picture, "572", (label.box[2] + 22, 72))
    behind = Word(notation, typed(picture, notation, (label.box[2] + 180, 120)), 0.9)
    seen = [Word(read, (label.box[2] + 22, 70, label.box[2] + 150, 124), 0.5)] if read else []
    assert filled(line(label, *seen, behind), picture).line.text == f"Số: 572 /{notation}"


@pytest.mark.parametrize("read", ["1SO-UBND", "12Z-TU"])
def test_letters_as_which_a_pens_figures_are_read_begin_no_notation(read: str):
    seen = Word(read, (100, 70, 400, 124), 0.6)
    assert labelled(line(Word("Số:", (20, 70, 80, 124), 0.9), seen)).words[1].text == read


@pytest.mark.parametrize(
    ("read", "apart"),
    [("/Z/QĐ-UBND", ""), ("/ZÓÓ", "/QĐ-UBND"), ("ÓZ2/4/QĐ-UBND", ""), ("/1.02/QĐ-UBND", ""), ("/10Z/", "/QĐ-UBND")],
)
def test_what_a_pens_figures_were_read_as_before_a_notation_is_no_part_of_it(
    read: str, apart: str, monkeypatch: pytest.MonkeyPatch
):
    picture, label, notation = form("102", blank=160)
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: Digits("102", 0.97))
    right = notation.box[2] if not apart else notation.box[0] - 6
    words = [Word(read, (label.box[2] + 22, 70, right, 124), 0.6), *([replace(notation, text=apart)] if apart else [])]
    assert filled(line(label, *words), picture).line.text.replace(" /", "/") == "Số: 102/QĐ-UBND"


def test_figures_that_both_readers_saw_make_no_notation_sure_that_is_none(monkeypatch: pytest.MonkeyPatch):
    picture, label, _ = form("852", blank=150)
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: Digits("852", 0.98))
    for tail, least in (("TB-BQIL.DA", False), ("TB-BQLDA", True)):
        seen = Word(f"852/{tail}", (label.box[2] + 22, 70, label.box[2] + 400, 124), 0.7)
        assert (filled(line(label, seen), picture).line.words[1].confidence > 0.85) is least


@pytest.mark.parametrize("chance", [0.78, 0.95])
def test_a_month_that_lost_a_figure_in_the_cut_stays_as_it_was_read(chance: float, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: Digits("1", chance))
    picture = paper(900)
    said = [("ngày", 0.98), ("05", 0.97), ("tháng", 0.98), ("11", 0.7), ("năm", 0.98), ("2018", 0.97)]
    words, left = list[Word](), 20
    for text, sure in said:
        words.append(Word(text, typed(picture, text, (left, 120)), sure))
        left = words[-1].box[2] + 24
    assert filled(line(*words), picture).line.words[3].text == "11"


@pytest.mark.parametrize(("ended", "text"), [(False, "Số: /QĐ-UBND"), (True, "Số: 170 /QĐ-UBND")])
def test_an_unsure_reading_of_ours_where_nothing_was_read_is_proposed_only_before_a_slash_that_is_seen(
    ended: bool, text: str, monkeypatch: pytest.MonkeyPatch
):
    picture, label, notation = form("170", by_hand=False)
    if not ended:
        barred(picture, notation)
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: Digits("170", 0.6))
    monkeypatch.setattr("ocr.blanks.steadied", lambda seen, *_, **__: seen)
    done = filled(line(label, notation), picture).line
    assert done.text == text
    assert all(word.confidence < 0.7 for word in done.words if word.text == "170")


@pytest.mark.parametrize(("chance", "said"), [(0.75, "24"), (0.55, "24"), (0.45, "")])
def test_a_day_for_which_no_word_was_found_is_proposed_where_it_is_likely_and_never_sure(
    chance: float, said: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: Digits("24", chance))
    monkeypatch.setattr("ocr.blanks.steadied", lambda seen, *_, **__: seen)
    picture, label, month = dated("24", 125)
    year = year_behind(month, picture)
    words = filled(line(label, month, year), picture).line.words
    assert " ".join(word.text for word in words).startswith(f"ngày {said} tháng".replace("  ", " "))
    assert all(word.confidence < 0.9 for word in words if word.text == said)


def test_a_number_for_which_no_word_was_found_is_read():
    picture, label, notation = form("77", blank=120)
    done = filled(line(label, notation), picture)
    assert done.line.text == "Số: 77 /QĐ-UBND"
    assert label.box[2] <= done.line.words[1].box[0] < done.line.words[1].box[2] <= notation.box[0]


def test_what_the_recogniser_could_make_nothing_of_and_ours_reads_surely_is_settled():
    picture, label, notation = form("2576")
    scrawl = Word("?†G", (label.box[2] + 22, 70, label.box[2] + 160, 124), 0.9)
    done = filled(line(label, scrawl, notation), picture)
    assert done.line.text == "Số: 2576 /QĐ-UBND"
    assert (done.disputed, done.agreed) == ((), {scrawl.box})
    assert done.line.words[1].confidence >= 0.95


def test_a_figure_that_was_read_as_a_capital_is_put_right_and_never_settled():
    picture, label, notation = form("35", blank=110)
    wrong = Word("3B", (label.box[2] + 22, 70, label.box[2] + 90, 124), 0.5)
    done = filled(line(label, wrong, notation), picture)
    assert done.line.text == "Số: 35 /QĐ-UBND"
    assert [dispute.other for dispute in done.disputed] == ["3B"]


def test_a_day_that_no_month_has_does_not_stand_against_one_that_there_is():
    picture, day, month = dated("27", 125)
    year = year_behind(month, picture)
    wrong = Word("233", (day.box[2] + 20, 70, month.box[0] - 12, 124), 0.9)
    done = filled(line(day, wrong, month, year), picture)
    assert done.line.words[1].text == "27"
    assert done.disputed == ()


def test_a_stroke_between_number_and_notation_is_the_slash():
    picture, label, notation = form("63", blank=110)
    glued = Word("63'QĐ-UBND", (label.box[2] + 20, 70, notation.box[2], notation.box[3]), 0.6)
    assert filled(line(label, glued), picture).line.text == "Số: 63/QĐ-UBND"


def test_a_number_glued_to_the_notation_keeps_the_notation():
    picture, label, notation = form("71", blank=110)
    glued = Word("?†/QĐ-UBND", (label.box[2] + 20, 70, notation.box[2], notation.box[3]), 0.52)
    assert filled(line(label, glued), picture).line.text == "Số: 71/QĐ-UBND"


@pytest.mark.parametrize("seen", ["31b", "3240b", "12a"])
def test_a_printed_number_with_a_letter_keeps_it(seen: str):
    picture = paper()
    label = Word("Số:", typed(picture, "Số:", (30, 120)), 0.98)
    glued = Word(f"{seen}/QĐ-UBND", typed(picture, f"{seen}/QĐ-UBND", (label.box[2] + 20, 120)), 0.7)
    done = filled(line(label, glued), picture)
    assert done.line.text == f"Số: {seen}/QĐ-UBND"
    assert done.line.words[1].confidence >= 0.85


def test_a_letter_of_a_pen_that_the_recogniser_did_not_see_is_read_and_never_sure():
    picture, label, notation = form("31b", blank=160)
    wrong = Word("316", (label.box[2] + 22, 70, label.box[2] + 140, 124), 0.5)
    done = filled(line(label, wrong, notation), picture)
    assert done.line.text == "Số: 31b /QĐ-UBND"
    assert done.line.words[1].confidence < 0.9
    assert [dispute.other for dispute in done.disputed] == ["316"]


def dated(day: str, wide: int) -> tuple[Pixels, Word, Word]:
    """A paper with "ngày … tháng" and ``day`` by hand in a gap so ``wide``."""
    picture = paper(900)
    label = Word("ngày", typed(picture, "ngày", (30, 120)), 0.98)
    written(picture, day, (label.box[2] + 20, 72))
    return picture, label, Word("tháng", typed(picture, "tháng", (label.box[2] + wide, 120)), 0.98)


def year_behind(month: Word, picture: Pixels) -> Word:
    """ "năm" in print, right of "tháng" and a gap for a figure."""
    return Word("năm", typed(picture, "năm", (month.box[2] + 60, 120)), 0.98)


def test_no_day_ends_in_a_letter():
    picture, day, month = dated("2a", 125)
    year = year_behind(month, picture)
    assert "2a" not in filled(line(day, month, year), picture).line.text


def test_a_number_that_was_read_as_one_word_with_its_label_is_read_by_itself():
    picture, label, notation = form("77", blank=120)
    clinging = replace(label, text="Số:#?", box=(*label.box[:2], notation.box[0] - 8, label.box[3]), confidence=0.2)
    assert filled(line(clinging, notation), picture).line.text == "Số: 77 /QĐ-UBND"


def test_a_year_before_a_notation_is_no_figure_of_a_pen():
    picture, label, _ = form("12", by_hand=False, blank=150)
    typed(picture, "/2019/QĐ-UBND", (label.box[2] + 100, 120))
    read = Word("12/2019/QĐ-UBND", (label.box[2] + 22, 70, 600, 124), 0.95)
    assert filled(line(label, read), picture).line.text == "Số: 12/2019/QĐ-UBND"


def test_a_label_that_swallowed_the_first_figures_ends_at_its_colon():
    picture, label, notation = form()
    written(picture, "82", (label.box[2] + 4, 72))
    swallowed = replace(label, text="Số:", box=(*label.box[:2], notation.box[0] - 20, label.box[3]))
    assert filled(line(swallowed, notation), picture).line.text == "Số: 82 /QĐ-UBND"


def test_printed_figures_of_which_ours_reads_on_into_the_notation_stay(monkeypatch: pytest.MonkeyPatch):
    picture, label, _ = form("158", by_hand=False, blank=150)
    monkeypatch.setattr("ocr.blanks.steadied", lambda *_, **__: Digits("15841", 0.37))
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: Digits("15841", 0.37))
    typed(picture, "/BB-BCH", (label.box[2] + 110, 120))
    read = Word("158/BB-BCH", (label.box[2] + 22, 84, label.box[2] + 300, 122), 0.58)
    done = filled(line(label, read), picture)
    assert [(word.text, word.confidence) for word in done.line.words[1:]] == [("158/BB-BCH", 0.58)]
    assert [dispute.other for dispute in done.disputed] == ["15841/BB-BCH"]


def test_a_figure_that_was_read_as_a_slash_is_no_notation():
    picture, label, notation = form("202", blank=160)
    torn = Word("20/2", (label.box[2] + 22, 70, label.box[2] + 140, 124), 0.4)
    assert filled(line(label, torn, notation), picture).line.text == "Số: 202 /QĐ-UBND"


@pytest.mark.parametrize(
    ("read", "tail"),
    [("2/42", "-BC/ĐUK"), ("57/2/", "-BC/ĐUK"), ("57/2ổ", "/BC-UBND"), ("5/7", "'THPTTB"), ("57/Z/2", "/CAT-PV01")],
)
def test_no_slash_among_a_pens_figures_begins_a_notation_where_one_stands_behind(read: str, tail: str):
    picture = paper(900)
    label = Word("Số", typed(picture, "Số", (30, 120)), 0.98)
    written(picture, "572", (label.box[2] + 22, 72))
    notation = Word(tail, typed(picture, tail.replace("'", "/"), (label.box[2] + 180, 120)), 0.9)
    torn = Word(read, (label.box[2] + 22, 70, label.box[2] + 150, 124), 0.5)
    assert filled(line(label, torn, notation), picture).line.text == f"Số 572 {tail.replace(chr(39), '/')}"


@pytest.mark.parametrize(
    ("tail", "read"),
    [("/BC-SCT", "JBC-SCT"), ("/CCT-KHTC", ";CCT-KHTC"), ("/TTr-PGDĐT", ".TTr-PGDĐT"), ("/THPTTBT", "'THPTTBT")],
)
def test_a_slash_that_was_read_as_another_sign_begins_the_notation(tail: str, read: str):
    picture = paper(900)
    label = Word("Số:", typed(picture, "Số:", (30, 120)), 0.98)
    written(picture, "77", (label.box[2] + 22, 72))
    notation = Word(read, typed(picture, tail, (label.box[2] + 140, 120)), 0.7)
    seen = Word("77", (label.box[2] + 22, 70, label.box[2] + 110, 124), 0.8)
    assert filled(line(label, seen, notation), picture).line.text == f"Số: 77 {tail}"


def test_a_colon_that_was_read_as_a_figure_before_a_number_is_none(monkeypatch: pytest.MonkeyPatch):
    readings = iter([Digits("529", 0.5), Digits("529", 0.5), Digits("29", 0.9)])
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: next(readings))
    picture, label, notation = form("", blank=20)
    glued = Word("29/GCN-BCH", (label.box[2] + 22, 80, notation.box[2], 124), 0.78)
    done = filled(line(label, glued), picture)
    assert (done.line.text, done.disputed) == ("Số: 29/GCN-BCH", ())


def test_a_point_between_figures_and_notation_is_the_slash():
    picture = paper(900)
    label = Word("Số:", typed(picture, "Số:", (30, 120)), 0.98)
    glued = Word("859.TTr-PGDĐT", typed(picture, "859/TTr-PGDĐT", (label.box[2] + 20, 120)), 0.9)
    assert filled(line(label, glued), picture).line.text == "Số: 859/TTr-PGDĐT"


def test_dirt_before_a_number_is_no_sign_of_it():
    read = Word("-1141/TB-UB", (100, 70, 400, 124), 0.6)
    assert labelled(line(Word("Số:", (20, 70, 80, 124), 0.9), read)).text == "Số: 1141/TB-UB"
    assert labelled(line(Word("Số", (20, 70, 80, 124), 0.9), replace(read, text="-BC/ĐUK"))).text == "Số -BC/ĐUK"


def test_the_trace_of_a_rule_before_its_label_hides_no_number():
    picture, label, notation = form("274", blank=160)
    trace = Word("-", (10, 90, 20, 94), 0.6)
    assert filled(line(trace, label, notation), picture).line.text == "Số: 274 /QĐ-UBND"


def test_a_day_whose_second_figure_stands_in_the_box_of_the_month_has_both_and_is_not_sure():
    picture, label, month = dated("27", 92)
    left = label.box[2] + 20
    year = year_behind(month, picture)
    early = replace(month, box=(left + 38, *month.box[1:]))
    done = filled(line(label, Word("2", (left, 70, left + 32, 124), 0.7), early, year), picture)
    assert [word.text for word in done.line.words] == ["ngày", "27", "tháng", "năm"]
    assert done.line.words[1].confidence < 0.9


def test_a_day_of_one_figure_is_not_made_longer_by_the_letters_behind_it():
    picture, label, month = dated("7", 70)
    year = year_behind(month, picture)
    done = filled(line(label, Word("7", (label.box[2] + 20, 70, label.box[2] + 52, 124), 0.7), month, year), picture)
    assert done.line.words[1].text == "7"


def test_a_struck_nought_that_was_read_as_two_is_one_in_a_day(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: Digits("006", 0.64))
    picture, label, month = dated("06", 125)
    year = year_behind(month, picture)
    done = filled(line(label, Word("7", (label.box[2] + 20, 70, label.box[2] + 90, 124), 0.3), month, year), picture)
    assert done.line.words[1].text == "06"
    assert done.line.words[1].confidence < 0.9


def test_a_figure_that_stands_in_the_box_of_the_notation_is_the_numbers():
    picture, label, notation = form("2570", blank=185)
    first = Word("257", (label.box[2] + 22, 70, label.box[2] + 142, 124), 0.8)
    early = replace(notation, box=(label.box[2] + 143, *notation.box[1:]))
    done = filled(line(label, first, early), picture)
    assert done.line.text == "Số: 2570 /QĐ-UBND"
    assert [dispute.other for dispute in done.disputed] == ["257"]


@pytest.mark.parametrize(
    ("times", "chance", "number"), [(12, 0.8, "127"), (12, 0.62, "127"), (12, 0.55, "12"), (11, 0.8, "12")]
)
def test_a_figure_in_the_box_of_the_notation_that_every_cut_shows_is_proposed_where_the_number_is_not_sure(
    times: int, chance: float, number: str, monkeypatch: pytest.MonkeyPatch
):
    picture, label, notation = form("127")
    barred(picture, notation)
    begins = notation.box[0] - 70
    early = replace(notation, box=(begins, *notation.box[1:]))
    wide = begins - label.box[2] + 10
    short, long = Digits("12", 0.8), Digits("127", chance)
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: short if cut.shape[1] < wide else long)
    monkeypatch.setattr("ocr.blanks.steadied", lambda seen, *_, **__: replace(seen, chance=0.65))
    monkeypatch.setattr("ocr.blanks.read_often", lambda *_, **__: Steady(Digits("127", 0.8), times))
    wrong = Word("f2", (label.box[2] + 22, 70, begins - 3, 124), 0.3)
    assert filled(line(label, wrong, early), picture).line.text == f"Số: {number} /QĐ-UBND"


@pytest.mark.parametrize(("number", "notation"), [("09", "-TTr/TU"), ("6", "-BC/BTGTU"), ("37", "/2009/TTLT-BTC-BNV")])
def test_what_follows_a_number_at_once_is_no_figure_of_it(number: str, notation: str):
    picture = paper(900)
    label = Word("Số", typed(picture, "Số", (30, 120)), 0.98)
    said = number + notation
    glued = Word(said, typed(picture, said, (label.box[2] + 20, 120)), 0.7)
    assert filled(line(label, glued), picture).line.text == f"Số {said}"


def test_a_pens_last_figure_before_the_hyphen_of_a_party_paper_is_not_lost():
    picture = paper(900)
    label = Word("Số", typed(picture, "Số", (30, 120)), 0.98)
    left = label.box[2] + 22
    written(picture, "277", (left, 72))
    tail = typed(picture, "-KH/TU", (left + 130, 120))
    glued = Word("27-KH/TU", (left, 70, tail[2], 124), 0.6)
    assert filled(line(label, glued), picture).line.text == "Số 277-KH/TU"


def test_a_year_that_none_can_be_is_read_again():
    picture = paper(1200)
    words, left = list[Word](), 30
    for text in ("Hà", "Nội,", "ngày", "29", "tháng", "7", "năm", "2025"):
        words.append(Word(text, typed(picture, text, (left, 120)), 0.9))
        left = words[-1].box[2] + 14
    wrong = replace(words[-1], text="3035", confidence=0.52)
    assert filled(line(*words[:-1], wrong), picture).line.text == "Hà Nội, ngày 29 tháng 7 năm 2025"
    assert filled(line(*words), picture).line.text == "Hà Nội, ngày 29 tháng 7 năm 2025"


@pytest.mark.parametrize("seen", ["206", "20È5", "20S5,"])
def test_a_year_that_lost_a_figure_is_read_again(seen: str):
    picture = paper(1200)
    words, left = list[Word](), 30
    for text in ("Hà", "Nội,", "ngày", "29", "tháng", "7", "năm", "2025"):
        words.append(Word(text, typed(picture, text, (left, 120)), 0.9))
        left = words[-1].box[2] + 14
    broken = replace(words[-1], text=seen, confidence=0.6)
    assert filled(line(*words[:-1], broken), picture).line.text == "Hà Nội, ngày 29 tháng 7 năm 2025"


def test_a_day_that_was_read_as_one_word_with_the_month_is_read_by_itself():
    picture = paper(1200)
    words, left = list[Word](), 30
    for text in ("Đắk", "Lắk,", "ngày", "06", "tháng", "9", "năm", "2013"):
        words.append(Word(text, typed(picture, text, (left, 120)), 0.9))
        left = words[-1].box[2] + 10
    box = (words[3].box[0], *words[4].box[1:])
    glued = Word("0Ztháng", box, 0.28)
    done = filled(line(*words[:3], glued, *words[5:]), picture).line
    assert done.text == "Đắk Lắk, ngày 06 tháng 9 năm 2013"


def test_an_empty_blank_stays_empty():
    picture, label, notation = form()
    assert filled(line(label, notation), picture).line == line(label, notation)


@pytest.mark.parametrize("row", [118, 124])
def test_a_dotted_leader_is_no_number(row: int):
    picture, label, notation = form()
    for at in range(label.box[2] + 12, notation.box[0] - 8, 9):
        cv2.circle(picture, (at, row), 2, 60, -1, cv2.LINE_AA)
    assert filled(line(label, notation), picture).line == line(label, notation)


def test_a_printed_number_that_was_read_surely_stays_and_is_no_less_sure():
    picture, label, notation = form("2576", by_hand=False)
    read = Word("2576", (label.box[2] + 22, 86, label.box[2] + 130, 121), 0.96)
    done = filled(line(label, read, notation), picture)
    assert done.line.text == "Số: 2576 /QĐ-UBND"
    assert done.line.words[1].confidence >= 0.96
    assert done.disputed == ()
    assert done.agreed == {read.box}


def test_the_day_of_a_date_is_read_also_where_a_label_swallowed_it():
    picture, day, month = dated("11", 115)
    four = Word("4", typed(picture, "4", (month.box[2] + 18, 120)), 0.98)
    year = Word("năm", typed(picture, "năm", (four.box[2] + 18, 120)), 0.98)
    last = Word("2018", typed(picture, "2018", (year.box[2] + 18, 120)), 0.98)
    wide = replace(month, box=(month.box[0] - 45, *month.box[1:]))
    done = filled(line(day, wide, four, year, last), picture)
    assert done.line.text == "ngày 11 tháng 4 năm 2018"


def test_the_month_of_a_date_is_read_also_where_the_label_behind_swallowed_it():
    picture, day, month = dated("11", 115)
    written(picture, "8", (month.box[2] + 12, 72))
    year = Word("năm", typed(picture, "năm", (month.box[2] + 50, 120)), 0.98)
    last = Word("1996", typed(picture, "1996", (year.box[2] + 18, 120)), 0.98)
    wide = replace(year, box=(month.box[2] + 6, 66, *year.box[2:]))
    done = filled(line(day, Word("11", (day.box[2] + 20, 70, day.box[2] + 90, 124), 0.9), month, wide, last), picture)
    assert done.line.text == "ngày 11 tháng 8 năm 1996"


def test_no_day_is_taken_that_no_month_has():
    picture = paper(900)
    day = Word("ngày", typed(picture, "ngày", (30, 120)), 0.98)
    written(picture, "77", (day.box[2] + 20, 72))
    month = Word("tháng", typed(picture, "tháng", (day.box[2] + 115, 120)), 0.98)
    year = year_behind(month, picture)
    assert filled(line(day, month, year), picture).line == line(day, month, year)


def test_a_missing_or_broken_network_is_told(tmp_path: Path):
    with pytest.raises(EngineFailed, match="digits"):
        network(tmp_path / "digits.onnx")
    (tmp_path / "digits.onnx").write_bytes(b"no network")
    with pytest.raises(EngineFailed, match="digits"):
        network(tmp_path / "digits.onnx")


def test_the_letter_behind_a_slash_is_no_figure_of_the_number():
    picture, label, _ = form("174", blank=160)
    tail = typed(picture, "/SYT-NVY", (label.box[2] + 150, 120))
    read = Word("17A/SYT-NVY", (label.box[2] + 22, 70, tail[2], tail[3]), 0.5)
    assert filled(line(label, read), picture).line.text == "Số: 174/SYT-NVY"


@pytest.mark.parametrize("sure", [0.7, 0.95])
def test_before_a_slash_that_is_seen_ours_is_believed_against_print(sure: float, monkeypatch: pytest.MonkeyPatch):
    picture, label, notation = form("155")
    wrong = Word("455", (label.box[2] + 22, 70, label.box[2] + 160, 124), sure)
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: Digits("155", 0.75))
    monkeypatch.setattr("ocr.blanks.steadied", lambda seen, *_, **__: seen)
    done = filled(line(label, wrong, notation), picture)
    assert done.line.text == "Số: 155 /QĐ-UBND"
    assert done.line.words[1].confidence < 0.9
    assert [dispute.other for dispute in done.disputed] == ["455"]


def test_a_number_has_as_many_figures_as_pieces_of_ink_stand_before_its_slash(monkeypatch: pytest.MonkeyPatch):
    picture, label, notation = form("11")
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: Digits("1", 0.8))
    monkeypatch.setattr("ocr.blanks.steadied", lambda seen, *_, **__: seen)
    done = filled(line(label, notation), picture)
    assert done.line.text == "Số: 11 /QĐ-UBND"
    assert done.line.words[1].confidence < 0.7


def test_a_day_that_can_be_none_is_taken_for_the_likeliest_that_can(monkeypatch: pytest.MonkeyPatch):
    picture, label, month = dated("24", 125)
    year = year_behind(month, picture)
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: Digits("84", 0.9))
    monkeypatch.setattr("ocr.blanks.steadied", lambda seen, *_, **__: seen)
    done = filled(line(label, Word("ÈY", (label.box[2] + 20, 70, label.box[2] + 110, 124), 0.3), month, year), picture)
    assert done.line.words[1].text == "24"
    assert done.line.words[1].confidence < 0.7


def test_figures_behind_a_printed_number_whose_notation_has_a_year_are_the_slash_and_the_year(
    monkeypatch: pytest.MonkeyPatch,
):
    picture, label, _ = form("01", blank=160)
    printed = Word("01/2016/TTLT-BTP", (label.box[2] + 22, 70, label.box[2] + 560, 124), 0.75)
    monkeypatch.setattr("ocr.blanks.digits", lambda cut, lettered: Digits("0112", 0.97))
    monkeypatch.setattr("ocr.blanks.steadied", lambda seen, *_, **__: seen)
    done = filled(line(label, printed), picture)
    assert done.line.text == "Số: 01/2016/TTLT-BTP"
    assert [dispute.other for dispute in done.disputed] == ["0112/2016/TTLT-BTP"]
