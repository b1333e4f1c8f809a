"""What can go wrong → an error with a kind, an exit code and a sentence for people in Vietnamese and English."""

import errno
from typing import ClassVar

from archive.records import Trouble


class VankhoError(Exception):
    """The root of the tree. ``exit_code`` is the command's; ``vi`` and ``en`` are the sentence, with ``{file}``,
    ``{page}`` (counted from 1 for people) and ``{detail}`` filled in.
    """

    kind: ClassVar[str] = "error"
    exit_code: ClassVar[int] = 1
    vi: ClassVar[str] = "Lỗi: {detail}"
    en: ClassVar[str] = "Error: {detail}"

    def __init__(self, detail: str = "", *, file: str | None = None, page: int | None = None) -> None:
        super().__init__(detail, file, page)
        self.detail = detail
        self.file = file
        self.page = page

    def __reduce__(self) -> tuple[object, ...]:
        return (_again, (type(self), self.detail, self.file, self.page))

    def message(self, lang: str = "vi") -> str:
        """The sentence for people. ``lang``: ``vi`` or ``en``."""
        where = "" if self.page is None else (f", trang {self.page + 1}" if lang == "vi" else f", page {self.page + 1}")
        template = self.vi if lang == "vi" else self.en
        return template.format(file=f"«{self.file or '?'}»{where}", detail=self.detail)

    def trouble(self, lang: str = "vi") -> Trouble:
        """The same as a value that travels on."""
        return Trouble(kind=self.kind, message=self.message(lang), file=self.file, page=self.page)

    def __str__(self) -> str:
        return self.message("en")


def _again(cls: type[VankhoError], detail: str, file: str | None, page: int | None) -> VankhoError:
    return cls(detail, file=file, page=page)


class UsageError(VankhoError):
    """The command or a setting was given wrongly."""

    kind = "usage"
    exit_code = 2
    vi = "Dùng sai: {detail}"
    en = "Wrong usage: {detail}"


class Refused(VankhoError):
    """Bad input: nothing of it was archived, nothing of it was touched."""

    kind = "refused"
    exit_code = 3
    vi = "Không nhận {file}: {detail}"
    en = "Refused {file}: {detail}"


class Unreadable(Refused):
    """The file cannot be opened: permissions, a vanished disk, not a file."""

    kind = "unreadable"
    vi = "Không mở được tệp {file}: {detail}. Kiểm tra quyền đọc và ổ đĩa rồi chạy lại."
    en = "Cannot open {file}: {detail}. Check its permissions and the disk, then run again."


class Truncated(Refused):
    """The file ends too early, or its bytes are damaged."""

    kind = "truncated"
    vi = "Tệp {file} bị cụt hoặc hỏng ({detail}). Hãy quét hoặc chép lại."
    en = "{file} is truncated or damaged ({detail}). Scan or copy it again."


class Stumbled(Refused):
    """The program itself failed over a page; its picture is kept, its words are not known."""

    kind = "stumbled"
    vi = "Chương trình gặp lỗi khi đọc {file} ({detail}). Ảnh quét được giữ nguyên; hãy nhập theo ảnh và báo lỗi này."
    en = "The program failed while reading {file} ({detail}). The scan is kept; type from the picture and report this."


class Encrypted(Refused):
    """The PDF asks for a password."""

    kind = "encrypted"
    vi = "Tệp {file} được đặt mật khẩu. Hãy gỡ mật khẩu rồi nộp lại."
    en = "{file} is protected by a password. Remove the password and submit it again."


class Empty(Refused):
    """There is no page in it."""

    kind = "empty"
    vi = "{file} không có trang nào."
    en = "{file} has no page."


class WrongType(Refused):
    """The content is not what the name says, or a kind that is not a scan."""

    kind = "wrong-type"
    vi = "Tệp {file} không phải là bản quét hợp lệ ({detail})."
    en = "{file} is not a valid scan ({detail})."


class TooLarge(Refused):
    """Over a limit of pixels, pages or bytes: a mistake or an attack."""

    kind = "too-large"
    vi = "{file} vượt giới hạn cho phép ({detail})."
    en = "{file} is over the limit ({detail})."


class BadKnown(Refused):
    """``dossier.toml`` cannot be understood."""

    kind = "bad-dossier-toml"
    vi = "Tệp {file} viết sai: {detail}"
    en = "{file} is not right: {detail}"


class BadSheet(Refused):
    """A list (XLSX, CSV) cannot be read."""

    kind = "bad-sheet"
    vi = "Bảng kê {file} không đọc được: {detail}"
    en = "The list {file} cannot be read: {detail}"


class CodeTaken(Refused):
    """Another dossier already bears this code."""

    kind = "code-taken"
    vi = "Mã hồ sơ {detail} (từ {file}) đã dùng cho một hồ sơ khác. Hãy kiểm tra mã trong dossier.toml."
    en = "Dossier code {detail} (from {file}) already belongs to another dossier. Check the code in dossier.toml."


class Disposed(Refused):
    """The dossier was lawfully destroyed; what stays known of it is in its disposal file. It does not come back."""

    kind = "disposed"
    exit_code = 8
    vi = "Hồ sơ {detail} đã được hủy (từ {file}); còn giữ: vankho show."
    en = "Dossier {detail} was disposed of (from {file}); what is left: vankho show."


class Forbidden(VankhoError):
    """The person who acts has no right to it. Said before any dossier is looked for, so it tells of none."""

    kind = "forbidden"
    exit_code = 9
    vi = "Không có quyền: {detail}. Xem các quyền: vankho user roles."
    en = "No right to this: {detail}. The rights: vankho user roles."


class Failed(VankhoError):
    """Something on our side failed; the dossier was not archived, its scans are untouched."""

    kind = "failed"
    exit_code = 3
    vi = "Xử lý {file} không thành: {detail}"
    en = "Processing {file} failed: {detail}"


class NotPdfA(Failed):
    """The PDF built does not pass the check, so it was not stored."""

    kind = "not-pdfa"
    vi = "PDF của {file} không đạt PDF/A: {detail}"
    en = "The PDF of {file} is not PDF/A: {detail}"


class EngineFailed(Failed):
    """The recogniser is missing or broke."""

    kind = "engine"
    vi = "Bộ nhận dạng chữ không chạy được với {file}: {detail}"
    en = "The recogniser failed on {file}: {detail}"


class StoreError(VankhoError):
    """The store did not do what was asked of it."""

    kind = "store"
    exit_code = 5
    vi = "Kho lưu trữ không ghi/đọc được: {detail}"
    en = "The store failed: {detail}"

    def about(self, dossier: str) -> "StoreError":
        """The same error, which names ``dossier``."""
        if self.detail.startswith(f"{dossier}:"):
            return self
        return type(self)(f"{dossier}: {self.detail}", file=self.file, page=self.page)


class Full(StoreError):
    """No room left on the store's or the work folder's disk; no half package was left."""

    kind = "disk-full"
    vi = "Hết chỗ trên đĩa: {detail}. Không có gói dở dang; hãy giải phóng chỗ rồi chạy lại."
    en = "The disk is full: {detail}. No half package was left; free some room and run again."


def no_room(error: OSError) -> bool:
    """Whether the disk, the quota or the largest allowed file is full."""
    return error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class Missing(StoreError):
    """No such dossier, version or key."""

    kind = "missing"
    exit_code = 6
    vi = "Không có {detail} trong kho."
    en = "There is no {detail} in the archive."


class Damaged(StoreError):
    """A byte read back differs from what was kept."""

    kind = "damaged"
    exit_code = 4
    vi = "Tệp trong kho bị hỏng: {detail}"
    en = "A file in the store is damaged: {detail}"


class Locked(StoreError):
    """The server holds a lock (WORM, legal hold) that nobody can take off before its date; nothing was lost."""

    kind = "locked"
    vi = "Đang bị khóa, chưa hủy được: {detail}"
    en = "Locked, it cannot be destroyed yet: {detail}"


class CatalogueError(VankhoError):
    """The catalogue (database) cannot be reached or is of another version."""

    kind = "catalogue"
    exit_code = 5
    vi = "Danh mục (cơ sở dữ liệu) không dùng được: {detail}"
    en = "The catalogue failed: {detail}"


class SearchFailed(VankhoError):
    """The index cannot be reached."""

    kind = "index"
    exit_code = 5
    vi = "Chỉ mục tra cứu không dùng được: {detail}"
    en = "The index failed: {detail}"


class BadQuery(UsageError):
    """The query cannot be understood."""

    kind = "bad-query"
    vi = "Không hiểu câu tìm: {detail}"
    en = "Cannot understand the query: {detail}"
