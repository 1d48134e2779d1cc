"""Writes the seeds of the corpus anew: `python -m fuzz.seeds`. What fuzzers found stays beside them.

A seed is named `seed-…`; honest things, and some with one fault, so that a fuzzer begins where the work is.
"""

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pyrage

from fuzz.configured import configure

configure()

from fuzz.targets import age, sealed
from fuzz.targets.bundle import BLOB, BLOB_SIZE, CASE, HANDLERS, HOLDERS, SHEET
from vouchsafe.channels import starters
from vouchsafe.channels.definitions import canonical
from vouchsafe.intake.tests.everything import BODY
from vouchsafe.vault.age.armor import encode_armor
from vouchsafe.vault.age.file import seal_bytes
from vouchsafe.vault.cards import make_card
from vouchsafe.vault.entries import FIRST, Listing, Role, make_entry
from vouchsafe.vault.grants import seal_grant
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.items import seal_item
from vouchsafe.vault.keys import HolderKeys
from vouchsafe.vault.padding import item_total
from vouchsafe.vault.place import KINDS, KeyKind, Place
from vouchsafe.vault.primitives import label
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.stanza import PlaceKey, bound

CORPUS = Path(__file__).with_name("corpus")
KEYS = HolderKeys(Identity.from_seed(bytes(32)))


def bundles() -> Iterator[tuple[str, bytes]]:
    """A small report, one with an attachment, and one whose grants lack a holder."""
    for name, kinds, blobs in (("report", ["report"], []), ("attached", ["report", "title", "attachment"], [BLOB])):
        document = _document(kinds, blobs)
        yield name, _compact(document)
    document["grants"] = document["grants"][1:]
    yield "lacking", _compact(document)


def ages() -> Iterator[tuple[str, bytes]]:
    """Files under each kind of stanza, read in pieces of several sizes."""
    theirs = pyrage.encrypt(b"said by another program", [pyrage.x25519.Identity.from_str(age.CLASSIC).to_public()])
    ours = seal_bytes(sealed.FILE_KEY, [PlaceKey(age.KEY, 0, age.PLACE).wrap(sealed.FILE_KEY)], b"said by ours")
    hybrid = seal_bytes(sealed.FILE_KEY, [age.HOLDER.recipient.wrap(sealed.FILE_KEY)], b"")
    yield "x25519", b"\xff" + theirs
    yield "ours", b"\x06" + ours
    yield "hybrid", b"\x3f" + hybrid
    yield "armored", b"\x10" + encode_armor(ours)
    yield "empty-payload", b"\x00" + theirs[: theirs.rindex(b"\n") + 1]


def seals() -> Iterator[tuple[str, bytes]]:
    """What stands within a seal, by the number of its reader."""
    body = b'{"sent_on":"2026-01-01","text":"hello"}'
    signature = KEYS.signing.sign(label("sign") + bound(0, sealed.PLACE) + body)
    plaintext = b"\x01" + KEYS.signing.public + signature + body + b"\x80"
    yield "item", b"\x00" + plaintext.ljust(item_total(len(body)), b"\0")
    yield "item-unpadded", b"\x00" + plaintext
    grant = seal_grant(KEYS.identity.recipient, CASE, KeyKind.CASE, 0, bytes(32), KEYS.signing)
    from vouchsafe.vault.age.file import open_bytes

    yield "grant", b"\x01" + open_bytes(grant, [KEYS.identity])
    card = make_card(KEYS, CASE, UUID(int=9))
    yield "card", b"\x02" + card
    listings = [Listing(CASE, role, bytes([role]) * 32) for role in (Role.HANDLER, Role.RECOVERY)]
    yield "entry", b"\x03" + make_entry(KEYS.signing, bytes(32), CASE, 0, FIRST, listings)
    receipt = Receipt.from_bytes(bytes(range(15))).text
    yield "receipt", b"\x04" + receipt.encode()
    yield "receipt-misread", b"\x04" + receipt.replace("5", "S", 1).lower().encode()


def definitions() -> Iterator[tuple[str, bytes]]:
    """One that asks every kind of question, a starter as it is written, and one that an editor wrote."""
    yield "everything", canonical(BODY)
    yield "starter", canonical(starters.read("approaches"))
    yield "editor", b'\xef\xbb\xbf{"$schema": "/schemas/channel-definition.json", "name": {"en": ""}}'


def answers() -> Iterator[tuple[str, bytes]]:
    """What somebody types, and what no form sends."""
    from vouchsafe.intake.tests import everything

    yield "typed", json.dumps(everything.ANSWERS).encode()
    yield "odd", json.dumps({"category": ["x"], "when": "2026-02-30~", "cost": "1.005 XXX", "who": [{}]}).encode()


def uploads() -> Iterator[tuple[str, bytes]]:
    """Whole at once, resumed after a look, beyond what was announced, and taken back."""
    yield "whole", b"!" + b"\n\x00\t\t\t\t\t" + b"x" * 34
    yield "resumed", b"!\n\x00\t\t\t\t\tone\n\x01\n\x00\t3\t\t\t\ttwo\n\x00\t9\t\t\t\tat the wrong place"
    yield "beyond", b"!\n\x00\t\t\t\t\t" + b"x" * 99
    yield "taken-back", b"65721\n\x00\t\t\t\t\tone\n\x02\n\x01\n\x00\t\t\t\t\tone\n\x03"
    proof = {"challenge": {"parameters": {}, "signature": ""}, "solution": {"counter": 1, "derivedKey": ""}}
    yield "proof", base64.b64encode(json.dumps(proof).encode())


def letters() -> Iterator[tuple[str, bytes]]:
    """A notice as it is, and one that would like to be two."""
    yield "plain", b"hana@meridian.example\0A new report\0There is a new report.\n\nhttp://desk.localhost:8000/\n"
    yield "two", "omar@bücher.example\0A report\r\nBcc: eve@elsewhere.example\0.\r\n.\r\nRCPT TO: x\n".encode()
    odd = ('"a b"@c.example', '"\x01,x"@c.example', "x@[127.0.0.1]", f"x@{'ü' * 50}.example", "a%b!c@c.example")
    for number, address in enumerate(odd):
        yield f"odd-address-{number}", address.encode() + b"\0=?utf-8?q?a?= \xe2\x80\xa8 b\0From x\n" + b"y" * 1100


def _document(kinds: list[str], blobs: list[UUID]) -> dict[str, Any]:
    signer = KEYS.signing
    items = [
        {
            "id": str(UUID(int=number, version=4)),
            "kind": kind,
            "key_kind": int(KINDS[kind]),
            "generation": 0,
            "sealed": _base64(seal_item(bytes(32), 0, Place(CASE, kind, UUID(int=number, version=4)), b"{}", signer)),
        }
        for number, kind in enumerate(kinds)
    ]
    grants = [
        {
            "holder": holder,
            "key_kind": 0,
            "generation": 0,
            "sealed": _base64(seal_grant(KEYS.identity.recipient, CASE, KeyKind.CASE, 0, bytes(32), signer)),
        }
        for holder in [min(HANDLERS), SHEET, "receipt"]
    ]
    return {
        "version": 1,
        "channel": str(UUID(int=1, version=4)),
        "questionnaire_version": 1,
        "directory": HOLDERS.directory_hash.hex(),
        "receipt_hash": bytes(32).hex(),
        "items": items,
        "grants": grants,
        "blobs": [{"id": str(blob), "size": BLOB_SIZE} for blob in blobs],
    }


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _compact(document: object) -> bytes:
    return json.dumps(document, separators=(",", ":")).encode()


def write() -> None:
    """All seeds of all targets."""
    made = {
        "bundle": bundles,
        "age": ages,
        "sealed": seals,
        "definition": definitions,
        "answers": answers,
        "uploads": uploads,
        "mail": letters,
    }
    for target, seeds in made.items():
        folder = CORPUS / target
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in seeds():
            (folder / f"seed-{name}").write_bytes(data)


if __name__ == "__main__":
    write()
