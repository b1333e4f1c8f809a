"""Print and pen parted from paper: pale marks are found, grain and specks are not, and pale writing is not torn."""

import cv2
import numpy as np

from ingest.picture import Pixels
from ingest.strokes import _printed, _unspecked, strokes

DPI = 300


def test_pale_places_are_told_as_one_also_where_there_is_nothing_else() -> None:
    assert not _printed(np.full((20, 30), 200, np.uint8)).any()
    some = np.full((20, 30), 200, np.uint8)
    some[:, ::2] = 190
    assert _printed(some).all()


def test_marks_that_a_scanner_made_half_as_dark_as_the_stems_are_kept_by_their_own_ink() -> None:
    page = np.full((900, 900), 235, np.uint8)
    marks = np.zeros(page.shape, bool)
    for left in range(100, 800, 40):
        page[100:800, left : left + 6] = 40
        for top in range(110, 780, 40):
            marks[top : top + 10, left + 20 : left + 22] = True
    page[marks] = 40
    blurred = cv2.GaussianBlur(page, (0, 0), 1.6) + np.random.default_rng(7).normal(0, 3, page.shape)
    scan = np.clip(blurred, 0, 255).astype(np.uint8)
    inner = cv2.erode(marks.astype(np.uint8), np.ones((5, 1), np.uint8)) > 0
    found, before = strokes(scan, DPI, 350, thin=True), strokes(scan, DPI, 350)
    shares = [
        cv2.resize(one.mask, (900, 900), interpolation=cv2.INTER_AREA)[inner].mean() / 255 for one in (found, before)
    ]
    assert shares[0] > 0.9 and shares[1] < 0.6, shares


def test_grain_is_not_taken_for_strokes() -> None:
    page = np.full((900, 900), 225, np.uint8)
    page[100:800, 200:800:60] = 60
    noise = np.random.default_rng(7).normal(0, 16, page.shape)
    grainy = np.clip(cv2.GaussianBlur(page, (0, 0), 1.0) + noise, 0, 255).astype(np.uint8)
    bare = strokes(grainy, 300).mask[100:800, 210:250]
    assert not bare.any(), "no grain is taken for strokes"


def test_specks_go_and_what_is_larger_stays_like_by_labels() -> None:
    rng = np.random.default_rng(7)
    for dpi, share in ((200, 0.02), (400, 0.1), (600, 0.2)):
        mask = (rng.random((300, 400)) < share).astype(np.uint8) * np.uint8(255)
        _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
        kept = stats[:, cv2.CC_STAT_AREA] >= max(2, round((0.15 * dpi / 25.4) ** 2))
        kept[0] = False
        found = _unspecked(mask.copy(), dpi)
        differs = np.unique(labels[(found > 0) != kept[labels]])
        rings = {one for one in differs if stats[one, cv2.CC_STAT_AREA] >= 6}
        assert set(differs) <= rings, "but for specks with a hole, which count as full"


def test_a_lone_dot_stays_in_the_ground_and_those_of_letters_and_leaders_are_strokes() -> None:
    page = np.full((900, 900), 235, np.uint8)
    page[200:230, 300:306] = page[230:236, 300:330] = 40
    lone, stop, leaders = (200, 600), (232, 338), [(500, left) for left in range(200, 700, 12)]
    for top, left in (lone, stop, *leaders):
        page[top : top + 3, left : left + 3] = 40
    found, before = strokes(page, DPI, 350, thin=True).mask, strokes(page, DPI, 350).mask

    def kept(mask: Pixels, place: tuple[int, int]) -> bool:
        return bool(mask[2 * place[0] + 3, 2 * place[1] + 3])

    assert kept(before, lone) and not kept(found, lone)
    assert all(kept(found, one) for one in (stop, *leaders))


def test_a_lone_dot_within_a_frame_is_no_stroke_either() -> None:
    page = np.full((900, 900), 235, np.uint8)
    cv2.rectangle(page, (100, 100), (800, 800), 40, 5)
    page[450:453, 450:453] = 40
    assert strokes(page, DPI, 350).mask[903, 903] and not strokes(page, DPI, 350, thin=True).mask[903, 903]


def test_a_large_dot_is_a_stroke_though_it_stands_alone() -> None:
    page = np.full((900, 900), 235, np.uint8)
    page[100:800, 100:110] = 40
    cv2.circle(page, (500, 400), 4, 40, cv2.FILLED)
    assert strokes(page, DPI, 350, thin=True).mask[801, 1001]


def test_what_a_worn_page_has_between_its_lines_is_no_print() -> None:
    page = np.full((1200, 900), 225, np.uint8)
    page[100:1100, 100:110] = page[100:1100, 790:800] = 60
    rng = np.random.default_rng(7)
    for top, left in zip(rng.integers(150, 1050, 60), rng.integers(160, 740, 60), strict=True):
        page[top : top + 2, left : left + 3] = 70
    noise = rng.normal(0, 14, page.shape)
    worn = np.clip(cv2.GaussianBlur(page, (0, 0), 0.6) + noise, 0, 255).astype(np.uint8)
    dots = [
        cv2.connectedComponents(strokes(worn, DPI, 350, thin=thin).mask[240:2160, 260:1540])[0] - 1
        for thin in (False, True)
    ]
    assert dots[0] > 20 and dots[1] < dots[0] / 2, dots
