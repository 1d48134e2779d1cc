"""The questions of a form without script as its template shows them: with what was typed, and what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from vouchsafe.channels.answers import APART, Problem
from vouchsafe.channels.sentences import About, sentence
from vouchsafe.intake.unscripted.reading import (
    INNER,
    PREFIX,
    REPEATED,
    Definition,
    Field,
    Reading,
    Typed,
    most_entries,
    parts_of,
    shown_entries,
)


class Option(NamedTuple):
    """One answer that is offered. `more` are lines below its label; `paused` says why it cannot be chosen now."""

    id: str
    value: str
    label: str
    more: tuple[tuple[str, str], ...]
    chosen: bool
    paused: Mapping[str, str] | None


class Entry(NamedTuple):
    """One entry of a repeated question, and what it is called, such as "Visit 2"."""

    called: str
    questions: list["Question"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question with its controls. `name` is their name, or what their names begin with."""

    name: str
    kind: str
    label: str
    help: str = ""
    required: bool
    condition: str = ""
    problem: str = ""
    max_length: int | None = None
    options: Sequence[Option] = ()
    currencies: Sequence[str] = ()
    typed: Typed
    entries: Sequence[Entry] = ()
    entry: str = ""
    shown: int = 0
    most: int = 1

    @property
    def key(self) -> str:
        """Its id in the questionnaire."""
        return self.name.removeprefix(PREFIX)

    @property
    def may_grow(self) -> bool:
        """Whether it takes more entries than the page shows."""
        return self.shown < self.most

    @property
    def id(self) -> str:
        """The id of its first control in the page."""
        return self.name.replace(".", "-")

    @property
    def is_set(self) -> bool:
        """Whether several controls answer it together, so that a legend names them."""
        return self.kind in {"choice", "choices", "category", *INNER, *REPEATED}

    @property
    def described_by(self) -> str:
        """The ids of what explains it."""
        told = {"help": self.help, "when": self.condition, "problem": self.problem}
        return " ".join(f"{self.id}-{name}" for name, text in told.items() if text)

    @property
    def value(self) -> str:
        """What was typed."""
        return self._typed("")

    @property
    def inner(self) -> Mapping[str, str]:
        """What was typed into each of its controls."""
        return {part: self._typed(f".{part}") for part in INNER[self.kind]}

    @property
    def is_unanswered(self) -> bool:
        """Whether none of its options was chosen that can be."""
        return not any(option.chosen and not option.paused for option in self.options)

    def _typed(self, part: str) -> str:
        return next((text for text in self.typed.get(self.name + part, ()) if text), "")


class Page(NamedTuple):
    """All questions, and the problems for the summary: where each leads, and what it says."""

    questions: list[Question]
    problems: list[tuple[str, str]]


def page_of(
    definition: Definition,
    typed: Typed,
    reading: Reading | None = None,
    found: Sequence[Problem] = (),
    *,
    grow: str = "",
) -> Page:
    """The questions of a definition in the page's language. `grow` is the id of a question with one entry more."""
    problems = {reading.name_of(one.place): (one, reading.given_at(one.place)) for one in found} if reading else {}
    making = _Making(definition, typed, problems, grow)
    questions = [making.question(one, f"{PREFIX}{one['id']}") for one in definition["questionnaire"]["fields"]]
    return Page(questions, [(f"#{_first(one)}", one.problem) for one in _all(questions) if one.problem])


def labels_of(definition: Definition) -> dict[str, str]:
    """What each control's question is called, by the name of the control without the numbers of entries."""
    labels = {}
    for one in definition["questionnaire"]["fields"]:
        labels[f"{PREFIX}{one['id']}"] = str(one["label"])
        for part in one.get("fields", ()):
            labels[f"{PREFIX}{one['id']}.{part['id']}"] = f"{one['label']}: {part['label']}"
    return labels


def part_label(part: str) -> str:
    """What is asked of a person."""
    return {"name": _("Name"), "role": _("What they do"), "reach": _("How to reach them")}[part]


@dataclass(frozen=True, slots=True)
class _Making:
    definition: Definition
    typed: Typed
    problems: Mapping[str, tuple[Problem, object]]
    grow: str

    def question(self, one: Field, name: str, siblings: Sequence[Field] = (), entry: str = "") -> Question:
        """A question, or one of the `siblings` in an entry that is called `entry`."""
        kind, label = one["kind"], one["label"]
        repeated = kind in REPEATED
        shown = shown_entries(one, self.typed, more=one["id"] == self.grow) if repeated else 0
        return Question(
            name=name,
            kind=kind,
            label=label,
            help=one.get("help", ""),
            required=one["required"],
            condition=self._condition(one, siblings or self.definition["questionnaire"]["fields"]),
            problem=self._problem(name, About(kind, str(label), entry)),
            max_length=one.get("max_length"),
            options=self._options(one, name),
            currencies=one.get("currencies", ()),
            typed=self.typed,
            entries=[self._entry(one, name, number) for number in range(shown)],
            entry=one.get("entry", ""),
            shown=shown,
            most=most_entries(one) if repeated else shown,
        )

    def _problem(self, name: str, about: About) -> str:
        if name not in self.problems:
            return ""
        problem, given = self.problems[name]
        return sentence(problem, replace(about, given=given), _)

    def _entry(self, one: Field, name: str, number: int) -> Entry:
        parts = [{**_person_part(one["kind"], part["id"]), **part} for part in parts_of(one)]
        called = "" if one["kind"] == "identity" else f"{one.get('entry') or _('Person')} {number + 1}"
        return Entry(called, [self.question(part, f"{name}.{number}.{part['id']}", parts, called) for part in parts])

    def _options(self, one: Field, name: str) -> list[Option]:
        chosen = self.typed.get(name, ())
        base = name.replace(".", "-")
        options = self.definition["categories"] if one["kind"] == "category" else one.get("options", ())
        return [
            Option(
                base if at == 0 else f"{base}-{at}",
                each["id"],
                each.get("label") or each["act"],
                ((_("Harmed:"), each["harmed"]), (_("Law or policy:"), each["law"])) if "act" in each else (),
                each["id"] in chosen,
                each.get("paused"),
            )
            for at, each in enumerate(options)
        ]

    def _condition(self, one: Field, siblings: Sequence[Field]) -> str:
        when = one.get("when")
        if when is None:
            return ""
        of = next(each for each in siblings if each["id"] == when["field"])
        if of["kind"] == "consent":
            return _("Answer this only if you agreed above: “{question}”").format(question=of["label"])
        offered: list[Any] = self.definition["categories"] if of["kind"] == "category" else of["options"]
        names = {each["id"]: str(each.get("label") or each.get("act")) for each in offered}
        answers = "; ".join(names[each] for each in when["is"])
        text = _("Answer this only if you answered “{question}” with: {answers}")
        return text.format(question=of["label"], answers=answers)


def _person_part(kind: str, part: str) -> dict[str, str]:
    """What is asked of a person, in words; nothing for a part that the questionnaire words itself."""
    if kind not in APART:
        return {}
    if part == "reach":
        if kind == "identity":
            return {"label": _("How to reach you"), "help": _("A way that only you read, not one of your work.")}
        return {"label": part_label(part), "help": _("Where they work, or how they can be heard.")}
    help_text = _("A task or a position, such as buyer or driver.") if part == "role" else ""
    return {"label": part_label(part), "help": help_text}


def _all(questions: Sequence[Question]) -> list[Question]:
    return [
        each for one in questions for each in (one, *(part for entry in one.entries for part in _all(entry.questions)))
    ]


def _first(one: Question) -> str:
    """The id of the control that a problem leads to."""
    if one.kind in INNER:
        return f"{one.id}-{INNER[one.kind][0]}"
    if one.entries:
        return _first(one.entries[0].questions[0])
    return one.id
