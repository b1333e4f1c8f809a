"""What every recogniser must do; each test runs on each of them."""

import pickle
import shutil
import subprocess
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from archive.errors import EngineFailed
from archive.records import Line, Word
from ocr.engine import Candidate, Engine
from ocr.engines.embedded import EmbeddedTesseract
from ocr.engines.fake import Fake
from ocr.engines.tesseract import Tesseract
from ocr.picture import pixels

WORDS = ["QUYẾT ĐỊNH", "Căn cứ Luật Lưu trữ ngày 21 tháng 6 năm 2024;", "Xét đề nghị của Chánh Văn phòng,"]
_FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".fonts", Path("/Library/Fonts"))


def font(size: int) -> ImageFont.FreeTypeFont:
    """DejaVu, wherever it is installed; the test is skipped, saying so, where it is not."""
    found = [path for folder in _FOLDERS if folder.is_dir() for path in folder.rglob("DejaVuSerif.ttf")]
    if not found and shutil.which("fc-match"):
        answer = subprocess.run(
            ["fc-match", "-f", "%{file}", "DejaVu Serif"], capture_output=True, text=True, check=False
        )
        found = [Path(answer.stdout)] if "DejaVu" in answer.stdout else []
    if not found:
        pytest.skip("needs the DejaVu fonts (Debian: fonts-dejavu-core)")
    return ImageFont.truetype(str(found[0]), size)


def printed(folder: Path, turn: int = 0) -> tuple[Path, int, int]:
    """A page of print as a PGM, turned clockwise by ``turn`` degrees; path, width, height."""
    picture = Image.new("L", (1240, 1000), 250)
    draw = ImageDraw.Draw(picture)
    letters = font(34)
    for number, text in enumerate([*WORDS, *[WORDS[1]] * 8]):
        draw.text((620 if number == 0 else 120, 100 + 70 * number), text, 20, letters, "mm" if number == 0 else "lm")
    picture = picture.rotate(-turn, expand=True)
    path = folder / "trang có dấu cách.pgm"
    picture.save(path)
    return path, picture.width, picture.height


def empty(folder: Path) -> Path:
    path = folder / "trắng.pgm"
    Image.new("L", (600, 800), 250).save(path)
    return path


@dataclass(frozen=True)
class Case:
    name: str
    make: Callable[[], Engine]


def _fake() -> Engine:
    lines = []
    for number, text in enumerate(WORDS):
        words, x = [], 120
        for part in text.split():
            words.append(Word(part, (x, 90 + 70 * number, x + 20 * len(part), 120 + 70 * number), 0.9))
            x += 20 * len(part) + 10
        lines.append(Line(tuple(words)))
    return Fake(pages={"trang có dấu cách.pgm": tuple(lines)})


CASES = [
    Case("fake", _fake),
    Case("tesseract", lambda: Tesseract(timeout_s=60)),
    Case("embedded", lambda: EmbeddedTesseract(timeout_s=60)),
]
REAL = CASES[1:]


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def case(request: pytest.FixtureRequest) -> Case:
    assert isinstance(request.param, Case)
    return request.param


def test_it_reads_vietnamese_print_as_nfc_words_with_boxes_and_confidence(case: Case, tmp_path: Path):
    path, width, height = printed(tmp_path)
    lines = case.make().read(path, 200)
    text = "\n".join(line.text for line in lines)
    assert WORDS[0] in text
    assert WORDS[1] in text
    for word in (word for line in lines for word in line.words):
        assert word.text == unicodedata.normalize("NFC", word.text)
        assert word.text.strip() == word.text != ""
        assert 0 <= word.box[0] < word.box[2] <= width
        assert 0 <= word.box[1] < word.box[3] <= height
        assert 0.0 <= word.confidence <= 1.0


def test_the_words_of_a_line_run_from_left_to_right(case: Case, tmp_path: Path):
    for line in case.make().read(printed(tmp_path)[0], 200):
        assert [word.box[0] for word in line.words] == sorted(word.box[0] for word in line.words)


def test_a_picture_without_print_has_no_lines(case: Case, tmp_path: Path):
    assert case.make().read(empty(tmp_path), 200) == ()


def test_a_picture_that_is_not_there_fails_and_names_the_file(case: Case, tmp_path: Path):
    with pytest.raises(EngineFailed) as caught:
        case.make().read(tmp_path / "mất.pgm", 200)
    assert "mất.pgm" in caught.value.message("vi")


def test_it_travels_to_another_process(case: Case, tmp_path: Path):
    engine = case.make()
    again = pickle.loads(pickle.dumps(engine))
    path = printed(tmp_path)[0]
    assert again.name == engine.name
    assert again.read(path, 200) == engine.read(path, 200)


def test_its_name_has_recogniser_version_and_model(case: Case):
    assert len(case.make().name.split()) == 3


@pytest.mark.parametrize("kind", [Tesseract, EmbeddedTesseract])
def test_a_missing_model_is_named_with_the_package_that_has_it(kind: type, tmp_path: Path):
    with pytest.raises(EngineFailed, match="tesseract-ocr-lao"):
        kind("lao").read(printed(tmp_path)[0], 200)


@pytest.mark.parametrize("kind", [Tesseract, EmbeddedTesseract])
def test_models_are_looked_for_where_the_setting_says(kind: type, tmp_path: Path):
    with pytest.raises(EngineFailed, match="tesseract-ocr-vie"):
        kind(tessdata=str(tmp_path)).read(printed(tmp_path)[0], 200)


@pytest.mark.parametrize("kind", [Tesseract, EmbeddedTesseract])
def test_a_page_that_takes_too_long_is_given_up(kind: type, tmp_path: Path):
    with pytest.raises(EngineFailed, match="timeout"):
        kind(timeout_s=0.05).read(printed(tmp_path)[0], 200)


@pytest.mark.parametrize("case", REAL, ids=lambda case: case.name)
def test_a_line_cut_out_of_a_page_is_read_with_boxes_in_its_own_pixels(case: Case, tmp_path: Path):
    path, width, _ = printed(tmp_path)
    page = pixels(path)
    assert page is not None
    (line,) = case.make().read_part(page[145:195], 200, "line")
    assert line.text == WORDS[1]
    assert all(0 <= word.box[1] < word.box[3] <= 50 and word.box[2] <= width for word in line.words)


@pytest.mark.parametrize("case", REAL, ids=lambda case: case.name)
def test_a_part_without_print_or_hardly_a_part_has_no_lines(case: Case):
    lines = case.make().read_part(np.full((60, 400), 255, np.uint8), 200, "line")
    assert not any(char.isalnum() for line in lines for char in line.text)
    assert case.make().read_part(np.full((3, 3), 255, np.uint8), 200, "block") == ()


def test_the_library_tells_what_else_each_letter_may_be(tmp_path: Path):
    path = printed(tmp_path)[0]
    sharp = Image.open(path)
    sharp.resize((sharp.width // 4, sharp.height // 4), Image.Resampling.BOX).resize(sharp.size).save(path)
    words = [word for line in EmbeddedTesseract().read(path, 200) for word in line.words]
    assert all(isinstance(word, Candidate) for word in words)
    assert all(len(word.choices) in (0, len(word.text)) for word in words if isinstance(word, Candidate))
    assert any(len(choices) > 1 for word in words if isinstance(word, Candidate) for choices in word.choices)


def test_a_missing_program_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineFailed, match="tesseract-ocr"):
        Tesseract().read(printed(tmp_path)[0], 200)
