"""Lines of a page → those of the document itself, without the certificate of a copy that stands at its end.

A copy (sao y, sao lục, trích sao) bears below the text of its document the organ that copied it, "SAO Y", a number, a
date and a signature of its own (NĐ 30/2020, Điều 25, PL III mẫu 3.1); a copy authenticated for a citizen bears "CHỨNG
THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH" (NĐ 23/2015). None of these is the document's.
"""

from collections.abc import Sequence

from archive.records import Line
from archive.text import fold
from ocr.heading import NATION, is_one_of
from ocr.signature import columns
from ocr.vietnamese import is_upper, likeness
from ocr.zone import middle, text_height

_NAMES = ("SAO Y", "SAO Y BẢN CHÍNH", "SAO LỤC", "TRÍCH SAO", "BẢN SAO Y", "BẢN SAO LỤC", "BẢN TRÍCH SAO")
_AUTHENTICATED = "CHỨNG THỰC BẢN SAO ĐÚNG VỚI BẢN CHÍNH"
_BELOW = 0.25
"""On a page with a letterhead a certificate begins below this share of the page."""


def own_lines(lines: Sequence[Line], height: int) -> list[Line]:
    """``lines`` without a copy's certificate and all below it: nothing of a page that has no quốc hiệu and begins with
    a certificate, all of a page without one.

    "SAO Y" above quốc hiệu or beside it is the mark of an electronic copy (NĐ 30/2020, PL I, ô 14) and no certificate.
    """
    headed = any(is_one_of(piece.text, NATION) for line in lines for piece in columns(line))
    least = height * _BELOW if headed else 0
    mark = next((line for line in lines if line.box[1] >= least and is_certificate(line)), None)
    if mark is None:
        return list(lines)
    edge = mark.box[1] - text_height(lines) * 0.8
    return [line for line in lines if middle(line.box) < edge]


def is_certificate(line: Line) -> bool:
    """Whether ``line``, or a part of it that stands apart, names a certificate of a copy."""
    return any(_names(piece.text.strip(" .:*-'\"()")) for piece in columns(line))


def _names(text: str) -> bool:
    if not is_upper(text):
        return False
    return any(fold(text) == fold(name) for name in _NAMES) or likeness(text, _AUTHENTICATED) > 0.85
