from pathlib import Path

import pytest

from archive.errors import UsageError
from tests.conftest import ROOT
from vankho.settings import Settings, load


def test_a_variable_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    (tmp_path / "vankho.toml").write_text('index = "http://a:9200/x"\nlang = "en"\nmax_pages = 7\n')
    made = load(tmp_path, {"VANKHO_INDEX": "embedded", "VANKHO_LOW_CONFIDENCE": "0.5"})
    assert (made.index, made.lang, made.max_pages, made.low_confidence) == ("embedded", "en", 7, 0.5)
    assert made.catalogue == "sqlite:///catalogue.sqlite"


@pytest.mark.parametrize(
    "text",
    [
        "màu = 1",
        "lang = 'fr'",
        "max_pages = 0",
        "low_confidence = 2",
        "profile = 'tiny'",
        "x",
        'agency = "h58"',
        "lang = ",
    ],
)
def test_a_setting_that_is_not_understood_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "vankho.toml").write_text(text)
    with pytest.raises(UsageError) as caught:
        load(tmp_path, {})
    assert "vankho.toml" in str(caught.value)


def test_every_setting_is_explained_in_the_docs() -> None:
    page = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
    for name in Settings.__struct_fields__:
        assert f"`VANKHO_{name.upper()}`" in page
        assert name == "home" or f"`{name}`" in page
