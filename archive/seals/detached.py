"""Bytes and a key → a detached CMS signature (RFC 5652) beside them; and whose it is."""

import asyncio

from asn1crypto import cms
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import Signer
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import async_validate_detached_cms
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko_certvalidator import ValidationContext

from archive.errors import Damaged, Failed
from archive.seals.key import Key
from archive.seals.trust import Trust

_ANY_USAGE = KeyUsageConstraints(key_usage={"digital_signature", "non_repudiation"}, match_all_key_usages=False)


def sign_detached(data: bytes, key: Key) -> bytes:
    """The signature of ``data`` as DER, the certificate in it. It bears no time of its own: the data name theirs.

    Raises:
        Failed: the token refused.

    """
    signer: Signer = key.signer
    try:
        made = asyncio.run(signer.async_sign_general_data(data, "sha256"))
    except SigningError as error:
        raise Failed(str(error), file=key.place) from error
    return bytes(made.dump())


def signed_by(data: bytes, signature: bytes, trust: Trust) -> tuple[str, bool]:
    """Who signed ``data``, and whether that certificate leads to one that is trusted (its end is not asked for: what
    was signed stays signed).

    Raises:
        Damaged: it is no signature of these bytes.

    """
    try:
        told = cms.ContentInfo.load(signature)["content"]
        moment = ValidationContext(trust_roots=list(trust.roots), other_certs=list(trust.between), allow_fetching=False)
        status = asyncio.run(
            async_validate_detached_cms(data, told, signer_validation_context=moment, key_usage_settings=_ANY_USAGE)
        )
    except (SignatureValidationError, ValueError, TypeError, KeyError) as error:
        raise Damaged(f"chữ ký / signature: {error}") from error
    if not (status.intact and status.valid):
        raise Damaged("chữ ký không khớp / the signature is not of these bytes")
    return str(status.signing_cert.subject.human_friendly), bool(status.trusted)
