"""Pictures of pages over IIIF Image API 3: whatever the page is made of, the part and size asked for, and no more."""

import io
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

import numpy as np
import numpy.typing as npt
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from archive.errors import Damaged, Failed
from tests.vankho import shown
from tests.vankho.shown import ID, SIZE, Site, shown_site
from vankho.iiif import image_request as asking
from vankho.iiif.image_request import BadImageRequest, ImageRequest, image_request
from vankho.web import pictures
from vankho.web.pictures import Pictures, Sheet

AT = f"/image/{quote(ID, safe='')}"
FORMS = {"jpeg": 0, "jp2": 2, "g4": 3, "mrc": 4}
WHOLE = (0, 0, *SIZE)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    with shown_site(tmp_path_factory.mktemp("image")) as running:
        yield running


def pixels(data: bytes) -> npt.NDArray[np.uint8]:
    with Image.open(io.BytesIO(data)) as image:
        return np.asarray(image.convert("RGB"))


def taken(served: Site, page: int, asked: str) -> npt.NDArray[np.uint8]:
    got = served.get(f"{AT}/p{page:04d}/{asked}")
    assert got.status == 200, got.text
    return pixels(got.body)


@pytest.mark.parametrize("form", FORMS)
def test_a_page_looks_as_it_was_drawn_in_whatever_form_it_is_kept(served: Site, form: str) -> None:
    texts = shown.ANNEX if form == "mrc" else shown.PAPER
    drawn = np.asarray(shown.drawn(shown.lines(texts)))
    seen = taken(served, FORMS[form], "full/max/0/default.png")
    assert seen.shape == drawn.shape
    dark, bright = (drawn < 40).all(axis=2), (drawn > 250).all(axis=2)
    assert seen[dark].mean() < 60 and seen[bright].mean() > 245
    if form != "g4":
        red = (drawn[..., 0] > 200) & (drawn[..., 1] < 40)
        assert np.abs(seen[red].mean(axis=0) - (250, 5, 5)).max() < 25


@pytest.mark.parametrize("form", FORMS)
def test_each_word_is_inside_its_box_on_the_picture(served: Site, form: str) -> None:
    texts = shown.ANNEX if form == "mrc" else shown.PAPER
    for line in shown.lines(texts):
        for word in line.words:
            left, top, right, bottom = word.box
            part = taken(served, FORMS[form], f"{left},{top},{right - left},{bottom - top}/max/0/gray.png")
            assert part.shape[:2] == (bottom - top, right - left)
            assert part.min() < 100, f"no ink where «{word.text}» stands"
            gap = taken(served, FORMS[form], f"{left},{bottom + 12},{right - left},20/max/0/gray.png")
            assert gap.min() > 150, f"ink under «{word.text}»"


def test_tiles_put_together_are_the_page(served: Site) -> None:
    info = served.get(f"{AT}/p0002/info.json").json
    (tile,) = info["tiles"]
    assert (info["width"], info["height"], info["type"], info["profile"]) == (*SIZE, "ImageService3", "level2")
    for factor in tile["scaleFactors"]:
        step = tile["width"] * factor
        small = (-(-SIZE[0] // factor), -(-SIZE[1] // factor))
        sheet = np.zeros((small[1], small[0], 3), np.uint8)
        for x in range(0, SIZE[0], step):
            for y in range(0, SIZE[1], step):
                wide, high = min(step, SIZE[0] - x), min(step, SIZE[1] - y)
                part = taken(
                    served, 2, f"{x},{y},{wide},{high}/{-(-wide // factor)},{-(-high // factor)}/0/default.png"
                )
                left, top = x // factor, y // factor
                sheet[top : top + part.shape[0], left : left + part.shape[1]] = part
        whole = taken(served, 2, f"full/{small[0]},{small[1]}/0/default.png")
        assert np.abs(sheet.astype(int) - whole).mean() < 2, factor
    for size in info["sizes"]:
        assert taken(served, 2, f"full/{size['width']},{size['height']}/0/default.jpg").shape[1] == size["width"]


def test_pages_are_turned_clockwise_and_mirrored_before(served: Site) -> None:
    straight = taken(served, 2, "0,0,800,600/200,150/0/default.png")
    for turn in (90, 180, 270):
        turned = taken(served, 2, f"0,0,800,600/200,150/{turn}/default.png")
        assert (turned == np.rot90(straight, -turn // 90)).all()
    assert (taken(served, 2, "0,0,800,600/200,150/!0/default.png") == straight[:, ::-1]).all()
    both = taken(served, 2, "0,0,800,600/200,150/!90/default.png")
    assert (both == np.rot90(straight[:, ::-1], -1)).all()


def test_grey_and_bitonal_have_no_colour(served: Site) -> None:
    for quality, most in (("gray", 256), ("bitonal", 2)):
        got = served.get(f"{AT}/p0000/full/max/0/{quality}.png")
        seen = pixels(got.body)
        assert (seen[..., 0] == seen[..., 1]).all() and len(np.unique(seen)) <= most
    assert served.get(f"{AT}/p0000/full/max/0/bitonal.jpg").headers["content-type"] == "image/jpeg"


GOOD = {
    ("full", "max"): (WHOLE, SIZE),
    ("square", "max"): ((0, 257, 1240, 1497), (1240, 1240)),
    ("10,20,30,40", "max"): ((10, 20, 40, 60), (30, 40)),
    ("1200,1700,500,500", "max"): ((1200, 1700, 1240, 1754), (40, 54)),
    ("pct:50,50,50,50", "max"): ((620, 877, 1240, 1754), (620, 877)),
    ("full", "620,"): (WHOLE, (620, 877)),
    ("full", ",877"): (WHOLE, (620, 877)),
    ("full", "pct:50"): (WHOLE, (620, 877)),
    ("full", "100,100"): (WHOLE, (100, 100)),
    ("full", "!200,200"): (WHOLE, (141, 200)),
    ("full", "!5000,5000"): (WHOLE, SIZE),
    ("10,10,1,1", "1,"): ((10, 10, 11, 11), (1, 1)),
}


@pytest.mark.parametrize(("asked", "wanted"), GOOD.items())
def test_regions_and_sizes_are_read_as_the_standard_says(
    asked: tuple[str, str], wanted: tuple[tuple[int, ...], tuple[int, int]]
) -> None:
    got = image_request(SIZE, (*asked, "0", "default.jpg"))
    assert (got.region, got.size) == wanted


REGIONS = (
    """||0,0,0,0|9999,0,1,1|-1,0,5,5|1,1,1|pct:1,1,0,0|٣,0,5,5|0,0,99999999,9|full |pct:nan,0,1,1|1e3,0,1,1|../../etc"""
)
SIZES = """|,|0,|,0|1241,|,1755|^max|^2000,|!0,5|!5,|pct:0|pct:101|full|99999999999999999999,|max;x|-5,|{0}|{detail}"""
TURNS = "|45|1|-90|!|0.5|450|!!90|99999999999999999999"
LASTS = "|default.gif|default|.jpg|native.jpg|default.jpg.exe"
BAD = [
    *((region, "max", "0", "default.jpg") for region in REGIONS.split("|")),
    *(("full", size, "0", "default.jpg") for size in SIZES.split("|")),
    *(("full", "max", turn, "default.jpg") for turn in TURNS.split("|")),
    *(("full", "max", "0", last) for last in LASTS.split("|")),
]


@pytest.mark.parametrize("asked", BAD)
def test_what_there_cannot_be_is_refused_with_a_sentence(asked: tuple[str, str, str, str]) -> None:
    with pytest.raises(BadImageRequest) as refused:
        image_request(SIZE, asked)
    assert "Không có ảnh như thế" in refused.value.message("vi")
    assert len(refused.value.message("en")) < 250


def test_the_server_says_the_same_as_400(served: Site) -> None:
    for asked in ("9999,0,1,1/max/0/default.jpg", "full/%5Emax/0/default.jpg", "full/max/45/default.jpg"):
        got = served.get(f"{AT}/p0000/{asked}")
        assert (got.status, got.headers["content-type"]) == (400, "text/plain; charset=utf-8")


@pytest.mark.parametrize(
    "address",
    [
        f"{AT}/p9999/info.json",
        f"{AT}/p0001/info.json",
        "/image/..%2F..%2Fetc%2Fpasswd/p0000/info.json",
        "/image/%00/p0000/info.json",
        "/image/%ff%fe/p0000/info.json",
        f"{AT}/../../../etc/passwd",
        "/static/..%2Fapp.py",
        "/static/app.py",
        "/static/%2e%2e/app.py",
        f"/file/{quote(ID, safe='')}/9.pdf",
        f"/file/{quote(ID, safe='')}/..%2Fmetadata.xml",
        "//etc/passwd",
        "/" + "a" * 9000,
        f"/view/{quote(ID, safe='')}/{'9' * 5000}",
        f"/view/{quote(ID, safe='')}/{'9' * 3000}",
        f"/iiif/{'x' * 3000}/collection.json",
    ],
)
def test_addresses_that_lead_nowhere_are_404(served: Site, address: str) -> None:
    assert served.get(address).status == 404


@settings(max_examples=300, deadline=None)
@given(st.tuples(*[st.one_of(st.text(max_size=30), st.from_regex(r"[!^]?(pct:)?[0-9.,]{1,20}", fullmatch=True))] * 4))
def test_hostile_questions_are_pictures_within_bounds_or_sentences(asked: tuple[str, str, str, str]) -> None:
    try:
        got = image_request((9000, 12000), (asked[0], asked[1], "0", "default.jpg"))
    except BadImageRequest as refused:
        assert refused.message("vi")
    else:
        left, top, right, bottom = got.region
        assert 0 <= left < right <= 9000 and 0 <= top < bottom <= 12000
        assert 1 <= got.size[0] <= right - left and 1 <= got.size[1] <= bottom - top
        assert got.size[0] * got.size[1] <= asking.MOST
    with pytest.raises(BadImageRequest):
        image_request(SIZE, ("full", "max", f"x{asked[2]}", f"x{asked[3]}"))


def test_the_largest_answer_of_a_map_is_bounded() -> None:
    got = image_request((14043, 9933), ("full", "max", "0", "default.jpg"))
    assert got.region == (0, 0, 14043, 9933)
    assert 0.99 * asking.MOST < got.size[0] * got.size[1] <= asking.MOST


def test_browsers_may_keep_pictures_but_ask_each_time(served: Site) -> None:
    first = served.get(f"{AT}/p0000/full/200,/0/default.jpg")
    assert first.headers["cache-control"] == "private, no-cache"
    again = served.get(f"{AT}/p0000/full/200,/0/default.jpg", If_None_Match=first.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert served.get(f"{AT}/p0000/full/201,/0/default.jpg").headers["etag"] != first.headers["etag"]


def sheet(path: Path, **more: int) -> Sheet:
    made = Sheet(sha256(path.read_bytes()).hexdigest(), lambda: path.open("rb"), 1, SIZE)
    return replace(made, **more)


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    """A PDF of one page as others make it."""
    target = tmp_path / "given.pdf"
    shown.drawn(shown.lines(shown.PAPER)).save(target, resolution=shown.DPI)
    return target


REQUEST = ImageRequest((100, 140, 900, 500), (400, 180))


def test_a_pdf_of_others_whose_page_lay_turned_is_shown_upright_as_its_words_are_told(
    pdf: Path, tmp_path: Path
) -> None:
    wanted = pixels(Pictures(tmp_path).picture(sheet(pdf), replace(REQUEST, form="png"))).astype(int)
    for turn in (90, 180, 270):
        turned = tmp_path / f"{turn}.pdf"
        with pikepdf.open(pdf) as opened_pdf:
            opened_pdf.pages[0].rotate(-turn, relative=True)
            opened_pdf.save(turned)
        for most in (pictures.WHOLE, 1):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(pictures, "WHOLE", most)
                drawn = Pictures(tmp_path).picture(sheet(turned, turn=turn), replace(REQUEST, form="png"))
            assert np.abs(pixels(drawn) - wanted).mean() < 6, (turn, most)


def test_of_a_map_only_what_is_asked_for_is_drawn(pdf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = pixels(Pictures(tmp_path).picture(sheet(pdf), replace(REQUEST, form="png"))).astype(int)
    monkeypatch.setattr(pictures, "WHOLE", 1)
    drawing = Pictures(tmp_path)
    assert np.abs(pixels(drawing.picture(sheet(pdf), replace(REQUEST, form="png"))) - whole).mean() < 6
    assert not drawing._drawn


def test_drawings_and_files_are_kept_within_bounds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "DRAWN_BYTES", SIZE[0] * SIZE[1] * 3 * 2)
    folder = tmp_path / "own"
    folder.mkdir()
    drawing, files = Pictures(folder), []
    for number in range(4):
        files.append(tmp_path / f"{number}.pdf")
        shown.drawn(shown.lines((f"số {number}",))).save(files[-1], resolution=shown.DPI)
    monkeypatch.setattr(pictures, "FILE_BYTES", files[0].stat().st_size * 2 + 10_000)
    for file in files:
        drawing.picture(sheet(file), ImageRequest(WHOLE, SIZE))
    assert len(drawing._drawn) == 2 and len(list(folder.iterdir())) == 2


def test_a_page_is_drawn_once_for_all_its_tiles(pdf: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[object] = []
    real = subprocess.run

    def counted(command: list[str], **more: object) -> object:
        drawn.extend(part for part in command if part == "pdftoppm")
        return real(command, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", counted)
    drawing = Pictures(tmp_path)
    for left in range(0, 1000, 100):
        drawing.picture(sheet(pdf), ImageRequest((left, 0, left + 100, 100), (100, 100)))
        drawing.picture(sheet(pdf), ImageRequest((left, 0, left + 100, 100), (25, 25)))
    assert len(drawn) == 1


def test_a_pdf_that_is_not_what_was_kept_is_not_shown(pdf: Path, tmp_path: Path) -> None:
    with pytest.raises(Damaged):
        Pictures(tmp_path).picture(replace(sheet(pdf), sha256="0" * 64), REQUEST)
    assert [file.name for file in tmp_path.iterdir()] == ["given.pdf"]


def test_a_pdf_that_cannot_be_drawn_is_told_as_that(tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_bytes(b"%PDF-1.7\nnothing")
    with pytest.raises(Failed):
        Pictures(tmp_path).picture(sheet(broken), REQUEST)
