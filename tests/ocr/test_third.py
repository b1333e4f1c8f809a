"""Number and notation that are not sure are borne out by the model of figures: by what it says, and by the real one."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from archive.records import Dispute, Line, Word
from ocr.again import Sheet
from ocr.engine import Engine
from ocr.engines.embedded import EmbeddedTesseract
from ocr.engines.fake import Fake
from ocr.picture import Pixels
from ocr.third import borne_out
from tests.ocr.papers import line
from tests.ocr.test_second import DPI, printed

SHEET = Sheet(np.full((3508, 2480), 255, np.uint8), 300)


@dataclass(frozen=True, slots=True)
class Says:
    """A model that says ``told`` of every part, a word each 120 pixels, as sure as ``sure``."""

    told: str
    sure: float = 0.9

    def read_part(self, part: Pixels, dpi: int, shape: str) -> tuple[Line, ...]:
        step = part.shape[1] // (len(self.told.split()) + 1)
        boxes = [(24 + at * step, 12, 24 + at * step + step // 2, 40) for at in range(len(self.told.split()))]
        return (Line(tuple(Word(text, box, self.sure) for text, box in zip(self.told.split(), boxes, strict=True))),)


@dataclass(frozen=True)
class Both(Fake):
    other: object = None
    own: str = ""

    def of_figures(self) -> Engine | None:  # type: ignore[override]
        return self.other  # type: ignore[return-value]

    def read_part(self, part: Pixels, dpi: int, shape: str) -> tuple[Line, ...]:  # type: ignore[override]
        return Says(self.own).read_part(part, dpi, shape)


def asked(
    text: str, other: str, *, sure: float = 0.7, theirs: float = 0.9, own: str = "", rival: str | None = None
) -> tuple[Line, list[Dispute]]:
    seen = line(text, 300, 400, sure)
    told = [Dispute(seen.words[1].box, rival)] if rival else []
    return borne_out(seen, told, 40, SHEET, Both(other=Says(other, theirs), own=own))


def test_a_number_that_both_models_read_alike_is_sure_and_no_longer_disputed() -> None:
    done, told = asked("Số: 191 /KH-BVSN", "$6: 191 /KH-BVSN", rival="197")
    assert (done.text, told) == ("Số: 191 /KH-BVSN", [])
    assert min(word.confidence for word in done.words[1:]) > 0.9


def test_a_number_that_the_other_model_reads_otherwise_stays_and_is_no_surer() -> None:
    done, told = asked("Số: 100 /KH-BVSN", "$6: 199 /KH-BVSN", rival="700")
    assert (done.words[1].text, done.words[1].confidence, len(told)) == ("100", 0.7, 1)


def test_a_number_that_the_first_reading_and_the_other_model_have_is_taken_and_the_third_told() -> None:
    done, told = asked("Số 517 -QĐ/TU", "So 511 -QD/TU", rival="5T1", own="Số 5T1 -QĐ/TU")
    assert (done.text, [dispute.other for dispute in told]) == ("Số 511 -QĐ/TU", ["517"])
    assert done.words[1].confidence < 0.9


@pytest.mark.parametrize(("theirs", "text"), [(0.74, "Số: 102 /KH-UBND"), (0.5, "Số: ZÓ /KH-UBND")])
def test_a_number_that_it_alone_reads_is_proposed_where_it_is_likely(theirs: float, text: str) -> None:
    done, told = asked("Số: ZÓ /KH-UBND", "$6: /O2 /KH-UBND", theirs=theirs)
    assert done.text == text
    assert [dispute.other for dispute in told] == (["ZÓ"] if "102" in text else [])
    assert done.words[1].confidence <= 0.7


@pytest.mark.parametrize(
    ("read", "other", "meant"),
    [
        ("TB-BQIL.DA", "TB-BQLDA", "TB-BQLDA"),
        ("CAH-OLHC", "CAH-QLHC", "CAH-QLHC"),
        ("SCTTCHC", "SCT-TCHC", "SCT-TCHC"),
        ("BC-UBND", "BC-UBWD", "BC-UBND"),
    ],
)
def test_a_notation_is_the_others_where_ours_is_none_or_less_sure(read: str, other: str, meant: str) -> None:
    sure = 0.92 if read == "BC-UBND" else 0.85
    assert asked(f"Số: 852 /{read}", f"$6: 852 /{other}", sure=sure)[0].words[-1].text == f"/{meant}"


def test_the_bars_of_its_letters_come_from_the_other_readings() -> None:
    done, _ = asked("Số: 296 /CĐYT-DT", "so: 296 /CDYT-DT", own="Số: 296 /CĐYT-ĐT")
    assert done.text == "Số: 296 /CĐYT-ĐT"
    assert asked("Số: 80 /QĐ-LĐTBXII", "$6: 80 /QD-LDTBXH", sure=0.6)[0].text == "Số: 80 /QĐ-LĐTBXH"


def test_a_notation_of_which_nobody_saw_a_bar_is_not_sure() -> None:
    done, _ = asked("Số: 12 /VX.bT", "$6: 12 /VX-DT", sure=0.5)
    assert (done.text, done.words[-1].confidence < 0.7) == ("Số: 12 /VX-DT", True)


def test_a_notation_that_was_read_with_another_number_makes_that_no_surer() -> None:
    done, _ = asked("Số: 3316/GCN-BVSN", "$6: 3216/GCN-BVSN")
    assert (done.words[1].text, done.words[1].confidence) == ("3316/GCN-BVSN", 0.7)


def test_a_number_of_which_both_models_of_print_have_only_a_part_stays() -> None:
    done, told = asked("Số: 28 /CT-UBND", "S6 2 /CT-UBND", sure=0.75, rival="2")
    assert (done.text, [dispute.other for dispute in told]) == ("Số: 28 /CT-UBND", ["2"])


def test_a_pens_figures_that_it_reads_as_capitals_are_no_notation() -> None:
    assert asked("Số: 680 /BHXH-QLT", "$6: GSO /BHXH-QLT", sure=0.85)[0].text == "Số: 680 /BHXH-QLT"


@pytest.mark.parametrize(("other", "number"), [("115/QĐ-HND", "115"), ("17/QĐ-HND", "15")])
def test_a_printed_number_that_both_models_of_print_have_is_taken_and_not_sure(other: str, number: str) -> None:
    done, told = asked("Số: 15/QĐ-HND", "S6: 115/QD-HND", sure=0.85, rival=other)
    assert done.text == f"Số: {number}/QĐ-HND"
    assert (done.words[1].confidence < 0.9, len(told)) == (True, 1)


@pytest.mark.parametrize("text", ["Số: 12 /QĐ-UBND", "Số: 2265"])
def test_nobody_is_asked_about_what_is_sure_or_bears_no_notation(text: str) -> None:
    seen = line(text, 300, 400, 0.95)
    assert borne_out(seen, [], 40, SHEET, Both(other=None)) == (seen, [])
    assert borne_out(seen, [], 40, SHEET, Both(other=Says("$6: 99 /BC-HU"))) == (seen, [])


def test_the_year_in_a_notation_that_it_reads_without_stays() -> None:
    done, _ = asked("Số: 12 /2019/TT-BTC", "$6: 12 /TT-BTC", sure=0.7)
    assert done.text == "Số: 12 /2019/TT-BTC"


def test_the_real_model_bears_out_a_printed_number() -> None:
    picture, seen = printed("Số: 87/QĐ-CAH")
    doubted = replace(seen, words=tuple(replace(word, confidence=0.7) for word in seen.words))
    done, _ = borne_out(doubted, [], 40, Sheet(picture, DPI), EmbeddedTesseract())
    assert done.text == seen.text
    assert done.words[-1].confidence > 0.9
