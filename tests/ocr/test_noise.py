from dataclasses import replace

from archive.records import Line, Region, Word
from ocr.engine import Candidate
from ocr.noise import clean, cleared, is_noise, retold, untraced


def test_rules_are_noise_at_any_confidence():
    assert all(is_noise(text, 0.99) for text in ("|", "_", "__", "~", "||", "¬"))


def test_marks_of_print_are_kept_unless_hardly_read():
    assert not is_noise("-", 0.9)
    assert not is_noise(":", 0.9)
    assert is_noise(":", 0.1)


def test_an_unsure_but_well_formed_word_is_kept():
    assert not is_noise("61/2018/NĐ-CP", 0.1)
    assert not is_noise("Lưu:", 0.1)
    assert not is_noise("tỉnh", 0.06)


def test_a_long_number_is_kept_however_unsure_some_of_its_figures_are():
    assert not is_noise("O6O?9112362", 0.24)
    assert not is_noise("O3G9183525", 0.23)
    assert is_noise("O6O?9l", 0.24)


def test_a_jumble_hardly_read_is_noise():
    assert is_noise("j3»Ó", 0.0)
    assert is_noise("^—>J", 0.1)


def test_pieces_of_rules_are_taken_off_the_ends_of_words():
    assert cleared("|AN_") == "AN"


def line(*texts: str, confidence: float = 0.95) -> Line:
    return Line(tuple(Word(text, (40 * i, 0, 40 * i + 30, 20), confidence) for i, text in enumerate(texts)))


def test_specks_are_noise_at_any_confidence():
    assert all(is_noise(text, 0.99) for text in ("`", "^", ".", ",", "'", "“"))


def test_a_letter_that_is_no_word_is_noise_unless_it_is_sure():
    assert is_noise("r", 0.6)
    assert not is_noise("ở", 0.4)
    assert not is_noise("A", 0.6)


def test_a_lone_l_is_the_figure_one_and_keeps_what_was_read():
    (cleaned,) = clean([line("Tờ", "khai", "l", "0")])
    assert cleaned.text == "Tờ khai 1 0"
    assert cleaned.words[2].read == "l"


def test_litres_stay_litres():
    assert clean([line("5", "l")])[0].text == "5 l"


def test_a_dash_at_the_end_of_a_line_is_kept_only_where_it_is_sure():
    assert clean([line("Quý", "-", confidence=0.5)])[0].text == "Quý"
    assert clean([line("Tự", "do", "-")])[0].text == "Tự do -"


def test_a_dash_between_two_words_is_print_where_it_stands_amid_them_and_is_sure():
    read = line("Huyện", "—", "tỉnh")
    (cleaned,) = clean([read])
    assert (cleaned.text, cleaned.words[1].read) == ("Huyện – tỉnh", "—")
    assert clean([line("Huyện", "—-", "tỉnh")])[0].text == "Huyện – tỉnh"
    dash = read.words[1]
    for other in (replace(dash, box=(40, 17, 70, 20)), replace(dash, confidence=0.3)):
        assert clean([Line((read.words[0], other, read.words[2]))])[0].text == "Huyện tỉnh"
    assert clean([line("Huyện", "—", "|", "tỉnh")])[0].text == "Huyện tỉnh"


def test_a_changed_word_keeps_what_was_read_and_the_choices_of_its_letters():
    choices = tuple(((letter, 0.9),) for letter in "|AN")
    word = retold(Candidate("|AN", (0, 0, 9, 9), 0.9, None, choices), "AN")
    assert isinstance(word, Candidate)
    assert (word.text, word.read, word.choices) == ("AN", "|AN", choices[1:])


def test_for_report_behind_a_name_is_no_noise_however_it_is_read():
    # "(b/c);" closes lines of the list of recipients and is hardly ever read with confidence
    assert not any(is_noise(text, 0.2) for text in ("(b/€);", "(b/c);", "b/©)"))


def test_per_cent_in_brackets_heads_a_column():
    assert not is_noise("(%)", 0.5)
    assert is_noise("(%)", 0.1)
    assert is_noise("(/)", 0.95)


def test_a_single_sign_by_itself_in_letterhead_or_signature_is_a_trace():
    def alone(text: str, region: Region) -> Line:
        return replace(line(text), region=region)

    traces = [alone("-", "letterhead"), alone("I", "signature"), alone("4", "signature"), alone("h.", "letterhead")]
    print_ = [alone("5", "letterhead"), alone("2", "header"), alone("An", "signature"), alone("A", "table")]
    together = replace(line("B", "-"), region="signature")
    assert untraced([*traces, *print_, together]) == (*print_, together)
