"""Texts of laws, names, terms of the trade → the statistics file of ``ocr.phrases``.

Run by hand, never by the program: ``python -m ocr.statistics.build --texts FOLDER --places FILE.json``. Only counts
reach the file. ``docs/decisions/0010-statistics.md`` names the texts it was made from, why they may be used, and how
to gather them again. The names of people are every common surname with every common middle name; ``terms.txt`` holds
what stands on covers and forms and in no law.
"""

import argparse
import json
import re
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from archive.text import nfc
from ocr.phrases import BREAK, FOREIGN, NUMBER, SCALE, UNSEEN, Phrases, Row
from ocr.syllable import is_possible, spelled

_TOKEN = re.compile(r"[^\W\d_]+|\d(?:[\w.,/:%-]*\w)?|[^\w\s:]")
"""A colon is no break: after ``Dân tộc:`` and ``Nơi sinh:`` stands what goes with it."""
_KINDS = (".txt", ".md", ".json", ".jsonl")
_MOST_ALIKE = 20
"""How often one and the same paragraph counts: notes and headings repeated by an editor would crowd out the rest."""
_LEAST_PAIR, _LEAST_TRIPLE = 3, 8
_NAME_WEIGHT = 3
_DISCOUNT = 0.75
_EVENED = 0.2
_TELLTALE = re.compile(
    r"\b(?:chỉ tiết|thâm quyền|tô chức|bố sung|tố chức|chính quyên|kiêm tra|quyên hạn|giây tờ)\b", re.I
)
"""What only a recogniser writes. A text with more than one in 100 000 letters was itself read from a scan, and would
teach its errors."""
_MOST_TELLTALES = 1e-5
_SURNAMES = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Mai Trịnh Đoàn Trương Lâm Phùng Tô Hà "
    "Cao Đào Lương Châu Tạ Thái Quách La Chu Triệu Tống Kiều Lưu Vương Nông Hứa Thạch Danh Diệp Giang Kim Bế Lục Lò Vi "
    "Sơn Tăng Từ Văn Tôn Ông Mạc Nghiêm Doãn Khổng Đàm Thân Cù Giáp Hồng Ninh Quan Thiều Viên Âu Bạch Cầm Chử Hầu "
    "Khuất Giàng Vàng Sùng Thào Lầu Vừ Hạng Hờ Tráng Tẩn Chảo Phàn Lù Quàng Tòng Cà Hoàng Nùng Ma Mùa Sầm Phù Đồng Lại"
)
_MIDDLES = (
    "Văn Thị Hữu Đức Minh Ngọc Thanh Xuân Quang Đình Công Hồng Kim Thu Quốc Hoàng Anh Bá Thế Trung Mạnh Duy Tuấn Phước "
    "Tấn Thành Bích Mỹ Phương Thúy Tuyết Diệu Như Trọng Viết Khắc Huy Gia Nhật Bảo Hải Chí Đăng Phú Vĩnh Cẩm Lệ Yến"
)
_NAME_KEYS = ("name", "fullname")

Numbers = NDArray[np.uint16]


class Reader:
    """Text → numbers of its syllables; each syllable met for the first time gets the next number."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self._known: dict[str, int] = {}

    def read(self, paragraph: str) -> list[int]:
        """The numbers of one paragraph, a break before it and one for each row of marks."""
        found = [BREAK]
        for token in _TOKEN.findall(paragraph):
            number = self._known.get(token)
            if number is None:
                number = self._known[token] = self._number(token)
            if number != BREAK or found[-1] != BREAK:
                found.append(number)
        return found

    def _number(self, token: str) -> int:
        if token[0].isdigit():
            return NUMBER
        if not token[0].isalpha():
            return BREAK
        if not is_possible(token):
            return FOREIGN
        return self.numbers.setdefault(spelled(token), UNSEEN + 1 + len(self.numbers))


def paragraphs(folder: Path) -> Iterator[str]:
    """The paragraphs of all texts under ``folder``, NFC, each at most twenty times."""
    seen: Counter[str] = Counter()
    for file in sorted(path for path in folder.rglob("*") if path.suffix in _KINDS):
        text = nfc(file.read_text("utf-8", "replace"))
        if len(_TELLTALE.findall(text)) > max(_MOST_TELLTALES * len(text), 1):
            continue
        for line in _lines(text, file.suffix):
            paragraph = line.strip()
            seen[paragraph] += 1
            if paragraph and seen[paragraph] <= _MOST_ALIKE:
                yield paragraph


def people() -> Iterator[str]:
    """Every common surname with every common middle name, as a name begins."""
    return (f"{surname} {middle}" for surname in _SURNAMES.split() for middle in _MIDDLES.split())


def places(file: Path) -> Iterator[str]:
    """The names in a list of places: every string under a key ``name`` or ``FullName`` of a JSON file."""

    def walk(node: Any, key: str) -> Iterator[str]:
        if isinstance(node, str) and key.lower() in _NAME_KEYS:
            yield nfc(node)
        elif isinstance(node, dict):
            for name, value in node.items():
                yield from walk(value, name)
        elif isinstance(node, list):
            for value in node:
                yield from walk(value, key)

    yield from walk(json.loads(file.read_text("utf-8")), "")


def build(texts: Iterable[str], names: Iterable[str]) -> Phrases:
    """The statistics of ``texts``; each of ``names`` counts three times."""
    reader = Reader()
    flow = array("H")
    for text in texts:
        flow.extend(reader.read(text))
    for name in names:
        flow.extend(reader.read(name) * _NAME_WEIGHT)
    flow.append(BREAK)
    return _phrases(reader.numbers, np.array(flow, np.uint16))


def _phrases(numbers: dict[str, int], flow: Numbers) -> Phrases:
    size = UNSEEN + 1 + len(numbers)
    single = _singles(flow, size)
    pairs, pair_counts = _kept([flow[:-1], flow[1:]], _LEAST_PAIR)
    total = np.bincount(flow[:-1], minlength=size)
    pair_chance, single_rest = _backed(pairs[0], pair_counts, total, single[pairs[1]])
    triples, triple_counts = _kept([flow[:-2], flow[1:-1], flow[2:]], _LEAST_TRIPLE)
    codes = pairs[0] * 65536 + pairs[1]
    before = np.searchsorted(codes, triples[0] * 65536 + triples[1])
    after = np.searchsorted(codes, triples[1] * 65536 + triples[2])
    triple_chance, pair_rest = _backed(before, triple_counts, pair_counts, pair_chance[after])
    return Phrases(
        numbers, _costs(single), _costs(single_rest), _rows(pairs[0], size), _numbers(pairs[1]), _costs(pair_chance),
        _costs(pair_rest), _rows(before, len(codes)), _numbers(triples[2]), _costs(triple_chance),
    )  # fmt: skip


def _singles(flow: Numbers, size: int) -> NDArray[np.float64]:
    """The chance of each number by itself, evened out: a word rare in laws may be common in a letter or a name."""
    counts = np.bincount(flow, minlength=size)
    chances: NDArray[np.float64] = (1 - _EVENED) * counts / counts.sum() + _EVENED / size
    return chances


def _kept(columns: list[Numbers], least: int) -> tuple[list[NDArray[np.int64]], NDArray[np.int64]]:
    """The rows of numbers that stand ``least`` times or more, in order, column by column, and how often they stand."""
    code = np.zeros(len(columns[0]), np.int64)
    for column in columns:
        code = code * 65536 + column
    codes, counts = np.unique(code, return_counts=True)
    codes, counts = codes[counts >= least], counts[counts >= least]
    shifts = [16 * at for at in range(len(columns) - 1, -1, -1)]
    return [codes >> shift & 0xFFFF for shift in shifts], counts


def _backed(
    row: NDArray[np.int64], counts: NDArray[np.int64], total: NDArray[np.int64], lower: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Chances within each row after absolute discounting (Ney, Essen, Kneser 1994), and what is left for the rest.

    ``lower`` is the chance of the same end with one syllable less before it.
    """
    own = (counts - _DISCOUNT) / np.maximum(total[row], 1)
    taken = np.bincount(row, weights=own, minlength=len(total))
    rest: NDArray[np.float64] = np.clip(1.0 - taken, 1e-6, 1.0)
    return own + rest[row] * lower, rest


def _costs(chances: NDArray[np.float64]) -> bytes:
    rounded: NDArray[np.uint8] = np.clip(np.rint(-np.log(chances) * SCALE), 0, 255).astype(np.uint8)
    return rounded.tobytes()


def _numbers(column: NDArray[np.int64]) -> Row:
    return array("H", column.astype(np.uint16).tobytes())


def _rows(row: NDArray[np.int64], size: int) -> Row:
    return array("I", np.searchsorted(row, np.arange(size + 1)).astype(np.uint32).tobytes())


def _lines(text: str, kind: str) -> Iterator[str]:
    if kind == ".json":
        yield from _strings(json.loads(text))
    elif kind == ".jsonl":
        for line in text.splitlines():
            yield from _strings(json.loads(line))
    else:
        yield from text.splitlines()


def _strings(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield from node.splitlines()
    elif isinstance(node, dict | list):
        for value in node.values() if isinstance(node, dict) else node:
            yield from _strings(value)


def main() -> None:
    """Read the texts and write ``phrases.bin`` beside this file, or where ``--out`` says."""
    asked = argparse.ArgumentParser(description="Build the statistics of Vietnamese office language.")
    asked.add_argument("--texts", type=Path, required=True, help="folder of .txt, .md, .json and .jsonl")
    asked.add_argument("--places", type=Path, action="append", default=[], help="JSON file with names of places")
    asked.add_argument("--out", type=Path, default=Path(__file__).with_name("phrases.bin"))
    options = asked.parse_args()
    terms = Path(__file__).with_name("terms.txt").read_text("utf-8").splitlines()
    names = chain(people(), terms, *(places(file) for file in options.places))
    made = build(paragraphs(options.texts), names)
    options.out.write_bytes(made.written())
    print(f"{len(made.numbers)} syllables, {len(made.pairs)} pairs, {len(made.triples)} triples")


if __name__ == "__main__":
    main()
