"""What holds the three doors apart."""

import gzip

import msgspec
import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django.fixtures import Settings

from vouchsafe.doors.headers import content_security_policy, headers_of, permissions_policy
from vouchsafe.doors.hosts import door_of
from vouchsafe.doors.middleware import CookieRefusedError, DoorMiddleware, NoCookieMiddleware
from vouchsafe.doors.unscripted import is_unscripted

ONION = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"
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
        (ONION, "report"),
        (f"{ONION.upper()}:80", "report"),
        (f"www.{ONION}", None),
    ],
)
def test_host_names_its_door(host: str, door: str | None) -> None:
    """A host means one door whatever its port or case, and a host that is not exactly ours means none."""
    assert door_of(host, HOSTS, ONION) == door


@pytest.mark.django_db
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


@pytest.mark.parametrize("door", ["report", "desk", "public"])
def test_only_the_report_door_may_ask_for_the_microphone(door: str) -> None:
    """A reporter may record; no other door may, and none may ask for anything else."""
    allowed = dict(feature.split("=") for feature in permissions_policy(door).split(", "))
    assert allowed.pop("microphone") == ("(self)" if door == "report" else "()")
    assert set(allowed.values()) == {"()"}
    assert headers_of(door, "https")["Permissions-Policy"] == permissions_policy(door)


@pytest.mark.parametrize(("door", "source"), [("report", "blob:"), ("desk", "blob:"), ("public", "'none'")])
def test_sound_comes_from_the_pages_own_memory_only(door: str, source: str) -> None:
    """A page plays what its script holds, and fetches no sound from anywhere; workers and scripts stay our own."""
    rules = dict(rule.split(" ", 1) for rule in content_security_policy(door).split("; "))
    assert rules["media-src"] == source
    assert rules["worker-src"] == rules["script-src"] == "'self'"


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


def test_without_an_onion_no_host_means_one() -> None:
    """An empty Host header is nobody's, also where there is no onion."""
    assert door_of("", HOSTS, "") is None
    assert door_of(ONION, HOSTS, "") is None


@pytest.fixture
def behind_https_and_tor(settings: Settings) -> None:
    """A server with a proxy that ends TLS, and an onion beside it."""
    settings.VOUCHSAFE = msgspec.structs.replace(settings.VOUCHSAFE, scheme="https")
    settings.ONION = ONION
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, ONION]


def test_pages_over_https_name_the_same_page_over_tor(behind_https_and_tor: None, report_client: Client) -> None:
    """Every page of the report door, a missing one too, carries `Onion-Location`; its path cannot break out of it."""
    for asked, named in [("/", "/"), ("/en/a%0d%0aX:%20y/?who=me", "/en/a%0D%0AX:%20y/"), ("/ä/", "/%C3%A4/")]:
        answer = report_client.get(asked)
        assert answer.headers["Onion-Location"] == f"http://{ONION}{named}"
        assert "Strict-Transport-Security" in answer.headers


def test_pages_over_tor_claim_no_tls(behind_https_and_tor: None) -> None:
    """At the onion the same page says neither HSTS nor where the onion is, and its bytes are those of https."""
    over_tor = Client(headers={"host": ONION}).get("/")
    assert over_tor.status_code == 200
    assert over_tor.content == Client(headers={"host": "report.localhost"}).get("/").content
    for header in ("Strict-Transport-Security", "Onion-Location"):
        assert header not in over_tor.headers
    assert over_tor.headers["Content-Security-Policy"] == content_security_policy("report")


@pytest.mark.parametrize("host", ["desk.localhost", "localhost"])
def test_only_the_report_door_has_an_onion(behind_https_and_tor: None, host: str) -> None:
    """The other doors name no onion: they have none."""
    assert "Onion-Location" not in Client(headers={"host": host}).get("/").headers


def test_plain_http_names_no_onion(settings: Settings, report_client: Client) -> None:
    """Tor Browser heeds `Onion-Location` on https only; over http anyone on the way could have written it."""
    settings.ONION = ONION
    assert "Onion-Location" not in report_client.get("/").headers


def test_pages_are_packed_the_same_way_for_everyone(report_client: Client) -> None:
    """A browser that takes gzip gets the page packed, without the random padding that would tell visits apart."""
    plain = report_client.get("/no/such/page")
    packed = [report_client.get("/no/such/page", headers={"accept-encoding": "gzip, br"}) for _ in range(2)]
    assert "Content-Encoding" not in plain.headers
    assert packed[0].headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed[0].content) == plain.content
    assert packed[0].content == packed[1].content


def test_pages_of_the_desk_are_not_packed(desk_client: Client) -> None:
    """A page of the desk may hold a secret beside what a stranger sent: its length must not tell (BREACH)."""
    answer = desk_client.get("/account/login/", headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Type"].startswith("text/html")
    assert "Content-Encoding" not in answer.headers


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
    assert answer.headers["Vary"] == "Accept-Encoding"
    assert not answer.cookies
