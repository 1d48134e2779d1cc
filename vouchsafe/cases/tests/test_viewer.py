"""The frame in which strangers' files are looked at: what its answer lets it do, before any browser reads it."""

import re

import pytest
from django.conf import settings
from django.test import Client

from vouchsafe.cases.tests.cast import House

ASSET = re.compile(r'(?:src|href)="(/static/client/[^"]+)" integrity="sha256-[^"]+"')


@pytest.mark.django_db
def test_who_is_signed_out_gets_no_frame(desk_client: Client) -> None:
    """Like every page of the desk."""
    assert desk_client.get("/viewer/")["Location"] == "/account/login/?next=/viewer/"


def test_the_frame_has_no_origin_no_network_and_no_code_but_the_releases(house: House, desk_client: Client) -> None:
    """Sandboxed without an origin, framed by the desk alone, and the same for a handler and an administrator."""
    desk_client.force_login(house.hana.member)
    answer = desk_client.get("/viewer/")
    policy = dict(rule.split(" ", 1) for rule in answer["Content-Security-Policy"].split("; "))
    assert policy == {
        "sandbox": "allow-scripts",
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": "blob:",
        "media-src": "blob:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'self'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }
    assert desk_client.post("/viewer/").status_code == 405
    desk_client.force_login(house.administrator)
    assert desk_client.get("/viewer/").content == answer.content


def test_only_the_frames_own_files_load_without_an_origin(house: House, desk_client: Client) -> None:
    """Whatever the frame names, and what pdf.js asks for later; not the desk's script."""
    desk_client.force_login(house.hana.member)
    named = ASSET.findall(desk_client.get("/viewer/").content.decode())
    packs = ["jbig2_nowasm_fallback.js", "cmaps/UniGB-UCS2-H.bcmap.js", "standard_fonts/FoxitSymbol.pfb.js"]
    assert all((settings.CLIENT_DIR / "viewer" / pack).is_file() for pack in packs)
    desk = [address for address in ASSET.findall(desk_client.get("/").content.decode()) if address not in named]
    assert len(named) >= 2
    assert any("/desk-" in address for address in desk)
    for address in [*named, *(f"/static/client/viewer/{pack}" for pack in packs)]:
        assert headers_added(address) == {"Access-Control-Allow-Origin": "*"}, address
    for address in [*desk, "/static/client/viewer.js", "/static/client/assets/strength-D0.js", "/static/x/viewer/a.js"]:
        assert headers_added(address) == {}, address


def headers_added(address: str) -> dict[str, str]:
    """What a file's answer says beside what all of them say."""
    headers: dict[str, str] = {}
    settings.WHITENOISE_ADD_HEADERS_FUNCTION(headers, "", address)
    return headers
