"""Cases whose reporter came to a new receipt, and those that a server makes up (protocol §6)."""

import os
from dataclasses import replace

from vouchsafe.vault.make_vectors.cast import chain, rae
from vouchsafe.vault.make_vectors.story import (
    CASE,
    CASE_ONLY,
    DAY,
    DESK_ONLY,
    NONE_MAY,
    Shown,
    Story,
    Told,
    begin,
    signer,
    story,
)
from vouchsafe.vault.primitives import to_base64
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.signing import Signer
from vouchsafe.vault.thread import GrantView, ItemView

NEW, NEWEST, OTHER = (rae(f"Rae's {which} receipt") for which in ("next", "newest", "stolen"))
_KEPT = ["author/not-allowed"]


def rotations() -> list[Told]:
    """A reporter who changed their receipt, once and again."""
    now, first = story(), _named(story(), story().receipt, NEW)
    second, by_new = _named(now, NEW, NEWEST), now.message(NEW.keys.signing)
    key = os.urandom(32)
    under_newer = now.message(NEW.keys.signing, key=key, generation=1)
    both = (_own(now, NEW), now.grant(NEW, CASE, 1, key, NEW.keys.signing))
    colleague = (_own(now, NEW), now.grant(NEW, CASE, 1, key, signer("Hugo")))
    again = _named(now, now.receipt, NEW)
    return [
        Told("the reporter's next receipt reads and writes", _shown(now, NEW, first, by_new), may=CASE_ONLY),
        Told("a handler accepts what the next receipt wrote", now.shown_to("Hana").and_item(by_new).and_item(first)),
        Told(
            "a receipt that was changed twice reads and writes",
            _shown(now, NEWEST, second, first, by_new, now.message(NEWEST.keys.signing)),
            may=CASE_ONLY,
        ),
        Told(
            "a handler accepts what was written after two changes",
            now.shown_to("Hana").and_item(now.message(NEWEST.keys.signing)).and_item(second).and_item(first),
        ),
        Told(
            "an earlier receipt, for which a server kept the keys",
            now.shown_to(now.receipt).and_item(first).and_item(by_new),
            may=CASE_ONLY,
        ),
        Told(
            "the next receipt has the keys of both generations",
            _shown(now, NEW, first, under_newer).with_grants(*both),
            may=CASE_ONLY,
        ),
        Told(
            "a colleague makes a newer key after the change",
            _shown(now, NEW, first, under_newer).with_grants(*colleague),
            may=CASE_ONLY,
        ),
        Told("the next receipt is named twice", now.shown_to("Hana").and_item(first).and_item(again).and_item(by_new)),
    ]


def planted() -> list[Told]:
    """Keys for a receipt, or by one, that it did not grant to itself."""
    now, first = story(), _named(story(), story().receipt, NEW)
    old, new, key = now.receipt.keys.signing, NEW.keys.signing, os.urandom(32)
    shown, nothing = _shown(now, NEW, first), ["key/missing"] * 6
    other = begin(rae("another reporter"), chain())
    return [
        Told(
            "the next receipt is given the key by the earlier one",
            shown.with_grants(now.grant(NEW, CASE, 0, now.case_key, old)),
            "grant-invalid report-missing",
            nothing,
            may=NONE_MAY,
        ),
        Told(
            "the next receipt is given the first key by a handler",
            shown.with_grants(now.grant(NEW, CASE, 0, now.case_key, signer("Hugo"))),
            "grant-invalid report-missing",
            nothing,
            may=NONE_MAY,
        ),
        Told(
            "a newer key is planted for the next receipt by the earlier one",
            shown.and_grants(now.grant(NEW, CASE, 1, key, old)),
            "grant-invalid",
            may=NONE_MAY,
        ),
        Told(
            "another first key is planted for the next receipt by the earlier one",
            shown.and_grants(now.grant(NEW, CASE, 0, key, old)),
            "grant-invalid",
            may=NONE_MAY,
        ),
        Told(
            "the next receipt is shown what it granted itself in another case",
            shown.with_grants(other.grant(NEW, CASE, 0, other.case_key, new)),
            "grant-invalid report-missing",
            nothing,
            may=NONE_MAY,
        ),
        Told(
            "the first key is planted for a handler by the next receipt",
            now.shown_to("Hana").and_item(first).and_grants(now.grant("Hana", CASE, 0, key, new)),
            "grant-invalid",
            may=DESK_ONLY,
        ),
        Told(
            "a newer key is planted for a handler by the next receipt",
            now.shown_to("Hana").and_item(first).and_grants(now.grant("Hana", CASE, 1, key, new)),
            "grant-invalid",
            may=DESK_ONLY,
        ),
    ]


def chains() -> list[Told]:
    """Successions by strangers, withheld, forked, and in a circle."""
    now, first = story(), _named(story(), story().receipt, NEW)
    forked, back = _named(now, now.receipt, OTHER), _named(now, NEW, now.receipt)
    forged, by_new = _succession(now, NEW, signer("Mallory")), now.message(NEW.keys.signing)
    moved = _succession(now, NEW, now.receipt.keys.signing, recipient=to_base64(OTHER.keys.recipient.raw))
    hana, fork = now.shown_to("Hana").and_item(first), "succession-fork"
    lost = f"case-mismatch report-missing {fork}"
    return [
        Told(
            "a handler does not accept a succession by a stranger",
            now.shown_to("Hana").and_item(forged).and_item(by_new),
            "foreign-author",
            _KEPT * 2,
        ),
        Told("a receipt that no succession names", *_lost(now, NEW)),
        Told("a receipt that a stranger's succession names", *_lost(now, NEW, forged)),
        Told("a receipt that names itself", *_lost(now, NEW, _named(now, NEW, NEW))),
        Told("the newest succession is withheld", *_lost(now, NEWEST, first, by_new)),
        Told("the first succession is withheld", *_lost(now, NEWEST, _named(now, NEW, NEWEST), by_new)),
        Told(
            "one key names two next ones",
            hana.and_item(forked).and_item(by_new),
            f"{fork} foreign-author",
            _KEPT,
            may=DESK_ONLY,
        ),
        Told(
            "one key names two next ones, and one of them reads",
            _shown(now, NEW, first, forked),
            lost,
            ["key/missing"] * 7,
            may=NONE_MAY,
        ),
        Told(
            "one key names two next ones, and it reads",
            now.shown_to(now.receipt).and_item(first).and_item(forked),
            fork,
            may=NONE_MAY,
        ),
        Told(
            "one key names a next one with two recipients",
            hana.and_item(moved).and_item(by_new),
            f"{fork} foreign-author",
            _KEPT,
            may=DESK_ONLY,
        ),
        Told("a succession goes back to an earlier key", hana.and_item(back).and_item(by_new), fork, may=DESK_ONLY),
    ]


def other_cases() -> list[Told]:
    """Whole cases that somebody made up for a receipt, with the help of who knows its public keys."""
    now, made_up = story(), begin(rae("a reporter who was made up"), chain())
    by = made_up.receipt.keys.signing
    replayed = _named(now, now.receipt, NEW)

    def shown(to: Receipt) -> Shown:
        items = (*made_up.items, _succession(made_up, to, by))
        grant = made_up.grant(to, CASE, 0, made_up.case_key, by)
        return replace(made_up.shown_to(to), reader=to).with_grants(grant).with_items(*items)

    refused = ("grant-invalid report-missing", ["key/missing"] * 4)
    return [
        Told("a made-up case names the next receipt its successor", shown(NEW), *refused, may=NONE_MAY),
        Told("a made-up case names a first receipt its successor", shown(now.receipt), *refused, may=NONE_MAY),
        Told(
            "a succession of another case is shown",
            begin(rae("one more reporter"), chain()).shown_to("Hana").and_item(replayed),
            reasons=["vault/wrong-key"],
        ),
    ]


def _succession(now: Story, to: Receipt, by: Signer, **change: str) -> ItemView:
    body: dict[str, object] = {
        "sent_on": DAY,
        "signing_key": to.keys.signing.public.hex(),
        "recipient": to_base64(to.keys.recipient.raw),
        **change,
    }
    return now.item("succession", body, by)


def _named(now: Story, present: Receipt, following: Receipt) -> ItemView:
    return _succession(now, following, present.keys.signing)


def _own(now: Story, receipt: Receipt) -> GrantView:
    """The first case key, as a new receipt grants it to itself."""
    return now.grant(receipt, CASE, 0, now.case_key, receipt.keys.signing)


def _shown(now: Story, receipt: Receipt, *more: ItemView) -> Shown:
    """What an honest server shows to a new receipt."""
    items = tuple(item for item in now.items if item.kind != "note")
    return replace(now.shown_to(receipt), reader=receipt).with_grants(_own(now, receipt)).with_items(*items, *more)


def _lost(now: Story, receipt: Receipt, *more: ItemView) -> tuple[Shown, str, list[str], tuple[bool, bool]]:
    """A receipt that the chain of successions does not reach: nothing is opened for it."""
    return _shown(now, receipt, *more), "case-mismatch report-missing", ["key/missing"] * (5 + len(more)), NONE_MAY
