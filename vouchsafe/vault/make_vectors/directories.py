"""Vectors of cards and of the directory (protocol §2)."""

import uuid
from dataclasses import replace

from vouchsafe.vault.cards import parse_card
from vouchsafe.vault.directory import FIRST, Listing, Role, make_entry, parse_entry, verify_chain
from vouchsafe.vault.make_vectors.cast import (
    EVERYONE,
    HOTLINE,
    INSTITUTE,
    RECOVERY,
    Chain,
    chain,
    id_of,
    listing,
    person,
    start,
)
from vouchsafe.vault.make_vectors.craft import flipped
from vouchsafe.vault.make_vectors.vector import Vector, bad, ok
from vouchsafe.vault.primitives import label, to_base64

_ORDER_8 = (
    325606250916557431795983626356110631294008115727848805560023387167927233504,
    39382357235489614581723060781553021112529911719440698176882885853963445705823,
)
_P = 2**255 - 19
SMALL_ORDER = (0, 1, *_ORDER_8, _P - 1, _P, _P + 1, 2**255, 2**255 + _ORDER_8[0], 2**255 + _P + 1)
"""Every point of Curve25519 with which an exchange gives zeros, some with the bit that counts for nothing."""
_BROKEN, _SIGNER, _CARD = "directory/broken-chain", "directory/bad-signer", "directory/unknown-card"


def cards() -> list[Vector]:
    """A card of 1,345 bytes, signed by its own key."""
    good = person("Hana").card
    hugo = person("Hugo")
    other_recipient = good[:33] + hugo.keys.recipient.raw + good[33 + 1216 :]
    signing = person("Hana").keys.signing

    def signed(fields: bytes) -> bytes:
        return fields + signing.sign(label("card") + fields)

    no_recipient = signed(good[:33] + b"\xff" * 1184 + good[33 + 1184 : -64])
    small = [signed(good[: 33 + 1184] + point.to_bytes(32, "little") + good[33 + 1216 : -64]) for point in SMALL_ORDER]

    def case(name: str, card: bytes, code: str) -> Vector:
        return bad(name, code, {"card": to_base64(card)})

    return [
        ok("a card", {"card": to_base64(good)}, _card(good)),
        ok("another's card", {"card": to_base64(hugo.card)}, _card(hugo.card)),
        case("a card with another's recipient", other_recipient, "vault/tampered"),
        case("a card of another organisation", flipped(good, 1), "vault/tampered"),
        case("a card of another holder", flipped(good, 17), "vault/tampered"),
        case("a changed signature", flipped(good, -1), "vault/tampered"),
        case("another signing key", good[:1249] + hugo.keys.signing.public + good[1281:], "vault/tampered"),
        case("a recipient that is none", no_recipient, "vault/malformed"),
        *(
            case(f"a classic half of small order, {at}", card, "vault/malformed")
            for at, card in enumerate(small, start=1)
        ),
        case("a card of version 2", b"\x02" + good[1:], "vault/unsupported"),
        case("a card cut short", good[:-1], "vault/malformed"),
        case("a card with a byte more", good + b"\0", "vault/malformed"),
        case("nothing", b"", "vault/malformed"),
    ]


def _card(encoded: bytes) -> dict[str, str]:
    card = parse_card(encoded)
    return {
        "organisation": str(card.organisation),
        "holder": str(card.holder),
        "recipient": to_base64(card.recipient.raw),
        "signing_key": card.signing_key.hex(),
        "fingerprint": card.fingerprint.hex(),
    }


def directories() -> list[Vector]:
    """Every MUST of §2, each with a chain that breaks only this one."""
    return [*_good(), *_bad_links(), *_bad_signers(), *_bad_cards(), *_bad_forms(), *_bad_anchors()]


def _good() -> list[Vector]:
    first = parse_entry(chain().entries[0]).hash
    longer = chain().then("Hana", (*EVERYONE, listing("Nora", Role.HANDLER, HOTLINE)))
    all_channels = start("Rosa", (*RECOVERY, listing("Cora", Role.COORDINATOR), listing("Hana", Role.HANDLER)))
    return [
        _ok("entry 0 alone", start("Rosa", RECOVERY)),
        _ok("two entries", chain()),
        _ok("a third entry, signed by a handler", longer),
        _ok("an entry signed by a recovery sheet", chain().then("Ralf", EVERYONE)),
        _ok("an entry by a sheet, then one by whom it introduced", _recovered()),
        _ok("a root that is the right one", longer, root=first),
        _ok("an accepted entry that is in the chain", longer, accepted=parse_entry(chain().entries[1]).hash),
        _ok(
            "a handler of all channels beside one of a channel",
            all_channels.then("Hana", (*EVERYONE, listing("Hana", Role.HANDLER))),
        ),
    ]


def _bad_links() -> list[Vector]:
    one, two = chain().entries
    three = chain().then("Cora", RECOVERY)
    elsewhere = replace(chain(), entries=(one, _entry("Cora", id_of("Elsewhere"), 1, parse_entry(one).hash)))
    return [
        _bad("no entries", _BROKEN, Chain((), chain().cards)),
        _bad("no entry 0", _BROKEN, replace(chain(), entries=(two,))),
        _bad("an entry left out", _BROKEN, replace(three, entries=(one, three.entries[2]))),
        _bad("entries in another order", _BROKEN, replace(chain(), entries=(two, one))),
        _bad("an entry twice", _BROKEN, replace(chain(), entries=(one, two, two))),
        _bad(
            "a sequence with a gap",
            _BROKEN,
            replace(chain(), entries=(one, _entry("Cora", INSTITUTE, 2, parse_entry(one).hash))),
        ),
        _bad(
            "another previous entry", _BROKEN, replace(chain(), entries=(one, _entry("Cora", INSTITUTE, 1, bytes(32))))
        ),
        _bad(
            "an entry 0 that follows another",
            _BROKEN,
            replace(chain(), entries=(_entry("Rosa", INSTITUTE, 0, b"\1" * 32),)),
        ),
        _bad("an entry of another organisation", _BROKEN, elsewhere),
    ]


def _bad_signers() -> list[Vector]:
    one, two = chain().entries
    unsigned = replace(chain(), entries=(one, flipped(two, -1)))
    fields = two[: -64 - 32] + person("Cora").fingerprint
    by_other = replace(chain(), entries=(one, fields + person("Hana").keys.signing.sign(label("directory") + fields)))
    return [
        _bad("entry 0 signed by a coordinator", _SIGNER, start("Cora", (*RECOVERY, listing("Cora", Role.COORDINATOR)))),
        _bad("entry 0 signed by a recovery sheet that it does not list", _SIGNER, start("Rosa", RECOVERY[1:])),
        _bad("an entry signed by a recovery sheet that only it lists", _SIGNER, _sheet_too_late()),
        _bad("an entry signed by a recovery sheet that the entry before removed", _SIGNER, _sheet_removed()),
        _bad("an entry signed by an overseer", _SIGNER, chain().then("Omar", EVERYONE)),
        _bad(
            "an entry signed by someone whom only it lists",
            _SIGNER,
            chain().then("Nora", (*EVERYONE, listing("Nora", Role.HANDLER))),
        ),
        _bad("an entry signed by someone whom the entry before removed", _SIGNER, _after_removal()),
        _bad("an entry with a changed signature", _SIGNER, unsigned),
        _bad("an entry signed with another's key", _SIGNER, by_other),
        _bad("an entry 0 with a changed signature", _SIGNER, replace(chain(), entries=(flipped(one, -33),))),
    ]


def _recovered() -> Chain:
    nora = listing("Nora", Role.HANDLER, HOTLINE)
    return chain().then("Rosa", (*RECOVERY, nora)).then("Nora", (*RECOVERY, nora, listing("Cora", Role.COORDINATOR)))


def _sheet_too_late() -> Chain:
    only_rosa = start("Rosa", (*RECOVERY[:1], listing("Cora", Role.COORDINATOR)))
    return only_rosa.then("Ralf", (*RECOVERY, listing("Cora", Role.COORDINATOR)))


def _sheet_removed() -> Chain:
    without_ralf = tuple(line for line in EVERYONE if line.fingerprint != person("Ralf").fingerprint)
    return chain().then("Cora", without_ralf).then("Ralf", EVERYONE)


def _after_removal() -> Chain:
    without_hana = tuple(line for line in EVERYONE if line.fingerprint != person("Hana").fingerprint)
    return chain().then("Cora", without_hana).then("Hana", EVERYONE)


def _bad_cards() -> list[Vector]:
    without_hugo = replace(chain(), cards=tuple(card for card in chain().cards if card != person("Hugo").card))
    without_rosa = replace(chain(), cards=tuple(card for card in chain().cards if card != person("Rosa").card))
    stranger = person("Mallory", id_of("Elsewhere"))
    from_elsewhere = replace(chain(), cards=(*chain().cards, stranger.card))
    lists_stranger = from_elsewhere.then("Cora", (*EVERYONE, Listing(HOTLINE, Role.HANDLER, stranger.fingerprint)))
    forged = replace(chain(), cards=(flipped(chain().cards[0], 20), *chain().cards[1:]))
    return [
        _bad("a handler without a card", _CARD, without_hugo),
        _bad("a signer without a card", _CARD, without_rosa),
        _bad("a handler with a card of another organisation", _CARD, lists_stranger),
        _bad("a forged card", "vault/tampered", forged),
        _bad(
            "a card that nobody lists, and that is none",
            "vault/malformed",
            replace(chain(), cards=(*chain().cards, b"\1")),
        ),
    ]


def _bad_forms() -> list[Vector]:
    one, two = chain().entries
    lines = [line.encode() for line in sorted(EVERYONE)]
    return [
        _bad("listings that are not sorted", "vault/malformed", _with_lines([lines[1], lines[0], *lines[2:]])),
        _bad("a listing twice", "vault/malformed", _with_lines([lines[0], *lines])),
        _bad(
            "a role that nobody knows",
            "vault/unsupported",
            _with_lines([lines[0][:16] + b"\x7f" + lines[0][17:], *lines[1:]]),
        ),
        _bad("an entry cut short", "vault/malformed", replace(chain(), entries=(one, two[:-1]))),
        _bad("an entry with a byte more", "vault/malformed", replace(chain(), entries=(one, two + b"\0"))),
        _bad("an entry of version 2", "vault/unsupported", replace(chain(), entries=(one, b"\x02" + two[1:]))),
    ]


def _bad_anchors() -> list[Vector]:
    other_start = start("Ralf", (*RECOVERY, listing("Cora", Role.COORDINATOR)))
    other = other_start.then("Cora", EVERYONE)
    root, head = (parse_entry(entry).hash for entry in chain().entries)
    return [
        _bad("another root than the pin's", "directory/root-mismatch", other, root=root),
        _bad("a root that is the hash of another entry", "directory/root-mismatch", chain(), root=head),
        _bad("a fork that leaves out the accepted entry", "directory/not-descendant", other, accepted=head),
        _bad(
            "an older head than the accepted one",
            "directory/not-descendant",
            replace(chain(), entries=chain().entries[:1]),
            accepted=head,
        ),
    ]


def _entry(signer: str, organisation: uuid.UUID, sequence: int, previous: bytes) -> bytes:
    who = person(signer)
    listings = RECOVERY if previous == FIRST and sequence == 0 else EVERYONE
    return make_entry(who.keys.signing, who.fingerprint, organisation, sequence, previous, listings)


def _with_lines(lines: list[bytes]) -> Chain:
    """Entry 1 with any lines, rightly signed by Cora."""
    one = chain().entries[0]
    cora = person("Cora")
    fields = b"\x01" + INSTITUTE.bytes + (1).to_bytes(4, "big") + parse_entry(one).hash
    fields += len(lines).to_bytes(2, "big") + b"".join(lines) + cora.fingerprint
    return replace(chain(), entries=(one, fields + cora.keys.signing.sign(label("directory") + fields)))


def _given(one: Chain, **anchors: bytes) -> dict[str, object]:
    given: dict[str, object] = {
        "entries": [to_base64(entry) for entry in one.entries],
        "cards": [to_base64(card) for card in one.cards],
    }
    return given | {name: value.hex() for name, value in anchors.items()}


def _bad(name: str, code: str, one: Chain, **anchors: bytes) -> Vector:
    return bad(name, code, _given(one, **anchors))


def _ok(name: str, one: Chain, **anchors: bytes) -> Vector:
    directory = verify_chain(list(one.entries), list(one.cards), **anchors)
    handlers = {
        str(channel): [card.fingerprint.hex() for card in directory.holders(channel, [Role.HANDLER])]
        for channel in sorted(directory.channels())
    }
    by_sheet = [entry.sequence for entry in directory.signed_by_sheet()]
    output = {"head": directory.head_hash.hex(), "handlers": handlers, "by_sheet": by_sheet}
    return ok(name, _given(one, **anchors), output)
