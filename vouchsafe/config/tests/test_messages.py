"""Texts are found where Django looks them up, and compiled for server and client alike."""

import io
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from tools.messages import ROOT, client_texts, extract_script, extract_template, read_catalogue

ARABIC = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
TEMPLATE = """{% extends "common/base.html" %}{% block content %}
{% if door %}<p>{% translate "Send" %}</p>{% endif %}
<input placeholder="{% translate 'Your "name"' %}">
{% blocktranslate trimmed with channel=door %}
  To {{ channel }},
  100% sealed.
{% endblocktranslate %}
{% blocktranslate count n=3 %}One file{% plural %}{{ n }} files{% endblocktranslate %}
{% include "common/mark.svg" with title=_("Home") %}
{% endblock %}"""


def test_template_texts_are_found_as_django_looks_them_up() -> None:
    """Plain, quoted, trimmed with values, plural and constant texts each come out under the id used at run time."""
    found = [
        (function, text)
        for _line, function, text, _notes in extract_template(io.BytesIO(TEMPLATE.encode()), (), (), {})
    ]
    assert found == [
        ("gettext", "Send"),
        ("gettext", 'Your "name"'),
        ("gettext", "To %(channel)s, 100%% sealed."),
        ("ngettext", ("One file", "%(n)s files")),
        ("gettext", "Home"),
    ]


SCRIPT = """return html`<h1>${t("Good day, {name}", { name: me.name })}</h1>
  ${link({ page: "inbox" }, isOpen ? t("Start") : t('Two "words"'))}
  ${nt("{n} case", "{n} cases", shown.length)} ${formatted("not a text")} ${this.t("nor this")}`;
  return t(
    "On a line of its own",
  );"""


def test_script_texts_are_found_in_nested_templates() -> None:
    """Calls of t and nt come out wherever they stand, after values in braces and on lines of their own too."""
    found = [text for _line, _function, text, _notes in extract_script(io.BytesIO(SCRIPT.encode()), (), (), {})]
    assert found == [
        "Good day, {name}",
        "Start",
        'Two "words"',
        ("{n} case", "{n} cases"),
        "On a line of its own",
    ]


def catalogue(plural_forms: str) -> Catalog:
    """An Arabic catalogue with one text of the client, one of the server, one unfinished and one plural."""
    text = f'msgid ""\nmsgstr "Language: ar\\n"\n"Plural-Forms: {plural_forms}\\n"\n\n'
    for file, one, translation in [("a.ts", "Send", "أرسل"), ("a.py", "Sent", "أرسلت"), ("a.ts", "Later", "")]:
        text += f'#: {file}\nmsgid "{one}"\nmsgstr "{translation}"\n\n'
    forms = "".join(f'msgstr[{index}] "f{index}"\n' for index in range(6))
    return read_po(io.StringIO(f'{text}#: a.ts\nmsgid "one"\nmsgid_plural "many"\n{forms}'), locale="ar")


def test_client_gets_its_finished_texts_only() -> None:
    """What the server alone says, and what nobody has translated, stays out of the client's file."""
    assert client_texts(catalogue(ARABIC), "report") == {
        "Send": "أرسل",
        "one": {"zero": "f0", "one": "f1", "two": "f2", "few": "f3", "many": "f4", "other": "f5"},
    }


def test_a_door_gets_no_texts_of_another() -> None:
    """Reporters do not load what only the desk says, nor the desk what only the form says; shared texts go to both."""
    text = 'msgid ""\nmsgstr "Language: de\\n"\n\n'
    places = {"intake": "web/src/intake/a.ts", "cases": "web/src/cases/b.ts", "people": "web/src/people/c.ts"}
    places |= {"shared": "web/src/common/d.ts", "both": "web/src/intake/a.ts web/src/cases/b.ts"}
    for name, files in places.items():
        text += f'#: {files}\nmsgid "{name}"\nmsgstr "{name.upper()}"\n\n'
    found = read_po(io.StringIO(text), locale="de")
    assert set(client_texts(found, "report")) == {"intake", "shared", "both"}
    assert set(client_texts(found, "desk")) == {"cases", "people", "shared", "both"}


def test_no_door_uses_code_that_speaks_at_another() -> None:
    """The form imports nothing from the desk's folders, and they nothing from its: its texts would be missing."""
    for folder, others in [("intake", ("cases", "people")), ("cases", ("intake",)), ("people", ("intake",))]:
        for path in (ROOT / "web/src" / folder).rglob("*.ts"):
            for other in others:
                assert f'"../{other}/' not in path.read_text("utf-8"), path
                assert f'"../../{other}/' not in path.read_text("utf-8"), path


def test_plural_forms_go_by_their_category() -> None:
    """However a catalogue numbers its forms, the client gets each under CLDR's name of it."""
    otherwise = "nplurals=6; plural=(n==0 ? 5 : n==1 ? 4 : n==2 ? 3 : n%100>=3 && n%100<=10 ? 2 : n%100>=11 ? 1 : 0);"
    forms = {"zero": "f5", "one": "f4", "two": "f3", "few": "f2", "many": "f1", "other": "f0"}
    assert client_texts(catalogue(otherwise), "desk")["one"] == forms


@pytest.mark.parametrize(
    ("language", "rule", "forms"),
    [
        ("de", "nplurals=2; plural=(n != 1);", {"one": "f0", "other": "f1"}),
        # Millions are a category of their own in Spanish and French ("un millón de"); gettext has no form for them.
        ("es", "nplurals=2; plural=(n != 1);", {"one": "f0", "other": "f1"}),
        ("fr", "nplurals=2; plural=(n > 1);", {"one": "f0", "other": "f1"}),
        ("zh_Hans", "nplurals=1; plural=0;", {"other": "f0"}),
        (
            "pl",
            "nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
            {"one": "f0", "few": "f1", "other": "f2"},
        ),
        ("qps", "nplurals=2; plural=(n != 1);", {"one": "f0", "other": "f1"}),
    ],
)
def test_plural_forms_of_each_language(language: str, rule: str, forms: dict[str, str], tmp_path: Path) -> None:
    """Whatever number of forms a language has, the client has one for every category that its browser may name."""
    number = len(forms)
    text = f'msgid ""\nmsgstr "Language: {language}\\n"\n"Plural-Forms: {rule}\\n"\n\n#: a.ts\nmsgid "one"\n'
    text += 'msgid_plural "many"\n' + "".join(f'msgstr[{index}] "f{index}"\n' for index in range(number))
    path = tmp_path / "django.po"
    path.write_text(text, "utf-8")
    assert client_texts(read_catalogue(language, path), "desk")["one"] == forms
