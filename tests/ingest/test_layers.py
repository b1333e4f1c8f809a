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
from ingest.layers import Layered, Profile, grainless, ground, inks, layered, tinted_jpeg
from ingest.limits import Limits
from ingest.page import make_page
from ingest.picture import Picture, Pixels
from ingest.sketch import reduced
from ingest.steps import Kept
from ingest.strokes import strokes
from tests.corpus.paper import DECISION, draw, font
from tests.ingest.test_page import as_page, one_bit, saved

DPI = 300
PEN, SEAL, PENCIL = (40, 50, 150), (205, 40, 50), 196
PROFILES: tuple[Profile, ...] = ("faithful", "compact")


@pytest.fixture(autouse=True)
def group4(monkeypatch: pytest.MonkeyPatch) -> None:
    """Masks that Pillow opens: as where no encoder of JBIG2 is installed."""
    monkeypatch.setattr("ingest.bilevel._ENCODER", "jbig2-is-not-installed")


@pytest.fixture(scope="module")
def paper() -> Pixels:
    """A decision on yellowish paper with grain, a blue signature, a seal and a pencilled word below."""
    page = draw(DECISION, DPI).convert("RGB")
    pen = ImageDraw.Draw(page)
    pen.line([(450, 2850), (630, 2700), (780, 2940), (960, 2730)], fill=PEN, width=9)
    pen.ellipse((1350, 2670, 1680, 3000), outline=SEAL, width=10)
    pen.text((450, 3150), "đã xem", (PENCIL,) * 3, font=font(72))
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
    ring = shown[2671:2679, 1485:1545].mean(axis=(0, 1))
    assert ring[0] - max(ring[1:]) > 80, "red outdoes green and blue"
    stroke = shown[2775:2805, 525:543].reshape(-1, 3)
    darkest = stroke[stroke.sum(axis=1).argsort()[:20]].mean(axis=0)
    assert darkest[2] - max(darkest[:2]) > 50, "blue outdoes red and green"


@pytest.mark.parametrize("profile", PROFILES)
def test_pencil_keeps_seven_tenths_of_its_contrast(paper: Pixels, profile: Profile) -> None:
    shown = again(parted(paper, profile), paper.shape)
    place = (slice(3157, 3240), slice(450, 690))
    depths = [235 - float(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[place].mean()) for picture in (paper, shown)]
    blank = (slice(3157, 3240), slice(1050, 1290))
    beside = [235 - float(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[blank].mean()) for picture in (paper, shown)]
    assert depths[1] - beside[1] > 0.7 * (depths[0] - beside[0]) > 1


@pytest.mark.parametrize("pencil", [178, 188, 192, 196, 200, 206])
def test_a_pencilled_word_is_not_torn_between_mask_and_ground(paper: Pixels, pencil: int) -> None:
    word = Image.new("L", (500, 140), 255)
    ImageDraw.Draw(word).text((60, 40), "chuyển P. TNMT", 0, font=font(40))
    letters = np.asarray(word) < 128
    page, place = paper.copy(), (slice(3120, 3260), slice(1650, 2150))
    page[place][letters] = page[place][letters] * (pencil / 255)
    mask = cv2.resize(strokes(page, DPI, 350).mask, paper.shape[1::-1], interpolation=cv2.INTER_AREA)[place]
    inner = cv2.erode(letters.astype(np.uint8), np.ones((2, 2), np.uint8)) > 0
    share = float((mask[inner] >= 128).mean())
    assert share > 0.98 or share < 0.01, (
        "at 196 seven tenths of it were in the mask, and what lay along the tear was lost"
    )


def test_print_is_sharp_at_the_resolution_of_the_scan_and_the_ground_is_coarse(paper: Pixels) -> None:
    layers = parted(paper)
    mask = np.asarray(Image.open(BytesIO(layers.mask)))
    true = paper[150:2250, :, 0] < 80
    assert mask.shape == (2 * paper.shape[0], 2 * paper.shape[1]), "below 350 dpi twice as fine as the scan"
    assert (~mask[300:4500:2, ::2] & true).sum() > 0.97 * true.sum(), "what is dark is in the mask"
    assert opened(layers.ground).shape[1] == round(paper.shape[1] * 150 / DPI)
    assert opened(parted(paper, "compact").ground).shape[1] == round(paper.shape[1] * 100 / DPI)


@pytest.mark.parametrize(("profile", "finer"), [("faithful", 2), ("compact", 1)])
def test_a_faithful_mask_is_twice_as_fine_as_a_scan_of_300_dpi(paper: Pixels, profile: Profile, finer: int) -> None:
    with Image.open(BytesIO(parted(paper, profile).mask)) as mask:
        assert mask.size == (finer * paper.shape[1], finer * paper.shape[0])
        assert mask.info["dpi"][0] == pytest.approx(finer * 300)


@pytest.fixture(scope="module")
def coarse(paper: Pixels) -> Pixels:
    """The same page, scanned at 200 dpi."""
    return np.asarray(cv2.resize(paper, None, fx=2 / 3, fy=2 / 3, interpolation=cv2.INTER_AREA), np.uint8)


@pytest.mark.parametrize(("dpi", "why"), [(200, "coarse"), (249, "coarse"), (250, "")])
def test_a_faithful_copy_of_a_scan_below_250_dpi_is_not_parted(paper: Pixels, dpi: int, why: str) -> None:
    scale = dpi / DPI
    scan = np.asarray(cv2.resize(paper, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)
    made = layered(scan, dpi, "faithful")
    assert made == why if why else isinstance(made, Layered)


def test_a_compact_mask_of_a_scan_of_200_dpi_is_twice_as_fine(coarse: Pixels) -> None:
    made = layered(coarse, 200, "compact")
    assert isinstance(made, Layered), made
    with Image.open(BytesIO(made.mask)) as mask:
        assert mask.size == (2 * coarse.shape[1], 2 * coarse.shape[0])
    assert opened(made.ground).shape[1] == round(coarse.shape[1] / 2)


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


def test_what_is_nearly_ink_stays_in_the_ground_beside_a_thin_stroke_and_not_beside_a_thick_one() -> None:
    for wide, stays in ((2, True), (8, False)):
        page, mask = np.full((300, 300), 235, np.uint8), np.zeros((300, 300), np.uint8)
        page[:, 149 : 151 + wide] = 150
        page[:, 150 : 150 + wide] = 60
        mask[page == 60] = 255
        soft = np.where(page < 200, 255, 0).astype(np.uint8)
        assert ground(page, mask, DPI, 150).min() > 225
        assert (ground(page, mask, DPI, 150, soft).min() < 200) == stays


def test_no_halo_of_print_is_left_in_the_ground(paper: Pixels) -> None:
    under = ground(paper, cv2.resize(strokes(paper, DPI).mask, paper.shape[1::-1]), DPI, 150)
    text = under[75:675, :, 0]
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


@pytest.mark.parametrize("tint", [(232, 225, 207), (229, 222, 203), (244, 243, 239), (205, 120, 120)])
def test_paper_keeps_its_tint_in_the_ground(tint: tuple[int, int, int]) -> None:
    shade = np.linspace(0.97, 1.0, 640)[None, :, None]
    page = np.round(np.broadcast_to(np.asarray(tint) * shade, (320, 640, 3))).astype(np.uint8)
    off = opened(tinted_jpeg(page, 55)).astype(float).mean(axis=(0, 1)) - page.mean(axis=(0, 1))
    assert np.abs(off).max() < 0.9, "1.2 to 2.4 by the steps of the usual table"


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
    rough = cv2.resize(rng.integers(20, 200, (30, 20, 3)).astype(np.uint8), (2100, 2700), interpolation=cv2.INTER_CUBIC)
    page = paper.copy()
    page[300:3000, 150:2250] = rough
    assert layered(page, DPI, "faithful") == "photo"


def test_a_small_photo_on_a_page_of_print_stays_in_the_ground(paper: Pixels) -> None:
    page = paper.copy()
    page[90:450, 90:360] = (90, 80, 70)
    mask = strokes(page, DPI).mask
    assert not mask[105:435, 105:345].any()
    assert mask[600:2250].any()


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
    gone[3300:3600] = 0
    assert lost(paper, Drawn(gone, ink, under, DPI)) == "marks"
    rubbed, bare = mask.copy(), under.copy()
    rubbed[6270:6540, 840:1500] = 0
    bare[1568:1635, 210:375] = np.median(under, axis=(0, 1))
    assert lost(paper, Drawn(rubbed, ink, bare, DPI)) == "contrast", "a pencilled word"
    assert lost(paper, Drawn(mask, ink, np.ascontiguousarray(under[..., ::-1]), DPI)) == "colour"


def test_the_guard_sees_dots_and_tone_marks_that_are_lost(paper: Pixels) -> None:
    layers = parted(paper)
    mask = np.asarray(cv2.bitwise_not(np.asarray(Image.open(BytesIO(layers.mask)), np.uint8) * np.uint8(255)))
    ink, under = opened(layers.ink), opened(layers.ground)
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask[600:4500], connectivity=8)
    small = [one for one in stats[1:] if 135 <= one[cv2.CC_STAT_AREA] <= 450][:40]
    assert len(small) == 40, "dots and marks of letters stand alone"
    gone = mask.copy()
    for left, top, width, height, _ in small:
        gone[600 + top : 600 + top + height, left : left + width] = 0
    assert lost(paper, Drawn(gone, ink, under, DPI)) == "marks"


def test_a_dotted_rule_keeps_its_grey_beside_the_pen(paper: Pixels) -> None:
    page = paper.copy()
    for column in range(450, 453):
        page[2400:2404, column:1350:6] = 110
    cv2.putText(page, "Hai", (840, 2394), cv2.FONT_HERSHEY_SIMPLEX, 2.4, PEN, 7)
    shown = again(parted(page), page.shape).astype(int)[2400:2404, 450:1350]
    dots = shown[shown.sum(axis=2) < 3 * 190]
    assert len(dots) > 600
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


def test_a_page_names_its_form_its_layers_and_why(tmp_path: Path, paper: Pixels, coarse: Pixels) -> None:
    scan = saved(tmp_path / "a.jpg", Image.fromarray(paper), dpi=(DPI, DPI))
    made = page_of(scan, profile="faithful")
    assert (made.image_form, made.image_why) == ("mrc", "")
    with Image.open(made.layers.mask) as mask:
        assert (mask.mode, mask.size) == ("1", (2 * made.width, 2 * made.height))
    assert made.layers.ground.suffix == ".jpg"
    whole = page_of(scan, profile="lossless")
    assert (whole.image_form, whole.image_why, whole.layers) == ("jp2", "profile", None)
    with Image.open(whole.image) as image:
        assert (image.format, image.mode, image.size) == ("JPEG2000", "RGB", (whole.width, whole.height))
    plain = page_of(scan, profile="single")
    assert (plain.image_form, plain.image_why, plain.layers) == ("jpeg", "profile", None)
    scan = saved(tmp_path / "b.jpg", Image.fromarray(coarse))
    small = page_of(scan, profile="compact")
    assert (small.image_form, small.image_why, small.layers.ground.suffix) == ("mrc", "", ".jp2")
    kept = page_of(scan, profile="faithful")
    assert (kept.image_form, kept.image_why, kept.layers) == ("jpeg", "coarse", None)


@pytest.mark.parametrize("profile", ["single", "faithful", "lossless"])
def test_a_one_bit_scan_stays_one_bit(tmp_path: Path, paper: Pixels, profile: Profile) -> None:
    scan = saved(tmp_path / "a.tif", one_bit(Image.fromarray(paper)), compression="group4")
    made = page_of(scan, profile=profile)
    assert (made.image_form, made.layers) == ("g4", None)
    with Image.open(made.image) as image:
        assert image.mode == "1"
