"""The cast of tests and vectors: the Institute's hotline, its people, a reporter, and Mallory, who belongs to nobody.

Keys come from fixed seeds, so that a failing test shows the same keys again.
"""

import datetime as dt
import io
import uuid
from dataclasses import dataclass, replace
from functools import cache

from vouchsafe.vault.attachments import AttachedFile
from vouchsafe.vault.cards import make_card
from vouchsafe.vault.directory import (
    ALL_CHANNELS,
    FIRST,
    Directory,
    Listing,
    Role,
    make_entry,
    parse_entry,
    verify_chain,
)
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.keys import HolderKeys
from vouchsafe.vault.primitives import from_base64, sha256
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.report import Apart, Bundle, Questionnaire, ReportSealer
from vouchsafe.vault.thread import CaseView, GrantView, ItemView
from vouchsafe.vault.wire import GrantJson, ItemJson


def id_of(name: str) -> uuid.UUID:
    """An id that is this name's in every run."""
    return uuid.UUID(bytes=sha256(name.encode())[:16], version=4)


INSTITUTE = id_of("The Institute")
HOTLINE = id_of("The hotline")
LABORATORY = id_of("The laboratory's channel")
TODAY = dt.date(2026, 2, 3)
QUESTIONNAIRE = Questionnaire(1, sha256(b"the questionnaire"))
PHOTO = b"not really a photograph " * 50


@dataclass(frozen=True)
class Person:
    """A key holder with their card."""

    keys: HolderKeys
    card: bytes

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of the card."""
        return sha256(self.card)


@cache
def person(name: str, organisation: uuid.UUID = INSTITUTE) -> Person:
    """Whoever has this name.

    Hana and Hugo handle the hotline, Lena the laboratory's channel; Cora coordinates, Omar oversees; Rosa and Ralf
    keep the recovery sheets; Nora is new; Mallory belongs to nobody.
    """
    keys = HolderKeys(Identity.from_seed(sha256(name.encode())))
    return Person(keys, make_card(keys, organisation, id_of(f"{name}, holder")))


def listing(name: str, role: Role, channel: uuid.UUID = ALL_CHANNELS) -> Listing:
    """One line of the directory."""
    return Listing(channel, role, person(name).fingerprint)


RECOVERY = (listing("Rosa", Role.RECOVERY), listing("Ralf", Role.RECOVERY))
EVERYONE = (
    *RECOVERY,
    listing("Cora", Role.COORDINATOR),
    listing("Omar", Role.OVERSEER),
    listing("Hana", Role.HANDLER, HOTLINE),
    listing("Hugo", Role.HANDLER, HOTLINE),
    listing("Lena", Role.HANDLER, LABORATORY),
)
PEOPLE = ("Rosa", "Ralf", "Cora", "Omar", "Hana", "Hugo", "Lena", "Nora")


@dataclass(frozen=True)
class Chain:
    """A directory as the server sends it."""

    entries: tuple[bytes, ...]
    cards: tuple[bytes, ...]

    def then(self, signer: str, listings: tuple[Listing, ...]) -> "Chain":
        """With one more entry, signed by `signer`, whether they may or not."""
        last = parse_entry(self.entries[-1])
        keys, fingerprint = person(signer).keys, person(signer).fingerprint
        entry = make_entry(keys.signing, fingerprint, last.organisation, last.sequence + 1, last.hash, listings)
        return replace(self, entries=(*self.entries, entry))

    def verified(self) -> Directory:
        """As a client accepts it."""
        return verify_chain(list(self.entries), list(self.cards))


def start(signer: str, listings: tuple[Listing, ...]) -> Chain:
    """A directory of entry 0 only."""
    keys, fingerprint = person(signer).keys, person(signer).fingerprint
    entry = make_entry(keys.signing, fingerprint, INSTITUTE, 0, FIRST, listings)
    return Chain((entry,), tuple(person(name).card for name in PEOPLE))


@cache
def chain() -> Chain:
    """Entry 0 lists the recovery sheets and Cora, signed by Rosa's sheet; entry 1, by Cora, everyone."""
    return start("Rosa", (*RECOVERY, listing("Cora", Role.COORDINATOR))).then("Cora", EVERYONE)


def rae(name: str = "Rae, who reports") -> Receipt:
    """A reporter's receipt."""
    return Receipt.from_bytes(sha256(name.encode())[:15])


@dataclass(frozen=True)
class Report:
    """A report as Rae seals it, with one photo."""

    receipt: Receipt
    sealer: ReportSealer
    bundle: Bundle
    photo: bytes


def report(
    receipt: Receipt, directory: Directory, *, excluded: tuple[bytes, ...] = (), apart: Apart | None = None
) -> Report:
    """Seal Rae's report to the newest entry of a directory."""
    sealer = ReportSealer(receipt, directory, HOTLINE, QUESTIONNAIRE, excluded=excluded)
    photo = io.BytesIO()
    sealer.seal_attachment(AttachedFile(io.BytesIO(PHOTO), len(PHOTO), "crates.jpg", "image/jpeg", ["gps"]), photo)
    bundle = sealer.finish({"what": "Crates leave the dock at night."}, "Crates at night", TODAY, apart=apart)
    return Report(receipt, sealer, bundle, photo.getvalue())


def item_view(item: ItemJson, day: str | None = None) -> ItemView:
    """An item as the server shows it."""
    sealed = from_base64(item["sealed"])
    return ItemView(uuid.UUID(item["id"]), item["kind"], item["key_kind"], item["generation"], sealed, day)


def grant_views(grants: list[GrantJson], holder: str) -> tuple[GrantView, ...]:
    """The grants of one holder (a fingerprint in hex, or "receipt") as the server shows them."""
    return tuple(
        GrantView(grant["key_kind"], grant["generation"], from_base64(grant["sealed"]))
        for grant in grants
        if grant["holder"] == holder
    )


def view(case: uuid.UUID, items: list[ItemJson], grants: tuple[GrantView, ...]) -> CaseView:
    """A case of the hotline as the server shows it."""
    return CaseView(case, HOTLINE, tuple(map(item_view, items)), grants)
