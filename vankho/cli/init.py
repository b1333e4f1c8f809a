"""``vankho init`` → an archive home that is ready, and what its parts promise."""

import click

from vankho.cli.door import Door


@click.command("init")
@click.pass_obj
def command(door: Door) -> None:
    """Tạo thư mục kho và kiểm tra từng phần. / Make the archive home and try each part."""
    with door.house() as house:
        promise = house.blobs.promise
        rows = sum(1 for _ in house.catalogue.rows())
        kept = len(house.index.dossiers())
        worm_vi = "đã thử và khóa thật" if promise.worm else "KHÔNG có khóa WORM"
        worm_en = "tried: it locks" if promise.worm else "NO WORM lock"
        click.echo(
            door.words(
                f"Kho: {door.settings.home}\nLưu trữ: {promise.server} ({worm_vi}: {promise.detail})\n"
                f"Danh mục: {rows} hồ sơ\nChỉ mục: {kept} hồ sơ\nNhận dạng: {house.engine.name}",
                f"Home: {door.settings.home}\nStore: {promise.server} ({worm_en}: {promise.detail})\n"
                f"Catalogue: {rows} dossiers\nIndex: {kept} dossiers\nRecogniser: {house.engine.name}",
            )
        )
