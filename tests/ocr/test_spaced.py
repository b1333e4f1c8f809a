"""Titles whose letters stand apart are put together; nothing else is."""

import pytest

from archive.records import Line, Word
from ocr.spaced import unspaced


def line(*texts: str) -> Line:
    return Line(tuple(Word(text, (100 * at, 50, 100 * at + 90, 80), 0.9) for at, text in enumerate(texts)))


@pytest.mark.parametrize(
    ("read", "title"),
    [
        (("QUY", "ÉT", "ĐỊNH"), "QUYẾT ĐỊNH"),
        (("Q", "U", "Y", "Ế", "T", "Đ", "Ị", "N", "H:"), "QUYẾT ĐỊNH:"),
        (("NGHỊQUYẾT",), "NGHỊ QUYẾT"),
        (("TỜ", "TR", "ÌNH"), "TỜ TRÌNH"),
    ],
)
def test_a_title_in_pieces_is_put_together(read: tuple[str, ...], title: str):
    (done,) = unspaced([line(*read)])
    assert done.text == title
    assert all(word.read == " ".join(read) for word in done.words)
    assert done.words[0].box[0] == 0
    assert done.words[-1].box[2] == 100 * (len(read) - 1) + 90
    assert all(one.box[2] < other.box[0] for one, other in zip(done.words, done.words[1:], strict=False))


def test_a_title_read_with_other_marks_has_its_own():
    (done,) = unspaced([line("QUYÉT", "ĐINH:")])
    assert done.text == "QUYẾT ĐỊNH:"
    assert [word.read for word in done.words] == ["QUYÉT", "ĐINH:"]
    (typed,) = unspaced([line("BẢN", "THOẢ", "THUẬN")])
    assert typed.text == "BẢN THOẢ THUẬN"


@pytest.mark.parametrize(
    "read",
    [
        ("Quy", "ết", "định"),  # running text
        ("QUYẾT", "ĐỊNH"),  # as it should be
        ("QUY", "ÉT", "ĐỊNH", "PHÊ", "DUYỆT"),  # more than a title
        ("L", "UẬT"),  # too short to be sure
    ],
)
def test_other_lines_stay_as_they_are(read: tuple[str, ...]):
    given = line(*read)
    assert unspaced([given]) == (given,)


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (("Mã", "hồ", "sơ:", "000.23.", "17.H07-231023-0235"), "Mã hồ sơ: 000.23.17.H07-231023-0235"),
        (("000.23.", "17.H07-", "231023-0235."), "000.23.17.H07-231023-0235."),
    ],
)
def test_the_code_of_a_dossier_that_was_read_in_pieces_is_one_word(read: tuple[str, ...], text: str):
    (done,) = unspaced([line(*read)])
    assert done.text == text
    assert done.words[-1].read == " ".join(read[read.index("000.23.") :])
    assert done.words[-1].box[0] == 100 * read.index("000.23.")


@pytest.mark.parametrize(
    "read", [("000.23.17.H07-231023-0235", "12"), ("số", "23", "17.5"), ("000.23", "và", "17.H07-231023-0235")]
)
def test_other_figures_stay_in_their_pieces(read: tuple[str, ...]):
    given = line(*read)
    assert unspaced([given]) == (given,)
