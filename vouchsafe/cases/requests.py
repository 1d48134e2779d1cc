"""Opening what a case keeps apart: one holder of a share asks in writing, a second one gives theirs (protocol §5).

Neither the server nor one person alone can open anything. What the server adds to the arithmetic: who asked cannot be
the second, whichever card they have; an administrator is neither; a reporter reads the reasons before the first day
(Directive (EU) 2019/1937, article 16(3)), and no share passes here before it; every opening is in the record.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from vouchsafe.audit import services as audit
from vouchsafe.audit.tags import Tag
from vouchsafe.cases import apart, checks, erasure, queries
from vouchsafe.cases.adding import locked
from vouchsafe.cases.agreements import refuse_administrator
from vouchsafe.cases.checks import check_grants, check_holders
from vouchsafe.cases.errors import BundleError, Conflict, NotFound
from vouchsafe.cases.keys import add_key, refuse_excluded
from vouchsafe.cases.models import Case, HandedShare, Item, Request
from vouchsafe.cases.services import write_from_desk, write_new_from_desk
from vouchsafe.cases.wire import RECEIPT, Addition, NewDecision, NewKey, NewRequest, SealedItem
from vouchsafe.common import clock
from vouchsafe.common.formats import day_text
from vouchsafe.people.models import Member
from vouchsafe.people.queries import card_of, hold_rights
from vouchsafe.vault import erasure as vault_erasure
from vouchsafe.vault.place import KeyKind

NOTICE: Final = timedelta(days=7)
"""How long a reporter is told before that their identity may be opened, unless that would jeopardise something."""
MOST_NOTICE: Final = timedelta(days=60)
LASTS: Final = timedelta(days=30)
"""How long a request stands after the first day on which a share may be given."""
State = Request.State
_TAGS: Final = {
    State.GIVEN: Tag.REQUEST_SHARE_GIVEN,
    State.REFUSED: Tag.REQUEST_REFUSED,
    State.WITHDRAWN: Tag.REQUEST_WITHDRAWN,
}


def is_over(request: Request) -> bool:
    """Whether its time is over: nothing is handed out any more."""
    return request.state in (State.OPEN, State.GIVEN, State.OPENED) and request.expires_on < clock.today()


def ask(member: Member, case: UUID, new: NewRequest) -> Request:
    """Ask to open what a case keeps apart, in writing; recorded. The same again answers the same.

    Raises NotFound for who may not read the case, RightMissing for an administrator, Conflict "request/no-share" for
    who holds no share, "request/nobody-else" where nobody could be the second, "request/open" while another one waits,
    "key/exists" and "key/receipt-changed" as new keys do, and BundleError for other readers or too early a day.
    """
    refuse_administrator(member)
    checks.check_items([new.item], checks.REQUEST)
    check_grants([grant.sealed for grant in new.grants])
    found = queries.case_for(member, case)
    erasure_key = erasure.read_key(found.organisation_id, found.erasure_id)
    with transaction.atomic(durable=True):
        # 1. Rights, directory and case stand still.
        hold_rights(found.organisation_id)
        case_now = queries.case_to_change(member, case)
        known = _of(case_now, new.item.id)
        if known is not None and _is_stored(case_now, new.item):
            return known
        # 2. The asker holds a share, somebody else does too, and nobody waits already.
        key = apart.Key(new.asks, new.key_generation)
        asker_card = _check_asker(member, case_now, key)
        # 3. The reporter has time to read why.
        _check_day(new)
        # 4. Readable to every share holder, every sheet and the reporter's present receipt, and nobody else.
        _check_readers(case_now, key, new)
        # 5. The key, the item, and who asked.
        add_key(member, case_now, NewKey(KeyKind.REQUEST, new.item.generation, new.grants), erasure_key)
        write_from_desk(member, case_now, Addition(items=[new.item]))
        made = Request.objects.create(
            id=new.item.id,
            organisation_id=case_now.organisation_id,
            case=case_now,
            generation=new.item.generation,
            asks=key.asks,
            key_generation=key.generation,
            asker=member,
            asker_card=asker_card,
            asked_on=clock.today(),
            not_before=new.not_before,
            expires_on=new.not_before + LASTS,
        )
        _record(Tag.REQUEST_MADE, member, made, notice_days=(new.not_before - made.asked_on).days)
    return made


def decide(member: Member, request: UUID, new: NewDecision) -> Request:
    """Give one's share, refuse, or take a request back, with a sealed item that says so; recorded.

    Only the asker takes back, only another person gives or refuses. A share is given from `not_before` on. The same
    again answers the same. Raises NotFound for who holds no share, RightMissing for an administrator, and Conflict
    "request/…" for the wrong person, the wrong state, a day too early or too late, or a card that the asker replaced.
    """
    refuse_administrator(member)
    verdict = State(new.verdict)
    _check_decision(verdict, new)
    allowed = apart.request_for(member, request)
    with transaction.atomic(durable=True):
        hold_rights(allowed.organisation_id)
        case = locked(allowed.case)
        apart.request_for(member, request)  # once more, now that nobody can be left out of the case
        found = Request.objects.select_for_update().get(organisation=allowed.organisation_id, case=case, id=allowed.id)
        if found.state == verdict and _is_stored(case, new.item):
            return found
        _check_verdict(member, found, verdict)
        if new.item.generation != found.generation:
            raise BundleError("bundle/generation", _("Seal this under the key of the request."), "item.generation")
        if verdict == State.GIVEN:
            _hand_over(member, case, found, new.share or b"")
        else:
            _handed(found).delete()
        write_new_from_desk(member, case, Addition(items=[new.item]))
        found.state = verdict
        found.second = found.second if verdict == State.WITHDRAWN else member
        found.save(update_fields=["state", "second"])
        _record(_TAGS[verdict], member, found)
    return found


def open_share(member: Member, case: UUID, request: UUID) -> bytes:
    """The share that a second holder gave, for who asked; every time recorded as an opening.

    Raises NotFound for everybody else, RightMissing for an administrator, and Conflict "request/…" before it was given,
    before its day, after its end, and when the asker has another card since.
    """
    refuse_administrator(member)
    with transaction.atomic(durable=True):
        found = queries.case_to_change(member, case)
        asked = Request.objects.select_for_update().filter(
            organisation=found.organisation_id, case=found, id=request, asker=member
        )
        mine = asked.first()
        if mine is None:
            raise NotFound(
                "request/not-found", _("There is no such request for you. Reload the page to see those that there are.")
            )
        _check_time(mine)
        _check_card(found, mine)
        if mine.state not in (State.GIVEN, State.OPENED):
            raise Conflict("request/not-given", _("No second person has given their share. Reload the case."))
        handed = _handed(mine).get()
        erasure_key = erasure.read_key(found.organisation_id, found.erasure_id)
        share = vault_erasure.unwrap_grant(erasure_key, found.id, handed.id, bytes(handed.wrapped))
        mine.state = State.OPENED
        mine.save(update_fields=["state"])
        _record(Tag.REQUEST_OPENED, member, mine)
    return share


def sweep() -> int:
    """Destroy every share that was handed over for a request whose time is over; gives how many."""
    over = Request.objects.filter(
        organisation=OuterRef("organisation"),
        case=OuterRef("case"),
        id=OuterRef("request_id"),
        expires_on__lt=clock.today(),
    )
    gone, _rows = HandedShare.objects.filter(Exists(over)).delete()
    return gone


def _check_asker(member: Member, case: Case, key: apart.Key) -> bytes:
    """The card on which the asker holds a share."""
    holders = apart.share_holders(case, key)
    card = card_of(member)
    if card is None or bytes(card.fingerprint).hex() not in holders:
        message = _("You hold no share of this. Ask a colleague who was there when the report came.")
        raise Conflict("request/no-share", message)
    if set(holders.values()) == {member.id}:
        raise Conflict("request/nobody-else", _("Nobody else holds a share of this at the desk. It cannot be opened."))
    waiting = Request.objects.filter(
        organisation=case.organisation_id,
        case=case,
        asks=key.asks,
        key_generation=key.generation,
        asker_card__in=[bytes.fromhex(each) for each in holders],  # who lost their share waits for nothing
        expires_on__gte=clock.today(),
    )
    mine = waiting.filter(asker=member, state__in=(State.GIVEN, State.OPENED))
    if waiting.filter(state=State.OPEN).exists() or mine.exists():
        raise Conflict("request/open", _("A request for this stands already. Reload the case."))
    return bytes(card.fingerprint)


def _check_day(new: NewRequest) -> None:
    told = NOTICE if new.asks == "identity" and not new.urgent else timedelta()
    if not clock.today() + told <= new.not_before <= clock.today() + MOST_NOTICE:
        message = _("The reporter must be told at least %(days)d days before.") % {"days": told.days}
        raise BundleError("request/notice", message, "not_before")


def _check_readers(case: Case, key: apart.Key, new: NewRequest) -> None:
    known = Item.objects.filter(organisation=case.organisation_id, case=case, kind="succession").count()
    if known != new.successions:
        raise Conflict("key/receipt-changed", _("The reporter has a new receipt since. Make the keys again."))
    readers = apart.request_readers(case, key)
    given = [grant.holder for grant in new.grants]
    refuse_excluded(case, given)
    check_holders(given, readers | {RECEIPT}, readers)


def _check_decision(verdict: Request.State, new: NewDecision) -> None:
    checks.check_items([new.item], checks.DECISION)
    if (verdict == State.GIVEN) != (new.share is not None):
        message = _("A share goes with a yes, and with nothing else. Update the program that sends.")
        raise BundleError("request/share", message, "share")
    if new.share is not None:
        check_grants([new.share], "share")


def _check_verdict(member: Member, request: Request, verdict: Request.State) -> None:
    if (verdict == State.WITHDRAWN) != (request.asker_id == member.id):
        message = _("Whoever asks can only take it back, and somebody else gives their share or refuses.")
        raise Conflict("request/two-people", message)
    may = (State.OPEN, State.GIVEN) if verdict == State.WITHDRAWN else (State.OPEN,)
    if request.state not in may:
        raise Conflict("request/decided", _("This was decided meanwhile. Reload the page."))
    if verdict == State.GIVEN:
        _check_time(request)
    elif is_over(request):
        raise _expired()


def _check_time(request: Request) -> None:
    if is_over(request):
        raise _expired()
    if clock.today() < request.not_before:
        message = _("The reporter was promised time until %(day)s. Nothing is opened before.")
        raise Conflict("request/too-early", message % {"day": day_text(request.not_before)})


def _check_card(case: Case, request: Request) -> None:
    """The asker holds their share on the card that the second one's would be, or was, sealed to."""
    holders = apart.share_holders(case, apart.Key(request.asks, request.key_generation))
    if holders.get(bytes(request.asker_card).hex()) != request.asker_id:
        message = _("Whoever asked has another key since, or no right any more. They must ask anew.")
        raise Conflict("request/asker-changed", message)


def _hand_over(member: Member, case: Case, request: Request, share: bytes) -> None:
    _check_card(case, request)
    if member.id not in apart.share_holders(case, apart.Key(request.asks, request.key_generation)).values():
        raise NotFound(
            "request/not-found", _("There is no such request for you. Reload the page to see those that there are.")
        )
    row = HandedShare(organisation_id=case.organisation_id, case=case, request_id=request.id)
    key = erasure.read_key(case.organisation_id, case.erasure_id)
    row.wrapped = vault_erasure.wrap_grant(key, case.id, row.id, share)
    row.save(force_insert=True)


def _handed(request: Request) -> QuerySet[HandedShare]:
    return HandedShare.objects.filter(organisation=request.organisation_id, case=request.case_id, request_id=request.id)


def _of(case: Case, request: UUID) -> Request | None:
    return Request.objects.filter(organisation=case.organisation_id, case=case, id=request).first()


def _is_stored(case: Case, item: SealedItem) -> bool:
    stored = Item.objects.filter(organisation=case.organisation_id, case=case, id=item.id).first()
    return stored is not None and bytes(stored.sealed) == item.sealed


def _record(tag: Tag, member: Member, request: Request, **touched: int) -> None:
    audit.record(
        request.organisation_id,
        tag,
        actor=member.id,
        case=request.case_id,
        request=request.id,
        asks=Request.Asks(request.asks),
        **touched,
    )


def _expired() -> Conflict:
    return Conflict("request/expired", _("This request stood too long. Ask anew."))
