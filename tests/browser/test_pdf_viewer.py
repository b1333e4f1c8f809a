"""Text selected in Chromium's own PDF viewer is the page's, in reading order and composed."""

import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.pdfa import write_pdf
from archive.records import Line
from tests.archive.making import ABOUT, DECISION, jpeg, read, spread
from tests.browser.chromium import WAIT_S, Tab, chromium
from tests.conftest import server

LETTERHEAD = (
    *(spread("ỦY BAN NHÂN DÂN", 150, 150, 30), spread("TỈNH TIỀN GIANG", 170, 200, 30)),
    spread("Số: 2576/QĐ-UBND", 170, 290, 30),
    *(spread("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 820, 152, 26), spread("Độc lập - Tự do - Hạnh phúc", 900, 204, 26)),
    spread("Tiền Giang, ngày 11 tháng 9 năm 2018", 880, 292, 26),
)  # fmt: skip
BODY = (
    spread("QUYẾT ĐỊNH", 650, 420, 50),
    spread("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;", 200, 540, 32),
    spread("Điều 1. Phê duyệt Đề án kèm theo Quyết định này ở ẩn ệ ữ ợ.", 200, 620, 32),
)
ENDS = (
    *(spread("Nơi nhận:", 150, 1500, 30), spread("- Như Điều 3;", 150, 1560, 28), spread("- Lưu: VT.", 150, 1620, 28)),
    *(spread("KT. CHỦ TỊCH", 1000, 1502, 30), spread("PHÓ CHỦ TỊCH", 1000, 1564, 28)),
    spread("Lê Văn Nghĩa", 1000, 1800, 30),
)  # fmt: skip
PAGE: tuple[Line, ...] = (*LETTERHEAD, *BODY, *ENDS)


@pytest.fixture(scope="module")
def browser() -> Iterator[Tab]:
    with chromium(server("VANKHO_TEST_CHROMIUM")) as tab:
        yield tab


def selected(tab: Tab, pdf: Path) -> str:
    """All of ``pdf``, selected and copied by the keyboard in the viewer, and pasted into a box."""
    box = pdf.with_suffix(".html")
    box.write_text("<textarea></textarea>", encoding="utf-8")
    until = time.monotonic() + WAIT_S
    while time.monotonic() < until:  # the viewer does not tell when it has drawn the page
        tab.open(pdf.as_uri())
        time.sleep(1)
        tab.click_at(700, 500)
        tab.edit("selectAll")
        tab.edit("copy")
        time.sleep(0.5)
        tab.open(box.as_uri())
        tab.value("document.querySelector('textarea').focus()")
        tab.edit("paste")
        if text := tab.value("document.querySelector('textarea').value"):
            return str(text)
    return ""


def test_all_text_selected_in_the_viewer_comes_in_reading_order_and_composed(browser: Tab, tmp_path: Path) -> None:
    pdf = tmp_path / "văn bản.pdf"
    write_pdf(DECISION, [read(jpeg(tmp_path), PAGE), read(jpeg(tmp_path), BODY, index=1)], pdf, ABOUT)
    text = selected(browser, pdf)
    lines = [line.text for line in (*PAGE, *BODY)]
    assert text.split() == " ".join(lines).split()
    assert text == unicodedata.normalize("NFC", text)
