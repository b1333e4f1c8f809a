"""A whole home → a bag (BagIt, RFC 8493) that can be carried elsewhere, and a bag → a home again, in whatever store.

In it: every object of the store, the ledger, what people corrected, what is in quarantine, the agency's own rules,
records of waiting dossiers, reports, saved searches, the settings without addresses and secrets. Catalogue and index
are built again.
"""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

from archive import bag, ocfl
from archive.errors import Damaged, UsageError
from archive.preservation import FULL
from vankho.anchoring import compare_anchors, verify
from vankho.desk import WAITING
from vankho.inspection import Inspector
from vankho.keeping import Keeper
from vankho.rebuild import rebuild_all
from vankho.settings import FILE, TEMPLATE
from vankho.wiring import House

STORE, HOME = "store", "home"
"""The two parts of the payload: the keys of the store, the files of the home."""
LEDGER = "ledger.jsonl"
_CARRIED = ("review", "quarantine", "rules", "reports", "searches")
_FILES = ("corrections.jsonl", "fixity.json")
_LAST = (LEDGER, f"{LEDGER}.head")
_LEFT_BEHIND = (".lock", ".part", ".tmp", ".new")
_OWN = ("home", "store", "copy_folder", "catalogue", "index", "runner", "user", "seal_", "verapdf", "tessdata")
"""Settings that are of this machine, or secrets; they stay here."""
_PASSES = 5

Progress = Callable[[int], None]


def export(house: House, folder: Path, who: str, progress: Progress = lambda count: None) -> tuple[str, int]:
    """Write the home into ``folder``, a new bag or one that was made of this home before: of that, contents that cannot
    change are not copied again. Returns the bag's SHA-512 and the number of files.

    Dossiers may be archived meanwhile: it goes round until the ledger says that nothing was. Nothing is destroyed and
    no clock moves meanwhile.

    Raises:
        UsageError: there is something else in ``folder``, or it lies in the home; the home does not come to rest.
        Full, StoreError: it could not be copied.

    """
    home = house.settings.home.resolve()
    if folder.resolve().is_relative_to(home):
        raise UsageError(f"{folder}: nằm trong kho / lies in the home")
    if folder.exists() and any(folder.iterdir()) and not (folder / "bagit.txt").exists():
        raise UsageError(f"{folder}: đã có thứ khác / there is something else in it")
    with Keeper(house, who).alone():
        house.ledger.append("home-exported", "", who, {"to": folder.name})
        filled = bag.Bag(folder)
        filled.declare()  # so that one that is cut off can go on
        for _ in range(_PASSES):
            before = house.ledger.head()
            count = _fill(filled, house, progress)
            if house.ledger.head() == before:
                digest = filled.close(_about(house))
                house.ledger.append(FULL, "", who, {"to": folder.name, "files": count, "sha512": digest})
                return digest, count
            filled.again()
        raise UsageError("đang có hồ sơ vào kho; hãy chạy lại sau / dossiers keep coming in; run again later")


def bring_in(house: House, folder: Path, who: str) -> tuple[int, list[str]]:
    """Make the home of the bag in ``folder`` in this house, which must be new; a call that was cut off is run again.

    Every digest is checked before anything is written; the ledger comes last, so a home that was cut off is new.
    Returns the number of dossiers, and what is wrong with store and ledger then (nothing, if all is well).

    Raises:
        UsageError: the home has a ledger or dossiers of its own.
        Refused: ``folder`` is no bag.
        Damaged: the bag is not whole; nothing was written.
        Full, StoreError: it could not be written.

    """
    names = dict(bag.listed(folder))
    if house.ledger.head() is not None or set(house.store.dossiers()) - {*_objects(names)}:
        raise UsageError(f"{house.settings.home}: không phải kho mới / not a new home")
    if f"{HOME}/{LEDGER}" not in names:
        raise UsageError(f"{folder}: không phải kho Vankho / no home of Vankho")
    if wrong := list(bag.problems(folder)):
        raise Damaged(f"{folder}: {wrong[0]}" + (f" (+{len(wrong) - 1})" if len(wrong) > 1 else ""))
    for name in sorted(names, key=_order):
        part, _, rest = name.partition("/")
        if part == STORE:
            house.blobs.put(rest, folder / bag.DATA / name)
        elif rest == FILE:
            _settle(folder / bag.DATA / name, house.settings.home / FILE)
        else:
            bag.copied(folder / bag.DATA / name, house.settings.home / rest)
    with House(house.settings, house.now) as fresh:  # one that has not looked yet at who may do what
        count = rebuild_all(fresh)
        if fresh.settings.store_2:  # it has nothing yet
            Inspector(fresh, who).copy()
            compare_anchors(fresh, mend=True)
        wrong = [*verify(fresh), *(f"{one.dossier} {one.file}: {one.what}" for one in fresh.store.verify())]
        fresh.ledger.append("home-imported", "", who, {"from": folder.name, "dossiers": count, "problems": len(wrong)})
    return count, wrong


def _fill(filled: bag.Bag, house: House, progress: Progress) -> int:
    """Put everything; how many files."""
    count = 0
    for key in house.blobs.list(""):
        name = f"{STORE}/{key}"
        if not (_is_content(key) and filled.has(name)):
            with house.blobs.open(key) as data:
                filled.put(name, data)
        count += 1
        progress(count)
    for path in _carried(house.settings.home):
        with path.open("rb") as data:
            filled.put(f"{HOME}/{path.relative_to(house.settings.home).as_posix()}", data)
        count += 1
    settings = house.settings.home / FILE
    text = settings.read_text("utf-8") if settings.exists() else TEMPLATE
    filled.put(f"{HOME}/{FILE}", io.BytesIO(_without_own(text).encode()))
    return count + 1


def _carried(home: Path) -> Iterator[Path]:
    """The files of the home that are nowhere else, the ledger last."""
    for name in _CARRIED:
        for path in sorted((home / name).rglob("*")):
            if path.is_file() and not path.is_symlink() and not path.name.endswith(_LEFT_BEHIND):
                yield path
    yield from sorted((home / "work").glob(f"*/{WAITING}"))  # not its pages: they are read anew, from the scans
    yield from sorted(home.glob(f"{LEDGER}.*-*"))  # what was torn or damaged of the ledger, and put aside
    yield from (home / name for name in (*_FILES, *_LAST) if (home / name).is_file())


def _is_content(key: str) -> bool:
    """Whether the bytes under ``key`` never change: contents of a version, by OCFL."""
    return "/content/" in key


def _objects(names: dict[str, str]) -> Iterator[str]:
    roots = {ocfl.split_key(name.removeprefix(f"{STORE}/"))[0] for name in names if name.startswith(f"{STORE}/")}
    return (identity for root in roots if root and (identity := ocfl.identity_of(root)))


def _order(name: str) -> tuple[int, str]:
    """Contents before the inventories that name them, the ledger at the very end."""
    if name.startswith(f"{STORE}/"):
        return (0 if _is_content(name) else 1), name
    return (3 if name.removeprefix(f"{HOME}/") in _LAST else 2), name


def _without_own(text: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.lstrip("# ").startswith(_OWN))


def _settle(source: Path, target: Path) -> None:
    """The settings of the bag, unless this home has its own already."""
    if not target.exists() or target.read_text("utf-8") == TEMPLATE:
        bag.copied(source, target)


def _about(house: House) -> dict[str, str]:
    told = {
        "Bagging-Date": f"{house.now():%Y-%m-%d}",
        "Bag-Software-Agent": "Vankho",
        "External-Description": "Toàn bộ kho lưu trữ điện tử Vankho / a whole Vankho archive home",
    }
    return told | ({"Source-Organization": house.agency} if house.agency else {})
