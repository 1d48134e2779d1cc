"""Writing a channel's definition at the desk: by its administrators alone, and nobody over somebody else's words."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from vouchsafe.audit.models import Entry
from vouchsafe.channels import definitions, queries, services, starters
from vouchsafe.channels.errors import Conflict
from vouchsafe.channels.models import Channel, Definition, Draft
from vouchsafe.channels.tests.definition import body, text
from vouchsafe.common.tests.meanwhile import meanwhile
from vouchsafe.people.errors import RightMissing
from vouchsafe.people.models import Member
from vouchsafe.people.tests.cast import Institute
from vouchsafe.people.tests.cast import meridian as make_meridian

Answer = tuple[int, dict[str, Any]]
DETAILS = {"address": "1 Hill Road", "contact": "call 030 1234", "privacy_contact": "privacy@meridian.example"}


def send(client: Client, address: str, form: object, method: str = "POST") -> Answer:
    """Send JSON; returns status and decoded answer."""
    answer = client.generic(method, address, json.dumps(form), content_type="application/json")
    return answer.status_code, json.loads(answer.content)


def opened(institute: Institute, slug: str = "integrity") -> Channel:
    """A channel of the institute, with nothing being written."""
    return services.create_channel(institute.administrator.member, slug=slug, name="Integrity", body=body())


@pytest.fixture
def written(meridian: Institute) -> Draft:
    """A channel that is open, with a draft of its next version."""
    return services.start_draft(meridian.administrator.member, opened(meridian))


@pytest.fixture
def lena(meridian: Institute, desk_client: Client) -> Client:
    """The administrator's browser."""
    desk_client.force_login(meridian.administrator.member)
    return desk_client


def _get(path: str) -> Callable[[Client, UUID], Any]:
    return lambda client, channel: client.get(f"/api/v1/channels{path.format(channel)}")


def _nonsense(method: str, path: str) -> Callable[[Client, UUID], Any]:
    """What is sent does not matter to who may not send it."""
    return lambda client, channel: client.generic(
        method, f"/api/v1/channels{path.format(channel)}", "{", content_type="application/json"
    )


ADDRESSES = {
    "list": _get(""),
    "begin": _nonsense("POST", ""),
    "channel": _get("/{}"),
    "start": _nonsense("POST", "/{}/draft"),
    "save": _nonsense("PUT", "/{}/draft"),
    "publish": _nonsense("POST", "/{}/draft/publish"),
    "discard": _nonsense("POST", "/{}/draft/discard"),
    "compare": _get("/{}/changes?from=1&to=draft"),
    "export draft": _get("/{}/export/draft"),
    "export version": _get("/{}/export/1"),
}
ABOUT_ONE = [name for name in ADDRESSES if name not in ("list", "begin")]


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("who", ["handler", "second_handler", "coordinator", "overseer"])
def test_whoever_reads_reports_finds_no_editor(
    meridian: Institute, written: Draft, desk_client: Client, who: str, address: str
) -> None:
    """Every address answers 404, in the same words whether the channel exists or not, and nothing changes."""
    before = (Entry.objects.count(), written.body, written.revision)
    desk_client.force_login(getattr(meridian, who).member)

    answer = ADDRESSES[address](desk_client, written.id)

    assert (answer.status_code, answer.json()["error"]["code"]) == (404, "channel/not-found")
    assert ADDRESSES[address](desk_client, uuid4()).content == answer.content
    written.refresh_from_db()
    assert (Entry.objects.count(), written.body, written.revision) == before


@pytest.mark.parametrize("address", ABOUT_ONE)
def test_an_administrator_elsewhere_finds_a_channel_that_is_not_there(
    written: Draft, aurora: Institute, desk_client: Client, address: str
) -> None:
    """Byte for byte the answer for an id that nobody has."""
    desk_client.force_login(aurora.administrator.member)

    answer = ADDRESSES[address](desk_client, written.id)

    assert answer.status_code == 404
    assert ADDRESSES[address](desk_client, uuid4()).content == answer.content
    assert Draft.objects.filter(id=written.id, revision=written.revision).exists()


def test_the_list_of_another_organisation_names_nothing_of_this_one(
    written: Draft, aurora: Institute, desk_client: Client
) -> None:
    """Each administrator sees their own channels."""
    desk_client.force_login(aurora.administrator.member)

    assert desk_client.get("/api/v1/channels").json()["channels"] == []


@pytest.mark.parametrize("address", ADDRESSES)
def test_signed_out_every_address_asks_to_sign_in(written: Draft, desk_client: Client, address: str) -> None:
    """Whether there is a channel is not told."""
    answer = ADDRESSES[address](desk_client, written.id)

    assert (answer.status_code, answer.json()["error"]["code"]) == (401, "session/missing")


def test_an_administrator_who_was_switched_off_is_signed_out(meridian: Institute, written: Draft, lena: Client) -> None:
    """A session that still lives opens nothing."""
    Member.objects.filter(id=meridian.administrator.member.id).update(is_active=False)

    assert ADDRESSES["channel"](lena, written.id).status_code == 401


@pytest.mark.parametrize("who", ["handler", "coordinator", "overseer"])
def test_the_verbs_themselves_ask_for_the_right(
    meridian: Institute, aurora: Institute, written: Draft, who: str
) -> None:
    """Not the views alone: nobody but an administrator of this organisation acts on a draft."""
    for member in (getattr(meridian, who).member, aurora.administrator.member):
        with pytest.raises(RightMissing):
            services.save_draft(member, written, revision=1, body={})
        with pytest.raises(RightMissing):
            services.publish_draft(member, written, revision=1)
        with pytest.raises(RightMissing):
            services.discard_draft(member, written, revision=1)
    with pytest.raises(RightMissing):
        services.start_channel(getattr(meridian, who).member, slug="new", body={})


def test_a_channel_begun_from_a_starter_can_be_published_at_once(lena: Client) -> None:
    """From the list of starters to an open channel, with nothing to be mended in between."""
    (starter, *_more) = lena.get("/api/v1/channels").json()["starters"]
    assert "Meridian Institute" in starter["purpose"]["en"]

    begun = {"slug": "integrity", "starter": {"name": starter["name"], **DETAILS}}
    status, answer = send(lena, "/api/v1/channels", begun)
    assert status == 201
    shown = lena.get(f"/api/v1/channels/{answer['id']}").json()
    assert (shown["open"], shown["versions"], shown["draft"]["problems"]) == (False, [], [])

    assert send(lena, f"/api/v1/channels/{answer['id']}/draft/publish", {"revision": 1})[0] == 201
    published = queries.channel_for_reporting("meridian", "integrity")
    assert str(published.channel.id) == answer["id"]
    assert set(published.definition.body["imprint"]["address"].values()) == {"1 Hill Road"}
    assert not Draft.objects.exists()


def test_what_is_begun_published_and_thrown_away_is_in_the_record(meridian: Institute) -> None:
    """Saving is not: it happens with every few words."""
    administrator = meridian.administrator.member
    draft = services.start_channel(administrator, slug="integrity", body=body())
    draft = services.save_draft(administrator, draft, revision=1, body=body())
    definition = services.publish_draft(administrator, draft, revision=2)
    again = services.start_draft(administrator, definition.channel)
    services.discard_draft(administrator, again, revision=1)

    assert [entry.tag for entry in Entry.objects.order_by("id")] == [
        "draft:started", "channel:created", "channel:published", "draft:started", "draft:discarded",
    ]  # fmt: skip


def test_a_draft_may_be_incomplete_and_its_problems_are_listed(written: Draft, lena: Client) -> None:
    """Half a definition is kept; what lacks is told with its place. It cannot be published."""
    address = f"/api/v1/channels/{written.id}/draft"
    half = body()
    del half["categories"][0]["law"]
    del half["clock"]

    status, answer = send(lena, address, {"revision": 1, "body": half}, "PUT")

    assert (status, answer["revision"]) == (200, 2)
    assert [problem["place"] for problem in answer["problems"]] == ["categories[0].law", "clock"]
    status, answer = send(lena, f"{address}/publish", {"revision": 2})
    assert (status, answer["error"]["code"], answer["error"]["field"]) == (
        400, "definition/category", "categories[0].law",
    )  # fmt: skip
    assert Definition.objects.get().version == 1


@pytest.mark.parametrize("act", ["save", "publish", "discard"])
def test_nobody_acts_on_a_draft_that_somebody_changed_meanwhile(
    meridian: Institute, written: Draft, lena: Client, act: str
) -> None:
    """Two administrators with one draft: the second is told, and the first one's words stay."""
    theirs = {**body(), "purpose": text("Theirs")}
    services.save_draft(meridian.administrator.member, written, revision=1, body=theirs)
    address = f"/api/v1/channels/{written.id}/draft"
    form = {"revision": 1, "body": body()} if act == "save" else {"revision": 1}
    where = address if act == "save" else f"{address}/{act}"

    status, answer = send(lena, where, form, "PUT" if act == "save" else "POST")

    assert (status, answer["error"]["code"]) == (409, "draft/changed")
    written.refresh_from_db()
    assert (written.body, written.revision) == (theirs, 2)
    assert Definition.objects.get().version == 1


def test_the_next_version_is_published_from_a_draft(meridian: Institute, written: Draft, lena: Client) -> None:
    """The old one stays, the channel takes the new name, and the draft is gone."""
    address = f"/api/v1/channels/{written.id}/draft"
    send(lena, address, {"revision": 1, "body": {**body(), "name": text("Honesty")}}, "PUT")

    status, answer = send(lena, f"{address}/publish", {"revision": 2})

    assert (status, answer["version"]) == (201, 2)
    assert [row["version"] for row in lena.get(f"/api/v1/channels/{written.id}").json()["versions"]] == [2, 1]
    assert Channel.objects.get().name == "Honesty"
    assert lena.get(f"/api/v1/channels/{written.id}").json()["draft"] is None


def test_only_one_draft_of_a_channel_is_written(meridian: Institute, written: Draft, lena: Client) -> None:
    """Whoever comes second opens the draft that is there."""
    assert send(lena, f"/api/v1/channels/{written.id}/draft", {})[1]["error"]["code"] == "draft/exists"


@pytest.mark.parametrize(
    ("slug", "code"), [("integrity", "channel/exists"), ("begun", "channel/exists"), ("Two Words", "channel/slug")]
)
def test_an_address_that_cannot_be_used_begins_no_channel(
    meridian: Institute, written: Draft, lena: Client, slug: str, code: str
) -> None:
    """Taken by an open channel, by one that is being written, or no address at all."""
    services.start_channel(meridian.administrator.member, slug="begun", body={})

    status, answer = send(lena, "/api/v1/channels", {"slug": slug, "file": "{}"})

    assert (status, answer["error"]["code"]) == (409 if code == "channel/exists" else 400, code)
    assert Draft.objects.count() == 2


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"slug": "new"}, "starter/missing"),
        ({"slug": "new", "starter": {"name": "none", **DETAILS}}, "starter/not-found"),
        ({"slug": "new", "starter": {"name": starters.names()[0], **DETAILS, "contact": " "}}, "starter/detail"),
        ({"slug": "new", "starter": {"name": starters.names()[0], **DETAILS, "contact": "a\x00b"}}, "starter/detail"),
        ({"slug": "new", "file": "{"}, "definition/not-json"),
        ({"slug": "new", "file": '{"a": "\\u0000"}'}, "definition/shape"),
        ({"slug": "new", "file": " " * 600_000}, "definition/too-large"),
        ({"slug": "new", "files": []}, "json/invalid"),
        ([], "json/invalid"),
    ],
)
def test_what_cannot_begin_a_channel_is_refused(lena: Client, form: object, code: str) -> None:
    """In words, with a code, and nothing is kept."""
    status, answer = send(lena, "/api/v1/channels", form)

    assert (status // 100, answer["error"]["code"]) == (4, code)
    assert not Draft.objects.exists()


def test_an_export_comes_back_as_the_same_definition(meridian: Institute, written: Draft, lena: Client) -> None:
    """The file is canonical, names the schema at the public door, and begins another channel as it is."""
    answer = lena.get(f"/api/v1/channels/{written.id}/export/1")
    file = answer.content
    schema = "http://localhost:8000/schemas/channel-definition.json"

    published = Definition.objects.get().body
    assert file == definitions.canonical({**published, "$schema": schema})
    assert answer["Content-Disposition"] == 'attachment; filename="integrity-1.json"'
    status, begun = send(lena, "/api/v1/channels", {"slug": "copy", "file": file.decode()})
    assert status == 201
    assert Draft.objects.get(id=begun["id"]).body == published


def test_an_imported_file_with_mistakes_becomes_a_draft_with_their_places(written: Draft, lena: Client) -> None:
    """It takes the place of what was written before, and nothing is published."""
    spoilt = body()
    spoilt["categories"][1]["harmed"] = {}

    status, answer = send(
        lena, f"/api/v1/channels/{written.id}/draft", {"revision": 1, "file": json.dumps(spoilt)}, "PUT"
    )

    assert (status, [problem["place"] for problem in answer["problems"]]) == (200, ["categories[1].harmed"])


def test_two_versions_are_compared(meridian: Institute, written: Draft, lena: Client) -> None:
    """What differs is told by place, with the words that came and went."""
    new = {**body(), "purpose": text("Tell us what somebody hid.")}
    services.save_draft(meridian.administrator.member, written, revision=1, body=new)

    (change,) = lena.get(f"/api/v1/channels/{written.id}/changes?from=1&to=draft").json()["changes"]

    assert (change["kind"], change["place"]) == ("changed", "purpose.en")
    assert [piece for piece in change["pieces"] if piece["kind"] != "same"] == [
        {"kind": "removed", "text": "did"},
        {"kind": "added", "text": "hid"},
    ]


@pytest.mark.parametrize("which", ["3", "0", "-1", "x", "", "99999999999999999999", "²"])
def test_a_version_that_is_not_there_is_not_found(written: Draft, lena: Client, which: str) -> None:
    """Whatever is asked for in its place."""
    assert lena.get(f"/api/v1/channels/{written.id}/changes", {"from": which, "to": "1"}).status_code == 404


def test_a_file_cannot_choose_its_own_version(meridian: Institute) -> None:
    """The number is the server's to give, and the file's "$schema" is not published."""
    draft = services.start_channel(meridian.administrator.member, slug="integrity", body={**body(), "version": 41})

    published = services.publish_draft(meridian.administrator.member, draft, revision=1)

    assert (published.version, published.body["version"]) == (1, 1)


def test_two_who_open_the_same_channel_open_it_once(meridian: Institute) -> None:
    """The draft that was published is gone for whoever still shows it."""
    administrator = meridian.administrator.member
    draft = services.start_channel(administrator, slug="integrity", body=body())
    services.publish_draft(administrator, draft, revision=1)

    with pytest.raises(Conflict) as caught:
        services.publish_draft(administrator, draft, revision=1)

    assert caught.value.code == "draft/changed"
    assert Channel.objects.count() == 1


@pytest.mark.django_db
def test_the_public_door_publishes_the_schema(public_client: Client) -> None:
    """At the address that an export names, the very schema that is held; without a cookie."""
    answer = public_client.get("/schemas/channel-definition.json")

    schema = answer.json()
    assert schema["title"] == "The published definition of a channel"
    assert set(body()) <= set(schema["properties"])
    assert not answer.cookies


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("slug", "code"), [("safety", "channel/exists"), (None, "draft/exists")])
def test_of_two_who_begin_at_once_the_later_one_is_told(slug: str | None, code: str) -> None:
    """The answer is the one that whoever comes after gets, and there is one draft."""
    people = make_meridian()
    channel, first = opened(people), people.administrator.member

    def begin() -> Draft:
        if slug is None:
            return services.start_draft(first, channel)
        return services.start_channel(first, slug=slug, body={})

    with pytest.raises(Conflict) as refused:
        meanwhile(begin, begin)

    assert refused.value.code == code
    assert Draft.objects.count() == 1
