"""``vankho seal FILE.pdf… --as agency|officer`` → the files signed; a dossier's documents, as its next version."""

import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from archive.errors import Refused, UsageError
from archive.seal import COPIES, How, Level, Role, Sealer, State, open_key, trust
from vankho.cli.door import Door, print_json
from vankho.cli.dossier import resolve
from vankho.sealing import seal_dossier
from vankho.settings import Settings
from vankho.wiring import clock


@dataclass(frozen=True, slots=True)
class Asked:
    """What stands on the command line."""

    role: Role
    copy: str | None
    key: str | None
    level: Level | None
    folder: Path | None
    in_place: bool
    as_object: bool


@click.command("seal")
@click.argument("targets", nargs=-1, required=True)
@click.option("--as", "role", type=click.Choice(["agency", "officer"]), required=True)
@click.option("--copy", "copy", type=click.Choice(COPIES), help="Hình thức sao / kind of copy (NĐ 30/2020).")
@click.option("--key", "key", help="Tệp .p12 hoặc pkcs11:… / .p12 file or pkcs11:… (VANKHO_SEAL_KEY).")
@click.option(
    "--level", type=click.Choice(["B-B", "B-T", "B-LTA"]), help="Mức PAdES / PAdES level (VANKHO_SEAL_LEVEL)."
)
@click.option("--out", "folder", type=click.Path(path_type=Path, file_okay=False), help="Thư mục ghi tệp đã ký.")
@click.option("--in-place", "in_place", is_flag=True, help="Ghi đè lên chính tệp / write over the file itself.")
@click.option("--json", "as_object", is_flag=True, help="Mỗi tệp một đối tượng JSON / one JSON object a file.")
@click.pass_obj
def command(door: Door, /, targets: tuple[str, ...], **options: Any) -> None:
    """Ký số tệp PDF/A hoặc mọi văn bản của hồ sơ. / Sign PDF/A files, or all documents of a dossier (docs/seal.md)."""
    asked = Asked(**options)
    settings = door.settings
    files = [Path(target) for target in targets if Path(target).is_file() or target.lower().endswith(".pdf")]
    if files and bool(asked.folder) == asked.in_place:
        raise UsageError("--out DIR | --in-place")
    if files and len(files) != len(targets):
        raise UsageError("tệp hoặc hồ sơ, không lẫn nhau / files or dossiers, not both")
    house = door.house()  # the agency's key is for who may sign, also where only loose files are signed
    with sealer(settings, asked) as hand:
        if files:
            whole = _files(door, hand, files, asked)
        else:
            with house:
                for name in targets:
                    version, states = seal_dossier(house, resolve(house, name), hand, door.user)
                    for state in states:
                        _tell(door, state, asked.as_object)
                    door.tell(f"{name}: phiên bản {version}.", f"{name}: version {version}.")
            whole = True
    sys.exit(0 if whole else 3)


@contextmanager
def sealer(settings: Settings, asked: Asked) -> Iterator[Sealer]:
    """Who signs. The key named by the settings is the agency's; an officer names his own with ``--key``."""
    address = asked.key or (settings.seal_key if asked.role == "agency" else "")
    if not address:
        raise UsageError("thiếu khóa ký / no key: --key, seal_key (VANKHO_SEAL_KEY)")
    if not asked.key and not address.startswith("pkcs11:"):
        address = str(settings.home / Path(address).expanduser())
    known = trust([settings.home / Path(settings.seal_trust).expanduser()] if settings.seal_trust else [])
    name = settings.seal_name if asked.role == "agency" else ""
    how = How(asked.role, asked.level or settings.seal_level, name, asked.copy or "", settings.seal_tsa, known)
    with ExitStack() as stack:
        opened = stack.enter_context(open_key(address, lambda: _secret(settings)))
        yield Sealer(opened, how, clock())


def _secret(settings: Settings) -> str:
    """Passphrase or PIN from the environment, a file, or the person at the terminal; never from the command line."""
    if settings.seal_secret:
        return settings.seal_secret
    if settings.seal_secret_file:
        place = settings.home / Path(settings.seal_secret_file).expanduser()
        try:
            return place.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(f"{place}: {error}") from error
    if not sys.stdin.isatty():
        raise UsageError("thiếu mật khẩu khóa / no passphrase: VANKHO_SEAL_SECRET, seal_secret_file")
    return str(click.prompt("Mật khẩu khóa ký / passphrase or PIN", hide_input=True, err=True))


def _files(door: Door, hand: Sealer, files: list[Path], asked: Asked) -> bool:
    """Whether all were signed; one that is refused does not keep the others from it."""
    whole, folder = True, asked.folder
    for file in files:
        target = folder / file.name if folder else file
        try:
            if folder:
                folder.mkdir(parents=True, exist_ok=True)
                if target.exists():
                    raise UsageError(f"{target}: đã có tệp cùng tên / a file of that name is there")
            _tell(door, hand.seal(file, target, clock()), asked.as_object, target)
        except Refused as error:
            whole = False
            click.echo(error.message(door.settings.lang), err=True)
    return whole


def _tell(door: Door, state: State, as_object: bool, target: Path | None = None) -> None:
    where = str(target or state.file)
    if as_object:
        print_json({"file": where, "signatures": [asdict(one) for one in state.signatures]})
        return
    click.echo(where)
    for sentence in state.sentences(door.settings.lang):
        click.echo(f"    {sentence}")
