"""Texts are found where Django looks them up, and compiled for server and client alike."""

import io
import string
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from tools.messages import LOCALE, ROOT, client_texts, extract_script, extract_template

CATALOGUES = sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))
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
    assert client_texts(catalogue(ARABIC), "report") == {"Send": "أرسل", "one": ["f0", "f1", "f2", "f3", "f4", "f5"]}


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


def test_plural_forms_are_put_into_the_clients_order() -> None:
    """However a catalogue numbers its forms, the client gets them as zero, one, two, few, many, other."""
    otherwise = "nplurals=6; plural=(n==0 ? 5 : n==1 ? 4 : n==2 ? 3 : n%100>=3 && n%100<=10 ? 2 : n%100>=11 ? 1 : 0);"
    assert client_texts(catalogue(otherwise), "desk")["one"] == ["f5", "f4", "f3", "f2", "f1", "f0"]


def values(text: str) -> set[str]:
    """The names of the values that a text takes, in Python's and in the client's form."""
    braces = {name for _text, name, _spec, _how in string.Formatter().parse(text.replace("%(", "%%(")) if name}
    return braces | {part.split(")")[0] for part in text.split("%(")[1:]}


def broken(message: Message) -> bool:
    """Whether a translation takes a value that its source does not have, or leaves one out."""
    sources = [message.id] if isinstance(message.id, str) else list(message.id)
    translations = [message.string] if isinstance(message.string, str) else list(message.string or ())
    known = values(sources[-1])
    return any(
        text and (values(text) - known or (len(sources) == 1 and values(text) != known)) for text in translations
    )


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: Path(path).parts[-3])
def test_translations_take_the_values_of_their_source(path: Path) -> None:
    """No translation loses a name, a number or a link, or asks for one that is not given."""
    with path.open("rb") as file:
        assert [message.id for message in read_po(file) if message.id and broken(message)] == []


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: Path(path).parts[-3])
def test_drafts_say_that_they_are_drafts(path: Path) -> None:
    """A catalogue that no native reader has reviewed says so at its head."""
    assert "# X-Review: " in path.read_text("utf-8").split("msgid", 1)[0]
