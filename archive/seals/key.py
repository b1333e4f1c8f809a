"""Where a key lies and its secret → who signs: PKCS#12 files, and PKCS#11 tokens by their URI (RFC 7512)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from urllib.parse import parse_qs, unquote

from asn1crypto import x509
from pyhanko.sign.general import SigningError
from pyhanko.sign.signers import Signer, SimpleSigner

from archive.seals.errors import BadKey

PKCS11 = "pkcs11:"
_SIGNING = {"digital_signature", "non_repudiation"}
"""Key usages (RFC 5280, 4.2.1.3) either of which lets a certificate sign documents."""


@dataclass(frozen=True, slots=True)
class Key:
    """Khóa ký: a signer with its certificate. ``place`` is how people know it; the secret is not in it."""

    place: str
    signer: Signer
    certificate: x509.Certificate

    @property
    def name(self) -> str:
        """The common name in the certificate, else its organisation."""
        subject = self.certificate.subject.native
        return str(
            subject.get("common_name") or subject.get("organization_name") or self.certificate.subject.human_friendly
        )

    @property
    def usage(self) -> set[str]:
        """Those of the certificate's usages that let it sign documents; both where it states none."""
        stated = self.certificate.key_usage_value
        return _SIGNING if stated is None else _SIGNING & set(stated.native)

    def check(self, now: datetime) -> None:
        """Nothing, if the certificate may sign at ``now``.

        Raises:
            BadKey: it has expired, is not valid yet, or is meant for something else.
        """
        validity = self.certificate["tbs_certificate"]["validity"]
        begin, end = validity["not_before"].native, validity["not_after"].native
        if now > end:
            raise BadKey(f"chứng thư đã hết hạn / the certificate expired on {end:%Y-%m-%d}", file=self.place)
        if now < begin:
            raise BadKey(
                f"chứng thư chưa có hiệu lực / the certificate is valid from {begin:%Y-%m-%d}", file=self.place
            )
        if not self.usage:
            raise BadKey(
                "chứng thư không dùng để ký / the certificate's key usage does not allow signing", file=self.place
            )


@contextmanager
def open_key(address: str, secret: Callable[[], str]) -> Iterator[Key]:
    """The key at ``address``: a PKCS#12 file (.p12, .pfx), or
    ``pkcs11:token=TOKEN;object=KEY?module-path=/…/module.so`` (the certificate bears the key's label).

    ``secret`` gives passphrase or PIN and is asked once.

    Raises:
        BadKey: it cannot be opened, or the extra ``pkcs11`` is not installed.
    """
    if address.startswith(PKCS11):
        with _token(address, secret()) as signer:
            yield _key(address.partition("?")[0], signer)
    else:
        yield _key(address, _file(Path(address).expanduser(), secret))


def _key(place: str, signer: Signer) -> Key:
    certificate = signer.signing_cert
    if certificate is None:
        raise BadKey("không có chứng thư / there is no certificate", file=place)
    return Key(place, signer, certificate)


def _file(path: Path, secret: Callable[[], str]) -> Signer:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BadKey(error.strerror or str(error), file=str(path)) from error
    try:
        signer: Signer = SimpleSigner.load_pkcs12_data(data, other_certs=(), passphrase=secret().encode())
        return signer
    except ValueError as error:
        detail = "sai mật khẩu hoặc không phải PKCS#12 / wrong passphrase, or no PKCS#12 file"
        raise BadKey(detail, file=str(path)) from error
    except (AttributeError, TypeError) as error:
        detail = "tệp thiếu khóa hoặc chứng thư / it holds no key with its certificate"
        raise BadKey(detail, file=str(path)) from error


@contextmanager
def _token(address: str, pin: str) -> Iterator[Signer]:
    module, token, label = _parts(address)
    place = address.partition("?")[0]
    try:
        import pkcs11
        from pyhanko.config.pkcs11 import TokenCriteria
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session
    except ImportError as error:
        raise BadKey(f"{error}; pip install 'vankho[pkcs11]'", file=place) from error
    try:
        session = open_pkcs11_session(module, token_criteria=TokenCriteria(label=token), user_pin=pin)
    except (pkcs11.PKCS11Error, SigningError, RuntimeError) as error:
        raise BadKey(_said(error), file=place) from error
    try:
        signer = PKCS11Signer(session, cert_label=label, key_label=label, other_certs_to_pull=None)
        _ = signer.signing_cert
        yield signer
    except pkcs11.PKCS11Error as error:
        raise BadKey(_said(error), file=place) from error
    finally:
        session.close()


def _parts(address: str) -> tuple[str, str, str]:
    """Module, token and label of a PKCS#11 URI."""
    path, _, query = address.removeprefix(PKCS11).partition("?")
    named = dict(part.partition("=")[::2] for part in path.split(";"))
    module = parse_qs(query).get("module-path", [""])[0]
    token, label = unquote(named.get("token", "")), unquote(named.get("object", ""))
    if not (module and token and label):
        raise BadKey("pkcs11:token=TOKEN;object=KEY?module-path=/…/module.so", file=address)
    return module, token, label


def _said(error: Exception) -> str:
    """What the token says; many of its errors are a name only (``PinIncorrect``)."""
    return f"{type(error).__name__} {error}".strip()
