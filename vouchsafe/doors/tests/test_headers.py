"""The security headers of every answer, to the letter: every address of every door, asked in every way.

What is expected is written out here, not asked of `headers.py`: a change of a policy is a change of this file too.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Final

import msgspec
import pytest
from django.conf import settings as configured
from django.core.cache import cache
from django.http import HttpResponseBase, StreamingHttpResponse
from django.test import Client
from pytest_django.fixtures import Settings

from vouchsafe.doors.tests.addresses import EXAMPLES, Address, Things, addresses
from vouchsafe.doors.tests.test_strangers import HOSTS, Scene, scene, undone
from vouchsafe.people.tests.cast import PASSWORD

__all__ = ["scene"]
pytestmark = pytest.mark.django_db

NO_FEATURE: Final = (
    "accelerometer=(), autoplay=(), browsing-topics=(), camera=(), display-capture=(), encrypted-media=(), "
    "geolocation=(), gyroscope=(), hid=(), idle-detection=(), local-fonts=(), magnetometer=(), microphone=(), midi=(), "
    "payment=(), picture-in-picture=(), screen-wake-lock=(), serial=(), usb=(), xr-spatial-tracking=()"
)
OWN_CODE: Final = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
TYPES: Final = "require-trusted-types-for 'script'; trusted-types vouchsafe lit-html"
REPORT: Final = (
    f"{OWN_CODE}media-src blob:; connect-src 'self'; font-src 'self'; worker-src 'self'; object-src 'none'; "
    f"form-action 'none'; base-uri 'none'; frame-src 'none'; frame-ancestors 'none'; {TYPES}"
)
UNSCRIPTED: Final = (
    "default-src 'none'; script-src 'none'; style-src 'self'; img-src 'self' data:; media-src blob:; "
    "connect-src 'none'; font-src 'none'; worker-src 'none'; object-src 'none'; form-action 'self'; base-uri 'none'; "
    f"frame-src 'none'; frame-ancestors 'none'; {TYPES}"
)
DESK: Final = (
    f"{OWN_CODE}media-src blob:; connect-src 'self'; font-src 'self'; worker-src 'self'; object-src 'none'; "
    f"form-action 'self'; base-uri 'none'; frame-src 'self'; frame-ancestors 'none'; {TYPES}"
)
PUBLIC: Final = (
    f"{OWN_CODE}media-src 'none'; connect-src 'self'; font-src 'self'; worker-src 'self'; object-src 'none'; "
    f"form-action 'self'; base-uri 'none'; frame-src 'none'; frame-ancestors 'none'; {TYPES}"
)
VIEWER: Final = (
    "sandbox allow-scripts; default-src 'none'; script-src 'self'; style-src 'self'; img-src blob:; media-src blob:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'; require-trusted-types-for 'script'; "
    "trusted-types 'none'"
)
PREVIEW: Final = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'none'; base-uri 'none'; "
    "frame-ancestors 'self'; sandbox allow-same-origin; require-trusted-types-for 'script'"
)
FOR_EVER: Final = "public, max-age=31536000, immutable"
FORGET: Final = "max-age=0, no-cache, no-store, must-revalidate, private"

OF_ALL: Final = {
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": NO_FEATURE,
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains",
}
OF_DOOR: Final = {
    "report": OF_ALL
    | {
        "Content-Security-Policy": REPORT,
        "Cache-Control": "no-store",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": NO_FEATURE.replace("microphone=()", "microphone=(self)"),
    },
    "desk": OF_ALL | {"Content-Security-Policy": DESK, "Cache-Control": "no-store", "Referrer-Policy": "same-origin"},
    "public": OF_ALL
    | {"Content-Security-Policy": PUBLIC, "Cache-Control": "no-cache", "Referrer-Policy": "no-referrer"},
}
UNSCRIPTED_ROUTES: Final = {
    "<lang:lang>/<slug:org>/return/unscripted/",
    "<lang:lang>/<slug:org>/<slug:channel>/report/unscripted/",
}
FRAMES: Final = {"viewer/": VIEWER, "channels/<uuid:channel_id>/preview/<lang:lang>/": PREVIEW}
NEVER_CHANGING: Final = {
    "looks/<accent>-<digest>.css",
    "looks/<organisation>/<sha256>.png",
    "record/<uuid:organisation_id>/tile/<int:level>/<path:address>",
}
FORGOTTEN_AT_ONCE: Final = {"account/login/", "account/code/", "account/passkeys/login/"}
"""Pages of signing in, which django-allauth marks itself."""
CHARSET: Final = "; charset=utf-8"


def expected(door: str, route: str, status: int) -> dict[str, str]:
    """What an answer of this status at this address carries."""
    headers = dict(OF_DOOR[door])
    if door == "report" and route in UNSCRIPTED_ROUTES:
        headers["Content-Security-Policy"] = UNSCRIPTED
    if door == "desk" and route in FRAMES and status == 200:
        headers["Content-Security-Policy"] = FRAMES[route]
    if route in NEVER_CHANGING and status == 200:
        headers["Cache-Control"] = FOR_EVER
    return headers


def check(answer: HttpResponseBase, door: str, route: str) -> None:
    """Every header of the list as expected, none that tells of the server, and a body that says what it is."""
    where = f"{answer.status_code} at the {door} door, /{route}"
    asked = expected(door, route, answer.status_code)
    found = {name: answer.headers.get(name) for name in asked}
    if route in FORGOTTEN_AT_ONCE and found["Cache-Control"] == FORGET:
        asked["Cache-Control"] = FORGET
    assert found == asked, where
    assert {"Server", "X-Powered-By", "Via", "Access-Control-Allow-Origin"} & set(answer.headers) == set(), where
    kind = answer.headers.get("Content-Type", "")
    if answer.headers.get("Content-Length", "0") != "0":
        assert "/" in kind, where
    if kind.startswith("text/"):
        assert kind.endswith(CHARSET), where
    if door == "desk":
        check_cookies(answer, where)
    else:
        assert not answer.cookies, where


def drop(answer: HttpResponseBase) -> None:
    """Read to the end: files that are streamed are open until then."""
    if isinstance(answer, StreamingHttpResponse):
        answer.getvalue()


def check_cookies(answer: HttpResponseBase, where: str) -> None:
    """Each for this host alone, over TLS alone, out of reach of scripts of other sites; the session's of all."""
    for name, cookie in answer.cookies.items():
        assert name in ("__Host-session", "__Host-csrftoken"), where
        assert cookie["secure"], (where, name)
        assert cookie["samesite"] == "Lax", (where, name)
        assert (cookie["path"], cookie["domain"]) == ("/", ""), (where, name)
        is_taken_away = cookie["max-age"] == 0
        assert cookie["httponly"] or name == "__Host-csrftoken" or is_taken_away, (where, name)
        assert len(name) + len(cookie.value) <= 4096, (where, name)


@pytest.fixture
def over_https(settings: Settings) -> None:
    """As behind a proxy that ends TLS."""
    settings.VOUCHSAFE = msgspec.structs.replace(settings.VOUCHSAFE, scheme="https")
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-session", "__Host-csrftoken"
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


def send(client: Client, method: str, address: Address, things: Things) -> HttpResponseBase:
    """One request over TLS: JSON under api/, a form elsewhere."""
    body = address.filled(things)
    sent: dict[str, object] = {}
    if method == "POST":
        as_form = not address.route.startswith("api/")
        sent = {"data": body or {}} if as_form else {"data": json.dumps(body), "content_type": "application/json"}
    headers = {"host": HOSTS[address.door], "tus-resumable": "1.0.0"}
    ask: Callable[..., HttpResponseBase] = getattr(client, method.lower())
    return ask(address.path(things), headers=headers, secure=True, **sent)


def visitors(scene: Scene, door: str) -> Iterator[Client]:
    """Nobody; at the desk also a handler, an administrator, and a handler's browser in the hand of another site."""
    yield Client(raise_request_exception=False)
    if door == "desk":
        for member, foreign in (
            (scene.meridian.sofia.member, False),
            (scene.meridian.administrator, False),
            (scene.meridian.sofia.member, True),
        ):
            client = Client(raise_request_exception=False, enforce_csrf_checks=foreign)
            client.force_login(member)
            yield client


@pytest.mark.usefixtures("over_https")
@pytest.mark.parametrize(
    ("door", "seen"),
    [
        ("report", {200, 201, 400, 404, 405}),
        ("desk", {200, 201, 202, 302, 400, 401, 403, 404, 405, 409, 500}),
        ("public", {200, 404, 405}),
    ],
)
def test_every_answer_of_every_address_carries_the_headers(door: str, seen: set[int], scene: Scene) -> None:
    """Read and written, by nobody and by members, done and refused in each way, and where the server itself failed."""
    statuses: Counter[int] = Counter()
    things = scene.theirs | {"org": scene.theirs["organisation"]}
    for client in visitors(scene, door):
        for address in addresses(door):
            for method in ("GET", "POST"):
                with undone(client):
                    answer = send(client, method, address, things)
                    check(answer, door, address.route)
                    drop(answer)
                    statuses[answer.status_code] += 1
    assert set(statuses) >= seen, statuses


@pytest.mark.usefixtures("over_https", "scene")
@pytest.mark.parametrize("door", EXAMPLES)
@pytest.mark.parametrize(
    "path", ["no/such/page", "en/nowhere/", "api/v1/nothing", ".git/config", "static/", "static/x"]
)
def test_what_is_not_there_carries_them_too(door: str, path: str) -> None:
    """Pages, API, folders and files: 404, never a list of a folder, never another page with 200."""
    answer = Client().get(f"/{path}", headers={"host": HOSTS[door]})
    assert answer.status_code == 404
    check(answer, door, path)


@pytest.mark.usefixtures("over_https", "scene")
@pytest.mark.parametrize("door", EXAMPLES)
@pytest.mark.parametrize("method", ["TRACE", "TRACK", "CONNECT", "PROPFIND", "BREW"])
def test_a_method_that_nothing_here_knows_is_refused(door: str, method: str) -> None:
    """405 at every address, before any view, with the headers; nothing of the request comes back."""
    for address in (f"/{route}" for route in EXAMPLES[door] if "<" not in route):
        answer = Client().generic(method, address, headers={"host": HOSTS[door], "x-mine": "a secret"})
        assert (answer.status_code, answer.content) == (405, b"")
        check(answer, door, address)


@pytest.mark.usefixtures("over_https")
def test_who_asks_too_often_is_told_with_the_headers(scene: Scene, desk_client: Client) -> None:
    """429."""
    cache.clear()
    asked = {"email": scene.meridian.sofia.member.email}
    answers = [desk_client.post("/account/password/reset/", asked, secure=True) for _each in range(6)]
    assert answers[-1].status_code == 429
    for answer in answers:
        check(answer, "desk", "account/password/reset/")


@pytest.mark.usefixtures("over_https")
def test_the_cookies_of_a_session_are_bound_to_the_desk(scene: Scene, desk_client: Client) -> None:
    """Signing in and out, by the page: host-only, TLS-only, and each such answer forgotten by caches."""
    typed = {"login": scene.meridian.sofia.member.email, "password": PASSWORD}
    member = scene.meridian.sofia.member
    member.set_password(PASSWORD)
    member.save(update_fields=["password"])
    page = desk_client.get("/account/login/", secure=True)
    signed_in = desk_client.post("/account/login/", typed, secure=True)
    assert signed_in.status_code == 302
    assert {"__Host-session"} <= set(signed_in.cookies)
    for answer in (page, signed_in, desk_client.post("/account/logout/", secure=True)):
        check(answer, "desk", "account/login/")


@pytest.mark.usefixtures("over_https")
@pytest.mark.parametrize("door", EXAMPLES)
def test_files_of_the_client_carry_them_too(door: str) -> None:
    """Scripts, styles and texts of the release; the viewer's own may be loaded without an origin, and no others."""
    names = [path.relative_to(configured.CLIENT_DIR) for path in configured.CLIENT_DIR.rglob("*.*") if path.is_file()]
    kinds = {
        ".js": 'text/javascript; charset="utf-8"',
        ".css": 'text/css; charset="utf-8"',
        ".json": "application/json",
    }
    tried: Counter[str] = Counter()
    for name in (each for each in names if each.suffix in kinds and tried[each.suffix] < 40):
        tried[name.suffix] += 1
        answer = Client().get(f"/static/client/{name}", headers={"host": HOSTS[door]})
        assert answer.status_code == 200, name
        for header, value in OF_DOOR[door].items():
            if header != "Cache-Control":
                assert answer.headers[header] == value, (name, header)
        assert answer.headers["Content-Type"] == kinds[name.suffix], name
        of_viewer = str(name).startswith(("viewer/", "assets/viewer", "assets/common"))
        assert answer.headers.get("Access-Control-Allow-Origin") == ("*" if of_viewer else None), name
        drop(answer)
    assert tried[".js"] > 5
    assert tried[".css"] > 0
