"""A letterhead's year far beyond all others of its dossier is the one that it was misread for."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from archive.records import Line, OcrPage, Page
from ocr.years import in_years
from tests.ocr.papers import line


def dated(year: str, confidence: float) -> Line:
    made = replace(line(f"Cao Bằng, ngày 06 tháng 7 năm {year}", 800, 300), region="letterhead")
    return replace(made, words=(*made.words[:-1], replace(made.words[-1], confidence=confidence)))


def dossier(year: str, confidence: float, others: Sequence[str]) -> list[OcrPage]:
    pages = [[dated(year, confidence)], *([line(text, 200, 900)] for text in others)]
    return [OcrPage(Page(at, "a.pdf", "text"), tuple(lines)) for at, lines in enumerate(pages)]


CITED = ("Căn cứ Quyết định ngày 05/6/2025;", "ngày 12 tháng 5 năm 2025", "Luật năm 2013", "Luật ngày 19/6/2013")


@pytest.mark.parametrize(
    ("year", "confidence", "others", "told"),
    [
        ("2035", 0.6, CITED, "2025"),
        ("2035", 0.97, CITED, "2035"),
        ("2026", 0.6, CITED, "2026"),
        ("2018", 0.6, CITED, "2018"),
        ("2094", 0.6, CITED, "2094"),
        ("2035", 0.6, CITED[:1], "2035"),
        ("2035", 0.6, (), "2035"),
    ],
)
def test_only_what_is_far_beyond_and_one_figure_off_is_put_right(
    year: str, confidence: float, others: Sequence[str], told: str
) -> None:
    word = in_years(dossier(year, confidence, others))[0].lines[0].words[-1]
    assert (word.text, word.read) == (told, None if told == year else year)
    assert word.confidence <= 0.85 or told == year


@pytest.mark.parametrize(
    ("year", "confidence", "times", "told"),
    [
        ("2015", 0.8, 5, "2018"),
        ("2016", 0.4, 5, "2018"),
        ("2016", 0.92, 5, "2016"),
        ("2016", 0.99, 5, "2016"),
        ("2015", 0.8, 4, "2015"),
        ("2017", 0.8, 5, "2017"),
        ("2025", 0.8, 5, "2025"),
    ],
)
def test_a_year_of_a_figure_like_that_of_the_dossiers_year_is_that_one_where_it_is_not_sure(
    year: str, confidence: float, times: int, told: str
) -> None:
    pages = in_years(dossier(year, confidence, ("ngày 12/5/2018",) * times))
    word = pages[0].lines[0].words[-1]
    assert word.text == told
    assert word.confidence < 0.9
    assert in_years(pages) == pages


def test_a_year_like_the_dossiers_that_stands_there_twice_is_as_sure_as_it_was() -> None:
    pages = dossier("2016", 0.99, ("ngày 12/5/2018",) * 5 + ("năm 2016",))
    assert in_years(pages)[0].lines[0].words[-1].confidence == 0.99


def test_a_year_misread_twice_does_not_speak_for_itself() -> None:
    pages = [*dossier("2031", 0.6, ("năm 2021", "6/2021")), *dossier("2031", 0.5, ())]
    assert [page.lines[0].words[-1].text for page in in_years(pages) if "ngày" in page.lines[0].text] == ["2021"] * 2
    assert in_years(in_years(pages)) == in_years(pages)
