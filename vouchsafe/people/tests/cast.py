"""The cast: Meridian Institute, whose people hold one right each, and Aurora, an organisation of strangers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from vouchsafe.people import services
from vouchsafe.people.models import Member, Organisation, Right, Role
from vouchsafe.people.queries import LISTED_AS, current_entry, directory_of, listings_of
from vouchsafe.vault.cards import make_card, parse_card
from vouchsafe.vault.directory import ALL_CHANNELS, FIRST, Listing, make_entry
from vouchsafe.vault.directory import Role as Listed
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.key_file import seal_key_file
from vouchsafe.vault.keys import HolderKeys

QUICK = 10  # scrypt's log N, where no secret is at stake


@dataclass
class Person:
    """A member together with the keys that only their browser would hold."""

    member: Member
    keys: HolderKeys = field(default_factory=lambda: HolderKeys(Identity.generate()))

    @property
    def card(self) -> bytes:
        """Their card."""
        return make_card(self.keys, self.member.organisation_id, self.member.id)

    @property
    def fingerprint(self) -> bytes:
        """Of their card."""
        return parse_card(self.card).fingerprint

    def key_file(self) -> bytes:
        """A fresh key file of theirs."""
        return seal_key_file(self.keys.identity, "six words that nobody else knows", log_n=QUICK)

    def make_key(self) -> None:
        """Store their key and prove its recovery kit, so that it counts."""
        services.store_key(self.member, self.card, self.key_file())
        services.prove_kit(self.member, self.fingerprint)


@dataclass
class Sheet:
    """A printed recovery sheet."""

    organisation_id: UUID
    keys: HolderKeys = field(default_factory=lambda: HolderKeys(Identity.generate()))
    holder: UUID = field(default_factory=uuid4)

    @property
    def card(self) -> bytes:
        """Its card."""
        return make_card(self.keys, self.organisation_id, self.holder)

    @property
    def listing(self) -> Listing:
        """Its line in an entry."""
        return Listing(ALL_CHANNELS, Listed.RECOVERY, parse_card(self.card).fingerprint)


@dataclass
class Institute:
    """An organisation and its people. Nobody has a key and there is no directory until `set_up`."""

    organisation: Organisation
    administrator: Person
    sheet: Sheet
    handler: Person
    second_handler: Person
    coordinator: Person
    overseer: Person

    @property
    def people(self) -> list[Person]:
        """Everybody, the administrator first."""
        return [self.administrator, self.handler, self.second_handler, self.coordinator, self.overseer]

    def set_up(self) -> None:
        """Keys for everybody who holds one, and entry 0, which lists them."""
        for person in self.people[1:]:
            person.make_key()
        listings = [listing for person in self.people[1:] for listing in listings_for(person)]
        services.append_directory_entry(
            self.administrator.member, self.entry(0, FIRST, [*listings, self.sheet.listing]), [self.sheet.card]
        )

    def entry(
        self, sequence: int, previous: bytes, listings: Sequence[Listing], signer: Person | Sheet | None = None
    ) -> bytes:
        """An entry of this organisation, signed by the recovery sheet unless somebody else is named."""
        signer = signer or self.sheet
        fingerprint = parse_card(signer.card).fingerprint
        return make_entry(signer.keys.signing, fingerprint, self.organisation.id, sequence, previous, listings)

    def next_entry(
        self, signer: Person | Sheet, *, adding: Sequence[Listing] = (), dropping: Sequence[Listing] = ()
    ) -> bytes:
        """The entry that would follow the head."""
        head = current_entry(self.organisation.id)
        assert head is not None
        listings = {*listings_of(self.organisation.id), *adding} - set(dropping)
        return self.entry(head.sequence + 1, bytes(head.hash), sorted(listings), signer)


def listings_for(person: Person) -> list[Listing]:
    """What an entry should say of this person."""
    rights = Right.objects.filter(member_id=person.member.id)
    return [
        Listing(right.channel_id or ALL_CHANNELS, LISTED_AS[Role(right.role)], person.fingerprint)
        for right in rights
        if Role(right.role) in LISTED_AS
    ]


def newcomer(organisation: Organisation, name: str, *roles: Role) -> Person:
    """A member with these roles in all channels, and a password that works: `PASSWORD`."""
    member = Member(
        organisation=organisation, name=name, email=f"{name.partition(' ')[0].lower()}@{organisation.slug}.example"
    )
    member.set_password(PASSWORD)
    member.save()
    for role in roles:
        Right.objects.create(organisation=organisation, member=member, role=role)
    return Person(member)


PASSWORD = "a long password of the cast"


def institute(name: str, slug: str, names: Sequence[str]) -> Institute:
    """An organisation of five: administrator, two handlers, coordinator, overseer."""
    organisation = Organisation.objects.create(name=name, slug=slug)
    roles = [Role.ADMINISTRATOR, Role.HANDLER, Role.HANDLER, Role.COORDINATOR, Role.OVERSEER]
    lena, hana, omar, ines, tom = (newcomer(organisation, who, role) for who, role in zip(names, roles, strict=True))
    return Institute(organisation, lena, Sheet(organisation.id), hana, omar, ines, tom)


def meridian() -> Institute:
    """Meridian Institute."""
    return institute(
        "Meridian Institute", "meridian", ["Lena Fuchs", "Hana Weiss", "Omar Said", "Ines Duarte", "Tom Okoro"]
    )


def aurora() -> Institute:
    """Aurora, another organisation on the same server."""
    return institute("Aurora", "aurora", ["Ada Berg", "Bela Nagy", "Cem Kaya", "Dora Lind", "Emil Roth"])


def chain_bytes(organisation: Organisation) -> bytes:
    """All that is published of the directory, as one string to search."""
    published = directory_of(organisation.id)
    return b"".join([*published.entries, *published.cards])
