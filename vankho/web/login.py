"""A stranger, or who is logged in → the pages to log in, to log out, and to change one's password."""

import re
from collections.abc import Mapping
from html import escape
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from archive.access import ROLES
from archive.errors import UsageError
from vankho.passwords import LEAST, MOST
from vankho.web.entrance import Entrance, Turned
from vankho.web.forms import form_of
from vankho.web.gate import LONGEST, Front
from vankho.web.page import Visit, html_page, post_form, visit_of
from vankho.web.sessions import Session


class Login:
    """The pages. Forms count only from a page of ours (``Origin``), those of who is logged in only with what the
    session gave to their page, too."""

    def __init__(self, entrance: Entrance, front: Front, lang: str) -> None:
        self._entrance, self._front, self._lang = entrance, front, lang
        self.outside = [Route("/login", self.login, methods=["POST"])]
        self.inside = [
            Route("/login", self.start, methods=["GET", "POST"]),
            Route("/account", self.account),
            Route("/password", self.password, methods=["POST"]),
            Route("/password", self.account),
            Route("/logout", self.logout, methods=["POST"]),
        ]

    async def stranger(self, request: Request) -> Response:
        """What any address gives to who is not logged in: the page to log in, or for programs a sentence."""
        path, query = request.scope["raw_path"].decode("latin-1"), request.url.query
        asked = request.query_params
        return self._page(request, asked, f"{path}?{query}" if query else path)

    async def login(self, request: Request) -> Response:
        """Let in whose name and password fit, to the page that was asked for."""
        told = await form_of(request)
        name, address = told.get("user", ""), self._front.client(request.scope)
        entered = await run_in_threadpool(self._entrance.enter, name, told.get("password", ""), address)
        if isinstance(entered, Turned):
            return self._page(request, told, told.get("next", "/"), entered)
        return self._going(request, told.get("next", "/"), entered)

    async def start(self, request: Request) -> Response:
        """Who is logged in already goes to the start page."""
        return RedirectResponse(f"{request.scope['vankho.base']}/", 303)

    async def account(self, request: Request) -> Response:
        """Who one is here."""
        return self._account(request, visit_of(request, self._lang))

    async def password(self, request: Request) -> Response:
        """Change one's own password; one's other sessions end."""
        told = await form_of(request)
        visit, session = visit_of(request, self._lang, told), self._session(request)
        address = self._front.client(request.scope)
        if told.get("new", "") != told.get("again", ""):
            return self._account(request, visit, visit.words("Hai lần gõ không giống nhau.", "The two differ."))
        turned = await run_in_threadpool(self._entrance.check, session.person, told.get("old", ""), address)
        if turned:
            return self._account(request, visit, _refused(visit, turned))
        try:
            await run_in_threadpool(self._entrance.change, session.person, told.get("new", ""))
        except UsageError as error:
            return self._account(request, visit, escape(error.message(visit.lang)))
        token = await run_in_threadpool(self._entrance.begin, session.person, address, "password")
        return self._going(request, f"/account?changed=1&lang={visit.lang}", token)

    async def logout(self, request: Request) -> Response:
        """End the session; the browser forgets what it kept of our pages."""
        told = await form_of(request)
        token = request.cookies.get(self._front.cookie, "")
        await run_in_threadpool(self._entrance.leave, token, self._front.client(request.scope))
        made = RedirectResponse(f"{request.scope['vankho.base']}/?lang={visit_of(request, self._lang, told).lang}", 303)
        self._set(made, "", 0)
        made.headers["Clear-Site-Data"] = '"cache"'
        return made

    def _page(
        self, request: Request, told: Mapping[str, str], following: str, turned: Turned | None = None
    ) -> Response:
        visit = visit_of(request, self._lang, told)
        status = 401 if not turned or not turned.wait else 429
        if turned is None and "text/html" not in request.headers.get("accept", ""):
            said = visit.words("Hãy đăng nhập.", "Log in first.")
            made: Response = PlainTextResponse(said, status, {"Cache-Control": "no-store"})
        else:
            body = _login_form(visit, following, told.get("user", ""), _refused(visit, turned) if turned else "")
            made = html_page(visit, visit.words("Đăng nhập – Vankho", "Log in – Vankho"), body, status, outside=True)
        if turned and turned.wait:
            made.headers["Retry-After"] = str(turned.wait)
        elif status == 401:  # not Basic, for which browsers ask in a window of their own
            made.headers["WWW-Authenticate"] = 'Bearer realm="Vankho"'
        return made

    def _account(self, request: Request, visit: Visit, trouble: str = "") -> Response:
        session = self._session(request)
        roles = ", ".join(f"{one.role} ({ROLES[one.role][0]})" for one in sorted(session.grants, key=str))
        body = _account_page(visit, session, roles, trouble)
        return html_page(visit, f"{escape(session.person)} – Vankho", body, 400 if trouble else 200)

    def _going(self, request: Request, following: str, token: str) -> Response:
        """On to an address of ours, whatever ``following`` says, with the cookie of a new session."""
        path = following if re.match(r"/(?![/\\])", following) and len(following) <= LONGEST else "/"
        path = "/" if path.startswith(("/login", "/logout", "/password")) else path
        made = RedirectResponse(request.scope["vankho.base"] + quote(path, safe="/?#[]@!$&'()*+,;=:%-._~"), 303)
        self._set(made, token, None)
        return made

    def _set(self, made: Response, token: str, age: int | None) -> None:
        made.set_cookie(
            self._front.cookie, token, age, path="/", secure=self._front.is_secure, httponly=True, samesite="lax"
        )

    def _session(self, request: Request) -> Session:
        session: Session | None = request.scope["vankho.session"]
        if session is None:  # a home without users
            raise HTTPException(404)
        return session


def _refused(visit: Visit, turned: Turned) -> str:
    if turned.wait:
        return visit.words(
            f"Đã sai nhiều lần. Hãy thử lại sau {turned.wait} giây.",
            f"Wrong too often. Try again in {turned.wait} seconds.",
        )
    return visit.words("Tên hoặc mật khẩu không đúng.", "The name or the password is wrong.")


def _told(trouble: str) -> str:
    return f'<p class="trouble" role="alert">{trouble}</p>' if trouble else ""


def _field(name: str, kind: str, label: str, more: str) -> str:
    return f'<label for="{name}">{label}</label><input id="{name}" name="{name}" type="{kind}" {more} required>'


def _login_form(visit: Visit, following: str, user: str, trouble: str) -> str:
    title = visit.words("Đăng nhập", "Log in")
    fields = _field(
        *("user", "text", visit.words("Tên người dùng", "User name")),
        f'value="{escape(user)}" autocomplete="username" maxlength="200" autocapitalize="none" spellcheck="false"'
        + ("" if user else " autofocus"),
    )
    fields += _field(
        *("password", "password", visit.words("Mật khẩu", "Password")),
        f'autocomplete="current-password" maxlength="{MOST}"' + (" autofocus" if user else ""),
    )
    hidden = f'<input type="hidden" name="next" value="{escape(following)}">'
    return f"<h1>{title}</h1>{_told(trouble)}" + post_form(visit, "login", f"{hidden}{fields}<button>{title}</button>")


def _account_page(visit: Visit, session: Session, roles: str, trouble: str) -> str:
    since = session.begun.strftime("%H:%M %d/%m/%Y")
    about = visit.words("Vai trò", "Roles"), visit.words("người khai thác", "reader")
    done = visit.words(
        "Đã đổi mật khẩu; các phiên khác của bạn đã kết thúc.", "Changed; your other sessions have ended."
    )
    told = f'<p role="status">{done}</p>' if "changed" in visit.asked and not trouble else _told(trouble)
    fields = f'<input type="text" name="user" value="{escape(session.person)}" autocomplete="username" hidden>'
    fields += _field("old", "password", visit.words("Mật khẩu hiện nay", "Present password"), _PRESENT)
    fields += _field("new", "password", visit.words("Mật khẩu mới", "New password"), _NEW)
    fields += _field("again", "password", visit.words("Gõ lại mật khẩu mới", "New password again"), _NEW)
    change = visit.words("Đổi mật khẩu", "Change the password")
    hint = visit.words(f"Từ {LEAST} ký tự, chữ nào cũng được.", f"{LEAST} characters or more, any of them.")
    return (
        f"<h1>{escape(session.person)}</h1>{told}"
        f"<p>{about[0]}: {escape(roles) or about[1]}<br>{visit.words('Đăng nhập lúc', 'Logged in at')} {since}</p>"
        f"<h2>{change}</h2><p>{hint}</p>{post_form(visit, 'password', f'{fields}<button>{change}</button>')}"
    )


_PRESENT = f'autocomplete="current-password" maxlength="{MOST}"'
_NEW = f'autocomplete="new-password" minlength="{LEAST}" maxlength="{MOST}"'
