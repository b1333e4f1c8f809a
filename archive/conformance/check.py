"""A PDF file → what keeps it from being one of our PDF/A files, whose rules are those of PDF/A-2u.

The check opens the file anew and knows nothing of how it was written. It is stricter than the standard where our files
need less than the standard allows (no annotations, forms, layers, attachments). It is no full validator: where veraPDF
is installed it has the last word (``archive.verapdf``). Clauses are those of ISO 19005-2.
"""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Dictionary, Name, Pdf

from archive.conformance import fonts, images, metadata, tags

Checker = Callable[[Sequence[Path]], dict[Path, list[str]]]
"""Many files at once → the problems of each; an empty list says that the file passed. Every file given has its list."""

_HEADER_LENGTH = 16
_LEAST, _MOST = 3, 14400
_FILTERS = {"/FlateDecode", "/DCTDecode", "/CCITTFaxDecode", "/JBIG2Decode", "/JPXDecode"}
_ACTIVE = ("/JS", "/AA", "/OpenAction", "/A", "/EF", "/AF", "/EmbeddedFiles", "/JavaScript", "/XFA")
_ROOT_ABSENT = ("/AcroForm", "/OCProperties", "/Requirements", "/Perms", "/NeedsRendering", "/Collection")
_OPERATORS = frozenset(
    ("q", "Q", "cm", "Do", "BT", "ET", "Tr", "Tf", "Tm", "Td", "Tz", "Tj", "TJ", "Ts", "Tc", "Tw", "TL", "T*", "BMC")
) | {"BDC", "EMC", "g", "G", "w", "j"}


def check(path: Path) -> list[str]:
    """What is wrong with ``path``, a sentence each; empty: it passes. Never raises for what is in the file.

    Raises:
        OSError: the file cannot be read.
    """
    data = path.read_bytes()
    problems = list(_file_structure(data))
    try:
        with Pdf.open(path, attempt_recovery=False) as pdf:
            for part in (_trailer, _catalogue, _objects, _pages, _intent):
                problems += part(pdf)
            problems += metadata.problems(pdf)
            problems += fonts.problems(pdf)
            problems += tags.problems(pdf)
            problems += [f"PDF syntax: {warning}" for warning in pdf.get_warnings()]
    except Exception as error:  # the file may be broken in any way, and a check that breaks is no pass
        problems.append(f"cannot be read as PDF: {type(error).__name__}: {error}")
    return list(dict.fromkeys(problems))


def check_all(paths: Sequence[Path]) -> dict[Path, list[str]]:
    """``check`` for many files: the ``Checker`` that needs nothing installed."""
    return {path: check(path) for path in paths}


def _file_structure(data: bytes) -> Iterator[str]:
    """6.1.2 and 6.1.3: header, binary comment, nothing after the end."""
    first, _, rest = data[:_HEADER_LENGTH].partition(b"\n")
    if first.rstrip(b"\r") not in (b"%PDF-1.4", b"%PDF-1.5", b"%PDF-1.6", b"%PDF-1.7"):
        yield "6.1.2: the file does not begin with %PDF-1.4 to 1.7"
    if not (rest[:1] == b"%" and len(rest) >= 5 and all(byte > 127 for byte in rest[1:5])):
        yield "6.1.2: no comment of four binary bytes after the header"
    if not data.endswith((b"%%EOF", b"%%EOF\n", b"%%EOF\r", b"%%EOF\r\n")):
        yield "6.1.3: the file does not end with %%EOF"


def _trailer(pdf: Pdf) -> Iterator[str]:
    identifier = pdf.trailer.get("/ID")
    if not isinstance(identifier, pikepdf.Array) or len(identifier) != 2 or not all(bytes(part) for part in identifier):
        yield "6.1.3: no file identifier in the trailer"
    if pdf.is_encrypted or "/Encrypt" in pdf.trailer:
        yield "6.1.3: the file is encrypted"


def _catalogue(pdf: Pdf) -> Iterator[str]:
    if not str(pdf.Root.get("/Lang", "")):
        yield "no language in the catalogue"
    for key in _ROOT_ABSENT:
        if key in pdf.Root:
            yield f"{key[1:]} in the catalogue"


def _objects(pdf: Pdf) -> Iterator[str]:
    """All objects, used or not: nothing active, nothing attached, no forbidden filter, every image sound."""
    for thing in pdf.objects:
        yield from _walk(thing)
        if isinstance(thing, pikepdf.Stream):
            yield from _stream(thing)


def _walk(thing: Any) -> Iterator[str]:
    """A direct object and the direct objects within; indirect ones have their own turn."""
    if isinstance(thing, pikepdf.Stream):
        thing = thing.stream_dict
    if isinstance(thing, Dictionary):
        for key in _ACTIVE:
            if key in thing:
                yield f"6.5/6.8: {key[1:]}: actions, scripts and attachments may not be in the file"
        if thing.get("/Type") == Name.Annot or "/Annots" in thing:
            yield "6.3: annotations may not be in the file"
        children = [child for _, child in thing.items()]
    elif isinstance(thing, pikepdf.Array):
        children = list(thing)
    else:
        return
    for child in children:
        if isinstance(child, Dictionary | pikepdf.Array) and not child.is_indirect:
            yield from _walk(child)


def _stream(stream: pikepdf.Stream) -> Iterator[str]:
    for key in ("/F", "/FFilter", "/FDecodeParms"):
        if key in stream:
            yield f"6.1.7.1: a stream with {key}: its data lie outside the file"
    filters = stream.get("/Filter", pikepdf.Array())
    names = [str(name) for name in filters] if isinstance(filters, pikepdf.Array) else [str(filters)]
    strange = [name for name in names if name not in _FILTERS]
    for name in strange:
        yield f"6.1.7.2: filter {name} is not used in our files"
    if stream.get("/Subtype") == Name.Image and not strange:
        yield from images.problems(stream)
    if stream.get("/Subtype") in (Name.Form, Name.PS):
        yield "6.2.9: form and PostScript XObjects are not used in our files"


def _pages(pdf: Pdf) -> Iterator[str]:
    if not len(pdf.pages):
        yield "there is no page"
    for number, page in enumerate(pdf.pages, 1):
        for problem in _page(page):
            yield f"page {number}: {problem}"


def _page(page: pikepdf.Page) -> Iterator[str]:
    for name in ("/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox"):
        box = page.obj.get(name)
        if box is not None:
            left, bottom, right, top = (float(side) for side in box)
            if not all(_LEAST <= abs(side) <= _MOST for side in (right - left, top - bottom)):
                yield f"6.1.13: {name[1:]} is not from {_LEAST} to {_MOST} units wide and high"
    if "/MediaBox" not in page.obj:
        yield "no MediaBox"
    yield from _transparency(page)
    pictures = page.obj.get("/Resources", Dictionary()).get("/XObject", Dictionary())
    drawn, depth = 0, 0
    for instruction in pikepdf.parse_content_stream(page):
        operator = str(instruction.operator)
        depth += {"q": 1, "Q": -1}.get(operator, 0)
        if operator not in _OPERATORS:
            yield f"operator {operator} is not used in our files"
        if operator == "Do":
            drawn += str(instruction.operands[0]) in pictures
    if not drawn:
        yield "no picture on the page"
    if depth:
        yield "6.2.2: q and Q do not balance"


def _transparency(page: pikepdf.Page) -> Iterator[str]:
    """6.2.10: blending needs a group that says in which colours; our pages need neither."""
    resources = page.obj.get("/Resources", Dictionary())
    states = [state for _, state in resources.get("/ExtGState", Dictionary()).items()]
    images = [image for _, image in resources.get("/XObject", Dictionary()).items()]
    blended = any(
        state.get("/SMask", Name.None_) != Name("/None")
        or state.get("/BM", Name.Normal) not in (Name.Normal, Name.Compatible)
        or any(float(state.get(key, 1)) != 1 for key in ("/ca", "/CA"))
        for state in states
    )
    if (blended or any("/SMask" in image for image in images)) and "/Group" not in page.obj:
        yield "6.2.10: transparency without a group"


def _intent(pdf: Pdf) -> Iterator[str]:
    """6.2.3: one PDF/A output intent with an RGB profile, since our pictures are grey or RGB."""
    intents = [intent for intent in pdf.Root.get("/OutputIntents", []) if intent.get("/S") == Name.GTS_PDFA1]
    if len(intents) != 1:
        yield f"6.2.3: {len(intents)} PDF/A output intents, one expected"
        return
    profile = intents[0].get("/DestOutputProfile")
    if not isinstance(profile, pikepdf.Stream):
        yield "6.2.3: the output intent has no profile"
        return
    data = profile.read_bytes()
    colours = {b"RGB ": 3, b"GRAY": 1, b"CMYK": 4}.get(data[16:20])
    if len(data) < 128 or data[36:40] != b"acsp" or int.from_bytes(data[:4], "big") != len(data):
        yield "6.2.3: the profile is not an ICC profile"
    if colours is None or profile.get("/N") != colours:
        yield "6.2.3: N is not the number of colours of the profile"
    if colours != 3:
        yield "6.2.4.3: the profile is not RGB"
