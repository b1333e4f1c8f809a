"""A PDF file → the state of its signatures: who, when, intact or not, trusted or not. The file is only read."""

import asyncio
import io
import re
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

from asn1crypto import parser
from cryptography.exceptions import InvalidSignature
from cryptography.x509 import Certificate, load_der_x509_certificate
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESPassed
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import (
    DocumentSecurityStore,
    EmbeddedPdfSignature,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    async_validate_pdf_signature,
    async_validate_pdf_timestamp,
)
from pyhanko.sign.validation.ades import (
    ades_basic_validation,
    ades_lta_validation,
    ades_timestamp_validation,
    ades_with_time_validation,
)
from pyhanko.sign.validation.errors import NoDSSFoundError
from pyhanko.sign.validation.policy_decl import (
    LocalKnowledge,
    PdfSignatureValidationSpec,
    RevinfoOnlineFetchingRule,
    RevocationInfoGatheringSpec,
    SignatureValidationSpec,
)
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.context import CertValidationPolicySpec
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy
from pyhanko_certvalidator.registry import SimpleTrustManager
from pyhanko_certvalidator.revinfo.archival import CRLContainer

from archive.errors import Encrypted, Truncated, Unreadable, WrongType
from archive.seals.state import Added, Covers, Signature, State
from archive.seals.trust import Trust

_ICT = timezone(timedelta(hours=7))
_RANGE = re.compile(rb"/ByteRange\s*\[\s*\d+\s+\d+\s+\d+\s+\d+\s*\]")
_EOF = b"%%EOF"
_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)
_COVERS: dict[Any, Covers] = {
    SignatureCoverageLevel.ENTIRE_FILE: "file",
    SignatureCoverageLevel.ENTIRE_REVISION: "revision",
}
_LEVELS: dict[Any, Added] = {ModificationLevel.NONE: "nothing", ModificationLevel.LTA_UPDATES: "proofs"}


def state(path: Path, trust: Trust | None = None) -> State:
    """The signatures in ``path``, and whether anything was changed since. ``trust`` without roots: nobody was named.

    Nothing is fetched from the network: certificates and revocation lists are those in the file and in ``trust``.
    A file that once was signed and can no longer be read is not refused but reported as broken.

    Raises:
        Unreadable: it cannot be opened.
        WrongType: it is no PDF.
        Truncated: it cannot be read as PDF, and bears no trace of a signature.
        Encrypted: it asks for a password.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Unreadable(error.strerror or str(error), file=path.name) from error
    traces = len(_RANGE.findall(data))
    if b"%PDF-" not in data[:1024] and not traces:
        raise WrongType("không phải PDF / not a PDF", file=path.name)
    try:
        reader = _reader(data)
        if reader.encrypted:
            raise Encrypted(file=path.name)
        found = list(enumerate_sig_fields(reader, filled_status=True))
    except Encrypted:
        raise
    except Exception as error:  # damaged bytes can make the reader stumble anywhere
        if not traces:
            raise Truncated(_said(error), file=path.name) from error
        return State(path.name, (), f"tệp hỏng, không đọc được chữ ký / the file cannot be read: {_said(error)}")
    signatures = [_signature(reader, data, name, field, trust or Trust()) for name, _, field in found]
    signatures.sort(key=lambda pair: pair[0])
    return State(path.name, tuple(one for _, one in signatures), _problem(data, traces, len(found)))


def _reader(data: bytes) -> PdfFileReader:
    """``data``, read strictly; less so where another's software wrote it less than strictly."""
    try:
        reader = PdfFileReader(io.BytesIO(data), strict=True)
        _ = reader.root
        return reader
    except PdfError:
        return PdfFileReader(io.BytesIO(data), strict=False)


def _problem(data: bytes, traces: int, found: int) -> str | None:
    if traces > found:
        return f"{traces - found} chữ ký không còn tìm thấy / signatures can no longer be found"
    if found and data[data.rfind(_EOF) + len(_EOF) :].strip(b"\r\n"):
        return "có dữ liệu lạ sau chỗ kết thúc tệp / there are bytes behind the end of the file"
    return None


def _signature(reader: PdfFileReader, data: bytes, name: str, field: Any, known: Trust) -> tuple[int, Signature]:
    """The revision in which the signature was made, and what is found of it."""
    revision = reader.total_revisions
    try:
        embedded = EmbeddedPdfSignature(reader, field, name)
        revision = embedded.signed_revision
        return revision, asyncio.run(_examined(embedded, data, known))
    except Exception as error:  # as above: what cannot be examined is broken, and why is told
        return revision, Signature(str(name), "signature", intact=False, problem=_said(error))


async def _examined(embedded: EmbeddedPdfSignature, data: bytes, known: Trust) -> Signature:
    stamp = embedded.sig_object_type == "/DocTimeStamp"
    nobody = ValidationContext(trust_roots=[])
    if stamp:
        status: Any = await async_validate_pdf_timestamp(embedded, nobody)
        stamped: Any = status
    else:
        status = await async_validate_pdf_signature(embedded, nobody, key_usage_settings=_USAGE)
        stamped = status.timestamp_validity
    problem = _broken(status, stamped) or _odd_container(embedded, data)
    certificate = embedded.signer_cert
    try:
        trusted, stamp_trusted, why = await _trust(embedded, stamp, stamped is not None, known)
    except Exception as error:  # odd certificates make the verdict stumble; the signature is no less intact for that
        trusted, stamp_trusted, why = False, None, _said(error)
    return Signature(
        field=str(embedded.field_name),
        kind="timestamp" if stamp else "signature",
        intact=problem is None,
        signer=_called(certificate.subject.native),
        issuer=_called(certificate.issuer.native),
        serial=f"{certificate.serial_number:x}",
        name=str(embedded.sig_object.get("/Name", "")),
        reason=str(embedded.sig_object.get("/Reason", "")),
        claimed_at=None if stamp else _iso(embedded.self_reported_timestamp),
        stamped_at=_iso(stamped.timestamp) if stamped else None,
        covers=_COVERS.get(status.coverage, "part"),
        added=_added(embedded, status),
        level=_level(embedded, stamp, stamped is not None),
        trusted=trusted,
        stamp_trusted=stamp_trusted,
        problem=problem or why,
    )


def _broken(status: Any, stamped: Any) -> str | None:
    if not status.intact:
        return "nội dung đã bị sửa / what was signed was changed"
    if not status.valid:
        return "chữ ký không khớp với chứng thư / the signature does not match its certificate"
    if stamped is not None and not (stamped.intact and stamped.valid):
        return "dấu thời gian không khớp / the time stamp does not match"
    if status.modification_level is ModificationLevel.OTHER or getattr(status, "docmdp_ok", True) is False:
        return "tệp bị sửa sau khi ký / the file was changed after it was signed"
    return None


def _odd_container(embedded: EmbeddedPdfSignature, data: bytes) -> str | None:
    """The signature's own bytes are covered by nothing: behind its structure there may be zeros only, and its digits
    are all capital or all small (another case is another byte)."""
    begin, end = int(embedded.byte_range[1]), int(embedded.byte_range[2])
    gap = data[begin:end]
    digits = gap[1:-1]
    known = digits.isalnum() and (digits == digits.lower() or digits == digits.upper())
    if gap[:1] + gap[-1:] != b"<>" or not known:
        return "chỗ chứa chữ ký bị sửa / the signature's container was changed"
    content = bytes.fromhex(digits.decode("ascii"))
    signed = embedded.signed_data
    named = [one.native for one in signed["digest_algorithms"]]
    told = all(one["digest_algorithm"].native in named for one in signed["signer_infos"])
    if content[parser.peek(content) :].strip(b"\0") or not told or not all(_vouched(embedded)):
        return "chỗ chứa chữ ký bị sửa / the signature's container was changed"
    return None


def _vouched(embedded: EmbeddedPdfSignature) -> Iterator[bool]:
    """For each certificate beside the signer's in the container, whether something vouches for its bytes: its issuer
    there, itself where it is a root, or the proofs, which a later time stamp covers. The signer's is bound by the
    signature. One whose issuer is not there, in a file without proofs, cannot be told."""
    signer = embedded.signer_cert.dump()
    held = [one.chosen.dump() for one in embedded.signed_data["certificates"]]
    try:
        proofs = {one.dump() for one in DocumentSecurityStore.read_dss(embedded.reader).load_certs()}
    except NoDSSFoundError:
        proofs = set()
    for der in held:
        if der == signer or der in proofs:
            continue
        try:
            own = load_der_x509_certificate(der)
            issued = any(_issued(own, load_der_x509_certificate(other)) for other in held)
            yield issued or not (proofs or own.subject == own.issuer)
        except ValueError:
            yield False


def _issued(one: Certificate, by: Certificate) -> bool:
    try:
        one.verify_directly_issued_by(by)
    except (ValueError, TypeError, InvalidSignature):
        return False
    return True


def _added(embedded: EmbeddedPdfSignature, status: Any) -> Added:
    level = status.modification_level
    if level in _LEVELS:
        return _LEVELS[level]
    if level is not ModificationLevel.FORM_FILLING:
        return "other"
    later = sum(one.signed_revision > embedded.signed_revision for one in embedded.reader.embedded_signatures)
    return "signatures" if later else "form"


def _level(embedded: EmbeddedPdfSignature, stamp: bool, stamped: bool) -> str:
    if stamp:
        return "timestamp"
    if embedded.sig_object.get("/SubFilter") != "/ETSI.CAdES.detached":
        return "PKCS7"
    if not stamped:
        return "PAdES-B-B"
    if not _proofs(embedded.reader):
        return "PAdES-B-T"
    later = embedded.reader.embedded_timestamp_signatures
    return "PAdES-B-LTA" if any(one.signed_revision > embedded.signed_revision for one in later) else "PAdES-B-LT"


def _proofs(reader: PdfFileReader) -> bool:
    """Whether the file holds any revocation information."""
    try:
        store = DocumentSecurityStore.read_dss(reader)
    except NoDSSFoundError:
        return False
    return bool(store.crls or store.ocsps)


async def _trust(
    embedded: EmbeddedPdfSignature, stamp: bool, stamped: bool, known: Trust
) -> tuple[bool | None, bool | None, str | None]:
    """Trusted, the time stamp trusted, and why not; None where nobody is to be trusted or there is no time stamp."""
    if not known.roots:
        return None, None, None
    spec = _policy(known)
    if stamp:
        result: Any = await ades_timestamp_validation(embedded.signed_data, spec, embedded.compute_digest)
        trusted = result.ades_subindic is AdESPassed.OK
        return trusted, trusted, None if trusted else result.ades_subindic.standard_name
    result = await _aged(embedded, spec, stamped)
    trusted = result.ades_subindic is AdESPassed.OK
    validity = getattr(result.api_status, "timestamp_validity", None)
    stamp_trusted = None if validity is None else bool(validity.trusted)
    return trusted, stamp_trusted, None if trusted else result.ades_subindic.standard_name


async def _aged(embedded: EmbeddedPdfSignature, spec: SignatureValidationSpec, stamped: bool) -> Any:
    """The verdict of ETSI EN 319 102-1 by what the file offers: proofs (5.6), a time stamp (5.5), neither (5.3)."""
    if _proofs(embedded.reader):
        return await ades_lta_validation(embedded, PdfSignatureValidationSpec(spec))
    if not stamped:
        return await ades_basic_validation(embedded.signed_data, spec, raw_digest=embedded.compute_digest())
    return await ades_with_time_validation(
        embedded.signed_data,
        spec,
        raw_digest=embedded.compute_digest(),
        status_cls=PdfSignatureStatus,
        extra_status_kwargs=embedded.summarise_integrity_info(),
    )


def _policy(known: Trust) -> SignatureValidationSpec:
    """Revocation is checked wherever there is something to check it by; nothing is fetched."""
    return SignatureValidationSpec(
        cert_validation_policy=CertValidationPolicySpec(
            trust_manager=SimpleTrustManager.build(list(known.roots)),
            revinfo_policy=CertRevTrustPolicy(RevocationCheckingPolicy.from_legacy("soft-fail")),
        ),
        revinfo_gathering_policy=RevocationInfoGatheringSpec(RevinfoOnlineFetchingRule.LOCAL_ONLY),
        local_knowledge=LocalKnowledge(
            known_crls=[CRLContainer(each) for each in known.lists], known_certs=list(known.between)
        ),
        key_usage_settings=_USAGE,
    )


def _called(name: dict[str, Any]) -> str:
    return str(name.get("common_name") or name.get("organization_name") or "")


def _iso(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(_ICT).isoformat(timespec="seconds")


def _said(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__
