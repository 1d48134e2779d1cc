"""Texts: found in templates for Babel, and compiled for the server (.mo) and for the client (.json).

`python -m tools.messages compile` writes both, `collect` merges what is said now into every catalogue, `new LOCALE`
begins a catalogue. `compile FOLDER` takes the catalogues of that folder alone and writes beside them: a server tries
them with VOUCHSAFE_LANGUAGES=FOLDER.
"""

import ast
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from vouchsafe.common.languages import tag_of

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "vouchsafe" / "locale"
CLIENT = ROOT / "vouchsafe" / "client" / "i18n"
GLOSSARY = ROOT / "docs" / "glossary"
REVIEW = "X-Review: "
"""Begins the line at a catalogue's head that says whether a native reader has checked it."""
_UNWRAPPED = 10**6
_KEYWORDS = ("gettext_noop", "gettext_lazy", "ngettext_lazy:1,2", "t", "nt:1,2")
_NOT_OURS = frozenset({"node_modules", "client", "var", "dist"})

_COUNTS = (*range(1001), 1_000_000)
"""Numbers of which each language has one for each of its plural categories; some count millions apart."""
# A file for each: reporters do not wait for what only the desk says, the mailbox, or what may come late.
_PAGES = ("report", "late", "mailbox", "desk")
_DESK = tuple(
    f"web/src/{name}/"
    for name in (
        *("apart", "cases", "channels", "handover", "help", "looks", "oversight", "people", "protection"),
        *("rooms", "viewer", "viewing"),
    )
)
_MAILBOX = (
    *(
        f"web/src/intake/{name}.ts"
        for name in (
            *("caseView", "findings", "followed", "handling", "handover", "mailbox", "opening", "protecting"),
            *("room", "rotation", "timeline", "told"),
        )
    ),
    "web/src/common/outcomes.ts",
)
_LATE = (
    *(
        f"web/src/intake/{name}.ts"
        for name in ("carryingFiles", "following", "leavingOut", "practice", "recorder", "ticket", "uploads", "voice")
    ),
    *(f"web/src/common/{name}.ts" for name in ("metadata", "pace")),
)
"""What the form loads with the first file, with a recorder, or before it sends (web/src/intake/late.ts)."""
_CONSTANT = re.compile(r"""_\((?P<text>"[^"]*"|'[^']*')\)""")
_STRING = r""""(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'"""
_CALL = re.compile(rf"(?<![\w.])(?P<function>n?t)\(\s*(?P<one>{_STRING})(?:\s*,\s*(?P<many>{_STRING}))?")

Found = tuple[int, str | None, str | tuple[str, ...], list[str]]


def extract_template(
    file: BinaryIO,
    keywords: Sequence[str],  # noqa: ARG001 - Babel's signature; Django's tags are the keywords here
    comments: Sequence[str],  # noqa: ARG001
    options: Mapping[str, object],  # noqa: ARG001
) -> Iterator[Found]:
    """Babel's extractor for Django templates: parsed by Django itself, so that what is found is what is looked up."""
    from django.templatetags.i18n import BlockTranslateNode, TranslateNode

    source = file.read().decode("utf-8")
    nodes = _engine().from_string(source).template.nodelist
    for node in nodes.get_nodes_by_type(TranslateNode):
        literal = getattr(node.filter_expression.var, "literal", None)
        if isinstance(literal, str):
            yield node.token.lineno, "gettext", literal, []
    for node in nodes.get_nodes_by_type(BlockTranslateNode):
        singular = node.render_token_list(node.singular)[0]
        if node.plural:
            yield node.token.lineno, "ngettext", (singular, node.render_token_list(node.plural)[0]), []
        else:
            yield node.token.lineno, "gettext", singular, []
    for match in _CONSTANT.finditer(source):
        yield source.count("\n", 0, match.start()) + 1, "gettext", match["text"][1:-1], []


def extract_script(
    file: BinaryIO,
    keywords: Sequence[str],  # noqa: ARG001 - Babel's signature; the client's t and nt are the keywords here
    comments: Sequence[str],  # noqa: ARG001
    options: Mapping[str, object],  # noqa: ARG001
) -> Iterator[Found]:
    """Babel's extractor for TypeScript; its own loses calls in template strings once a `}` stands inside `${…}`."""
    source = file.read().decode("utf-8")
    for call in _CALL.finditer(source):
        one = ast.literal_eval(call["one"])
        text = (one, ast.literal_eval(call["many"])) if call["function"] == "nt" and call["many"] else one
        yield source.count("\n", 0, call.start()) + 1, call["function"], text, []


def _engine() -> Any:  # noqa: ANN401 - Django's engine, known only once Django is set up
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vouchsafe.config.settings_for_tools")
    import django
    from django.template import engines

    django.setup()
    return engines["django"]


def catalogues(locale: Path = LOCALE) -> Iterator[tuple[str, Path]]:
    """Each catalogue of a folder: the name of its locale ("zh_Hans") and its file."""
    for path in sorted(locale.glob("*/LC_MESSAGES/django.po")):
        yield path.parent.parent.name, path


def read_catalogue(locale: str, path: Path) -> Catalog:
    """A catalogue from its file; its plural forms are what the file says, also where CLDR knows no such language."""
    with path.open("rb") as source:
        return read_po(source, locale=locale if _plural_rule(locale) else None)


def collected() -> Catalog:
    """Every text that Python, templates and TypeScript say now, with the files that say it (babel.cfg)."""
    with (ROOT / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping)  # type: ignore[no-untyped-call]
    keywords = {**DEFAULT_KEYWORDS, **parse_keywords(_KEYWORDS)}
    found = extract_from_dir(ROOT, methods, options, keywords, directory_filter=_is_ours)
    made = Catalog(project="Vouchsafe", fuzzy=False)
    for file, line, message, _notes, context in sorted(found, key=lambda one: (str(one[0]), one[1])):
        made.add(message, None, [(str(file), line)], context=context)
    return made


def _is_ours(folder: str | os.PathLike[str]) -> bool:
    name = Path(folder).name
    return not name.startswith(".") and name not in _NOT_OURS


def merge() -> None:
    """Bring what is said now into every catalogue: new texts come empty, those that nobody says any more go."""
    template = collected()
    for name, path in catalogues():
        catalogue = read_catalogue(name, path)
        catalogue.update(template, no_fuzzy_matching=True, update_creation_date=False)
        _write(catalogue, path)


def _write(catalogue: Catalog, path: Path) -> None:
    with path.open("wb") as target:
        write_po(target, catalogue, width=_UNWRAPPED, ignore_obsolete=True, include_lineno=False, sort_by_file=True)


def new_catalogue(name: str) -> None:
    """An empty catalogue of a language ("pt_BR") with every text, and a glossary to fill in."""
    path = LOCALE / name / "LC_MESSAGES" / "django.po"
    language = Locale.parse(name).english_name or name
    made = Catalog(locale=name, project="Vouchsafe", fuzzy=False)
    for message in collected():
        if message.id:
            made.add(message.id, locations=message.locations)
    made.header_comment = (
        f"# DRAFT: no native reader has reviewed this {language} translation yet.\n"
        f"# Vouchsafe in {language}, for the server (Python and templates) and the client (TypeScript).\n"
        f"# {REVIEW}draft, no native reader yet"
    )
    path.parent.mkdir(parents=True)
    _write(made, path)
    rows = [f"| {term} |  | {meaning} |" for term, _translated, meaning in glossary_rows(GLOSSARY / "de.md")]
    told = "One word for each thing, in every text. A draft: no native reader has reviewed it yet."
    head = f"# Glossary: {language}\n\n{told}\n"
    table = "\n".join(("| English |  | Meaning |", "| --- | --- | --- |", *rows))
    (GLOSSARY / f"{tag_of(name)}.md").write_text(f"{head}\n{table}\n", "utf-8")


def glossary_rows(path: Path) -> list[tuple[str, str, str]]:
    """(English, translation, meaning) of each row of a glossary."""
    terms = path.read_text("utf-8").partition("\n## Never\n")[0]
    rows = [line.strip().strip("|").split("|") for line in terms.splitlines() if line.startswith("|")]
    return [(row[0].strip(), row[1].strip(), row[2].strip()) for row in rows[2:]]


def compile_all(locale: Path = LOCALE, client: Path = CLIENT) -> None:
    """Write every catalogue's .mo beside it, and as JSON what the client says, a file for each door."""
    client.mkdir(parents=True, exist_ok=True)
    for name, path in catalogues(locale):
        catalogue = read_catalogue(name, path)
        with path.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue)
        for page in _PAGES:
            texts = json.dumps(client_texts(catalogue, page), ensure_ascii=False, indent=0, sort_keys=True)
            (client / f"{page}-{tag_of(name)}.json").write_text(texts + "\n", "utf-8")


def client_texts(catalogue: Catalog, page: str) -> dict[str, str | dict[str, str]]:
    """What TypeScript says on a page: text → translation, or → its plural forms by CLDR's categories."""
    return {
        message.id if isinstance(message.id, str) else message.id[0]: _translation(message, catalogue)
        for message in catalogue
        if message.id and not message.fuzzy and _is_translated(message) and _is_said_on(page, message)
    }


def texts_on(page: str) -> list[str]:
    """The English texts that TypeScript says on a page, of a plural the one for many."""
    found = (message for message in collected() if message.id and _is_said_on(page, message))
    return [message.id if isinstance(message.id, str) else message.id[-1] for message in found]


def _is_said_on(page: str, message: Message) -> bool:
    return any(file.endswith(".ts") and _says(page, file) for file, _line in message.locations)


def _says(page: str, file: str) -> bool:
    if page == "desk":
        return not file.startswith("web/src/intake/")
    if page == "late":
        return file in _LATE
    return not file.startswith(_DESK) and (page == "mailbox" or file not in (*_LATE, *_MAILBOX))


def _is_translated(message: Message) -> bool:
    return all(message.string) if isinstance(message.string, (tuple, list)) else bool(message.string)


def _translation(message: Message, catalogue: Catalog) -> str | dict[str, str]:
    """One text, or one for each category (web/src/common/i18n.ts): gettext's order of forms differs by catalogue."""
    texts = message.string
    if texts is None or isinstance(texts, str):
        return texts or ""
    form_of = _plural_function(catalogue.plural_expr)
    rule = _plural_rule(str(catalogue.locale)) or Locale("en").plural_form
    forms = {rule(n): texts[form_of(n)] for n in reversed(_COUNTS)}
    # Where no whole number is "other" (a fraction is), what most numbers take stands for it.
    other = forms.get("other", forms.get("many", texts[-1]))
    return {**{category: text for category, text in forms.items() if text != other}, "other": other}


def _plural_rule(locale: str) -> Callable[[int], str] | None:
    """CLDR's category of a number in a language, or None where CLDR does not know the language."""
    try:
        return Locale.parse(locale).plural_form
    except (UnknownLocaleError, ValueError):
        return None


def _plural_function(expression: str) -> Callable[[int], int]:
    from gettext import c2py

    return c2py(expression)


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["compile"]:
            compile_all()
        case ["compile", folder]:
            compile_all(Path(folder), Path(folder) / "i18n")
        case ["collect"]:
            merge()
        case ["new", name]:
            new_catalogue(name)
        case _:
            sys.exit("usage: python -m tools.messages compile [FOLDER] | collect | new LOCALE")
