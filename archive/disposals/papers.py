"""A disposal file → its papers for people to sign (NĐ 30/2020/NĐ-CP layout), drafted from the ledger, DOCX and PDF.

Which papers a disposal file holds: TT 06/2025/TT-BNV. Their wording there was not seen; these are drafts that an agency
fits to its own: dots stand for what only people know.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from archive.disposal import DAYS, DisposalFile, Item, Verdict
from archive.drafts import DOTS, Agency, dated, day_of, in_both, moment_of
from archive.form import Column, Paper
from archive.text import spoken

_LAW = "Luật Lưu trữ số 33/2024/QH15; Thông tư số 06/2025/TT-BNV"
_VERDICTS: dict[Verdict, str] = {"keep": "Giữ lại", "extend": "Gia hạn", "destroy": "Hủy"}


LIST, EXPLANATION, MINUTES = "danh-muc", "thuyet-minh", "bien-ban-hop"
DECISION, CERTIFICATE = "quyet-dinh-huy", "bien-ban-huy"
PAPERS = (LIST, EXPLANATION, MINUTES, DECISION, CERTIFICATE)


def write_papers(file: DisposalFile, agency: Agency, folder: Path, wanted: Collection[str] = PAPERS) -> list[Path]:
    """Those of the papers ``wanted`` that ``file`` has come far enough for, as DOCX and PDF in ``folder``; those there
    go.

    The list and its explanation at once, the council's minutes once every item was looked at, the decision as a draft
    before it is taken and with its number afterwards, the minutes of the destruction once something was destroyed.
    """
    stem = re.sub(r"[^\w.-]", "-", file.id)
    made = [
        in_both(folder / f"{stem}-{PAPERS.index(name) + 1}-{name}", make(file, agency), agency, file.id, file.latest)
        for name, make in _papers(file)
        if name in wanted
    ]
    return [path for both in made for path in both]


def _papers(file: DisposalFile) -> Iterator[tuple[str, Callable[[DisposalFile, Agency], Paper]]]:
    yield LIST, _list
    yield EXPLANATION, _explanation
    if all(file.verdict(one.dossier) for one in file.items):
        yield MINUTES, _minutes
        yield DECISION, _decision
    if file.destroyed:
        yield CERTIFICATE, _certificate


def _list(file: DisposalFile, agency: Agency) -> Paper:
    columns = (
        Column("STT", 12, middle=True),
        Column("Mã hồ sơ", 45),
        Column("Tiêu đề hồ sơ", 75),
        Column("Thời gian tài liệu", 28, middle=True),
        Column("Thời hạn lưu trữ", 24, middle=True),
        Column("Lý do hủy", 42),
        Column("Ghi chú", 26),
    )
    rows = [
        [
            *(str(at), one.dossier, one.title, one.years, one.period),
            one.reason,
            "; ".join(one.notes),
        ]
        for at, one in enumerate(file.items, 1)
    ]
    return Paper(
        agency.organs,
        f"Số: {DOTS}/DM-{DOTS}",
        dated(agency, day_of(file.at)),
        "DANH MỤC",
        "Hồ sơ, tài liệu hết thời hạn lưu trữ và trùng lặp đề nghị xét hủy",
        (f"Kèm theo hồ sơ hủy {file.id}. Người lập: {file.proposer}.",),
        columns,
        rows,
        (f"Danh mục này có {len(rows)} hồ sơ.",),
        (("Người lập", file.proposer), ("Người phụ trách lưu trữ", DOTS)),
        landscape=True,
    )


def _explanation(file: DisposalFile, agency: Agency) -> Paper:
    grounds = Counter(one.ground for one in file.items)
    periods = Counter(one.period or "chưa rõ" for one in file.items)
    noted = sum(bool(one.notes) for one in file.items)
    body = (
        f"Thực hiện {_LAW}, {agency.name} đã rà soát hồ sơ, tài liệu trong kho lưu trữ số và lập danh mục gồm "
        f"{len(file.items)} hồ sơ đề nghị xét hủy (hồ sơ hủy {file.id}).",
        f"Lý do: {grounds['due']} hồ sơ hết thời hạn lưu trữ, {grounds['duplicate']} hồ sơ trùng lặp. {file.why}",
        "Theo thời hạn: " + "; ".join(f"{name}: {count} hồ sơ" for name, count in sorted(periods.items())) + ".",
        "Cách tính: thời hạn của hồ sơ là thời hạn dài nhất của các tài liệu trong hồ sơ, tính từ năm kết thúc "
        "công việc; sớm nhất được xét hủy là ngày 01 tháng 01 sau khi thời hạn đã hết.",
        f"Điểm cần Hội đồng xem kỹ: {noted} hồ sơ có ghi chú trong danh mục.",
        "Sau khi hủy, kho vẫn giữ mã, tiêu đề, danh mục văn bản, mã băm của từng hồ sơ và toàn bộ hồ sơ hủy này.",
    )
    return Paper(
        agency.organs,
        f"Số: {DOTS}/TM-{DOTS}",
        dated(agency, day_of(file.at)),
        "BẢN THUYẾT MINH",
        "Hồ sơ, tài liệu hết thời hạn lưu trữ và trùng lặp",
        body,
        signers=(("Người lập", file.proposer), ("Người phụ trách lưu trữ", DOTS)),
    )


def _minutes(file: DisposalFile, agency: Agency) -> Paper:
    columns = (Column("STT", 12, middle=True), Column("Mã hồ sơ, tiêu đề", 62), Column("Kết luận", 22, middle=True),
               Column("Ý kiến thành viên", 69))  # fmt: skip
    rows = [
        [str(at), f"{one.dossier}\n{one.title}", _VERDICTS[file.verdict(one.dossier) or "keep"], _said(file, one)]
        for at, one in enumerate(file.items, 1)
    ]
    latest = max((one.at for said in file.reviews.values() for one in said), default=file.at)
    members = sorted(file.reviewers)
    return Paper(
        agency.organs,
        f"Số: {DOTS}/BB-{DOTS}",
        dated(agency, day_of(latest)),
        "BIÊN BẢN",
        f"Họp Hội đồng xét hủy tài liệu ({file.id})",
        (
            f"Căn cứ Quyết định số {DOTS} thành lập Hội đồng xét hủy tài liệu; căn cứ {_LAW}.",
            f"Thành viên đã cho ý kiến: {', '.join(members)}. Chủ tịch: {DOTS}. Thư ký: {DOTS}.",
            "Hội đồng đã xem xét từng hồ sơ trong danh mục và kết luận:",
        ),
        columns,
        rows,
        (_sums(file),),
        (("Thư ký", DOTS), ("Chủ tịch Hội đồng", DOTS)),
    )


def _decision(file: DisposalFile, agency: Agency) -> Paper:
    made = file.decision
    chosen = file.to_be("destroy")
    return Paper(
        agency.organs,
        f"Số: {made.number if made else f'{DOTS}/QĐ-{DOTS}'}",
        dated(agency, made.dated if made else None),
        "QUYẾT ĐỊNH",
        "Về việc hủy hồ sơ, tài liệu hết thời hạn lưu trữ và trùng lặp",
        (
            "THỦ TRƯỞNG CƠ QUAN",
            f"Căn cứ {_LAW};",
            f"Căn cứ Biên bản họp Hội đồng xét hủy tài liệu (hồ sơ hủy {file.id});",
            *(f"Căn cứ {one.name};" for one in file.attachments if one.role == "opinion"),
            "QUYẾT ĐỊNH:",
            f"Điều 1. Hủy {len(chosen)} hồ sơ theo danh mục kèm theo.",
            f"Điều 2. Việc hủy thực hiện trong thời hạn {DAYS} ngày kể từ ngày ký; trước khi hủy phải kiểm tra lại "
            "thời hạn, lệnh giữ và khóa của kho; lập biên bản hủy.",
            f"Điều 3. {DOTS} chịu trách nhiệm thi hành Quyết định này./.",
        ),
        (Column("STT", 12, middle=True), Column("Mã hồ sơ", 55), Column("Tiêu đề hồ sơ", 98)),
        [[str(at), one.dossier, one.title] for at, one in enumerate(chosen, 1)],
        signers=(("Thủ trưởng cơ quan", made.who if made else DOTS),),
        recipients=("- Như Điều 3;", "- Lưu: VT, hồ sơ hủy."),
        annex="DANH MỤC HỒ SƠ, TÀI LIỆU HỦY",
    )


def _certificate(file: DisposalFile, agency: Agency) -> Paper:
    done = [one for one in file.items if one.dossier in file.destroyed]
    rows = [[str(at), one.dossier, one.title, moment_of(file.destroyed[one.dossier]), one.inventory[:32]]
            for at, one in enumerate(done, 1)]  # fmt: skip
    last = max(file.destroyed.values())
    late = file.deadline is not None and day_of(last) > file.deadline
    below = [f"Đã hủy {len(done)} hồ sơ."]
    below += [f"Không hủy {one}: {why}." for one, why in sorted(file.stopped.items())]
    below += [f"Việc hủy chậm hơn {DAYS} ngày kể từ ngày quyết định."] if late else []
    number = file.decision.number if file.decision else DOTS
    return Paper(
        agency.organs,
        f"Số: {DOTS}/BB-{DOTS}",
        dated(agency, day_of(last)),
        "BIÊN BẢN",
        "Hủy hồ sơ, tài liệu hết thời hạn lưu trữ và trùng lặp",
        (
            f"Thi hành Quyết định số {number}, hồ sơ hủy {file.id}: các hồ sơ sau đã được hủy khỏi kho lưu trữ số, "
            "chỉ mục tra cứu và bộ nhớ tạm của hệ thống.",
        ),
        (Column("STT", 12, middle=True), Column("Mã hồ sơ", 45), Column("Tiêu đề hồ sơ", 50),
         Column("Lúc hủy", 24, middle=True), Column("SHA-512 của gói (đầu)", 34)),
        rows,
        tuple(below),
        (("Người thực hiện", DOTS), ("Đại diện đơn vị có tài liệu", DOTS), ("Thủ trưởng cơ quan", DOTS)),
    )  # fmt: skip


def _said(file: DisposalFile, item: Item) -> str:
    lines = []
    for one in file.reviews.get(item.dossier, ()):
        until = f" đến {spoken(one.until)}" if one.until else ""
        lines.append(f"{one.who}: {_VERDICTS[one.verdict].lower()}{until}: {one.reason}")
    return "\n".join(lines)


def _sums(file: DisposalFile) -> str:
    counts: dict[Verdict, int] = {name: len(file.to_be(name)) for name in _VERDICTS}
    sums = f"hủy {counts['destroy']}, gia hạn {counts['extend']}, giữ lại {counts['keep']}"
    return f"Tổng số {len(file.items)} hồ sơ: {sums}."
