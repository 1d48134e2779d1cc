"""Sizes that tell little: Padmé padding and what it makes of items and blobs (protocol §3).

All arguments and results are counts of bytes.
"""

from vouchsafe.vault.errors import Refused

CHUNK = 65_536
TAG = 16
HEADER = 153
"""An age header with the one stanza `vouchsafe/v1`: each of its parts has a fixed length."""
NONCE = 16
ITEM_OVERHEAD = 98
"""Version (1), author key (32), signature (64) and the 0x80 that ends the body."""
SMALLEST_ITEM = 512
SMALLEST_BLOB = CHUNK


def padme(size: int) -> int:
    """The smallest Padmé size that holds `size`: at most 12% more, and leaks O(log log size) bits."""
    if size < 0:
        raise Refused("A size cannot be negative.")
    if size < 2:  # noqa: PLR2004 - the logarithm below starts at two
        return size
    exponent = size.bit_length() - 1
    zero_bits = exponent - exponent.bit_length()
    mask = (1 << zero_bits) - 1
    return (size + mask) & ~mask


def item_total(body_size: int) -> int:
    """Length of an item's padded plaintext, for a body of `body_size`."""
    return max(SMALLEST_ITEM, padme(ITEM_OVERHEAD + body_size))


def blob_total(size: int) -> int:
    """Length of a blob's padded plaintext, for a file of `size`."""
    return max(SMALLEST_BLOB, padme(size))


def sealed_size(total: int) -> int:
    """Length of the age file around a padded plaintext of `total` > 0: header, nonce, chunks, one tag per chunk."""
    return HEADER + NONCE + total + TAG * -(-total // CHUNK)


def item_sealed_size(body_size: int) -> int:
    """Length of a sealed item, for a body of `body_size`."""
    return sealed_size(item_total(body_size))


def blob_sealed_size(size: int) -> int:
    """Length of a sealed blob, for a file of `size`."""
    return sealed_size(blob_total(size))


def is_item_size(sealed: int) -> bool:
    """Whether a sealed item can have this length; the server checks it without a key."""
    return _is_padded(sealed, SMALLEST_ITEM)


def is_blob_size(sealed: int) -> bool:
    """Whether a sealed blob can have this length; the server checks it without a key."""
    return _is_padded(sealed, SMALLEST_BLOB)


def _is_padded(sealed: int, smallest: int) -> bool:
    payload = sealed - HEADER - NONCE
    if payload < smallest + TAG:
        return False
    total = payload - TAG * -(-payload // (CHUNK + TAG))
    return sealed_size(total) == sealed and total >= smallest and padme(total) == total
