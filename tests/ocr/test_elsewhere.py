from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import OcrPage, Word
from ocr.elsewhere import as_elsewhere
from tests.ocr.papers import line, page

SAID = "Dự buổi đối thoại về hồ sơ thực hiện, điều chỉnh, thôi hưởng trợ cấp xã hội hàng tháng"
CLEAR = page(line(SAID, 340, 900))


def unsure(said: str, confidence: float = 0.4) -> OcrPage:
    """A page that says ``SAID`` but for one word, which was read so hardly."""
    true, read = SAID.split(), said.split()
    found = line(said, 340, 900)
    words = [
        replace(word, confidence=confidence) if ours != word.text else word
        for word, ours in zip(found.words, true, strict=True)
    ]
    assert len(read) == len(true)
    return page(replace(found, words=tuple(words)), index=1)


def words(pages: tuple[OcrPage, ...], at: int = 1) -> tuple[Word, ...]:
    return tuple(word for one in pages[at].lines for word in one.words)


@pytest.mark.parametrize(
    ("right", "read"), [("hưởng", "lưởng"), ("chỉnh,", "clunh,"), ("buổi", "buôi"), ("cấp", "cốp")]
)
def test_a_word_hardly_read_is_what_stands_elsewhere_in_the_same_words(right: str, read: str):
    told = words(as_elsewhere((CLEAR, unsure(SAID.replace(right, read)))))
    assert " ".join(word.text for word in told) == SAID
    (changed,) = [word for word in told if word.read]
    assert (changed.text, changed.read) == (right, read) and 0.9 < changed.confidence < 0.95


@pytest.mark.parametrize(("right", "read"), [("Dự", "Dụ"), ("tháng", "thúng")])
def test_a_word_with_too_few_words_around_it_stays(right: str, read: str):
    pages = (CLEAR, unsure(SAID.replace(right, read)))
    assert as_elsewhere(pages) == pages


def test_a_word_read_surely_stays_though_other_papers_write_another():
    pages = (CLEAR, unsure(SAID.replace("hưởng", "lưởng"), confidence=0.96))
    assert as_elsewhere(pages) == pages


def test_a_word_of_the_same_letters_needs_more_doubt_for_both_are_words():
    assert words(as_elsewhere((CLEAR, unsure(SAID.replace("thôi", "thời"), confidence=0.92))))[11].text == "thời"
    assert words(as_elsewhere((CLEAR, unsure(SAID.replace("thôi", "thời"), confidence=0.8))))[11].text == "thôi"


def test_where_the_papers_differ_among_each_other_nothing_is_changed():
    other = page(line(SAID.replace("hưởng", "nhượng"), 340, 900), index=2)
    pages = (CLEAR, unsure(SAID.replace("hưởng", "lưởng")), other)
    assert as_elsewhere(pages) == pages


def test_figures_stay_as_they_were_read():
    clear = page(line("theo Quyết định số 2576 ngày 11 tháng 9", 340, 900))
    found = line("theo Quyết định số 2506 ngày 11 tháng 9", 340, 900)
    dim = replace(found, words=tuple(replace(word, confidence=0.3) for word in found.words[4:5]))
    pages = (clear, page(replace(found, words=(*found.words[:4], *dim.words, *found.words[5:])), index=1))
    assert as_elsewhere(pages) == pages


def test_capitals_stay_capitals_and_the_marks_around_a_word_stay():
    upper = line("KẾT QUẢ THỰC HIỆN (KÈM THEO", 340, 900)
    dim = replace(
        upper,
        words=tuple(
            replace(word, text="THỤC", confidence=0.5) if word.text == "THỰC" else word for word in upper.words
        ),
    )
    told = words(as_elsewhere((page(line("Báo cáo kết quả thực hiện (kèm theo", 340, 900)), page(dim, index=1))))
    assert told[2].text == "THỰC"


def test_a_word_read_rightly_becomes_surer_and_done_twice_it_changes_nothing():
    pages = as_elsewhere((CLEAR, unsure(SAID.replace("hưởng", "lưởng"))))
    dim = replace(
        CLEAR,
        page=replace(CLEAR.page, index=2),
        lines=tuple(replace(one, words=tuple(_dim(word) for word in one.words)) for one in CLEAR.lines),
    )
    told = as_elsewhere((*pages, dim))
    assert [word.confidence for word in words(told, 2) if word.text == "thôi"] == [0.93]
    assert as_elsewhere(told) == told


def _dim(word: Word) -> Word:
    return replace(word, confidence=0.75) if word.text == "thôi" else word


def test_what_a_person_wrote_in_one_place_is_not_carried_to_others():
    written = replace(
        CLEAR,
        lines=tuple(
            replace(
                one,
                words=tuple(
                    replace(word, confidence=1.0, read="hương") if word.text == "hưởng" else word for word in one.words
                ),
            )
            for one in CLEAR.lines
        ),
    )
    pages = (written, unsure(SAID.replace("hưởng", "lưởng")))
    assert as_elsewhere(pages) == pages


def test_the_confidence_of_a_page_follows_its_words():
    pages = (CLEAR, unsure(SAID.replace("hưởng", "lưởng")))
    dim = replace(pages[1], confidence=0.5)
    told = as_elsewhere((CLEAR, dim))[1]
    assert told.confidence is not None and told.confidence > 0.9


def test_a_word_that_stands_beside_its_own_witness_is_put_right_once_and_the_rounds_end():
    said = line("điều lệ lệ khai khai khai thác thác thác thán sự", 340, 900, 0.99)
    doubted = replace(said, words=tuple(replace(w, confidence=0.86) if n == 5 else w for n, w in enumerate(said.words)))
    once = as_elsewhere((page(doubted),))
    assert as_elsewhere(once) == once
    assert words(once, 0)[5].text in ("khai", "thác")


@given(
    st.lists(
        st.tuples(st.sampled_from(["khai", "thác", "điều", "lệ"]), st.sampled_from((0.4, 0.86, 0.93, 0.99))),
        max_size=40,
    )
)
@settings(max_examples=200, deadline=None)
def test_the_rounds_always_end_and_are_the_same_done_twice(told: list[tuple[str, float]]):
    written = line(" ".join(text for text, _ in told) or "an", 340, 900, 0.99)
    sure = [confidence for _, confidence in told] or [0.99]
    pages = (page(replace(written, words=tuple(map(with_chance, written.words, sure)))),)
    once = as_elsewhere(pages)
    assert as_elsewhere(once) == once


def with_chance(word: Word, confidence: float) -> Word:
    return replace(word, confidence=confidence)
