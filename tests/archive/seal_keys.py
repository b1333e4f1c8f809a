"""Keys, certificates, a time stamp server and a place for revocation lists, made for the tests of seals."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from asn1crypto import tsp
from asn1crypto.keys import PrivateKeyInfo
from asn1crypto.x509 import Certificate
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

SECRET = "mật khẩu thử"
NOW = datetime.now(UTC).replace(microsecond=0)
DAY = timedelta(days=1)


@dataclass
class Authority:
    """Nơi cấp chứng thư: a root and what it issues. ``lists``: where its revocation list is said to be."""

    folder: Path
    lists: str = "http://127.0.0.1:9/ca.crl"
    revoked: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.key = rsa.generate_private_key(65537, 2048)
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Gốc thử nghiệm")])
        self.certificate = self._signed(self.name, self.key.public_key(), (NOW - 999 * DAY, NOW + 999 * DAY), root=True)
        self.pem = self.folder / "ca.pem"
        self.pem.write_bytes(self.certificate.public_bytes(Encoding.PEM))

    def issue(
        self,
        common: str,
        *,
        days: tuple[int, int] = (-30, 300),
        signs: bool = True,
        purpose: x509.ObjectIdentifier | None = None,
    ) -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
        key = rsa.generate_private_key(65537, 2048)
        name = x509.Name(
            [x509.NameAttribute(NameOID.COMMON_NAME, common), x509.NameAttribute(NameOID.COUNTRY_NAME, "VN")]
        )
        span = (NOW + days[0] * DAY, NOW + days[1] * DAY)
        return key, self._signed(name, key.public_key(), span, signs=signs, purpose=purpose)

    def p12(self, common: str, name: str = "key.p12", secret: str = SECRET, **more: Any) -> Path:
        key, certificate = self.issue(common, **more)
        path = self.folder / name
        locked = BestAvailableEncryption(secret.encode())
        path.write_bytes(pkcs12.serialize_key_and_certificates(b"key", key, certificate, [self.certificate], locked))
        return path

    def crl(self) -> bytes:
        builder = x509.CertificateRevocationListBuilder().issuer_name(self.name)
        builder = builder.last_update(NOW - timedelta(hours=1)).next_update(NOW + 7 * DAY)
        for serial in self.revoked:
            entry = x509.RevokedCertificateBuilder().serial_number(serial).revocation_date(NOW - DAY).build()
            builder = builder.add_revoked_certificate(entry)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def _signed(
        self,
        name: x509.Name,
        key: rsa.RSAPublicKey,
        span: tuple[datetime, datetime],
        *,
        root: bool = False,
        signs: bool = True,
        purpose: x509.ObjectIdentifier | None = None,
    ) -> x509.Certificate:
        usage = dict.fromkeys(("key_agreement", "encipher_only", "decipher_only", "data_encipherment"), False)
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self.name)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(span[0])
            .not_valid_after(span[1])
            .add_extension(x509.BasicConstraints(ca=root, path_length=None), critical=True)
            .add_extension(
                x509.KeyUsage(
                    digital_signature=signs and not root,
                    content_commitment=signs and not root,
                    key_encipherment=not signs,
                    key_cert_sign=root,
                    crl_sign=root,
                    **usage,
                ),
                critical=True,
            )
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        )
        if not root:
            place = x509.DistributionPoint([x509.UniformResourceIdentifier(self.lists)], None, None, None)
            builder = builder.add_extension(x509.CRLDistributionPoints([place]), critical=False)
        if purpose is not None:
            builder = builder.add_extension(x509.ExtendedKeyUsage([purpose]), critical=True)
        return builder.sign(self.key, hashes.SHA256())


@dataclass
class Servers:
    """A time stamp authority (RFC 3161) and a revocation list on the loopback; ``asked`` counts the time stamps."""

    address: str
    authority: Authority
    asked: int = 0
    refusing: bool = False

    @property
    def tsa(self) -> str:
        return f"{self.address}/tsa"


@contextmanager
def servers(folder: Path) -> Iterator[Servers]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            running.asked += 1
            asked = tsp.TimeStampReq.load(self.rfile.read(int(self.headers["Content-Length"])))
            if running.refusing:
                self.send_error(503)
                return
            self._answer(stamper.request_tsa_response(asked).dump(), "application/timestamp-reply")

        def do_GET(self) -> None:
            self._answer(authority.crl(), "application/pkix-crl")

        def _answer(self, data: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    address = f"http://127.0.0.1:{server.server_port}"
    authority = Authority(folder, f"{address}/ca.crl")
    key, certificate = authority.issue("Dấu thời gian thử", purpose=ExtendedKeyUsageOID.TIME_STAMPING)
    stamper = DummyTimeStamper(
        Certificate.load(certificate.public_bytes(Encoding.DER)),
        PrivateKeyInfo.load(key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())),
        certs_to_embed=[Certificate.load(authority.certificate.public_bytes(Encoding.DER))],
    )
    running = Servers(address, authority)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield running
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
