"""Vectors of what needs no sealing, or only a passphrase: receipts, sizes, signatures, words, shares, bodies."""

import hashlib
import json
from typing import Any

from vouchsafe.vault import padding
from vouchsafe.vault import shares as vault_shares
from vouchsafe.vault.age.file import seal_bytes
from vouchsafe.vault.age.scrypt import Passphrase
from vouchsafe.vault.bodies import encode_body
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.key_file import seal_key_file
from vouchsafe.vault.make_vectors.craft import flipped, other_mac, replaced, with_stanzas
from vouchsafe.vault.make_vectors.examples import EXAMPLES, changed, without
from vouchsafe.vault.make_vectors.vector import Vector, bad, ok, seeded
from vouchsafe.vault.primitives import sha256, to_base64
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.signing import SigningKey
from vouchsafe.vault.words import hash_words

_SIZES = (0, 1, 2, 3, 8, 9, 413, 414, 415, 512, 513, 1_000, 65_438, 65_439, 65_535, 65_536, 65_537, 131_073)
_LARGE_SIZES = (1_048_577, 10_000_000, 2**32 - 1, 2**32 + 1, 2**45 + 12_345)
_ORDER = 2**252 + 27742317777372353535851937790883648493


def paddings() -> list[Vector]:
    """Protocol §3: Padmé, and the sizes of items and blobs."""
    return [
        ok(
            f"{n} bytes",
            {"n": n},
            {
                "padme": padding.padme(n),
                "item_total": padding.item_total(n),
                "blob_total": padding.blob_total(n),
                "item_sealed_size": padding.item_sealed_size(n),
                "blob_sealed_size": padding.blob_sealed_size(n),
            },
        )
        for n in (*_SIZES, *_LARGE_SIZES)
    ]


# Unicode's white space, the mark at the beginning of a text, and dashes.
_SEPARATORS = "-\t\n\v\f\r \x85\xa0\u1680" + "".join(map(chr, range(0x2000, 0x200B)))
_SEPARATORS += "\u2028\u2029\u202f\u205f\u3000\ufeff\u2010\u2011\u2012\u2013\u2014\u2015\u2212"


def receipts() -> list[Vector]:
    """Protocol §6: text, derived keys, and every way to mistype."""
    raws = [bytes(range(15)), bytes(15), b"\xff" * 15, sha256(b"a receipt")[:15]]
    text = Receipt.from_bytes(raws[0]).text
    readable = [("the receipt of these bytes", {"bytes": raw.hex()}, raw) for raw in raws] + [
        ("small letters and no dashes", {"text": text.replace("-", "").lower()}, raws[0]),
        ("O for 0, with spaces", {"text": text.replace("0", "O").replace("-", " ")}, raws[0]),
        ("I and l for 1", {"text": text.replace("1", "I", 1).replace("1", "l")}, raws[0]),
        ("all that stands between symbols", {"text": _SEPARATORS + text.replace("-", _SEPARATORS)}, raws[0]),
        ("long dashes and a line feed", {"text": text.replace("-", "\u2013") + "\n"}, raws[0]),
    ]
    two_wrong = "11" + text[2:]
    three_wrong = text[:-3] + "777"
    return [ok(name, given, _receipt(raw)) for name, given, raw in readable] + [
        bad("a symbol too few", "receipt/length", {"text": text[:-1]}),
        bad("a symbol too many", "receipt/length", {"text": text + "0"}),
        bad("nothing", "receipt/length", {"text": ""}),
        bad("what Python alone takes for white space", "receipt/symbol", {"text": text + "\x1c\x1d\x1e\x1f"}),
        bad("U, which no receipt has", "receipt/symbol", {"text": text.replace("X", "U")}),
        bad("a letter that becomes S only in other alphabets", "receipt/symbol", {"text": "\u017f" + text[1:]}),
        bad("one wrong symbol at the start", "receipt/mendable", {"text": "7" + text[1:]}),
        bad("one wrong symbol at the end", "receipt/mendable", {"text": text[:-1] + "7"}),
        bad("two wrong symbols", "receipt/wrong", {"text": two_wrong}),
        bad("three wrong symbols", "receipt/wrong", {"text": three_wrong}),
        bad("checks that point before the first symbol", "receipt/wrong", {"text": "0" * 24 + "TWBE"}),
    ]


def _receipt(raw: bytes) -> dict[str, str]:
    receipt = Receipt.from_bytes(raw)
    return {
        "text": receipt.text,
        "lookup_token": receipt.lookup_token.hex(),
        "identity_seed": receipt.keys.identity.seed.hex(),
        "signing_public": receipt.keys.signing.public.hex(),
        "case_id": str(receipt.case_id),
    }


def signatures() -> list[Vector]:
    """Protocol §3: "Verifiers MUST refuse small-order or non-canonical A and R and S ≥ L"."""
    seed = sha256(b"Hana's signing key")
    key, message = SigningKey.from_seed(seed), b"The crates leave the dock at night."
    public, good = key.public, key.sign(message)
    neutral, neutral_beyond_p = _little(1), _little(2**255 - 19 + 1)
    order_two, minus_zero = _little(2**255 - 20), _little(1 | 1 << 255)
    order_eight = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")
    base_point, one = b"\x58" + b"\x66" * 31, _little(1)
    s_beyond_order = _little(int.from_bytes(good[32:], "little") + _ORDER)

    def case(name: str, public: bytes, signature: bytes, expect: str = "vault/tampered") -> Vector:
        given = {"public": public.hex(), "signature": signature.hex(), "message": message.hex()}
        return ok(name, given, {}) if expect == "ok" else bad(name, expect, given)

    return [
        case("a good signature", public, good, "ok"),
        case("a changed R", public, flipped(good, 0)),
        case("a changed S", public, flipped(good, 32)),
        case("another key", SigningKey.from_seed(sha256(b"Mallory")).public, good),
        case("S beyond the order of the group", public, good[:32] + s_beyond_order),
        case("a key of small order, for which anything is a signature", neutral, base_point + one),
        case("a key of small order in a form that is not canonical", neutral_beyond_p, base_point + one),
        case("a key of order two", order_two, base_point + one),
        case("a key of order eight", order_eight, base_point + one),
        case("a key of order eight, negated", flipped(order_eight, -1, 7), base_point + one),
        case("a key whose sign contradicts its x of zero", minus_zero, base_point + one),
        case("R of small order, with an S that fits", public, _for_r(neutral, seed, public, message)),
        case("R that is not canonical, with an S that fits", public, _for_r(neutral_beyond_p, seed, public, message)),
        case("a signature of 63 bytes", public, good[:-1]),
        case("a key of 33 bytes", public + b"\0", good),
    ]


def _for_r(encoded: bytes, seed: bytes, public: bytes, message: bytes) -> bytes:
    """A signature with the neutral element as R, in this encoding: S = k·a satisfies the equation."""
    a = int.from_bytes(hashlib.sha512(seed).digest()[:32], "little") & (2**254 - 8) | 2**254
    k = int.from_bytes(hashlib.sha512(encoded + public + message).digest(), "little")
    return encoded + _little(k * a % _ORDER)


def _little(number: int) -> bytes:
    return number.to_bytes(32, "little")


def words() -> list[Vector]:
    """Protocol §2: hashes as words, and words as people type them."""
    digests = [bytes(32), b"\xff" * 32, sha256(b"entry 0"), bytes(range(32))]
    made = [ok("the words of a hash", {"sha256": digest.hex()}, {"words": hash_words(digest)}) for digest in digests]
    spelled = hash_words(bytes(range(32)))
    readable = [
        ("in capitals, between dashes", "-".join(spelled).upper()),
        ("between long dashes and white space of every kind", "\u2013\u00a0\u2028\u3000\x85\n".join(spelled)),
        ("after the mark that a copied text may begin with", "\ufeff" + " ".join(spelled)),
    ]
    return [
        *made,
        *(ok(name, {"text": text}, {"words": spelled}) for name, text in readable),
        bad("a hash of 31 bytes", "vault/malformed", {"sha256": bytes(31).hex()}),
        bad("what Python alone takes for white space", "vault/malformed", {"text": "\x1c".join(spelled)}),
        bad("a word too few", "vault/malformed", {"text": " ".join(spelled[1:])}),
        bad("a word that is not on the list", "vault/malformed", {"text": " ".join([*spelled[1:], "vouchsafe"])}),
    ]


def shares() -> list[Vector]:
    """Protocol §5: two shares of n, and "Openers refuse x = 0, equal x, other lengths"."""
    secret = sha256(b"an identity key")
    made = vault_shares.split(secret, 255, random=seeded("share"))

    def case(name: str, *given: bytes) -> Vector:
        return ok(name, {"shares": [share.hex() for share in given]}, {"secret": secret.hex()})

    def fails(name: str, *given: bytes, code: str = "vault/malformed") -> Vector:
        return bad(name, code, {"shares": [share.hex() for share in given]})

    return [
        case("the first two shares", made[0], made[1]),
        case("two others, the other way round", made[254], made[6]),
        case("three shares of one secret", made[3], made[200], made[5]),
        fails("one share", made[0]),
        fails("no share"),
        fails("a share at x = 0", made[0], secret + b"\0"),
        fails("the same share twice", made[0], made[0]),
        fails("two shares at one x", made[0], flipped(made[0], 0)),
        fails("a share cut short", made[0], made[1][1:]),
        fails("a share that is too long", made[0], b"\0" + made[1]),
        fails("three shares that are not of one secret", made[0], made[1], flipped(made[2], 5), code="vault/tampered"),
    ]


def key_files() -> list[Vector]:
    """Protocol §1: an identity under a passphrase; a reader refuses a work factor above 18."""
    random = seeded("key_file")
    identity, passphrase = Identity.from_seed(sha256(b"Hana")), "effort-axis-kit-runway-arctic-coach"
    good = seal_key_file(identity, passphrase, log_n=10, random=random)
    file_key = random(16)
    stanza = Passphrase(passphrase).wrap(file_key, log_n=10, random=random)
    content = identity.to_string().encode() + b"\n"
    mixed = with_stanzas(file_key, [stanza, identity.recipient.wrap(file_key)], content, random)

    def around(content: bytes) -> bytes:
        return seal_bytes(file_key, [stanza], content, random=random)

    def case(name: str, sealed: bytes, code: str, phrase: str = passphrase) -> Vector:
        given = {"passphrase": phrase, "sealed": to_base64(sealed)}
        return ok(name, given, {"identity": identity.to_string()}) if code == "ok" else bad(name, code, given)

    return [
        case("a key file", good, "ok"),
        case("another passphrase", good, "vault/wrong-key", "effort-axis-kit-runway-arctic-couch"),
        case("no passphrase", good, "vault/wrong-key", ""),
        case("a work factor of 19", replaced(good, rb" 10\n", b" 19\n"), "vault/unsupported"),
        case("a work factor of 63", replaced(good, rb" 10\n", b" 63\n"), "vault/unsupported"),
        case("a work factor that is no number", replaced(good, rb" 10\n", b" 0x\n"), "vault/malformed"),
        case("another way in beside the passphrase", mixed, "vault/malformed"),
        case("another MAC", other_mac(good), "vault/tampered"),
        case("a changed content", flipped(good, -1), "vault/tampered"),
        case("a content cut short", good[:-1], "vault/tampered"),
        case("a key between other white space", around(b" " + content[:-1] + b"\r\n"), "ok"),
        case("a key with something after it", around(content + b"AGE"), "vault/malformed"),
        case("two keys in one file", around(content + content), "vault/malformed"),
        case("a key in small letters", around(content.lower()), "vault/malformed"),
        case("a content that is no key", around(b"\xff\n"), "vault/malformed"),
        case("no age file", b"age-encryption.com/v1\n", "vault/malformed"),
    ]


def bodies() -> list[Vector]:
    """Protocol §3: canonical JSON, a schema per kind."""
    good = [_body(f"a {kind}", kind, encode_body(kind, body), "ok") for kind, body in EXAMPLES.items()]
    note = encode_body("note", EXAMPLES["note"])
    raw = [
        ("a byte order mark", b"\xef\xbb\xbf" + note),
        ("a space", note.replace(b":", b": ", 1)),
        ("an escape that needs none", note.replace(b"A ", b"\\u0041 ", 1)),
        ("half a character", note.replace(b"A ", b"\\ud800 ", 1)),
        ("bytes that are not UTF-8", note.replace(b"A ", b"\xff ", 1)),
        ("a key twice", note.replace(b"{", b'{"seen":[],', 1)),
        (
            "keys out of order",
            json.dumps(dict(sorted(EXAMPLES["note"].items(), reverse=True)), separators=(",", ":")).encode(),
        ),
        ("no JSON", b"note"),
        ("a list", b"[]"),
        ("nothing", b""),
    ]
    wrong = [_body(f"{name} in a note", "note", data, "vault/malformed") for name, data in raw]
    return [*good, *wrong, *_wrong_bodies(), _body("a kind that nobody knows", "opinion", b"{}", "vault/unsupported")]


def _wrong_bodies() -> list[Vector]:
    cases = [*_misshapen(), *_unknown()]
    return [_body(f"{name} in a {kind}", kind, _canonical(body), "vault/malformed") for name, kind, body in cases]


def _misshapen() -> list[tuple[str, str, dict[str, Any]]]:
    """Days, ids, texts, numbers and hashes that are none, in what reporters and handlers write to each other."""
    return [
        ("a day that does not exist", "note", changed("note", written_on="2026-02-29")),
        ("a time of day", "message", changed("message", sent_on="2026-02-03T10:00")),
        ("a date with a line feed", "message", changed("message", sent_on="2026-02-03\n")),
        ("a week instead of a date", "message", changed("message", sent_on="2026-W06-2")),
        ("a field that the schema does not know", "message", changed("message", read_at="2026-02-03")),
        ("no text", "message", without("message", "text")),
        ("a hash in capitals", "message", changed("message", seen=["AB" * 32])),
        ("a revision below zero", "title", changed("title", revision=-1)),
        ("a revision with a fraction", "title", changed("title", revision=1.0)),
        ("a revision that is true", "title", changed("title", revision=True)),
        ("a size beyond what numbers hold", "attachment", changed("attachment", size=2**53)),
        ("a manifest under another key", "attachment", changed("attachment", key_kind=1)),
        ("a copy of what is no hash", "attachment", changed("attachment", redacts="the photo")),
        ("an id in capitals", "attachment", changed("attachment", blob=str(EXAMPLES["attachment"]["blob"]).upper())),
        ("a field id that is none", "report", changed("report", answers={"What": "x"})),
        ("an answer that is a number", "report", changed("report", answers={"what": 1})),
        ("an entry that is empty", "report", changed("report", answers={"what": [{}]})),
        ("an entry within an entry", "report", changed("report", answers={"what": [{"who": [{"name": "x"}]}]})),
        ("an entry beside a text", "report", changed("report", answers={"what": ["x", {"who": "y"}]})),
        ("a part id that is none", "identity", changed("identity", answers={"who": [{"Name": "x"}]})),
        ("an urgency that is none", "title", changed("title", urgent="no")),
        ("a category that is no id", "title", changed("title", category="Theft of crates")),
        ("a purpose that is none", "message", changed("message", purpose="praise")),
        ("a letter with a purpose", "letter", changed("letter", purpose="correction")),
        ("readers out of order", "report", changed("report", sealed_to=["ff" * 32, "00" * 32])),
        ("a reader twice", "report", changed("report", sealed_to=["00" * 32, "00" * 32])),
        ("no readers", "report", changed("report", sealed_to=[])),
        ("a classic recipient", "report", changed("report", reply_to=to_base64(bytes(32)))),
        ("base64 that is not canonical", "succession", changed("succession", recipient="A" * 1621 + "B==")),
        ("a report as its own part", "report", changed("report", parts=[{"kind": "report", "id": "", "sha256": ""}])),
    ]


def _unknown() -> list[tuple[str, str, dict[str, Any]]]:
    """Words that nobody knows and facts that do not fit, in what is done with a case."""
    return [
        ("an act that is nobody's to propose", "proposal", changed("proposal", act="unmask")),
        ("a term without a name", "proposal", changed("proposal", terms=[{"value": "a"}])),
        ("a statement without a name", "proposal", changed("proposal", statements=[{"text": "a"}])),
        ("an outcome that is none", "conclusion", changed("conclusion", outcome="guilty")),
        ("an outcome that is none", "letter", changed("letter", outcome="guilty")),
        ("a verdict that is none", "verdict", changed("verdict", verdict="perhaps")),
        ("a link to no case", "filing", changed("filing", links=[{"case": "that one", "why": ""}])),
        ("a tag that is no text", "filing", changed("filing", tags=[1])),
        ("a task that is half done", "task", changed("task", done="half")),
        ("one share of a key", "memo", changed("memo", shares=["00" * 32])),
        ("a word for what was left out that is none", "report", changed("report", handed_over=_handed_over("names"))),
        ("a hand-over of nothing", "handover", changed("handover", contents=[])),
        ("a thing that goes twice", "handover", changed("handover", contents=["00" * 32, "00" * 32])),
        ("a verdict that is none", "agreement", changed("agreement", verdict="perhaps")),
        ("an act that nobody knows", "agreement", changed("agreement", act="unmask")),
        ("a receipt without its groups", "release", changed("release", receipt="000G40R40M30E209185GR38EX55A")),
        ("a check-in of a day that is none", "checkin", changed("checkin", day=45)),
        ("an answer that is neither", "checkin", changed("checkin", answer="perhaps")),
        ("a way to meet that nobody knows", "minutes", changed("minutes", way="dream")),
        ("a verdict on minutes that is none", "checked", changed("checked", verdict="wrong")),
        ("a measure in no known state", "measure", changed("measure", state="done")),
        ("a measure until nothing", "measure", changed("measure", until="")),
        ("a room that names a case", "report", changed("report", room={"case": str(EXAMPLES["filing"]["links"][0])})),
        ("a proof cut short", "report", changed("report", follows=_follows("c3" * 63))),
        ("a request for a case key", "request", changed("request", asks="case")),
        ("no law", "request", without("request", "law")),
        ("reasons in one", "request", changed("request", reasons="A court asks.")),
        ("a generation below zero", "request", changed("request", generation=-1)),
        ("a verdict that is none", "decision", changed("decision", verdict="agreed")),
    ]


def _handed_over(left_out: str) -> dict[str, Any]:
    return {**EXAMPLES["report"]["handed_over"], "left_out": [left_out]}


def _follows(signature: str) -> dict[str, Any]:
    return {**EXAMPLES["report"]["follows"], "signature": signature}


def _canonical(body: dict[str, Any]) -> bytes:
    return json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def _body(name: str, kind: str, body: bytes, code: str) -> Vector:
    given = {"kind": kind, "body": to_base64(body)}
    return ok(name, given, {}) if code == "ok" else bad(name, code, given)


def typed() -> list[Vector]:
    """A recovery sheet's key as people type it, and what is wrong with it then."""
    identity = Identity.from_seed(seeded("a sheet")(32)).to_string()
    symbols = identity.removeprefix("AGE-SECRET-KEY-PQ-1")
    groups = [symbols[place : place + 4] for place in range(0, len(symbols), 4)]
    other = "Q" if symbols[30] != "Q" else "P"

    def case(name: str, text: str) -> Vector:
        return ok(name, {"text": text}, {"identity": identity})

    return [
        case("whole", identity),
        case("as the sheet shows it", f"AGE-SECRET-KEY-PQ-1 {' '.join(groups)}"),
        case("the beginning in small letters, the rest in capitals", f"age-secret-key-pq-1\n{' '.join(groups)}"),
        case("without its beginning, in small letters", " ".join(groups).lower()),
        case("no-break spaces and dashes", "\u00a0\u2013".join(groups)),
        bad("a digit 1", "typed/character", {"text": f"{symbols[:9]}1{symbols[10:]}"}),
        bad("a letter B", "typed/character", {"text": f"{symbols[:-1]}b"}),
        bad("an umlaut", "typed/character", {"text": f"\u00e4{symbols[1:]}"}),
        bad("one wrong letter", "typed/mistyped", {"text": symbols[:30] + other + symbols[31:]}),
        bad("two groups changed places", "typed/mistyped", {"text": "".join([groups[1], groups[0], *groups[2:]])}),
        bad("a letter too many", "typed/length", {"text": f"{symbols}q"}),
        bad("nothing", "typed/length", {"text": ""}),
    ]
