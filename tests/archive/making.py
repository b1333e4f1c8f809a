"""Small dossiers, pages and pictures for the tests of PDFs and packages, made in code."""

import hashlib
import io
import struct
from datetime import datetime, timedelta, timezone
from pathlib import Path

from PIL import Image, ImageDraw

from archive.pdfa import About
from archive.records import Box, Document, Dossier, Event, Flag, Line, OcrPage, Page, ScanFile, Word

CREATED = datetime(2026, 11, 24, 9, 30, 0, tzinfo=timezone(timedelta(hours=7)))
ABOUT = About("H58.10.2018.000123", "Hồ sơ về đất đai", CREATED, "0.1", {"dossier_code": "000.00.10.H58-180911-0001"})
DECISION = Document(
    1,
    (0,),
    type_name="Quyết định",
    code_number="2576",
    code_notation="QĐ-UBND",
    issued_date="2018-09-11",
    place="Tiền Giang",
    organ_name="ỦY BAN NHÂN DÂN TỈNH TIỀN GIANG",
    subject="Về việc <phê duyệt> & công bố",
    signer_name="Lê Văn Nghĩa",
    signer_position="Phó Chủ tịch",
)


def line(*words: tuple[str, Box], block: int = 0) -> Line:
    return Line(tuple(Word(text, box, 0.9) for text, box in words), block)


def spread(text: str, left: int, top: int, height: int = 40) -> Line:
    """A line of ``text`` with a box a word, as wide as print would be, of unlike heights as print has them."""
    boxes, x = [], left
    for number, word in enumerate(text.split(" ")):
        width = len(word) * height // 2
        boxes.append((word, (x, top + (number % 3) * 8, x + width, top + height + (number % 2) * 7)))
        x += width + height // 3
    return line(*boxes)


LINES = (
    spread("ỦY BAN NHÂN DÂN TỈNH TIỀN GIANG", 120, 150),
    spread("Căn cứ Luật Tổ chức chính quyền địa phương ngày 19/6/2015;", 150, 300),
    spread("Xét đề nghị của Giám đốc Sở Tài nguyên - Môi trường,", 150, 380),
    spread("QUYẾT ĐỊNH:", 600, 520, 56),
)


def drawn(mode: str, size: tuple[int, int] = (1654, 2339)) -> Image.Image:
    """A sheet with a few dark bars for lines of print, and a red seal where the mode has colours."""
    image = Image.new(mode, size, "white" if mode == "RGB" else (1 if mode == "1" else 255))
    draw = ImageDraw.Draw(image)
    for top in range(150, size[1] - 100, 90):
        draw.rectangle((150, top, size[0] - 150, top + 22), fill=0)
    if mode == "RGB":
        draw.ellipse((900, 1500, 1300, 1900), outline="red", width=12)
    return image


def jpeg(folder: Path, mode: str = "L", size: tuple[int, int] = (1654, 2339), name: str = "page.jpg") -> Path:
    path = folder / name
    drawn(mode, size).save(path, "JPEG", quality=70)
    return path


def fax(
    folder: Path, size: tuple[int, int] = (1654, 2339), name: str = "page.tif", *, strips: bool = False, black: int = 1
) -> Path:
    """A one-bit Group 4 TIFF; ``black`` 1: the fax convention (0 is white), 0: 0 is black, in negative."""
    path = folder / name
    image = drawn("1", size)
    if strips:
        image.save(path, "TIFF", compression="group4", strip_size=4096)
    else:
        path.write_bytes(_one_strip(image, black))
    return path


def _one_strip(image: Image.Image, black: int) -> bytes:
    """A TIFF written by hand: Pillow always writes 0 as black and picks its own strips."""
    coded = io.BytesIO()
    shown = image if black == 0 else image.convert("L").point(lambda value: 255 - value).convert("1")
    shown.save(coded, "TIFF", compression="group4", strip_size=image.width * image.height)
    with Image.open(coded) as again:
        (offset,), (count,) = again.tag_v2[273], again.tag_v2[279]  # type: ignore[attr-defined]
    data = coded.getvalue()[offset : offset + count]
    tags = (256, image.width), (257, image.height), (258, 1), (259, 4), (262, 1 - black), (273, 8)
    more = (277, 1), (278, image.height), (279, len(data))
    directory = b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in (*tags, *more))
    start = 8 + len(data) + len(data) % 2
    body = data + bytes(len(data) % 2)
    return struct.pack("<2sHI", b"II", 42, start) + body + struct.pack("<H", 9) + directory + bytes(4)


def read(image: Path | None, lines: tuple[Line, ...] = LINES, *, index: int = 0, dpi: int = 200) -> OcrPage:
    size = (0, 0)
    if image is not None:
        with Image.open(image) as opened:
            size = opened.size
    page = Page(index, f"scan.tif#{index + 1}", "text", dpi=dpi, width=size[0], height=size[1], image=image)
    return OcrPage(page, lines, 0.9 if lines else None, "tesseract 5.3.0 vie")


def dossier(folder: Path) -> Dossier:
    """Two documents on three pages, a blank page between; scans are a TIFF in a sub-folder and a PDF."""
    scans = folder / "in"
    (scans / "Tờ rời").mkdir(parents=True)
    (scans / "Tờ rời" / "1.tif").write_bytes(b"II*\0 not looked into here")
    (scans / "d-03.PDF").write_bytes(b"%PDF-1.4 not looked into here")
    names = ("Tờ rời/1.tif", "d-03.PDF")
    files = [ScanFile(scans / n, n, (scans / n).stat().st_size, _sha256(scans / n)) for n in names]
    blank = OcrPage(Page(1, "d-03.PDF#1", "blank", image=jpeg(folder, name="blank.jpg"), width=1654, height=2339))
    return Dossier(
        id="H58/10 2018:000123",
        source=str(scans),
        digest="ab" * 32,
        fingerprint="cd" * 32,
        fields={"title": "Hồ sơ về đất đai", "maintenance": "10 năm"},
        pages=(
            read(jpeg(folder, name="a.jpg"), index=0),
            blank,
            read(fax(folder, name="b.tif"), LINES[:1], index=2),
            read(jpeg(folder, "RGB", name="c.jpg"), LINES[2:], index=3),
        ),
        documents=(DECISION, Document(2, (2, 3), type_name="Tờ trình")),
        flags=(Flag("number-disagrees", "Số không khớp", 2, "2506", "2576"),),
        events=(Event("2026-11-24T09:00:00+07:00", "ingest", "vankho 0.1", "d-03"),),
        files=tuple(files),
    )


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
