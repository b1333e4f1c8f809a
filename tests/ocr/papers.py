"""Words → pages as a recogniser would give them: papers laid out by hand, for tests of order and fields."""

from pathlib import Path

from PIL import Image, ImageDraw

from archive.records import Line, OcrPage, Page, Word
from ocr.grid import Grid
from ocr.layout import order

WIDTH, HEIGHT = 2480, 3508
_LETTER, _SPACE, _TALL = 21, 14, 40


def line(text: str, x: int, y: int, confidence: float = 0.99) -> Line:
    """One line at ``x``, ``y`` (left, top); every letter 21 pixels wide, as 13-point print at 300 dpi."""
    words = []
    for part in text.split():
        words.append(Word(part, (x, y, x + _LETTER * len(part), y + _TALL), confidence))
        x += _LETTER * len(part) + _SPACE
    return Line(tuple(words))


def centred(text: str, middle: int, y: int, confidence: float = 0.99) -> Line:
    """One line around ``middle``."""
    return line(text, middle - (_LETTER * len(text)) // 2, y, confidence)


def together(*lines: Line) -> Line:
    """What stands at one height, as a recogniser gives it: one line across both columns."""
    return Line(tuple(word for one in lines for word in one.words))


def page(*lines: Line, index: int = 0, kind: str = "text") -> OcrPage:
    """The page as it is after reading: its lines in order."""
    made = Page(index, f"d.pdf#{index + 1}", kind, dpi=300, width=WIDTH, height=HEIGHT)  # type: ignore[arg-type]
    ordered = order(lines, Grid(), WIDTH, HEIGHT)
    return OcrPage(made, ordered, 0.99 if lines else None, "fake 1 none")


NATION, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"


def head(organs: list[str], number: str, date: str, nation: str = NATION) -> list[Line]:
    """A letterhead: organs left, quốc hiệu right, below them number and date at one height."""
    left, right, lines = 700, 1700, []
    for row, organ in enumerate(organs):
        parts = [centred(organ, left, 240 + 62 * row)]
        if row == 0:
            parts.append(centred(nation, right, 240))
        if row == 1:
            parts.append(centred(MOTTO, right, 302))
        lines.append(together(*parts))
    if len(organs) == 1:
        lines.append(centred(MOTTO, right, 302))
    return [*lines, together(centred(number, left, 470), centred(date, right, 470))]


def body(
    count: int, y: int, words: str = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;"
) -> list[Line]:
    """``count`` lines of body print, the first indented."""
    return [line(f"{words} và các quy định khác", 420 if n == 0 else 340, y + 80 * n) for n in range(count)]


def foot(receivers: list[str], titles: list[str], name: str, y: int) -> list[Line]:
    """ "Nơi nhận" on the left, the signature on the right, as they stand side by side."""
    left = [line(text, 340, y + 56 * row) for row, text in enumerate(["Nơi nhận:", *receivers])]
    right = [centred(text, 1850, y + 56 * row) for row, text in enumerate(titles)]
    rows = []
    for number in range(max(len(left), len(right))):
        rows.append(together(*left[number : number + 1], *right[number : number + 1]))
    return [*rows, centred(name, 1850, y + 480)]


def bent(rows: int, faint: int, curl: int, gap: int) -> Image.Image:
    """A page at 200 dpi with a table of four columns' borders and ``rows`` horizontals, ``curl`` pixels lower on the
    right than on the left, of the grey ``faint``, with a gap of so many pixels in each horizontal."""
    picture = Image.new("L", (1653, 2339), 250)
    draw = ImageDraw.Draw(picture)
    for number in range(rows):
        for x in range(200, 1400):
            if not 700 <= x < 700 + gap:
                y = 400 + 150 * number + round(curl * ((x - 200) / 1200) ** 2)
                draw.line((x, y, x, y + 1), fill=faint)
    for x in (200, 500, 1000, 1399):
        top = 400 + round(curl * ((x - 200) / 1200) ** 2)
        draw.line((x, top, x, top + 150 * (rows - 1)), fill=faint, width=2)
    return picture


def sheet(folder: Path, picture: Image.Image) -> Path:
    """``picture`` as the file that is read."""
    path = folder / "trang.pgm"
    picture.save(path)
    return path
