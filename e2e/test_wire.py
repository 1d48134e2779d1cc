"""On the wire: what the report door sends to everyone, and what nobody finds in a log."""

import re

import pytest

from e2e.town import Town
from e2e.wire import ask

PAGES = (
    "/",
    "/en/",
    "/en/meridian/",
    "/en/meridian/integrity/",
    "/en/meridian/integrity/report/",
    "/en/meridian/return/",
    "/de/meridian/integrity/report/",
    "/ar/meridian/integrity/report/",
    "/api/v1/meridian/directory",
    "/api/v1/meridian/channels/integrity",
    "/en/meridian/no-such-channel/",
)
ONE_VISITOR = {"User-Agent": "Rana/1.0 (nobody else says this)", "Accept-Language": "en"}
ANOTHER = {
    "User-Agent": "Mallory/2.0",
    "Accept-Language": "de, fr",
    "Cookie": "session=stolen; csrftoken=stolen",
    "X-Forwarded-For": "203.0.113.7",
    "Referer": "http://elsewhere.example/",
}


@pytest.mark.parametrize("path", PAGES)
def test_two_visitors_get_the_same_bytes(town: Town, path: str) -> None:
    """Whoever asks, with whatever headers and whenever: the body and its headers are the same, the clock's aside."""
    first, second = (ask(town, "report", path, headers=headers) for headers in (ONE_VISITOR, ANOTHER))
    assert first.status == second.status
    assert first.body == second.body
    assert [pair for pair in first.headers if pair[0] != "date"] == [
        pair for pair in second.headers if pair[0] != "date"
    ]


@pytest.mark.parametrize("path", PAGES)
def test_the_report_door_sets_no_cookie_and_is_never_stored(town: Town, path: str) -> None:
    """No cookie, `no-store`, and a policy without inline code, with Trusted Types, to this origin only."""
    answer = ask(town, "report", path, headers=ANOTHER)
    assert answer.every("set-cookie") == []
    assert answer.header("cache-control") == "no-store"
    policy = answer.header("content-security-policy")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "default-src 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert answer.header("referrer-policy") == "no-referrer"


@pytest.mark.parametrize("path", [path for path in PAGES if not path.startswith("/api")])
def test_pages_load_nothing_from_elsewhere_and_hold_no_inline_code(town: Town, path: str) -> None:
    """Every script, style, picture and form address of a page is a path of this door; there is no inline code."""
    page = ask(town, "report", path).body.decode()
    loaded = re.findall(
        r"<(?:script|link|img|iframe|form|source|audio|video)\b[^>]*?\s(?:src|href|action)=\"([^\"]*)\"", page
    )
    assert [address for address in loaded if not address.startswith(("/", "data:image/"))] == []
    assert not re.search(r"<script(?![^>]*(?:src=|type=\"application/json\"))", page)
    assert not re.search(r"\s(?:style|on[a-z]+)=", page)


def test_a_host_that_is_not_ours_is_refused(town: Town) -> None:
    """A page is never served under a name that the configuration does not know."""
    assert ask(town, "report", "/", headers={"Host": "elsewhere.example"}).status == 400


def test_no_log_line_names_an_address_or_a_user_agent(town: Town) -> None:
    """After visits of every kind, good and bad, nothing that the demo wrote says who came, from where, with what."""
    for door in ("report", "public", "desk"):
        for path in ("/", "/en/meridian/integrity/", "/no/such/page/", "/account/login/", "/uploads/forged"):
            ask(town, door, path, headers=ANOTHER | ONE_VISITOR)
    ask(town, "report", "/api/v1/meridian/mailbox", method="POST", body=b"{", headers=ONE_VISITOR)
    written = [town.printed(), *(file.read_text(errors="replace") for file in town.data.rglob("*.log"))]
    for text in written:
        assert "Rana/1.0" not in text
        assert "203.0.113.7" not in text
        assert not re.search(r"\b127\.0\.0\.1\b(?!:)", text)
