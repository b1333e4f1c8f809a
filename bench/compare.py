"""A corpus → Vankho, OCRmyPDF and plain Tesseract on it, in turn → one table.

``python -m bench.compare --corpus ../shared/corpus/public``; ``script/bench`` installs what is missing first.
"""

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bench import machine
from bench.corpus import TrueDossier, dossiers
from bench.peers import ROOT, OcrMyPdf, Peer, Taken, Tesseract, Vankho
from bench.score import score
from bench.table import Line, Sheet, as_json, as_markdown

NAMES = ("vankho", "ocrmypdf", "tesseract")


def main(arguments: Sequence[str]) -> int:
    """Measure and print; files are written where asked. 0, or 1 where a program lost a dossier."""
    asked = parser().parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="vankho-bench-", dir=asked.work) as folder:
        sheets = [
            sheet(corpus, asked, Path(folder) / str(n)) for n, corpus in enumerate((asked.corpus, asked.seed)) if corpus
        ]
    about = machine.line(date.today(), ROOT) + f" · {asked.processes} processes"
    tables = as_markdown(about, sheets)
    print(tables, end="")
    if asked.markdown:
        asked.markdown.write_text(tables, encoding="utf-8")
    if asked.json:
        asked.json.write_text(json.dumps(as_json(about, sheets), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return int(any(line.taken.lost for sheet in sheets for line in sheet.lines))


def parser() -> argparse.ArgumentParser:
    """The command line."""
    made = argparse.ArgumentParser(prog="python -m bench.compare", description=__doc__.split("\n")[0])
    made.add_argument("--corpus", type=Path, required=True, help="folder of dossiers with their manifests")
    made.add_argument("--seed", type=Path, help="a second such folder, with tables of its own")
    made.add_argument("--processes", type=int, default=2, help="for every program (2)")
    made.add_argument("--peers", default=",".join(NAMES), help=f"which of {','.join(NAMES)}")
    made.add_argument("--per-dossier", action="store_true", help="Vankho also with a call a dossier")
    made.add_argument("--dossiers", type=int, help="only the first so many of each corpus")
    made.add_argument("--ocrmypdf", type=Path, default=Path("ocrmypdf"), help="the program (ocrmypdf)")
    made.add_argument("--scorer", type=Path, help="the corpus's score.py (beside the corpus folder)")
    made.add_argument("--work", type=Path, help="folder for temporary files (the system's)")
    made.add_argument("--json", type=Path, help="write all figures here")
    made.add_argument("--markdown", type=Path, help="write the tables here, too")
    return made


def peers(asked: argparse.Namespace, work: Path) -> list[Peer]:
    """The programs asked for, in the order in which each dossier meets them."""
    wanted = asked.peers.split(",")
    if unknown := set(wanted) - set(NAMES):
        raise SystemExit(f"unknown peers: {', '.join(sorted(unknown))}")
    found: list[Peer] = []
    if "vankho" in wanted:
        found.append(Vankho(asked.processes, work))
        found += [Vankho(asked.processes, work, together=False)] if asked.per_dossier else []
    found += [OcrMyPdf(asked.ocrmypdf, asked.processes, work)] if "ocrmypdf" in wanted else []
    found += [Tesseract(asked.processes, work)] if "tesseract" in wanted else []
    return found


def sheet(corpus: Path, asked: argparse.Namespace, work: Path) -> Sheet:
    """Every program over every dossier of ``corpus``."""
    work.mkdir()
    chosen = dossiers(corpus)[: asked.dossiers]
    contest = peers(asked, work)
    taken = in_turn(contest, chosen, work)
    pages = sum(len(dossier.pages) for dossier in chosen)
    scorer = asked.scorer or corpus.parent / "score.py"
    lines = tuple(
        Line(peer.name, peer.version(), pages, taken[peer.name], score(corpus, chosen, predictions(work, peer), scorer))
        for peer in contest
    )
    return Sheet(corpus.name, sum(dossier.pdf.stat().st_size for dossier in chosen), lines)


def in_turn(contest: Sequence[Peer], chosen: Sequence[TrueDossier], work: Path) -> dict[str, Taken]:
    """What each program took: dossier by dossier, one program after the other, so that a busy hour of the machine
    meets all of them; a program that takes all in one call has its turn half-way.
    """
    turns: list[tuple[Peer, Sequence[TrueDossier]]] = [
        (peer, [dossier]) for dossier in chosen for peer in contest if not peer.together
    ]
    middle = len(turns) // 2
    turns[middle:middle] = [(peer, chosen) for peer in contest if peer.together]
    taken: dict[str, Taken] = {}
    for peer, share in turns:
        print(f"{peer.name}: {', '.join(dossier.name for dossier in share)}", file=sys.stderr, flush=True)
        result = peer.take(share, predictions(work, peer))
        taken[peer.name] = taken[peer.name] + result if peer.name in taken else result
    return taken


def predictions(work: Path, peer: Peer) -> Path:
    """Where the page texts of ``peer`` lie."""
    return work / "read" / peer.name


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
