"""A visit → an HTML page in its language: what all our pages have in common."""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import HTMLResponse

from vankho.iiif.addresses import Addresses
from vankho.web.sessions import Session

KEYED = "~"
"""What stands before a viewer's key in the path."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Lượt xem: where addresses begin, the language, what was asked (``?q=…``), and who is logged in, if anyone is."""

    at: Addresses
    lang: str
    asked: Mapping[str, str]
    session: Session | None = None

    @property
    def viewers(self) -> Addresses:
        """Addresses for viewers, which have no cookie: with the key of the session."""
        if self.session is None or self.at.people:
            return self.at
        return Addresses(f"{self.at.base}/{KEYED}{self.session.key}", self.at.base)

    def words(self, vi: str, en: str) -> str:
        """The sentence in the visitor's language, safe to stand in HTML."""
        return escape(vi if self.lang == "vi" else en)

    @property
    def text(self) -> str:
        """The query typed."""
        return self.asked.get("q", "").strip()

    def number(self, name: str, otherwise: int) -> int:
        """A number that was asked for, up to a million."""
        told = self.asked.get(name, "")
        return min(int(told), 10**6) if told.isascii() and told.isdecimal() and len(told) < 8 else otherwise

    @staticmethod
    def query(**asked: str) -> str:
        """The end of an address with these questions."""
        return f"?{urlencode(asked)}" if asked else ""


def visit_of(request: Request, lang: str, told: Mapping[str, str] | None = None) -> Visit:
    """The visit that ``request`` is; ``told``: the fields of the form that it sent, of which only the language counts:
    links on the page repeat what was asked by address."""
    wanted = (request.query_params if told is None else told).get("lang", "")
    base, session = request.scope["vankho.base"], request.scope["vankho.session"]
    return Visit(Addresses(base), wanted if wanted in ("vi", "en") else lang, request.query_params, session)


def html_page(visit: Visit, title: str, body: str, status: int = 200, *, outside: bool = False) -> HTMLResponse:
    """The whole page; ``title`` and ``body`` are HTML. Nothing of it is kept by the browser. ``outside``: as a stranger
    gets it."""
    at = visit.at
    other, called = ("en", "English") if visit.lang == "vi" else ("vi", "Tiếng Việt")
    switch = escape(Visit.query(**{**visit.asked, "lang": other}))
    scripts = () if outside else ("leaf.js", "suggest.js")
    script = "".join(f'<script src="{escape(at.static(name))}" defer></script>\n' for name in scripts)
    page = f"""<!doctype html>
<html lang="{visit.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="{escape(at.static("icon.svg"))}">
<link rel="stylesheet" href="{escape(at.static("vankho.css"))}">
{script}</head>
<body>
<header>
<a class="house" href="{escape(at.start(lang=visit.lang))}">Vankho</a>
{"" if outside else search_form(visit) + _own(visit)}
{_person(visit)}<a lang="{other}" href="{switch}">{called}</a>
</header>
<main>
{body}
</main>
</body>
</html>
"""
    return HTMLResponse(page, status, {"Cache-Control": "no-store"})


def _own(visit: Visit) -> str:
    """The way to what one has saved."""
    address = f"{visit.at.form('searches')}?lang={visit.lang}"
    return link(address, visit.words("Câu tìm đã lưu", "Saved searches"))


def _person(visit: Visit) -> str:
    """Who is logged in, and the way out."""
    if visit.session is None:
        return ""
    account, out = visit.words("Tài khoản", "Account"), visit.words("Đăng xuất", "Log out")
    name = link(visit.at.account(visit.lang), escape(visit.session.person), title=account)
    return f'<span class="person">{name}</span>{post_form(visit, "logout", f"<button>{out}</button>")}\n'


def post_form(visit: Visit, name: str, inside: str) -> str:
    """A form that is sent to ``/name``; ``inside`` is HTML."""
    said = f'<input type="hidden" name="form" value="{escape(visit.session.form)}">' if visit.session else ""
    lang = f'<input type="hidden" name="lang" value="{visit.lang}">'
    return f'<form class="{name}" method="post" action="{escape(visit.at.form(name))}">{said}{lang}{inside}</form>'


def search_form(visit: Visit) -> str:
    """The box to type a query into."""
    label, button = visit.words("Tìm trong kho", "Search the archive"), visit.words("Tìm", "Search")
    begin = "" if visit.text else " autofocus"
    suggest = escape(f"{visit.at.form('suggest')}?lang={visit.lang}")
    offers, count = visit.words("Gợi ý", "Suggestions"), visit.words("gợi ý", "suggestions")
    return (
        f'<form role="search" action="{escape(visit.at.start())}">'
        f'<label for="q">{label}</label>'
        f'<input id="q" name="q" type="search" value="{escape(visit.text)}" maxlength="2000"{begin} '
        f'data-suggest="{suggest}" data-label="{offers}" data-count="{count}">'
        f'<input type="hidden" name="lang" value="{visit.lang}"><button>{button}</button></form>'
    )


def link(address: str, inside: str, **more: str) -> str:
    """A link; ``inside`` is HTML."""
    attributes = "".join(f' {name}="{escape(value)}"' for name, value in more.items())
    return f'<a href="{escape(address)}"{attributes}>{inside}</a>'
