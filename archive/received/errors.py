"""What keeps a package from being opened → an error with a sentence for people."""

from archive.errors import Refused


class NotAPackage(Refused):
    """There is no ``METS.xml`` in it, or it is no folder, ZIP or TAR."""

    kind = "not-a-package"
    exit_code = 6
    vi = "{file} không phải gói tin hồ sơ ({detail})."
    en = "{file} is not a package of a dossier ({detail})."


class UnsafePackage(Refused):
    """Its names, links or markup could reach outside it; nothing of it was unpacked to where it points."""

    kind = "unsafe-package"
    vi = "Không mở gói {file}: không an toàn ({detail})."
    en = "The package {file} is not opened: unsafe ({detail})."


class BadPackage(Refused):
    """The check found errors, and nobody said that it is taken in all the same."""

    kind = "bad-package"
    vi = "Gói {file} có lỗi, chưa đưa vào kho: {detail}. Xem đủ: vankho check; vẫn nhận: --accept."
    en = "The package {file} has errors and was not taken in: {detail}. See all: vankho check; take it all the same: --accept."  # noqa: E501
