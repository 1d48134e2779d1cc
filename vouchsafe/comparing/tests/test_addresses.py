"""Which addresses are compared: nothing that a reporter can come to is left out by accident."""

import re
from pathlib import Path
from uuid import uuid4

from vouchsafe.comparing import addresses
from vouchsafe.comparing.published import Channel, Look, Organisation, Owner
from vouchsafe.doors.tests.addresses import routes
from vouchsafe.release.build import PACKAGE


def organisation(slug: str, *channels: str) -> Organisation:
    """An organisation with channels."""
    return Organisation(
        Owner(str(uuid4()), slug.title(), slug),
        Look("#1f3d7a", f"/looks/{slug}/{'0' * 64}.png", ("en",), "en"),
        {},
        None,
        tuple(Channel(str(uuid4()), channel, 1, "0" * 64, {}, None) for channel in channels),
        None,
    )


def test_every_page_of_the_report_door_is_compared_in_every_language() -> None:
    """Of each organisation and channel; and what its map has beside pages is the API, looks, and what is well known."""
    those = [organisation("meridian", "integrity", "safety"), organisation("harbour")]
    compared = set(addresses.report_pages(["en", "de"], those))
    words = {"<lang:lang>": "de", "<slug:org>": "meridian", "<slug:channel>": "safety"}
    pages: set[str] = set()
    others: set[str] = set()
    for route in routes("report"):
        path = route
        for reference, word in words.items():
            path = path.replace(reference, word)
        (others if "<" in path or path.startswith((".well-known/", "api/")) else pages).add(f"/{path}")
    assert pages <= compared
    assert len(pages) > 12
    assert all(other.startswith(("/api/v1/", "/looks/", "/.well-known/")) for other in others)
    assert {"/en/harbour/return/", "/en/meridian/integrity/report/", "/api/v1/meridian/channels/safety"} <= compared


def test_a_page_that_is_not_there_is_compared_too() -> None:
    """In each language and in none: what says so is a page."""
    compared = list(addresses.report_pages(["en", "de"], []))
    assert len([path for path in compared if "nothing-is-here" in path]) == 3
    assert len(compared) == len(set(compared))


def test_every_file_of_the_client_is_compared() -> None:
    """Scripts, styles, texts, fonts; their packed twins by their names; and the sheets and logos of looks."""
    files = {path for path in (PACKAGE / "client").rglob("*") if path.is_file() and path.suffix != ".gz"}
    assert {PACKAGE / Path(path).relative_to("/static") for path in addresses.client_files(PACKAGE)} == files
    look = list(addresses.look_files([organisation("meridian")]))
    assert [Path(path).suffix for path in look] == [".css", ".png"]


def test_what_of_the_desk_is_not_compared_is_named() -> None:
    """Pages made for one member, of what nobody publishes: a page that is added is compared, or stands here.

    `docs/threat-model.md`, "Checking a door", says so to whoever relies on the comparison.
    """
    compared = {*addresses.desk_pages(), *(f"/{page}" for page in addresses.SIGNED_OUT)}
    known = {path.replace(addresses.NOBODYS, "") for path in compared}
    rest = {
        route
        for route in routes("desk")
        if not route.startswith(("api/", ".well-known/", "looks/")) and f"/{re.sub('<.*?>', '', route)}" not in known
    }
    figures_and_drafts = {
        "figures/",
        "channels/<uuid:channel_id>/preview/<lang:lang>/",
        "calendar/<uuid:organisation_id>/<slug:secret>.ics",
    }
    assert {route for route in rest if not route.startswith("account/")} == figures_and_drafts
    assert "account/passkeys/new/" in rest


def test_the_desks_shell_is_compared_at_each_of_its_addresses() -> None:
    """And the frame that shows what strangers attached."""
    compared = set(addresses.desk_pages())
    assert {"/", f"/cases/{addresses.NOBODYS}/", "/key/", "/viewer/"} <= compared
    assert not [path for path in compared if "<" in path]
