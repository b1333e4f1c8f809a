"""A finished PDF/A → the same with a digital signature (chữ ký số) of the agency or of the one-stop officer, PAdES.

The signature is an incremental update: the bytes that were there stay, and an earlier signature stays whole. Levels
(ETSI EN 319 142-1): B-B signs; B-T adds a time stamp of a trusted authority (RFC 3161); B-LTA adds certificates,
revocation lists and a time stamp over all of it, so that it can still be checked when its certificates have expired.
"""

import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field, enumerate_sig_fields
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko.sign.signers.pdf_signer import DSSContentSettings, TimestampDSSContentSettings
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.errors import PathBuildingError, PathValidationError

from archive.errors import Encrypted, Full, Refused, Truncated, Unreadable, UsageError, VankhoError, no_room
from archive.seals.appearance import Text, leaf
from archive.seals.check import state
from archive.seals.errors import NoProof, NoTimestamp, NotSealable, SealFailed
from archive.seals.key import Key, open_key
from archive.seals.state import State
from archive.seals.trust import Trust, trust

__all__ = ["COPIES", "How", "Key", "Level", "Role", "Sealer", "State", "Trust", "open_key", "state", "trust"]

Role = Literal["agency", "officer"]
Level = Literal["B-B", "B-T", "B-LTA"]

COPIES = ("SAO Y", "SAO LỤC", "TRÍCH SAO")
"""Hình thức sao (NĐ 30/2020/NĐ-CP, Điều 25)."""

_FIELDS = {"agency": "VankhoAgency", "officer": "VankhoOfficer"}
_TOLD = {"agency": "Chữ ký số của cơ quan", "officer": "Chữ ký số của cán bộ số hóa"}
_TSA_TIMEOUT = 30
"""Seconds."""


@dataclass(frozen=True, slots=True)
class How:
    """Cách ký: as whom, how strongly, what is shown. ``name``: as it stands on the page; empty: the certificate's.
    ``copy``: one of :data:`COPIES`, or empty. ``tsa``: address of the time stamp service."""

    role: Role
    level: Level = "B-LTA"
    name: str = ""
    copy: str = ""
    tsa: str = ""
    trust: Trust = field(default_factory=Trust)


class Sealer:
    """Signs PDFs, one after the other, with one key.

    Raises:
        UsageError: a level was asked for without what it needs.
        BadKey: the certificate may not sign at ``now``.
    """

    def __init__(self, key: Key, how: How, now: datetime) -> None:
        if how.level != "B-B" and not how.tsa:
            raise UsageError(
                "thiếu dịch vụ dấu thời gian / no time stamp service: seal_tsa (VANKHO_SEAL_TSA), or --level B-B"
            )
        if how.level == "B-LTA" and not how.trust.roots:
            raise UsageError(
                "B-LTA: thiếu chứng thư gốc / no root certificates: seal_trust (VANKHO_SEAL_TRUST), or --level B-T"
            )
        key.check(now)
        self._key = key
        self._how = how
        self._stamper = HTTPTimeStamper(how.tsa, timeout=_TSA_TIMEOUT) if how.level != "B-B" else None

    @property
    def told(self) -> str:
        """As whom, how strongly and with which certificate, for the records."""
        serial = f"{self._key.certificate.serial_number:x}"
        return " ".join(filter(None, [self._how.role, f"PAdES-{self._how.level}", self._how.copy, serial]))

    def seal(self, pdf: Path, target: Path, now: datetime) -> State:
        """Write ``pdf`` with the signature to ``target``, which may be ``pdf`` itself, and say what is in it then.

        ``now`` (with zone) is shown and stands in the signature as its claimed time. What was written is read back and
        checked before it gets the name ``target``; until then, and on any error, ``target`` is as it was.

        Raises:
            Refused: ``pdf`` cannot be read or take this signature.
            NoTimestamp, NoProof: what the level needs cannot be had; never is a lower one taken instead.
            SealFailed: what was written does not check out.
            Full, UsageError: ``target`` cannot be written.
        """
        self._key.check(now)
        draft = target.with_name(f".{target.name}.part")
        try:
            with _speaking(pdf, self._how), pdf.open("rb") as source:
                writer = _writer(source, pdf)
                with draft.open("w+b") as sink:
                    self._sign(writer, sink, pdf, now)
                    sink.flush()
                    os.fsync(sink.fileno())
            found = self._proved(draft, pdf)
            draft.replace(target)
            return found
        finally:
            draft.unlink(missing_ok=True)

    def _sign(self, writer: IncrementalPdfFileWriter, sink: Any, pdf: Path, now: datetime) -> None:
        how, name = self._how, _FIELDS[self._how.role]
        if any(found == name for found, _, _ in enumerate_sig_fields(writer)):
            raise NotSealable(f"đã có / it already has: {_TOLD[how.role]}", file=pdf.name)
        shown = how.name or self._key.name
        lines = (*([how.copy] if how.copy else []), shown, now.isoformat(timespec="seconds"))
        page = writer.find_page_for_modification(0)[0].get_object()  # type: ignore[no-untyped-call]
        text = Text.of(lines, "right" if how.role == "agency" else "left", writer, leaf(page))
        meta = PdfSignatureMetadata(
            field_name=name,
            md_algorithm="sha256",
            name=shown,
            reason=how.copy or None,
            subfilter=SigSeedSubFilter.PADES,
            signer_key_usage=self._key.usage,
            **self._lasting(),
        )
        spec = SigFieldSpec(name, on_page=0, box=text.box, readable_field_name=_TOLD[how.role])  # type: ignore[arg-type]
        append_signature_field(writer, spec)
        signer = _Signer(meta, self._key.signer, timestamper=self._stamper, stamp_style=text)
        signer.now = now
        asyncio.run(_signed(signer, writer, sink, meta.validation_context))

    def _lasting(self) -> dict[str, Any]:
        """What B-LTA adds: every certificate but a root must be proved not revoked."""
        if self._how.level != "B-LTA":
            return {}
        known = self._how.trust
        context = ValidationContext(
            trust_roots=list(known.roots),
            other_certs=list(known.between),
            crls=list(known.lists),
            allow_fetching=True,
            revocation_mode="require",
        )
        # all proofs go in before the last time stamp, so that it covers the whole file (and no VRI, which comes after)
        last = TimestampDSSContentSettings(include_vri=False, update_before_ts=True)
        settings = DSSContentSettings(include_vri=False, next_ts_settings=last)
        wanted = {"embed_validation_info": True, "use_pades_lta": True}
        return {**wanted, "validation_context": context, "dss_settings": settings}

    def _proved(self, draft: Path, pdf: Path) -> State:
        """What is found in ``draft``, if that is what was wanted."""
        found = state(draft, self._how.trust)
        made = next((one for one in found.signatures if one.field == _FIELDS[self._how.role]), None)
        if not found.whole or made is None or made.level != f"PAdES-{self._how.level}":
            why = "; ".join(filter(None, [found.problem, *(one.problem for one in found.signatures)]))
            raise SealFailed(why or f"{made.level if made else None}", file=pdf.name)
        return State(pdf.name, found.signatures, found.problem)


class _Signer(PdfSigner):
    """A signer whose time is given."""

    now: datetime

    def init_signing_session(self, pdf_out: Any, existing_fields_only: bool = False) -> Any:
        session = super().init_signing_session(pdf_out, existing_fields_only)
        session.system_time = self.now
        return session


async def _signed(
    signer: _Signer, writer: IncrementalPdfFileWriter, sink: Any, context: ValidationContext | None
) -> None:
    try:
        await signer.async_sign_pdf(writer, existing_fields_only=True, output=sink)
    finally:
        if context is not None:
            await context.aclose()  # type: ignore[no-untyped-call]


def _writer(source: Any, pdf: Path) -> IncrementalPdfFileWriter:
    writer = IncrementalPdfFileWriter(source, strict=True)
    if writer.prev.encrypted:
        raise Encrypted(file=pdf.name)
    if "/Pages" not in writer.root or not writer.root["/Pages"].get("/Count", 0):
        raise Truncated("không có trang / no page", file=pdf.name)
    return writer


@contextmanager
def _speaking(pdf: Path, how: How) -> Iterator[None]:
    """Whatever signing raises, as an error of ours that names ``pdf``."""
    try:
        yield
    except TimestampRequestError as error:
        raise NoTimestamp(f"{how.tsa}: {_causes(error)}", file=pdf.name) from error
    except (PathBuildingError, PathValidationError) as error:
        raise NoProof(_causes(error), file=pdf.name) from error
    except SigningError as error:
        if isinstance(error.__cause__, PathBuildingError | PathValidationError):
            raise NoProof(_causes(error.__cause__), file=pdf.name) from error
        raise NotSealable(_causes(error), file=pdf.name) from error
    except Refused as error:
        raise type(error)(error.detail, file=pdf.name) from error
    except VankhoError:
        raise
    except OSError as error:
        if no_room(error):
            raise Full(f"{pdf}: {error.strerror}") from error
        raise Unreadable(error.strerror or str(error), file=pdf.name) from error
    except (PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError) as error:
        raise Truncated(_causes(error), file=pdf.name) from error


def _causes(error: BaseException) -> str:
    """The sentence of ``error`` and of what lay behind it, on one line."""
    said = [" ".join(str(error).split()) or type(error).__name__]
    if error.__cause__ is not None and str(error.__cause__) not in said[0]:
        said.append(_causes(error.__cause__))
    return ": ".join(said)
