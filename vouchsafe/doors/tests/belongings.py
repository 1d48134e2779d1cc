"""A row of each kind that an organisation can have: what strangers must not find, and what PostgreSQL holds apart."""

import hashlib
import io
from datetime import timedelta
from itertools import count
from typing import Final, NamedTuple
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from PIL import Image

from vouchsafe.audit.models import Cosignature, Log
from vouchsafe.audit.sequencing import integrate
from vouchsafe.cases.models import (
    Clock,
    Concluded,
    ErasedId,
    Event,
    Feed,
    HandedShare,
    Item,
    Outcome,
    Proposal,
    Reading,
    Recording,
    Reminder,
    Request,
    Snippet,
)
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House, Person, Sent
from vouchsafe.channels.models import Draft
from vouchsafe.common import clock
from vouchsafe.handover.models import Partner, Room, Sending
from vouchsafe.intake.models import Kind, Use
from vouchsafe.looks import services as looks
from vouchsafe.looks.models import Door
from vouchsafe.oversight.models import Pause
from vouchsafe.people.models import KeyFile, KeyWrap, OpenSession
from vouchsafe.vault.words import hash_words

_NUMBERS: Final = count(987_321)
"""Of passkeys: so long that each is found in an answer again."""
FEED_HASH: Final = hashlib.sha256(b"a calendar").digest()
CREDENTIAL: Final = b"the passkey of a laptop"


class Belongings(NamedTuple):
    """What was made. `logo` is the logo's hash."""

    sent: Sent
    session: OpenSession
    passkey: Authenticator
    partner: Partner
    proposal: Proposal
    request: Request
    logo: bytes
    snippet: Snippet
    pause: Pause


def furnish(house: House, person: Person, channel: str) -> Belongings:
    """Give the house something of everything: a report to a channel that `person` handles, and what came of it."""
    organisation, lena, today = house.organisation, house.administrator, clock.today()
    sent = cast.send(house, channel=channel, attachment=b"a ledger")
    Draft.objects.create(id=cast.channel_of(house, channel), organisation=organisation, slug=channel, body={})
    Use.objects.create(organisation=organisation, scope=uuid4(), kind=Kind.REPORTS, day=today, used=1)
    Reading.objects.create(organisation=organisation, member=person.member, case_id=sent.case, through=0)
    ErasedId.objects.create(organisation=organisation, hash=bytes(32))
    Recording.objects.create(organisation=organisation, case_id=sent.case, blob=uuid4(), minutes=uuid4())
    _timed(house, person, sent.case)
    SocialAccount.objects.create(user=lena, provider="staff", uid=str(lena.id), extra_data={})
    looks.add_host(organisation.slug, f"speak.{organisation.slug}.example", Door.REPORT)
    logo = bytes(looks.change_logo(lena, _picture()).logo_sha256 or b"")
    session, passkey = _signed_in(house, person)
    snippet = Snippet.objects.create(organisation=organisation, language="en", name="Thanks", text="Thank you.")
    Concluded.objects.create(
        organisation=organisation,
        channel_id=cast.channel_of(house, channel),
        case_id=sent.case,
        outcome=Outcome.PARTLY,
        day=today,
    )
    pause = Pause.objects.create(
        organisation=organisation,
        channel_id=cast.channel_of(house, channel),
        category="bribe",
        concluded=10,
        unsupported=9,
        paused_on=today,
        until=today + timedelta(days=90),
    )
    partner, proposal = _agreed(house, person, sent.case)
    request = _given(house, person, sent.case)
    integrate()
    log = Log.objects.get(organisation=organisation)
    Cosignature.objects.create(
        organisation=organisation, witness="north.example", size=log.size, checkpoint=log.checkpoint
    )
    return Belongings(sent, session, passkey, partner, proposal, request, logo, snippet, pause)


def _signed_in(house: House, person: Person) -> tuple[OpenSession, Authenticator]:
    organisation, member, now = house.organisation, person.member, clock.now()
    session = OpenSession.objects.create(
        organisation=organisation, member=member, session_key="k" * 32, began=now, seen=now
    )
    with transaction.atomic():
        passkey = Authenticator.objects.create(
            pk=next(_NUMBERS), user=member, type=Authenticator.Type.WEBAUTHN, data={"name": "p"}
        )
    key_file = KeyFile.objects.get(organisation=organisation, member=member)
    KeyWrap.objects.create(
        organisation=organisation,
        member=member,
        key_file=key_file,
        passkey=passkey,
        credential=CREDENTIAL,
        sealed=bytes(65),
    )
    return session, passkey


def _timed(house: House, person: Person, case: UUID) -> None:
    """A clock that was put off and reminded of, and a calendar of what is due."""
    of_case = {"organisation": house.organisation, "case_id": case}
    due = Clock.objects.filter(**of_case).latest("due_on")
    Event.objects.create(**of_case, what=Event.What.EXTENDED, on=clock.today(), until=due.due_on, item=uuid4())
    Reminder.objects.create(**of_case, matter=due.matter, due_on=due.due_on, step="7")
    Feed.objects.create(organisation=house.organisation, member=person.member, token_hash=FEED_HASH)


def _agreed(house: House, person: Person, case: UUID) -> tuple[Partner, Proposal]:
    """A hand-over that two people agreed to, on its way with a file to a partner."""
    organisation, today = house.organisation, clock.today()
    partner = Partner.objects.create(
        organisation=organisation,
        name="Coast Guard",
        address="https://report.coast.example/en/coast/integrity/",
        words=" ".join(hash_words(house.directory().root_hash)),
    )
    proposal = Proposal.objects.create(
        id=uuid4(),
        organisation=organisation,
        case_id=case,
        act=Proposal.Act.HAND_OVER,
        state=Proposal.State.AGREED,
        proposer=person.member,
        proposed_on=today,
        not_before=today,
        expires_on=today + timedelta(days=30),
    )
    on_its_way = {"organisation": organisation, "case_id": case, "proposal_id": proposal.id, "partner": partner}
    Room.objects.create(**on_its_way, number=0, sealed_length=65721, blob=uuid4())
    Sending.objects.create(
        **on_its_way, releaser=person.member, new_case=uuid4(), released_on=today, bundle=b"{}", item=b"{}"
    )
    return partner, proposal


def _given(house: House, person: Person, case: UUID) -> Request:
    """A request to open what is kept apart, for which a second holder gave their share."""
    organisation, today, position = house.organisation, clock.today(), 900
    common = {"organisation": organisation, "case_id": case}
    request = Request.objects.create(
        **common,
        id=uuid4(),
        generation=0,
        asks=Request.Asks.IDENTITY,
        key_generation=0,
        state=Request.State.GIVEN,
        asker=person.member,
        asker_card=person.fingerprint,
        asked_on=today,
        not_before=today,
        expires_on=today + timedelta(days=30),
    )
    Item.objects.create(
        **common,
        id=request.id,
        kind="request",
        key_kind=4,
        generation=0,
        sealed=b"sealed",
        day=today,
        position=position,
    )
    HandedShare.objects.create(**common, request_id=request.id, wrapped=bytes(1838))
    return request


def _picture() -> bytes:
    written = io.BytesIO()
    Image.new("RGB", (30, 10), (31, 61, 122)).save(written, "PNG")
    return written.getvalue()
