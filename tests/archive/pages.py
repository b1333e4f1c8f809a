"""A page with a letterhead, a table, a correction and ink that nobody could read, made by hand."""

from archive.records import Box, Line, OcrPage, Page, Region, Word


def row(
    text: str, left: int, top: int, block: int = 0, region: Region = "body", cell: tuple[int, int] | None = None
) -> Line:
    """A line of ``text``, 40 pixels high, 20 a letter."""
    words, x = [], left
    for part in text.split(" "):
        words.append(Word(part, (x, top, x + 20 * len(part), top + 40), 0.9))
        x += 20 * len(part) + 20
    return Line(tuple(words), block, region, cell)


def table(block: int, *cells: tuple[int, int, str], top: int = 600) -> tuple[Line, ...]:
    """Lines of cells (row, column, text), 300 pixels a column and 100 a row; a second line of a cell stands lower."""
    lines: list[Line] = []
    for r, c, text in cells:
        above = sum(line.cell == (r, c) for line in lines)
        lines.append(row(text, 100 + 300 * c, top + 100 * r + 45 * above, block, "table", (r, c)))
    return tuple(lines)


def page(*lines: Line, index: int = 3, unread: tuple[Box, ...] = ()) -> OcrPage:
    paper = Page(index, "d-03.pdf#4", "text", rotation=90, skew=0.4, dpi=300, width=2480, height=3508)
    return OcrPage(paper, lines, 0.9 if lines else None, "tesseract 5.5.4 vie", unread)


CORRECTED = Line((Word("tỉnh", (100, 200, 180, 240), 0.8125, read="tinh"),), 0, "letterhead")
CELLS = table(
    1,
    *((0, 0, "TT"), (0, 1, "Họ và tên"), (0, 2, "Ghi chú")),
    *((1, 0, "1"), (1, 1, "Nguyễn Văn A,"), (1, 1, "Trần Thị B"), (2, 0, "2"), (2, 2, "-")),
)
FULL = page(
    row("UBND", 100, 100, 0, "letterhead"),
    CORRECTED,
    *CELLS,
    row("Nơi nhận:", 100, 2000, 2, "recipients"),
    unread=((1500, 2000, 1700, 2100),),
)
