"""Lines → the zones at the end of a document: "Nơi nhận" and the signatures beside it (NĐ 30/2020, PL I, ô 7 and 9)."""

from collections.abc import Sequence

from archive.records import Line
from archive.text import fold
from ocr.signature import is_name, is_title
from ocr.vietnamese import begins, is_upper
from ocr.zone import Size, Zone, center, middle, ordered, rows, split_at


def signatures(pieces: list[Line], size: Size) -> tuple[list[Line], list[Zone]]:
    """The body, and the zones below it: left column ("Nơi nhận", first signer), then right column."""
    start = _foot_start(pieces, size)
    if start is None:
        return _one_signer(pieces, size)
    top, gutter = start
    foot = [part for piece in pieces if middle(piece.box) >= top for part in _split_foot(piece, gutter, size)]
    body = [piece for piece in pieces if middle(piece.box) < top]
    crossing = [
        line.box[1] for line in foot if line.box[0] < gutter - 3 * size.text and line.box[2] > gutter + 3 * size.text
    ]
    end = min(crossing, default=size.height)
    left = [line for line in foot if middle(line.box) < end and center(line) < gutter]
    right = [line for line in foot if middle(line.box) < end and center(line) >= gutter]
    after = [line for line in foot if middle(line.box) >= end]
    zones = [*_receivers(ordered(left, size.text)), Zone("signature", ordered(right, size.text))]
    if any(_is_fonds(line) for line in left):
        zones = [Zone("body", zone.lines) for zone in zones]
    zones.append(Zone("body", ordered(after, size.text)))
    return body, [zone for zone in zones if zone.lines]


def _one_signer(pieces: list[Line], size: Size) -> tuple[list[Line], list[Zone]]:
    """The body and a signature under it in the right half of the page, nothing on its left and nothing behind it."""
    found = rows(pieces, size.text)
    for number in range(len(found) - 1, -1, -1):
        first = found[number][0]
        if first.box[0] < size.width * 0.38 or len(found[number]) > 1:
            break
        if is_title(first.text) and first.box[0] > size.width * 0.42:
            above = found[number - 1] if number else []
            if len(above) == 1 and is_title(above[0].text) and above[0].box[0] > size.width * 0.42:
                continue
            return [line for row in found[:number] for line in row], [
                Zone("signature", [line for row in found[number:] for line in row])
            ]
    return pieces, []


def _receivers(left: list[Line]) -> list[Zone]:
    """The left column: a signer, "Nơi nhận" and its list, or one above the other."""
    label = next((number for number, line in enumerate(left) if _is_recipients(line)), len(left))
    return [Zone("signature", left[:label]), Zone("recipients", left[label:])]


def _foot_start(pieces: Sequence[Line], size: Size) -> tuple[float, float] | None:
    """Where the signature area begins and where its two columns part; None on a page without one."""
    lines = [print_ for row in rows(pieces, size.text) if (print_ := _printed(row, size))]
    for number, row in enumerate(lines):
        first, last = row[0], row[-1]
        if first.box[0] < size.width * 0.35 and _is_recipients(first):
            return _with_title_above(lines, number, size)
        if _is_fonds(first) and first.box[2] < size.width * 0.5:
            return first.box[1] - size.text * 0.6, size.width * 0.5
        if len(row) == 2 and (number > 2 or len(lines) < 8) and _two_signers(row, lines[number + 1 :], size):
            return first.box[1] - size.text * 0.6, (first.box[2] + last.box[0]) / 2
    return None


def _printed(row: Sequence[Line], size: Size) -> list[Line]:
    """The parts of a row that are no specks: of two letters at least, or of one as high as print."""
    return [line for line in row if len(line.text) > 1 or line.box[3] - line.box[1] > size.text * 0.5]


def _two_signers(titles: Sequence[Line], below: Sequence[list[Line]], size: Size) -> bool:
    """Whether two lines at one height are the titles of two signers: offices both, or in capitals with lines below
    each, one of them a name, or with "(ký …)" below each."""
    if all(is_title(title.text) for title in titles):
        return True
    if not center(titles[0]) < size.width * 0.45 < size.width * 0.55 < center(titles[1]):
        return False
    under = [[line for row in below for line in row if _stands_under(line, title, size)] for title in titles]
    if all(lines and fold(lines[0].text).startswith("(k") for lines in under):
        return True
    named = any(is_name(line.text) for lines in under for line in lines)
    return named and all(under) and all(is_upper(title.text) for title in titles)


def _stands_under(line: Line, title: Line, size: Size) -> bool:
    drop = line.box[1] - title.box[3]
    return abs(center(line) - center(title)) < size.width * 0.06 and drop < size.height * 0.2


def _is_fonds(line: Line) -> bool:
    """Whether the line is one at the foot of a dossier's cover; "- Phòng TN&MT" and "Phòng Nội vụ" are offices."""
    office = any(fold(word.text)[:1] != "s" for word in line.words[1:2])
    return begins(line.text, "Phông số:", 0.8) and ":" in line.text and not office


def _is_recipients(line: Line) -> bool:
    """Whether the line is "Nơi nhận", in older papers "Nơi gửi", a speck or two before it and one behind it aside."""
    specks = next((n for n, word in enumerate(line.words) if sum(map(str.isalnum, word.text)) > 1), 0)
    label = " ".join(word.text for word in line.words[specks:])
    told = begins(label, "Nơi nhận:", 0.75) or begins(label, "Nơi gửi:", 0.9)
    return specks < 3 and len(line.words) - specks < 4 and told


def _with_title_above(lines: Sequence[list[Line]], number: int, size: Size) -> tuple[float, float]:
    """Include the signer's title where it begins a line or two above "Nơi nhận"."""
    label = lines[number][0]
    top = label.box[1] - size.text * 0.7
    for row in reversed(lines[max(0, number - 3) : number]):
        if len(row) != 1 or row[0].box[0] < size.width * 0.42 or not is_upper(row[0].text):
            break
        top = row[0].box[1] - size.text * 0.3
    below = [line for row in lines[number : number + 12] for line in row if middle(line.box) >= top]
    titles = [line.box[0] for line in below if is_title(line.text) and line.box[0] > label.box[2]]
    gutter = min(titles) - size.text * 0.4 if titles else size.width * 0.5
    listed = [line.box[2] for line in below if center(line) < gutter and line.text.lstrip().startswith(("-", "–"))]
    return top, max(gutter, 0) if not listed else (gutter + min(max(listed), gutter)) / 2


def _split_foot(piece: Line, gutter: float, size: Size) -> list[Line]:
    if not piece.box[0] < gutter < piece.box[2]:
        return [piece]
    gaps = [
        (after.box[0] - before.box[2], after.box[0])
        for before, after in zip(piece.words, piece.words[1:], strict=False)
        if before.box[2] - size.text <= gutter <= after.box[0] + size.text
    ]
    if not gaps or max(gaps)[0] < size.text * 0.9:
        return [piece]
    cut = max(gaps)[1]
    return split_at(piece, lambda word: word.box[0] < cut)
