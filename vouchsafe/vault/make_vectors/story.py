"""One case, honestly kept: Rae reports, Hana answers, Rae replies, Hugo notes. And what a cheat needs to change it."""

import os
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

from vouchsafe.vault.bodies import encode_body
from vouchsafe.vault.compose import make_desk_key, seal_message, seal_note
from vouchsafe.vault.directory import Directory
from vouchsafe.vault.items import seal_item
from vouchsafe.vault.make_vectors.cast import (
    HOTLINE,
    TODAY,
    Chain,
    chain,
    grant_views,
    item_view,
    person,
    rae,
    report,
)
from vouchsafe.vault.place import KINDS, KeyKind, Place
from vouchsafe.vault.primitives import new_id
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.report import Apart
from vouchsafe.vault.signing import Signer
from vouchsafe.vault.thread import CaseView, GrantView, ItemView, Opened, Pin, ReadCase, Reader, read_case
from vouchsafe.vault.wire import CurrentKey, GrantJson, Target, grant_to

DAY = TODAY.isoformat()
REPORT, TITLE, MANIFEST, ANSWER, REPLY, NOTE = range(6)
ALL_MAY, NONE_MAY, CASE_ONLY, DESK_ONLY = (True, True), (False, False), (True, False), (False, True)
CASE, DESK, IDENTITY, SUBJECT = KeyKind.CASE, KeyKind.DESK, KeyKind.IDENTITY, KeyKind.SUBJECT


@dataclass(frozen=True)
class Shown:
    """What one reader is shown, and who that is: a name of the cast, or a receipt."""

    view: CaseView
    reader: str | Receipt
    chain: Chain
    pins: dict[str, Pin]

    def read(self) -> ReadCase:
        """What they make of it."""
        return read_case(self.view, reader_of(self.reader, self.chain.verified(), self.pins))

    def with_items(self, *items: ItemView) -> "Shown":
        """The same with these items."""
        return replace(self, view=replace(self.view, items=items))

    def with_grants(self, *grants: GrantView) -> "Shown":
        """The same with these grants."""
        return replace(self, view=replace(self.view, grants=grants))

    def and_item(self, item: ItemView) -> "Shown":
        """The same with one more item at the end."""
        return self.with_items(*self.view.items, item)

    def and_grants(self, *grants: GrantView) -> "Shown":
        """The same with more grants."""
        return self.with_grants(*self.view.grants, *grants)

    def swapped(self, at: int, item: ItemView) -> "Shown":
        """The same with another item in one place."""
        items = list(self.view.items)
        items[at] = item
        return self.with_items(*items)

    def dropped(self, at: int) -> "Shown":
        """The same without the item in one place."""
        return self.with_items(*(item for place, item in enumerate(self.view.items) if place != at))


class Told(NamedTuple):
    """One cheat (or none): what is shown, and what its reader must make of it.

    `findings` are codes, `reasons` those of what is unreadable; `may`: whether case and desk key may be sealed under.
    """

    name: str
    shown: Shown
    findings: str = ""
    reasons: Sequence[str] = ()
    may: tuple[bool, bool] = ALL_MAY


def reader_of(who: str | Receipt, directory: Directory, pins: dict[str, Pin]) -> Reader:
    """The reader that a name or a receipt is."""
    if isinstance(who, Receipt):
        return Reader.reporter(who, directory, pins)
    return Reader.holder(person(who).keys, directory, pins)


@dataclass(frozen=True)
class Story:
    """A case as an honest server keeps it. `items`: report, title, manifest, then what follows."""

    receipt: Receipt
    chain: Chain
    case_key: bytes
    desk_key: bytes
    items: tuple[ItemView, ...]
    grants: tuple[GrantJson, ...]

    @property
    def case(self) -> uuid.UUID:
        """The case id."""
        return self.receipt.case_id

    def shown_to(self, who: str | Receipt) -> Shown:
        """What an honest server shows them: the reporter sees nothing under the desk key."""
        holder = "receipt" if isinstance(who, Receipt) else person(who).fingerprint.hex()
        items = tuple(item for item in self.items if holder != "receipt" or item.key_kind != KeyKind.DESK)
        grants = grant_views(list(self.grants), holder)
        return Shown(CaseView(self.case, HOTLINE, items, grants), who, self.chain, {})

    def wrote(self, item: ItemView) -> "Story":
        """With one more item."""
        return replace(self, items=(*self.items, item))

    def item(self, kind: str, body: Mapping[str, object] | bytes, signer: Signer, **change: object) -> ItemView:
        """Any body by anyone, under the case's true keys. `change`: key, generation, case."""
        key = change.get("key", self.desk_key if KINDS[kind] == KeyKind.DESK else self.case_key)
        generation, case = change.get("generation", 0), change.get("case", self.case)
        place = Place(case, kind, new_id(os.urandom))  # type: ignore[arg-type]
        data = body if isinstance(body, bytes) else encode_body(kind, body)
        sealed = seal_item(key, generation, place, data, signer)  # type: ignore[arg-type]
        return ItemView(place.thing, kind, int(place.key_kind), generation, sealed)  # type: ignore[arg-type]

    def message(self, signer: Signer, **change: object) -> ItemView:
        """A message that has seen nothing."""
        body: dict[str, object] = {"sent_on": DAY, "text": "A message.", "seen": [], "parts": []}
        return self.item("message", body, signer, **change)

    def grant(self, to: str | Receipt, kind: KeyKind, generation: int, key: bytes, by: Signer) -> GrantView:
        """Any key of this case (or a share), granted by anyone."""
        keys = to.keys if isinstance(to, Receipt) else person(to).keys
        target = Target("", keys.recipient)
        grants = grant_to([target], self.case, kind, CurrentKey(generation, key), by)
        return grant_views(grants, "")[0]


def begin(receipt: Receipt, to: Chain, *, excluded: tuple[bytes, ...] = (), apart: Apart | None = None) -> Story:
    """Rae's report, and Hana's desk key."""
    sent = report(receipt, to.verified(), excluded=excluded, apart=apart)
    desk_key, grants = make_desk_key(
        to.verified(), HOTLINE, receipt.case_id, person("Hana").keys.signing, excluded=excluded
    )
    items = tuple(map(item_view, sent.bundle.items))
    return Story(receipt, to, sent.sealer.case_key, desk_key, items, (*sent.bundle.grants, *grants))


@cache
def told() -> Story:
    """Rae's report, who she is and whom it concerns: both kept apart."""
    apart = {"identity": {"who": [{"name": "Rae Okoye"}]}, "subject": {"whom": [{"role": "the night shift's lead"}]}}
    return begin(rae(), chain(), apart=apart)


@cache
def story() -> Story:
    """The whole case."""
    now = begin(rae(), chain())
    hana, hugo = person("Hana").keys.signing, person("Hugo").keys.signing
    read = now.shown_to("Hana").read()
    now = now.wrote(item_view(seal_message(read, hana, "Thank you. Which dock?", TODAY)))
    read = now.shown_to(now.receipt).read()
    now = now.wrote(item_view(seal_message(read, now.receipt.keys.signing, "The northern one.", TODAY)))
    read = now.shown_to("Hugo").read()
    return now.wrote(item_view(seal_note(read, hugo, "Ask the port.", TODAY)))


def report_body(now: Story, **change: object) -> dict[str, object]:
    """The report's body, with other fields."""
    entry = next(entry for entry in now.shown_to("Hana").read().entries if entry.kind == "report")
    return {**entry.body, **change} if isinstance(entry, Opened) else {}


def signer(name: str) -> Signer:
    """The signing key of a holder."""
    return person(name).keys.signing
