"""A key in shares, two of n: Shamir's scheme over GF(2⁸), byte by byte (protocol §5)."""

import os
from collections.abc import Sequence

from vouchsafe.vault.errors import Malformed, Refused, Tampered
from vouchsafe.vault.primitives import Random, sha256

SECRET_SIZE = 32
SHARE_SIZE = 33
"""y (32) ‖ x (1)."""
THRESHOLD = 2
_POLYNOMIAL = 0x11B


def split(secret: bytes, count: int, *, random: Random = os.urandom) -> list[bytes]:
    """Shares (33 bytes each) of a 32-byte secret, any two of which give it back, and one of which says nothing.

    Raises Refused unless there are 2 to 255 of them.
    """
    if len(secret) != SECRET_SIZE or not THRESHOLD <= count <= 255:  # noqa: PLR2004 - a byte without zero
        raise Refused("A key of 32 bytes is split into 2 to 255 shares.")
    slopes = random(SECRET_SIZE)
    return [_share(secret, slopes, x) for x in range(1, count + 1)]


def combine(shares: Sequence[bytes]) -> bytes:
    """The 32-byte secret of two or more shares. Check each share's hash against the sealer's list first (protocol §5).

    Raises Malformed for fewer than two, x = 0, equal x or another length; Tampered when more than two disagree.
    """
    if len(shares) < THRESHOLD:
        raise Malformed("It takes two shares to open this.")
    if any(len(share) != SHARE_SIZE or share[-1] == 0 for share in shares):
        raise Malformed("This is not a share of a key.")
    if len({share[-1] for share in shares}) != len(shares):
        raise Malformed("The same share twice is one share.")
    first, *others = shares
    secrets = {_secret(first, other) for other in others}
    if len(secrets) != 1:
        raise Tampered("These shares do not belong together.")
    return secrets.pop()


def share_hash(share: bytes) -> bytes:
    """SHA-256 of a share, as the sealer's signed body lists it."""
    return sha256(share)


def _share(secret: bytes, slopes: bytes, x: int) -> bytes:
    return bytes([value ^ _multiply(slope, x) for value, slope in zip(secret, slopes, strict=True)]) + bytes([x])


def _secret(one: bytes, other: bytes) -> bytes:
    """The line through two points, at x = 0: y₁·x₂/(x₁+x₂) + y₂·x₁/(x₁+x₂)."""
    x1, x2 = one[-1], other[-1]
    inverse = _inverse(x1 ^ x2)
    weight1, weight2 = _multiply(x2, inverse), _multiply(x1, inverse)
    pairs = zip(one[:SECRET_SIZE], other[:SECRET_SIZE], strict=True)
    return bytes([_multiply(y1, weight1) ^ _multiply(y2, weight2) for y1, y2 in pairs])


def _multiply(a: int, b: int) -> int:
    """Product in GF(2⁸). Eight steps whatever the values: no table, no branch on a secret."""
    product = 0
    for _ in range(8):
        product ^= a * (b & 1)
        b >>= 1
        a = (a << 1) ^ _POLYNOMIAL * (a >> 7)
    return product


def _inverse(a: int) -> int:
    """a²⁵⁴ = a⁻¹ (only ever of public x)."""
    result = a
    for _ in range(6):
        result = _multiply(_multiply(result, result), a)
    return _multiply(result, result)
