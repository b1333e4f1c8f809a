"""``vankho check-seal FILE.pdf…`` → who signed each file and when, whether it is intact, whether to be trusted."""

import sys
from dataclasses import asdict
from pathlib import Path

import click

from archive.errors import Refused
from archive.seal import state, trust
from vankho.cli.door import Door, print_json

_REFUSED, _BROKEN, _UNSIGNED = 3, 4, 6


@click.command("check-seal")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--trust", "roots", multiple=True, type=click.Path(path_type=Path, exists=True), help="CA.pem, CRL, thư mục."
)
@click.option("--json", "as_object", is_flag=True, help="Mỗi tệp một đối tượng JSON / one JSON object a file.")
@click.pass_obj
def command(door: Door, files: tuple[Path, ...], roots: tuple[Path, ...], as_object: bool) -> None:
    """Kiểm chữ ký số. Mã thoát 4: hỏng hoặc không tin cậy; 6: không có chữ ký. / Check signatures; files are only read.

    Exit 0: all intact, and trusted where --trust (or seal_trust) names roots; 4: changed, broken or not trusted; 6: a
    file without signature; 3: a file that cannot be read.
    """
    lang, settings = door.settings.lang, door.settings
    own = [settings.home / Path(settings.seal_trust).expanduser()] if settings.seal_trust else []
    known = trust(list(roots) or own)
    ends = set()
    for file in files:
        try:
            found = state(file, known)
        except Refused as error:
            ends.add(_REFUSED)
            click.echo(error.message(lang), err=True)
            continue
        if not found.whole or (known.roots and not found.trusted):
            ends.add(_BROKEN)
        elif not found.signatures:
            ends.add(_UNSIGNED)
        if as_object:
            told = [asdict(one) | {"message": one.sentence(lang)} for one in found.signatures]
            print_json({"file": str(file), "whole": found.whole, "problem": found.problem, "signatures": told})
            continue
        click.echo(str(file))
        for sentence in found.sentences(lang):
            click.echo(f"    {sentence}")
    sys.exit(next((end for end in (_BROKEN, _REFUSED, _UNSIGNED) if end in ends), 0))
