"""Words → a picture of a Vietnamese office paper as a scanner would leave it, for tests and the demo's samples.

Layout after NĐ 30/2020/NĐ-CP, PL I. Everything is drawn here, so that no scan of a real paper is in the repository.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

FONTS = (
    "/usr/share/fonts/truetype/dejavu/DejaVuSerif{}.ttf",
    "/usr/share/fonts/truetype/dejavu/DejaVuSans{}.ttf",
)


@dataclass(frozen=True)
class Paper:
    """One document of one page: what stands where."""

    parent: str
    organ: str
    number: str
    place_date: str
    type_name: str
    subject: str
    body: tuple[str, ...]
    position: str
    signer: str


def font(px: int, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The first of the DejaVu fonts there is, ``px`` pixels high; raises OSError where there is none. They have all
    letters of Vietnamese; Debian 12's Liberation has not."""
    for pattern in FONTS:
        name = Path(pattern.format("-Bold" if bold else ""))
        if name.exists():
            return ImageFont.truetype(str(name), px)
    raise OSError("no Vietnamese font: install fonts-dejavu-core")


def draw(paper: Paper, dpi: int = 200) -> Image.Image:
    """``paper`` on A4, colour, upright and clean."""
    page = Image.new("RGB", (round(8.27 * dpi), round(11.69 * dpi)), "white")
    pen = ImageDraw.Draw(page)
    small, plain, bold = font(dpi * 12 // 72), font(dpi * 13 // 72), font(dpi * 12 // 72, bold=True)
    left, right, top = int(dpi * 2.6), int(dpi * 5.9), int(dpi * 0.8)
    step = int(dpi * 0.25)
    rows = [
        (left, top, paper.parent, small),
        (left, top + step, paper.organ, bold),
        (left, top + 2 * step + 10, paper.number, plain),
        (right, top, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", font(dpi * 11 // 72, bold=True)),
        (right, top + step, "Độc lập - Tự do - Hạnh phúc", bold),
        (right, top + 2 * step + 10, paper.place_date, small),
        (int(dpi * 4.3), top + 4 * step, paper.type_name, font(dpi * 14 // 72, bold=True)),
        (int(dpi * 4.3), top + 5 * step, paper.subject, bold),
    ]
    rows[0] = (int(dpi * 2.2), *rows[0][1:])
    rows[1] = (int(dpi * 2.2), *rows[1][1:])
    rows[2] = (int(dpi * 2.2), *rows[2][1:])
    for x, y, text, face in rows:
        pen.text((x, y), text, "black", font=face, anchor="ma")
    y = _body(pen, paper.body, plain, (int(dpi * 1.2), top + 7 * step, int(dpi * 7.5)), step)
    pen.text((int(dpi * 1.2), y + step), "Nơi nhận:", "black", font=small)
    pen.text((int(dpi * 1.2), y + 2 * step), "- Như trên;", "black", font=small)
    pen.text((int(dpi * 1.2), y + 3 * step), "- Lưu: VT.", "black", font=small)
    pen.text((int(dpi * 5.8), y + step), paper.position, "black", font=bold, anchor="ma")
    pen.text((int(dpi * 5.8), y + 6 * step), paper.signer, "black", font=bold, anchor="ma")
    middle, radius = (int(dpi * 5.1), y + 4 * step), int(dpi * 0.7)
    for inner in (radius, radius - 12):
        box = (middle[0] - inner, middle[1] - inner, middle[0] + inner, middle[1] + inner)
        pen.ellipse(box, outline=(205, 30, 40), width=4)
    return page


def _body(
    pen: ImageDraw.ImageDraw,
    body: tuple[str, ...],
    face: ImageFont.FreeTypeFont,
    frame: tuple[int, int, int],
    step: int,
) -> int:
    left, y, right = frame
    for paragraph in body:
        line, x = "", left + step
        for word in paragraph.split():
            longer = f"{line} {word}".strip()
            if x + pen.textlength(longer, font=face) > right:
                pen.text((x, y), line, "black", font=face)
                line, x, y = word, left, y + step
            else:
                line = longer
        pen.text((x, y), line, "black", font=face)
        y += step + step // 3
    return y


def scanned(page: Image.Image, *, skew: float = 0.0, turn: int = 0, noise: float = 4.0, seed: int = 1) -> Image.Image:
    """``page`` as a scanner gives it: tilted by ``skew`` degrees counter-clockwise, then turned by ``turn`` degrees
    counter-clockwise (0, 90, 180, 270), a little yellow, with noise of that standard deviation (grey levels)."""
    tilted = page.rotate(skew, Image.Resampling.BICUBIC, fillcolor="white").rotate(turn, expand=True)
    rough = np.asarray(tilted, dtype=np.float32) * np.array([0.97, 0.96, 0.92], dtype=np.float32)
    rough += np.random.default_rng(seed).normal(0, noise, rough.shape[:2])[..., None]
    return Image.fromarray(np.clip(rough, 0, 255).astype(np.uint8))


DECISION = Paper(
    parent="ỦY BAN NHÂN DÂN",
    organ="TỈNH TIỀN GIANG",
    number="Số: 2576/QĐ-UBND",
    place_date="Tiền Giang, ngày 11 tháng 9 năm 2018",
    type_name="QUYẾT ĐỊNH",
    subject="Về việc ban hành Kế hoạch triển khai cơ chế một cửa",
    body=(
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
        "Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23 tháng 4 năm 2018 của Chính phủ về thực hiện cơ chế một cửa, một "
        "cửa liên thông trong giải quyết thủ tục hành chính;",
        "Xét đề nghị của Chánh Văn phòng Ủy ban nhân dân tỉnh,",
        "Điều 1. Ban hành kèm theo Quyết định này Kế hoạch triển khai thực hiện cơ chế một cửa, một cửa liên thông "
        "trong giải quyết thủ tục hành chính trên địa bàn tỉnh.",
        "Điều 2. Giao Sở Nội vụ chủ trì, phối hợp với các sở, ban, ngành tỉnh và Ủy ban nhân dân các huyện hướng dẫn, "
        "đôn đốc việc chuyển hồ sơ giấy thành hồ sơ điện tử ngay khi tiếp nhận.",
        "Điều 3. Quyết định này có hiệu lực kể từ ngày ký.",
    ),
    position="CHỦ TỊCH",
    signer="Nguyễn Văn Bình",
)
LETTER = Paper(
    parent="ỦY BAN NHÂN DÂN TỈNH",
    organ="SỞ NỘI VỤ",
    number="Số: 145/BC-SNV",
    place_date="Mỹ Tho, ngày 05 tháng 10 năm 2018",
    type_name="BÁO CÁO",
    subject="Kết quả chỉnh lý hồ sơ lưu trữ quý III năm 2018",
    body=(
        "Thực hiện Kế hoạch của Ủy ban nhân dân tỉnh, Sở Nội vụ báo cáo kết quả chỉnh lý như sau:",
        "1. Trong quý, phòng Kho lưu trữ đã chỉnh lý 320 hồ sơ, trong đó có 45 hồ sơ bảo quản vĩnh viễn.",
        "2. Kiến nghị bố trí thêm kinh phí mua giá, hộp và máy quét để số hóa tài liệu.",
    ),
    position="GIÁM ĐỐC",
    signer="Trần Thị Hoa",
)
