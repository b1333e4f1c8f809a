"""An agency and a paper → its draft for people to sign, as DOCX and as PDF, with place and day as the law has them."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from archive.form import Paper, write_paper
from archive.pdf.paper import write_paper_pdf
from archive.retention import Facts
from archive.text import spoken
from archive.xmp import About

DOTS = "…………"
"""Room for a pen."""


@dataclass(frozen=True, slots=True)
class Agency:
    """Cơ quan: what stands at the head of its papers; dots where a setting does not say.

    ``version`` is that of the Vankho that drafts them.
    """

    organ: str = DOTS
    superior: str = ""
    place: str = DOTS
    version: str = ""

    @property
    def organs(self) -> tuple[str, str]:
        """The superior body and the agency."""
        return self.superior, self.organ

    @property
    def name(self) -> str:
        """The agency in a sentence."""
        return "cơ quan" if self.organ == DOTS else self.organ


def in_both(stem: Path, paper: Paper, agency: Agency, file: str, at: str) -> list[Path]:
    """``stem.docx`` and ``stem.pdf`` of ``paper``, which belongs to ``file`` as it stood at the time ``at``."""
    about = About(file, paper.subject, datetime.fromisoformat(at), agency.version)
    return [
        write_paper(stem.with_name(f"{stem.name}.docx"), paper),
        write_paper_pdf(stem.with_name(f"{stem.name}.pdf"), paper, about),
    ]


def dated(agency: Agency, day: date | None) -> str:
    """Ô số 4: days below 10 and months 1 and 2 with a zero."""
    if day is None:
        return f"{agency.place}, ngày …… tháng …… năm ………"
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"{agency.place}, ngày {day.day:02d} tháng {month} năm {day.year}"


def day_of(at: str) -> date:
    """The day of a time on the ledger."""
    return datetime.fromisoformat(at).date()


def moment_of(at: str) -> str:
    """A time on the ledger as people write it."""
    return f"{datetime.fromisoformat(at):%d/%m/%Y %H:%M}"


def years_of(facts: Facts) -> str:
    """From when to when the papers of a dossier are, as lists say it; empty where no day is known."""
    dates = sorted(filter(None, (facts.start, facts.end, *(paper.date for paper in facts.papers))))
    return " – ".join(dict.fromkeys((spoken(dates[0]), spoken(dates[-1])))) if dates else ""
