"""A key → the same key, checked: no way out of the store, no form that two file systems read differently."""

import re
import unicodedata

from archive.errors import StoreError

_PART_BYTES = 255
_UNUSABLE = re.compile(r"[\x00-\x1f\x7f\\\ud800-\udfff]")
"""Control characters, the backslash, and halves of characters."""


def checked(key: str) -> str:
    """``key`` itself, if every back end can keep it and none can be led astray by it.

    Raises:
        StoreError: empty, absolute, with ``.``, ``..`` or an empty part, not NFC, with a control character or a
            backslash, or with a part over 255 bytes.

    """
    for part in key.split("/"):
        if part in ("", ".", ".."):
            raise StoreError(f"khóa không hợp lệ / not a key: {key!r}")
        if len(part.encode("utf-8", "surrogatepass")) > _PART_BYTES:
            raise StoreError(f"tên dài quá {_PART_BYTES} byte / a name is over {_PART_BYTES} bytes: {part!r}")
    if _UNUSABLE.search(key):
        raise StoreError(f"khóa có ký tự không dùng được / a character that a key cannot have: {key!r}")
    if not unicodedata.is_normalized("NFC", key):
        raise StoreError(f"khóa không ở dạng NFC / not in composed form (NFC): {key!r}")
    return key
