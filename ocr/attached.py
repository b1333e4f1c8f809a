"""Page with quốc hiệu → whether it is a form or list attached to the paper before it, and no paper of its own.

Letters bring with them the forms that those who get them fill in and send back (mẫu kèm theo), and lists of who is
invited. These have quốc hiệu and tiêu ngữ as papers have (NĐ 30/2020, PL III), but neither number nor notation, and
name no issuer: ``TÊN ĐƠN VỊ``, ``BVĐK/TTYT``.
"""

import re

from archive.records import Line, OcrPage
from archive.text import fold
from ocr.certificate import own_lines
from ocr.letterhead import Letterhead
from ocr.signature import signature

_TO = re.compile(
    r"\(\s*(?:(?:ban hanh )?kem theo|dinh kem)(?: [a-z]+){0,2} "
    r"(?:cong van|quyet dinh|ke hoach|thong bao|to trinh|giay moi|thu moi|huong dan|nghi quyet|bao cao|chuong trinh)\b"
)
"""On folded text: what the form or list is attached to, in brackets below its title."""
_LISTS = ("Danh sách",)
_DATED_WITHIN = ("Hợp đồng", "Biên bản", "Bản thỏa thuận", "Bản ghi nhớ")
_NOBODY = re.compile(
    r"(?:ten )?(?:don vi|co quan|to chuc|doanh nghiep)(?: (?:chu quan|cap tren|bao cao|to chuc|dang ky|lap))*\W*"
    r"|[a-z]{2,6}(?:\s?/\s?[a-z]{2,6})+"
)
"""On folded text: what stands in the issuer's place until somebody fills it in, or the kinds of those who will."""
_ANNEX = re.compile(r"(?:phu )?luc (?:so )?[\divx]{1,4}\W*|phu luc\W*")
"""On folded text: how an annex is marked above its head; "PHỤ" may have been read apart."""
_MARKED = re.compile(rf"{_ANNEX.pattern}|mau(?: so)?(?: [\w./-]{{1,10}})?\W*")
"""The same of an annex or a form: "Mẫu số 01", which stands above forms that people filled in, too."""
_WITH_FORMS = ("Thông tư", "Thông tư liên tịch", "Nghị định", "Nghị quyết liên tịch")
"""Kinds that bring empty forms with them."""
_NO_DAY = re.compile(r"\bngay\W*thang\b")
"""On folded text: a date of which the day was left open."""
_READ = 0.6
"""Share of a page's words that must be right for what was not read to be not there."""
_UPPER = 0.4
"""Of the page's height: where head and title stand."""


def is_attached(page: OcrPage, head: Letterhead) -> bool:
    """Whether ``page``, whose head is ``head``, belongs to the paper before it: it says to which one, or is a list or
    table without a number, or a form in which nobody has written yet. What people fill in (đơn, tờ khai) is their own
    paper."""
    if head.number and head.notation:
        return False
    top = [line for line in page.lines if line.region != "stamp" and line.box[1] < page.page.height * _UPPER]
    if any(_TO.search(fold(line.text)) for line in top):
        return True
    form = head.kind is not None and head.kind.form
    blank = head.number is None and not form and any(map(_has_no_day, top))
    if blank and any(_MARKED.fullmatch(fold(line.text).strip()) for line in top) and not _is_signed(page):
        return True
    if head.notation is not None:
        return False
    if head.kind is not None and head.kind.name in _LISTS:
        return True
    if head.number is not None or form:
        return False
    if any(_names_nobody(line, page) for line in top) or _is_table(page, head):
        return True
    return any(map(_has_no_day, top)) and not _is_signed(page)


def is_annex_of(page: OcrPage, head: Letterhead) -> bool:
    """Whether ``page`` is a form that nobody signed yet, marked as an annex ("PHỤ LỤC 02") above its own head: a
    circular or decree, whose first page has ``head``, brings such forms with it."""
    if head.kind is None or head.kind.name not in _WITH_FORMS:
        return False
    top = (line for line in page.lines if line.box[1] < page.page.height * _UPPER)
    return any(_ANNEX.fullmatch(fold(line.text).strip()) for line in top) and not _is_signed(page)


def _is_table(page: OcrPage, head: Letterhead) -> bool:
    """Whether the page is a table with neither a number's nor a date's line above it, though papers have them there; a
    contract and minutes name their day in the text."""
    if head.numbered or head.date is not None or (head.kind is not None and head.kind.name in _DATED_WITHIN):
        return False
    if (page.confidence or 0.0) < _READ:
        return False
    return 2 * sum(line.region == "table" for line in page.lines) > len(page.lines)


def _names_nobody(line: Line, page: OcrPage) -> bool:
    left = line.region == "letterhead" and line.box[2] < page.page.width / 2
    return left and bool(_NOBODY.fullmatch(fold(line.text).strip()))


def _has_no_day(line: Line) -> bool:
    return bool(_NO_DAY.search(fold(line.text)))


def _is_signed(page: OcrPage) -> bool:
    signed = signature(own_lines(page.lines, page.page.height), page.page.width, page.page.height)
    return bool(signed and "name" in signed.found)
