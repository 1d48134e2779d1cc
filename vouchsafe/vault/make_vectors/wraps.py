"""Vectors of identities under a passkey (protocol §1)."""

from vouchsafe.vault.cards import make_card, parse_card
from vouchsafe.vault.make_vectors.cast import INSTITUTE, id_of, person
from vouchsafe.vault.make_vectors.craft import flipped
from vouchsafe.vault.make_vectors.vector import Vector, bad, ok
from vouchsafe.vault.primitives import sha256, to_base64
from vouchsafe.vault.wraps import SALT_SIZE, seal_wrap

_PRF = sha256(b"what Hana's passkey puts out")
_CREDENTIAL = b"the id of Hana's passkey"
_SALT = sha256(b"salt")[:SALT_SIZE]


def wraps() -> list[Vector]:
    """A wrap opens with its own passkey, for its own member, organisation and card, and with nothing else."""
    hana = person("Hana")
    good = _sealed(hana.card)
    elsewhere = person("Hana", id_of("Another institute")).card
    in_other_name = make_card(hana.keys, INSTITUTE, id_of("Somebody else"))

    def case(name: str, code: str, sealed: bytes = good, *, card: bytes = hana.card, **changed: bytes) -> Vector:
        given = {
            "card": to_base64(card),
            "credential": to_base64(changed.get("credential", _CREDENTIAL)),
            "prf": changed.get("prf", _PRF).hex(),
            "sealed": to_base64(sealed),
        }
        if code == "ok":
            return ok(name, {**given, "salt": _SALT.hex()}, {"identity": hana.keys.identity.to_string()})
        return bad(name, code, given)

    return [
        case("a wrap", "ok"),
        case("another passkey's output", "vault/wrong-key", prf=sha256(b"of another passkey")),
        case("another passkey's id", "vault/wrong-key", credential=b"the id of another passkey"),
        case("another organisation", "vault/wrong-key", card=elsewhere),
        case("another member", "vault/wrong-key", card=in_other_name),
        case("another card of the same member", "vault/wrong-key", card=_other_card()),
        case("a key that is not the card's", "vault/tampered", _sealed(_other_card()), card=_other_card()),
        case("another salt", "vault/wrong-key", flipped(good, 1)),
        case("a changed content", "vault/wrong-key", flipped(good, -1)),
        case("a wrap cut short", "vault/malformed", good[:-1]),
        case("a wrap that is too long", "vault/malformed", good + b"\0"),
        case("nothing", "vault/malformed", b""),
        case("another version", "vault/unsupported", b"\x02" + good[1:]),
        case("an output of 31 bytes", "vault/malformed", prf=_PRF[:31]),
    ]


def _sealed(card: bytes) -> bytes:
    """Hana's identity, whatever card is named."""
    identity = person("Hana").keys.identity
    return seal_wrap(identity, _PRF, _CREDENTIAL, parse_card(card), random=lambda _length: _SALT)


def _other_card() -> bytes:
    return make_card(person("Hugo").keys, INSTITUTE, id_of("Hana, holder"))
