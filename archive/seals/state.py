"""A signature as it is found → a record, and one sentence for people."""

from dataclasses import dataclass
from typing import Literal

Covers = Literal["file", "revision", "part"]
Added = Literal["nothing", "proofs", "signatures", "form", "other"]

_WHY = {
    "NO_CERTIFICATE_CHAIN_FOUND": ("không dẫn tới chứng thư gốc được tin", "it leads to no trusted root"),
    "OUT_OF_BOUNDS_NO_POE": (
        "chứng thư đã hết hạn, không có bằng chứng ký khi còn hạn",
        "the certificate is out of date",
    ),
    "EXPIRED": ("chứng thư đã hết hạn", "the certificate has expired"),
    "NOT_YET_VALID": ("ký khi chứng thư chưa có hiệu lực", "it was signed before the certificate was valid"),
    "REVOKED": ("chứng thư đã bị thu hồi", "the certificate was revoked"),
    "REVOKED_NO_POE": ("chứng thư đã bị thu hồi", "the certificate was revoked"),
    "REVOKED_CA_NO_POE": ("chứng thư của nơi cấp đã bị thu hồi", "the issuer's certificate was revoked"),
    "CHAIN_CONSTRAINTS_FAILURE": ("chứng thư không dùng để ký", "the certificate is not meant for signing"),
    "TRY_LATER": ("thiếu thông tin thu hồi", "revocation information is missing"),
}
_ADDED = {
    "nothing": ("", ""),
    "proofs": ("sau đó chỉ thêm bằng chứng kiểm tra", "only proofs were added after it"),
    "signatures": ("sau đó chỉ thêm chữ ký", "only signatures were added after it"),
    "form": ("sau đó có điền biểu mẫu", "a form was filled in after it"),
    "other": ("sau đó tệp đã bị sửa", "the file was changed after it"),
}


@dataclass(frozen=True, slots=True)
class Signature:
    """Chữ ký số: one signature or document time stamp in a PDF.

    ``claimed_at`` is what the signer says, ``stamped_at`` what a time stamp authority confirms (both ISO 8601 with
    zone). ``intact``: its bytes are as they were signed and nothing but what it allows was added after. ``covers``:
    the whole file, the file as it was when signed, or less. ``trusted``: None where nobody was named to be trusted;
    ``stamp_trusted`` says the same of the time stamp. ``problem``: why not intact, or why not trusted (a word of ETSI
    EN 319 102-1); None where all is well. ``level``: ``PAdES-B-B`` … ``PAdES-B-LTA``, ``PKCS7``, ``timestamp``.
    """

    field: str
    kind: Literal["signature", "timestamp"]
    intact: bool
    signer: str = ""
    issuer: str = ""
    serial: str = ""
    name: str = ""
    reason: str = ""
    claimed_at: str | None = None
    stamped_at: str | None = None
    covers: Covers = "part"
    added: Added = "other"
    level: str = ""
    trusted: bool | None = None
    stamp_trusted: bool | None = None
    problem: str | None = None

    def sentence(self, lang: str = "vi") -> str:
        """Who signed when, and whether it holds. ``lang``: ``vi`` or ``en``."""
        vi = lang == "vi"
        what = (
            ("Chữ ký" if vi else "Signature") if self.kind == "signature" else ("Dấu thời gian" if vi else "Time stamp")
        )
        said = f"{what} «{self.signer or self.field}»"
        if self.stamped_at:
            said += f", {'đóng dấu thời gian' if vi else 'time-stamped'} {self.stamped_at}"
        elif self.claimed_at:
            said += f", {'tự khai lúc' if vi else 'said to be of'} {self.claimed_at}"
        said += f", {self.level}: " if self.level else ": "
        if not self.intact:
            return said + (f"HỎNG ({self.problem})" if vi else f"BROKEN ({self.problem})")
        parts = ["nguyên vẹn" if vi else "intact", _ADDED[self.added][0 if vi else 1]]
        if self.trusted is not None:
            why = _WHY.get(self.problem or "", (self.problem, self.problem))[0 if vi else 1]
            yes, no = ("tin cậy", f"KHÔNG tin cậy ({why})") if vi else ("trusted", f"NOT trusted ({why})")
            parts.append(yes if self.trusted else no)
        return said + ", ".join(part for part in parts if part) + "."


@dataclass(frozen=True, slots=True)
class State:
    """Tình trạng chữ ký của một tệp: the signatures in the order in which they were made.

    ``problem``: what is wrong with the file as a whole (bytes behind its end, a signature that cannot be found any
    more); None where nothing is.
    """

    file: str
    signatures: tuple[Signature, ...] = ()
    problem: str | None = None

    @property
    def whole(self) -> bool:
        """Nothing was changed since it was signed; true also of a file without signatures."""
        return self.problem is None and all(one.intact for one in self.signatures)

    @property
    def trusted(self) -> bool:
        """Every signature leads to someone who was named to be trusted."""
        return all(one.trusted for one in self.signatures)

    def sentences(self, lang: str = "vi") -> list[str]:
        """What people are told, a line a signature, and one for the whole file where something is wrong with it."""
        vi = lang == "vi"
        if self.problem:
            whole = [f"{'HỎNG' if vi else 'BROKEN'}: {self.problem}"]
        else:
            none = "không có chữ ký số" if vi else "there is no digital signature"
            whole = [] if self.signatures else [none]
        return [one.sentence(lang) for one in self.signatures] + whole
