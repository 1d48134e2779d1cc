"""A member's own key: its card, and the identity sealed under a passphrase that the server never sees."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from vouchsafe.audit.services import record
from vouchsafe.audit.tags import Tag
from vouchsafe.common import clock
from vouchsafe.people.errors import Conflict, Refused
from vouchsafe.people.models import Card, KeyFile, Member
from vouchsafe.people.queries import key_of
from vouchsafe.vault.cards import Card as ParsedCard
from vouchsafe.vault.cards import parse_card
from vouchsafe.vault.errors import VaultError

KEY_FILE_BYTES = 4096
STRONGEST = 18
# One scrypt stanza and nothing else: salt, log N, then the wrapped file key and the header's MAC (age §scrypt).
_KEY_FILE = re.compile(
    rb"age-encryption\.org/v1\n-> scrypt [A-Za-z0-9+/]{22} (?P<log_n>[1-9][0-9]?)\n"
    rb"[A-Za-z0-9+/]{43}\n--- [A-Za-z0-9+/]{43}\n"
)


@transaction.atomic
def store_key(member: Member, card: bytes, key_file: bytes) -> Card:
    """Keep a member's new card and sealed identity. The same bytes again are accepted and change nothing.

    A key that no directory entry ever listed may be replaced (a passphrase lost before anything was sealed to it);
    one that was listed may not.
    Raises Refused ("key/card", "key/not-yours", "key/file") and Conflict ("key/exists").
    """
    # 1. The card is this member's own, and whoever made it holds its signing key.
    parsed = parse_own_card(member, card)
    # 2. The identity is sealed under a passphrase, at a cost that every reader accepts.
    check_key_file(key_file)
    # 3. One key per member; two requests at once wait for each other here.
    Member.objects.select_for_update(no_key=True).get(id=member.id)
    present = key_of(member)
    if present is not None and (present.card, present.key_file) == (card, key_file):
        return Card.objects.get(organisation_id=member.organisation_id, fingerprint=present.fingerprint)
    if present is not None and _was_introduced(member):
        raise Conflict("key/exists", _("You have a key that colleagues rely on; it cannot be replaced here."))
    stored = _stored_card(member, parsed)
    KeyFile.objects.update_or_create(
        organisation_id=member.organisation_id, member_id=member.id, defaults={"card": stored, "sealed": key_file}
    )
    record(member.organisation_id, Tag.KEY_STORED, actor=member.id, card=parsed.fingerprint)
    return stored


def parse_own_card(member: Member, card: bytes) -> ParsedCard:
    """The card, if it is well signed and names this member and organisation; raises Refused."""
    try:
        parsed = parse_card(card)
    except VaultError as error:
        raise Refused("key/card", _("This is not a valid card of a key."), field="card") from error
    if (parsed.organisation, parsed.holder) != (member.organisation_id, member.id):
        raise Refused("key/not-yours", _("This card names somebody else."), field="card")
    return parsed


def check_key_file(key_file: bytes) -> None:
    """Refuse anything but an age file under one passphrase with log N of at most 18 and at most 4 KiB (protocol §1)."""
    header = _KEY_FILE.match(key_file)
    if header is None or len(key_file) > KEY_FILE_BYTES or int(header["log_n"]) > STRONGEST:
        raise Refused("key/file", _("This is not an identity sealed under a passphrase."), field="key_file")


def _was_introduced(member: Member) -> bool:
    return Card.objects.filter(
        organisation_id=member.organisation_id, member_id=member.id, introduced_in__isnull=False
    ).exists()


def _stored_card(member: Member, parsed: ParsedCard) -> Card:
    card, _created = Card.objects.get_or_create(
        organisation_id=member.organisation_id,
        fingerprint=parsed.fingerprint,
        defaults={
            "holder_id": member.id,
            "member": member,
            "kind": Card.Kind.MEMBER,
            "recipient": parsed.recipient.raw,
            "signing_key": parsed.signing_key,
            "encoded": parsed.encoded,
            "created_on": clock.today(),
        },
    )
    return card
