"""The keys of people: holders (protocol §1) and reporters (protocol §6)."""

from vouchsafe.vault.hybrid import Identity, Recipient
from vouchsafe.vault.place import KeyKind
from vouchsafe.vault.primitives import hkdf, label
from vouchsafe.vault.signing import SigningKey

__all__ = ["HolderKeys", "KeyKind", "ReporterKeys"]


class HolderKeys:
    """A key holder's identity and the signing key that it yields (protocol §1)."""

    __slots__ = ("identity", "signing")

    def __init__(self, identity: Identity) -> None:
        self.identity = identity
        self.signing = SigningKey.from_seed(hkdf(identity.seed, label("holder/signing")))

    @property
    def recipient(self) -> Recipient:
        """What others seal to."""
        return self.identity.recipient


class ReporterKeys:
    """What a receipt yields: an identity and a signing key, from seeds of 32 bytes each (protocol §6)."""

    __slots__ = ("identity", "signing")

    def __init__(self, identity_seed: bytes, signing_seed: bytes) -> None:
        self.identity = Identity.from_seed(identity_seed)
        self.signing = SigningKey.from_seed(signing_seed)

    @property
    def recipient(self) -> Recipient:
        """What others seal to; told to handlers inside the report, never to the server."""
        return self.identity.recipient
