"""A title → the kind of document (tên loại văn bản), from tables of law kept as data.

NĐ 30/2020/NĐ-CP, Điều 7 and PL III (29 kinds); TT 01/2011/TT-BNV, PL I (kinds that it alone had); Luật Ban hành VBQPPL;
papers of administrative procedures (NĐ 61/2018, TT 01/2018/TT-VPCP) and of civil life.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from archive.records import COVER as COVER_NAME
from archive.text import fold
from ocr.vietnamese import likeness, sentence_case


@dataclass(frozen=True, slots=True)
class Kind:
    """Loại văn bản: its name as the law writes it and the abbreviation used in notations, empty where there is none.

    ``form`` marks papers whose title says the matter too (Đơn …, Giấy chứng nhận …): their subject begins with it.
    ``slip`` marks what a one-stop desk hands out for a dossier received, ``copy`` the certificate of a copy, ``joint``
    what several organs issue together (văn bản liên tịch).
    """

    name: str
    code: str = ""
    form: bool = False
    slip: bool = False
    copy: bool = False
    joint: bool = False


LETTER = Kind("Công văn")
"""Công văn has no title: it is known by "V/v" under its number."""
COVER = Kind(COVER_NAME)
INTAKE = Kind("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", form=True, slip=True)
_SLIPS = (
    "Giấy tiếp nhận và hẹn trả kết quả", "Giấy tiếp nhận hồ sơ", "Giấy hẹn trả kết quả", "Giấy biên nhận hồ sơ",
    "Giấy biên nhận hồ sơ và hẹn trả kết quả", "Phiếu tiếp nhận hồ sơ", "Phiếu tiếp nhận và hẹn ngày trả",
    "Phiếu tiếp nhận hồ sơ và hẹn trả kết quả", "Phiếu hẹn trả kết quả", "Biên nhận hồ sơ",
)  # fmt: skip
"""Names that one-stop desks give their slip beside that of NĐ 61/2018."""

_DECREE_30 = (
    ("Nghị quyết", "NQ"), ("Quyết định", "QĐ"), ("Chỉ thị", "CT"), ("Quy chế", "QC"), ("Quy định", "QyĐ"),
    ("Thông cáo", "TC"), ("Thông báo", "TB"), ("Hướng dẫn", "HD"), ("Chương trình", "CTr"), ("Kế hoạch", "KH"),
    ("Phương án", "PA"), ("Đề án", "ĐA"), ("Dự án", "DA"), ("Báo cáo", "BC"), ("Biên bản", "BB"), ("Tờ trình", "TTr"),
    ("Hợp đồng", "HĐ"), ("Công điện", "CĐ"), ("Bản ghi nhớ", "BGN"), ("Bản thỏa thuận", "BTT"),
    ("Giấy ủy quyền", "GUQ"), ("Giấy mời", "GM"), ("Giấy giới thiệu", "GGT"), ("Giấy nghỉ phép", "GNP"),
    ("Phiếu gửi", "PG"), ("Phiếu chuyển", "PC"), ("Phiếu báo", "PB"), ("Thư công", ""),
)  # fmt: skip
_COPIES = (
    ("Bản sao y", "SY"), ("Bản trích sao", "TrS"), ("Bản sao lục", "SL"), ("Sao y bản chính", "SY"), ("Sao y", "SY"),
    ("Sao lục", "SL"), ("Trích sao", "TrS"),
)  # fmt: skip
_LEGAL = (
    ("Luật", ""), ("Bộ luật", ""), ("Pháp lệnh", "PL"), ("Nghị định", "NĐ"), ("Thông tư", "TT"), ("Hiến pháp", ""),
    ("Lệnh", "L"), ("Sắc lệnh", "SL"),
    ("Văn bản hợp nhất", "VBHN"), ("Thông tri", "TTr"), ("Kết luận", "KL"), ("Quy trình", "QT"), ("Điều lệ", "ĐL"),
    ("Thư mời", "TM"),
)  # fmt: skip
_JOINT = (("Thông tư liên tịch", "TTLT"), ("Nghị quyết liên tịch", "NQLT"))
_OLDER = (
    ("Bản cam kết", "BCK"), ("Giấy chứng nhận", "CN"), ("Giấy xác nhận", "GXN"), ("Giấy đi đường", "ĐĐ"),
    ("Giấy biên nhận", "BN"), ("Giấy phép", "GP"), ("Giấy triệu tập", ""),
    ("Giấy nghỉ phép", "NP"), ("Phiếu trình", ""), ("Thư", ""), ("Danh sách", ""), ("Đề cương", ""),
)  # fmt: skip
_FORMS = (
    "Đơn đề nghị", "Đơn xin", "Đơn đăng ký", "Đơn khiếu nại", "Đơn tố cáo", "Đơn yêu cầu", "Đơn", "Tờ khai",
    "Giấy đề nghị", "Giấy chứng nhận", "Giấy xác nhận", "Giấy phép", "Giấy khai sinh", "Giấy chứng tử", "Giấy báo",
    "Giấy cam kết", "Giấy cam đoan", "Bản cam kết", "Bản khai", "Sơ yếu lý lịch", "Lý lịch", "Trích lục",
    "Phiếu yêu cầu", "Phiếu kiểm soát quá trình giải quyết hồ sơ", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
    "Phiếu từ chối tiếp nhận giải quyết hồ sơ", "Phiếu xin lỗi và hẹn lại ngày trả kết quả", "Bản án",
    "Mục lục văn bản", "Mục lục hồ sơ", "Bằng khen", "Giấy khen", "Bản vẽ", "Biên lai", "Biên nhận", "Văn bằng",
)  # fmt: skip

_OPEN = ("Phiếu", "Giấy")
"""Words that alone are no kind: the whole title is its name ("Phiếu lý lịch tư pháp")."""

KINDS: tuple[Kind, ...] = (
    INTAKE,
    *(Kind(name, form=True, slip=True) for name in _SLIPS),
    *(Kind(name, form=True) for name in _FORMS),
    *(Kind(name, code) for name, code in (*_DECREE_30, *_LEGAL)),
    *(Kind(name, code, copy=True) for name, code in _COPIES),
    *(Kind(name, code, joint=True) for name, code in _JOINT),
    *(Kind(name, code, form=True) for name, code in _OLDER),
)
_OPENING = tuple(Kind(name) for name in _OPEN)
_TORN = 2
"""Words at either end by which the name of a slip is known whose middle was lost."""
_LIKE = 0.84
"""How much of a kind's name must have been read."""


def kind_of(title: str) -> tuple[Kind, str] | None:
    """The kind with which ``title`` (a line in capitals) begins, and the words after it; None where none does.

    The longest name wins ("Giấy chứng nhận" before "Giấy"); a misread letter or two are forgiven in names of two
    words and more, none in names of one.
    """
    words = title.strip(" .:;,'\"*-_").split()
    found = _best(words, KINDS)
    if found:
        kind, length = found
        return kind, " ".join(words[length:])
    torn = next((kind for kind in KINDS if kind.slip and _is_torn(words, kind.name.split())), None)
    if torn:
        return torn, ""
    if len(words) > 1 and _best(words, _OPENING):
        return Kind(sentence_case(" ".join(words)), form=True), ""
    return None


def _is_torn(words: Sequence[str], name: Sequence[str]) -> bool:
    """Whether ``words`` begin and end as ``name`` does, more than half of it, what stands between lost on the page."""
    said, whole = [fold(word) for word in words], [fold(word) for word in name]
    first = next((at for at, pair in enumerate(zip(said, whole, strict=False)) if len(set(pair)) > 1), 0)
    backwards = zip(reversed(said), reversed(whole), strict=False)
    last = next((at for at, pair in enumerate(backwards) if len(set(pair)) > 1), 0)
    return min(first, last) >= _TORN and 2 * (first + last) > len(whole) and len(said) < len(whole)


def _best(words: Sequence[str], kinds: Sequence[Kind]) -> tuple[Kind, int] | None:
    """The kind with the most words that ``words`` begin with, and how many of them it takes."""
    best: tuple[tuple[int, float, int], int, Kind] | None = None
    for kind in kinds:
        usual = len(kind.name.split())
        for length in (usual, usual - 1, usual + 1) if usual > 3 else (usual,):
            head = " ".join(words[:length])
            if len(words) < length or (length == 1 and fold(head) != fold(kind.name)):
                continue
            score = likeness(head, kind.name)
            rank = (usual, score, len(kind.name))
            if score >= _LIKE and (best is None or rank > best[0]):
                best = (rank, length, kind)
    return None if best is None else (best[2], best[1])


def is_slip(type_name: str | None) -> bool:
    """Whether a document of this kind is the slip of a one-stop desk, with the dossier's code on it."""
    return any(kind.slip and kind.name == type_name for kind in KINDS)


def by_code(notation: str) -> Kind | None:
    """The kind that the first part of a notation stands for (``QĐ-UBND`` → Quyết định), None for a công văn."""
    first = notation.replace("/", "-").split("-")[0]
    return next((kind for kind in KINDS if kind.code and kind.code == first), None)
