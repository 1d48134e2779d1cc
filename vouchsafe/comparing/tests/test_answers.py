"""What may differ between two answers is a short list; whatever else differs is said."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vouchsafe.comparing.answers import MAY_DIFFER, Answer, differences

TOKEN = "aB3" * 21 + "c"
COOKIE = "csrftoken={}; expires=Thu, 25 Nov 2027 08:00:00 GMT; Max-Age=31449600; Path=/; SameSite=Lax"


def page(token: str = TOKEN, after: str = "") -> bytes:
    """A page of the desk with a form."""
    field = f'<input type="hidden" name="csrfmiddlewaretoken" value="{token}">'
    return f'<form method="post">{field}<button>Sign in</button></form>{after}'.encode()


OURS = Answer(
    200,
    {
        "content-type": ("text/html; charset=utf-8",),
        "content-security-policy": ("default-src 'none'",),
        "set-cookie": (COOKIE.format("a" * 32),),
        "date": ("Thu, 26 Nov 2026 08:00:00 GMT",),
    },
    page(),
)


def found(theirs: Answer, *, desk: bool = True) -> list[str]:
    return list(differences(OURS, theirs, desk=desk))


def test_the_same_answer_has_no_differences() -> None:
    """At either door."""
    assert found(OURS) == found(OURS, desk=False) == []


@given(st.data())
def test_every_byte_of_a_page_counts_but_those_of_the_token(data: st.DataObject) -> None:
    """Changed, left out or put in, anywhere; only within the token's 64 letters may another letter stand."""
    at = data.draw(st.integers(0, len(OURS.body) - 1))
    within = at in range(OURS.body.index(TOKEN.encode()), OURS.body.index(TOKEN.encode()) + len(TOKEN))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != OURS.body[at]))
    turned = OURS.body[:at] + bytes([other]) + OURS.body[at + 1 :]
    is_letter = chr(other).isascii() and chr(other).isalnum()
    assert bool(found(replace(OURS, body=turned))) != (within and is_letter)
    assert found(replace(OURS, body=turned), desk=False)
    assert found(replace(OURS, body=OURS.body[:at] + OURS.body[at + 1 :]))
    assert found(replace(OURS, body=OURS.body[:at] + b"x" + OURS.body[at:]))


@pytest.mark.parametrize(
    "body",
    [
        page(TOKEN[:-1]),
        page(TOKEN + "d"),
        page('"><script src="//x">'),
        page(after=f'<input type="hidden" name="csrfmiddlewaretoken" value="{TOKEN}">'),
        page().replace(b"csrfmiddlewaretoken", b"csrfmiddlewaretokens"),
    ],
    ids=["short", "long", "script", "twice", "another-field"],
)
def test_nothing_hides_where_the_token_stands(body: bytes) -> None:
    """It has 64 letters and digits, in its own field, as often as the release has it."""
    assert found(replace(OURS, body=body))


@given(st.sampled_from(sorted(MAY_DIFFER)), st.text(max_size=20))
def test_a_listed_header_may_differ(name: str, value: str) -> None:
    """Each has its reason."""
    assert MAY_DIFFER[name]
    assert found(replace(OURS, headers={**OURS.headers, name: (value,)})) == []


@given(st.from_regex(r"[a-z][a-z-]{0,30}", fullmatch=True).filter(lambda name: name not in MAY_DIFFER), st.text())
def test_no_other_header_may_differ(name: str, value: str) -> None:
    """Not one that is there with another value, nor one more."""
    before = OURS.headers.get(name)
    if before != (value,):
        assert found(replace(OURS, headers={**OURS.headers, name: (value,)}))
    assert found(replace(OURS, headers={**OURS.headers, name: (*(before or ()), value)}))


@pytest.mark.parametrize("name", sorted(OURS.headers.keys() - MAY_DIFFER.keys()))
def test_no_header_may_be_missing(name: str) -> None:
    """A policy that is not sent protects nobody."""
    headers = {each: value for each, value in OURS.headers.items() if each != name}
    assert found(replace(OURS, headers=headers)) == [f"the header {name} is missing"]


def test_the_tokens_cookie_may_have_another_value_and_last_day_only() -> None:
    """Its other attributes count, and so does every other cookie; at the report door there is none to mask."""
    other = COOKIE.format("b" * 32).replace("25 Nov", "26 Nov")
    theirs = {**OURS.headers, "set-cookie": (other,)}
    assert found(replace(OURS, headers=theirs)) == []
    assert found(replace(OURS, headers=theirs), desk=False)
    assert found(replace(OURS, headers={**theirs, "set-cookie": (other.replace("Lax", "None"),)}))
    assert found(replace(OURS, headers={**theirs, "set-cookie": (other, "who=you")}))


def test_a_finding_says_where_and_steers_no_terminal() -> None:
    """The byte, the line, and both texts, with what a terminal would obey taken out."""
    (line,) = found(replace(OURS, body=page(after="\x1b[2Jx")))
    assert f"from byte {len(page()) - len(TOKEN)} (line 1) on" in line
    assert "\x1b" not in line


def test_another_status_is_said() -> None:
    """A page that is not there is not the page."""
    assert found(replace(OURS, status=404)) == ["the status is 404 and not 200"]
