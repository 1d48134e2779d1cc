"""The chain of keys: what the server publishes, and each way in which an entry can be wrong."""

from collections.abc import Callable
from threading import Barrier, Thread
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from vouchsafe.audit.models import Entry
from vouchsafe.people import services
from vouchsafe.people.errors import PeopleError, RightMissing
from vouchsafe.people.models import DirectoryEntry, Right, Role
from vouchsafe.people.queries import current_entry, directory_of, key_of
from vouchsafe.people.tests.cast import Institute, Person, Sheet, listings_for, meridian, newcomer
from vouchsafe.vault.cards import parse_card
from vouchsafe.vault.directory import ALL_CHANNELS, FIRST, Listing, verify_chain
from vouchsafe.vault.directory import Role as Listed
from vouchsafe.vault.primitives import to_base64


def test_entry_0_opens_the_directory(meridian: Institute) -> None:
    """After set-up the published directory verifies, and lists each key holder in their role."""
    meridian.set_up()

    published = directory_of(meridian.organisation.id)
    verified = verify_chain(published.entries, published.cards)
    handlers = verified.holders(uuid4(), [Listed.HANDLER])
    assert {card.holder for card in handlers} == {meridian.handler.member.id, meridian.second_handler.member.id}
    key = key_of(meridian.handler.member)
    assert key is not None
    assert key.listed


def test_a_handler_introduces_a_colleague(meridian: Institute) -> None:
    """The next entry, signed by a handler, lists a newcomer; it is recorded with its hash."""
    meridian.set_up()
    noa = newcomer(meridian.organisation, "Noa Adler", Role.HANDLER)
    noa.make_key()

    services.append_directory_entry(
        meridian.handler.member, meridian.next_entry(meridian.handler, adding=listings_for(noa))
    )

    head = current_entry(meridian.organisation.id)
    assert head is not None
    assert (head.sequence, noa.fingerprint in bytes(head.encoded)) == (1, True)
    recorded = Entry.objects.filter(tag="directory:extended").latest("id")
    assert recorded.objects_touched == {"entry": bytes(head.hash).hex(), "sequence": 1}


def test_the_published_directory_is_read_once_for_each_entry(meridian: Institute, report_client: Client) -> None:
    """Whoever asks again costs two rows, however many cards there are; the next entry is published at once."""
    address = f"/api/v1/{meridian.organisation.slug}/directory"
    before = report_client.get(address).json()
    assert before == {"entries": [], "cards": []}
    meridian.set_up()
    first = report_client.get(address).content
    with CaptureQueriesContext(connection) as asked:
        again = report_client.get(address).content
    assert again == first
    assert not [each for each in asked.captured_queries if "people_card" in each["sql"]]

    noa = newcomer(meridian.organisation, "Noa Adler", Role.HANDLER)
    noa.make_key()
    added = meridian.next_entry(meridian.handler, adding=listings_for(noa))
    services.append_directory_entry(meridian.handler.member, added)

    now = report_client.get(address).json()
    published = directory_of(meridian.organisation.id)
    assert now["entries"] == [to_base64(entry) for entry in published.entries]
    assert to_base64(noa.card) in now["cards"]


def test_a_card_is_public_only_once_listed(meridian: Institute) -> None:
    """Who has made a key and waits is known to colleagues, not to the public."""
    meridian.set_up()
    noa = newcomer(meridian.organisation, "Noa Adler", Role.HANDLER)
    noa.make_key()

    assert noa.card not in directory_of(meridian.organisation.id).cards


def test_an_entry_that_follows_an_older_head_conflicts(meridian: Institute) -> None:
    """Of two entries made from the same head the second is answered 409, and nothing of it is kept."""
    meridian.set_up()
    mine = meridian.next_entry(meridian.handler, dropping=listings_for(meridian.overseer))
    theirs = meridian.next_entry(meridian.coordinator, dropping=listings_for(meridian.second_handler))
    services.append_directory_entry(meridian.handler.member, mine)

    with pytest.raises(PeopleError) as caught:
        services.append_directory_entry(meridian.coordinator.member, theirs)

    assert (caught.value.status, caught.value.code) == (409, "directory/moved")
    assert DirectoryEntry.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_two_entries_at_once_never_fork_the_chain() -> None:
    """Two colleagues who post at the same moment: one is published, the other hears of it."""
    people = meridian()
    people.set_up()
    entries = [
        (people.handler, people.next_entry(people.handler, dropping=listings_for(people.overseer))),
        (people.coordinator, people.next_entry(people.coordinator, dropping=listings_for(people.second_handler))),
    ]
    start, codes = Barrier(2), []

    def post(person: Person, entry: bytes) -> None:
        start.wait()
        try:
            services.append_directory_entry(person.member, entry)
            codes.append("published")
        except PeopleError as error:
            codes.append(error.code)
        finally:
            connections.close_all()

    threads = [Thread(target=post, args=pair) for pair in entries]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(codes) == ["directory/moved", "published"]
    published = directory_of(people.organisation.id)
    assert verify_chain(published.entries, published.cards).head.sequence == 1


def _lists_without_right(people: Institute) -> tuple[Person, bytes]:
    return people.handler, people.next_entry(
        people.handler, adding=[Listing(ALL_CHANNELS, Listed.HANDLER, people.overseer.fingerprint)]
    )


def _lists_more_channels_than_the_right(people: Institute) -> tuple[Person, bytes]:
    noa = newcomer(people.organisation, "Noa Adler")
    Right.objects.create(organisation=people.organisation, member=noa.member, role=Role.HANDLER, channel_id=uuid4())
    noa.make_key()
    everywhere = Listing(ALL_CHANNELS, Listed.HANDLER, noa.fingerprint)
    return people.handler, people.next_entry(people.handler, adding=[everywhere])


def _lists_a_stranger(people: Institute) -> tuple[Person, bytes]:
    stranger = Person(people.handler.member)
    return people.handler, people.next_entry(
        people.handler, adding=[Listing(ALL_CHANNELS, Listed.HANDLER, stranger.fingerprint)]
    )


def _lists_a_custodian(people: Institute) -> tuple[Person, bytes]:
    return people.handler, people.next_entry(
        people.handler, adding=[Listing(ALL_CHANNELS, Listed.CUSTODIAN, people.overseer.fingerprint)]
    )


def _drops_the_recovery_sheet(people: Institute) -> tuple[Person, bytes]:
    return people.handler, people.next_entry(people.handler, dropping=[people.sheet.listing])


def _ties_recovery_to_a_channel(people: Institute) -> tuple[Person, bytes]:
    there = Listing(uuid4(), Listed.RECOVERY, people.sheet.listing.fingerprint)
    return people.handler, people.next_entry(people.handler, adding=[there])


def _is_of_another_organisation(people: Institute) -> tuple[Person, bytes]:
    entry = bytearray(people.next_entry(people.handler))
    entry[1:17] = uuid4().bytes
    return people.handler, bytes(entry)


def _has_a_broken_signature(people: Institute) -> tuple[Person, bytes]:
    entry = bytearray(people.next_entry(people.handler))
    entry[-1] ^= 1
    return people.handler, bytes(entry)


def _is_not_an_entry(people: Institute) -> tuple[Person, bytes]:
    return people.handler, b"\x01 not an entry"


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (_lists_without_right, "directory/no-right"),
        (_lists_more_channels_than_the_right, "directory/no-right"),
        (_lists_a_stranger, "directory/unknown-card"),
        (_lists_a_custodian, "directory/no-right"),
        (_drops_the_recovery_sheet, "directory/recovery"),
        (_ties_recovery_to_a_channel, "directory/recovery"),
        (_is_of_another_organisation, "directory/other-organisation"),
        (_has_a_broken_signature, "directory/bad-signer"),
        (_is_not_an_entry, "directory/malformed"),
    ],
)
def test_a_wrong_entry_is_refused_with_its_reason(
    meridian: Institute, make: Callable[[Institute], tuple[Person, bytes]], code: str
) -> None:
    """Each rule that an entry can break has a code, and a broken entry is never published."""
    meridian.set_up()
    poster, entry = make(meridian)

    with pytest.raises(PeopleError) as caught:
        services.append_directory_entry(poster.member, entry)

    assert caught.value.code == code
    assert DirectoryEntry.objects.count() == 1


@pytest.mark.parametrize("signer", ["administrator", "overseer"])
def test_who_is_neither_handler_nor_coordinator_cannot_extend(meridian: Institute, signer: str) -> None:
    """An administrator cannot introduce a key holder, an overseer neither, though both sign properly."""
    meridian.set_up()
    person: Person = getattr(meridian, signer)
    if signer == "administrator":
        person.make_key()

    with pytest.raises(RightMissing):
        services.append_directory_entry(person.member, meridian.next_entry(person))


def test_nobody_posts_what_another_signed(meridian: Institute) -> None:
    """The record names the member who posted; that must be the one who signed."""
    meridian.set_up()
    entry = meridian.next_entry(meridian.handler, dropping=listings_for(meridian.overseer))

    with pytest.raises(RightMissing):
        services.append_directory_entry(meridian.second_handler.member, entry)


def test_whose_right_was_withdrawn_extends_no_more(meridian: Institute) -> None:
    """Still listed in the head, but without the right: the server refuses."""
    meridian.set_up()
    entry = meridian.next_entry(meridian.handler, dropping=listings_for(meridian.handler))
    services.set_rights(meridian.administrator.member, meridian.handler.member, [])

    with pytest.raises(RightMissing):
        services.append_directory_entry(meridian.handler.member, entry)


@pytest.mark.parametrize("sheets", [0, 3])
def test_set_up_takes_one_or_two_recovery_sheets(meridian: Institute, sheets: int) -> None:
    """No organisation starts without a way to recover, and none with keys strewn about."""
    made = [Sheet(meridian.organisation.id) for _ in range(sheets)]
    signer = made[0] if made else meridian.sheet
    entry = meridian.entry(0, FIRST, [sheet.listing for sheet in made], signer)

    with pytest.raises(PeopleError) as caught:
        services.append_directory_entry(meridian.administrator.member, entry, [sheet.card for sheet in made])

    assert caught.value.code == "directory/recovery"


def test_two_recovery_sheets_are_both_listed(meridian: Institute) -> None:
    """A second sheet, kept by another person, is listed beside the first."""
    second = Sheet(meridian.organisation.id)
    entry = meridian.entry(0, FIRST, [meridian.sheet.listing, second.listing])

    services.append_directory_entry(meridian.administrator.member, entry, [meridian.sheet.card, second.card])

    cards = [parse_card(card) for card in directory_of(meridian.organisation.id).cards]
    assert {card.holder for card in cards} == {meridian.sheet.holder, second.holder}


def test_only_an_administrator_opens_the_directory(meridian: Institute) -> None:
    """Entry 0 comes from set-up."""
    entry = meridian.entry(0, FIRST, [meridian.sheet.listing])

    with pytest.raises(RightMissing):
        services.append_directory_entry(meridian.handler.member, entry, [meridian.sheet.card])


def test_later_entries_bring_no_recovery_card(meridian: Institute) -> None:
    """A handler cannot add a recovery sheet, which would read every report to come."""
    meridian.set_up()
    extra = Sheet(meridian.organisation.id)
    entry = meridian.next_entry(meridian.handler, adding=[extra.listing])

    with pytest.raises(PeopleError) as caught:
        services.append_directory_entry(meridian.handler.member, entry, [extra.card])

    assert caught.value.code == "directory/recovery"
