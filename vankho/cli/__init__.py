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

VERBS = {
    "init": "Tạo thư mục kho và kiểm tra từng phần. / Make an archive home and try its parts.",
    "ingest": "Đưa hồ sơ quét vào kho. / Bring scans or packages into the archive.",
    "nightly": "Xử lý hộp nhận ban đêm, có báo cáo. / Work through an inbox by night, with a report.",
    "review": "Xem và sửa hồ sơ đang chờ. / See and correct the dossiers that wait.",
    "quarantine": "Hồ sơ cách ly vì dấu độ mật. / Dossiers set aside for a secrecy mark.",
    "text": "In văn bản đã đọc. / Print the text that was read.",
    "search": "Tìm trang văn bản, có dấu hay không dấu. / Find pages, with or without marks.",
    "serve": "Mở kho trên trình duyệt và trình xem IIIF. / The archive in a browser and IIIF viewers.",
    "show": "Xem một hồ sơ. / Show a dossier.",
    "list": "Liệt kê hồ sơ. / List the dossiers.",
    "export": "Xuất gói AIP, SIP, DIP, PDF/A, ALTO, CSV, mục lục. / Export packages or parts.",
    "sheet": "Bảng kê hồ sơ, văn bản XLSX/CSV: xuất, nhập. / The exchange sheet, out and in.",
    "seal": "Ký số tệp PDF/A. / Sign PDF/A files.",
    "check-seal": "Kiểm chữ ký số. / Check digital signatures.",
    "check": "Kiểm gói tin SIP, AIP, DIP. / Check a package.",
    "verify": "Đọc lại và băm lại mọi tệp trong kho. / Read and hash every file again.",
    "fixity": "Đọc lại kho theo lượt, so hai kho, sửa. / Re-read by turns, compare, repair.",
    "rebuild": "Dựng lại danh mục và chỉ mục chỉ từ kho. / Catalogue and index anew, from the store.",
    "home": "Xuất, nhập cả kho (túi BagIt). / A whole home out and in (BagIt).",
    "ledger": "Sổ sự kiện có chuỗi băm. / The hash-chained ledger of events.",
    "user": "Người dùng và vai trò. / Users and their roles.",
    "access": "Chế độ sử dụng, yêu cầu khai thác. / Access modes, requests to use.",
    "retention": "Thời hạn lưu trữ, lệnh giữ, hủy hồ sơ. / Retention, holds, disposal.",
    "submit": "Nộp vào lưu trữ hiện hành, lịch sử. / Handing dossiers over to the archives.",
}
"""The verbs in the order of a dossier's way; what each does is told without importing it."""


class Verbs(click.Group):
    """Imports a verb's file only when that verb is asked for, so that a search does not wait for OpenCV."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All verbs, in the order of a dossier's way."""
        return [*VERBS]

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of verbs in the help."""
        with formatter.section("Commands"):
            formatter.write_dl([*VERBS.items()])

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
@click.option("--why", default="", help="Lý do xem hồ sơ hạn chế, ghi vào sổ / why a restricted dossier is used.")
@click.version_option(__version__, prog_name="vankho")
@click.pass_context
def cli(ctx: click.Context, home: Path | None, lang: str | None, why: str) -> None:
    """Vankho (văn khố): hồ sơ giấy đã quét thành kho lưu trữ điện tử. / Scanned paper dossiers become an archive."""
    environ = dict(os.environ) | ({"VANKHO_LANG": lang} if lang else {})
    ctx.obj = Door(load(home, environ), why)


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
