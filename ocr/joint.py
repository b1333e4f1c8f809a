"""Head and pages of a paper that several organs issue together (văn bản liên tịch) → who signed it.

Each organ's name stands in the letterhead, and each has its own signature, side by side or in rows (NĐ 30/2020, PL I,
II.7). The law's record holds one signer (TT 02/2019, SignerInfo): the one of the organ that leads and that the
letterhead names first, who stands on the right of the first row. The others sign with him.
"""

from collections.abc import Sequence
from dataclasses import replace

from archive.records import OcrPage
from ocr.certificate import own_lines
from ocr.letterhead import Letterhead
from ocr.organ import bodies
from ocr.signature import Signature, signatures
from ocr.value import Value

_SEEN, _LACKING = 0.88, 0.5
"""How far to trust one of several signers, for another may be meant, and one where fewer were read than organs issue
the paper."""
_BODY = 2
"""Letters of an organ's abbreviation at least ("BCA", "SVH,TT,DL")."""


def issuers(head: Letterhead) -> int:
    """How many organs issue the paper: by the names that hyphens part in its letterhead, or by the abbreviations behind
    that of a joint circular or resolution ("TTLT-BCA-VKSNDTC-TANDTC"); 1 for one organ alone."""
    named = bodies(head.organ.text) if head.organ else 1
    if head.kind is None or not head.kind.joint:
        return named
    _, _, rest = (head.notation.text if head.notation else "").rpartition("/")
    noted = sum(len(part.strip()) >= _BODY for part in rest.split("-")[1:])
    return max(named, noted, 2)


def signed_together(pages: Sequence[OcrPage], count: int) -> tuple[dict[str, Value], tuple[str, ...]]:
    """Name and office of who signed for the first of ``count`` organs, and the names of who signed for the others, by
    rows and from the left, from the page that has most signatures."""
    most: list[Signature] = []
    at = 0
    for page in pages:
        found = signatures(own_lines(page.lines, page.page.height), page.page.width, page.page.height)
        if len(found) >= max(len(most), 1):
            most, at = found, page.page.index
    if not most:
        return {}, ()
    lead = _lead(most)
    trust = _SEEN if len(most) >= count else _LACKING
    told = {key: replace(one, trust=one.trust * trust, page=at) for key, one in lead.found.items()}
    return told, tuple(one.name for one in most if one is not lead and one.name)


def _lead(signed: Sequence[Signature]) -> Signature:
    """The last signature of the first row: of those before the first that stands further left than the one before."""
    ends = [one.found["name"].box or (0, 0, 0, 0) for one in signed]
    fresh = (at for at in range(1, len(ends)) if ends[at][0] < ends[at - 1][0])
    return signed[next(fresh, len(signed)) - 1]
