"""What stands within a seal, or was typed: items, grants, cards, entries of the directory, receipts.

Whoever holds a key can seal anything: the readers see plaintexts here that no honest program seals.
"""

from collections.abc import Callable
from typing import Final
from uuid import UUID

from fuzz.properties import check_vault_refusal
from vouchsafe.vault.age.file import seal_bytes
from vouchsafe.vault.cards import parse_card
from vouchsafe.vault.entries import make_entry, parse_entry
from vouchsafe.vault.errors import ReceiptError, VaultError
from vouchsafe.vault.grants import open_grant
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.items import open_item
from vouchsafe.vault.padding import ITEM_OVERHEAD, is_item_size
from vouchsafe.vault.place import Place
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.stanza import PlaceKey

KEY: Final = bytes(range(32))
CASE: Final = UUID("5d1f7c1a-8f0e-4b57-9a34-aa11bb22cc33")
PLACE: Final = Place(CASE, "message", UUID(int=7))
HOLDER: Final = Identity.from_seed(bytes(32))
FILE_KEY: Final = bytes(range(16))


def target(data: bytes) -> None:
    """The first byte says as what the rest is read."""
    if not data:
        return
    read = _READERS[data[0] % len(_READERS)]
    try:
        read(data[1:])
    except VaultError as error:
        check_vault_refusal(error)


def _item(plaintext: bytes) -> None:
    """An item that opens has one padding: its body and nothing else says how long it is."""
    sealed = seal_bytes(FILE_KEY, [PlaceKey(KEY, 0, PLACE).wrap(FILE_KEY)], plaintext)
    opened = open_item(KEY, 0, PLACE, sealed)
    assert is_item_size(len(sealed))
    assert plaintext.startswith(b"\x01" + opened.author + opened.signature + opened.body + b"\x80")
    assert not plaintext[ITEM_OVERHEAD + len(opened.body) :].strip(b"\0")


def _grant(plaintext: bytes) -> None:
    """A grant that opens is fixed byte for byte."""
    grant = open_grant(HOLDER, seal_bytes(FILE_KEY, [HOLDER.recipient.wrap(FILE_KEY)], plaintext))
    key = grant.key if grant.key_kind.is_shared else b"\0" + grant.key
    fields = b"\x01" + grant.case.bytes + bytes([grant.key_kind]) + grant.generation.to_bytes(4, "big") + key
    assert plaintext[: len(fields) + 32] == fields + grant.granter


def _card(encoded: bytes) -> None:
    card = parse_card(encoded)
    assert encoded[1:33] == card.organisation.bytes + card.holder.bytes
    assert encoded[33:-96] == card.recipient.raw


def _entry(encoded: bytes) -> None:
    """An entry that parses, made again, is the same but for its signature."""
    entry = parse_entry(encoded)

    class Nobody:
        public = bytes(32)

        def sign(self, _message: bytes) -> bytes:
            return entry.signature

    remade = make_entry(
        Nobody(), entry.signer, entry.organisation, entry.sequence, entry.previous, reversed(entry.listings)
    )
    assert remade == encoded


def _receipt(typed: bytes) -> None:
    """A receipt that reads is one; one that can be mended suggests a receipt, one symbol away."""
    try:
        receipt = Receipt.parse(typed.decode("utf-8", "replace"))
    except ReceiptError as error:
        check_vault_refusal(error)
        if error.suggestion is None:
            return
        receipt = Receipt.parse(error.suggestion)
    assert Receipt.parse(receipt.text).text == receipt.text


_READERS: Final[list[Callable[[bytes], None]]] = [_item, _grant, _card, _entry, _receipt]
