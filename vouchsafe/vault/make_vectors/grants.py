"""Vectors of grants (protocol §4)."""

from vouchsafe.vault.age.header import Stanza, decode_base64, encode_base64
from vouchsafe.vault.grants import seal_grant
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.make_vectors.cast import id_of
from vouchsafe.vault.make_vectors.craft import flipped, not_canonical, other_mac, replaced, with_stanzas
from vouchsafe.vault.make_vectors.vector import Vector, bad, ok, seeded
from vouchsafe.vault.place import KeyKind
from vouchsafe.vault.primitives import label, sha256, to_base64
from vouchsafe.vault.signing import SigningKey

CASE, OTHER_CASE = id_of("the case"), id_of("another case")
KEY = sha256(b"the case key")
SHARE = sha256(b"a share") + b"\x07"
HANA, HUGO = Identity.from_seed(sha256(b"Hana")), Identity.from_seed(sha256(b"Hugo"))
RAE, MALLORY = SigningKey.from_seed(sha256(b"Rae")), SigningKey.from_seed(sha256(b"Mallory"))
_random = seeded("grant")


def grants() -> list[Vector]:
    """Every MUST of §4."""
    return [*_good(), *_wrong_checks(), *_wrong_headers(), *_wrong_contents()]


def _good() -> list[Vector]:
    cases = [
        ("a case key", KeyKind.CASE, 0, KEY),
        ("a case key of a later generation", KeyKind.CASE, 2**32 - 1, KEY),
        ("a desk key", KeyKind.DESK, 0, KEY),
        ("a request key", KeyKind.REQUEST, 3, KEY),
        ("a share of an identity key", KeyKind.IDENTITY, 0, SHARE),
        ("a share of a subject key", KeyKind.SUBJECT, 1, SHARE),
    ]
    made = []
    for name, kind, generation, key in cases:
        sealed = seal_grant(HANA.recipient, CASE, kind, generation, key, RAE, random=_random)
        given = _given(sealed, kind, generation)
        made.append(ok(name, given, {"key": key.hex(), "granter": RAE.public.hex()}))
    return made


def _wrong_checks() -> list[Vector]:
    sealed = seal_grant(HANA.recipient, CASE, KeyKind.CASE, 0, KEY, RAE, random=_random)
    by_mallory = seal_grant(HANA.recipient, CASE, KeyKind.CASE, 0, KEY, MALLORY, random=_random)
    return [
        bad("a grant of another case", "vault/tampered", _given(sealed) | {"case": str(OTHER_CASE)}),
        bad("a grant of another kind of key", "vault/tampered", _given(sealed) | {"key_kind": 1}),
        bad("a grant by someone who may not", "vault/tampered", _given(by_mallory)),
        bad("a grant that nobody may give", "vault/tampered", _given(sealed) | {"granters": []}),
        bad("a grant to another", "vault/wrong-key", _given(sealed) | {"identity": HUGO.to_string()}),
        bad("another MAC", "vault/tampered", _given(other_mac(sealed))),
        bad("a changed content", "vault/tampered", _given(flipped(sealed, -20))),
        bad("a grant cut short", "vault/malformed", _given(sealed[:-1])),
        bad("a grant with a byte more", "vault/malformed", _given(sealed + b"\0")),
    ]


def _wrong_headers() -> list[Vector]:
    file_key, content = _random(16), _content()
    hana, hugo = HANA.recipient.wrap(file_key), HUGO.recipient.wrap(file_key)
    share = encode_base64(_random(32))
    sealed = with_stanzas(file_key, [hana], content, _random)

    def malformed(name: str, *stanzas: Stanza) -> Vector:
        return bad(name, "vault/malformed", _given(with_stanzas(file_key, list(stanzas), content, _random)))

    return [
        malformed("a grant to two keys", hana, hugo),
        malformed("a grant to a classic key", Stanza(("X25519", share), hana.body)),
        malformed("a grant to a classic key beside the right one", hana, Stanza(("X25519", share), hana.body)),
        malformed("a grant under a stanza for items", Stanza(("vouchsafe/v1", share[:22]), hana.body)),
        malformed("a stanza with another argument", Stanza((*hana.args, "x"), hana.body)),
        malformed("a stanza with a short body", Stanza(hana.args, hana.body[:-1])),
        malformed(
            "a stanza with base64 that is not canonical",
            Stanza((hana.type, not_canonical(decode_base64(hana.args[1]))), hana.body),
        ),
        bad("another version of age", "vault/unsupported", _given(replaced(sealed, rb"/v1\n", b"/v2\n"))),
        bad("a changed body of the stanza", "vault/wrong-key", _given(_other_body(sealed, hana.body))),
    ]


def _other_body(sealed: bytes, body: bytes) -> bytes:
    return sealed.replace(encode_base64(body).encode(), encode_base64(flipped(body, 0)).encode(), 1)


def _wrong_contents() -> list[Vector]:
    whole, share = b"\0" + KEY, SHARE
    cases = [
        ("a grant of version 2", "vault/unsupported", _content(version=2)),
        ("a kind of key that nobody knows", "vault/unsupported", _content(kind=5)),
        ("a share in the place of a case key", "vault/malformed", _content(field=share)),
        ("a share at x = 0", "vault/malformed", _content(kind=2, field=KEY + b"\0")),
        ("a signature for another recipient", "vault/tampered", _content(recipient=HUGO)),
        ("a signature for another use", "vault/tampered", _content(use="card")),
        ("a changed key", "vault/tampered", flipped(_content(field=whole), 24)),
        ("a changed generation", "vault/tampered", flipped(_content(), 21)),
        ("another granter", "vault/tampered", _content()[:55] + MALLORY.public + _content()[87:]),
    ]
    return [bad(name, code, _given(_around(content))) for name, code, content in cases]


def _content(
    version: int = 1, kind: int = 0, field: bytes = b"\0" + KEY, recipient: Identity = HANA, use: str = "grant"
) -> bytes:
    fields = bytes([version]) + CASE.bytes + bytes([kind]) + bytes(4) + field + RAE.public
    return fields + RAE.sign(label(use) + fields + sha256(recipient.recipient.raw))


def _around(content: bytes) -> bytes:
    file_key = _random(16)
    return with_stanzas(file_key, [HANA.recipient.wrap(file_key)], content, _random)


def _given(sealed: bytes, kind: KeyKind = KeyKind.CASE, generation: int = 0) -> dict[str, object]:
    return {
        "identity": HANA.to_string(),
        "sealed": to_base64(sealed),
        "case": str(CASE),
        "key_kind": int(kind),
        "generation": generation,
        "granters": [RAE.public.hex()],
    }
