"""A paper with a secrecy mark: nothing but a person's word lets it into the archive and its index."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tests.conftest import Command
from tests.corpus.paper import DECISION, draw, scanned

FONT = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf"


def marked(page: Image.Image, colour: str) -> Image.Image:
    """``page`` (200 dpi) with TỐI MẬT in a frame of 30 × 8 mm below its letterhead."""
    draw_on = ImageDraw.Draw(page)
    draw_on.rectangle((150, 560, 150 + 236, 560 + 63), outline=colour, width=4)
    draw_on.text((150 + 118, 560 + 31), "TỐI MẬT", colour, ImageFont.truetype(FONT, 36), anchor="mm")
    return page


def test_a_dossier_with_a_secrecy_mark_waits_also_where_all_else_is_accepted(tmp_path: Path) -> None:
    folder = tmp_path / "mật"
    folder.mkdir()
    scanned(marked(draw(DECISION), "#c8283a"), noise=2).save(folder / "1.jpg", quality=70, dpi=(200, 200))
    command = Command(tmp_path / "home")
    told = command.lines("ingest", folder, "--accept")[0]
    assert told["status"] == "review"
    assert "secret" in [flag["kind"] for flag in told["flags"]]
