"""A hit → two or three lines of a terminal."""

import re
from html import unescape

import click

from archive.records import Hit
from archive.text import spoken
from vankho.cli.door import Door


def print_hit(door: Door, hit: Hit, more: str) -> None:
    """Where it is and, after ``more``, its dossier's title; its paper; its text."""
    place = door.words(f"văn bản {hit.document}, trang {hit.page + 1}", f"document {hit.document}, page {hit.page + 1}")
    about = " ".join(part for part in (hit.type_name, hit.number) if part)
    paper = " · ".join(part for part in (about, spoken(hit.issued_date), hit.organ) if part)
    click.echo(f"{click.style(hit.dossier, bold=True)}  {place}{more}  {hit.title}")
    click.echo("".join(f"    {line}\n" for line in (paper, _plain(hit.snippet)) if line), nl=False)


def _plain(snippet: str) -> str:
    """The snippet for a terminal: marks in bold, HTML undone."""
    bold = re.sub(r"<mark>(.*?)</mark>", lambda match: click.style(match[1], bold=True, fg="yellow"), snippet)
    return " ".join(unescape(bold).split())
