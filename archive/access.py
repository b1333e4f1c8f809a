"""Roles, units and a dossier's access mode → who may see it, and what they may do with it.

Nothing here reads or writes anything. Rights are data (:data:`ROLES`); ``docs/access.md`` prints them and a test holds
the two together. Modes: TT 05/2025/TT-BNV, 01 công khai, 02 sử dụng có điều kiện, 03 mật (tiếp cận hạn chế).
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

from archive.law import TABLES
from archive.records import Dossier
from archive.text import fold

Mode = Literal["01", "02", "03"]
MODES: tuple[Mode, ...] = get_args(Mode)
PUBLIC, CONDITIONAL, RESTRICTED = MODES

Right = Literal[
    "see-conditional", "see-restricted", "ingest", "review", "describe", "hand-out", "export", "seal", "retain",
    "set-mode", "grant", "quarantine", "submit", "propose", "council", "decide", "dispose", "audit", "upkeep", "users",
]  # fmt: skip
Role = Literal["clerk", "reviewer", "records", "archivist", "approver", "auditor", "admin"]

RIGHTS: Mapping[Right, tuple[str, str]] = {
    "see-conditional": ("xem hồ sơ sử dụng có điều kiện", "see conditional dossiers"),
    "see-restricted": ("xem hồ sơ hạn chế", "see restricted dossiers"),
    "ingest": ("đưa bản quét vào", "bring scans in"),
    "review": ("sửa và nhận hồ sơ chờ", "correct and accept what waits"),
    "describe": ("xuất, nhập bảng kê", "the exchange sheet, out and in"),
    "hand-out": ("cấp bản sao cho người khai thác", "hand copies to readers"),
    "export": ("xuất gói và tệp", "export packages and files"),
    "seal": ("ký số", "sign"),
    "retain": ("thời hạn, lệnh giữ", "retention and holds"),
    "set-mode": ("định chế độ sử dụng", "set the access mode"),
    "grant": ("duyệt yêu cầu khai thác", "decide about requests to use"),
    "quarantine": ("hồ sơ cách ly", "what is in quarantine"),
    "submit": ("nộp lưu", "hand dossiers over"),
    "propose": ("lập danh mục hủy", "propose lists of disposal"),
    "council": ("xét hủy", "sit in the disposal council"),
    "decide": ("quyết định hủy", "decide about disposal"),
    "dispose": ("thi hành hủy", "carry out a disposal"),
    "audit": ("kiểm tra sổ", "check the ledger"),
    "upkeep": ("kiểm tra, dựng lại kho", "verify and rebuild"),
    "users": ("quản lý người dùng", "keep the list of users"),
}

_ALL: frozenset[Right] = frozenset(["see-conditional", "see-restricted"])
_WORK: frozenset[Right] = frozenset(["ingest", "review", "describe", "hand-out", "export", "retain"])
_CHARGE: frozenset[Right] = frozenset(
    ["seal", "set-mode", "grant", "quarantine", "submit", "propose", "council", "dispose", "audit", "upkeep"]
)

ROLES: Mapping[Role, tuple[str, frozenset[Right]]] = {
    "clerk": ("văn thư, người quét", frozenset(["see-conditional", "ingest"])),
    "reviewer": ("người kiểm tra bản đọc", frozenset(["see-conditional", "review"])),
    "records": ("người làm lưu trữ", _WORK | {"see-conditional"}),
    "archivist": ("người phụ trách lưu trữ", _ALL | _WORK | _CHARGE),
    "approver": ("người có thẩm quyền quyết định", _ALL | {"set-mode", "grant", "council", "decide"}),
    "auditor": ("người kiểm tra, thanh tra", _ALL | {"audit"}),
    "admin": ("quản trị hệ thống", _ALL | {"audit", "upkeep", "users"}),
}
"""A user without a role sees what is public, and may ask for more."""

WHOLE: frozenset[Right] = frozenset(
    ["quarantine", "submit", "propose", "council", "decide", "dispose", "audit", "upkeep", "users"]
)
"""Rights over the whole home: they are had only from a grant that is not limited to units or fonds."""


def mode_of(value: str) -> Mode | None:
    """The mode that a field says, as code or in words; None where it is empty. Words that are none of the table's
    ("lưu hành nội bộ") are taken for the strictest: nobody is let in by a slip of the pen."""
    if not value.strip():
        return None
    coded = TABLES["mode"].coded(value)
    return next((mode for mode in MODES if coded and coded.code == mode), RESTRICTED)


@dataclass(frozen=True, slots=True)
class Marks:
    """Điều quyết định ai được xem: what of a dossier decides who may see it; unit and fonds without marks and case."""

    dossier: str
    mode: Mode = CONDITIONAL
    unit: str = ""
    fonds: tuple[str, ...] = ()


def stated_mode(dossier: Dossier) -> Mode:
    """The strictest mode that the dossier or one of its documents states. A dossier that states none is conditional:
    the staff work with it, the world waits until somebody has said that it is public."""
    own = mode_of(dossier.fields.get("mode") or dossier.fields.get("rights", "")) or CONDITIONAL
    papers = [mode_of(paper.more.get("mode", "")) for paper in dossier.documents]
    return max(own, *(mode for mode in papers if mode)) if any(papers) else own


def marks_of(dossier: Dossier, mode: Mode | None = None) -> Marks:
    """What decides who may see ``dossier``; ``mode``: what a person has set since, which counts instead."""
    return marks(dossier.id, mode or stated_mode(dossier), dossier.fields)


def marks(identity: str, mode: Mode, fields: Mapping[str, str]) -> Marks:
    """The same from a dossier's fields; unit: ``unit``, fonds: names and number."""
    named = (fields.get(name, "") for name in ("fond_name", "fonds_name", "organ_id"))
    return Marks(identity, mode, plain(fields.get("unit", "")), tuple(filter(None, map(plain, named))))


def plain(name: str) -> str:
    """The name of a unit or a fonds as it is compared: any case, with or without marks."""
    return " ".join(fold(name).split())


@dataclass(frozen=True, slots=True)
class Reach:
    """Phạm vi: dossiers of these modes, of these units and fonds; none named: of all."""

    modes: frozenset[str]
    units: frozenset[str] = frozenset()
    fonds: frozenset[str] = frozenset()

    @property
    def is_limited(self) -> bool:
        """Whether it is limited to units or fonds."""
        return bool(self.units or self.fonds)

    def holds(self, one: Marks) -> bool:
        """Whether that dossier is within."""
        return (
            one.mode in self.modes
            and (not self.units or one.unit in self.units)
            and (not self.fonds or not self.fonds.isdisjoint(one.fonds))
        )


@dataclass(frozen=True, slots=True)
class Sight:
    """Tầm xem: the dossiers within any of ``reaches``, and those named. The default sees all. ``among``: of these only
    those; it is looked at no further."""

    reaches: tuple[Reach, ...] = (Reach(frozenset(MODES)),)
    dossiers: frozenset[str] = frozenset()
    among: frozenset[str] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether nothing is hidden from it."""
        return self.among is None and any(one.modes.issuperset(MODES) and not one.is_limited for one in self.reaches)

    def sees(self, one: Marks) -> bool:
        """Whether that dossier is seen."""
        if self.among is not None and one.dossier not in self.among:
            return False
        return one.dossier in self.dossiers or any(reach.holds(one) for reach in self.reaches)


EVERYTHING = Sight()


@dataclass(frozen=True, slots=True)
class Grant:
    """Vai trò được giao: a role, for these units and fonds; none named: for all."""

    role: Role
    units: frozenset[str] = frozenset()
    fonds: frozenset[str] = frozenset()

    @property
    def rights(self) -> frozenset[Right]:
        """What the role may, of which a limited grant gives nothing that is of the whole home."""
        return ROLES[self.role][1] - WHOLE if self.units or self.fonds else ROLES[self.role][1]

    @property
    def modes(self) -> frozenset[str]:
        """The modes that the role sees."""
        seen = {CONDITIONAL: "see-conditional", RESTRICTED: "see-restricted"}
        return frozenset(mode for mode in MODES if mode == PUBLIC or seen[mode] in self.rights)

    @property
    def reach(self) -> Reach:
        """The dossiers for which it counts."""
        return Reach(self.modes, self.units, self.fonds)


@dataclass(frozen=True, slots=True)
class Request:
    """Yêu cầu khai thác: who asks for which dossier (``named`` as typed), to what end, until when; and the answer.

    ``dossier``: which one it was when it was approved; ``until`` is then the approver's.
    """

    number: int
    who: str
    named: str
    purpose: str
    until: date
    at: str
    state: Literal["waiting", "approved", "refused"] = "waiting"
    dossier: str = ""
    by: str = ""
    reason: str = ""

    def is_open_on(self, day: date) -> bool:
        """Whether it lets the asker in on ``day``; the last day is included."""
        return self.state == "approved" and day <= self.until


@dataclass(frozen=True, slots=True)
class Person:
    """Người dùng: a name, what was granted, and the requests that let in today. ``is_known`` is False for a name that
    was never added or is disabled: nobody."""

    name: str
    grants: tuple[Grant, ...] = ()
    is_known: bool = True
    requests: tuple[Request, ...] = field(default=(), compare=False)

    @property
    def rights(self) -> frozenset[Right]:
        """All that this person may, somewhere."""
        found: frozenset[Right] = frozenset()
        return found.union(*(grant.rights for grant in self.grants))

    @property
    def sight(self) -> Sight:
        """What this person sees."""
        if not self.is_known:
            return Sight(())
        open_to_all = Reach(frozenset([PUBLIC]))
        asked = frozenset(one.dossier for one in self.requests)
        return Sight((open_to_all, *(grant.reach for grant in self.grants)), asked)

    def may(self, right: Right, one: Marks) -> bool:
        """Whether this person may do that with that dossier."""
        return any(right in grant.rights and grant.reach.holds(one) for grant in self.grants)

    def request_for(self, identity: str) -> Request | None:
        """The request that lets this person use the dossier, the longest of several."""
        found = [one for one in self.requests if one.dossier == identity]
        return max(found, key=lambda one: one.until, default=None)


def everyone(name: str) -> Person:
    """Whoever works in a home without users: all rights, as on one's own desk."""
    return Person(name, tuple(Grant(role) for role in ROLES))


Seen = Callable[[Marks], bool]


def has_admin(people: Iterable[Person]) -> bool:
    """Whether one of them may still keep the list of users."""
    return any(one.is_known and "users" in one.rights for one in people)
