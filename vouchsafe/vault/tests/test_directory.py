"""The directory: who is whom, in which channel, since when."""

import uuid

import pytest

from vouchsafe.vault.directory import Directory, Role, make_entry
from vouchsafe.vault.errors import DirectoryError, Refused
from vouchsafe.vault.make_vectors.cast import (
    EVERYONE,
    HOTLINE,
    INSTITUTE,
    LABORATORY,
    chain,
    id_of,
    listing,
    person,
)


def names(directory: Directory, cards: list[bytes]) -> set[str]:
    """Who of the cast has these fingerprints."""
    people = ("Rosa", "Ralf", "Cora", "Omar", "Hana", "Hugo", "Lena", "Nora")
    return {name for name in people if person(name).fingerprint in cards}


def test_a_report_is_sealed_to_the_channels_handlers_and_every_recovery_sheet() -> None:
    """The sealing set of a channel leaves out other channels' handlers, coordinators and overseers."""
    directory = chain().verified()
    sealed_to = [card.fingerprint for card in directory.sealing_set(HOTLINE)]
    assert names(directory, sealed_to) == {"Hana", "Hugo", "Rosa", "Ralf"}
    laboratory = [card.fingerprint for card in directory.sealing_set(LABORATORY)]
    assert names(directory, laboratory) == {"Lena", "Rosa", "Ralf"}


def test_a_holder_of_two_roles_is_listed_once() -> None:
    """A handler of one channel and of all of them gets one grant, not two."""
    directory = chain().then("Cora", (*EVERYONE, listing("Hana", Role.HANDLER))).verified()
    fingerprints = [card.fingerprint for card in directory.holders(HOTLINE, [Role.HANDLER])]
    assert fingerprints == sorted(set(fingerprints))
    assert names(directory, fingerprints) == {"Hana", "Hugo"}


def test_who_held_a_role_is_asked_of_an_entry() -> None:
    """Entry 0 knows no handlers yet; the newest does."""
    directory = chain().verified()
    assert directory.holders(HOTLINE, [Role.HANDLER], entry=directory.root_hash) == []
    assert len(directory.holders(HOTLINE, [Role.HANDLER])) == 2


@pytest.mark.parametrize(
    ("name", "may"), [("Hana", True), ("Cora", True), ("Lena", False), ("Omar", False), ("Rosa", False)]
)
def test_who_may_write_to_a_reporter(name: str, *, may: bool) -> None:
    """Handlers of the channel and coordinators may; handlers of another, overseers and recovery sheets may not."""
    directory = chain().verified()
    key = person(name).keys.signing.public
    assert directory.may_author(key, HOTLINE, since=directory.root_hash) is may


def test_a_key_that_left_counts_for_what_it_wrote_before_and_not_after() -> None:
    """Hugo's key is accepted for cases that began while he was listed, not for later ones."""
    without_hugo = tuple(line for line in EVERYONE if line.fingerprint != person("Hugo").fingerprint)
    directory = chain().then("Cora", without_hugo).verified()
    key, before = person("Hugo").keys.signing.public, chain().verified().head_hash
    assert directory.may_author(key, HOTLINE, since=before)
    assert not directory.may_author(key, HOTLINE, since=directory.head_hash)


def test_every_recovery_sheet_counts_whichever_channel_its_line_names() -> None:
    """As in a browser: nobody is sealed to by one side and not by the other."""
    elsewhere = listing("Rosa", Role.RECOVERY, uuid.UUID(int=9, version=4))
    lines = (elsewhere, *(line for line in EVERYONE if line.fingerprint != elsewhere.fingerprint))
    directory = chain().then("Cora", lines).verified()
    for cards in (directory.sealing_set(HOTLINE), directory.share_holders(HOTLINE)):
        assert person("Rosa").fingerprint in {card.fingerprint for card in cards}


def test_what_the_chain_does_not_hold_is_an_error() -> None:
    """Unknown entries and cards are never taken for empty ones."""
    directory = chain().verified()
    with pytest.raises(DirectoryError):
        directory.entry(bytes(32))
    with pytest.raises(DirectoryError):
        directory.card(person("Nora").fingerprint)
    with pytest.raises(DirectoryError):
        directory.may_author(bytes(32), HOTLINE, since=bytes(32))
    assert bytes(32) not in directory


def test_a_card_says_whose_keys_these_are() -> None:
    """A listed card leads to its holder's recipient and signing key."""
    card = chain().verified().card(person("Hana").fingerprint)
    keys = person("Hana").keys
    assert (card.recipient, card.signing_key) == (keys.recipient, keys.signing.public)
    assert (card.organisation, card.holder) == (INSTITUTE, id_of("Hana, holder"))


def test_a_duplicate_listing_is_not_made() -> None:
    """One holder has one role in one channel once."""
    rosa, line = person("Rosa"), listing("Rosa", Role.RECOVERY)
    with pytest.raises(Refused):
        make_entry(rosa.keys.signing, rosa.fingerprint, INSTITUTE, 0, bytes(32), [line, line])
