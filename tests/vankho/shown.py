"""A home with a dossier whose pages can be looked at: words drawn where their boxes say, in every form."""

import http.client
import json
import string
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from PIL import Image, ImageDraw, ImageFont

from archive.package import Making, pack
from archive.records import Document, Dossier, Layers, Line, OcrPage, Page, ScanFile, Word
from search.entry import entries
from tests.vankho.homes import DAY, opened
from vankho.passwords import Passwords
from vankho.settings import Settings
from vankho.web.server import Place, serving
from vankho.web.shelf import Shelf
from vankho.wiring import House

ID = "H58/10 2018:000123"
"""An id with all that makes addresses hard."""
SIZE = (1240, 1754)
DPI = 150
FONT = Path(__file__).parents[2] / "archive" / "fonts" / "Tinos-Regular.ttf"

PAPER = (
    "ỦY BAN NHÂN DÂN TỈNH TIỀN GIANG",
    "Căn cứ báo cáo của Sở Nội vụ về bảo quản",
    "đất đai và xây dựng theo quyết định này",
    "quyếl định số 2576 có hiệu lực",
)
ANNEX = ("Phụ lục I", "DANH MỤC HỒ SƠ", "đất ở và đai ốc")


def line(text: str, top: int, left: int = 120, height: int = 34) -> Line:
    """A line of print with the box of each word."""
    font = ImageFont.truetype(FONT, height)
    words, x = [], float(left)
    for part in text.split(" "):
        box = font.getbbox(part)
        words.append(Word(part, (round(x), top, round(x + box[2]), top + round(height * 1.25)), 0.9))
        x += box[2] + height * 0.35
    return Line(tuple(words))


def lines(texts: tuple[str, ...]) -> tuple[Line, ...]:
    return tuple(line(text, 150 + 90 * at) for at, text in enumerate(texts))


def drawn(printed: tuple[Line, ...], mode: str = "RGB", *, seal: bool = True) -> Image.Image:
    """The sheet: black words on white, a red seal at the foot."""
    image = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(image)
    for one in printed:
        for word in one.words:
            draw.text((word.box[0], word.box[1]), word.text, "black", ImageFont.truetype(FONT, 34))
    if seal:
        draw.ellipse((800, 1300, 1000, 1500), outline="red", width=14)
    return image.convert(mode)


def page(folder: Path, index: int, texts: tuple[str, ...], form: str) -> OcrPage:
    """A page whose picture is of that ``form``: jpeg, jp2, g4 or mrc."""
    printed, at = lines(texts), folder / f"{form}-{index}"
    image, layers = drawn(printed, "1" if form in ("g4", "mrc") else "RGB", seal=form != "mrc"), None
    if form == "jpeg":
        image.save(target := at.with_suffix(".jpg"), quality=92)
    elif form == "jp2":
        image.save(target := at.with_suffix(".jp2"))
    else:
        image.save(target := at.with_suffix(".tif"), compression="group4", strip_size=1 << 22)
    if form == "mrc":
        layers = Layers(target, at.with_suffix(".ink.jpg"), at.with_suffix(".ground.jpg"))
        ground = drawn((), "RGB")
        ground.resize((SIZE[0] // 2, SIZE[1] // 2)).save(layers.ground, quality=90)
        Image.new("RGB", (SIZE[0] // 8, SIZE[1] // 8), "black").save(layers.ink, quality=90)
    made = Page(index, f"a.tif#{index + 1}", "text", dpi=DPI, width=SIZE[0], height=SIZE[1], image=target)
    return OcrPage(replace(made, layers=layers), printed, 0.9, "tesseract 5.3.0 vie")


def dossier(folder: Path, identity: str = ID, **fields: str) -> Dossier:
    """A decision of four pages, each kept in another form, the last an annex; an unreadable page stands between. And a
    second paper of one page."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "a.tif").write_bytes(b"II*\0 not looked into here" + identity.encode())
    forms = {0: "jpeg", 2: "jp2", 3: "g4", 4: "mrc"}
    pages = {index: page(folder, index, ANNEX if index == 4 else PAPER, form) for index, form in forms.items()}
    pages[1] = OcrPage(Page(1, "a.tif#2", "unreadable"))
    pages[5] = page(folder, 5, ("Giấy mời họp",), "jpeg")
    decision = Document(
        1, (0, 1, 2, 3, 4), "Quyết định", "2576", "QĐ-UBND", "2018-09-11", "Tiền Giang", "UBND TỈNH", "cấp đất"
    )
    digest = sha256(identity.encode()).hexdigest()
    scan = ScanFile(folder / "a.tif", "a.tif", (folder / "a.tif").stat().st_size, _sha256(folder / "a.tif"))
    told = {"title": "Hồ sơ về đất đai", "maintenance": "10 năm"} | fields
    read = tuple(pages[index] for index in sorted(pages))
    papers = (decision, Document(2, (5,), "Giấy mời"))
    return Dossier(identity, f"in/{identity}", digest, digest, told, read, papers, (), (), (scan,))


def keep(house: House, whole: Dossier, draft: Path) -> Dossier:
    """Archive ``whole`` with its PDFs, texts and ALTO files, as the line does."""
    package = pack(whole, draft, Making("test", DAY))
    receipt = house.store.put(package, "test")
    house.ledger.append("archived", whole.id, "vankho", {"version": receipt.version, "inventory": receipt.sha512})
    house.catalogue.enter(package.dossier, "archived", receipt)
    house.index.put(whole.id, entries(package.dossier, house.users.modes.get(whole.id)))
    return package.dossier


@dataclass(frozen=True)
class Answered:
    """What a browser got."""

    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Site:
    """A running server and a browser at it, with its cookies; ``base`` is its address without the last ``/``."""

    base: str
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, address: str, **headers: str) -> Answered:
        """The answer to GET of an address or of a path below ``base``, sent as it is."""
        return self.ask("GET", address, None, **headers)

    def post(self, address: str, form: dict[str, str], **headers: str) -> Answered:
        """The answer to a form, sent as a browser sends it from a page of the site."""
        parts = urlsplit(self.base)
        kind = {"Origin": f"{parts.scheme}://{parts.netloc}", "Content_Type": "application/x-www-form-urlencoded"}
        return self.ask("POST", address, urlencode(form), **kind | headers)

    def ask(self, method: str, address: str, body: str | None, **headers: str) -> Answered:
        """The answer to any request; redirections are not followed."""
        whole = urlsplit(address if address.startswith("http") else self.base + address)
        connection = http.client.HTTPConnection(whole.hostname or "", whole.port, timeout=60)
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            path = quote(whole.path + (f"?{whole.query}" if whole.query else ""), safe=string.printable)
            connection.request(method, path, body, told)
            got = connection.getresponse()
            for line in got.headers.get_all("set-cookie") or ():
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name] = value.strip('"')
            return Answered(got.status, got.read(), {name.lower(): value for name, value in got.getheaders()})
        finally:
            connection.close()

    def login(self, who: str, password: str) -> "Site":
        """The same, logged in."""
        got = self.post("/login", {"user": who, "password": password, "next": "/"})
        assert got.status == 303, got.text
        return self


def password_of(who: str) -> str:
    """The password of every user of these tests."""
    return f"năm con ngựa của {who[::-1]}"


@contextmanager
def site(
    home: Path, who: str = "ai", why: str = "", *, token: bool = False, now: Callable[[], datetime] = lambda: DAY
) -> Iterator[Site]:
    """``vankho serve`` of ``home`` in this process, at a port of its own; where there are users, ``who`` has logged in,
    unless it is nobody's name."""
    with House(Settings(home=home, runner="here"), now) as house:
        if house.users.is_open:
            house.admit(who, "serve", why)
        elif who:
            Passwords(house.users, home).set(who, password_of(who), "root")
        shelf = Shelf(house, who, why)
        with serving(shelf, Place(), "vi", token=token) as server:
            thread = threading.Thread(target=server.run)
            thread.start()
            try:
                running = Site(server.address.rstrip("/"))
                yield running.login(who, password_of(who)) if who and shelf.has_users else running
            finally:
                server.stop()
                thread.join()


@contextmanager
def shown_site(folder: Path) -> Iterator[Site]:
    """The site of a new home in ``folder`` with the one dossier in it."""
    home = folder / "home"
    with opened(home) as house:
        keep(house, dossier(home / "in"), home / "draft")
    with site(home) as running:
        yield running


def _sha256(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()
