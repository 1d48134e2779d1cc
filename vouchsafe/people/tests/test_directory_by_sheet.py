"""When nobody with a key is left, a recovery sheet signs the next entry: allowed, and told to everyone."""

import pytest

from vouchsafe.audit.models import Entry
from vouchsafe.people import services
from vouchsafe.people.errors import PeopleError, RightMissing
from vouchsafe.people.models import Role
from vouchsafe.people.queries import directory_of
from vouchsafe.people.tests.cast import Institute, Person, Sheet, listings_for, newcomer
from vouchsafe.vault.directory import verify_chain


@pytest.fixture
def vera(meridian: Institute) -> Person:
    """A new handler with a key, in an organisation whose other people have lost theirs."""
    meridian.set_up()
    vera = newcomer(meridian.organisation, "Vera Lund", Role.HANDLER)
    services.store_key(vera.member, vera.card, vera.key_file())
    services.prove_kit(vera.member, vera.fingerprint)
    return vera


def test_a_sheet_introduces_who_has_a_new_key(meridian: Institute, vera: Person) -> None:
    """Everybody's client verifies the chain, sees by whom the entry is, and finds the poster's words unchanged."""
    root = verify_chain(*directory_of(meridian.organisation.id)).root_hash
    entry = meridian.next_entry(meridian.sheet, adding=listings_for(vera))

    services.append_directory_entry(vera.member, entry)

    directory = verify_chain(*directory_of(meridian.organisation.id))
    assert [entry.sequence for entry in directory.signed_by_sheet()] == [1]
    assert directory.root_hash == root
    assert directory.head.lists(vera.fingerprint, [listings_for(vera)[0].role])


def test_the_use_of_a_sheet_is_in_the_record_besides_the_entry(meridian: Institute, vera: Person) -> None:
    """Overseers find it under a tag of its own; an entry that a colleague signed has none."""
    services.append_directory_entry(vera.member, meridian.next_entry(meridian.sheet, adding=listings_for(vera)))
    services.append_directory_entry(
        meridian.handler.member, meridian.next_entry(meridian.handler, dropping=listings_for(meridian.overseer))
    )

    (used,) = Entry.objects.filter(tag="sheet:used")
    assert used.actor == vera.member.id
    assert set(used.objects_touched) == {"sheet", "entry"}
    assert Entry.objects.filter(tag="directory:extended").count() == 3


@pytest.mark.parametrize("who", ["administrator", "overseer"])
def test_only_handlers_and_coordinators_post_what_a_sheet_signed(meridian: Institute, vera: Person, who: str) -> None:
    """An administrator who finds a sheet introduces nobody alone."""
    entry = meridian.next_entry(meridian.sheet, adding=listings_for(vera))

    with pytest.raises(RightMissing):
        services.append_directory_entry(getattr(meridian, who).member, entry)


def test_a_sheet_that_set_up_did_not_print_signs_nothing(meridian: Institute, vera: Person) -> None:
    """Nor does another organisation's."""
    entry = meridian.next_entry(Sheet(meridian.organisation.id), adding=listings_for(vera))

    with pytest.raises(RightMissing):
        services.append_directory_entry(vera.member, entry)


def test_a_sheet_lists_nobody_without_the_right(meridian: Institute, vera: Person) -> None:
    """What an entry may say is the same, whoever signs it."""
    vera.member.rights.all().delete()
    with pytest.raises(RightMissing):
        services.append_directory_entry(vera.member, meridian.next_entry(meridian.sheet))
    entry = meridian.next_entry(
        meridian.sheet, adding=listings_for(newcomer(meridian.organisation, "Nobody", Role.HANDLER))
    )
    with pytest.raises(PeopleError) as caught:
        services.append_directory_entry(meridian.handler.member, entry)
    assert caught.value.code == "directory/unknown-card"
