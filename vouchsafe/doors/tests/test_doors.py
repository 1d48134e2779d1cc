"""What holds the three doors apart."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from vouchsafe.doors.headers import content_security_policy, headers_of
from vouchsafe.doors.hosts import door_of
from vouchsafe.doors.middleware import CookieRefusedError, DoorMiddleware, NoCookieMiddleware
from vouchsafe.doors.unscripted import is_unscripted

HOSTS = {"report": "report.example.org", "desk": "desk.example.org:8443", "public": "example.org"}


@pytest.mark.parametrize(
    ("host", "door"),
    [
        ("report.example.org", "report"),
        ("REPORT.example.org:8000", "report"),
        ("report.example.org.", "report"),
        ("desk.example.org", "desk"),
        ("example.org:80", "public"),
        ("evil.report.example.org", None),
        ("report.example.org.evil", None),
        ("", None),
    ],
)
def test_host_names_its_door(host: str, door: str | None) -> None:
    """A host means one door whatever its port or case, and a host that is not exactly ours means none."""
    assert door_of(host, HOSTS) == door


def test_unknown_host_is_answered_400() -> None:
    """Django answers a host that is none of the three with 400 and no page."""
    answer = Client(headers={"host": "elsewhere.example"}).get("/")
    assert answer.status_code == 400


@pytest.mark.parametrize("door", ["report", "desk", "public"])
def test_policy_allows_no_inline_code_and_no_other_host(door: str) -> None:
    """Each door's policy starts from nothing, enforces Trusted Types and knows neither unsafe-… nor another origin."""
    policy = content_security_policy(door)
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert "//" not in policy


def test_forms_of_the_report_door_go_nowhere() -> None:
    """With the script blocked, a form at the report door can send nothing (protocol §9)."""
    assert "form-action 'none'" in content_security_policy("report")


def test_forms_are_sent_where_the_server_seals_and_no_script_runs_there() -> None:
    """To the own origin alone; the rest of the policy only gets tighter."""
    policy = content_security_policy("report", unscripted=True)
    assert "form-action 'self'" in policy
    for kind in ("script", "connect", "worker", "font"):
        assert f"{kind}-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy


def test_the_addresses_where_the_server_seals_are_those_of_their_views() -> None:
    """Middleware and porch know them by path: exactly those that the URL map gives to these views, at one door."""
    known: list[str] = []
    maps = [part for part in get_resolver("vouchsafe.doors.report").url_patterns if isinstance(part, URLResolver)]
    for pattern in [each for part in maps for each in part.url_patterns if isinstance(each, URLPattern)]:
        if not pattern.name:
            continue
        kwargs = {"lang": "de", "org": "a-b", "channel": "c_1"}
        given = {name: value for name, value in kwargs.items() if f":{name}>" in str(pattern.pattern)}
        address = reverse(str(pattern.name), kwargs=given, urlconf="vouchsafe.doors.report")
        if is_unscripted("report", address):
            known.append(pattern.name)
        assert not is_unscripted("desk", address)
        assert not is_unscripted(None, address)
    assert known == ["unscripted-mailbox", "unscripted-report"]
    for other in (
        "/en/a/return/unscripted/x",
        "/en/a/unscripted/",
        "/x/en/a/return/unscripted/",
        "/en/a/return/unscripted",
    ):
        assert not is_unscripted("report", other)


def test_transport_security_is_sent_with_https_only() -> None:
    """HSTS belongs to https; on plain http it would be ignored."""
    assert "Strict-Transport-Security" in headers_of("report", "https")
    assert "Strict-Transport-Security" not in headers_of("report", "http")


def setting_a_cookie(_request: HttpRequest) -> HttpResponse:
    """A view that does what it must not."""
    answer = HttpResponse()
    answer.set_cookie("who", "you")
    return answer


@pytest.mark.parametrize("host", ["report.localhost:8000", "localhost:8000"])
def test_cookie_at_a_closed_door_is_an_error_in_tests(host: str) -> None:
    """Whatever sets a cookie where nobody signs in, a test that comes by finds it."""
    request = RequestFactory(headers={"host": host}).get("/")
    with pytest.raises(CookieRefusedError):
        DoorMiddleware(NoCookieMiddleware(setting_a_cookie))(request)


def test_cookie_at_a_closed_door_is_stripped_in_production(settings: object) -> None:
    """In production the reporter's answer leaves without the cookie."""
    settings.RAISE_ON_COOKIE = False  # type: ignore[attr-defined]
    request = RequestFactory(headers={"host": "report.localhost"}).get("/")
    answer = DoorMiddleware(NoCookieMiddleware(setting_a_cookie))(request)
    assert not answer.cookies


def test_cookie_at_the_desk_passes() -> None:
    """The desk has sessions."""
    request = RequestFactory(headers={"host": "desk.localhost"}).get("/")
    assert "who" in DoorMiddleware(NoCookieMiddleware(setting_a_cookie))(request).cookies


def test_report_door_answers_carry_the_headers(report_client: Client) -> None:
    """Even a missing page at the report door carries policy, no-store and no-referrer, and sets no cookie."""
    answer = report_client.get("/no/such/page")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Content-Security-Policy"] == content_security_policy("report")
    assert "Vary" not in answer.headers
    assert not answer.cookies
