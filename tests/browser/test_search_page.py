"""The search page in a real browser, as a person works with it: by keyboard, narrow and wide, nothing broken."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.access import Grant
from tests.browser.chromium import Tab, chromium
from tests.conftest import server
from tests.vankho import shown
from tests.vankho.homes import dossier, keep, opened
from tests.vankho.shown import password_of, site
from vankho import passwords

BOX = "document.querySelector('#q')"
OFFERS = "[...document.querySelectorAll('#offers li')].map(one => one.firstChild.textContent)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Tab]:
    with chromium(server("VANKHO_TEST_CHROMIUM")) as tab:
        yield tab


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("browser")
    with opened(place / "home") as house:
        shown.keep(house, shown.dossier(place / "a", "A", mode="01"), place / "draft")
        for at in range(9):
            keep(house, dossier(f"X{at}", f"biên bản bàn giao thửa ruộng {at}{at}{at}", "01"))
        keep(house, dossier("R", "biên bản bàn bạc zzmật", "03"))
        house.users.add("root", (Grant("admin"),), "root")
        house.users.add("khách", (), "root")
    return place / "home"


@pytest.fixture
def tab(browser: Tab, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Tab]:
    """The start page, with a reader logged in by the form; at the end nothing went wrong in any script."""
    monkeypatch.setattr(passwords, "_LOG_N", 10)
    with site(home, "khách") as running:
        browser.errors.clear()
        browser.size(1280, 900)
        browser.open(running.base + "/")
        browser.until("document.activeElement?.id === 'user'")
        browser.errors.clear()  # the page to log in is a 401
        browser.type("khách")
        browser.click("#password")
        browser.type(password_of("khách"))
        browser.press("Enter")
        browser.until("document.activeElement?.id === 'q'")
        yield browser
        assert browser.errors == []


def test_a_person_finds_a_paper_by_the_keyboard_alone_saves_the_search_and_sees_the_place_marked(tab: Tab) -> None:
    tab.type("dat xay")
    tab.press("Enter")
    assert "trang khớp" in tab.until("document.querySelector('.hits') && document.querySelector('main').innerText")
    tab.value(f"{BOX}.focus(); {BOX}.select()")
    tab.type("quyet")
    assert tab.until(f"{OFFERS}.length && {OFFERS}") == ["Quyết định"]
    tab.press("ArrowDown")
    tab.press("Enter")
    assert tab.value(f"{BOX}.value") == 'loại:"Quyết định"' and tab.value("location.search").count("dat+xay") == 1
    tab.type(" dat dai")
    tab.press("Enter")
    tab.until("location.search.includes('Quy') && document.querySelector('.hits mark')")
    tab.click(".saving summary")
    tab.click("#saved-name")
    tab.value("document.querySelector('#saved-name').select()")
    tab.type("Đất <b>đai</b>")
    tab.press("Enter")
    assert tab.until("document.querySelector('.searches h2')?.textContent") == "Đất <b>đai</b>"
    tab.click("form.ask button")
    tab.until("document.querySelector('.hits mark')")
    tab.click(".hits h2 a")
    seen = (
        "[...document.querySelectorAll('.marks rect')].map(one => [one, one.getBoundingClientRect()])"
        ".filter(([one, at]) => at.width > 5 && at.top >= 0 && at.bottom <= innerHeight)"
        ".map(([one]) => one.querySelector('title').textContent)"
    )
    assert "đất đai" in tab.until(f"{seen}.length && {seen}")
    tab.value(f"{BOX}.focus(); {BOX}.select()")
    tab.type("đất")
    offered = tab.until(f"{OFFERS}.length && {OFFERS}")
    assert "Đất <b>đai</b>" in offered and tab.value("document.querySelector('#offers b')") is None


def test_a_screen_reader_is_told_of_the_list_and_where_one_is_in_it(tab: Tab) -> None:
    (box,) = tab.named("combobox")
    assert (box["name"], box["expanded"], box["autocomplete"], box["hasPopup"]) == (
        "Tìm trong kho",
        False,
        "list",
        "listbox",
    )
    assert tab.named("listbox") == []
    tab.type("ba")
    count = tab.until(f"{OFFERS}.length")
    assert count >= 2 and tab.named("combobox")[0]["expanded"] is True
    assert len(tab.named("option")) == count and tab.named("listbox")[0]["name"] == "Gợi ý"
    assert tab.value("document.querySelector('form [role=status]').textContent") == f"{count} gợi ý"
    active = f"document.getElementById({BOX}.getAttribute('aria-activedescendant'))?.getAttribute('aria-selected')"
    assert tab.value(active) is None
    for step in ("ArrowDown", "ArrowDown", "ArrowUp"):
        tab.press(step)
    assert tab.value(active) == "true" and tab.value(f"{BOX}.getAttribute('aria-activedescendant')") == "offer-0"
    tab.press("ArrowUp")
    assert tab.value(active) is None, "back in the box"
    tab.press("ArrowUp")
    assert tab.value(f"{BOX}.getAttribute('aria-activedescendant')") == f"offer-{count - 1}"
    assert tab.value(f"{BOX}.value") == "ba" and tab.value("document.activeElement.id") == "q"
    tab.press("Escape")
    assert tab.value("document.querySelector('#offers').hidden") and tab.value(f"{BOX}.value") == "ba"
    tab.press("ArrowDown")
    tab.until(f"{OFFERS}.length")
    tab.press("Tab")
    tab.until("document.querySelector('#offers').hidden")
    assert tab.value("document.activeElement.tagName") == "BUTTON"


def test_an_offer_is_taken_by_the_mouse_and_words_that_one_may_not_see_are_none(tab: Tab) -> None:
    tab.type("bien ban ban")
    assert tab.until(f"{OFFERS}.length && {OFFERS}") == ["bien ban bàn giao"]
    tab.click("#offers li")
    assert tab.until(f"{BOX}.value") == "bien ban bàn giao" and tab.value("document.activeElement.id") == "q"
    tab.value(f"{BOX}.select()")
    tab.type("zzm")
    tab.until("performance.getEntriesByType('resource').some(one => one.name.includes('q=zzm'))")
    assert tab.value(f"{OFFERS}.length") == 0


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_sticks_out_of_a_narrow_or_wide_window(tab: Tab, width: int) -> None:
    tab.size(width, 844)
    tab.type("ban")
    tab.until(f"{OFFERS}.length")
    inside = (
        "[...document.querySelectorAll('#offers, #offers li, header *, main *')]"
        ".filter(one => one.getClientRects().length && !one.closest('.unseen') && one.tagName !== 'LABEL')"
        ".every(one => one.getBoundingClientRect().left >= 0 && one.getBoundingClientRect().right <= innerWidth)"
    )
    assert tab.value(inside) is True
    assert tab.value("document.documentElement.scrollWidth <= innerWidth") is True
    lowest = tab.value("Math.min(...[...document.querySelectorAll('#offers li')].map(one => one.offsetHeight))")
    assert lowest >= 24, "WCAG 2.2, 2.5.8"
    origin = tab.value("location.origin")
    for page in ("/?q=ban+giao", "/searches", "/view/A/1?q=dat&like=1"):
        tab.open(origin + page)
        assert tab.value(inside) is True and tab.value("document.documentElement.scrollWidth <= innerWidth") is True, (
            page
        )
