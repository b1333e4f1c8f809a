"""``vankho list`` → the dossiers of the catalogue."""

import click

from vankho.cli.door import Door, print_json


@click.command("list")
@click.option("--status", type=click.Choice(["archived", "review", "quarantine", "disposed"]))
@click.option("--json", "as_lines", is_flag=True, help="Mỗi hồ sơ một dòng JSON / one JSON object per dossier.")
@click.pass_obj
def command(door: Door, status: str | None, as_lines: bool) -> None:
    """Liệt kê hồ sơ. / List dossiers."""
    count = 0
    with door.house() as house:
        for row in house.reader.rows(status):
            count += 1
            if as_lines:
                print_json(row.as_json())
            else:
                marks = {
                    "review": door.words("  [chờ xem]", "  [waits]"),
                    "quarantine": "  [⛔]",
                    "disposed": door.words("  [đã hủy]", "  [disposed of]"),
                }
                size = f"({row.page_count} tr., {row.document_count} vb.)"
                click.echo(f"{row.id}{marks.get(row.status, '')}  {row.title or ''}  {size}")
    if not as_lines:
        door.tell(f"{count} hồ sơ.", f"{count} dossiers.")
