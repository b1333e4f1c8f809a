"""Pages → flags where one bears a secrecy mark: MẬT, TỐI MẬT, TUYỆT MẬT (NĐ 30/2020/NĐ-CP, PL I, ô 10a).

Secret papers are taken into no device that is joined to the Internet (TT 02/2019/TT-BNV), so into no index: whoever
keeps the dossier has to act on this flag before anything else.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

from archive.records import Flag, Line, OcrPage
from archive.text import fold
from ocr.checks.passage import rows
from ocr.signature import columns
from ocr.zone import middle, text_height

_MARKS = {"mat": "MẬT", "toi mat": "TỐI MẬT", "tuyet mat": "TUYỆT MẬT"}
_LABELLED = re.compile(r"^\W*(?:do mat|muc do mat|che do su dung)\W+(?P<mark>tuyet mat|toi mat|mat)\W*$")
"""On a dossier's cover and in forms: "Độ mật: Tối mật", "Chế độ sử dụng: Mật" (code 03 of the table of modes)."""
_SECRET = {"03", "mat"}
"""TT 05/2025/TT-BNV, table of modes."""
_OTHERS = {"MẤT", "MÁT", "MÀT"}
"""Capitals alone on a line that are other words than MẬT with a mark misread."""
_TOP = 0.5
"""The mark stands below number or subject, in the upper half of a first page."""
_TALL = 0.75
"""Least height of the mark's letters in heights of the page's print: it is set in capitals of 13–14 points."""


def secrecy(pages: Sequence[OcrPage], fields: Mapping[str, str]) -> Iterable[Flag]:
    """One flag a page that bears a mark of its own, in capitals in its upper half or after its label; and one where
    ``fields`` of the dossier say that it is secret (``mode`` 03, Mật).

    "Bí mật nhà nước" and the like in running text are no mark. A page from which nothing was read tells nothing.
    """
    if fold(fields.get("mode", "")) in _SECRET:
        message = "Hồ sơ ghi chế độ sử dụng «Mật»; hãy tách hồ sơ ra và giao cho người giữ tài liệu mật."
        yield Flag("secret", message, None, found=fields["mode"])
    for page in pages:
        labelled = (found for line in rows(page) if (found := _labelled(line)))
        alone = (found for line in page.lines for part in columns(line) if (found := _alone(part, page)))
        found = next(labelled, None) or next(alone, None)
        if found:
            mark, part = found
            where = f"Trang {page.page.index + 1} có dấu độ mật «{mark}»"
            message = (
                f"{where}; hãy dừng lại, tách hồ sơ ra và giao cho người giữ tài liệu mật, không đưa lên hệ thống."
            )
            yield Flag("secret", message, page.page.index, found=mark, box=part.box)


def _labelled(line: Line) -> tuple[str, Line] | None:
    match = _LABELLED.match(fold(line.text))
    return (_MARKS[match["mark"]], line) if match else None


def _alone(part: Line, page: OcrPage) -> tuple[str, Line] | None:
    bare = " ".join(re.findall(r"[^\W\d_]+", part.text))
    mark = _MARKS.get(fold(bare))
    if mark is None or not bare.isupper() or bare in _OTHERS or any(char.isdigit() for char in part.text):
        return None
    tall = part.box[3] - part.box[1] >= _TALL * text_height(page.lines)
    return (mark, part) if tall and middle(part.box) < page.page.height * _TOP else None
