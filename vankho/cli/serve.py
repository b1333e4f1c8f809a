"""``vankho serve`` → the archive in a browser and in any IIIF viewer: on one's own desk, or for users who log in."""

import click

from vankho.cli.door import Door
from vankho.web.server import Place, serving
from vankho.web.shelf import Shelf


@click.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="0: cổng bất kỳ / any.")
@click.option("--host", default="127.0.0.1", show_default=True, help="Địa chỉ nghe / address to listen at.")
@click.option("--public", default="", help="Địa chỉ sau máy chủ HTTPS / behind an HTTPS server: https://HOST.")
@click.option("--token", is_flag=True, help="Địa chỉ có mã bí mật / a secret in the address.")
@click.pass_obj
def command(door: Door, port: int, host: str, public: str, token: bool) -> None:
    """Mở kho trên trình duyệt và trình xem IIIF. / The archive in a browser and in IIIF viewers.

    Kho có người dùng: mọi người đăng nhập. Kho chưa có: ai ở máy này cũng xem được. Dừng bằng Ctrl+C.
    / In a home with users they log in; without, whoever is at this machine sees all. Stop it with Ctrl+C.
    """
    place = Place(host, port, public.rstrip("/"))
    with door.house() as house:
        shelf = Shelf(house, door.user, door.why)
        with serving(shelf, place, door.settings.lang, token=token) as server:
            click.echo(server.address)
            door.tell("Đang mở; dừng bằng Ctrl+C.", "Serving; stop with Ctrl+C.")
            if shelf.has_users and not shelf.entrance().has_passwords():
                door.tell(
                    "Chưa ai có mật khẩu, nên chưa ai vào được: vankho user password TÊN",
                    "Nobody has a password, so nobody can log in: vankho user password NAME",
                )
            if public.startswith("http:"):
                door.tell(
                    "Chú ý: mật khẩu đi trên mạng không mã hóa.", "Note: passwords cross the network unencrypted."
                )
            server.run()
