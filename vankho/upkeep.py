"""The house by night → its share of the stores read again, its ledger copied, once a month a whole copy of all."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from archive.bag import MANIFEST
from archive.errors import VankhoError
from vankho.anchoring import anchor
from vankho.inspection import inspected
from vankho.moving import export
from vankho.wiring import House


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Việc giữ gìn trong đêm: ``checked`` of ``of`` objects were read again; ``left``: faults that were not put right,
    a sentence each; ``copied``: dossiers that the second store lacked; ``unheld``: files off which somebody had taken
    the legal hold; ``waiting``: dossiers that the second store still lacks; ``whole_copy``: where the whole copy of
    this month was written tonight; ``trouble``: why it could not be done to its end.
    """

    checked: int = 0
    of: int = 0
    left: tuple[str, ...] = ()
    mended: int = 0
    copied: int = 0
    unheld: int = 0
    waiting: int = 0
    anchored: bool = False
    minutes: str = ""
    whole_copy: str = ""
    trouble: str = ""

    @property
    def whole(self) -> bool:
        """Whether nothing is damaged, and nothing stood in the way."""
        return not self.left and not self.trouble

    def as_json(self) -> dict[str, object]:
        """For programs."""
        return asdict(self) | {"whole": self.whole}

    def lines(self, lang: str) -> Iterator[str]:
        """For people, as Markdown."""
        vi = lang == "vi"
        yield f"\n## {'Giữ gìn kho' if vi else 'Upkeep of the stores'}\n"
        yield f"- {'Đã đọc lại' if vi else 'Read again'}: {self.checked}/{self.of} {self.minutes}".rstrip()
        if self.mended or self.copied:
            told = "Đã sửa {}, đã chép sang kho thứ hai {}" if vi else "Mended {}, copied to the second store {}"
            yield f"- {told.format(self.mended, self.copied)}"
        if self.unheld:
            told = "ĐÃ CÓ NGƯỜI GỠ giữ pháp lý: {} tệp" if vi else "SOMEBODY TOOK OFF the legal hold: {} files"
            yield f"- **{told.format(self.unheld)}** ({'đã đặt lại' if vi else 'it is on again'})"
        if self.waiting:
            told = "Còn chờ chép sang kho thứ hai: {}" if vi else "Still waiting for the second store: {}"
            yield f"- **{told.format(self.waiting)}** (vankho fixity waiting)"
        yield from (f"- **{'HỎNG' if vi else 'DAMAGED'}: {one}** (vankho fixity repair)" for one in self.left)
        if self.anchored:
            yield f"- {'Sổ sự kiện đã chép và neo vào kho' if vi else 'The ledger was copied and anchored'}"
        if self.whole_copy:
            yield f"- {'Bản sao toàn bộ của tháng' if vi else 'The whole copy of this month'}: {self.whole_copy}"
        if self.trouble:
            yield f"- **{'CHƯA XONG' if vi else 'NOT DONE'}: {self.trouble}**"


def upkeep(house: House, who: str, days: int) -> Upkeep:
    """Read tonight's share of the stores, so that everything is read within ``days``, copy and anchor the
    ledger, and once a month write a whole copy of the home. What fails is told and ends nothing else.
    """
    try:
        told, minutes = inspected(house, who, days)
        left = tuple(f"{one.store}: {one.file}: {one.what}" for one in told.left)
        done = Upkeep(len(told.seen), told.of, left, len(told.faults) - len(left), told.copied, minutes=minutes.name)
        done = replace(done, unheld=len(told.unheld), waiting=len(told.waiting))
    except (VankhoError, OSError) as error:
        done = Upkeep(trouble=_said(error, house))
    try:
        done = replace(done, anchored=anchor(house, who) is not None)
    except (VankhoError, OSError) as error:
        done = _troubled(done, error, house)
    try:
        return replace(done, whole_copy=_copied_whole(house, who))
    except (VankhoError, OSError) as error:
        return _troubled(done, error, house)


def _copied_whole(house: House, who: str) -> str:
    """Where this month's whole copy was written now; empty where it is there, or none is asked for. One that was cut
    off has no list and is gone on with by the next night."""
    if not house.settings.copy_folder:
        return ""
    folder = house.settings.home / Path(house.settings.copy_folder).expanduser() / f"{house.now():%Y-%m}"
    if (folder / MANIFEST).exists():
        return ""
    export(house, folder, who)
    return str(folder)


def _troubled(done: Upkeep, error: Exception, house: House) -> Upkeep:
    return replace(done, trouble=" · ".join(one for one in (done.trouble, _said(error, house)) if one))


def _said(error: Exception, house: House) -> str:
    return error.message(house.settings.lang) if isinstance(error, VankhoError) else str(error)
