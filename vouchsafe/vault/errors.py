"""Every way in which the vault fails: one root, and a code that a client can match.

An error never carries plaintext, key material or a passphrase.
"""


class VaultError(Exception):
    """Root of all vault errors. `code` is stable; the message is one sentence that a person can act on."""

    code = "vault/error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code


class WrongKey(VaultError):
    """The header is well formed, but this key (or passphrase) does not open it."""

    code = "vault/wrong-key"


class Tampered(VaultError):
    """The key fits, but a MAC, an authentication tag, a signature, a hash or the padding does not."""

    code = "vault/tampered"


class Malformed(VaultError):
    """The bytes do not parse: wrong length, wrong number of stanzas, a form that is not canonical."""

    code = "vault/malformed"


class Unsupported(VaultError):
    """Well formed, but of a version, type or cost that this release does not read."""

    code = "vault/unsupported"


class Refused(VaultError):
    """We decline to seal: a classic recipient, a wrong size, a key that must not be sealed under."""

    code = "vault/refused"


class HeaderMalformed(Malformed):
    """The header of an age file does not parse."""


class ArmorMalformed(Malformed):
    """The ASCII armor around an age file does not parse."""


class HeaderTampered(Tampered):
    """The header of an age file does not match its MAC."""


class PayloadTampered(Tampered):
    """The payload of an age file was changed, cut short or added to."""


class DirectoryError(Tampered):
    """A directory does not chain as protocol §2 demands; `code` is `directory/…`."""

    code = "directory/broken-chain"

    def __init__(self, message: str, *, code: str) -> None:
        super().__init__(message, code=code)


class ReceiptError(Malformed):
    """A typed receipt is not one; `code` is `receipt/…`.

    `suggestion` is the mended text, to be confirmed by its owner.
    """

    code = "receipt/wrong"

    def __init__(self, message: str, *, code: str, suggestion: str | None = None) -> None:
        super().__init__(message, code=code)
        self.suggestion = suggestion
