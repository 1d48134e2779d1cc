"""Opening channels, publishing versions, and who reads them."""

import json
from uuid import UUID, uuid4

import pytest
from django.http import Http404
from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.channels import definitions, queries, services
from vouchsafe.channels.errors import ChannelError, DefinitionRefused
from vouchsafe.channels.models import Channel, Definition
from vouchsafe.channels.tests.definition import body, text
from vouchsafe.common.tests.meanwhile import meanwhile
from vouchsafe.people.errors import RightMissing
from vouchsafe.people.tests.cast import Institute
from vouchsafe.people.tests.cast import meridian as make_meridian


def opened(institute: Institute, slug: str = "integrity") -> Channel:
    """A channel of the institute."""
    return services.create_channel(institute.administrator.member, slug=slug, name="Integrity", body=body())


def test_a_channel_opens_with_its_first_definition(meridian: Institute) -> None:
    """Version 1 is published, its hash covers its number, and both acts are in the record."""
    channel = opened(meridian)

    definition = Definition.objects.get()
    assert (definition.channel_id, definition.version, definition.body["version"]) == (channel.id, 1, 1)
    assert bytes(definition.sha256) == definitions.sha256_of(definition.body)
    assert [entry.tag for entry in Entry.objects.order_by("id")] == ["channel:created", "channel:published"]


def test_a_new_version_leaves_the_old_one_as_it_was(meridian: Institute) -> None:
    """A report names the version it answers: that stays readable, while new reports get the newest."""
    channel = opened(meridian)
    before = Definition.objects.values_list("body", flat=True).get(version=1)

    services.publish_definition(meridian.administrator.member, channel, {**body(), "purpose": text("Something new.")})

    published = queries.channel_for_reporting("meridian", "integrity")
    assert (published.definition.version, published.definition.body["purpose"]["en"]) == (2, "Something new.")
    assert queries.definition_of(meridian.organisation.id, channel.id, 1).body == before


@pytest.mark.parametrize("who", ["handler", "coordinator", "overseer"])
def test_only_an_administrator_opens_or_publishes(meridian: Institute, who: str) -> None:
    """Whoever reads reports does not decide what is asked."""
    channel = opened(meridian)
    member = getattr(meridian, who).member

    with pytest.raises(RightMissing):
        services.create_channel(member, slug="safety", name="Safety", body=body())
    with pytest.raises(RightMissing):
        services.publish_definition(member, channel, body())


def test_an_administrator_elsewhere_publishes_nothing_here(meridian: Institute, aurora: Institute) -> None:
    """The channel of another organisation is out of reach."""
    channel = opened(meridian)

    with pytest.raises(RightMissing):
        services.publish_definition(aurora.administrator.member, channel, body())


def test_a_refused_definition_opens_no_channel(meridian: Institute) -> None:
    """A category without a law stops the whole act; nothing is half made."""
    spoilt = body()
    del spoilt["categories"][0]["law"]

    with pytest.raises(DefinitionRefused):
        services.create_channel(meridian.administrator.member, slug="integrity", name="Integrity", body=spoilt)

    assert not Channel.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("slug", ["", "Two Words", "UPPER", "return", "a" * 61, "integrity"])
def test_an_address_that_cannot_be_used_is_refused(meridian: Institute, slug: str) -> None:
    """Empty, not an address, one of the report door's own, too long, or taken."""
    opened(meridian)

    with pytest.raises(ChannelError) as caught:
        services.create_channel(meridian.administrator.member, slug=slug, name="Integrity", body=body())

    assert caught.value.code == ("channel/exists" if slug == "integrity" else "channel/slug")


def test_published_channels_are_the_active_ones_of_one_organisation(meridian: Institute, aurora: Institute) -> None:
    """In the organisation's order; a closed channel and another organisation's are not among them."""
    opened(meridian, "safety")
    opened(meridian, "integrity")
    opened(aurora)
    Channel.objects.filter(id=opened(meridian, "closed").id).update(active=False)

    published = queries.published_channels(meridian.organisation)

    assert [channel.slug for channel, _definition in published] == ["safety", "integrity"]
    assert {definition.channel_id for _channel, definition in published} == {channel.id for channel, _ in published}


def test_the_report_door_publishes_the_definition(meridian: Institute, report_client: Client) -> None:
    """What the form is made from, with the hash that a client can check over the canonical bytes."""
    channel = opened(meridian)

    answer = report_client.get("/api/v1/meridian/channels/integrity")

    published = answer.json()
    assert published["organisation"] == {
        "id": str(meridian.organisation.id),
        "name": "Meridian Institute",
        "slug": "meridian",
    }
    assert published["channel"] == {"id": str(channel.id), "slug": "integrity"}
    assert published["version"] == published["definition"]["version"] == 1
    assert definitions.sha256_of(published["definition"]).hex() == published["sha256"]
    assert not answer.cookies


@pytest.mark.parametrize(
    "address", ["nowhere/channels/integrity", "meridian/channels/safety", "aurora/channels/integrity"]
)
@pytest.mark.usefixtures("aurora")
def test_a_channel_that_is_not_published_does_not_exist(
    meridian: Institute, report_client: Client, address: str
) -> None:
    """No such organisation, no such channel, another organisation's: one and the same 404."""
    opened(meridian)

    answer = report_client.get(f"/api/v1/{address}")

    assert answer.status_code == 404
    assert json.loads(answer.content)["error"]["code"] == "address/not-found"


def test_a_closed_channel_takes_no_reports(meridian: Institute) -> None:
    """Its address is gone; its definitions stay for the cases that name them."""
    channel = opened(meridian)
    Channel.objects.filter(id=channel.id).update(active=False)

    with pytest.raises(Http404):
        queries.channel_for_reporting("meridian", "integrity")
    assert queries.definition_of(meridian.organisation.id, channel.id, 1).version == 1


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("handler", "handler"),
        ("coordinator", "coordinator"),
        ("administrator", "administrator"),
        ("overseer", "overseer"),
    ],
)
def test_me_tells_a_member_who_they_are(meridian: Institute, desk_client: Client, who: str, role: str) -> None:
    """Name, organisation, roles, key and channels, and that set-up is done."""
    channel = opened(meridian)
    meridian.set_up()
    person = getattr(meridian, who)
    desk_client.force_login(person.member)

    me = desk_client.get("/api/v1/me").json()

    assert UUID(me["member"]["id"]) == person.member.id
    assert me["roles"] == [{"role": role, "channel": None}]
    assert me["channels"] == [{"id": str(channel.id), "slug": "integrity", "name": "Integrity"}]
    assert me["needs_setup"] is False
    if who == "administrator":
        assert me["key"] is None
    else:
        assert (me["key"]["fingerprint"], me["key"]["listed"]) == (person.fingerprint.hex(), True)


def test_me_of_a_stranger_names_only_their_own(meridian: Institute, aurora: Institute, desk_client: Client) -> None:
    """A member of another organisation sees nothing of this one."""
    channel = opened(meridian)
    desk_client.force_login(aurora.handler.member)

    said = desk_client.get("/api/v1/me").content.decode()

    assert str(channel.id) not in said
    assert "Meridian" not in said


@pytest.mark.django_db
def test_me_asks_a_visitor_to_sign_in(desk_client: Client) -> None:
    """Signed out there is nobody."""
    answer = desk_client.get("/api/v1/me")

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "session/missing")


@pytest.mark.django_db
def test_a_definition_that_no_case_can_name_is_an_error() -> None:
    """Cases always name one that exists: a lookup that fails is a fault, not a page."""
    with pytest.raises(Definition.DoesNotExist):
        queries.definition_of(uuid4(), uuid4(), 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_channels_opened_at_once_under_one_address_one_is() -> None:
    """The later one is told that the address is taken."""
    people = make_meridian()

    with pytest.raises(ChannelError) as refused:
        meanwhile(lambda: opened(people), lambda: opened(people))

    assert (refused.value.code, refused.value.status) == ("channel/exists", 409)
    assert Channel.objects.count() == 1
