"""Questions about the made office: each names one paper only."""

from collections import Counter
from dataclasses import replace

from archive.text import fold, tokens
from bench.officetext import GIVEN, Office, Paper
from bench.search import LEAST, PAGES, WAYS, Names, by_turns, missed, questions

OFFICE = Office(["một hai ba bốn năm"])


class _Crowded(Office):
    """Every other dossier is about the same person, matter and place; every number is one of five, of one year."""

    def papers(self, number: int) -> list[Paper]:
        made = [
            replace(paper, number=f"{number % 5}/QĐ", date=(2018, *paper.date[1:])) for paper in super().papers(number)
        ]
        if number % 2:
            return made
        return [replace(paper, person="Lê Văn Hòa", matter="khen thưởng", place="Tân Phú") for paper in made]


class _NumbersOfItsOwn(_Crowded):
    def papers(self, number: int) -> list[Paper]:
        return [replace(paper, number=f"{number}{paper.ordinal}/QĐ") for paper in super().papers(number)]


def test_no_other_paper_of_the_office_is_what_a_question_asks_for() -> None:
    office = _NumbersOfItsOwn(["một hai"])
    asked = questions(office, 400, 60, Names(office, 400))
    about = Counter(
        fold(f"{paper.person} {paper.matter} {paper.place}") for at in range(400) for paper in office.papers(at)[:1]
    )
    by_person = [each.paper for each in asked if each.way in WAYS[2:]]
    assert len(by_person) == 40
    assert {about[fold(f"{paper.person} {paper.matter} {paper.place}")] for paper in by_person} == {1}


def test_two_papers_of_one_number_and_year_are_not_named_by_it() -> None:
    office = _Crowded(["một hai"])
    names = Names(office, 100)
    paper = office.papers(1)[0]
    assert not names.name_one("number, loosely", paper)
    assert not names.name_one("with marks", office.papers(2)[0])


def test_the_questions_are_each_about_another_dossier_and_in_all_ways() -> None:
    asked = questions(OFFICE, 1000 // PAGES, 60, Names(OFFICE, 1000 // LEAST))
    assert Counter(each.way for each in asked) == dict.fromkeys(WAYS, 10)
    assert len({each.paper.dossier for each in asked}) == 60


def test_a_slip_makes_no_name_that_others_have() -> None:
    asked = questions(OFFICE, 3000, 1200, Names(OFFICE, 5000))
    slipped = [tokens(fold(each.written or each.text))[2] for each in asked if each.way in WAYS[4:]]
    assert len(slipped) == 400
    assert not {*slipped} & {*map(fold, GIVEN)}


def test_what_was_not_first_is_told_with_its_place() -> None:
    one, other = questions(OFFICE, 1000 // PAGES, 2, Names(OFFICE, 1000 // LEAST))
    right, wrong = (one.paper.dossier, one.paper.ordinal), ("H58.x", 1)
    told = list(missed(lambda text: [right] if text == one.text else [wrong], [one, other]))
    assert len(told) == 1
    assert "not in ten" in told[0]


def test_each_question_is_asked_in_all_ways_before_the_next_one() -> None:
    asked = questions(OFFICE, 1000 // PAGES, 2, Names(OFFICE, 1000 // LEAST))
    said: list[tuple[str, str]] = []
    ways = {way: (lambda text, way=way: said.append((way, text))) for way in ("ours", "theirs")}
    table = list(by_turns(ways, asked))
    assert said == [(way, each.text) for each in asked for way in ("ours", "theirs")]
    assert [row.split(" | ")[0] for row in table[2:]] == ["| ours", "| theirs"]
