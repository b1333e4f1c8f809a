"""Subjects, signers and offices that a second model reads, too."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from archive.records import Dispute, Line, OcrPage, Word
from ocr.again import FRAME, Sheet
from ocr.engine import Shape
from ocr.engines.embedded import EmbeddedTesseract
from ocr.engines.fake import Fake
from ocr.engines.tesseract import Tesseract
from ocr.picture import Pixels
from ocr.voices import voiced
from tests.ocr.papers import body, centred, foot, head, page

FONT = Path(__file__).parents[2] / "archive/fonts/Tinos-Regular.ttf"
PICTURE = np.full((3508, 2480), 255, np.uint8)
Said = dict[str, str | None]
"""For a word as it was read, what a voice says in its place; None where it says nothing."""


@dataclass(frozen=True, slots=True)
class Voices(Fake):
    """A recogniser that reads a line of ``page`` as it stands there, but what it was told to say otherwise; ``larger``:
    what the larger model says; each reading is noted in ``asked``."""

    page: OcrPage | None = None
    said: Said = field(default_factory=dict)
    larger: Said = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def finer(self) -> "Voices":  # type: ignore[override]
        return replace(self, said=self.larger)

    def read_part(self, part: Pixels, dpi: int, shape: Shape) -> tuple[Line, ...]:
        """The line of the cut ``part``, known by its size; boxes as in the cut."""
        self.asked.append("larger" if self.said is self.larger else "own")
        assert self.page is not None
        for line in self.page.lines:
            left, _, right, _ = line.box
            for scale in (1.0, 0.7):
                wide = round((right - left + 2 * self.around(self.page)) * scale) + 2 * FRAME[1]
                if abs(wide - part.shape[1]) <= 2:
                    return (Line(tuple(self.told(line, scale))),)
        return ()

    @staticmethod
    def around(read: OcrPage) -> int:
        """What is cut to the left and right of a line, in pixels."""
        return 8

    def told(self, line: Line, scale: float) -> Sequence[Word]:
        left = line.box[0]
        words = []
        for word in line.words:
            text = self.said.get(word.text, word.text)
            if text is None:
                continue
            x0, _, x1, _ = word.box
            at = [round((side - left + self.around(self.page)) * scale) + FRAME[1] for side in (x0, x1)]  # type: ignore[arg-type]
            words.append(replace(word, text=text, box=(at[0], 20, at[1], 50), confidence=0.95))
        return words


def paper(subject: str, confidence: float = 0.95, name: str = "Nguyễn Văn An") -> OcrPage:
    lines = [
        *head(["ỦY BAN NHÂN DÂN", "TỈNH TIỀN GIANG"], "Số: 12/QĐ-UBND", "Tiền Giang, ngày 05 tháng 01 năm 2020"),
        centred("QUYẾT ĐỊNH", 1240, 620),
        centred(subject, 1240, 690, confidence),
        *body(5, 860),
        *foot(["- Như trên;", "- Lưu: VT."], ["CHỦ TỊCH"], name, 1500),
    ]
    return page(*lines)


def heard(
    read: OcrPage, own: Said, larger: Said, disputed: Sequence[Dispute] = ()
) -> tuple[tuple[Line, ...], list[str]]:
    engine = Voices(page=read, said=own, larger=larger)
    done = voiced(read.lines, disputed, read.page, Sheet(PICTURE, 300), engine)
    return done, engine.asked


def of(lines: Sequence[Line], begin: str) -> Line:
    return next(line for line in lines if line.text.startswith(begin))


SUBJECT = "Về việc tổ chức hội nghị tổng kết công tác năm 2019"


def test_what_both_models_read_alike_is_surer_and_the_line_is_read_but_once() -> None:
    done, asked = heard(paper(SUBJECT, 0.9), {}, {})
    assert all(word.confidence == pytest.approx(0.98) for word in of(done, "Về việc").words)
    assert asked.count("own") == 0


def test_a_word_that_every_other_reading_and_the_language_have_otherwise_gives_way() -> None:
    done, asked = heard(paper(SUBJECT.replace("nghị", "nghĩ")), {"nghĩ": "nghị"}, {"nghĩ": "nghị"})
    line = of(done, "Về việc")
    (word,) = [word for word in line.words if word.text == "nghị"]
    assert line.text == SUBJECT
    assert (word.read, 0.5 < word.confidence < 1) == ("nghĩ", True)
    assert "own" in asked, "where the models differ the line is read again"


def test_a_word_the_language_knows_there_stays_where_one_reading_of_four_has_another() -> None:
    done, _ = heard(paper(SUBJECT), {}, {"tổng": "tông"})
    assert of(done, "Về việc").text == SUBJECT


def test_a_word_that_all_readings_have_and_the_first_had_not_comes_in_and_one_that_three_have_does_not() -> None:
    whole, lost = paper(SUBJECT), []
    for line in whole.lines:
        words = tuple(word for word in line.words if word.text != "nghị")
        lost.append(replace(line, words=words) if line.text == SUBJECT else line)
    for said, text in (({}, SUBJECT), ({"nghị": None}, SUBJECT.replace("nghị ", ""))):
        engine = Voices(page=whole, said=said, larger={})
        done = voiced(lost, (), whole.page, Sheet(PICTURE, 300), engine)
        assert of(done, "Về việc").text == text


def test_what_is_no_syllable_never_takes_the_place_of_what_is() -> None:
    done, _ = heard(paper(SUBJECT, 0.2), {"kết": "PYEN"}, {"kết": "PYEN"})
    assert of(done, "Về việc").text == SUBJECT


def test_marks_around_a_word_stay_where_another_takes_its_place() -> None:
    read = paper("Về việc tổ chức hội nghĩ, tổng kết công tác năm 2019")
    done, _ = heard(read, {"nghĩ,": "nghị"}, {"nghĩ,": "nghị"})
    assert "hội nghị, tổng" in of(done, "Về việc").text


def test_a_signers_name_is_surer_and_one_of_two_words_that_is_in_doubt_is_not() -> None:
    for name, sure in (("Nguyễn Văn An", True), ("Hoàng Anh", False)):
        read = paper(SUBJECT, name=name)
        doubted = [
            replace(line, words=tuple(replace(word, confidence=0.8) for word in line.words))
            if line.text == name
            else line
            for line in read.lines
        ]
        told = [Dispute(word.box, "") for line in doubted if line.text == name for word in line.words]
        engine = Voices(page=read)
        done = voiced(doubted, told, read.page, Sheet(PICTURE, 300), engine)
        assert all((word.confidence > 0.9) is sure for word in of(done, name).words)


def test_nothing_is_read_where_no_subject_and_no_signature_is_nor_without_a_larger_model() -> None:
    plain = page(*body(12, 400))
    done, asked = heard(plain, {}, {})
    assert (done, asked) == (plain.lines, [])
    read = paper(SUBJECT)
    assert voiced(read.lines, (), read.page, Sheet(PICTURE, 300), Fake()) == read.lines
    assert voiced(read.lines, (), read.page, Sheet(None, 300), Voices(page=read)) == read.lines


@pytest.mark.parametrize("kind", [EmbeddedTesseract, Tesseract])
def test_the_larger_model_comes_with_the_project_and_reads(kind: type[EmbeddedTesseract] | type[Tesseract]) -> None:
    engine = kind()
    finer = engine.finer()
    assert finer is not None
    assert finer.folder("vie") not in (None, engine.folder("vie"))
    assert kind(language="eng").finer() is None, "no other language has one"
    drawn = Image.new("L", (700, 110), 255)
    ImageDraw.Draw(drawn).text((30, 25), "tỉnh Lâm Đồng", 0, ImageFont.truetype(str(FONT), 54))
    (line,) = finer.read_part(np.asarray(drawn, np.uint8), 300, "line")
    assert line.text == "tỉnh Lâm Đồng"
