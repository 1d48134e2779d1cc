"""Vectors of the proof that one reporter wrote two reports (protocol §20)."""

from vouchsafe.vault.follows import sign_follows
from vouchsafe.vault.make_vectors.cast import id_of
from vouchsafe.vault.make_vectors.vector import Vector, bad, ok
from vouchsafe.vault.primitives import sha256
from vouchsafe.vault.receipt import Receipt


def follows() -> list[Vector]:
    """By the earlier receipt, by one that took its place, and in every way that proves nothing."""
    rae, newer, other = (Receipt.from_bytes(sha256(name)[:15]) for name in (b"Rae", b"newer", b"other"))
    later = other.case_id
    good = sign_follows(rae.keys.signing, rae.case_id, later)
    by_newer = sign_follows(newer.keys.signing, rae.case_id, later)
    first, *rest = bytes.fromhex(good["signature"])
    cases = [
        ("another later case", good, id_of("a third case")),
        ("another earlier case", {**good, "case": str(id_of("a third case"))}, later),
        ("another key", {**good, "key": newer.keys.signing.public.hex()}, later),
        ("a signature with one bit changed", {**good, "signature": bytes([first ^ 1, *rest]).hex()}, later),
        ("both cases exchanged", {**good, "case": str(later)}, rae.case_id),
    ]
    return [
        ok("signed by the earlier receipt", {"follows": good, "later": str(later)}, {"by_itself": True}),
        ok("signed by a newer receipt of it", {"follows": by_newer, "later": str(later)}, {"by_itself": False}),
        *(bad(name, "vault/tampered", {"follows": given, "later": str(case)}) for name, given, case in cases),
    ]
