"""The chance that a word is right, and a page's share of right ones."""

from dataclasses import replace

import pytest

from archive.records import Dispute, Line
from ocr.confidence import TRAITS, calibrated, is_well_formed, share_right, traits, weights
from ocr.engine import Candidate
from tests.ocr.papers import line


def sure(text: str, confidence: float = 0.96) -> list[float]:
    """The chances of the words of one line."""
    seen = (line(text, 300, 300, confidence),)
    return [word.confidence for word in calibrated(seen, seen, ())[0].words]


def test_sure_words_that_the_language_knows_are_nearly_certain():
    assert min(sure("Ủy ban nhân dân tỉnh Tiền Giang")) > 0.99


def test_the_recogniser_is_believed_less_the_less_sure_it_is():
    chances = [sure("Ủy ban nhân dân", confidence)[2] for confidence in (0.3, 0.6, 0.8, 0.9, 0.95, 0.97)]
    assert chances == sorted(set(chances))


def test_a_word_that_stands_in_no_text_is_less_likely_right_than_one_that_does():
    assert sure("ủy ban nhăn dãn")[2] < sure("ủy ban nhân dân")[2]


@pytest.mark.parametrize(
    ("whole", "broken"), [("2576", "25G6"), ("12/QĐ-UBND", "1?/QĐ-UBND"), ("05/01/2020", "O5/0l/2020")]
)
def test_a_figure_with_letters_in_it_is_less_likely_right(whole: str, broken: str):
    assert is_well_formed(whole) and not is_well_formed(broken)
    assert sure(f"Số {broken}", 0.9)[1] < sure(f"Số {whole}", 0.9)[1] - 0.1


def test_a_letter_that_the_recogniser_would_have_taken_for_another_counts_against_the_word():
    plain = line("dân", 300, 300, 0.9)
    (word,) = plain.words
    letters = ((("d", 0.9),), (("â", 0.5), ("ấ", 0.45)), (("n", 0.9),))
    torn = Line((Candidate(word.text, word.box, word.confidence, None, letters),))
    assert (
        calibrated((torn,), (plain,), ())[0].words[0].confidence
        < calibrated((plain,), (plain,), ())[0].words[0].confidence
    )


def test_a_word_on_which_two_readings_disagree_is_never_sure():
    seen = (line("ngày 27 tháng 9", 300, 300),)
    (plain,), (doubted,) = calibrated(seen, seen, ()), calibrated(seen, seen, [Dispute(seen[0].words[1].box, "37")])
    assert plain.words[1].confidence > 0.9 > 0.85 > doubted.words[1].confidence
    assert plain.words[3] == doubted.words[3]


def test_print_that_stayed_unread_counts_as_lost_words():
    lines = (line("một hai ba bốn", 300, 300, 1.0),)
    assert share_right(lines, ()) == 1.0
    assert share_right(lines, [(0, 0, 35 * 4, 10)]) == pytest.approx(4 / 8)
    assert share_right((), ()) is None


def test_every_word_has_all_traits_and_every_trait_a_weight():
    lines = (line("Số: 12/QĐ-UBND - x", 300, 300), replace(line("|", 300, 400), words=line("I", 300, 400).words))
    found = traits(lines, lines)
    assert [len(one.values) for one in found] == [len(TRAITS)] * 5
    assert [one.figure for one in found] == [False, True, True, False, False]
    assert all(set(weight) == set(TRAITS) for weight in weights().values())


def test_figures_of_a_number_or_date_on_which_readings_disagree_are_surer_than_other_words() -> None:
    read = [line("Số: 575 /QĐ-UBND", 300, 400, 0.99), line("Hà Nội, ngày 05 tháng 01 năm 2020", 1200, 400, 0.99)]
    boxes = {word.text: word.box for one in read for word in one.words}
    disputes = [Dispute(boxes[text], "1") for text in ("575", "05", "/QĐ-UBND")]
    told = {word.text: word.confidence for one in calibrated(read, read, disputes) for word in one.words}
    assert 0.9 <= told["575"] <= 0.92 and 0.9 <= told["05"] <= 0.92
    assert told["/QĐ-UBND"] <= 0.8
    assert told["2020"] > 0.9
