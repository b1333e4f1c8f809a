"""A signature of which the recogniser read nothing is read as a block, with the real recogniser."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw

from archive.records import Line, Page, Word
from ocr.engine import Engine
from ocr.engines.embedded import EmbeddedTesseract
from ocr.picture import pixels
from ocr.signature import signature
from ocr.signed import blocked
from ocr.signer import whole
from tests.contracts.test_engine import font
from tests.ocr.papers import HEIGHT, WIDTH, body, centred, line, page, sheet

OFFICE_AT, NAME_AT = (1850, 1530), (1850, 1960)
RED = (205, 40, 50)


class Unasked(EmbeddedTesseract):
    """A recogniser that may not be asked."""

    def read_part(self, part: object, dpi: int, shape: object) -> tuple[Line, ...]:
        raise AssertionError("nothing was in doubt")


def stamp(picture: Image.Image, text: str, at: tuple[int, int], lean: float, ink: object = 0) -> None:
    """``text`` as a rubber stamp prints it: bold, and ``lean`` degrees askew."""
    mask = Image.new("L", (1000, 240), 0)
    ImageDraw.Draw(mask).text((500, 120), text, 255, font(52), "mm", stroke_width=1)
    turned = mask.rotate(lean, resample=Image.Resampling.BICUBIC)
    picture.paste(ink, (at[0] - 500, at[1] - 120), turned)  # type: ignore[arg-type]


def scan(folder: Path, name: str, *, ink: object = 0, lean: float = 2.5) -> Page:
    """A page with "Nơi nhận", an office, a seal whose ring touches the stamped ``name``, and a pen across."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), "white")
    draw = ImageDraw.Draw(picture)
    draw.text((340, 1510), "Nơi nhận:", "black", font(40))
    draw.text(OFFICE_AT, "GIÁM ĐỐC", "black", font(50), "mm")
    draw.ellipse((1300, 1570, 1700, 1970), outline="black", width=7)
    draw.line((1600, 1700, 1750, 1620, 1850, 1800, 2100, 1700), fill="black", width=4)
    stamp(picture, name, NAME_AT, lean, ink)
    picture.save(folder / "page.png")
    reading = sheet(folder, picture.convert("L"))
    return replace(page(*body(3, 500)).page, image=folder / "page.png", reading=reading)


def unread() -> list[Line]:
    """What was read: all but the signature."""
    return [*body(3, 500), replace(line("Nơi nhận:", 340, 1510), region="recipients")]


def told(lines: Sequence[Line], made: Page, engine: Engine) -> tuple[str | None, str | None]:
    found, _ = whole(lines, made, engine)
    signed = signature(found, made.width, made.height)
    return (signed.name, signed.position) if signed else (None, None)


def test_a_signature_of_which_nothing_was_read_is_read_beside_noi_nhan(tmp_path: Path):
    made = scan(tmp_path, "Đỗ Quốc Bảo")
    assert told(unread(), made, EmbeddedTesseract()) == ("Đỗ Quốc Bảo", "GIÁM ĐỐC")


def test_a_name_stamped_in_red_is_read_from_the_archival_picture(tmp_path: Path):
    made = scan(tmp_path, "Lâm Quốc Bảo", ink=RED)
    assert made.reading is not None
    cleaned = Image.open(made.reading).point(lambda grey: 255 if grey > 40 else grey)
    made = replace(made, reading=sheet(tmp_path, cleaned))
    assert told(unread(), made, EmbeddedTesseract()) == ("Lâm Quốc Bảo", "GIÁM ĐỐC")


def test_a_page_without_a_signature_costs_nothing(tmp_path: Path):
    made = scan(tmp_path, "Đỗ Quốc Bảo")
    assert made.reading is not None
    cleaned = pixels(made.reading)
    assert cleaned is not None
    assert blocked(body(3, 500), made, cleaned, Unasked()) == (tuple(body(3, 500)), ())


def test_a_signature_read_surely_costs_nothing(tmp_path: Path):
    made = scan(tmp_path, "Đỗ Quốc Bảo")
    own = [centred("GIÁM ĐỐC", 1850, 1510, 0.96), centred("Đỗ Quốc Bảo", 1850, 1940, 0.96)]
    lines = (*unread(), *(replace(one, region="signature") for one in own))
    assert made.reading is not None
    cleaned = pixels(made.reading)
    assert cleaned is not None
    assert blocked(lines, made, cleaned, Unasked()) == (lines, ())


def test_what_a_seal_says_across_its_middle_is_no_name(tmp_path: Path):
    made = scan(tmp_path, "Đỗ Quốc Bảo")
    middle = Line((Word("Y", (1460, 1750, 1490, 1790), 0.95), Word("Tế", (1505, 1750, 1560, 1790), 0.95)))
    lines = [*unread(), replace(middle, region="signature")]
    assert told(lines, made, EmbeddedTesseract())[0] == "Đỗ Quốc Bảo"


def test_a_deputys_line_stamped_below_a_heads_makes_him_sign_for_the_head(tmp_path: Path):
    made = scan(tmp_path, "Đỗ Quốc Bảo")
    made = with_deputy(made, 46, 0)
    read = replace(centred("GIÁM ĐỐC", 1850, 1510, 0.96), region="signature")
    assert told([*unread(), read], made, EmbeddedTesseract())[1] == "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC"


def test_a_head_and_a_deputy_read_as_one_line_are_read_again(tmp_path: Path):
    made = with_deputy(scan(tmp_path, "Đỗ Quốc Bảo"), 46, 0)
    words = (Word("GIÁM", (1710, 1500, 1840, 1606), 0.95), Word("ĐỐC", (1860, 1500, 1990, 1606), 0.95))
    name = replace(centred("Đỗ Quốc Bảo", 1850, 1940, 0.96), region="signature")
    lines = [*unread(), Line(words, region="signature"), name]
    assert told(lines, made, EmbeddedTesseract())[1] == "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC"


def test_a_deputys_office_in_red_over_a_black_one_is_apart_from_it(tmp_path: Path):
    made = with_deputy(scan(tmp_path, "Đỗ Quốc Bảo", ink=RED), 24, RED)
    assert told(unread(), made, EmbeddedTesseract()) == ("Đỗ Quốc Bảo", "KT. GIÁM ĐỐC PHÓ GIÁM ĐỐC")


def test_a_signature_is_found_beside_a_list_of_which_noi_nhan_was_misread(tmp_path: Path):
    made = scan(tmp_path, "Đỗ Quốc Bảo")
    rows = ("Tu uhậu:", "- Như trên;", "- Lưu: VT.")
    lines = [*body(3, 500), *(line(text, 340, 1510 + 56 * at) for at, text in enumerate(rows))]
    assert told(lines, made, EmbeddedTesseract()) == ("Đỗ Quốc Bảo", "GIÁM ĐỐC")


def with_deputy(made: Page, below: int, ink: object) -> Page:
    """``made`` with a deputy's office stamped so far ``below`` the head's."""
    assert made.image is not None and made.reading is not None
    picture = Image.open(made.image).convert("RGB")
    stamp(picture, "PHÓ GIÁM ĐỐC", (OFFICE_AT[0], OFFICE_AT[1] + below), 2.0, ink)
    picture.save(made.image)
    return replace(made, reading=sheet(made.reading.parent, uncoloured(picture)))


def uncoloured(picture: Image.Image) -> Image.Image:
    """The page as it is read: red ink is as light as its red there."""
    red, green, blue = picture.split()
    return ImageChops.lighter(red, ImageChops.lighter(green, blue))
