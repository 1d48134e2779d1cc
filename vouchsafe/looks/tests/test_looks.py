"""An organisation's look: chosen by its administrators, shown on its pages alone, and the same for everyone."""

import base64
import hashlib
import io
import json
import re
import zlib
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from PIL import Image, PngImagePlugin

from vouchsafe.audit.models import Entry
from vouchsafe.looks import services
from vouchsafe.looks.errors import ContrastTooLow, LookError
from vouchsafe.looks.logos import HEAVIEST, HIGHEST, WIDEST, read_logo
from vouchsafe.looks.models import Look
from vouchsafe.people.errors import RightMissing
from vouchsafe.people.tests.cast import Institute

ALL = [code for code, _name in settings.LANGUAGES]
NAVY = "#1f3d7a"
PALE = "#ffd400"


def picture(kind: str = "PNG", size: tuple[int, int] = (300, 100), **more: object) -> bytes:
    """A red picture on nothing."""
    written = io.BytesIO()
    Image.new("RGBA", size, (200, 30, 30, 128)).save(written, kind, **more)
    return written.getvalue()


def put(client: Client, form: object, path: str = "") -> Any:  # noqa: ANN401 - the test client's answer
    return client.put(f"/api/v1/look{path}", json.dumps(form), content_type="application/json")


@pytest.fixture
def lena(meridian: Institute, desk_client: Client) -> Client:
    """The administrator's browser."""
    desk_client.force_login(meridian.administrator.member)
    return desk_client


def chosen(accent: str = NAVY, languages: list[str] | None = None, default: str = "en") -> dict[str, object]:
    return {"accent": accent, "languages": languages or ALL, "default_language": default}


def test_an_administrator_chooses_and_it_is_recorded(meridian: Institute, lena: Client) -> None:
    """Colour and languages are kept; the record says that they changed, without a text."""
    answer = put(lena, chosen(NAVY.upper(), ["ar", "de"], "de"))

    assert answer.status_code == 200
    assert answer.json()["accent"] == NAVY
    assert answer.json()["languages"] == ["de", "ar"]
    entry = Entry.objects.latest("at")
    assert (entry.tag, entry.actor) == ("look:changed", meridian.administrator.member.id)
    assert set(entry.objects_touched) == {"look"}


def test_a_colour_that_cannot_be_read_is_refused_with_the_nearest_that_can(lena: Client) -> None:
    """The refusal names the ratio and offers a colour; that one is taken. Nothing was stored before."""
    answer = put(lena, chosen(PALE))
    error = answer.json()["error"]
    assert (answer.status_code, error["code"], error["field"]) == (400, "look/contrast", "accent")
    assert not Look.objects.exclude(accent="").exists()
    said = re.search(r"contrast is (\d\.\d\d), and 4\.5 is needed\. .* (#[0-9a-f]{6})\.", error["message"])
    assert said is not None
    assert float(said[1]) < 4.5
    assert put(lena, chosen(said[2])).status_code == 200


@pytest.mark.parametrize(
    ("form", "code"),
    [
        (chosen("red"), "look/colour"),
        (chosen("#12345"), "look/colour"),
        (chosen("#1f3d7a;}body{display:none"), "look/colour"),
        ({**chosen(), "languages": []}, "look/languages"),
        (chosen(languages=["en", "tlh"]), "look/languages"),
        (chosen(languages=["de"], default="en"), "look/languages"),
    ],
)
def test_what_cannot_be_is_refused(lena: Client, form: object, code: str) -> None:
    """A colour is six digits and nothing more; pages offer languages that the server speaks."""
    answer = put(lena, form)
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)


@pytest.mark.parametrize("who", ["handler", "second_handler", "coordinator", "overseer"])
def test_nobody_else_chooses(meridian: Institute, desk_client: Client, who: str) -> None:
    """Each address answers 403, and the verbs refuse by themselves."""
    person = getattr(meridian, who).member
    desk_client.force_login(person)
    answers = [
        desk_client.get("/api/v1/look"),
        put(desk_client, chosen()),
        desk_client.put("/api/v1/look/logo", picture(), content_type="image/png"),
        desk_client.post("/api/v1/look/logo/remove"),
    ]
    assert {answer.status_code for answer in answers} == {403}
    with pytest.raises(RightMissing):
        services.change_look(person, accent=NAVY, languages=ALL, default_language="en")
    with pytest.raises(RightMissing):
        services.change_logo(person, None)
    assert not Look.objects.exists()


def test_nobody_signed_in_chooses(desk_client: Client, db: None) -> None:
    """Signed out, everything is 401."""
    assert desk_client.get("/api/v1/look").status_code == 401
    assert desk_client.get("/api/v1/look/colours?accent=%231f3d7a").status_code == 401


def test_the_preview_shows_what_would_follow(lena: Client) -> None:
    """Shades for both modes, the ratio, and the nearest that passes; nothing is stored."""
    shown = lena.get("/api/v1/look/colours", {"accent": PALE}).json()
    assert not shown["readable"]
    assert lena.get("/api/v1/look/colours", {"accent": shown["nearest"]}).json()["readable"]
    assert set(shown["dark"]) == {"accent", "deep", "wash", "text"}
    assert lena.get("/api/v1/look/colours", {"accent": "x"}).status_code == 400
    assert not Look.objects.exists()


def test_pages_of_the_organisation_name_its_sheet_and_logo_by_hash(
    meridian: Institute, aurora: Institute, lena: Client, report_client: Client, public_client: Client
) -> None:
    """Both doors and the desk show them; the strangers' pages do not. What an address gives is kept for ever."""
    put(lena, chosen())
    assert lena.put("/api/v1/look/logo", picture(), content_type="image/png").status_code == 200
    look = Look.objects.get()
    for client, path in [(report_client, "/en/meridian/"), (public_client, "/en/meridian/"), (lena, "/")]:
        page = client.get(path).content.decode()
        link = re.search(r'<link rel="stylesheet" href="(/looks/1f3d7a-[0-9a-f]{16}\.css)" integrity="([^"]+)">', page)
        logo = re.search(r'<img class="masthead__logo" src="(/looks/meridian/[0-9a-f]{64}\.png)" alt="">', page)
        assert link is not None
        assert logo is not None
        sheet, image = client.get(link[1]), client.get(logo[1])
        assert (sheet["Content-Type"], image["Content-Type"]) == ("text/css; charset=utf-8", "image/png")
        assert "immutable" in sheet["Cache-Control"]
        assert "immutable" in image["Cache-Control"]
        assert image.content == bytes(look.logo or b"")
        assert _integrity(sheet.content) == link[2]
    for client in (report_client, public_client):
        assert b"/looks/" not in client.get("/en/aurora/").content
        assert b"/looks/" not in client.get("/en/").content


def _integrity(content: bytes) -> str:
    return "sha384-" + base64.b64encode(hashlib.sha384(content).digest()).decode()


def test_a_page_is_the_same_for_every_visitor(lena: Client, report_client: Client) -> None:
    """With a look as without one, nothing of the request gets in."""
    put(lena, chosen())
    first = report_client.get("/en/meridian/")
    second = Client(headers={"host": "report.localhost", "accept-language": "ar", "cookie": "a=b"}).get("/en/meridian/")
    assert first.content == second.content


def test_no_other_address_gives_a_sheet_or_a_logo(lena: Client, report_client: Client) -> None:
    """A wrong hash, an unreadable colour, a logo that was replaced, another organisation: 404."""
    lena.put("/api/v1/look/logo", picture(), content_type="image/png")
    old = bytes(Look.objects.get().logo_sha256 or b"").hex()
    assert report_client.get(f"/looks/meridian/{old}.png").status_code == 200
    lena.put("/api/v1/look/logo", picture(size=(30, 30)), content_type="image/png")
    for path in (
        f"/looks/meridian/{old}.png",
        f"/looks/aurora/{old}.png",
        "/looks/1f3d7a-0123456789abcdef.css",
        "/looks/ffd400-0123456789abcdef.css",
    ):
        assert report_client.get(path).status_code == 404
    lena.post("/api/v1/look/logo/remove")
    assert b"masthead__logo" not in report_client.get("/en/meridian/").content


def test_a_logo_is_written_anew(lena: Client) -> None:
    """What else was in the file is gone; a large one is made small and light."""
    note = PngImagePlugin.PngInfo()
    note.add_text("Author", "Lena Fuchs")
    written = read_logo(picture(pnginfo=note) + b"<script>")
    assert b"Lena" not in written
    assert b"<script>" not in written
    assert read_logo(picture("WEBP")).startswith(b"\x89PNG")
    noise = Image.effect_noise((1600, 900), 90).convert("RGB")
    file = io.BytesIO()
    noise.save(file, "WEBP", quality=70)
    small = Image.open(io.BytesIO(read_logo(file.getvalue())))
    assert small.width <= WIDEST
    assert small.height <= HIGHEST
    assert len(read_logo(file.getvalue())) <= HEAVIEST


def _bomb() -> bytes:
    """A PNG that claims to be 60,000 pixels wide and high."""
    header = b"IHDR" + (60_000).to_bytes(4, "big") * 2 + b"\x08\x00\x00\x00\x00"
    chunk = len(header[4:]).to_bytes(4, "big") + header + zlib.crc32(header).to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + chunk + picture()[33:]


@pytest.mark.parametrize(
    "uploaded",
    [
        b"\0",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        picture("GIF"),
        picture("TIFF"),
        picture()[:-30],
        picture()[:60],
        _bomb(),
        picture(size=(5000, 4000)),
    ],
    ids=["nothing", "svg", "gif", "tiff", "cut", "head only", "bomb", "too many pixels"],
)
def test_what_is_no_whole_picture_is_refused(lena: Client, uploaded: bytes) -> None:
    """SVG above all: it can hold script. Nothing is stored."""
    answer = lena.put("/api/v1/look/logo", uploaded, content_type="image/png")
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, "logo/unreadable")
    assert not Look.objects.exclude(logo=None).exists()


def test_a_logo_of_more_than_a_megabyte_or_of_no_type_is_refused(lena: Client) -> None:
    """Before anything looks into it."""
    with pytest.raises(LookError) as caught:
        read_logo(b"\x89PNG" + bytes(1024 * 1024))
    assert caught.value.code == "logo/too-large"
    assert lena.put("/api/v1/look/logo", picture(), content_type="application/json").status_code == 415


def test_the_refusal_offers_the_colour_to_programs_too(meridian: Institute) -> None:
    """Callers need not read the sentence."""
    with pytest.raises(ContrastTooLow) as caught:
        services.change_look(meridian.administrator.member, accent=PALE, languages=ALL, default_language="en")
    look = services.change_look(
        meridian.administrator.member, accent=caught.value.nearest, languages=ALL, default_language="en"
    )
    assert look.accent == caught.value.nearest


def test_pages_offer_the_languages_that_were_chosen(
    meridian: Institute, aurora: Institute, lena: Client, report_client: Client, public_client: Client
) -> None:
    """Another language leads to the same page in the one that pages begin with, so that printed addresses stay good."""
    put(lena, chosen(languages=["de", "ar"], default="de"))
    for client in (report_client, public_client):
        page = client.get("/de/meridian/").content.decode()
        assert 'lang="ar"' in page
        assert 'lang="en">' not in page
        moved = client.get("/en/meridian/")
        assert (moved.status_code, moved["Location"]) == (302, "/de/meridian/")
        assert 'lang="en">' in client.get("/de/aurora/").content.decode()
    assert report_client.get("/en/meridian/return/")["Location"] == "/de/meridian/return/"
    languages = [each["code"] for each in lena.get("/api/v1/channels").json()["languages"]]
    assert languages == ["de", "ar"]
    assert [each["code"] for each in lena.get("/api/v1/me").json()["languages"]] == ["de", "ar"]


def test_the_page_of_the_style_is_for_who_changes_pages(meridian: Institute, lena: Client) -> None:
    """An administrator sees every token; a handler has no such page; who is nobody signs in first."""
    page = lena.get("/style/")
    assert page.status_code == 200
    assert all(f"--{token}<" in page.content.decode() for token in ("paper", "on-brick", "text-3xl", "space-8"))
    lena.force_login(meridian.handler.member)
    assert lena.get("/style/").status_code == 404
    lena.logout()
    assert "/account/login/" in lena.get("/style/").headers["Location"]
