"""Languages come from their catalogues, with names and directions of CLDR's."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tools.messages import GLOSSARY, LOCALE, catalogues, compile_all
from vouchsafe.common.languages import direction_of, languages_in, name_of, tag_of

MALTESE = """msgid ""
msgstr ""
"Language: mt\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

#: vouchsafe/common/templates/common/languages.html web/src/intake/report.ts
msgid "Choose a language"
msgstr "Agħżel lingwa"
"""
SERVER = """
import vouchsafe.config.settings_for_tools
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "vouchsafe.config.settings_for_tools"
import django
django.setup()
from django.conf import settings
from django.contrib.staticfiles import finders
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import override
from vouchsafe.common.client import client_catalogue
from vouchsafe.common.pages import languages
print(dict(settings.LANGUAGES)["mt"])
print(reverse("organisation", "vouchsafe.doors.report", kwargs={"lang": "mt", "org": "meridian"}))
with override("mt"):
    request = RequestFactory().get("/mt/")
    request.resolver_match = None
    page = languages(request).content.decode()
    print("Agħżel lingwa" in page, '<a href="/mt/" lang="mt"' in page, 'dir="ltr"' in page)
    print(client_catalogue("report"), finders.find("client/i18n/report-mt.json") is not None)
"""


def test_the_six_languages_are_offered_under_their_own_names() -> None:
    """English first, then by name."""
    assert languages_in([LOCALE]) == [
        ("en", "English"),
        ("de", "Deutsch"),
        ("es", "Español"),
        ("fr", "Français"),
        ("ar", "العربية"),
        ("zh-hans", "简体中文"),
    ]


@pytest.mark.parametrize(
    ("code", "name", "direction"),
    [
        ("pt-br", "Português (Brasil)", "ltr"),
        ("he", "עברית", "rtl"),
        ("ka", "ქართული", "ltr"),
        ("ckb", "کوردیی ناوەندی", "rtl"),
        ("qps", "qps", "ltr"),
    ],
)
def test_names_and_directions_are_cldrs(code: str, name: str, direction: str) -> None:
    """Also of languages that Django does not know; a code that CLDR does not know stands for itself."""
    assert (name_of(code), direction_of(code)) == (name, direction)


def test_a_further_language_is_one_catalogue(tmp_path: Path) -> None:
    """A folder with a catalogue, nothing else: the server lists it, has its addresses, and speaks it on both sides."""
    path = tmp_path / "mt" / "LC_MESSAGES" / "django.po"
    path.parent.mkdir(parents=True)
    path.write_text(MALTESE, "utf-8")
    compile_all(tmp_path, tmp_path / "i18n")
    told = subprocess.run(
        [sys.executable, "-c", SERVER],
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith(("VOUCHSAFE", "DJANGO"))},
            "VOUCHSAFE_LANGUAGES": str(tmp_path),
            "PYTHONIOENCODING": "utf-8",
        },
        capture_output=True,
        check=True,
        encoding="utf-8",
    )
    assert told.stdout.splitlines() == [
        "Malti",
        "/mt/meridian/",
        "True True True",
        "/static/client/i18n/report-mt.json True",
    ]


def test_each_catalogue_has_its_glossary_and_each_glossary_its_catalogue() -> None:
    """A language is one of each."""
    assert {path.stem for path in GLOSSARY.glob("*.md")} == {tag_of(name) for name, _path in catalogues()}
