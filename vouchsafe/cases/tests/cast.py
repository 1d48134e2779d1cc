"""The named cast of these tests: two organisations, who works there, and what they may read.

Hana and Omar handle `integrity`. Nils handles it too, but joined after the reports were sent. Sofia handles `safety`
alone. Ines coordinates, Lena administers, Tom oversees. Sven is a handler of another organisation.
"""

import io
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias
from uuid import UUID, uuid4

from vouchsafe.cases import queries, rooms, services
from vouchsafe.cases.store import Arrival
from vouchsafe.cases.wire import Addition, SealedGrant, decode
from vouchsafe.channels.models import Channel, Definition
from vouchsafe.channels.services import create_channel
from vouchsafe.common import clock, uploads
from vouchsafe.common.tests import laid
from vouchsafe.people.models import Member, Organisation, Role
from vouchsafe.people.queries import LISTED_AS, Holding, current_entry, directory_of
from vouchsafe.people.services import append_directory_entry, found_organisation, invite_member, prove_kit, store_key
from vouchsafe.vault.attachments import AttachedFile
from vouchsafe.vault.cards import make_card
from vouchsafe.vault.directory import ALL_CHANNELS, FIRST, Directory, Listing, make_entry, parse_entry, verify_chain
from vouchsafe.vault.directory import Role as Listed
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.key_file import seal_key_file
from vouchsafe.vault.keys import HolderKeys
from vouchsafe.vault.primitives import sha256
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.report import Apart, Questionnaire, ReportSealer
from vouchsafe.vault.rooms import seal_room
from vouchsafe.vault.thread import CaseView, GrantView, ItemView, ReadCase, Reader, read_case

HEADLINE = "The ledger of the north warehouse is kept twice"
STORY = "Each Friday the second ledger is burned behind hall four."
if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse

    Answer: TypeAlias = _MonkeyPatchedWSGIResponse
else:
    Answer = object
"""What the test client answers with."""

APART: Apart = {"identity": {"me": [{"name": "Rana Haddad"}]}, "subject": {"whom": [{"role": "Warehouse lead"}]}}
"""Who reports and whom it concerns, where a report says so."""


def code(answer: Answer) -> tuple[int, str]:
    """Status and error code of a refusal."""
    return answer.status_code, json.loads(answer.content)["error"]["code"]


@dataclass(frozen=True)
class KeyHolder:
    """Keys and the card that makes them public."""

    keys: HolderKeys
    card: bytes

    @property
    def fingerprint(self) -> bytes:
        return sha256(self.card)


@dataclass(frozen=True)
class Person(KeyHolder):
    """A member with a key of their own."""

    member: Member


@dataclass(frozen=True)
class House:
    """An organisation whose set-up is done."""

    organisation: Organisation
    administrator: Member
    sheet: KeyHolder
    people: dict[str, Person]
    channels: dict[str, Channel]

    def __getattr__(self, name: str) -> Person:
        try:
            return self.people[name]
        except KeyError:
            raise AttributeError(name) from None

    @property
    def channel(self) -> Channel:
        return self.channels["integrity"]

    def definition(self, channel: str = "integrity") -> Definition:
        return self.channels[channel].definitions.latest("version")

    def directory(self) -> Directory:
        found = directory_of(self.organisation.id)
        return verify_chain(found.entries, found.cards)


def meridian() -> House:
    """The organisation that most tests are about."""
    house = found("Meridian Institute", "meridian", ["integrity", "safety"])
    integrity, safety = house.channels["integrity"].id, house.channels["safety"].id
    join(house, "hana", Holding(Role.HANDLER, integrity))
    join(house, "omar", Holding(Role.HANDLER, integrity))
    join(house, "sofia", Holding(Role.HANDLER, safety))
    join(house, "ines", Holding(Role.COORDINATOR, None))
    join(house, "tom", Holding(Role.OVERSEER, None))
    publish_directory(house)
    return house


def elsewhere() -> House:
    """Another organisation on the same server."""
    house = found("Harbour Agency", "harbour", ["integrity"])
    join(house, "sven", Holding(Role.HANDLER, None))
    publish_directory(house)
    return house


def found(name: str, slug: str, channels: Iterable[str]) -> House:
    """An organisation with its administrator Lena, its recovery sheet and its channels; nobody reads yet."""
    founding = found_organisation(
        name, slug, founder_email=f"lena@{slug}.example", founder_name="Lena Fuchs", roles=[Role.ADMINISTRATOR]
    )
    keys = HolderKeys(Identity.generate())
    sheet = KeyHolder(keys, make_card(keys, founding.organisation.id, uuid4()))
    made = {each: create_channel(founding.founder, slug=each, name=each.title(), body=DEFINITION) for each in channels}
    return House(founding.organisation, founding.founder, sheet, {}, made)


def join(house: House, name: str, *holdings: Holding) -> Person:
    """Invite a member and let them make a key; the directory does not list it yet."""
    email = f"{name}@{house.organisation.slug}.example"
    member = invite_member(house.administrator, name=name.title(), email=email, holdings=holdings)
    keys = HolderKeys(Identity.generate())
    person = Person(keys, make_card(keys, house.organisation.id, member.id), member)
    card = store_key(member, person.card, seal_key_file(keys.identity, f"passphrase of {name}", log_n=2))
    prove_kit(member, bytes(card.fingerprint))
    house.people[name] = person
    return person


def publish_directory(house: House, signer: Person | None = None) -> None:
    """List every member's key under their rights: entry 0 by the sheet, later ones by `signer`."""
    head = current_entry(house.organisation.id)
    listings = [Listing(ALL_CHANNELS, Listed.RECOVERY, house.sheet.fingerprint)]
    listings += [
        Listing(right.channel_id or ALL_CHANNELS, LISTED_AS[Role(right.role)], person.fingerprint)
        for person in house.people.values()
        for right in person.member.rights.all()
    ]
    by = signer or house.sheet
    sequence, previous = (0, FIRST) if head is None else (head.sequence + 1, parse_entry(bytes(head.encoded)).hash)
    entry = make_entry(by.keys.signing, by.fingerprint, house.organisation.id, sequence, previous, listings)
    poster = house.administrator if signer is None else signer.member
    append_directory_entry(poster, entry, [house.sheet.card] if head is None else [])


@dataclass(frozen=True)
class Sent:
    """A report as its reporter knows it: the receipt, and the bundle that was sent."""

    receipt: Receipt
    raw: bytes

    @property
    def case(self) -> UUID:
        return self.receipt.case_id

    @property
    def bundle(self) -> dict[str, Any]:
        document: dict[str, Any] = json.loads(self.raw)
        return document

    @property
    def blobs(self) -> list[UUID]:
        return [UUID(blob["id"]) for blob in self.bundle["blobs"]]


def seal(
    house: House,
    *,
    channel: str = "integrity",
    attachment: bytes | None = None,
    excluded: Collection[bytes] = (),
    apart: Apart | None = None,
) -> Sent:
    """Seal a report as a reporter's machine does; an attachment is uploaded already, the rest is not sent."""
    making, receipt = sealer(house, channel=channel, excluded=excluded)
    if attachment is not None:
        blob, sealed = uploads.create(house.organisation.id, 1).blob_id, io.BytesIO()
        file = AttachedFile(io.BytesIO(attachment), len(attachment), "ledger.txt", "text/plain")
        making.seal_attachment(file, sealed, blob=blob)
        put_blob(house, blob, sealed.getvalue())
    return finish(making, receipt, apart)


def sealer(
    house: House, *, channel: str = "integrity", excluded: Collection[bytes] = (), test: bool = False
) -> tuple[ReportSealer, Receipt]:
    """A report that is being sealed, and its receipt."""
    receipt, definition = Receipt.generate(), house.definition(channel)
    questionnaire = Questionnaire(definition.version, bytes(definition.sha256))
    making = ReportSealer(
        receipt, house.directory(), channel_of(house, channel), questionnaire, excluded=excluded, test=test
    )
    return making, receipt


def finish(making: ReportSealer, receipt: Receipt, apart: Apart | None = None) -> Sent:
    """The report, sealed."""
    answers = {"headline": HEADLINE, "what": STORY, "category": "bribe"}
    return Sent(receipt, making.finish(answers, HEADLINE, clock.today(), category="bribe", apart=apart).to_json())


def send(
    house: House, *, channel: str = "integrity", attachment: bytes | None = None, excluded: Collection[bytes] = ()
) -> Sent:
    """Seal a report and store it, past the report door's checks."""
    sent = seal(house, channel=channel, attachment=attachment, excluded=excluded)
    store_sent(house, sent, channel=channel, excluded=excluded)
    return sent


def store_sent(house: House, sent: Sent, *, channel: str = "integrity", excluded: Collection[bytes] = ()) -> None:
    """Store a sealed report, past the report door's checks."""
    bundle = sent.bundle
    wire = decode(json.dumps({"items": bundle["items"], "blobs": bundle["blobs"]}).encode(), Addition)
    services.receive(
        Arrival(
            organisation=house.organisation.id,
            channel=channel_of(house, channel),
            definition_version=bundle["questionnaire_version"],
            definition=house.definition(channel).body,
            case=sent.case,
            directory_hash=bytes.fromhex(bundle["directory"]),
            receipt_hash=bytes.fromhex(bundle["receipt_hash"]),
            bundle_hash=sha256(sent.raw),
            items=wire.items,
            grants=[decode(json.dumps(grant).encode(), SealedGrant) for grant in bundle["grants"]],
            blobs=wire.blobs,
            excluded=[person.member.id for person in house.people.values() if person.fingerprint in excluded],
        )
    )


def seal_a_room(
    house: House,
    person: Person,
    *,
    channel: str = "integrity",
    excluded: Collection[bytes] = (),
    notice: str = "A report concerns you. You are presumed innocent.",
) -> Sent:
    """A subject's reply room as this handler's browser seals it; nothing is sent."""
    making, receipt = sealer(house, channel=channel, excluded=excluded)
    return Sent(receipt, seal_room(making, person.keys.signing, "Reply room", notice, clock.today()).to_json())


def open_room(house: House, person: Person | None = None, *, excluded: Collection[bytes] = ()) -> Sent:
    """A reply room that this handler, or else Hana, opened; its receipt is still that of the letter."""
    opener = person or house.hana
    sent = seal_a_room(house, opener, excluded=excluded)
    rooms.open_room(opener.member, sent.case, sent.raw)
    return sent


def put_blob(house: House, blob: UUID, sealed: bytes) -> None:
    """Lay down the bytes of an upload as the porch does when the last one has come."""
    laid.lay(house.organisation.id, blob, sealed)


def read(house: House, person: Person, case: UUID) -> ReadCase:
    """A case as this handler's browser reads it: what the server shows, opened and verified."""
    found = queries.case_for(person.member, case)
    items = [
        ItemView(item.id, item.kind, item.key_kind, item.generation, bytes(item.sealed), item.day.isoformat())
        for item in queries.items_of(found)
    ]
    grants = [
        GrantView(grant.key_kind, grant.generation, grant.sealed) for grant in queries.grants_for(person.member, found)
    ]
    view = CaseView(case, found.channel_id, tuple(items), tuple(grants))
    return read_case(view, Reader.holder(person.keys, house.directory()))


def channel_of(house: House, name: str) -> UUID:
    """The id of a channel of the house."""
    return house.channels[name].id


def _text(words: str) -> Mapping[str, str]:
    return {"en": words}


DEFINITION: dict[str, Any] = {
    "version": 1,
    "name": _text("Integrity"),
    "purpose": _text("Theft, corruption and sabotage at work."),
    "not_for": _text("Opinions, belief, and quarrels about style."),
    "readers": _text("The two integrity officers."),
    "retention": _text("Five years."),
    "law": [_text("Directive (EU) 2019/1937")],
    "danger": {"text": _text("Call first."), "numbers": [{"label": _text("Emergency"), "number": "112"}]},
    "safety": [],
    "privacy": {
        name: _text(f"The {name}.")
        for name in ("controller", "purposes", "basis", "recipients", "sources", "named", "rights", "complaint")
    },
    "imprint": {"name": _text("The house"), "address": _text("1 Hill Road"), "contact": _text("By post.")},
    "categories": [
        {"id": "bribe", "act": _text("Bribery"), "harmed": _text("The institute"), "law": _text("Criminal Code § 299")}
    ],
    "questionnaire": {
        "fields": [
            {
                "id": "headline",
                "kind": "short",
                "label": _text("In one line"),
                "help": _text("No names here."),
                "required": True,
                "max_length": 120,
            },
            {"id": "what", "kind": "long", "label": _text("What happened?"), "required": True, "max_length": 20000},
            {"id": "category", "kind": "category", "label": _text("What kind of act?"), "required": True},
            {"id": "since", "kind": "date", "label": _text("Since when?"), "required": False},
            {
                "id": "told",
                "kind": "choice",
                "label": _text("Did you tell anybody?"),
                "required": False,
                "options": [{"id": "yes", "label": _text("Yes")}, {"id": "no", "label": _text("No")}],
            },
            {"id": "files", "kind": "attachment", "label": _text("Files"), "required": False},
        ]
    },
    "protected_activity": {
        "question": _text("Is your report about one of these alone?"),
        "help": _text("We do not take reports about them."),
        "options": [{"id": "opinion", "label": _text("What somebody thinks or says")}],
        "none": _text("None of these"),
        "ended": {"title": _text("This is not for us"), "text": _text("Nothing was sent.")},
    },
    "elsewhere": [{"name": _text("Ombudsperson"), "what": _text("Listens."), "reach": _text("By post.")}],
    "urgent": {"label": _text("It cannot wait"), "help": _text("Only handlers read this.")},
    "clock": {"acknowledge_days": 7, "answer_months": 3, "source": _text("Directive (EU) 2019/1937, article 9")},
    "authorities": [{"name": _text("The authority"), "what": _text("Decides."), "reach": _text("By post.")}],
}
