"""A request → the fields of a form that was sent from a page of ours, and by whom the page was given to."""

import hmac
from collections.abc import AsyncIterator
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request

from archive.errors import UsageError
from vankho.web.sessions import Session

FORM_BYTES = 16_000
"""Bytes of a form that is read."""

_FOREIGN = (
    "biểu mẫu không phải của trang này, hoặc phiên đã khác; hãy mở lại trang"
    " / the form is not from this page, or of another session; open the page anew"
)


async def form_of(request: Request) -> dict[str, str]:
    """The fields of a form. It must come from a page of ours (``Origin``), that of who is logged in also with what the
    session gave to their page.

    Raises:
        UsageError: it does not, or is no form.

    """
    origin, own = request.headers.get("origin", ""), urlsplit(request.scope["vankho.base"])
    data = await _read(request.stream())
    if origin != f"{own.scheme}://{own.netloc}":
        raise UsageError(_FOREIGN)
    try:
        told = parse_qs(data.decode(), keep_blank_values=True, max_num_fields=20)
    except ValueError as error:
        raise UsageError(_FOREIGN) from error
    fields = {name: values[-1] for name, values in told.items()}
    session: Session | None = request.scope["vankho.session"]
    if session and not hmac.compare_digest(fields.get("form", "").encode(), session.form.encode()):
        raise UsageError(_FOREIGN)
    return fields


async def _read(stream: AsyncIterator[bytes]) -> bytes:
    """A form's bytes.

    Raises:
        UsageError: there are too many.

    """
    data = b""
    async for chunk in stream:
        data += chunk
        if len(data) > FORM_BYTES:
            raise UsageError(_FOREIGN)
    return data
