"""The report door's pages: the same bytes for everyone, in every language, and nothing that identifies a visitor."""

import hashlib
import json
import re
from importlib.resources import files

import pytest
from django.test import Client
from django.utils.html import escape

from vouchsafe.cases.tests.cast import House
from vouchsafe.channels.models import Channel
from vouchsafe.channels.services import publish_definition
from vouchsafe.people.queries import directory_of
from vouchsafe.vault.words import hash_words

ADDRESSES = [
    "/",
    "/en/",
    "/en/{org}/",
    "/en/{org}/integrity/",
    "/en/{org}/integrity/report/",
    "/en/{org}/integrity/privacy/",
    "/en/{org}/integrity/imprint/",
    "/en/{org}/accessibility/",
    "/en/{org}/integrity/test/",
    "/en/{org}/return/",
]
FIREFOX = {
    "user-agent": "Mozilla/5.0 (X11)",
    "accept-language": "de",
    "referer": "https://news.example/",
    "cookie": "a=b",
}


@pytest.fixture
def open_house(house: House) -> House:
    """The Meridian Institute, its channel published with the demonstration's texts, two of them not in Arabic."""
    body = json.loads(files("vouchsafe.demo").joinpath("integrity.json").read_bytes())
    for name in ("name", "not_for"):
        body[name].pop("ar", None)
    publish_definition(house.administrator, house.channel, body)
    return house


@pytest.mark.parametrize("address", ADDRESSES)
def test_two_visitors_get_the_same_bytes(open_house: House, report_client: Client, address: str) -> None:
    """Whatever a browser says of itself and its owner, the page is the same."""
    address = address.format(org=open_house.organisation.slug)
    one = report_client.get(address)
    other = Client(headers={"host": "report.localhost:8000", **FIREFOX}).get(f"{address}?from=a-mail")
    assert one.status_code == other.status_code == 200
    assert one.content == other.content
    assert dict(one.headers) == dict(other.headers)


@pytest.mark.parametrize("address", [*ADDRESSES, "/en/nobody/", "/no/such/page/"])
def test_no_cookie_and_nothing_stored(open_house: House, report_client: Client, address: str) -> None:
    """Every answer forbids storing, framing, foreign code and referrers, and sets no cookie."""
    answer = report_client.get(address.format(org=open_house.organisation.slug))
    policy = answer.headers["Content-Security-Policy"]
    assert not answer.cookies
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "unsafe" not in policy
    assert "form-action 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy


@pytest.mark.parametrize("address", ADDRESSES)
def test_no_page_names_another_origin_or_carries_inline_code(
    open_house: House, report_client: Client, address: str
) -> None:
    """Styles and scripts come from this origin by files with a hash; there is no inline style and no handler."""
    page = report_client.get(address.format(org=open_house.organisation.slug)).content.decode()
    loaded = re.findall(r'<(?:script|link|img|iframe)[^>]*?(?:src|href)="([^"]+)"', page)
    assert loaded
    assert all(place.startswith(("/static/client/", "data:image/svg+xml,")) for place in loaded)
    assert not re.search(r"\sstyle=|\son[a-z]+=", page)


def test_the_form_has_nothing_that_could_be_sent_without_the_script(open_house: House, report_client: Client) -> None:
    """No field has a name, no form an action, and the buttons wait for the script (protocol §9)."""
    for place in ("integrity/report", "return"):
        page = report_client.get(f"/en/{open_house.organisation.slug}/{place}/").content.decode()
        main = page[page.index("<main") :]
        assert "<form data-sealed" in main
        assert not re.search(r"<(?:input|textarea|select|button)[^>]*\sname=", main)
        assert not re.search(r"<form[^>]*(?:action|method)=", main)
        forms = re.findall(r"<form.*?</form>", main, re.DOTALL)
        submits = [tag for form in forms for tag in re.findall(r"<button[^>]*>", form) if "type=" not in tag]
        assert submits
        assert all("disabled" in tag for tag in submits)
        assert "<noscript>" in main
        assert "vouchsafe " in main[main.index("<noscript>") : main.index("</noscript>")]


def test_the_channel_page_says_what_it_promises(open_house: House, report_client: Client) -> None:
    """Whom to call, acts with harm and law, readers, clock, authorities, retention, and the twelve words of entry 0."""
    page = report_client.get(f"/en/{open_house.organisation.slug}/integrity/").content.decode()
    for promised in (
        'href="tel:112"',
        'href="tel:+49305550110"',
        "Within 7 days you can read here",
        "At most 3 months after that",
        "article 9(1)(b) and (f)",
        "External reporting office at the Federal Office of Justice",
        f'href="/en/{open_house.organisation.slug}/integrity/privacy/"',
        f'href="/en/{open_house.organisation.slug}/integrity/imprint/"',
        "Protected information, material or equipment was taken",
        "Owners of the information, research partners",
        "dual-use export control",
        "This channel is about conduct, not about people",
        "Two handlers of the integrity office",
        "three years after it is concluded",
        "Directive (EU) 2019/1937",
    ):
        assert promised in page
    root = hashlib.sha256(directory_of(open_house.organisation.id).entries[0]).digest()
    assert re.findall(r"<li>([a-z]+)</li>", page) == hash_words(root)


def test_the_form_asks_what_the_definition_asks(open_house: House, report_client: Client) -> None:
    """Every field of the questionnaire is there with its kind, and the form names version, hash and entry 0."""
    definition = open_house.definition()
    page = report_client.get(f"/en/{open_house.organisation.slug}/integrity/report/").content.decode()
    asked = re.findall(r'data-field="([a-z][^"]*)" data-kind="([^"]+)"', page)
    fields = definition.body["questionnaire"]["fields"]
    assert asked == [*((field["id"], field["kind"]) for field in fields), ("urgent", "consent")]
    assert f'data-version="{definition.version}"' in page
    assert f'data-sha256="{bytes(definition.sha256).hex()}"' in page
    root = hashlib.sha256(directory_of(open_house.organisation.id).entries[0]).hexdigest()
    assert f'data-root="{root}"' in page


def test_the_privacy_notice_says_what_the_regulation_asks_for(open_house: House, report_client: Client) -> None:
    """Everything of Regulation (EU) 2016/679, articles 13 and 14, the retention among it; each under a heading."""
    definition = open_house.definition().body
    page = report_client.get(f"/en/{open_house.organisation.slug}/integrity/privacy/").content.decode()
    texts = [*definition["privacy"].values(), definition["retention"], definition["readers"]]
    assert len(texts) == 11
    for text in texts:
        assert escape(text["en"]) in page
    assert page.count('<h2 id="') == page.count('<section class="folio"') == 10


def test_the_imprint_names_who_answers_for_the_channel(open_house: House, report_client: Client) -> None:
    """Name, address and contact, in the language of the page."""
    page = report_client.get(f"/de/{open_house.organisation.slug}/integrity/imprint/").content.decode()
    for text in open_house.definition().body["imprint"].values():
        assert escape(text["de"]) in page


def test_the_accessibility_statement_is_one_click_away_and_names_whom_to_tell(
    open_house: House, report_client: Client
) -> None:
    """Every page of an organisation links to it; the standard, the tests and each channel's contact stand there."""
    org = open_house.organisation.slug
    address = f"/en/{org}/accessibility/"
    for path in ("", "integrity/", "integrity/report/", "return/", "integrity/report/unscripted/"):
        assert f'href="{address}"' in report_client.get(f"/en/{org}/{path}").content.decode()
    page = report_client.get(address).content.decode()
    for text in ("WCAG) 2.2", "EN 301 549", "axe-core", open_house.definition().body["imprint"]["contact"]["en"]):
        assert text in page


def test_what_stands_before_the_form(open_house: House, report_client: Client) -> None:
    """Danger, the product's advice and the organisation's, then the question; the exit names where else help is."""
    definition = open_house.definition().body
    page = report_client.get(f"/en/{open_house.organisation.slug}/integrity/report/").content.decode()
    order = [
        definition["danger"]["text"]["en"],
        'href="tel:112"',
        "Tor Browser is safest",
        "What only few people knew",
        "presumed innocent",
        definition["safety"][0]["en"],
        "/integrity/privacy/",
        definition["protected_activity"]["question"]["en"],
        "Nothing was sent, and nothing was kept.",
        *(escape(text["en"]) for contact in definition["elsewhere"] for text in contact.values()),
        'data-step="write"',
    ]
    places = [page.find(text) for text in order]
    assert -1 not in places
    assert places == sorted(places)


def test_german_is_spoken_where_the_address_says_so(open_house: House, report_client: Client) -> None:
    """The definition's own German texts are used, and the page says that it is German."""
    page = report_client.get(f"/de/{open_house.organisation.slug}/integrity/").content.decode()
    assert '<html lang="de" dir="ltr">' in page
    assert "Hier geht es um Taten, nicht um Personen" in page


@pytest.mark.parametrize("page", ["", "report/", "report/unscripted/"])
def test_a_page_says_that_some_texts_are_in_english(open_house: House, report_client: Client, page: str) -> None:
    """Where the organisation has not written all its texts in the page's language, and nowhere else."""
    said = {
        "en": ("Some texts of the organisation", False),
        "de": ("Einige Texte der Organisation", False),
        "ar": ("بعض نصوص المؤسسة", True),
        "fr": ("affichés en anglais", False),
    }
    for lang, (words, expected) in said.items():
        shown = report_client.get(f"/{lang}/{open_house.organisation.slug}/integrity/{page}").content.decode()
        assert (words in shown) is expected, lang


def test_arabic_runs_from_right_to_left(open_house: House, report_client: Client) -> None:
    """The page turns; texts that the organisation has only in English say that they are English."""
    page = report_client.get(f"/ar/{open_house.organisation.slug}/integrity/").content.decode()
    assert '<html lang="ar" dir="rtl">' in page
    assert '<span lang="en" dir="ltr">This channel is about conduct' in page
    assert "<title>Integrity and security, " in page


def test_every_page_leads_to_itself_in_the_other_languages(open_house: House, report_client: Client) -> None:
    """The language links keep the place."""
    slug = open_house.organisation.slug
    page = report_client.get(f"/en/{slug}/return/").content.decode()
    assert f'href="/de/{slug}/return/"' in page
    assert f'href="/ar/{slug}/return/"' in page


@pytest.mark.parametrize(
    "address",
    [
        "/xx/",
        "/en/nobody/",
        "/en/nobody/return/",
        "/en/{org}/nothing/",
        "/en/{org}/nothing/report/",
        "/en/{org}/nothing/privacy/",
        "/en/{org}/nothing/imprint/",
        "/en/{org}/x/y/z/",
    ],
)
def test_what_is_not_there_is_not_found(open_house: House, report_client: Client, address: str) -> None:
    """Unknown languages, organisations and channels get the same plain 404."""
    answer = report_client.get(address.format(org=open_house.organisation.slug))
    assert answer.status_code == 404
    assert b"There is nothing at this address" in answer.content


def test_a_closed_channel_is_not_found(open_house: House, report_client: Client) -> None:
    """A channel that was switched off has no page, no form, and is not listed."""
    Channel.objects.filter(id=open_house.channel.id).update(active=False)
    slug = open_house.organisation.slug
    assert report_client.get(f"/en/{slug}/integrity/").status_code == 404
    assert report_client.get(f"/en/{slug}/integrity/report/").status_code == 404
    assert b"/integrity/" not in report_client.get(f"/en/{slug}/").content


def test_pages_are_only_read(open_house: House, report_client: Client) -> None:
    """A page takes nothing: what is posted to it is refused."""
    answer = report_client.post(f"/en/{open_house.organisation.slug}/integrity/report/", {"text": "plain words"})
    assert answer.status_code == 405


def test_a_definition_cannot_smuggle_markup(open_house: House, report_client: Client) -> None:
    """Texts of a definition are text."""
    body = {**open_house.definition().body, "purpose": {"en": "<script>alert(1)</script>"}}
    publish_definition(open_house.administrator, open_house.channel, body)
    page = report_client.get(f"/en/{open_house.organisation.slug}/integrity/").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page
