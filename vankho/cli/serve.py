"""``vankho serve`` → the archive in a browser and in any IIIF viewer, on this machine, for the person who starts it."""

import click

from vankho.cli.door import Door
from vankho.web.server import is_loopback, serving
from vankho.web.shelf import Shelf


@click.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: cổng bất kỳ / any.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ nghe / address to listen at.")
@click.option("--token", is_flag=True, help="Địa chỉ có mã bí mật / a secret in the address (always where users are).")
@click.pass_obj
def command(door: Door, port: int, host: str, token: bool) -> None:
    """Mở kho trên trình duyệt và trình xem IIIF. / The archive in a browser and in IIIF viewers.

    Ai có địa chỉ thì xem được những gì người chạy lệnh được xem; dừng bằng Ctrl+C.
    / Whoever has the address sees what you see; stop it with Ctrl+C.
    """
    with (
        door.house() as house,
        serving(Shelf(house, door.user, door.why), host, port, door.settings.lang, token=token) as server,
    ):
        click.echo(server.address)
        door.tell("Đang mở; dừng bằng Ctrl+C.", "Serving; stop with Ctrl+C.")
        if not is_loopback(host):
            door.tell(
                "Chú ý: máy khác cũng vào được và đường truyền không mã hóa; hãy đặt sau máy chủ có HTTPS.",
                "Note: other machines reach it, and nothing is encrypted; put it behind a server with HTTPS.",
            )
        server.run()
