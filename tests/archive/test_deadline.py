"""By when a dossier must be handed to which archive: the law's years, days and origins, and what is told beside."""

from datetime import date

import pytest

from archive.deadline import ARCHIVES, Archive, Due, Standing, due, rules
from archive.period import Period
from archive.retention import Choices, Facts, Taken, life

ENDED = Facts("a", "Hồ sơ a", maintenance="20 năm", end="2025-03-10")
FOR_EVER = Facts("a", "Hồ sơ a", maintenance="Vĩnh viễn", end="2025-03-10")
AGENCY = Taken("submission/2026-01", "5/BB", date(2026, 2, 1), 7)


def asked(facts: Facts, to: Archive, on: date, made: Choices | None = None, within: int | None = None) -> Due:
    made = made or Choices()
    return due(life(facts, made, on), facts, to, on, within)


def test_every_rule_names_its_source_and_what_it_counts() -> None:
    for name, rule in rules().items():
        assert rule.source and rule.notice > 0 and (rule.years is None) != (rule.days is None), name
        assert rule.counted == "received" or rule.to == "agency"
    assert {rule.to for rule in rules().values()} == set(ARCHIVES)


@pytest.mark.parametrize(
    ("on", "standing"),
    [
        (date(2026, 11, 30), "running"),
        (date(2026, 12, 1), "due"),
        (date(2026, 12, 31), "due"),
        (date(2027, 1, 1), "overdue"),
    ],
)
def test_the_agency_archive_has_it_by_the_end_of_the_year_after_the_work_told_thirty_days_ahead(
    on: date, standing: Standing
) -> None:
    found = asked(ENDED, "agency", on)
    assert (found.standing, found.last, found.rule) == (standing, date(2026, 12, 31), "luat-2024-hien-hanh")


def test_how_long_ahead_can_be_asked_for() -> None:
    on = date(2026, 6, 1)
    assert asked(ENDED, "agency", on, within=213).standing == "due"
    assert asked(ENDED, "agency", on, within=212).standing == "running"


@pytest.mark.parametrize(
    ("end", "last"),
    [("2025-08-10", date(2025, 10, 9)), ("2025-08", date(2025, 10, 30)), ("2025", date(2026, 3, 1))],
)
def test_what_was_born_digital_has_sixty_days_from_the_last_day_the_work_may_have_ended(end: str, last: date) -> None:
    facts = Facts("a", maintenance="20 năm", end=end, origin="Gốc điện tử")
    found = asked(facts, "agency", date(2025, 9, 1))
    assert (found.last, found.rule) == (last, "tt05-2025-so")
    assert [one.kind for one in found.notes] == ["unread"]
    assert asked(Facts("a", maintenance="20 năm", end=end, origin="02"), "agency", date(2025, 9, 1)).last == date(
        2026, 12, 31
    )


def test_the_historical_archive_has_what_is_kept_for_ever_five_years_after_the_agency_archive_took_it() -> None:
    made = Choices(taken={"agency": AGENCY})
    found = asked(FOR_EVER, "historical", date(2030, 12, 30), made)
    assert (found.standing, found.last, found.notes) == ("running", date(2031, 12, 31), ())
    assert asked(FOR_EVER, "historical", date(2030, 12, 31), made).standing == "due"
    assert asked(ENDED, "historical", date(2031, 1, 1), made).standing == "limited"


def test_where_the_year_it_came_is_not_known_the_last_lawful_one_counts_and_that_is_told() -> None:
    found = asked(FOR_EVER, "historical", date(2026, 1, 1))
    assert (found.last, [one.kind for one in found.notes]) == (date(2031, 12, 31), ["received-unknown"])


def test_what_cannot_be_reckoned_or_must_not_go_is_told_apart() -> None:
    on = date(2026, 11, 29)
    assert asked(Facts("a", maintenance="20 năm"), "agency", on).standing == "unknown"
    assert asked(Facts("a", end="2020"), "historical", on).standing == "unknown"
    assert asked(ENDED, "agency", on, Choices(is_open=True)).standing == "unknown"
    assert asked(ENDED, "agency", on, Choices(disposal="disposal/2026-01")).standing == "gone"
    assert asked(Facts("a", end="2020", modes=frozenset({"Mật"})), "agency", on).standing == "secret"
    assert asked(ENDED, "agency", date(2019, 1, 1)).reason.kind == "no-rule"


def test_what_was_taken_is_done_until_its_package_changes() -> None:
    on = date(2040, 1, 1)
    assert asked(ENDED, "agency", on, Choices(taken={"agency": AGENCY}, kept=6)).standing == "done"
    assert asked(ENDED, "agency", on, Choices(taken={"agency": AGENCY}, kept=8)).standing == "changed"


def test_our_copy_of_what_the_historical_archive_took_is_kept_and_never_due() -> None:
    made = Choices(taken={"historical": AGENCY}, period=Period(None))
    standing = life(FOR_EVER, made, date(2100, 1, 1))
    assert standing.state == "submitted" and "submission/2026-01" in standing.reason.vi
