"""How long a dossier lives: the longest period, from the year the work ends, and nothing shorter than the law."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.description import pack_dossier
from archive.errors import Missing, UsageError
from archive.ledger import START, LedgerLine
from archive.period import PERMANENT, Period, understood
from archive.proposal import propose_rows
from archive.records import COVER, Document, Dossier
from archive.retention import Choices, Facts, Paper, choices, facts_of, life, read_facts, reckon, term
from archive.schedule import Schedule, load

ON = date(2026, 11, 29)


def dossier(*documents: Document, **fields: str) -> Dossier:
    return Dossier("H58.1", "in", "d" * 64, "f" * 64, fields, (), documents, (), (), ())


def paper(ordinal: int, dated: str, maintenance: str = "", **named: str) -> Document:
    more = {"maintenance": maintenance} if maintenance else {}
    return Document(ordinal, (), issued_date=dated, more=more, **named)  # type: ignore[arg-type]


def line(seq: int, kind: str, **detail: object) -> LedgerLine:
    return LedgerLine(seq, f"2026-01-{seq:02d}T08:00:00+07:00", kind, "H58.1", "lan", detail, "", START, "")


def own(folder: Path, text: str) -> Schedule:
    folder.mkdir(exist_ok=True)
    (folder / "so.toml").write_text(f'id = "so"\nname = "Sở"\nfrom = 2024-01-01\n{text}', encoding="utf-8")
    return load(folder)


def test_the_period_is_the_longest_of_the_dossier_and_its_papers_and_counts_from_the_year_the_work_ends() -> None:
    found = term(
        dossier(paper(1, "2017-03-01", "20 năm"), paper(2, "2018-09-11"), maintenance="5 năm", end_date="2019")
    )
    assert (found.period, found.ends, found.earliest) == (Period(20), 2019, date(2040, 1, 1))
    assert found.concerns == ()


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("10 năm", Period(10)),
        ("10 nam", Period(10)),
        ("06", Period(10)),
        ("01", PERMANENT),
        ("VĨNH VIỄN", PERMANENT),
        ("15 năm", Period(15)),
        ("07", None),
        ("Khác", None),
        ("Lâu dài", None),
        ("đến khi văn bản hết hiệu lực", None),
        ("0 năm", None),
        ("", None),
    ],
)
def test_periods_are_understood_in_words_and_codes_and_nothing_is_guessed(text: str, period: Period | None) -> None:
    assert understood(text) == period


def test_without_an_end_date_the_newest_paper_tells_and_that_nobody_confirmed_it_is_said() -> None:
    found = term(dossier(paper(1, "2017"), paper(2, "2018-09"), maintenance="5 năm"))
    assert (found.ends, found.earliest) == (2018, date(2024, 1, 1))
    assert [one.kind for one in found.concerns] == ["end-unconfirmed"]


def test_a_paper_younger_than_the_end_moves_the_clock_and_is_told() -> None:
    found = term(dossier(paper(1, "2024-05-01"), maintenance="5 năm", end_date="2018-12-31"))
    assert (found.ends, found.earliest) == (2024, date(2030, 1, 1))
    assert [one.kind for one in found.concerns] == ["papers-after-end"]


def test_the_cover_is_no_paper_of_the_matter_and_moves_nothing() -> None:
    cover = paper(1, "2030-01-01", "70 năm", type_name=COVER)
    found = term(dossier(cover, paper(2, "2018"), maintenance="5 năm"))
    assert (found.period, found.ends) == (Period(5), 2018)


@pytest.mark.parametrize(("text", "told"), [("1 năm", True), ("2 năm", False), ("70 năm", False), ("71 năm", True)])
def test_periods_that_the_law_does_not_know_are_told_and_not_changed(text: str, told: bool) -> None:
    found = term(dossier(maintenance=text, end_date="2000"))
    assert ("period-unlawful" in [one.kind for one in found.concerns]) is told
    assert found.period == understood(text)


def test_a_period_in_words_that_nobody_can_reckon_with_leaves_the_dossier_unclassified_until_a_person_judges() -> None:
    facts = facts_of(dossier(paper(1, "2000", "Khác"), maintenance="5 năm", end_date="2000"))
    assert life(facts, Choices(), ON).state == "unclassified"
    judged = choices([line(1, "retention-classified", row="tt10-2022.dieu-le-quy-che", period=20)])
    standing = life(facts, judged, ON)
    assert (standing.state, standing.term.earliest) == ("due", date(2021, 1, 1))


@given(
    years=st.integers(2, 70),
    ends=st.integers(1950, 2090),
    more=st.lists(st.one_of(st.integers(2, 70), st.just("permanent")), max_size=4),
    on=st.dates(date(1950, 1, 1), date(2200, 1, 1)),
)
def test_no_dossier_is_ever_due_on_a_day_before_its_longest_period_has_run(
    years: int, ends: int, more: list[int | str], on: date
) -> None:
    texts = [f"{one} năm" if isinstance(one, int) else "Vĩnh viễn" for one in more]
    papers = tuple(Paper(at, maintenance=text) for at, text in enumerate(texts, 1))
    standing = life(Facts("a", maintenance=f"{years} năm", end=str(ends), papers=papers), Choices(), on)
    if "permanent" in more:
        assert standing.state == "permanent"
    else:
        most = max([years, *(one for one in more if isinstance(one, int))])
        assert (standing.state == "due") == (on.year > ends + most)


def test_a_hold_stands_above_everything_until_it_is_released_or_its_last_day_is_over() -> None:
    facts = Facts("a", maintenance="5 năm", end="2000")
    first = line(1, "retention-held", reason="kiện tụng", authority="Tòa án", until="2026-11-29")
    second = line(2, "retention-held", reason="thanh tra", authority="TTr", until=None)
    assert life(facts, choices([first]), ON).state == "held"
    assert life(facts, choices([first]), date(2026, 11, 30)).state == "due"
    both = life(facts, choices([first, second]), date(2026, 11, 30))
    assert (both.state, [hold.number for hold in both.holds]) == ("held", [2])
    assert "thanh tra" in both.reason.vi
    freed = choices([first, second, line(3, "retention-released", hold=2)])
    assert life(facts, freed, date(2026, 11, 30)).state == "due"


def test_work_that_was_reopened_has_no_end_until_it_ends_again() -> None:
    facts = Facts("a", maintenance="5 năm", end="2000")
    opened = [line(1, "retention-reopened", ends=None, why="khiếu nại")]
    assert life(facts, choices(opened), date(2090, 1, 1)).reason.kind == "open"
    again = choices([*opened, line(2, "retention-reopened", ends=2024, why="xong")])
    assert reckon(facts, again).earliest == date(2030, 1, 1)


def test_extending_only_ever_makes_it_later() -> None:
    facts = Facts("a", maintenance="5 năm", end="2000")
    sooner = choices([line(1, "retention-extended", until="2003-01-01", why="x")])
    assert reckon(facts, sooner).earliest == date(2006, 1, 1)
    later = [line(seq, "retention-extended", until=f"20{year}-01-01", why="x") for seq, year in ((1, 40), (2, 30))]
    assert reckon(facts, choices(later)).earliest == date(2040, 1, 1)
    for_ever = choices([line(1, "retention-extended", until=None, why="x")])
    assert life(facts, for_ever, ON).state == "permanent"


def test_the_facts_read_from_the_package_alone_are_those_of_the_whole_dossier() -> None:
    one = paper(1, "2018-09-11", "20 năm", type_name="Quyết định", code_number="2576", code_notation="QĐ-UBND",
                organ_name="ỦY BAN", subject="về đất đai")  # fmt: skip
    whole = dossier(one, title="Hồ sơ", maintenance="5 năm", end_date="2018-10")
    assert read_facts(pack_dossier(whole)) == facts_of(whole)
    assert facts_of(whole).papers[0].key == ("2576", "qd-ubnd", "uy ban", "2018-09-11")


def test_every_row_of_the_law_bears_its_source_how_sure_it_is_and_its_dates() -> None:
    rows = list(load())
    assert len(rows) >= 30
    for row in rows:
        assert row.source and row.sure in ("read", "secondary", "general") and row.group and row.words, row.id
        assert row.period is None or row.period.is_lawful, row.id
    assert load().row("tt10-2022.chat-van").period == PERMANENT
    assert not load().row("tt09-2011.hoi-nghi-so-ket").holds(date(2023, 2, 15))
    assert load().row("hoi-nghi-so-ket").holds(date(2023, 2, 14))


def test_a_row_that_two_schedules_have_must_be_named_whole() -> None:
    with pytest.raises(UsageError, match=r"tt10-2022\.quy-hoach-can-bo"):
        load().row("quy-hoach-can-bo")
    with pytest.raises(Missing):
        load().row("no-such-row")


def test_an_agencys_row_takes_what_it_does_not_say_from_the_row_of_the_law_that_it_is_like(tmp_path: Path) -> None:
    rows = own(
        tmp_path, '[rows.dau-thau]\nlike = "tt10-2022.dau-thau-trung"\ntext = "Đấu thầu"\nyears = 30\nsource = "QĐ 1"'
    )
    row = rows.row("dau-thau")
    assert (row.period, row.sure, row.group) == (Period(30), "agency", "Tài liệu hành chính, quản trị công sở")
    assert "đấu thầu" in row.words


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ('like = "tt10-2022.dau-thau-trung"\nyears = 19', "19 năm ngắn hơn 20 năm"),
        ('like = "tt10-2022.chat-van"\nyears = 70', "70 năm ngắn hơn Vĩnh viễn"),
        ("years = 1", "từ 2 đến 70"),
        ("years = 71", "từ 2 đến 70"),
        ('like = "tt10-2022.nothing"\nyears = 5', "no such row"),
        ('like = "tt09-2011.gui-chung-chu-truong"\nyears = 5', "không so được"),
        ("", "neither years nor until"),
        ("yeers = 5", "yeers"),
    ],
)
def test_an_agencys_row_that_is_shorter_than_the_laws_or_wrong_is_refused_with_its_name(
    tmp_path: Path, row: str, says: str
) -> None:
    with pytest.raises(UsageError) as refused:
        own(tmp_path, f'[rows.x]\ntext = "X"\nsource = "QĐ 1"\n{row}')
    assert says in refused.value.detail and "so.toml" in refused.value.detail


@pytest.mark.parametrize(
    ("title", "row"),
    [
        ("Hồ sơ đấu thầu mua sắm máy tính: hồ sơ dự thầu không trúng thầu", "tt10-2022.dau-thau-khong-trung"),
        ("Hồ sơ lựa chọn nhà thầu gói mua sắm vật tư", "tt10-2022.dau-thau-trung"),
        ("Hồ sơ giải quyết khiếu nại của ông Nguyễn Văn A", "tt10-2022.khieu-nai-khac"),
        ("Quy chế làm việc của Ủy ban nhân dân huyện", "tt10-2022.dieu-le-quy-che"),
        ("PHIEU TIN NHIEM QUY HOACH CAN BO", "tt10-2022.phieu-tin-nhiem"),
    ],
)
def test_the_row_that_fits_a_title_is_proposed_first_with_its_reasons(title: str, row: str) -> None:
    first, *_ = propose_rows(Facts("a", title, end="2024"), load(), ON)
    assert first.row.id == row and "title" in first.reasons[0]


def test_rows_no_longer_in_force_are_proposed_only_for_what_ended_while_they_were() -> None:
    def schedules(ended: str) -> set[str]:
        found = propose_rows(Facts("a", "Hồ sơ hội nghị sơ kết công tác", end=ended), load(), ON)
        return {one.row.id.split(".")[0] for one in found}

    assert "tt09-2011" in schedules("2015")
    assert "tt09-2011" not in schedules("2025")


def test_a_title_that_says_nothing_gets_no_proposal() -> None:
    assert propose_rows(Facts("a", "Hồ sơ số 17"), load(), ON) == []
