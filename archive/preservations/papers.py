"""A span of upkeep → its papers for people to sign (NĐ 30/2020/NĐ-CP layout), drafted from the ledger, DOCX and PDF.

Which papers there are: TT 05/2025/TT-BNV, Appendix VII, as summaries name them; the six steps of a check are those of
the older rules for databases of archives. Their wording was not seen; these are drafts that an agency fits to its own:
dots stand for what only people know.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from pathlib import Path

from archive.drafts import DOTS, Agency, dated, in_both, moment_of
from archive.form import Column, Paper
from archive.preservation import COMPARED, FOUND, REPAIRED, RUN, Act, Check, Span
from archive.text import spoken

CHECK, LOG, BACKUP, INCIDENT = "bien-ban-kiem-tra", "nhat-ky-sao-luu", "bien-ban-sao-luu", "bien-ban-su-co-phuc-hoi"
PAPERS = (CHECK, LOG, BACKUP, INCIDENT)
_LAW = "Căn cứ Luật Lưu trữ số 33/2024/QH15; Thông tư số 05/2025/TT-BNV;"
_KINDS = {"daily": "Tăng dần, hằng ngày", "brought": "Tăng dần, chép bù", "full": "Toàn bộ"}
_CHECKS = {RUN: "theo lượt", COMPARED: "toàn bộ", REPAIRED: "và sửa"}
_ENDS = {True: "Đã phục hồi", False: "CHƯA PHỤC HỒI"}


def write_papers(span: Span, agency: Agency, folder: Path, at: str, wanted: Collection[str] = PAPERS) -> list[Path]:
    """Those of the papers ``wanted`` of which the span has anything to tell, as DOCX and PDF in ``folder``; those there
    go. ``at``: when they are drafted.
    """
    makers: dict[str, tuple[Sequence[Act], Callable[[Span, Agency], Paper]]] = {
        CHECK: (span.checks, _check),
        LOG: (span.copies, _log),
        BACKUP: (span.copies, _backup),
        INCIDENT: (span.incidents, _incident),
    }
    made = [
        in_both(folder / f"{span.id}-{PAPERS.index(name) + 1}-{name}", make(span, agency), agency, span.id, at)
        for name, (told, make) in makers.items()
        if name in wanted and told
    ]
    return [path for both in made for path in both]


def _days(span: Span) -> str:
    first, last = spoken(span.first.isoformat()), spoken(span.last.isoformat())
    return f"ngày {first}" if first == last else f"từ ngày {first} đến ngày {last}"


def _number(sort: str) -> str:
    return f"Số: {DOTS}/{sort}-{DOTS}"


def _check(span: Span, agency: Agency) -> Paper:
    """The six steps: the source, the software, the media, the check itself, the list of faulty files, the minutes."""
    checks = span.checks
    rows = [[str(at), one.store, one.file, FOUND.get(one.what, one.what), "Đã sửa" if one.mended else "Chưa sửa"]
            for at, one in enumerate((file for check in checks for file in check.files), 1)]  # fmt: skip
    faults, left = sum(one.faults for one in checks), checks[-1].left
    unnamed = faults - len(rows)
    told = f"Chưa sửa sau lượt cuối: {left} tệp." if faults else "Không có tệp lỗi."
    return Paper(
        agency.organs,
        _number("BB"),
        dated(agency, span.last),
        "BIÊN BẢN",
        "Kiểm tra cơ sở dữ liệu tài liệu lưu trữ điện tử",
        (
            _LAW,
            f"Kỳ kiểm tra: {_days(span)}. Người kiểm tra: {_who(checks)}. Người chứng kiến: {DOTS}.",
            f"1. Cơ sở dữ liệu nguồn: kho lưu trữ số của {agency.name} (OCFL 1.1), {checks[-1].of} hồ sơ; sổ sự kiện "
            f"đến dòng {span.line}.",
            f"2. Thiết bị, phần mềm: {DOTS}; Vankho {agency.version or DOTS}.",
            f"3. Vật mang tin: {'; '.join(_media(checks))}.",
            "4. Kiểm tra bằng phần mềm: đọc lại từng tệp, so mã băm SHA-512 với bản kê và với sổ sự kiện. "
            + _runs(checks),
            f"5. Danh sách tệp lỗi: {faults} lần phát hiện"
            + (f", {unnamed} lần không nêu tên ở đây." if unnamed > 0 else ".")
            + (" Mã vật mang tin là tên kho trong cấu hình." if rows else ""),
        ),
        _FILES if rows else (),
        rows,
        (f"6. Kết luận: {told} Biên bản này và báo cáo từng lượt được đưa vào hồ sơ kiểm tra.",),
        (("Người kiểm tra", DOTS), ("Người phụ trách lưu trữ", DOTS)),
    )


_FILES = (
    Column("STT", 12, middle=True),
    Column("Mã vật mang tin", 24, middle=True),
    Column("Đường dẫn tệp", 83),
    Column("Tình trạng", 25, middle=True),
    Column("Xử lý", 21, middle=True),
)


def _who(acts: Iterable[Act]) -> str:
    return ", ".join(sorted({one.who for one in acts}))


def _media(checks: Sequence[Check]) -> list[str]:
    found: dict[str, str] = {}
    for one in checks:
        found |= one.media
    return [f"{name} ({what})" if what else name for name, what in sorted(found.items())] or [DOTS]


def _runs(checks: Sequence[Check]) -> str:
    runs = [f"{sum(one.kind == kind for one in checks)} lượt kiểm tra {words}" for kind, words in _CHECKS.items()
            if any(one.kind == kind for one in checks)]  # fmt: skip
    within = max((one.within for one in checks), default=0)
    often = f" Kiểm tra theo lượt: toàn kho được đọc lại trong {within} ngày (quy định: 3 năm)." if within else ""
    return f"{'; '.join(runs)}; đã đọc {sum(one.checked for one in checks)} lượt hồ sơ.{often}"


def _log(span: Span, agency: Agency) -> Paper:
    rows = [[str(at), moment_of(one.at), _KINDS[one.kind], one.what, one.target, one.result, one.who]
            for at, one in enumerate(span.copies, 1)]  # fmt: skip
    return Paper(
        agency.organs,
        _number("NK"),
        dated(agency, span.last),
        "NHẬT KÝ",
        "Sao lưu tài liệu lưu trữ điện tử",
        (f"Kỳ: {_days(span)}. Lập từ sổ sự kiện, đến dòng {span.line}.",),
        (
            Column("STT", 12, middle=True),
            Column("Thời gian", 30, middle=True),
            Column("Hình thức", 34),
            Column("Nội dung sao lưu", 80),
            Column("Vật mang tin", 36),
            Column("Kết quả", 36),
            Column("Người thực hiện", 24),
        ),
        rows,
        (f"Nhật ký này có {len(rows)} lần sao lưu.",),
        (("Người lập", DOTS), ("Người phụ trách lưu trữ", DOTS)),
        landscape=True,
    )


def _backup(span: Span, agency: Agency) -> Paper:
    full = [one for one in span.copies if one.kind == "full"]
    daily = [one for one in span.copies if one.kind != "full"]
    failed = sum(one.failed for one in daily)
    rows = [[str(at), moment_of(one.at), one.target, one.what, one.digest[:32]] for at, one in enumerate(full, 1)]
    whole = f"{len(full)} lần, trong bảng dưới." if full else "không có trong kỳ."
    return Paper(
        agency.organs,
        _number("BB"),
        dated(agency, span.last),
        "BIÊN BẢN",
        "Sao lưu tài liệu lưu trữ điện tử",
        (
            _LAW,
            f"Kỳ sao lưu: {_days(span)}. Người thực hiện: {_who(span.copies)}. Người chứng kiến: {DOTS}.",
            f"1. Sao lưu tăng dần sang kho thứ hai (store_2): {len(daily)} lần"
            + (f", {failed} ngày chưa chép được hết." if failed else "."),
            f"2. Sao lưu toàn bộ: {whole}",
            f"3. Nơi cất giữ, bảo vệ bản sao lưu: {DOTS}. Hạn dùng của vật mang tin: {DOTS}.",
        ),
        (
            Column("STT", 12, middle=True),
            Column("Thời gian", 28, middle=True),
            Column("Vật mang tin", 34),
            Column("Nội dung", 57),
            Column("SHA-512 của bảng băm (đầu)", 34),
        )
        if rows
        else (),
        rows,
        ("Bản sao lưu được đọc lại và so mã băm khi ghi. Biên bản này lập thành hai bản.",),
        (("Người thực hiện", DOTS), ("Người phụ trách lưu trữ", DOTS)),
    )


def _incident(span: Span, agency: Agency) -> Paper:
    rows = [
        [str(at), moment_of(one.at), one.what, one.done, _ENDS[one.is_over]] for at, one in enumerate(span.incidents, 1)
    ]
    left = sum(not one.is_over for one in span.incidents)
    return Paper(
        agency.organs,
        _number("BB"),
        dated(agency, span.last),
        "BIÊN BẢN",
        "Xử lý sự cố và phục hồi tài liệu lưu trữ điện tử",
        (
            _LAW,
            f"Kỳ: {_days(span)}. Người xử lý: {_who(span.incidents)}. Nguyên nhân: {DOTS}.",
            "Các sự cố và việc phục hồi, theo sổ sự kiện:",
        ),
        (
            Column("STT", 12, middle=True),
            Column("Thời gian", 26, middle=True),
            Column("Sự cố", 58),
            Column("Cách xử lý", 43),
            Column("Kết quả", 26),
        ),
        rows,
        (
            f"Tổng số {len(rows)} việc; chưa phục hồi {left}. Bản hỏng được giữ riêng, không xóa. "
            f"Biện pháp phòng ngừa: {DOTS}.",
        ),
        (("Người xử lý", DOTS), ("Người phụ trách lưu trữ", DOTS), ("Thủ trưởng cơ quan", DOTS)),
    )
