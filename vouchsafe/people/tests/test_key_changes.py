"""What becomes of a key: its kit proven, its passphrase changed, given up for another; each told and recorded."""

from base64 import b64encode

import pytest
from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.delivery.models import Message
from vouchsafe.people import services
from vouchsafe.people.errors import Conflict, PeopleError
from vouchsafe.people.models import Card, KeyFile, Role
from vouchsafe.people.queries import desk_directory, key_of, listings_of
from vouchsafe.people.tests.cast import PASSWORD, Institute, Person, listings_for, newcomer
from vouchsafe.vault.key_file import replacement_message

DESK = {"host": "desk.localhost:8000"}


def waiting(asking: Person) -> list[str]:
    """The names of those whose keys wait to be listed, as this member sees them."""
    return [pending["member"]["name"] for pending in desk_directory(asking.member)["pending"]]


def told(person: Person, what: str) -> bool:
    """Whether a mail to this person waits that says so."""
    return Message.objects.filter(address=person.member.email, body__contains=what).exists()


def changed(person: Person, signer: Person | None = None) -> tuple[bytes, bytes]:
    """A new key file, and the signature that puts it in the place of the present one."""
    present, new = key_of(person.member), person.key_file()
    assert present is not None
    keys = (signer or person).keys
    return new, keys.signing.sign(replacement_message(present.fingerprint, present.key_file, new))


def test_a_key_waits_for_colleagues_only_once_its_kit_was_proven(meridian: Institute) -> None:
    """Before it, colleagues see no key to compare; after it they do, and it is told and recorded."""
    meridian.set_up()
    noa = newcomer(meridian.organisation, "Noa Levi", Role.HANDLER)
    services.store_key(noa.member, noa.card, noa.key_file())
    assert waiting(meridian.coordinator) == []

    services.prove_kit(noa.member, noa.fingerprint)

    assert waiting(meridian.coordinator) == ["Noa Levi"]
    assert told(noa, "recovery kit")
    assert Entry.objects.get(tag="key:kit-proven", actor=noa.member.id).objects_touched == {
        "card": noa.fingerprint.hex()
    }


def test_no_entry_of_the_directory_takes_a_key_whose_kit_was_not_proven(meridian: Institute) -> None:
    """Not even one that a coordinator signed: the server refuses it, so nothing is granted to such a key."""
    meridian.set_up()
    noa = newcomer(meridian.organisation, "Noa Levi", Role.HANDLER)
    services.store_key(noa.member, noa.card, noa.key_file())
    entry = meridian.next_entry(meridian.coordinator, adding=listings_for(noa))

    with pytest.raises(PeopleError) as caught:
        services.append_directory_entry(meridian.coordinator.member, entry)
    assert caught.value.code == "directory/unknown-card"

    services.prove_kit(noa.member, noa.fingerprint)
    services.append_directory_entry(meridian.coordinator.member, entry)


def test_the_kit_of_another_key_proves_nothing(meridian: Institute) -> None:
    """A page that was open while the key was made anew elsewhere is told so."""
    hana = meridian.handler
    with pytest.raises(Conflict):
        services.prove_kit(hana.member, hana.fingerprint)
    services.store_key(hana.member, hana.card, hana.key_file())
    with pytest.raises(Conflict):
        services.prove_kit(hana.member, meridian.coordinator.fingerprint)
    assert not KeyFile.objects.get().kit_proven


def test_a_new_passphrase_replaces_the_file_and_keeps_the_key(meridian: Institute) -> None:
    """The server has only the new file then; card and directory are the same; it is told and recorded."""
    meridian.set_up()
    hana = meridian.handler
    before = key_of(hana.member)
    new, signature = changed(hana)

    services.change_key_file(hana.member, new, signature)
    services.change_key_file(hana.member, new, signature)

    after = key_of(hana.member)
    assert before is not None
    assert after == before._replace(key_file=new)
    assert bytes(KeyFile.objects.get(member_id=hana.member.id).sealed) == new
    assert told(hana, "passphrase of your key was changed")
    assert Entry.objects.filter(tag="key:passphrase-changed", actor=hana.member.id).count() == 1


def test_only_the_key_itself_changes_its_passphrase(meridian: Institute) -> None:
    """Whoever found an open session, but no key, cannot put a file there that nothing opens."""
    meridian.set_up()
    hana = meridian.handler
    thief = Person(hana.member)
    before = key_of(hana.member)
    new, by_thief = changed(hana, thief)
    other, signature = changed(hana)

    for file, signed in ((new, by_thief), (new, signature), (other, bytes(64)), (other, b"")):
        with pytest.raises(PeopleError) as caught:
            services.change_key_file(hana.member, file, signed)
        assert caught.value.code == "key/signature"

    assert key_of(hana.member) == before


def test_an_old_change_of_passphrase_cannot_be_played_again(meridian: Institute) -> None:
    """A signature names the file that it replaces: an older file does not come back by it."""
    meridian.set_up()
    hana = meridian.handler
    second, to_second = changed(hana)
    services.change_key_file(hana.member, second, to_second)
    third, to_third = changed(hana)
    services.change_key_file(hana.member, third, to_third)

    with pytest.raises(PeopleError):
        services.change_key_file(hana.member, second, to_second)


def test_a_listed_key_is_given_up_only_by_name(meridian: Institute) -> None:
    """Then the new one waits for a colleague, the old file is gone, and the old card leaves with the next entry."""
    meridian.set_up()
    old = meridian.handler
    new = Person(old.member)
    services.store_key(new.member, new.card, new.key_file(), replaces=old.fingerprint)
    services.prove_kit(new.member, new.fingerprint)

    key = key_of(new.member)
    assert key is not None
    assert (key.fingerprint, key.listed) == (new.fingerprint, False)
    assert waiting(meridian.coordinator) == ["Hana Weiss"]
    assert told(new, "new one made in your name")
    assert Entry.objects.get(tag="key:replaced").objects_touched == {
        "card": new.fingerprint.hex(),
        "former": old.fingerprint.hex(),
    }
    keeping = meridian.next_entry(meridian.coordinator)
    with pytest.raises(PeopleError) as caught:
        services.append_directory_entry(meridian.coordinator.member, keeping)
    assert caught.value.code == "directory/unknown-card"
    former = [line for line in listings_of(meridian.organisation.id) if line.fingerprint == old.fingerprint]
    entry = meridian.next_entry(meridian.coordinator, adding=listings_for(new), dropping=former)
    services.append_directory_entry(meridian.coordinator.member, entry)
    listed = {line.fingerprint for line in listings_of(meridian.organisation.id)}
    assert new.fingerprint in listed
    assert old.fingerprint not in listed
    assert Card.objects.filter(fingerprint=old.fingerprint).exists()  # what it signed is still verified by it


def test_a_key_is_not_given_up_for_itself(meridian: Institute) -> None:
    """A leaked identity is replaced, never sealed again as if it were new (protocol §1)."""
    meridian.set_up()
    hana = meridian.handler
    with pytest.raises(Conflict):
        services.store_key(hana.member, hana.card, hana.key_file(), replaces=hana.fingerprint)


def test_giving_up_a_key_takes_the_password_again(meridian: Institute, desk_client: Client) -> None:
    """An open session that somebody found is not enough."""
    meridian.set_up()
    new = Person(meridian.handler.member)
    body = {
        "card": b64encode(new.card).decode(),
        "key_file": b64encode(new.key_file()).decode(),
        "replaces": b64encode(meridian.handler.fingerprint).decode(),
    }
    desk_client.post("/account/login/", {"login": new.member.email, "password": PASSWORD})
    refused = desk_client.post("/api/v1/key", body, content_type="application/json")
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "session/not-fresh")
    desk_client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert desk_client.post("/api/v1/key", body, content_type="application/json").status_code == 201
