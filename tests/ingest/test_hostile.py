"""Files with bytes changed, cut out and put in at random: a clear refusal or a page, never anything else."""

import random
from pathlib import Path

import pytest

from archive.errors import Refused
from ingest.limits import Limits
from ingest.page import make_page
from ingest.scan import scan, sources
from tests.corpus.paper import LETTER, draw
from tests.ingest.test_pdf import PLACES, one_image

TRIALS = 20


def seed(folder: Path, kind: str) -> Path:
    page = draw(LETTER, dpi=60)
    target = folder / f"seed.{kind}"
    if kind == "pdf":
        return one_image(target, *PLACES["upright"])
    if kind == "tif":
        page.convert("1").save(target, compression="group4")
    else:
        page.save(target)
    return target


def broken(data: bytes, chance: random.Random) -> bytes:
    made = bytearray(data)
    reach = 600 if chance.random() < 0.5 else len(made)
    for _ in range(chance.choice([1, 2, 5, 20])):
        at, way = chance.randrange(min(reach, len(made))), chance.random()
        if way < 0.5:
            made[at] = chance.randrange(256)
        elif way < 0.75:
            del made[at : at + chance.randrange(1, 50)]
        else:
            made[at:at] = chance.randbytes(chance.randrange(1, 20))
    return bytes(made)


@pytest.mark.parametrize("kind", ["pdf", "jpg", "png", "tif"])
def test_a_file_broken_at_random_is_refused_or_gives_pages(tmp_path: Path, kind: str) -> None:
    data = seed(tmp_path, kind).read_bytes()
    chance = random.Random(f"{kind} 2576")
    file = tmp_path / f"hỏng.{kind}"
    endings = set()
    for _ in range(TRIALS):
        file.write_bytes(broken(data, chance))
        try:
            opened = scan(sources([file])[0], Limits())
        except Refused as error:
            assert file.name in error.message()
            endings.add("refused")
            continue
        for page in opened.pages[:2]:
            made = make_page(page, tmp_path, Limits(), None)
            assert (made.kind == "unreadable") == (made.trouble is not None)
            endings.add(made.kind)
    assert endings - {"text"}
