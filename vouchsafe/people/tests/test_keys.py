"""A member's own key: what the server keeps, and what it refuses to keep."""

import pytest

from vouchsafe.audit.models import Entry
from vouchsafe.people import services
from vouchsafe.people.errors import Conflict, PeopleError
from vouchsafe.people.models import Card, KeyFile
from vouchsafe.people.queries import Key, key_of
from vouchsafe.people.tests.cast import Institute, Person
from vouchsafe.vault.cards import parse_card
from vouchsafe.vault.key_file import seal_key_file


def test_a_stored_key_comes_back_as_it_was(meridian: Institute) -> None:
    """A member gets back the very card and key file that their browser made; no entry lists it yet."""
    hana = meridian.handler
    key_file = hana.key_file()

    services.store_key(hana.member, hana.card, key_file)

    assert key_of(hana.member) == Key(hana.card, key_file, hana.fingerprint, listed=False, proven=False, wraps=[])


def test_storing_a_key_is_recorded_once_with_its_fingerprint(meridian: Institute) -> None:
    """A repeated request (the answer was lost) changes nothing and enters the record no second time."""
    hana = meridian.handler
    key_file = hana.key_file()

    services.store_key(hana.member, hana.card, key_file)
    services.store_key(hana.member, hana.card, key_file)

    entry = Entry.objects.get(tag="key:stored")
    assert entry.actor == hana.member.id
    assert entry.objects_touched == {"card": hana.fingerprint.hex()}


def test_a_card_that_names_a_colleague_is_refused(meridian: Institute) -> None:
    """Nobody can put a key under somebody else's name."""
    impostor = Person(meridian.handler.member)

    with pytest.raises(PeopleError) as caught:
        services.store_key(meridian.overseer.member, impostor.card, impostor.key_file())

    assert caught.value.code == "key/not-yours"
    assert not Card.objects.exists()


def test_a_card_with_a_broken_signature_is_refused(meridian: Institute) -> None:
    """Whoever makes a card must hold its signing key."""
    card = bytearray(meridian.handler.card)
    card[-1] ^= 1

    with pytest.raises(PeopleError) as caught:
        services.store_key(meridian.handler.member, bytes(card), meridian.handler.key_file())

    assert caught.value.code == "key/card"


def _key_file_with_log_n(good: bytes, log_n: int) -> bytes:
    head, _cost, rest = good.partition(b" 10\n")
    return head + f" {log_n}\n".encode() + rest


@pytest.mark.parametrize("fault", ["the bare identity", "too dear", "too long", "a second stanza", "nothing"])
def test_only_an_identity_under_a_passphrase_is_kept(meridian: Institute, fault: str) -> None:
    """The server takes no naked key, none that would cost a reader minutes to open, and nothing of any size."""
    hana = meridian.handler
    good = hana.key_file()
    key_file = {
        "the bare identity": hana.keys.identity.to_string().encode(),
        "too dear": _key_file_with_log_n(good, 19),
        "too long": good + bytes(4096),
        "a second stanza": good.replace(b"\n--- ", b"\n-> X25519 AAAA\nAAAA\n--- ", 1),
        "nothing": b"",
    }[fault]

    with pytest.raises(PeopleError) as caught:
        services.store_key(hana.member, hana.card, key_file)

    assert caught.value.code == "key/file"
    assert not KeyFile.objects.exists()


def test_the_default_cost_is_accepted(meridian: Institute) -> None:
    """A key file with log N 18, as the desk makes it, is kept."""
    hana = meridian.handler
    services.store_key(hana.member, hana.card, _key_file_with_log_n(hana.key_file(), 18))

    assert KeyFile.objects.get().member_id == hana.member.id


def test_a_key_that_was_never_listed_may_be_made_again(meridian: Institute) -> None:
    """Whoever loses the passphrase before anything was sealed to the key makes another."""
    first, second = meridian.handler, Person(meridian.handler.member)

    services.store_key(first.member, first.card, first.key_file())
    services.store_key(second.member, second.card, second.key_file())

    key = key_of(first.member)
    assert key is not None
    assert key.fingerprint == parse_card(second.card).fingerprint


def test_a_key_that_was_listed_stays(meridian: Institute) -> None:
    """A stolen session cannot put another key in place of one that colleagues rely on."""
    meridian.set_up()
    thief = Person(meridian.handler.member)

    with pytest.raises(Conflict) as caught:
        services.store_key(thief.member, thief.card, thief.key_file())

    assert caught.value.code == "key/exists"
    assert key_of(thief.member) is not None
    assert key_of(thief.member)[2] == meridian.handler.fingerprint  # type: ignore[index]


def test_a_key_file_holds_no_identity_in_the_clear(meridian: Institute) -> None:
    """What the database keeps of a key file does not contain the identity."""
    hana = meridian.handler
    sealed = seal_key_file(hana.keys.identity, "another six words", log_n=10)
    services.store_key(hana.member, hana.card, sealed)

    kept = bytes(KeyFile.objects.get().sealed)
    assert hana.keys.identity.to_string().encode() not in kept
    assert hana.keys.identity.seed not in kept
