"""Vectors of items and blobs (protocol §3)."""

import io

from vouchsafe.vault.age.header import Stanza
from vouchsafe.vault.blobs import seal_blob
from vouchsafe.vault.items import seal_item
from vouchsafe.vault.make_vectors.cast import id_of
from vouchsafe.vault.make_vectors.craft import (
    flipped,
    item_plaintext,
    not_canonical,
    other_mac,
    replaced,
    sealed_around,
    with_stanzas,
)
from vouchsafe.vault.make_vectors.grants import CASE, KEY, MALLORY, OTHER_CASE, RAE
from vouchsafe.vault.make_vectors.vector import Vector, bad, ok, seeded
from vouchsafe.vault.place import KINDS, Place
from vouchsafe.vault.primitives import Random, label, sha256, to_base64
from vouchsafe.vault.signing import SigningKey
from vouchsafe.vault.stanza import PlaceKey, bound

THING, OTHER_THING = id_of("the thing"), id_of("another thing")
REPORT = Place(CASE, "report", THING)
BLOB = Place(CASE, "blob", THING)
BODY = b'{"text":"Crates leave the dock at night."}'
_random = seeded("item")


def items() -> list[Vector]:
    """Every MUST of §3."""
    return [*_fixed(), *_kinds(), *_wrong_places(), *_wrong_headers(), *_wrong_contents()]


def _fixed() -> list[Vector]:
    """With all randomness given, so that the other side can make the same bytes."""
    signing_seed = sha256(b"Rae's signing seed")
    signer = SigningKey.from_seed(signing_seed)
    made = []
    for size in (0, 1, 414, 415, 65_439):
        body = b"a" * size
        file_key, salt, nonce = _random(16), _random(16), _random(16)
        sealed = seal_item(KEY, 0, REPORT, body, signer, random=_stream(file_key, salt, nonce))
        made_with = {
            "file_key": file_key.hex(),
            "salt": salt.hex(),
            "nonce": nonce.hex(),
            "signing_seed": signing_seed.hex(),
            "body": to_base64(body),
        }
        output = {"author": signer.public.hex(), "body": to_base64(body)}
        made.append(ok(f"a body of {size} bytes", _given(sealed) | {"made_with": made_with}, output))
    return made


def _stream(*parts: bytes) -> Random:
    """Gives these bytes, one after the other."""
    left = list(parts)
    return lambda _: left.pop(0)


def _kinds() -> list[Vector]:
    output = {"author": RAE.public.hex(), "body": to_base64(BODY)}
    return [
        ok(
            f"an item of kind {kind}, generation {generation}",
            _given(seal_item(KEY, generation, Place(CASE, kind, THING), BODY, RAE, random=_random))
            | {"kind": kind, "generation": generation},
            output,
        )
        for generation, kind in enumerate(sorted(KINDS))
        if kind != "blob"
    ]


def _wrong_places() -> list[Vector]:
    sealed = seal_item(KEY, 0, REPORT, BODY, RAE, random=_random)
    changes: list[tuple[str, str, dict[str, object]]] = [
        ("under another key", "vault/wrong-key", {"key": sha256(b"another").hex()}),
        ("in another case", "vault/wrong-key", {"case": str(OTHER_CASE)}),
        ("as another kind", "vault/wrong-key", {"kind": "message"}),
        ("as a kind under the desk key", "vault/wrong-key", {"kind": "note"}),
        ("under another id", "vault/wrong-key", {"thing": str(OTHER_THING)}),
        ("as another generation", "vault/wrong-key", {"generation": 1}),
        ("as a kind that nobody knows", "vault/unsupported", {"kind": "opinion"}),
    ]
    return [bad(f"an item {name}", code, _given(sealed) | change) for name, code, change in changes]


def _wrong_headers() -> list[Vector]:
    file_key, salt = _random(16), _random(16)
    good = PlaceKey(KEY, 0, REPORT).wrap(file_key, random=lambda _: salt)
    content = _signed(REPORT, 0)
    sealed = with_stanzas(file_key, [good], content, _random)
    classic = Stanza(("X25519", "A" * 43), good.body)

    def malformed(name: str, *stanzas: Stanza) -> Vector:
        return bad(name, "vault/malformed", _given(with_stanzas(file_key, list(stanzas), content, _random)))

    return [
        malformed("two stanzas", good, good),
        malformed("a foreign stanza", classic),
        malformed("a foreign stanza beside ours", good, classic),
        malformed("a stanza for bystanders beside ours", good, Stanza(("x-grease", "x"), b"")),
        malformed("a stanza of version 2", Stanza(("vouchsafe/v2", good.args[1]), good.body)),
        malformed("a salt of 15 bytes", Stanza((good.type, "A" * 20), good.body)),
        malformed("no salt", Stanza((good.type,), good.body)),
        malformed("another argument", Stanza((*good.args, "x"), good.body)),
        malformed("a body of 31 bytes", Stanza(good.args, good.body[:-1])),
        malformed("a salt in base64 that is not canonical", Stanza((good.type, not_canonical(salt)), good.body)),
        malformed("a salt with padding", Stanza((good.type, good.args[1] + "=="), good.body)),
        bad("no stanza", "vault/malformed", _given(_without_stanza(sealed))),
        bad("a line end of two characters", "vault/malformed", _given(replaced(sealed, rb"/v1\n", b"/v1\r\n"))),
        bad("another MAC", "vault/tampered", _given(other_mac(sealed))),
        bad("another version of age", "vault/unsupported", _given(replaced(sealed, rb"/v1\n", b"/v2\n"))),
        bad("a header cut short", "vault/malformed", _given(sealed[:100])),
        bad("a file without its nonce", "vault/malformed", _given(sealed[:160])),
        bad("nothing", "vault/malformed", _given(b"")),
    ]


def _without_stanza(sealed: bytes) -> bytes:
    return sealed[: sealed.index(b"->")] + sealed[sealed.index(b"---") :]


def _wrong_contents() -> list[Vector]:
    sealed = seal_item(KEY, 0, REPORT, BODY, RAE, random=_random)
    good, end = _signed(REPORT, 0), 97 + len(BODY)
    signature = good[33:97]
    base_point, neutral = b"\x58" + b"\x66" * 31, b"\x01" + bytes(31)
    anybodys = item_plaintext(neutral, base_point + neutral, BODY)
    contents = [
        ("a signature for another case", _signed(Place(OTHER_CASE, "report", THING), 0)),
        ("a signature for another kind", _signed(Place(CASE, "message", THING), 0)),
        ("a signature for another id", _signed(Place(CASE, "report", OTHER_THING), 0)),
        ("a signature for another generation", _signed(REPORT, 1)),
        ("a signature by another", good[:1] + MALLORY.public + good[33:]),
        ("an author of small order, as whom anybody can sign", anybodys),
        ("a body that was changed after signing", flipped(good, 100)),
        ("padding without its mark", good[:end] + b"\0" + good[end + 1 :]),
        ("padding that is not zero", good[:-1] + b"\1"),
        ("padding to twice the size", item_plaintext(RAE.public, signature, BODY, 1024)),
        ("padding to no Padmé size", item_plaintext(RAE.public, signature, BODY, 513)),
        ("no padding", item_plaintext(RAE.public, signature, BODY, 0)),
        ("zeros after the version", b"\x01" + bytes(511)),
    ]
    tampered = [bad(name, "vault/tampered", _given(_around(content))) for name, content in contents]
    return [
        *tampered,
        bad("a plaintext of version 2", "vault/unsupported", _given(_around(b"\x02" + good[1:]))),
        bad("a changed nonce", "vault/tampered", _given(flipped(sealed, 153))),
        bad("a changed payload", "vault/tampered", _given(flipped(sealed, -1, 7))),
        bad("a payload cut short", "vault/tampered", _given(sealed[:-1])),
        bad("a payload with a byte more", "vault/tampered", _given(sealed + b"\0")),
        bad("no payload", "vault/tampered", _given(sealed[: 153 + 16])),
    ]


def _signed(place: Place, generation: int) -> bytes:
    return item_plaintext(RAE.public, RAE.sign(label("sign") + bound(generation, place) + BODY), BODY)


def _around(content: bytes, place: Place = REPORT) -> bytes:
    return sealed_around(KEY, 0, place, content, _random)


def _given(sealed: bytes) -> dict[str, object]:
    return {
        "key": KEY.hex(),
        "generation": 0,
        "case": str(CASE),
        "kind": "report",
        "thing": str(THING),
        "sealed": to_base64(sealed),
    }


def blobs() -> list[Vector]:
    """§3 "Blob": sizes around the chunk, and everything that a manifest is held against."""
    photo = b"a photo" * 100
    sealed = _sealed_blob(photo)
    head = sealed[:400]  # what fails at the header needs no payload
    two_chunks = b"b" * 65_537
    cut_at_chunk = _sealed_blob(two_chunks)[: 153 + 16 + 65_536 + 16]
    not_zero = photo + bytes(65_535 - len(photo)) + b"\1"

    def case(name: str, sealed: bytes, code: str, true: bytes = photo, **change: object) -> Vector:
        return bad(name, code, _blob(sealed, true) | change)

    return [
        *(
            ok(f"a file of {size} bytes", _blob(_sealed_blob(b"c" * size), b"c" * size), _true(b"c" * size))
            for size in (0, 65_536, 65_537)
        ),
        case("another size", sealed, "vault/tampered", size=len(photo) - 1),
        case("a size of another padded size", sealed, "vault/tampered", size=70_000),
        case("another hash", sealed, "vault/tampered", sha256="00" * 32),
        case("zeros that are not", _around(not_zero, BLOB), "vault/tampered"),
        case("no zeros", _around(photo, BLOB), "vault/tampered"),
        case("too many zeros", _around(photo.ljust(131_072, b"\0"), BLOB), "vault/tampered"),
        case("a file cut short", sealed[:-1], "vault/tampered"),
        case("a file cut short after its first chunk", cut_at_chunk, "vault/tampered", two_chunks),
        case("another MAC", other_mac(head), "vault/tampered"),
        case("a file in another case", head, "vault/wrong-key", case=str(OTHER_CASE)),
        case("a file under another id", head, "vault/wrong-key", thing=str(OTHER_THING)),
        case("a file as another generation", head, "vault/wrong-key", generation=1),
        case("an item in the place of a file", seal_item(KEY, 0, REPORT, BODY, RAE, random=_random), "vault/wrong-key"),
        case("a header cut short", head[:100], "vault/malformed"),
    ]


def _sealed_blob(true: bytes) -> bytes:
    sink = io.BytesIO()
    seal_blob(KEY, 0, BLOB, io.BytesIO(true), len(true), sink, random=_random)
    return sink.getvalue()


def _blob(sealed: bytes, true: bytes) -> dict[str, object]:
    return {
        "key": KEY.hex(),
        "generation": 0,
        "case": str(CASE),
        "thing": str(THING),
        "sealed": to_base64(sealed),
        "size": len(true),
        "sha256": sha256(true).hex(),
    }


def _true(true: bytes) -> dict[str, str]:
    return {"plain_sha256": sha256(true).hex()}
