"""What a definition must hold beyond its schema. Each rule bears a body of any shape: a draft is rarely whole."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from vouchsafe.channels.answers import CHOOSING, URGENT, YES
from vouchsafe.channels.problems import Problem
from vouchsafe.law.packs import DEFAULT, PACKS, LawError, own_pack, pack

HEADLINE = "headline"
CATEGORY_PARTS = ("act", "harmed", "law")
RESERVED = frozenset({URGENT, "protected-activity"})
"""Field ids that mean something of their own among the answers."""
PLACEHOLDERS = ("{organisation}", "{address}", "{contact}", "{privacy_contact}")
"""What a starter leaves open, and a published definition may not."""

Thing = Mapping[str, Any]
FIELDS = "questionnaire.fields"


def category_problems(body: Thing) -> Iterator[Problem]:
    """Said apart from the schema, because it is a promise and not a form: every category names conduct (design §1)."""
    categories = body.get("categories")
    for number, category in enumerate(categories if isinstance(categories, list) else []):
        for part in CATEGORY_PARTS:
            text = category.get(part) if isinstance(category, dict) else None
            if not isinstance(text, dict) or not any(
                isinstance(words, str) and words.strip() for words in text.values()
            ):
                sentence = _("Every category names an act, whom or what it harms, and the law or policy it breaks.")
                yield Problem(f"categories[{number}].{part}", "definition/category", sentence)


def problems(body: Thing) -> Iterator[Problem]:
    """The rules about the headline, ids, the reporter's name and conditions."""
    fields = _things(_within(body, "questionnaire", "fields"))
    categories = _things(body.get("categories"))
    yield from _headline(fields)
    yield from _ids(categories, "categories")
    yield from _ids(_things(_within(body, "protected_activity", "options")), "protected_activity.options")
    yield from _fields(fields)
    yield from _conditions(fields, categories, FIELDS)
    for number, field in fields:
        yield from _conditions(_things(field.get("fields")), [], f"{FIELDS}[{number}].fields")


def law_problems(body: Thing) -> Iterator[Problem]:
    """The channel's own numbers and its policy stay within its law; what has no shape yet is left to the schema."""
    clock = _within(body, "clock")
    law = clock.get("law", DEFAULT) if isinstance(clock, dict) else None
    if not isinstance(law, str) or law not in PACKS:
        return
    policy = clock.get("policy")
    wanted = [
        ("clock.acknowledge_days", "acknowledge", {"amount": clock.get("acknowledge_days"), "unit": "days"}),
        ("clock.answer_months", "feedback", {"amount": clock.get("answer_months"), "unit": "months"}),
    ]
    if isinstance(policy, dict):
        wanted += [(f"clock.policy.{matter}", matter, period) for matter, period in policy.items()]
    sentences = {
        "law/ceiling": _("This is longer than the law of this channel allows."),
        "law/exact": _("The law of this channel sets this period to the day. Leave it out."),
        "law/closing-letter": _("The closing letter stands for 30 days at least."),
    }
    for place, matter, period in wanted:
        try:
            own_pack(pack(law), {matter: period})
        except LawError as error:
            if error.code in sentences:
                yield Problem(place, "definition/law", sentences[error.code])


def placeholders(value: Any, place: str = "") -> Iterator[Problem]:  # noqa: ANN401 - any JSON value
    """What a starter left open, wherever it stands."""
    if isinstance(value, str):
        for name in PLACEHOLDERS:
            if name in value:
                sentence = _("Put what is meant in place of %(name)s.") % {"name": name}
                yield Problem(place, "definition/placeholder", sentence)
                return
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from placeholders(inner, f"{place}.{name}".removeprefix("."))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from placeholders(inner, f"{place}[{number}]")


def _within(body: Thing, *names: str) -> Any:  # noqa: ANN401 - whatever stands there
    value: Any = body
    for name in names:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def _things(value: Any) -> list[tuple[int, Thing]]:  # noqa: ANN401 - whatever stands there
    """The objects of a list, with their numbers."""
    listed = value if isinstance(value, list) else []
    return [(number, thing) for number, thing in enumerate(listed) if isinstance(thing, dict)]


def _id(thing: Thing) -> str:
    found = thing.get("id")
    return found if isinstance(found, str) else ""


def _kind(field: Thing) -> str:
    found = field.get("kind")
    return found if isinstance(found, str) else ""


def _headline(fields: Sequence[tuple[int, Thing]]) -> Iterator[Problem]:
    found = next(((number, field) for number, field in fields if _id(field) == HEADLINE), None)
    sentence = _("The questionnaire needs a required short question with the id “headline”, always asked: the title.")
    if found is None:
        yield Problem(FIELDS, "definition/headline", sentence)
        return
    number, field = found
    if _kind(field) != "short" or field.get("required") is not True or "when" in field:
        yield Problem(f"{FIELDS}[{number}]", "definition/headline", sentence)


def _ids(things: Sequence[tuple[int, Thing]], place: str) -> Iterator[Problem]:
    seen: set[str] = set()
    for number, thing in things:
        name = _id(thing)
        if name and name in seen:
            yield Problem(f"{place}[{number}].id", "definition/duplicate", _("Two things here have the same id."))
        seen.add(name)


def _fields(fields: Sequence[tuple[int, Thing]]) -> Iterator[Problem]:
    yield from _nested_ids(fields, FIELDS)
    asks_who = False
    for number, field in fields:
        if _id(field) in RESERVED:
            sentence = _("This id has a meaning of its own among the answers. Choose another.")
            yield Problem(f"{FIELDS}[{number}].id", "definition/reserved", sentence)
        if _kind(field) == "identity":
            if asks_who:
                sentence = _("Who reports is asked once at most. Remove one of the two questions.")
                yield Problem(f"{FIELDS}[{number}]", "definition/identity", sentence)
            asks_who = True


def _nested_ids(fields: Sequence[tuple[int, Thing]], place: str) -> Iterator[Problem]:
    yield from _ids(fields, place)
    for number, field in fields:
        yield from _ids(_things(field.get("options")), f"{place}[{number}].options")
        yield from _nested_ids(_things(field.get("fields")), f"{place}[{number}].fields")


def _conditions(
    fields: Sequence[tuple[int, Thing]], categories: Sequence[tuple[int, Thing]], place: str
) -> Iterator[Problem]:
    """A condition looks at a choice that stands before it, and names answers which that choice offers."""
    earlier: dict[str, Thing] = {}
    for number, field in fields:
        when = field.get("when")
        if isinstance(when, dict):
            looked_at = earlier.get(str(when.get("field")))
            if looked_at is None or _kind(looked_at) not in CHOOSING:
                sentence = _("A condition looks at a choice, a category or a consent that stands before it.")
                yield Problem(f"{place}[{number}].when.field", "definition/condition", sentence)
            elif not _named(when) <= _offered(looked_at, categories):
                sentence = _("A condition names an answer that the earlier question does not offer.")
                yield Problem(f"{place}[{number}].when.is", "definition/condition", sentence)
        earlier.setdefault(_id(field), field)


def _named(when: Thing) -> set[str]:
    answers = when.get("is")
    return {answer for answer in answers if isinstance(answer, str)} if isinstance(answers, list) else set()


def _offered(field: Thing, categories: Sequence[tuple[int, Thing]]) -> set[str]:
    if _kind(field) == "consent":
        return {YES}
    things = categories if _kind(field) == "category" else _things(field.get("options"))
    return {_id(thing) for _number, thing in things}
