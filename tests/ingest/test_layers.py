"""Pages in layers: print stays sharp, ink keeps its colour, pencil is still seen, and what cannot be parted is not."""

from io import BytesIO
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from ingest.encode import archival
from ingest.guard import Drawn, lost
from ingest.layers import Layered, Profile, grainless, ground, inks, layered
from ingest.limits import Limits
from ingest.page import make_page
from ingest.picture import Picture, Pixels
from ingest.sketch import reduced
from ingest.steps import Kept
from ingest.strokes import _unspecked, strokes
from tests.corpus.paper import DECISION, draw, font
from tests.ingest.test_page import as_page, one_bit, saved

DPI = 200
PEN, SEAL, PENCIL = (40, 50, 150), (205, 40, 50), 196
PROFILES: tuple[Profile, ...] = ("faithful", "compact")


@pytest.fixture(autouse=True)
def group4(monkeypatch: pytest.MonkeyPatch) -> None:
    """Masks that Pillow opens: as where no encoder of JBIG2 is installed."""
    monkeypatch.setattr("ingest.bilevel._ENCODER", "jbig2-is-not-installed")


@pytest.fixture(scope="module")
def paper() -> Pixels:
    """A decision on yellowish paper with grain, a blue signature, a seal and a pencilled word below."""
    page = draw(DECISION).convert("RGB")
    pen = ImageDraw.Draw(page)
    pen.line([(300, 1900), (420, 1800), (520, 1960), (640, 1820)], fill=PEN, width=6)
    pen.ellipse((900, 1780, 1120, 2000), outline=SEAL, width=7)
    pen.text((300, 2100), "đã xem", (PENCIL,) * 3, font=font(48))
    grain = np.random.default_rng(7).normal(0, 4, (page.height, page.width, 1))
    return np.clip(np.asarray(page) * np.array((0.97, 0.96, 0.91)) + grain, 0, 255).astype(np.uint8)


def opened(data: bytes) -> Pixels:
    return np.asarray(Image.open(BytesIO(data)))


def again(layers: Layered, shape: tuple[int, ...]) -> Pixels:
    """The page as a reader of the PDF draws it."""
    size = (shape[1], shape[0])
    under, ink = (cv2.resize(opened(layer), size) for layer in (layers.ground, layers.ink))
    mask = np.asarray(Image.open(BytesIO(layers.mask)).convert("L").resize(size, Image.Resampling.BOX)) > 127
    return np.where(mask[..., None], under, ink)


def parted(pixels: Pixels, profile: Profile = "faithful") -> Layered:
    made = layered(pixels, DPI, profile)
    assert isinstance(made, Layered), made
    return made


@pytest.mark.parametrize("profile", PROFILES)
def test_a_seal_stays_red_and_a_signature_blue(paper: Pixels, profile: Profile) -> None:
    shown = again(parted(paper, profile), paper.shape).astype(int)
    ring = shown[1780:1786, 990:1030].mean(axis=(0, 1))
    assert ring[0] - max(ring[1:]) > 80, "red outdoes green and blue"
    stroke = shown[1850:1870, 350:362].reshape(-1, 3)
    darkest = stroke[stroke.sum(axis=1).argsort()[:20]].mean(axis=0)
    assert darkest[2] - max(darkest[:2]) > 50, "blue outdoes red and green"


@pytest.mark.parametrize("profile", PROFILES)
def test_pencil_keeps_seven_tenths_of_its_contrast(paper: Pixels, profile: Profile) -> None:
    shown = again(parted(paper, profile), paper.shape)
    place = (slice(2105, 2160), slice(300, 460))
    depths = [235 - float(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[place].mean()) for picture in (paper, shown)]
    blank = (slice(2105, 2160), slice(700, 860))
    beside = [235 - float(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[blank].mean()) for picture in (paper, shown)]
    assert depths[1] - beside[1] > 0.7 * (depths[0] - beside[0]) > 1


def test_print_is_sharp_at_the_resolution_of_the_scan_and_the_ground_is_coarse(paper: Pixels) -> None:
    layers = parted(paper)
    mask = np.asarray(Image.open(BytesIO(layers.mask)))
    true = paper[100:1500, :, 0] < 80
    assert mask.shape == (2 * paper.shape[0], 2 * paper.shape[1]), "below 250 dpi twice as fine as the scan"
    assert (~mask[200:3000:2, ::2] & true).sum() > 0.97 * true.sum(), "what is dark is in the mask"
    assert opened(layers.ground).shape[1] == round(paper.shape[1] * 150 / DPI)
    assert opened(parted(paper, "compact").ground).shape[1] == round(paper.shape[1] * 100 / DPI)


@pytest.mark.parametrize(("profile", "finer"), [("faithful", 2), ("compact", 1)])
def test_a_faithful_mask_is_twice_as_fine_as_a_scan_of_300_dpi(paper: Pixels, profile: Profile, finer: int) -> None:
    made = layered(np.asarray(cv2.resize(paper, None, fx=1.5, fy=1.5), np.uint8), 300, profile)
    assert isinstance(made, Layered), made
    with Image.open(BytesIO(made.mask)) as mask:
        assert mask.size == (finer * round(1.5 * paper.shape[1]), finer * round(1.5 * paper.shape[0]))
        assert mask.info["dpi"][0] == pytest.approx(finer * 300)


def astray(dpi: int, blur: float, finer_below: int) -> float:
    """How much of 13-point letters, scanned at ``dpi`` and blurred by so many pixels, is wrong in the mask."""
    size, step = (2400, 300), 1200 // dpi
    page = Image.new("L", size, 235)
    ImageDraw.Draw(page).text((24, 36), "tổ thể Cổng đổi", 20, font=font(13 * 1200 // 72))
    scan = np.asarray(page.resize((size[0] // step, size[1] // step), Image.Resampling.BOX))
    scan = np.asarray(cv2.copyMakeBorder(scan, 60, 60, 60, 60, cv2.BORDER_REPLICATE))
    scan = np.asarray(cv2.GaussianBlur(scan, (0, 0), blur), np.uint8)
    mask = strokes(scan, dpi, finer_below).mask
    edge = 60 * mask.shape[0] // scan.shape[0]
    shown = cv2.resize(mask[edge:-edge, edge:-edge], size, interpolation=cv2.INTER_NEAREST) > 0
    true = np.asarray(page) < 128
    return float((shown != true).sum() / true.sum())


def test_a_mask_twice_as_fine_is_much_nearer_to_the_letters_than_one_of_the_scans_pixels() -> None:
    fine, plain = astray(300, 0.6, 350), astray(300, 0.6, 250)
    assert fine < 0.08
    assert fine < 0.6 * plain, "the bow of a hook is filled"


def test_blurred_letters_do_not_grow_together() -> None:
    assert astray(200, 1.0, 250) < 0.19, "0.22 with the gaps left as grey as the scanner made them"


def test_no_halo_of_print_is_left_in_the_ground(paper: Pixels) -> None:
    under = ground(paper, cv2.resize(strokes(paper, DPI).mask, paper.shape[1::-1]), DPI, 150)
    text = under[round(100 * 0.75) : round(900 * 0.75), :, 0]
    assert float(np.percentile(text, 0.1)) > 0.9 * float(np.median(text))


def test_layers_are_much_smaller_than_one_jpeg_and_compact_ones_smaller_still(paper: Pixels) -> None:
    held = BytesIO()
    Image.fromarray(paper).save(held, "JPEG", quality=70)
    sizes = [sum(map(len, (made.mask, made.ink, made.ground))) for made in (parted(paper, name) for name in PROFILES)]
    assert sizes[1] < 0.8 * sizes[0] < 0.16 * held.tell()


def test_grain_is_evened_out_of_the_ground_and_edges_stay() -> None:
    step = np.full((400, 400, 3), 230, np.uint8)
    step[:, 200:] = (205, 120, 120)
    noise = np.random.default_rng(7).normal(0, 6, step.shape)
    grainy = np.clip(step + noise, 0, 255).astype(np.uint8)
    even = grainless(grainy).astype(float)
    assert even[:, 20:180].std() < 0.4 * grainy[:, 20:180].astype(float).std()
    rise = even[:, 198, 1].mean() - even[:, 201, 1].mean()
    assert rise > 0.85 * 110, "within two pixels on either side"


def test_a_hairline_between_stems_is_seen_though_the_scanner_blurred_it() -> None:
    page = np.full((600, 600, 3), 240, np.uint8)
    page[100:500, 100:500:40] = page[100:500, 101:500:40] = 40
    for left in range(102, 112):
        page[100:500, left::120] = 40
    page[298:300, 100:500] = 40
    blurred = np.asarray(cv2.GaussianBlur(page, (0, 0), 1.6), np.uint8)
    for profile in PROFILES:
        made = layered(blurred, 300, profile)
        assert isinstance(made, Layered), made
        shown = again(made, blurred.shape)[..., 0].astype(int)
        deep = [picture[296:302, 120:480].min(axis=0) for picture in (blurred[..., 0].astype(int), shown)]
        kept = (240 - deep[1]) / (240 - deep[0])
        assert float(np.median(kept)) > 0.9 and (kept < 0.6).mean() < 0.15, "weaker where the mask ends, else whole"


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


@pytest.mark.parametrize("size", [(200, 150), (134, 100), (100, 75)])
def test_each_pixel_of_a_reduced_page_is_the_mean_of_what_it_covers(size: tuple[int, int]) -> None:
    pixels = np.random.default_rng(7).integers(0, 256, (301, 401, 3), np.uint8)
    made, step = reduced(pixels, size), round(401 / size[0])
    assert made.shape == (size[1], size[0], 3)
    true = pixels[step : 2 * step, step : 2 * step].reshape(-1, 3).mean(axis=0)
    assert np.abs(made[1, 1] - true).max() <= 0.5
    assert np.abs(made.astype(float).mean() - pixels.mean()) < 1


def test_the_same_page_gives_the_same_layers(paper: Pixels) -> None:
    for profile in PROFILES:
        assert parted(paper, profile) == parted(paper, profile)


def test_a_photo_stays_one_picture(paper: Pixels) -> None:
    rng = np.random.default_rng(3)
    rough = cv2.resize(rng.integers(20, 200, (30, 20, 3)).astype(np.uint8), (1400, 1800), interpolation=cv2.INTER_CUBIC)
    page = paper.copy()
    page[200:2000, 100:1500] = rough
    assert layered(page, DPI, "faithful") == "photo"


def test_a_small_photo_on_a_page_of_print_stays_in_the_ground(paper: Pixels) -> None:
    page = paper.copy()
    page[60:300, 60:240] = (90, 80, 70)
    mask = strokes(page, DPI).mask
    assert not mask[140:580, 140:460].any()
    assert mask[800:3000].any()


@pytest.mark.parametrize(
    ("pixels", "profile", "why"),
    [
        (np.full((600, 400), 240, np.uint8), "faithful", "no-print"),
        (np.full((600, 400), 240, np.uint8), "single", "profile"),
        (np.full((600, 400), 240, np.uint8), "lossless", "profile"),
        (np.full((5000, 4000), 240, np.uint8), "compact", "large"),
    ],
)
def test_what_is_not_parted_says_why(pixels: Pixels, profile: Profile, why: str) -> None:
    assert layered(pixels, DPI, profile) == why


def test_the_guard_sees_print_that_is_lost_and_colour_that_turned(paper: Pixels) -> None:
    layers = parted(paper)
    mask = np.asarray(cv2.bitwise_not(np.asarray(Image.open(BytesIO(layers.mask)), np.uint8) * np.uint8(255)))
    ink, under = opened(layers.ink), opened(layers.ground)
    assert lost(paper, Drawn(mask, ink, under, DPI)) == ""
    gone = mask.copy()
    gone[2200:2400] = 0
    assert lost(paper, Drawn(gone, ink, under, DPI)) == "marks"
    rubbed, bare = mask.copy(), under.copy()
    rubbed[4180:4360, 560:1000] = 0
    bare[round(2090 * 0.75) : round(2180 * 0.75), round(280 * 0.75) : round(500 * 0.75)] = np.median(under, axis=(0, 1))
    assert lost(paper, Drawn(rubbed, ink, bare, DPI)) == "contrast", "a pencilled word"
    assert lost(paper, Drawn(mask, ink, np.ascontiguousarray(under[..., ::-1]), DPI)) == "colour"


def test_the_guard_sees_dots_and_tone_marks_that_are_lost(paper: Pixels) -> None:
    layers = parted(paper)
    mask = np.asarray(cv2.bitwise_not(np.asarray(Image.open(BytesIO(layers.mask)), np.uint8) * np.uint8(255)))
    ink, under = opened(layers.ink), opened(layers.ground)
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask[400:3000], connectivity=8)
    small = [one for one in stats[1:] if 60 <= one[cv2.CC_STAT_AREA] <= 200][:40]
    assert len(small) == 40, "dots and marks of letters stand alone"
    gone = mask.copy()
    for left, top, width, height, _ in small:
        gone[400 + top : 400 + top + height, left : left + width] = 0
    assert lost(paper, Drawn(gone, ink, under, DPI)) == "marks"


def test_a_dotted_rule_keeps_its_grey_beside_the_pen(paper: Pixels) -> None:
    page = paper.copy()
    page[1600:1603, 300:900:4] = page[1600:1603, 301:900:4] = 110
    cv2.putText(page, "Hai", (560, 1596), cv2.FONT_HERSHEY_SIMPLEX, 1.6, PEN, 5)
    shown = again(parted(page), page.shape).astype(int)[1600:1603, 300:900]
    dots = shown[shown.sum(axis=2) < 3 * 190]
    assert len(dots) > 300
    assert np.abs(dots[:, 2] - dots[:, 0]).mean() < 20, "not blue"
    assert 80 < dots.mean() < 140


def test_a_hairline_is_painted_as_dark_as_its_middle() -> None:
    page = np.full((600, 600, 3), 240, np.uint8)
    page[300:302] = (60, 60, 60)
    blurred = np.asarray(cv2.GaussianBlur(page, (0, 0), 1.0), np.uint8)
    mask = np.zeros((600, 600), np.uint8)
    mask[299:303] = 255
    middle, edge = int(blurred[300, 300, 0]), int(blurred[299, 300, 0])
    assert edge - middle > 40
    painted = inks(blurred, mask, 300)[37, 20:50, 0]
    assert abs(float(painted.mean()) - middle) < 12


@pytest.mark.parametrize("colours", [1, 3])
def test_lossless_keeps_every_pixel(paper: Pixels, colours: int) -> None:
    true = paper if colours == 3 else np.ascontiguousarray(paper[..., 0])
    kept, extension = archival(true, Picture(true, DPI, False, 60, 100_000), DPI, lossless=True)
    assert extension == ".jp2"
    assert np.array_equal(opened(kept), true)


def page_of(path: Path, **how: Any) -> Any:
    return make_page(as_page(path), path.parent, Limits(), None, Kept(**how))


def test_a_page_names_its_form_its_layers_and_why(tmp_path: Path, paper: Pixels) -> None:
    scan = saved(tmp_path / "a.jpg", Image.fromarray(paper))
    made = page_of(scan, profile="compact")
    assert (made.image_form, made.image_why) == ("mrc", "")
    with Image.open(made.layers.mask) as mask:
        assert (mask.mode, mask.size) == ("1", (2 * made.width, 2 * made.height))
    assert made.layers.ground.suffix == ".jp2"
    whole = page_of(scan, profile="lossless")
    assert (whole.image_form, whole.image_why, whole.layers) == ("jp2", "profile", None)
    with Image.open(whole.image) as image:
        assert (image.format, image.mode, image.size) == ("JPEG2000", "RGB", (whole.width, whole.height))
    plain = page_of(scan, profile="single")
    assert (plain.image_form, plain.image_why, plain.layers) == ("jpeg", "profile", None)


@pytest.mark.parametrize("profile", ["single", "faithful", "lossless"])
def test_a_one_bit_scan_stays_one_bit(tmp_path: Path, paper: Pixels, profile: Profile) -> None:
    scan = saved(tmp_path / "a.tif", one_bit(Image.fromarray(paper)), compression="group4")
    made = page_of(scan, profile=profile)
    assert (made.image_form, made.layers) == ("g4", None)
    with Image.open(made.image) as image:
        assert image.mode == "1"
