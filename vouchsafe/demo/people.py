"""The demo's organisation and its people, made by the same services and the same vault as any other.

Their passwords and passphrases are public: whoever runs the demo can sign in as everybody. The organisation is marked
`demo`, and a server outside the demo refuses to serve it.
"""

import json
from importlib.resources import files
from typing import NamedTuple
from uuid import uuid4

from vouchsafe.channels.models import Channel
from vouchsafe.channels.services import create_channel
from vouchsafe.delivery.models import Message
from vouchsafe.people.models import Member, Organisation, Role
from vouchsafe.people.queries import Holding
from vouchsafe.people.services import append_directory_entry, found_organisation, invite_member, prove_kit, store_key
from vouchsafe.vault.age.scrypt import MOST_LOG_N
from vouchsafe.vault.cards import make_card, parse_card
from vouchsafe.vault.directory import ALL_CHANNELS, FIRST, Listing, make_entry
from vouchsafe.vault.directory import Role as Listed
from vouchsafe.vault.hybrid import Identity
from vouchsafe.vault.key_file import seal_key_file
from vouchsafe.vault.keys import HolderKeys


class SignIn(NamedTuple):
    """How to be somebody in the demo. `passphrase` is "" for whoever holds no key."""

    name: str
    email: str
    role: Role
    password: str
    passphrase: str


class Staff(NamedTuple):
    """The demo organisation as it was just made, with the keys that only the members' browsers would hold."""

    organisation: Organisation
    channel: Channel
    members: dict[str, Member]
    keys: dict[str, HolderKeys]


SLUG = "meridian"
LENA = SignIn("Lena Fuchs", "lena@meridian.example", Role.ADMINISTRATOR, "demo-lena-copper", "")
HANA = SignIn(
    "Hana Weiss", "hana@meridian.example", Role.HANDLER, "demo-hana-walnut", "river-lemon-quiet-anchor-violin-maple"
)
OMAR = SignIn(
    "Omar Said", "omar@meridian.example", Role.HANDLER, "demo-omar-lantern", "candle-orbit-frost-pencil-island-welcome"
)
INES = SignIn(
    "Ines Duarte",
    "ines@meridian.example",
    Role.COORDINATOR,
    "demo-ines-meadow",
    "garden-piano-silver-basket-ocean-tower",
)
TOM = SignIn(
    "Tom Okoro", "tom@meridian.example", Role.OVERSEER, "demo-tom-harbour", "window-harvest-copper-lake-pilot-bridge"
)
SIGN_INS = (HANA, OMAR, INES, LENA, TOM)
LISTED = {Role.HANDLER: Listed.HANDLER, Role.COORDINATOR: Listed.COORDINATOR, Role.OVERSEER: Listed.OVERSEER}


def make_staff(*, log_n: int = MOST_LOG_N) -> Staff:
    """Found the organisation, invite everybody, make their keys, open the directory and the channel.

    `log_n` is the work factor of the key files: 18 but in tests.
    """
    founding = found_organisation(
        "Meridian Institute", SLUG, founder_email=LENA.email, founder_name=LENA.name, roles=[LENA.role], demo=True
    )
    lena = founding.founder
    members = {LENA.email: lena}
    for person in (HANA, OMAR, INES, TOM):
        members[person.email] = invite_member(
            lena, name=person.name, email=person.email, holdings=[Holding(person.role, None)]
        )
    for person in SIGN_INS:
        members[person.email].set_password(person.password)
        members[person.email].save(update_fields=["password"])
    keys = {
        person.email: _make_key(members[person.email], person.passphrase, log_n)
        for person in SIGN_INS
        if person.passphrase
    }
    _open_directory(
        lena, [(members[person.email], person.role, keys[person.email]) for person in (HANA, OMAR, INES, TOM)]
    )
    # Passwords and passphrases are printed at the start, so nobody needs an invitation, nor to be told of a key.
    Message.objects.filter(organisation=founding.organisation).delete()
    body = json.loads(files("vouchsafe.demo").joinpath("integrity.json").read_bytes())
    channel = create_channel(lena, slug="integrity", name="Integrity and security", body=body)
    return Staff(founding.organisation, channel, members, keys)


def _make_key(member: Member, passphrase: str, log_n: int) -> HolderKeys:
    """What a member's browser does on the key page. Nobody keeps a recovery kit: the passphrases are published."""
    keys = HolderKeys(Identity.generate())
    key_file = seal_key_file(keys.identity, passphrase, log_n=log_n)
    card = store_key(member, make_card(keys, member.organisation_id, member.id), key_file)
    prove_kit(member, bytes(card.fingerprint))
    return keys


def _open_directory(administrator: Member, holders: list[tuple[Member, Role, HolderKeys]]) -> None:
    """What the set-up page does: a recovery sheet signs entry 0. In the demo nobody prints it, so it is gone then."""
    organisation_id = administrator.organisation_id
    sheet = HolderKeys(Identity.generate())
    sheet_card = make_card(sheet, organisation_id, uuid4())
    sheet_fingerprint = parse_card(sheet_card).fingerprint
    listings = [Listing(ALL_CHANNELS, Listed.RECOVERY, sheet_fingerprint)]
    for member, role, keys in holders:
        fingerprint = parse_card(make_card(keys, organisation_id, member.id)).fingerprint
        listings.append(Listing(ALL_CHANNELS, LISTED[role], fingerprint))
    entry = make_entry(sheet.signing, sheet_fingerprint, organisation_id, 0, FIRST, listings)
    append_directory_entry(administrator, entry, [sheet_card])
