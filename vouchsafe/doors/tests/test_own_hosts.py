"""Hosts of one's own: there, only that organisation exists."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries
from pytest_django.fixtures import Settings

from vouchsafe.audit.models import Entry
from vouchsafe.doors.headers import headers_of
from vouchsafe.looks import hosts, services
from vouchsafe.looks.errors import LookError
from vouchsafe.looks.models import Door, Host
from vouchsafe.people.tests.cast import Institute

SPEAK = "speak.meridian.example"
ONION = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"


def at(host: str) -> Client:
    """A browser at a host."""
    return Client(headers={"host": host})


@pytest.fixture
def speak(meridian: Institute, aurora: Institute) -> Client:
    """A browser at Meridian's own host of the report door."""
    services.add_host("meridian", SPEAK, Door.REPORT)
    hosts.forget()
    return at(SPEAK)


def test_the_operator_adds_and_removes_hosts_and_both_are_recorded(meridian: Institute) -> None:
    """The record knows that, not which: it holds no text. A second one takes the first one's place."""
    services.add_host("meridian", "Speak.Meridian.Example.", Door.REPORT)
    services.add_host("meridian", "say.meridian.example", Door.REPORT)
    assert [host.name for host in Host.objects.all()] == ["say.meridian.example"]
    services.remove_host("SAY.meridian.example")
    assert not Host.objects.exists()
    tags = [entry.tag for entry in Entry.objects.filter(tag__startswith="host:").order_by("at")]
    assert tags == ["host:added", "host:added", "host:removed"]
    with pytest.raises(LookError, match="No organisation"):
        services.remove_host("say.meridian.example")


@pytest.mark.parametrize(
    "name",
    [
        "", "localhost", "10.0.0.1", "https://speak.example.org", "speak.example.org:8443", "speak.example.org/x",
        "-speak.example.org", "speak..example.org", "spéak.example.org", "*.example.org", f"{'a' * 64}.example.org",
        ONION, "a." * 130 + "org",
    ],
)  # fmt: skip
def test_only_host_names_are_hosts(meridian: Institute, name: str) -> None:
    """No address, port, path, number or wildcard; an onion has a setting of its own."""
    with pytest.raises(LookError) as caught:
        services.add_host("meridian", name, Door.REPORT)
    assert caught.value.code == "host/name"


def test_a_host_is_one_organisations_at_one_door(meridian: Institute, aurora: Institute) -> None:
    """Neither the server's hosts, nor somebody else's, nor one's own at the other door can be taken."""
    services.add_host("meridian", SPEAK, Door.REPORT)
    services.add_host("meridian", SPEAK, Door.REPORT)
    for slug, name, door in [
        ("aurora", SPEAK, Door.REPORT),
        ("meridian", SPEAK, Door.PUBLIC),
        ("meridian", "report.localhost", Door.REPORT),
        ("meridian", "desk.localhost", Door.PUBLIC),
    ]:
        with pytest.raises(LookError) as caught:
            services.add_host(slug, name, door)
        assert caught.value.code == "host/taken"
    with pytest.raises(LookError) as caught:
        services.add_host("nobody", "speak.nobody.example", Door.REPORT)
    assert caught.value.code == "host/organisation"


def test_its_root_leads_to_its_page(speak: Client, meridian: Institute) -> None:
    """`/` and the lists of organisations lead there; the page has the same address as at the server's own host."""
    assert speak.get("/")["Location"] == "/en/meridian/"
    assert speak.get("/de/")["Location"] == "/de/meridian/"
    at_server = at("report.localhost:8000").get("/de/meridian/")
    assert speak.get("/de/meridian/").content == at_server.content
    actor = meridian.administrator.member
    services.change_look(actor, accent="", languages=["ar"], default_language="ar")
    hosts.forget()
    assert speak.get("/")["Location"] == "/ar/meridian/"


def test_nobody_else_exists_there(speak: Client, aurora: Institute) -> None:
    """Every address of another organisation is 404: pages, the directory, the mailbox, logos, the record."""
    for path in (
        "/en/aurora/",
        "/en/aurora/return/",
        "/en/aurora/integrity/",
        "/en/aurora/integrity/report/",
        "/en/aurora/return/unscripted/",
        "/api/v1/aurora/directory",
        "/api/v1/aurora/channels/integrity",
        f"/looks/aurora/{'0' * 64}.png",
    ):
        assert speak.get(path).status_code == 404, path
    assert speak.post("/api/v1/aurora/mailbox", "{}", content_type="application/json").status_code == 404
    assert at("report.localhost").get("/api/v1/aurora/directory").status_code == 200
    services.add_host("meridian", "www.meridian.example", Door.PUBLIC)
    hosts.forget()
    public = at("www.meridian.example")
    assert public.get("/en/meridian/").status_code == 200
    assert public.get("/en/aurora/").status_code == 404
    assert public.get(f"/record/{aurora.organisation.id}/checkpoint").status_code == 404
    assert b"aurora" not in public.get("/en/nowhere/").content


def test_every_address_with_an_organisation_is_held(speak: Client) -> None:
    """A new address cannot be forgotten: whatever names an organisation at the two doors does so under a known name."""
    from django.urls import URLPattern, URLResolver, get_resolver

    def names(patterns: list[URLPattern | URLResolver]) -> set[str]:
        found: set[str] = set()
        for each in patterns:
            found |= set(each.pattern.regex.groupindex)
            found |= names(each.url_patterns) if isinstance(each, URLResolver) else set()
        return found

    known = {"lang", "accent", "digest", "sha256", "channel", "channel_id", "case_id", "blob_id", "first", "second"}
    known |= {"index", "size", "level", "address"}
    held = {"org", "organisation", "organisation_id"}
    for door in ("report", "public"):
        assert names(get_resolver(f"vouchsafe.doors.{door}").url_patterns) <= known | held


def test_other_hosts_are_still_none_of_ours(speak: Client) -> None:
    """Ports and case do not matter; anything else does. A host that was removed is gone."""
    assert at(f"{SPEAK.upper()}:8000").get("/en/meridian/").status_code == 200
    for other in (f"x.{SPEAK}", "meridian.example", f"{SPEAK}.evil", ""):
        assert at(other).get("/en/meridian/").status_code == 400
    services.remove_host(SPEAK)
    hosts.forget()
    assert speak.get("/en/meridian/").status_code == 400


def test_hosts_cost_no_query_once_they_are_known(
    speak: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """Neither one's own nor a strange one: the database is asked every few seconds at most."""
    hosts.own_host(SPEAK)
    with django_assert_num_queries(0):
        assert hosts.own_host(SPEAK) is not None
        assert hosts.own_host("elsewhere.example") is None
        assert hosts.address("meridian", "report", "/en/") == f"http://{SPEAK}:8000/en/"
        assert hosts.address("aurora", "report", "/en/") == "http://report.localhost:8000/en/"
        assert at("elsewhere.example").get("/").status_code == 400


def test_headers_speak_for_that_host_alone(speak: Client, settings: Settings) -> None:
    """The door's own policy holds; HSTS does not reach into other names of the organisation; no cookie is set."""
    answer = speak.get("/en/meridian/")
    assert answer["Content-Security-Policy"] == headers_of("report", "http")["Content-Security-Policy"]
    assert not answer.cookies
    strict = headers_of("report", "https", own_host=True)["Strict-Transport-Security"]
    assert "includeSubDomains" not in strict
    assert "includeSubDomains" in headers_of("report", "https")["Strict-Transport-Security"]


def test_the_onion_is_named_there_too(speak: Client, settings: Settings) -> None:
    """The same page, by the same path."""
    import msgspec

    settings.ONION = ONION
    settings.VOUCHSAFE = msgspec.structs.replace(settings.VOUCHSAFE, scheme="https")
    answer = speak.get("/en/meridian/")
    assert answer["Onion-Location"] == f"http://{ONION}/en/meridian/"
    assert answer["Strict-Transport-Security"] == "max-age=63072000"


def test_links_lead_to_the_own_host(speak: Client) -> None:
    """The public page sends reporters to the host that they know."""
    page = at("localhost:8000").get("/en/meridian/").content.decode()
    assert f"http://{SPEAK}:8000/en/meridian/return/" in page
