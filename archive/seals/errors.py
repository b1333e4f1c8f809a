"""What can go wrong with a seal → an error with a sentence for people."""

from archive.errors import Failed, Refused, UsageError, VankhoError


class BadKey(UsageError):
    """The key cannot be used: wrong passphrase, no such token, a certificate expired or not meant for signing."""

    kind = "seal-key"
    vi = "Không dùng được khóa ký {file}: {detail}"
    en = "The signing key {file} cannot be used: {detail}"


class NotSealable(Refused):
    """A PDF that cannot take the signature; nothing was written."""

    kind = "not-sealable"
    vi = "Không ký được tệp {file}: {detail}"
    en = "{file} cannot be sealed: {detail}"


class SealFailed(Failed):
    """What was written does not check out, so it was thrown away."""

    kind = "seal-failed"
    vi = "Ký tệp {file} không thành, tệp đích không được ghi: {detail}"
    en = "Sealing {file} failed, nothing was written: {detail}"


class NoTimestamp(VankhoError):
    """The time stamp service cannot be reached or refuses."""

    kind = "no-timestamp"
    exit_code = 5
    vi = (
        "Dịch vụ cấp dấu thời gian không dùng được ({detail}); tệp {file} chưa ký. "
        "Thử lại sau, hoặc chọn --level B-B (không dấu thời gian)."
    )
    en = "The time stamp service failed ({detail}); {file} is not sealed. Try later, or choose --level B-B (no stamp)."


class NoProof(VankhoError):
    """The proofs for long life (chain, CRL, OCSP) cannot be had; a lower level is never chosen unasked."""

    kind = "no-proof"
    exit_code = 5
    vi = (
        "Không lấy được bằng chứng để kiểm chữ ký lâu dài ({detail}); tệp {file} chưa ký. Đặt seal_trust (chứng thư "
        "gốc, CRL) hoặc nối mạng tới nơi cấp chứng thư; nếu chấp nhận chữ ký không kèm bằng chứng, chọn --level B-T."
    )
    en = (
        "The proofs for long life cannot be had ({detail}); {file} is not sealed. Set seal_trust "
        "(root certificates, CRLs) or connect to the certificate's issuer; or choose --level B-T (without them)."
    )
