"""The shared vectors of both makers: each opens as it says, or fails with the code that it says (protocol §12)."""

import base64
import io
import json
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from vouchsafe.vault import padding, words
from vouchsafe.vault.blobs import Expected, open_blob
from vouchsafe.vault.bodies import decode_body
from vouchsafe.vault.cards import parse_card
from vouchsafe.vault.directory import Role, verify_chain
from vouchsafe.vault.errors import ReceiptError, VaultError
from vouchsafe.vault.follows import check_follows
from vouchsafe.vault.grants import check_grant, open_grant
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.items import open_item, seal_item
from vouchsafe.vault.key_file import open_key_file
from vouchsafe.vault.keys import HolderKeys
from vouchsafe.vault.place import KeyKind, Place
from vouchsafe.vault.primitives import sha256
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.shares import combine
from vouchsafe.vault.signing import SigningKey, verify
from vouchsafe.vault.thread import CaseView, GrantView, ItemView, Opened, Pin, Reader, ThreadEntry, read_case
from vouchsafe.vault.typed import parse_typed_identity
from vouchsafe.vault.wraps import open_wrap, seal_wrap

FOLDER = Path(__file__).parents[3] / "vectors"
MAKERS = ("python", "typescript")

Fields = dict[str, Any]


def receipt(given: Fields) -> Fields:
    if "bytes" in given:
        found = Receipt.from_bytes(bytes.fromhex(given["bytes"]))
        assert Receipt.parse(found.text).raw == found.raw
    else:
        found = Receipt.parse(given["text"])
    return {
        "text": found.text,
        "lookup_token": found.lookup_token.hex(),
        "identity_seed": found.keys.identity.seed.hex(),
        "signing_public": found.keys.signing.public.hex(),
        "case_id": str(found.case_id),
    }


def sizes(given: Fields) -> Fields:
    n = given["n"]
    assert padding.is_item_size(padding.item_sealed_size(n))
    assert padding.is_blob_size(padding.blob_sealed_size(n))
    return {
        "padme": padding.padme(n),
        "item_total": padding.item_total(n),
        "blob_total": padding.blob_total(n),
        "item_sealed_size": padding.item_sealed_size(n),
        "blob_sealed_size": padding.blob_sealed_size(n),
    }


def signature(given: Fields) -> Fields:
    verify(*(bytes.fromhex(given[field]) for field in ("public", "signature", "message")))
    return {}


def hash_words(given: Fields) -> Fields:
    if "text" in given:
        return {"words": words.parse_words(given["text"])}
    digest = bytes.fromhex(given["sha256"])
    found = words.hash_words(digest)
    assert words.words_match(words.parse_words(" ".join(found)), digest)
    return {"words": found}


def card(given: Fields) -> Fields:
    found = parse_card(_bytes(given["card"]))
    return {
        "organisation": str(found.organisation),
        "holder": str(found.holder),
        "recipient": base64.b64encode(found.recipient.raw).decode(),
        "signing_key": found.signing_key.hex(),
        "fingerprint": found.fingerprint.hex(),
    }


def typed(given: Fields) -> Fields:
    return {"identity": parse_typed_identity(given["text"]).to_string()}


def directory(given: Fields) -> Fields:
    anchors = {name: bytes.fromhex(given[name]) for name in ("root", "accepted") if given.get(name)}
    found = verify_chain(_list(given["entries"]), _list(given["cards"]), **anchors)
    handlers = {
        str(channel): [one.fingerprint.hex() for one in found.holders(channel, [Role.HANDLER])]
        for channel in found.channels()
    }
    by_sheet = [entry.sequence for entry in found.signed_by_sheet()]
    return {"head": found.head_hash.hex(), "handlers": handlers, "by_sheet": by_sheet}


def grant(given: Fields) -> Fields:
    found = open_grant(Identity.parse(given["identity"]), _bytes(given["sealed"]))
    granters = [bytes.fromhex(granter) for granter in given["granters"]]
    check_grant(found, case=uuid.UUID(given["case"]), key_kind=KeyKind(given["key_kind"]), granters=granters)
    assert found.generation == given["generation"]
    return {"key": found.key.hex(), "granter": found.granter.hex()}


def item(given: Fields) -> Fields:
    place = Place(uuid.UUID(given["case"]), given["kind"], uuid.UUID(given["thing"]))
    key, generation, sealed = bytes.fromhex(given["key"]), given["generation"], _bytes(given["sealed"])
    if "made_with" in given:
        made_with = given["made_with"]
        left = [bytes.fromhex(made_with[part]) for part in ("file_key", "salt", "nonce")]
        signer = SigningKey.from_seed(bytes.fromhex(made_with["signing_seed"]))
        body = _bytes(made_with["body"])
        assert seal_item(key, generation, place, body, signer, random=lambda _: left.pop(0)) == sealed
    found = open_item(key, generation, place, sealed)
    return {"author": found.author.hex(), "body": base64.b64encode(found.body).decode()}


def blob(given: Fields) -> Fields:
    place = Place(uuid.UUID(given["case"]), "blob", uuid.UUID(given["thing"]))
    expected = Expected(given["size"], bytes.fromhex(given["sha256"]))
    sink = io.BytesIO()
    source = io.BytesIO(_bytes(given["sealed"]))
    open_blob(bytes.fromhex(given["key"]), given["generation"], place, source, expected, sink)
    return {"plain_sha256": sha256(sink.getvalue()).hex()}


def share(given: Fields) -> Fields:
    return {"secret": combine([bytes.fromhex(one) for one in given["shares"]]).hex()}


def key_file(given: Fields) -> Fields:
    return {"identity": open_key_file(_bytes(given["sealed"]), given["passphrase"]).to_string()}


def body(given: Fields) -> Fields:
    decode_body(given["kind"], _bytes(given["body"]))
    return {}


def thread(given: Fields) -> Fields:
    shown = CaseView(
        uuid.UUID(given["case"]),
        uuid.UUID(given["channel"]),
        tuple(_item_view(one) for one in given["items"]),
        tuple(GrantView(one["key_kind"], one["generation"], _bytes(one["sealed"])) for one in given["grants"]),
    )
    read = read_case(shown, _reader(given))
    return {
        "entries": [_entry(entry) for entry in read.entries],
        "findings": sorted({finding.code.value for finding in read.findings}),
        "may_seal": {str(int(kind)): read.current(kind) is not None for kind in (KeyKind.CASE, KeyKind.DESK)},
    }


def _reader(given: Fields) -> Reader:
    chain = given["directory"]
    accepted = verify_chain(_list(chain["entries"]), _list(chain["cards"]))
    pins = {name: Pin(pin["generation"], pin["sha256"]) for name, pin in given.get("pins", {}).items()}
    if "receipt" in given["reader"]:
        return Reader.reporter(Receipt.parse(given["reader"]["receipt"]), accepted, pins)
    return Reader.holder(HolderKeys(Identity.parse(given["reader"]["identity"])), accepted, pins)


def _item_view(one: Fields) -> ItemView:
    sealed = _bytes(one["sealed"])
    return ItemView(uuid.UUID(one["id"]), one["kind"], one["key_kind"], one["generation"], sealed, one.get("day"))


def _entry(entry: ThreadEntry) -> Fields:
    shown = {"id": str(entry.id), "kind": entry.kind, "readable": isinstance(entry, Opened)}
    return shown if isinstance(entry, Opened) else {**shown, "reason": entry.reason}


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)


def _list(texts: list[str]) -> list[bytes]:
    return [_bytes(text) for text in texts]


def wrap(given: Fields) -> Fields:
    card = parse_card(_bytes(given["card"]))
    opened = open_wrap(_bytes(given["sealed"]), bytes.fromhex(given["prf"]), _bytes(given["credential"]), card)
    if "salt" in given:
        salt = bytes.fromhex(given["salt"])
        again = seal_wrap(
            opened, bytes.fromhex(given["prf"]), _bytes(given["credential"]), card, random=lambda _length: salt
        )
        assert again == _bytes(given["sealed"])
    return {"identity": opened.to_string()}


def follows(given: Fields) -> Fields:
    return {"by_itself": check_follows(given["follows"], uuid.UUID(given["later"]))}


TOPICS: dict[str, Callable[[Fields], Fields]] = {
    "receipt": receipt,
    "padding": sizes,
    "signature": signature,
    "words": hash_words,
    "card": card,
    "typed": typed,
    "directory": directory,
    "grant": grant,
    "item": item,
    "blob": blob,
    "share": share,
    "key_file": key_file,
    "body": body,
    "thread": thread,
    "wrap": wrap,
    "follows": follows,
}


def _cases() -> Iterator[Any]:
    for maker in MAKERS:
        for topic in TOPICS:
            for case in _read(maker, topic).get("cases", []):
                yield pytest.param(topic, case, id=f"{maker} {topic}: {case['name']}")


def _read(maker: str, topic: str) -> Fields:
    path = FOLDER / maker / f"{topic}.json"
    return dict(json.loads(path.read_text("utf-8"))) if path.exists() else {}


@pytest.mark.parametrize("maker", MAKERS)
@pytest.mark.parametrize("topic", TOPICS)
def test_every_topic_has_vectors_of_both_makers(maker: str, topic: str) -> None:
    """Each side made vectors of each topic, and some of them fail (sizes and words aside)."""
    file = _read(maker, topic)
    assert (file.get("topic"), file.get("made_by")) == (topic, maker)
    expected = {case["expect"] for case in file["cases"]}
    assert "ok" in expected
    assert len(expected) > 1 or topic in {"padding", "words", "thread"}


def test_no_file_is_left_unread() -> None:
    """A file of a topic that nobody reads would prove nothing."""
    files = {path.stem for maker in MAKERS for path in (FOLDER / maker).glob("*.json")}
    assert files == set(TOPICS)


@pytest.mark.parametrize(("topic", "case"), list(_cases()))
def test_vector(topic: str, case: Fields) -> None:
    """The case opens to what it says, or fails with the code that it says."""
    if case["expect"] == "ok":
        found = TOPICS[topic](case["input"])
        for field, value in case.get("output", {}).items():
            assert found[field] == value
        return
    with pytest.raises(VaultError) as failure:
        TOPICS[topic](case["input"])
    assert failure.value.code == case["expect"]
    if isinstance(failure.value, ReceiptError) and "suggestion" in case.get("output", {}):
        assert failure.value.suggestion == case["output"]["suggestion"]
