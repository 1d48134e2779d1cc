"""A certificate authority of a test's own: for servers, and for clients that must show who they are."""

from datetime import timedelta
from pathlib import Path
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from vouchsafe.common import clock

PLAIN: Final = (serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


class Files(NamedTuple):
    """A certificate and its key, as PEM."""

    certificate: Path
    key: Path


class Authority:
    """Issues certificates that whoever trusts it believes."""

    def __init__(self, name: str) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _named(name)
        usage = x509.KeyUsage(
            digital_signature=True,
            key_cert_sign=True,
            crl_sign=True,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            encipher_only=False,
            decipher_only=False,
        )
        made = self._begun(self._name, self._key.public_key(), 1000).add_extension(usage, critical=True)
        self._certificate = made.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(
            self._key, hashes.SHA256()
        )

    def write(self, path: Path) -> Path:
        """What to trust, into a file."""
        path.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))
        return path

    def issue(self, name: str, folder: Path, *, days: int = 100) -> Files:
        """A certificate for a server or a client of this name, good for so many days."""
        key = ec.generate_private_key(ec.SECP256R1())
        certificate = (
            self._begun(_named(name), key.public_key(), days)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        folder.mkdir(exist_ok=True)
        files = Files(folder / f"{name}.pem", folder / f"{name}.key")
        files.certificate.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        files.key.touch(mode=0o600)
        files.key.write_bytes(key.private_bytes(*PLAIN))
        return files

    def _begun(self, subject: x509.Name, public: ec.EllipticCurvePublicKey, days: int) -> x509.CertificateBuilder:
        begins, ends = clock.now() - timedelta(days=1), clock.now() + timedelta(days=days)
        return x509.CertificateBuilder(
            self._name, subject, public, x509.random_serial_number(), begins, ends
        ).add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
