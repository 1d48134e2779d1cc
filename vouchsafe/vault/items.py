"""Items: the sealed and signed documents of a case (protocol §3)."""

import os
from dataclasses import dataclass
from typing import Literal

from vouchsafe.vault.age.file import new_file_key, open_bytes, seal_bytes
from vouchsafe.vault.age.header import read_header
from vouchsafe.vault.errors import Malformed, Refused, Tampered
from vouchsafe.vault.layout import VERSION, Layout
from vouchsafe.vault.padding import ITEM_OVERHEAD, is_blob_size, is_item_size, item_total
from vouchsafe.vault.place import Place
from vouchsafe.vault.primitives import Random, label
from vouchsafe.vault.signing import KEY_SIZE, SIGNATURE_SIZE, Signer, verify
from vouchsafe.vault.stanza import OWN_HEADER, PlaceKey, bound

_END = b"\x80"


@dataclass(frozen=True, slots=True)
class OpenedItem:
    """What an item says, and the key (32 bytes) whose holder signed it. Whether they may is for the caller to judge."""

    author: bytes
    body: bytes
    signature: bytes


def seal_item(
    key: bytes,
    generation: int,
    place: Place,
    body: bytes,
    signer: Signer,
    *,
    random: Random = os.urandom,
) -> bytes:
    """Sign `body` for `place` and seal it under the key (32 bytes) of the place's key kind and this generation.

    Returns an age file of `padding.item_sealed_size(len(body))` bytes. Raises Refused for a wrong key or generation
    and for the kind `blob`, Unsupported for an unknown kind. Protocol §3.
    """
    _refuse_blob(place)
    signature = signer.sign(_signed(generation, place, body))
    plaintext = VERSION + signer.public + signature + body + _END
    plaintext = plaintext.ljust(item_total(len(body)), b"\0")
    file_key = new_file_key(random)
    stanza = PlaceKey(key, generation, place).wrap(file_key, random=random)
    return seal_bytes(file_key, [stanza], plaintext, random=random)


def open_item(key: bytes, generation: int, place: Place, sealed: bytes) -> OpenedItem:
    """Open an item that must belong to exactly this place, key kind and generation, and check all it claims.

    Raises Malformed (not an item), WrongKey (of another key, generation or place), Tampered (changed, wrongly padded
    or wrongly signed), Unsupported (another version, an unknown kind). Protocol §3.
    """
    _refuse_blob(place)
    # 1. One stanza of our type, in canonical form (§3: "malformed").
    # 2. Unwrap the file key under a key that is bound to key kind, generation and place (§3: "wrap key").
    # 3. The header's MAC, before any payload (§3: it commits to the file key).
    # 4. Every chunk of the payload, and that none is missing (C2SP age, "Payload").
    plaintext = open_bytes(sealed, [PlaceKey(key, generation, place)])
    # 5. The version of the plaintext.
    layout = Layout(plaintext, "item")
    layout.version()
    author, signature = layout.take(KEY_SIZE), layout.take(SIGNATURE_SIZE)
    # 6. The padding, and a total length that is the only one for this body (§3: "MUST equal").
    body = _unpad(plaintext)
    # 7. The author's signature over the body in its place (§3: "Verifiers MUST").
    verify(author, signature, _signed(generation, place, body))
    return OpenedItem(author, body, signature)


def check_signature(generation: int, place: Place, author: bytes, signature: bytes, body: bytes) -> None:
    """Check that `author` (32 bytes) signed this body for this place, as `open_item` does. Raises Tampered.

    For bodies that were taken out of their seal. Raises Refused for the kind `blob`, Unsupported for an unknown kind.
    """
    _refuse_blob(place)
    verify(author, signature, _signed(generation, place, body))


def is_item_shape(sealed: bytes) -> Literal[True]:
    """Whether this can be an item, as far as anyone without a key can tell (protocol §7). Raises Malformed when not."""
    if not is_item_size(len(sealed)):
        raise Malformed("This sealed item has a length that no item has.")
    return _has_own_header(sealed)


def is_blob_shape(head: bytes, sealed_size: int) -> Literal[True]:
    """As `is_item_shape`, for a blob of which only its first 169 bytes and its length are at hand."""
    if not is_blob_size(sealed_size):
        raise Malformed("This sealed file has a length that no sealed file has.")
    return _has_own_header(head)


def _has_own_header(sealed: bytes) -> Literal[True]:
    if not OWN_HEADER.match(sealed):
        read_header(sealed)  # it says what is wrong with what is no header
        raise Malformed("A sealed document has exactly one stanza, of the type vouchsafe/v1.")
    return True


def _refuse_blob(place: Place) -> None:
    if place.kind == "blob":
        raise Refused("A blob is a file, not an item: seal and open it as one.")


def _signed(generation: int, place: Place, body: bytes) -> bytes:
    return label("sign") + bound(generation, place) + body


def _unpad(plaintext: bytes) -> bytes:
    ended = plaintext[ITEM_OVERHEAD - len(_END) :].rstrip(b"\0")
    body = ended.removesuffix(_END)
    if body == ended or len(plaintext) != item_total(len(body)):
        raise Tampered("This item is not padded as it must be.")
    return body
