"""The desk behind signing in: by the same way as all that was asked for before, and where the server says it is."""

import httpx

from vouchsafe.comparing import desk
from vouchsafe.comparing.published import Door, Hosts
from vouchsafe.comparing.telling import told
from vouchsafe.comparing.verify import LIKE_A_BROWSER, Comparison, Wishes

ORIGIN = "https://desk.example.org"
ME = "/api/v1/me"


class Asking:
    """Somebody who types."""

    def who(self) -> tuple[str, str]:
        return "hana@meridian.example", "a password"

    def code(self) -> str:
        return "000000"


def test_signing_in_comes_by_the_way_of_the_rest() -> None:
    """Through the Tor that was named, as the same browser, and with no cookie from before."""
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        if request.method == "POST":
            return httpx.Response(302, headers={"Location": "/", "Set-Cookie": "session=mine; Path=/"})
        if request.url.path == ME:
            return httpx.Response(200, json={})
        return httpx.Response(200, text='<input name="csrfmiddlewaretoken" value="abc">')

    client = httpx.Client(transport=httpx.MockTransport(answer), headers=LIKE_A_BROWSER)
    client.cookies.set("csrftoken", "of before", domain="desk.example.org")
    with desk.signed_in(ORIGIN, Asking(), client) as member:
        assert member.get("/viewer/").status == 200
    assert [request.url.path for request in asked] == ["/account/login/", "/account/login/", ME, "/viewer/"]
    assert {request.headers["user-agent"] for request in asked} == {LIKE_A_BROWSER["User-Agent"]}
    assert [request.headers.get("cookie") for request in asked] == [None, None, "session=mine", "session=mine"]


def test_where_the_doors_are_is_told_as_the_servers_word() -> None:
    """A server could name another's desk to be compared, and to be signed in at."""
    hosts = Hosts("report.example.org", "desk.elsewhere.example", "public.example.org")
    door = Door("vouchsafe-client/1", "1.0", None, "0" * 64, "https", hosts, "", False, "", (), ("en",), ())
    lines = list(told(Comparison(door, [], signed=True), Wishes()))
    word = lines[lines.index("On the server's word, for you to compare with what you know:") :]
    assert "  the desk: https://desk.elsewhere.example" in word
    assert "  the public door: https://public.example.org" in word
