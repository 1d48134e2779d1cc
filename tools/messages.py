"""Texts: found in templates for Babel, and compiled for the server (.mo) and for the client (.json).

`python -m tools.messages compile` writes both; `make messages` also collects and merges.
"""

import ast
import json
import os
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "vouchsafe" / "locale"
CLIENT = ROOT / "vouchsafe" / "client" / "i18n"

# gettext's order of plural forms differs by catalogue; the client counts them in this one (web/src/common/i18n.ts).
_CATEGORIES = ("zero", "one", "two", "few", "many", "other")
# A file for each: reporters do not wait for what only the desk says, the mailbox, or what may come late.
_PAGES = ("report", "late", "mailbox", "desk")
_DESK = tuple(
    f"web/src/{name}/"
    for name in (
        *("apart", "cases", "channels", "handover", "help", "looks", "oversight", "people", "protection"),
        *("viewer", "viewing"),
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
        for name in ("following", "leavingOut", "practice", "recorder", "ticket", "uploads", "voice")
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


def compile_all() -> None:
    """Write every catalogue's .mo beside it, and as JSON what the client says, a file for each door."""
    CLIENT.mkdir(parents=True, exist_ok=True)
    for path in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        language = path.parent.parent.name
        with path.open("rb") as source:
            catalogue = read_po(source, locale=language)
        with path.with_suffix(".mo").open("wb") as target:
            write_mo(target, catalogue)
        for page in _PAGES:
            texts = json.dumps(client_texts(catalogue, page), ensure_ascii=False, indent=0, sort_keys=True)
            (CLIENT / f"{page}-{language}.json").write_text(texts + "\n", "utf-8")


def client_texts(catalogue: Catalog, page: str) -> dict[str, str | list[str]]:
    """What TypeScript says on a page: text → translation, or → its plural forms in CLDR's order."""
    return {
        message.id if isinstance(message.id, str) else message.id[0]: _translation(message, catalogue)
        for message in catalogue
        if message.id and not message.fuzzy and _is_translated(message) and _is_said_on(page, message)
    }


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


def _translation(message: Message, catalogue: Catalog) -> str | list[str]:
    forms = message.string
    if forms is None or isinstance(forms, str):
        return forms or ""
    rule = Locale.parse(catalogue.locale).plural_form
    samples = {rule(n): n for n in range(1000, -1, -1)}  # a number of each category
    form_of = _plural_function(catalogue.plural_expr)
    return [forms[form_of(samples[category])] for category in _CATEGORIES if category in samples]


def _plural_function(expression: str) -> Callable[[int], int]:
    from gettext import c2py

    return c2py(expression)


if __name__ == "__main__":
    if sys.argv[1:] != ["compile"]:
        sys.exit("usage: python -m tools.messages compile")
    compile_all()
