"""Cases with wrong keys and recipients (protocol §2, §4)."""

import os
from dataclasses import replace

from vouchsafe.vault import shares
from vouchsafe.vault.directory import Role
from vouchsafe.vault.make_vectors.cast import (
    EVERYONE,
    HOTLINE,
    LABORATORY,
    RECOVERY,
    chain,
    id_of,
    listing,
    person,
    rae,
    start,
)
from vouchsafe.vault.make_vectors.story import (
    CASE,
    CASE_ONLY,
    DAY,
    DESK,
    DESK_ONLY,
    IDENTITY,
    NONE_MAY,
    REPORT,
    SUBJECT,
    Shown,
    Story,
    Told,
    begin,
    report_body,
    signer,
    story,
    told,
)
from vouchsafe.vault.place import KeyKind
from vouchsafe.vault.primitives import sha256
from vouchsafe.vault.signing import Signer
from vouchsafe.vault.thread import GrantView, Pin, pin_name


def desk_grants() -> list[Told]:
    """A server that plants or withholds desk keys."""
    hana, mallory, author = story().shown_to("Hana"), signer("Mallory"), story().receipt.keys.signing
    case_grant, _ = hana.view.grants
    no_desk = ["key/missing"]
    return [
        Told(
            "a desk key is planted",
            hana.with_grants(case_grant, _planted(DESK, 0, mallory)),
            "desk-key-not-from-colleague",
            no_desk,
            may=CASE_ONLY,
        ),
        Told(
            "a newer desk key is planted",
            hana.and_grants(_planted(DESK, 1, mallory)),
            "desk-key-not-from-colleague",
            may=CASE_ONLY,
        ),
        Told(
            "a desk key is planted by the reporter",
            hana.with_grants(case_grant, _planted(DESK, 0, author)),
            "desk-key-not-from-colleague",
            no_desk,
            may=CASE_ONLY,
        ),
        Told(
            "a second desk key by a colleague, of one generation",
            hana.and_grants(_planted(DESK, 0, signer("Hugo"))),
            "key-replaced",
            may=CASE_ONLY,
        ),
    ]


def case_grants() -> list[Told]:
    """A server that plants case keys."""
    hana, mallory, author = story().shown_to("Hana"), signer("Mallory"), story().receipt.keys.signing
    return [
        Told(
            "a newer case key is planted", hana.and_grants(_planted(CASE, 1, mallory)), "grant-invalid", may=DESK_ONLY
        ),
        Told(
            "a newer case key by the reporter, who may grant only the first",
            hana.and_grants(_planted(CASE, 1, author)),
            "grant-invalid",
            may=DESK_ONLY,
        ),
        Told(
            "a first case key by a colleague",
            hana.and_grants(_planted(CASE, 0, signer("Hugo"))),
            "grant-invalid",
            may=DESK_ONLY,
        ),
        Told(
            "a second first case key by the reporter",
            hana.and_grants(_planted(CASE, 0, author)),
            "key-replaced",
            may=DESK_ONLY,
        ),
    ]


def handed_on() -> list[Told]:
    """The first case key as a newcomer gets it: from a colleague, since the reporter knew nothing of them."""
    now = story()
    joined = chain().then("Cora", (*EVERYONE, listing("Nora", Role.HANDLER, HOTLINE)))
    nora = replace(now.shown_to("Nora"), chain=joined)
    hana, lena, mallory = signer("Hana"), signer("Lena"), signer("Mallory")
    desk = now.grant("Nora", DESK, 0, now.desk_key, hana)
    case = now.grant("Nora", CASE, 0, now.case_key, hana)
    other = now.grant("Nora", CASE, 0, os.urandom(32), hana)
    pinned = {pin_name(now.case, CASE): Pin(0, "00" * 32)}
    nothing, no_report = ["key/missing"] * 6, "grant-invalid report-missing desk-key-not-from-colleague"

    def told(name: str, granter: Signer) -> Told:
        given = nora.with_grants(now.grant("Nora", CASE, 0, now.case_key, granter), desk)
        return Told(name, given, no_report, nothing, may=NONE_MAY)

    rae = now.shown_to(now.receipt)
    return [
        Told("a newcomer has the first case key from a colleague", nora.with_grants(case, desk)),
        Told(
            "and from a coordinator", nora.with_grants(now.grant("Nora", CASE, 0, now.case_key, signer("Cora")), desk)
        ),
        told("but not from a handler of another channel", lena),
        told("nor from a stranger", mallory),
        told("nor from an overseer", signer("Omar")),
        Told("nor one that does not open the report", nora.with_grants(other, desk), no_report, nothing, may=NONE_MAY),
        Told(
            "nor one beside the report's author's that is another",
            now.shown_to("Hana").and_grants(now.grant("Hana", CASE, 0, os.urandom(32), signer("Hugo"))),
            "grant-invalid",
            may=DESK_ONLY,
        ),
        Told(
            "the same key from a colleague, beside the author's",
            now.shown_to("Hana").and_grants(now.grant("Hana", CASE, 0, now.case_key, signer("Hugo"))),
        ),
        Told(
            "nor another than the one pinned",
            replace(nora.with_grants(case, desk), pins=pinned),
            "key-replaced report-missing desk-key-not-from-colleague",
            nothing,
            may=NONE_MAY,
        ),
        Told(
            "nor when the report is not shown",
            nora.with_grants(case, desk).dropped(REPORT),
            no_report,
            nothing[1:],
            may=NONE_MAY,
        ),
        Told(
            "and never does a receipt",
            rae.with_grants(now.grant(now.receipt, CASE, 0, now.case_key, hana)),
            "grant-invalid report-missing",
            nothing[1:],
            may=NONE_MAY,
        ),
    ]


def odd_grants() -> list[Told]:
    """A server that swaps, renames, withholds or repeats grants."""
    hana, mallory, author = story().shown_to("Hana"), signer("Mallory"), story().receipt.keys.signing
    case_grant, desk_grant = hana.view.grants
    other = begin(rae("another reporter"), chain()).shown_to("Hana").view.grants
    no_desk = ["key/missing"]
    return [
        Told(
            "a grant is another's",
            hana.and_grants(*story().shown_to("Hugo").view.grants[:1]),
            "grant-invalid",
            may=DESK_ONLY,
        ),
        Told(
            "the grants are another case's",
            hana.with_grants(*other),
            "grant-invalid report-missing",
            ["key/missing"] * 6,
            may=NONE_MAY,
        ),
        Told(
            "a grant is shown as another generation",
            hana.with_grants(case_grant, replace(desk_grant, generation=1)),
            "grant-invalid",
            no_desk,
            may=CASE_ONLY,
        ),
        Told(
            "a grant is shown as another kind",
            hana.with_grants(case_grant, replace(desk_grant, key_kind=4)),
            "grant-invalid",
            no_desk,
            may=CASE_ONLY,
        ),
        Told(
            "a grant is none", hana.and_grants(replace(case_grant, sealed=b"nothing")), "grant-invalid", may=DESK_ONLY
        ),
        Told("the desk grant is withheld", hana.with_grants(case_grant), reasons=no_desk, may=CASE_ONLY),
        Told("a grant comes twice", hana.and_grants(desk_grant)),
        Told("a share that the report does not list", hana.and_grants(_planted(IDENTITY, 0, author)), "grant-invalid"),
        Told("a share by a stranger is not", hana.and_grants(_planted(IDENTITY, 0, mallory)), "grant-invalid"),
        Told(
            "a request key by an overseer is not",
            hana.and_grants(_planted(KeyKind.REQUEST, 0, signer("Omar"))),
            "grant-invalid",
        ),
    ]


def kept_apart() -> list[Told]:
    """Who reports and whom it concerns, under keys that nobody holds whole (protocol §5)."""
    now = told()
    hana = now.shown_to("Hana")
    both = ["key/apart", "key/apart"]
    whole = [grant for grant in hana.view.grants if grant.key_kind not in (IDENTITY, SUBJECT)]
    at = next(place for place, item in enumerate(now.items) if item.kind == "identity")
    crossed = tuple(
        replace(grant, key_kind=SUBJECT) if grant.key_kind == IDENTITY else grant for grant in hana.view.grants
    )
    return [
        Told("what is kept apart is not opened by a handler", hana, reasons=both),
        Told("nor by the reporter, who holds no share", now.shown_to(now.receipt), reasons=both, may=CASE_ONLY),
        Told("no share is shown", hana.with_grants(*whole), reasons=both),
        Told("a share is shown as one of the other key", hana.with_grants(*crossed), "grant-invalid", both),
        Told("who reports is dropped", hana.dropped(at), "part-missing", both[:1]),
        Told("who reports is gone once a letter closed the case", _closed(now, at, "unsupported"), reasons=both[:1]),
        Told("but not once one says that it is so", _closed(now, at, "substantiated"), "part-missing", both[:1]),
    ]


def _closed(now: Story, at: int, outcome: str) -> Shown:
    """Hana's letter closed the case with an outcome, and an item of it is gone."""
    body = {"sent_on": DAY, "text": "A letter.", "seen": [], "parts": [], "outcome": outcome}
    return now.shown_to("Hana").dropped(at).and_item(now.item("letter", body, signer("Hana")))


def _planted(kind: KeyKind, generation: int, by: Signer) -> GrantView:
    """A key of this case that is not the true one (or a share), granted to Hana."""
    key = os.urandom(32)
    return story().grant("Hana", kind, generation, shares.split(key, 2)[0] if kind.is_shared else key, by)


def recipients() -> list[Told]:
    """Reports that went to others than the directory says (protocol §2).

    "gap" in each: the answer has seen the report that stood here before.
    """
    hana, hugo, rosa, ralf, lena, mallory = map(_fingerprint, ("Hana", "Hugo", "Rosa", "Ralf", "Lena", "Mallory"))

    def told(name: str, findings: str, *sealed_to: str) -> Told:
        return Told(name, _resealed(sealed_to=sorted(sealed_to)), f"gap {findings}", may=DESK_ONLY)

    unknown, mismatch = "unknown-recipient", "sealed-to-mismatch"
    return [
        told("the report went to a stranger too", unknown, hana, hugo, rosa, ralf, mallory),
        told("the report went to a handler of another channel too", unknown, hana, hugo, rosa, ralf, lena),
        told("a stranger stands for a recovery sheet", f"{unknown} {mismatch}", hana, hugo, ralf, mallory),
        told("the report went to one recovery sheet of two", mismatch, hana, hugo, ralf),
        told("the report went to no handler", mismatch, rosa, ralf),
    ]


def _fingerprint(name: str) -> str:
    return person(name).fingerprint.hex()


def _resealed(**change: object) -> Shown:
    """Hana is shown Rae's report with other fields, signed by Rae."""
    now = story()
    report = now.item("report", report_body(now, **change), now.receipt.keys.signing)
    return now.shown_to("Hana").swapped(REPORT, report)


def directories() -> list[Told]:
    """Reports of another place, or sealed to an entry that the reader does not know (protocol §2)."""
    now = story()
    fork = start("Ralf", (*RECOVERY, listing("Cora", Role.COORDINATOR))).then("Cora", EVERYONE)
    hana = now.shown_to("Hana")
    elsewhere = _resealed(organisation=str(id_of("Elsewhere")))
    other_channel = replace(hana, view=replace(hana.view, channel=LABORATORY))
    return [
        Told("the report went to another organisation", elsewhere, "gap case-mismatch", may=NONE_MAY),
        Told("the report is shown in another channel", other_channel, "case-mismatch", may=NONE_MAY),
        Told(
            "the reporter was given another directory",
            replace(now.shown_to("Hana"), chain=fork),
            "desk-key-not-from-colleague directory-unknown foreign-author",
            ["author/not-allowed", "key/missing"],
            may=NONE_MAY,
        ),
        Told(
            "the reporter comes back to another directory",
            replace(now.shown_to(now.receipt), chain=fork),
            "directory-unknown foreign-author",
            ["author/not-allowed"],
            may=NONE_MAY,
        ),
        Told(
            "the handler's directory is older than the report's",
            replace(now.shown_to("Hana"), chain=replace(chain(), entries=chain().entries[:1])),
            "desk-key-not-from-colleague directory-unknown foreign-author",
            ["author/not-allowed", "key/missing"],
            may=NONE_MAY,
        ),
    ]


def pins() -> list[Told]:
    """Keys that are not the ones a reader pinned (protocol §4)."""
    now = story()
    hana = now.shown_to("Hana")
    case_grant, desk_grant = hana.view.grants
    desk, other = sha256(now.desk_key).hex(), "00" * 32
    newer = os.urandom(32)
    newer_grant = now.grant("Hana", DESK, 1, newer, signer("Hugo"))

    def pinned(kind: KeyKind, generation: int, digest: str, shown: Shown = hana) -> Shown:
        return replace(shown, pins={pin_name(now.case, kind): Pin(generation, digest)})

    return [
        Told("the desk key is the one pinned", pinned(DESK, 0, desk)),
        Told(
            "the desk key is another than the one pinned",
            pinned(DESK, 0, other),
            "key-replaced",
            ["key/missing"],
            may=CASE_ONLY,
        ),
        Told(
            "the case key is another than the one pinned",
            pinned(CASE, 0, other),
            "key-replaced report-missing desk-key-not-from-colleague",
            ["key/missing"] * 6,
            may=NONE_MAY,
        ),
        Told("an older desk key than the one pinned", pinned(DESK, 1, other), "pinned-key-missing", may=CASE_ONLY),
        Told(
            "no desk key, though one is pinned",
            pinned(DESK, 0, desk, hana.with_grants(case_grant)),
            "pinned-key-missing",
            ["key/missing"],
            may=CASE_ONLY,
        ),
        Told("a newer desk key beside the one pinned", pinned(DESK, 0, desk, hana.and_grants(newer_grant))),
        Told(
            "a newer desk key without the one pinned",
            pinned(DESK, 0, desk, hana.with_grants(case_grant, newer_grant)),
            "pinned-key-missing",
            ["key/missing"],
            may=CASE_ONLY,
        ),
        Told(
            "a pin of another case",
            replace(hana.with_grants(case_grant, desk_grant), pins={pin_name(id_of("x"), DESK): Pin(5, other)}),
        ),
    ]


def generations() -> list[Told]:
    """A case key that was made anew."""
    now, key = story(), os.urandom(32)
    grant = now.grant("Hana", CASE, 1, key, signer("Hugo"))
    rekeyed = now.shown_to("Hana").and_grants(grant)
    message = now.message(now.receipt.keys.signing, key=key, generation=1)
    under_old = now.message(now.receipt.keys.signing, key=now.case_key, generation=1)
    return [
        Told("a colleague makes the next case key", rekeyed.and_item(message)),
        Told(
            "an item says generation 1, but is under generation 0",
            rekeyed.and_item(under_old),
            reasons=["vault/wrong-key"],
        ),
    ]
