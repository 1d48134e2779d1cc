"""A member's own key: its card, and the identity sealed in ways that the server cannot open.

Each change is an entry of the record, and a mail to the member (`services/changes.py`).
"""

import re

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from vouchsafe.audit.tags import Tag
from vouchsafe.common import clock
from vouchsafe.people.errors import Conflict, Refused
from vouchsafe.people.models import Card, KeyFile, KeyWrap, Member
from vouchsafe.people.queries import Key, credentials_of, key_of
from vouchsafe.people.services.changes import note_change
from vouchsafe.vault.cards import Card as ParsedCard
from vouchsafe.vault.cards import parse_card
from vouchsafe.vault.errors import VaultError
from vouchsafe.vault.key_file import replacement_message
from vouchsafe.vault.signing import verify
from vouchsafe.vault.wraps import WRAP_SIZE

KEY_FILE_BYTES = 4096
STRONGEST = 18
# One scrypt stanza and nothing else: salt, log N, then the wrapped file key and the header's MAC (age §scrypt).
_KEY_FILE = re.compile(
    rb"age-encryption\.org/v1\n-> scrypt [A-Za-z0-9+/]{22} (?P<log_n>[1-9][0-9]?)\n"
    rb"[A-Za-z0-9+/]{43}\n--- [A-Za-z0-9+/]{43}\n"
)


@transaction.atomic
def store_key(member: Member, card: bytes, key_file: bytes, *, replaces: bytes | None = None) -> Card:
    """Keep a member's new card and sealed identity. The same bytes again are accepted and change nothing.

    It counts once its recovery kit was proven (`prove_kit`). A key that no directory entry ever listed may be replaced
    (a passphrase lost before anything was sealed to it); one that was listed only by who names it in `replaces` (a
    fingerprint). What opened the former key is forgotten with it; its card leaves the directory with the next entry.
    Raises Refused ("key/card", "key/not-yours", "key/file") and Conflict ("key/exists").
    """
    # 1. The card is this member's own, and whoever made it holds its signing key.
    parsed = parse_own_card(member, card)
    # 2. The identity is sealed under a passphrase, at a cost that every reader accepts.
    check_key_file(key_file)
    # 3. One key per member; two requests at once wait for each other here.
    present = _locked_key(member)
    if present is not None and (present.card, present.key_file) == (card, key_file):
        return Card.objects.get(organisation_id=member.organisation_id, fingerprint=present.fingerprint)
    # 4. A key that colleagues rely on goes only where it is given up by name, and never for itself.
    if present is not None and _was_introduced(member) and replaces != present.fingerprint:
        raise Conflict("key/exists", _("You have a key that colleagues rely on; it cannot be replaced here."))
    if present is not None and present.fingerprint == parsed.fingerprint:
        raise Conflict("key/exists", _("You have this key already. Reload the page and make a new one."))
    # 5. With the former key file go the wraps under passkeys: they hold the former identity.
    stored = _stored_card(member, parsed)
    _key_files(member).delete()
    KeyFile.objects.create(organisation_id=member.organisation_id, member_id=member.id, card=stored, sealed=key_file)
    former = None if present is None else present.fingerprint
    tag = Tag.KEY_STORED if former is None else Tag.KEY_REPLACED
    note_change(member, tag, card=parsed.fingerprint, former=former)
    return stored


@transaction.atomic
def prove_kit(member: Member, fingerprint: bytes) -> None:
    """Take the browser's word that the recovery kit of the key with this fingerprint was opened once.

    The server cannot check it: a kit, and what opens it, never comes here. Raises Conflict ("key/other").
    """
    if _demanded_key(member).fingerprint != fingerprint:
        raise _other_key()
    _key_files(member).update(kit_proven=True)
    note_change(member, Tag.KEY_KIT_PROVEN, card=fingerprint)


@transaction.atomic
def change_key_file(member: Member, key_file: bytes, signature: bytes) -> None:
    """Put the identity under a new passphrase in the place of the present file, of which nothing is kept.

    The key itself signs the change, so that whoever found an open session, but no key, cannot put a file there that
    nothing opens. The same bytes again change nothing.
    Raises Refused ("key/file", "key/signature") and Conflict ("key/other").
    """
    check_key_file(key_file)
    present = _demanded_key(member)
    if present.key_file == key_file:
        return
    message = replacement_message(present.fingerprint, present.key_file, key_file)
    try:
        verify(parse_card(present.card).signing_key, signature, message)
    except VaultError as error:
        raise Refused("key/signature", _("Your key did not sign this change. Load the page again."), 409) from error
    _key_files(member).update(sealed=key_file)
    note_change(member, Tag.KEY_PASSPHRASE_CHANGED, card=present.fingerprint)


@transaction.atomic
def add_wrap(member: Member, credential: bytes, sealed: bytes) -> None:
    """Keep the identity under one of the member's own passkeys; another wrap under the same passkey goes.

    Raises Refused ("key/wrap", "key/no-such-passkey") and Conflict ("key/other").
    """
    if len(sealed) != WRAP_SIZE:
        raise Refused("key/wrap", _("This is not an identity under a passkey."), field="sealed")
    present = _demanded_key(member)
    passkey = credentials_of(member).get(credential)
    if passkey is None:
        raise Refused("key/no-such-passkey", _("You do not sign in with this passkey."), 404, field="credential")
    KeyWrap.objects.update_or_create(
        organisation_id=member.organisation_id,
        member_id=member.id,
        credential=credential,
        defaults={"key_file": _key_files(member).get(), "passkey": passkey, "sealed": sealed},
    )
    note_change(member, Tag.KEY_PASSKEY_ADDED, card=present.fingerprint)


def _locked_key(member: Member) -> Key | None:
    """The member's present key; whoever changes it too waits until this transaction ends."""
    Member.objects.select_for_update(no_key=True).get(id=member.id)
    return key_of(member)


def _demanded_key(member: Member) -> Key:
    present = _locked_key(member)
    if present is None:
        raise _other_key()
    return present


def _other_key() -> Conflict:
    return Conflict("key/other", _("Your key was changed meanwhile in another window. Load the page again."))


def _key_files(member: Member) -> QuerySet[KeyFile]:
    return KeyFile.objects.filter(organisation_id=member.organisation_id, member_id=member.id)


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
