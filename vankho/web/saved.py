"""Who is here → their saved searches: the page that lists them, and the forms that save, ask again and delete."""

from html import escape

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from archive.errors import UsageError
from vankho.searches import LONGEST, Saved
from vankho.web.forms import form_of
from vankho.web.page import Visit, html_page, link, post_form, visit_of
from vankho.web.shelf import Shelf


class SavedSearches:
    """The pages. Whose searches they are follows from the session; in a home without users, from who started it."""

    def __init__(self, shelf: Shelf, lang: str) -> None:
        self._shelf, self._lang = shelf, lang
        self.inside = [
            Route("/searches", self.page),
            Route("/save", self.save, methods=["POST"]),
            Route("/save", self.page),
            Route("/ask", self.ask, methods=["POST"]),
            Route("/forget", self.forget, methods=["POST"]),
        ]

    async def page(self, request: Request) -> Response:
        """The list."""
        return await self._page(request, visit_of(request, self._lang))

    async def save(self, request: Request) -> Response:
        """Save a search; on to the list, which shows it."""
        told = await form_of(request)
        visit = visit_of(request, self._lang, told)
        try:
            await run_in_threadpool(self._of(request).save, told.get("name", ""), told.get("q", ""))
        except UsageError as error:
            return await self._page(request, visit, error.message(visit.lang), told)
        return RedirectResponse(f"{address(visit)}&saved=1", 303)

    async def ask(self, request: Request) -> Response:
        """Ask it again: all that it finds, or (``which=new``) only what is new since it was last asked."""
        told = await form_of(request)
        visit = visit_of(request, self._lang, told)
        one = await run_in_threadpool(self._of(request).ask_again, told.get("name", ""))
        since = str(one.mark.seq) if told.get("which") == "new" else ""
        return RedirectResponse(visit.at.start(q=one.query, since=since, lang=visit.lang), 303)

    async def forget(self, request: Request) -> Response:
        """Delete one; back to the list."""
        told = await form_of(request)
        await run_in_threadpool(self._of(request).forget, told.get("name", ""))
        return RedirectResponse(address(visit_of(request, self._lang, told)), 303)

    async def _page(
        self, request: Request, visit: Visit, trouble: str = "", told: dict[str, str] | None = None
    ) -> Response:
        found = await run_in_threadpool(self._of(request).saved)
        title = visit.words("Câu tìm đã lưu", "Saved searches")
        done = visit.words("Đã lưu câu tìm.", "The search is saved.")
        said = f'<p class="trouble" role="alert">{escape(trouble)}</p>' if trouble else ""
        said += f'<p role="status">{done}</p>' if visit.asked.get("saved") and not trouble else ""
        said += _save_form(visit, told.get("name", ""), told.get("q", "")) if told else ""
        body = f"<h1>{title}</h1>{said}{_list(found, visit)}"
        return html_page(visit, f"{title} – Vankho", body, 400 if trouble else 200)

    def _of(self, request: Request) -> Shelf:
        session = request.scope["vankho.session"]
        return self._shelf.of(session.person) if session else self._shelf


def address(visit: Visit) -> str:
    """The list's."""
    return f"{visit.at.form('searches')}?lang={visit.lang}"


def save_form(visit: Visit) -> str:
    """What saves the search that the page answers."""
    return f'<details class="saving"><summary>{visit.words("Lưu câu tìm này", "Save this search")}</summary>' + (
        f"{_save_form(visit, visit.text[:LONGEST], visit.text)}</details>"
    )


def _save_form(visit: Visit, name: str, text: str) -> str:
    label, button = visit.words("Tên câu tìm", "Name of the search"), visit.words("Lưu", "Save")
    inside = (
        f'<label for="saved-name">{label}</label>'
        f'<input id="saved-name" name="name" value="{escape(name)}" maxlength="{LONGEST}" required autocomplete="off">'
        f'<input type="hidden" name="q" value="{escape(text)}"><button>{button}</button>'
    )
    return post_form(visit, "save", inside)


def _list(found: list[tuple[Saved, int]], visit: Visit) -> str:
    if not found:
        how = visit.words(
            "Chưa có. Hãy tìm, rồi bấm «Lưu câu tìm này» ở trang kết quả.",
            "None yet. Search, then choose “Save this search” on the page of results.",
        )
        return f"<p>{how}</p>"
    return f'<ul class="searches">{"".join(_item(one, new, visit) for one, new in found)}</ul>'


def _item(one: Saved, new: int, visit: Visit) -> str:
    since = f"{one.asked_at[8:10]}/{one.asked_at[5:7]}/{one.asked_at[:4]} {one.asked_at[11:16]}"
    last = visit.words(f"hỏi lần trước {since}", f"last asked {since}")
    all_of, delete = visit.words("Hỏi lại", "Ask again"), visit.words("Xóa", "Delete")
    only = visit.words(f"Xem {new} văn bản mới", f"Show {new} new papers")
    named = f'<input type="hidden" name="name" value="{escape(one.name)}">'
    again = f'<button name="which" value="all" aria-label="{all_of}: {escape(one.name)}">{all_of}</button>'
    if new:
        again += f'<button name="which" value="new" class="new" aria-label="{only}: {escape(one.name)}">{only}</button>'
    gone = f'<button aria-label="{delete}: {escape(one.name)}">{delete}</button>'
    query = link(visit.at.start(q=one.query, lang=visit.lang), escape(one.query))
    return (
        f'<li><h2>{escape(one.name)}</h2><p class="about">{query}<br>{last}</p><div class="actions">'
        f"{post_form(visit, 'ask', named + again)}{post_form(visit, 'forget', named + gone)}</div></li>"
    )
