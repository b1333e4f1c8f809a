"""True texts of scanned papers → any number of dossiers of office text, with slips of recognition put in.

Sentences are walked word by word through what follows what in the true texts, so that words, their frequencies and
their neighbours are those of office papers; heads, numbers, dates, persons and places are made. Every dossier is made
from its number alone.
"""

import random
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from archive.records import Entry
from archive.text import fold
from search.citing import cited

WORDS = 380
"""Words of a full page."""

SLIPS = 0.03
"""Share of words that are read wrongly: Tesseract on real office scans (word recall 91 to 97 %)."""

NAMES = 0.007
"""Persons named beside each word: three on a full page."""

KINDS = [
    ("Quyết định", "QĐ"),
    ("Công văn", ""),
    ("Tờ trình", "TTr"),
    ("Báo cáo", "BC"),
    ("Kế hoạch", "KH"),
    ("Thông báo", "TB"),
]
ORGANS = [
    ("Ủy ban nhân dân tỉnh", "UBND"),
    ("Sở Nội vụ", "SNV"),
    ("Sở Xây dựng", "SXD"),
    ("Ủy ban nhân dân huyện", "UBND"),
]
MATTERS = [
    "cấp giấy phép xây dựng cho",
    "thu hồi đất của",
    "khen thưởng",
    "bổ nhiệm",
    "giải quyết khiếu nại của",
    "hỗ trợ tái định cư cho",
    "chuyển mục đích sử dụng đất của",
    "cấp giấy chứng nhận cho",
    "nghỉ hưu đối với",
    "nâng bậc lương cho",
    "bồi thường cho",
]
NAMES_OF = (
    "Nguyễn Trần Lê Phạm Huỳnh Hoàng Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đoàn Trịnh Mai Cao",
    "Văn Hữu Minh Thanh Quốc Hoàng Đức Tấn Công Ngọc Phước Thị Kim Mỹ Bích Hồng Xuân Thành Chí Anh",
    "Hùng Dũng Tâm Phúc Khánh Sơn Hải Nghĩa Trọng Bình Lộc Tài Vinh Cường Thuận Kiệt Đạt Nhân Toàn Lan Hương Tuyết "
    "Phượng Loan Diễm Thảo Trang Yến Nhung Hạnh Thủy Dung Oanh Quyên Ngân Kiều Hòa Quý Thúy Hiền Liên Hoa Nga",
    "Tân Bình Mỹ Hòa Phú Đông Thạnh Long An Vĩnh",
    "Thạnh Trị Lợi Phú Hưng Nhơn Đức Thành Ninh Hội Khánh Lý Trung Phong Điền",
)
FAMILY, MIDDLE, GIVEN, FIRST, SECOND = (names.split() for names in NAMES_OF)
PLACES = [f"{first} {second}" for first in FIRST for second in SECOND]
LOOKALIKES = [
    ("m", "rn"),
    ("l", "i"),
    ("i", "l"),
    ("o", "c"),
    ("c", "e"),
    ("n", "u"),
    ("u", "n"),
    ("h", "b"),
    ("t", "l"),
    ("g", "q"),
]


@dataclass(frozen=True, slots=True)
class Paper:
    """One document of a made dossier, as it was meant."""

    dossier: str
    ordinal: int
    kind: str
    number: str
    date: tuple[int, int, int]
    person: str
    place: str
    matter: str
    organ: str


class Office:
    """Makes dossiers whose words follow each other as in ``texts``."""

    def __init__(self, texts: Sequence[str]) -> None:
        words = " ".join(texts).split()
        self._after: dict[str, list[str]] = {}
        for word, following in pairwise(words):
            self._after.setdefault(word, []).append(following)
        self._starts = sorted(self._after)

    def papers(self, number: int) -> list[Paper]:
        """What dossier ``number`` is about."""
        draw = random.Random(f"papers {number}")
        person = f"{draw.choice(FAMILY)} {draw.choice(MIDDLE)} {draw.choice(GIVEN)}"
        place, matter = draw.choice(PLACES), draw.choice(MATTERS)
        made = []
        for ordinal in range(1, draw.randint(2, 5)):
            kind, short = draw.choice(KINDS)
            organ, sign = draw.choice(ORGANS)
            code = f"{draw.randint(1, 5000)}/{'-'.join(part for part in (short, sign) if part)}"
            date = (draw.randint(2005, 2024), draw.randint(1, 12), draw.randint(1, 28))
            made.append(Paper(name(number), ordinal, kind, code, date, person, place, matter, organ))
        return made

    def entries(self, number: int) -> list[Entry]:
        """The pages of dossier ``number`` as they were read."""
        draw = random.Random(f"pages {number}")
        made: list[Entry] = []
        for paper in self.papers(number):
            year, month, day = paper.date
            subject = f"Về việc {paper.matter} ông (bà) {paper.person}, xã {paper.place}"
            head = (
                f"{paper.organ.upper()} CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n"
                f"Số: {paper.number} {paper.place}, ngày {day:02d} tháng {month:02d} năm {year}\n"
                f"{paper.kind.upper()}\n{subject}\n"
            )
            for at in range(draw.choice((1, 1, 2, 3))):
                body = self._walk(draw, WORDS if at else WORDS * 3 // 4)
                if draw.random() < 0.5:
                    body += (
                        f"\nCăn cứ Quyết định số {draw.randint(1, 5000)}/QĐ-UBND ngày {draw.randint(1, 28)}/5/{year}"
                    )
                text = misread(draw, (head if at == 0 else "") + body)
                made.append(
                    Entry(
                        dossier=paper.dossier,
                        document=paper.ordinal,
                        page=len(made),
                        text=text,
                        title=f"Hồ sơ {paper.matter} {paper.person}",
                        type_name=paper.kind,
                        number=paper.number,
                        organ=paper.organ,
                        subject=misread(draw, subject),
                        issued_date=f"{year}-{month:02d}-{day:02d}",
                        codes=(f"H58.10-{year % 100:02d}{month:02d}{day:02d}-{number % 10_000:04d}",),
                        cites=cited(text, paper.number),
                    )
                )
        return made

    def _walk(self, draw: random.Random, length: int) -> str:
        words = [draw.choice(self._starts)]
        while len(words) < length:
            words.append(draw.choice(self._after.get(words[-1]) or self._starts))
            if draw.random() < NAMES:
                words.append(f"{draw.choice(FAMILY)} {draw.choice(MIDDLE)} {draw.choice(GIVEN)}")
            if draw.random() < 0.02:
                words.append(str(draw.randint(1, 9_999_999)))
        lines = [" ".join(words[at : at + 14]) for at in range(0, len(words), 14)]
        return "\n".join(lines)


def name(number: int) -> str:
    """The id of dossier ``number``."""
    return f"H58.{number:07d}"


def misread(draw: random.Random, text: str) -> str:
    """``text`` with its share of slips."""
    lines = (
        " ".join(slip(draw, word) if draw.random() < SLIPS else word for word in line.split(" "))
        for line in text.split("\n")
    )
    return "\n".join(lines)


def slip(draw: random.Random, word: str) -> str:
    """``word`` misread in one place: a mark lost (half of all), letters taken for others, one lost, one doubled."""
    way = draw.random()
    if way < 0.5 and fold(word) != word.lower():
        marked = [at for at, char in enumerate(word) if unicodedata.normalize("NFD", char) != char or char in "đĐ"]
        if marked:
            at = draw.choice(marked)
            bare = fold(word[at])
            return word[:at] + (bare.upper() if word[at].isupper() else bare) + word[at + 1 :]
    if way < 0.85:
        return confused(draw, word)
    at = draw.randrange(len(word)) if word else 0
    return word[:at] + word[at + 1 :] if way < 0.93 and len(word) > 2 else word[: at + 1] + word[at:]


def confused(draw: random.Random, word: str) -> str:
    """``word`` with letters that look alike taken for each other; as it is where it has none."""
    there = [(one, other) for one, other in LOOKALIKES if one in word]
    if not there:
        return word
    one, other = draw.choice(there)
    return word.replace(one, other, 1)


def stream(office: Office, pages: int) -> Iterator[tuple[str, list[Entry]]]:
    """Dossiers until there are ``pages`` pages."""
    made = number = 0
    while made < pages:
        entries = office.entries(number)
        yield name(number), entries
        made += len(entries)
        number += 1
