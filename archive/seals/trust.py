"""Files of certificates and revocation lists → whom a signature may be traced to."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import crl, pem, x509

from archive.errors import UsageError

_CERTIFICATES = {".pem", ".crt", ".cer", ".der"}
_LISTS = {".crl"}


@dataclass(frozen=True, slots=True)
class Trust:
    """Nơi tin cậy: ``roots`` end a chain, ``between`` help to build one, ``lists`` are CRLs at hand."""

    roots: tuple[x509.Certificate, ...] = ()
    between: tuple[x509.Certificate, ...] = ()
    lists: tuple[crl.CertificateList, ...] = ()


def trust(paths: Sequence[Path]) -> Trust:
    """Whom ``paths`` name: certificates (PEM, DER: .pem .crt .cer .der), CRLs (.crl), or folders of these.

    Certificates that issued themselves are roots, the others lead to one. Where none issued itself, all are roots: an
    agency may trust just its own authority.

    Raises:
        UsageError: a path is missing or is not what it should be; the sentence names it.
    """
    certificates: list[x509.Certificate] = []
    lists: list[crl.CertificateList] = []
    for path in _files(paths):
        try:
            data = path.read_bytes()
            if path.suffix.lower() in _LISTS:
                lists += [crl.CertificateList.load(der) for der in _der(data)]
                _ = [each.native for each in lists]  # asn1crypto reads only when asked: what is none shows itself here
            else:
                certificates += [x509.Certificate.load(der) for der in _der(data)]
                _ = [each.native for each in certificates]
        except (OSError, ValueError, TypeError) as error:
            raise UsageError(f"{path}: {error}") from error
    roots = tuple(certificate for certificate in certificates if certificate.self_issued)
    between = tuple(certificate for certificate in certificates if not certificate.self_issued)
    return Trust(roots, between, tuple(lists)) if roots else Trust(between, (), tuple(lists))


def _files(paths: Sequence[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(file for file in path.iterdir() if file.suffix.lower() in _CERTIFICATES | _LISTS)
        else:
            yield path


def _der(data: bytes) -> Iterable[bytes]:
    if pem.detect(data):
        return [der for _, _, der in pem.unarmor(data, multiple=True)]
    return [data]
