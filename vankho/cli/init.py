"""``vankho init`` → an archive home that is ready, and what its parts promise."""

import click

from archive.blob import Promise
from vankho.cli.door import Door


def worm(promise: Promise) -> tuple[str, str]:
    """What may be promised about the store's lock, in both languages; only what the trial at start has shown."""
    if promise.worm:
        return "khóa WORM: đã thử và giữ được", f"WORM lock: tried and held; {promise.detail}"
    return "KHÔNG hứa khóa WORM", f"NO WORM promise: {promise.detail}"


@click.command("init")
@click.pass_obj
def command(door: Door) -> None:
    """Tạo thư mục kho và kiểm tra từng phần. / Make the archive home and try each part."""
    with door.house() as house:
        promise = house.blobs.promise
        rows = sum(1 for _ in house.catalogue.rows())
        kept = len(house.index.dossiers())
        worm_vi, worm_en = worm(promise)
        click.echo(
            door.words(
                f"Kho: {door.settings.home}\nLưu trữ: {promise.server} ({worm_vi})\n"
                f"Danh mục: {rows} hồ sơ\nChỉ mục: {kept} hồ sơ\nNhận dạng: {house.engine.name}",
                f"Home: {door.settings.home}\nStore: {promise.server} ({worm_en}: {promise.detail})\n"
                f"Catalogue: {rows} dossiers\nIndex: {kept} dossiers\nRecogniser: {house.engine.name}",
            )
        )
