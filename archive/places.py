"""What a file of a package is → where it lies in it (TT 05/2025/TT-BNV, PL I; E-ARK CSIP 2.0.4).

Four representations at most: ``rep1`` holds a PDF/A a document, as the circular has it; ``scans`` the scans as they
came, ``text`` what was read of each page, ``sealed`` the signed copies of the PDF/A files.
"""

from typing import Literal, get_args

Representation = Literal["rep1", "scans", "text", "sealed"]
REPRESENTATIONS: tuple[Representation, ...] = get_args(Representation)

METS = "METS.xml"
EAD = "metadata/descriptive/EAD.xml"
PREMIS = "metadata/preservation/PREMIS.xml"
DOSSIER = "metadata/other/dossier.json"
EVENTS = "metadata/other/events.json"
README = "documentation/README.txt"
SCHEMAS = "schemas/"

DOCUMENTS = "representations/rep1/data/"
SCANS = "representations/scans/data/"
TEXTS = "representations/text/data/"
ALTO = "representations/text/data/alto/"
SEALED = "representations/sealed/data/"

FETCH = ".fetch.txt"
"""The end of the name of what stands in a SIP for a file that was handed in before: its document's identifier."""


def scan_place(name: str) -> str:
    """Where a scan lies: ``d-03.pdf`` → ``representations/scans/data/d-03.pdf.scan``; a picture keeps its name."""
    return f"{SCANS}{name}.scan" if name.lower().endswith(".pdf") else f"{SCANS}{name}"


def is_words(name: str) -> bool:
    """Whether the file ``name`` holds the words of a page with their boxes, which ``archive.description`` reads."""
    return name.startswith(TEXTS) and name.endswith(".json")
