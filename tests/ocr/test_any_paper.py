from hypothesis import given, settings
from hypothesis import strategies as st

from archive.records import Known, Line, OcrPage, Page, Word
from ocr.checks import flags
from ocr.document import documents
from ocr.dossier import dossier_fields
from ocr.grid import Grid
from ocr.layout import order
from ocr.noise import clean
from tests.ocr.papers import HEIGHT, MOTTO, NATION, WIDTH

PARTS = [
    *NATION.split(), *MOTTO.split(), "Số:", "/QĐ-UBND", "12/KH-UBND", "Hà", "Nội,",
    "ngày", "tháng", "năm", "2018",
    "QUYẾT", "ĐỊNH", "V/v", "Nơi", "nhận:", "TM.", "KT.", "CHỦ", "TỊCH", "Trần", "Đức", "HỒ", "SƠ",
    "Phông", "số:", "|", "-", "~",
    "ẽ'", "kèm", "theo", "Quyết", "định", "số", "7/QĐ-UBND", "Kính", "gửi:", "1", "(",
    "Từ", "đến", "SỞ",
]  # fmt: skip

words = st.builds(
    lambda text, x, y, sure: Word(text, (x, y, x + 21 * len(text), y + 40), sure),
    st.sampled_from(PARTS) | st.text(min_size=1, max_size=6).filter(lambda text: text.strip() != ""),
    st.integers(0, WIDTH - 200),
    st.integers(0, HEIGHT - 60),
    st.floats(0, 1),
)
lines = st.lists(st.builds(lambda many: Line(tuple(many)), st.lists(words, min_size=1, max_size=8)), max_size=12)


@settings(max_examples=150, deadline=None)
@given(st.lists(lines, max_size=3))
def test_whatever_was_read_is_ordered_without_loss_and_described_without_failing(given_pages: list[list[Line]]):
    pages = []
    for index, given_lines in enumerate(given_pages):
        cleaned = clean(given_lines)
        ordered = order(cleaned, Grid(), WIDTH, HEIGHT)
        count = sum(len(line.words) for line in cleaned)
        assert sum(len(line.words) for line in ordered) == count
        pages.append(OcrPage(Page(index, "d.pdf#1", "text", width=WIDTH, height=HEIGHT), ordered, 0.9))
    found = documents(pages, Known())
    assert sorted(index for one in found for index in one.pages) == list(range(len(pages)))
    flags(pages, found, dossier_fields(found, pages, Known()), Known())
