"""The command line → a verb; each verb lives in a file of its own name."""

import logging
import os
import sys
from importlib import import_module
from pathlib import Path

import click

from archive.errors import VankhoError
from vankho import __version__
from vankho.cli.door import Door
from vankho.settings import load

VERBS = (
    "init",
    "ingest",
    "nightly",
    "review",
    "quarantine",
    "text",
    "search",
    "show",
    "list",
    "export",
    "sheet",
    "seal",
    "check-seal",
    "check",
    "verify",
    "rebuild",
    "ledger",
    "retention",
)


class Verbs(click.Group):
    """Imports a verb's file only when that verb is asked for, so that a search does not wait for OpenCV."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All verbs, in the order of a dossier's way."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb of that name, or None."""
        if cmd_name not in VERBS:
            return None
        command: click.Command = import_module(f"vankho.cli.{cmd_name.replace('-', '_')}").command
        return command


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", type=click.Path(path_type=Path), help="Thư mục kho / archive home (VANKHO_HOME, ~/vankho).")
@click.option(
    "--lang", type=click.Choice(["vi", "en"]), help="Ngôn ngữ thông báo / language of messages (VANKHO_LANG)."
)
@click.version_option(__version__, prog_name="vankho")
@click.pass_context
def cli(ctx: click.Context, home: Path | None, lang: str | None) -> None:
    """Vankho (văn khố): hồ sơ giấy đã quét thành kho lưu trữ điện tử. / Scanned paper dossiers become an archive."""
    environ = dict(os.environ) | ({"VANKHO_LANG": lang} if lang else {})
    ctx.obj = Door(load(home, environ))


def main() -> None:
    """Run the command line; an error becomes a sentence on stderr and the error's own exit code."""
    logging.getLogger().addHandler(logging.NullHandler())  # what libraries mutter is told as errors of our own
    try:
        cli(prog_name="vankho", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.exceptions.Exit as ending:
        sys.exit(ending.exit_code)
    except (click.Abort, KeyboardInterrupt):
        print("Đã dừng theo yêu cầu; chạy lại lệnh để làm tiếp. / Stopped; run again to go on.", file=sys.stderr)
        sys.exit(130)
    except VankhoError as error:
        print(error.message(_language()), file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


def _language() -> str:
    """The language for an error that ends the command, however early: as asked, else as set, else Vietnamese."""
    asked = _value("--lang") or os.environ.get("VANKHO_LANG")
    if asked in ("vi", "en"):
        return asked
    home = _value("--home")
    try:
        return load(Path(home) if home else None, os.environ).lang
    except VankhoError:
        return "vi"


def _value(option: str) -> str | None:
    arguments = sys.argv[1:]
    return next((arguments[at + 1] for at, word in enumerate(arguments[:-1]) if word == option), None)
