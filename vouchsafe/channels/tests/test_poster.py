"""The poster: what a passer-by, a camera and a screen reader get of it."""

import hashlib
import io
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import pypdf
import pypdfium2
import pytest
import zxingcpp
from django.test import Client
from PIL import Image
from pytest_django.fixtures import Settings

from vouchsafe.channels import poster as posters
from vouchsafe.channels import queries, services, starters
from vouchsafe.channels.models import Channel
from vouchsafe.channels.tests.definition import body
from vouchsafe.looks.services import change_logo
from vouchsafe.people.queries import directory_of
from vouchsafe.people.tests.cast import Institute
from vouchsafe.vault.words import hash_words

ONION = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"
NAMES = {
    "en": "Integrity and security",
    "de": "Integrität und Sicherheit",
    "ar": "النزاهة والأمن",
    "zh-hans": "诚信与安全",
}
PURPOSE = {
    "en": "Tell us what somebody did, e.g. took what is not theirs. We look into it.",
    "de": "Berichten Sie, was jemand getan hat, z. B. genommen. Wir prüfen es.",
    "ar": "أخبرنا بما فعله شخص ما ومتى حدث ذلك. ننظر في الأمر.",
    "zh-hans": "告诉我们某人做了什么。我们会调查。",
}


@pytest.fixture
def channel(meridian: Institute) -> Channel:
    """The institute's channel, its keys made."""
    meridian.set_up()
    definition = {**body(), "name": NAMES, "purpose": PURPOSE}
    return services.create_channel(meridian.administrator.member, slug="integrity", name=NAMES["en"], body=definition)


def made(channel: Channel, language: str = "en", sheet: posters.Sheet = "a4") -> bytes:
    """A poster of the channel."""
    published = queries.channel_at(channel.organisation.slug, channel.slug)
    return posters.draw(posters.poster_of(published, language), sheet)


@contextmanager
def opened(pdf: bytes) -> Iterator[pypdfium2.PdfPage]:
    """The only page of a poster."""
    document = pypdfium2.PdfDocument(pdf)
    assert len(document) == 1
    page = document[0]
    yield page
    page.close()
    document.close()


def text_of(pdf: bytes) -> str:
    """What stands on it, in the order in which it is read, with one space between words."""
    with opened(pdf) as page:
        reader = page.get_textpage()
        text: str = reader.get_text_range()
        reader.close()
    return " ".join(text.split())


def scanned(pdf: bytes) -> list[str]:
    """What a telephone's camera reads from the printed sheet."""
    with opened(pdf) as page:
        bitmap = page.render(scale=2)
        picture = bitmap.to_pil()
        bitmap.close()
    return [found.text for found in zxingcpp.read_barcodes(picture)]


def words_of(institute: Institute) -> list[str]:
    """The twelve words, from entry 0 itself."""
    return hash_words(hashlib.sha256(directory_of(institute.organisation.id).entries[0]).digest())


@pytest.mark.parametrize("sheet", posters.SHEETS)
@pytest.mark.parametrize("language", ["en", "de", "ar", "zh-hans"])
def test_a_camera_and_an_eye_find_the_address_and_the_words(
    meridian: Institute, channel: Channel, language: str, sheet: posters.Sheet
) -> None:
    """In every language and size, the code leads to the channel in that language; address and words are printed."""
    pdf = made(channel, language, sheet)

    assert scanned(pdf) == [f"http://report.localhost:8000/{language}/meridian/integrity/"]
    printed = [f"{number} {word}" for number, word in enumerate(words_of(meridian), 1)]
    text = text_of(pdf)
    if language != "ar":
        assert "Meridian Institute" in text
        assert NAMES[language] in text
        assert f"report.localhost:8000/{language}/" in "".join(text.split())  # lines end after slashes
        assert " ".join(printed) in text
    assert set(words_of(meridian)) <= set(text.split())


def test_a_poster_says_in_one_sentence_what_it_is_for(channel: Channel) -> None:
    """The first sentence of the purpose, and an abbreviation does not end it."""
    assert "Tell us what somebody did, e.g. took what is not theirs." in text_of(made(channel))
    assert "We look into it" not in text_of(made(channel))
    assert "z. B. genommen. Seal" not in text_of(made(channel, "de"))
    assert "was jemand getan hat, z. B. genommen." in text_of(made(channel, "de"))
    chinese = "".join(text_of(made(channel, "zh-hans")).split())
    assert "告诉我们某人做了什么。" in chinese
    assert "我们会调查" not in chinese


def test_the_onion_stands_beside_the_address(channel: Channel, settings: Settings) -> None:
    """Where there is one; else nothing speaks of Tor."""
    assert "Tor" not in text_of(made(channel))
    settings.ONION = ONION
    assert ONION in text_of(made(channel))


def _span(pdf: bytes, letters: str) -> tuple[float, float]:
    """Where the first and the last of the letters stand, left to right, in points."""
    with opened(pdf) as page:
        reader = page.get_textpage()
        boxes = [
            reader.get_charbox(at)
            for at in range(reader.count_chars())
            if unicodedata.normalize("NFKC", reader.get_text_range(at, 1)) in letters
        ]
        width: float = page.get_width()
        reader.close()
    return min(box[0] for box in boxes) / width, max(box[2] for box in boxes) / width


def test_arabic_runs_from_the_right_and_its_letters_join(meridian: Institute) -> None:
    """The name ends at the right margin; kept from joining, the same letters take another width."""
    meridian.set_up()
    joined = "پڤڤپ"  # letters of no Arabic text of ours
    spans = []
    for number, name in enumerate([joined, "\u200c".join(joined)]):
        definition = {**body(), "name": {"en": "x", "ar": name}, "purpose": {"en": "x", "ar": "."}}
        one = services.create_channel(
            meridian.administrator.member, slug=f"channel-{number}", name="x", body=definition
        )
        spans.append(_span(made(one, "ar"), joined))
    assert all(right > 0.85 for _left, right in spans)
    assert abs(spans[0][0] - spans[1][0]) > 0.01


@pytest.mark.parametrize("sheet", posters.SHEETS)
@pytest.mark.parametrize("language", ["en", "de", "ar", "zh-hans"])
def test_every_template_fits_on_one_sheet(
    meridian: Institute, settings: Settings, language: str, sheet: posters.Sheet
) -> None:
    """With a long name, a logo, an onion and a long address; what does not fit is no poster."""
    meridian.set_up()
    settings.ONION = ONION
    meridian.organisation.name = "Institute for the History and Philosophy of the Natural Sciences at Meridian"
    meridian.organisation.save()
    logo = io.BytesIO()
    Image.new("RGB", (640, 200), "#7a1f3d").save(logo, "PNG")
    change_logo(meridian.administrator.member, logo.getvalue())
    details = starters.Details(meridian.organisation.name, "1 Hill Road", "030 1234", "privacy@meridian.example")
    for number, name in enumerate(starters.names()):
        one = services.create_channel(
            meridian.administrator.member,
            slug=f"a-channel-with-quite-a-long-name-in-addresses-{number}",
            name=name,
            body=starters.begin(name, details),
        )
        pdf = made(one, language, sheet)
        assert len(scanned(pdf)) == 1
        assert language == "ar" or ONION in text_of(pdf)


def test_what_does_not_fit_is_told(channel: Channel, meridian: Institute, desk_client: Client) -> None:
    """A purpose without an end is no poster, and the desk says what to shorten."""
    endless = {**body(), "name": NAMES, "purpose": {"en": "word and " * 430}}
    services.publish_definition(meridian.administrator.member, channel, endless)
    desk_client.force_login(meridian.handler.member)
    answer = desk_client.get(f"/api/v1/channels/{channel.id}/poster/en/a4")
    assert (answer.status_code, answer.json()["error"]["code"]) == (409, "poster/too-long")


def test_the_same_poster_is_the_same_bytes(channel: Channel) -> None:
    """Nothing says when or by whom it was made: whoever compares two can tell whether they differ."""
    pdf = made(channel)
    assert made(channel) == pdf
    said = pypdf.PdfReader(io.BytesIO(pdf)).metadata
    assert said is not None
    assert said.author == "Meridian Institute"


def test_texts_are_only_ever_texts(channel: Channel, meridian: Institute) -> None:
    """What looks like markup of the typesetter stands there as it was written."""
    meridian.organisation.name = '#panic("out") *bold* $x$ @cite \\ "'
    meridian.organisation.save()
    assert meridian.organisation.name in text_of(made(channel))


def test_members_get_it_at_the_desk(meridian: Institute, channel: Channel, desk_client: Client) -> None:
    """Everybody in the organisation does, as a file with a plain name."""
    for person in meridian.people:
        desk_client.force_login(person.member)
        answer = desk_client.get(f"/api/v1/channels/{channel.id}/poster/de/a5")
        assert answer.status_code == 200
        assert answer["Content-Disposition"] == 'attachment; filename="poster-integrity-de-a5.pdf"'
        assert answer.content == made(channel, "de", "a5")


def test_strangers_and_slips_get_none(
    meridian: Institute, aurora: Institute, channel: Channel, desk_client: Client
) -> None:
    """Nobody outside, not before keys, for no other language or sheet."""
    path = f"/api/v1/channels/{channel.id}/poster"
    assert desk_client.get(f"{path}/en/a4").status_code == 401
    desk_client.force_login(aurora.administrator.member)
    assert desk_client.get(f"{path}/en/a4").status_code == 404
    early = services.create_channel(aurora.administrator.member, slug="early", name="Early", body=body())
    assert desk_client.get(f"/api/v1/channels/{early.id}/poster/en/a4").json()["error"]["code"] == "poster/no-keys"
    desk_client.force_login(meridian.handler.member)
    for wrong in ("tlh/a4", "en/a3"):
        assert desk_client.get(f"{path}/{wrong}").status_code == 404
    assert desk_client.get(f"/api/v1/channels/{uuid4()}/poster/en/a4").status_code == 404
    Channel.objects.filter(id=channel.id).update(active=False)
    assert desk_client.get(f"{path}/en/a4").status_code == 404
