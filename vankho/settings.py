"""``vankho.toml`` and ``VANKHO_…`` → Settings, read once, at the door.

An environment variable wins over the file, the file over the default. Every name is explained in
``docs/settings.md``; a test holds the two together.
"""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from archive.errors import UsageError
from archive.xmp import Flavour
from ingest.steps import Profile

PREFIX = "VANKHO_"
FILE = "vankho.toml"

Positive = Annotated[int, msgspec.Meta(ge=1)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that can be set. Paths in ``store`` and ``catalogue`` are relative to ``home``."""

    home: Path
    lang: Literal["vi", "en"] = "vi"
    user: str = ""
    agency: Annotated[str, msgspec.Meta(pattern=r"^[0-9A-Z.]{0,35}$")] = ""
    store: str = "folder:store"
    store_2: str = ""
    lock: Literal["law", "off"] = "law"
    fixity_days: Annotated[int, msgspec.Meta(ge=0)] = 90
    copy_folder: str = ""
    catalogue: str = "sqlite:///catalogue.sqlite"
    index: str = "embedded"
    runner: str = ""
    ocr_engine: Literal["library", "program"] = "library"
    ocr_language: str = "vie"
    ocr_timeout: Positive = 300
    tessdata: str = ""
    verapdf: str = ""
    pdfa: Flavour = "2u"
    profile: Profile = "faithful"
    seal_key: str = ""
    seal_secret: str = ""
    seal_secret_file: str = ""
    seal_name: str = ""
    seal_tsa: str = ""
    seal_trust: str = ""
    seal_level: Literal["B-B", "B-T", "B-LTA"] = "B-LTA"
    low_confidence: Share = 0.97
    max_file_bytes: Positive = 2 * 1024**3
    max_page_pixels: Positive = 250_000_000
    max_pages: Positive = 3000
    settle_seconds: Annotated[int, msgspec.Meta(ge=0)] = 60

    @property
    def workers(self) -> int:
        """How many pages are read at once when the runner does not say."""
        return len(os.sched_getaffinity(0))


def default_home(environ: Mapping[str, str]) -> Path:
    """``VANKHO_HOME``, or ``~/vankho``."""
    return Path(environ.get("VANKHO_HOME") or Path.home() / "vankho")


def load(home: Path | None, environ: Mapping[str, str]) -> Settings:
    """The settings of the archive home ``home`` (default: :func:`default_home`).

    Raises:
        UsageError: the file or a variable cannot be understood; the sentence names it.

    """
    place = (home or default_home(environ)).expanduser().absolute()
    values: dict[str, object] = {}
    file = place / FILE
    if file.is_file():
        values.update(_from_file(file))
    names = set(Settings.__struct_fields__) - {"home"}
    values.update({name: environ[key] for name in names if (key := PREFIX + name.upper()) in environ})
    values["home"] = place
    try:
        return msgspec.convert(values, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise UsageError(f"{file} / {PREFIX}…: {error}") from error


def _from_file(file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise UsageError(f"{file}: {error}") from error


def _path(kind: type, value: object) -> object:
    return Path(str(value)) if kind is Path else value


TEMPLATE = """\
# Cấu hình kho Vankho. Mọi tên và ý nghĩa: docs/settings.md. Biến môi trường VANKHO_… được ưu tiên hơn tệp này.
# Settings of this archive home. All names: docs/settings.md. Environment variables VANKHO_… win over this file.

# lang = "vi"                # vi | en
# agency = "H58.10"          # mã định danh cơ quan (QĐ 20/2020/QĐ-TTg)
# store = "folder:store"     # or "s3://KEY:SECRET@HOST:PORT/BUCKET?tls=1"
# store_2 = "folder:/mnt/other/store"  # bản lưu thứ hai / a second, independent copy
# fixity_days = 90           # đọc lại toàn kho trong N ngày / everything is re-read within N days; 0: not by nightly
# copy_folder = "/mnt/offline"  # mỗi tháng một bản sao toàn bộ ở đây / a whole copy here each month, by nightly
# catalogue = "sqlite:///catalogue.sqlite"
# index = "embedded"         # or "http://HOST:9200/INDEX"
# runner = "pool:2"          # here | pool:N | dask:tcp://HOST:8786
# profile = "faithful"       # faithful | compact | single | lossless: how pages are kept in the PDF/A
# pdfa = "2u"                # 2u | 2b | 3u: which PDF/A the documents are
# verapdf = "verapdf"        # every PDF then passes veraPDF before it is stored
"""
