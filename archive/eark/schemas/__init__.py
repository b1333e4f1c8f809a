"""A kind of package → the XML schemas that lie in it, so that it can be checked in seventy years without us."""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent

METS = "mets.xsd"
PREMIS = "premis.xsd"
CSIP = "DILCISExtensionMETS.xsd"
SIP = "DILCISExtensionSIPMETS.xsd"
XLINK = "xlink.xsd"


@cache
def schema(name: str) -> bytes:
    """The schema that is kept here as ``name``: the standard's own, without its documentation."""
    return (_FOLDER / name).read_bytes()
