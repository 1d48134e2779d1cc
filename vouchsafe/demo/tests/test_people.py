"""The demo organisation is whole, and made of real keys."""

import json
from importlib.resources import files

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.test import Client

from vouchsafe.channels import definitions
from vouchsafe.delivery.models import Message
from vouchsafe.demo import people
from vouchsafe.people.models import Organisation
from vouchsafe.people.queries import directory_of, key_of
from vouchsafe.vault.directory import verify_chain
from vouchsafe.vault.key_file import open_key_file


@pytest.mark.django_db
def test_everybody_in_the_demo_can_sign_in_and_unlock(desk_client: Client) -> None:
    """The printed passwords sign in, the printed passphrases open the keys, and the directory lists every holder."""
    staff = people.make_staff(log_n=10)

    for person in people.SIGN_INS:
        assert desk_client.login(email=person.email, password=person.password)
        validate_password(person.password, staff.members[person.email])
        key = key_of(staff.members[person.email])
        assert (key is not None) == bool(person.passphrase)
        if key is not None:
            assert open_key_file(key.key_file, person.passphrase).seed == staff.keys[person.email].identity.seed
            assert key.listed
    assert Organisation.objects.get().demo
    assert not Message.objects.exists()


@pytest.mark.django_db
def test_the_demo_directory_verifies() -> None:
    """A reporter seals to two handlers and one recovery sheet."""
    staff = people.make_staff(log_n=10)

    published = directory_of(staff.organisation.id)
    directory = verify_chain(published.entries, published.cards)
    handlers = {staff.members[person.email].id for person in (people.HANA, people.OMAR)}
    holders = {card.holder for card in directory.sealing_set(staff.channel.id)}
    assert handlers < holders
    assert len(holders) == 3


def test_the_demo_channel_says_everything_in_every_language() -> None:
    """Every text of the definition is there in every language of the server."""
    body = json.loads(files("vouchsafe.demo").joinpath("integrity.json").read_bytes())
    definitions.check({**body, "version": 1})

    def check(value: object) -> int:
        if isinstance(value, list):
            return sum(map(check, value))
        if not isinstance(value, dict):
            return 0
        if "en" in value:
            assert set(value) == set(dict(settings.LANGUAGES))
            return 1
        return sum(map(check, value.values()))

    assert check(body) > 50
    assert len(body["categories"]) == 6
