"""Law as data: what each statute asks of who handles a report, by when, and where it says so.

A pack is one file, `packs/<id>.json` (its shape: `schemas/pack.json`). `house.json` holds what Vouchsafe asks where no
statute does. `clocks` does the arithmetic. A fact that was not read in the text of the statute is `verified: false`,
and the pack says so in `unverified`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

import msgspec

from vouchsafe.common.errors import VouchsafeError
from vouchsafe.common.languages import place_name

PACKS: Final = ("eu", "de", "fr", "it", "es", "pl", "at", "iso37002")
DEFAULT: Final = "iso37002"
"""The pack of a channel that names none."""

Texts = Mapping[str, str]
"""The same text by language; English always."""


class LawError(VouchsafeError):
    """No such pack, or a policy that a statute does not allow. `field` is the matter."""


class Matter(StrEnum):
    """What a clock is of."""

    ACKNOWLEDGE = "acknowledge"
    MEETING = "meeting"
    FEEDBACK = "feedback"
    NOTICE = "notice"
    """Telling the subject."""
    RETENTION = "retention"
    """The day on which a concluded case is erased."""
    IRRELEVANT = "irrelevant"
    """Erasing data that turned out to have nothing to do with the case."""
    UNINVESTIGATED = "uninvestigated"
    """Erasing a report that nobody began to look into."""
    RECORDING = "recording"
    """Erasing a recording once its minutes are complete."""
    CLOSING_LETTER = "closing-letter"
    """How long the closing letter stands before an unsupported case is erased."""
    CHECK_IN = "check-in"
    """Asking the reporter whether anything was done to them since."""


class Start(StrEnum):
    """The event that sets a clock running."""

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    """Without an acknowledgement in time: `Rule.otherwise`, from the receipt."""
    ASKED = "asked"
    FIRST_HEARD = "first-heard"
    """The organisation held data on the subject, and nothing defers the notice."""
    FOUND_IRRELEVANT = "found-irrelevant"
    MINUTED = "minuted"
    CONCLUDED = "concluded"
    OUTCOME_TOLD = "outcome-told"
    """The conclusion, where nobody could be told."""


Unit = Literal["days", "working-days", "months", "years"]


@dataclass(frozen=True, slots=True)
class Period:
    """A length of time; `from_year_end`: counted from the end of the calendar year of what sets it running."""

    amount: int
    unit: Unit
    from_year_end: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """One clock. The statute's words are in `quote`, in its own language, its article and address beside them.

    `most`: a ceiling, of which an organisation may stay below; else the statute says the very day (or no statute says
    anything: `house`). `otherwise`: the periods, one after the other from the receipt, of a clock that starts with an
    acknowledgement which was not sent in time. `extension`: what reasons may add. `outer`: how far a pause may move
    the end of a rule that is no ceiling. `times`: how often it comes again. `within`: the statute's own rule, of a
    policy that shortens it.
    """

    matter: Matter
    starts: Start
    period: Period
    most: bool
    article: str
    source: str
    verified: bool
    note: Texts
    quote: str = ""
    otherwise: tuple[Period, ...] = ()
    extension: Period | None = None
    outer: Period | None = None
    times: int = 1
    house: bool = False
    within: "Rule | None" = None

    @property
    def ceiling(self) -> "Rule | None":
        """The rule whose end no pause moves this one past."""
        if self.within or self.most:
            return self.within or self
        if self.outer is None:
            return None
        return replace(self, period=self.outer, otherwise=self.otherwise and (*self.otherwise[:-1], self.outer))


@dataclass(frozen=True, slots=True)
class Authority:
    """Whom to turn to outside, or who advises; `address` is a web address."""

    name: Texts
    address: str
    for_what: Texts
    source: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Pack:
    """What one statute asks. `binding`: an organisation's policy stays within it; a guideline binds nobody."""

    id: str
    name: Texts
    country: str | None
    """ISO 3166-1, for holidays; None: only weekends are no working days."""
    statute: str
    binding: bool
    rules: Mapping[Matter, Rule]
    authorities: tuple[Authority, ...]
    advice: tuple[Authority, ...]
    unverified: tuple[str, ...]
    """In plain sentences: which facts were not read in the text of the statute."""


@dataclass(frozen=True, slots=True)
class _File:
    """What a file of `packs/` holds: a pack whose rules are a list."""

    id: str
    name: Texts
    statute: str
    binding: bool
    rules: tuple[Rule, ...]
    country: str | None = None
    authorities: tuple[Authority, ...] = ()
    advice: tuple[Authority, ...] = ()
    unverified: tuple[str, ...] = field(default_factory=tuple)


@cache
def pack(id: str) -> Pack:  # noqa: A002 - what it is called everywhere
    """The pack of that id, with the house's rules where its statute has none; raises LawError "law/unknown"."""
    if id not in PACKS:
        raise LawError("law/unknown", f"There is no law pack “{id[:40]}”. Choose one of: {', '.join(PACKS)}.")
    found, house = _read(id), _read("house")
    return Pack(
        id=found.id,
        name=found.name,
        country=found.country,
        statute=found.statute,
        binding=found.binding,
        rules={rule.matter: rule for rule in (*house.rules, *found.rules)},
        authorities=found.authorities,
        advice=found.advice,
        unverified=found.unverified,
    )


def _read(name: str) -> _File:
    return msgspec.json.decode(files("vouchsafe.law").joinpath(f"packs/{name}.json").read_bytes(), type=_File)


OWN: Final = frozenset(
    {Matter.ACKNOWLEDGE, Matter.MEETING, Matter.FEEDBACK, Matter.NOTICE, Matter.RETENTION, Matter.CLOSING_LETTER}
)
"""What an organisation's own policy may set."""


def own_pack(base: Pack, policy: Mapping[str, Any]) -> Pack:
    """The pack with an organisation's own periods: {"feedback": {"amount": 2, "unit": "months"}, …}.

    A policy shortens what is due to people and how long is kept; it never passes a statute's ceiling, and never changes
    a period that a statute sets to the day. The closing letter may stand longer, never shorter.
    Raises LawError "law/policy" (no such matter or period), "law/exact", "law/ceiling", "law/closing-letter".
    """
    wanted = {_matter(name): _period(name, value) for name, value in policy.items()}
    acknowledge = wanted.get(Matter.ACKNOWLEDGE, base.rules[Matter.ACKNOWLEDGE].period)
    own = {matter: _own(base, base.rules[matter], period, acknowledge) for matter, period in wanted.items()}
    return replace(base, rules={**base.rules, **own})


def for_channel(definition: Mapping[str, Any]) -> Pack:
    """What is due on a channel, by its published definition: its law, its own numbers, its policy.

    Without a law: ISO 37002's guideline with the channel's own numbers. Raises LawError as `own_pack` and `pack` do;
    a definition that was published raises none (`channels.rules`).
    """
    clock = definition["clock"]
    numbers = {
        "acknowledge": {"amount": clock["acknowledge_days"], "unit": "days"},
        "feedback": {"amount": clock["answer_months"], "unit": "months"},
    }
    return own_pack(pack(clock.get("law", DEFAULT)), {**numbers, **clock.get("policy", {})})


def _matter(name: str) -> Matter:
    if name not in OWN:
        raise LawError("law/policy", f"A policy sets no period for “{name[:40]}”.", field=name)
    return Matter(name)


def _period(name: str, value: object) -> Period:
    try:
        found = msgspec.convert(value, Period)
    except msgspec.ValidationError as error:
        raise LawError("law/policy", "A period is an amount and a unit.", field=name) from error
    if found.amount < 1:
        raise LawError("law/policy", "A period lasts one day at least.", field=name)
    return found


def _own(base: Pack, rule: Rule, period: Period, acknowledge: Period) -> Rule:
    own = replace(rule, period=period, otherwise=rule.otherwise and (acknowledge, period))
    if period == rule.period:
        return rule
    if rule.matter == Matter.CLOSING_LETTER and not _fits(rule.period, period):
        raise LawError("law/closing-letter", "The closing letter stands no shorter.", field=rule.matter)
    if rule.house or not base.binding:
        return replace(own, outer=rule.outer and (rule.outer if _fits(period, rule.outer) else period))
    if not rule.most:
        raise LawError("law/exact", f"{rule.article} sets this period to the day.", field=rule.matter)
    if not _fits(period, rule.period):
        raise LawError("law/ceiling", f"{rule.article} allows no longer period.", field=rule.matter)
    # counted from the receipt it would erase open cases; the statute's own end stays the outermost
    starts = Start.CONCLUDED if rule.matter == Matter.RETENTION and rule.starts == Start.RECEIVED else rule.starts
    return replace(own, starts=starts, within=rule)


SHORTEST_MONTH: Final = 28
WORKING_WEEK: Final = 5
MONTHS: Final = {"months": 1, "years": 12}


def _fits(period: Period, ceiling: Period) -> bool:
    """Whether a period never lasts longer than another, whenever both begin; False where that depends on the day."""
    if period.from_year_end and not ceiling.from_year_end:
        return False
    if period.unit in MONTHS and ceiling.unit in MONTHS:
        return period.amount * MONTHS[period.unit] <= ceiling.amount * MONTHS[ceiling.unit]
    if period.unit == "days":
        return period.amount <= _fewest_days(ceiling)
    return period.unit == ceiling.unit and period.amount <= ceiling.amount


def _fewest_days(period: Period) -> int:
    """How many days a period lasts at least, whenever it begins."""
    if period.unit == "working-days":
        return period.amount + 2 * ((period.amount - 1) // WORKING_WEEK)
    return period.amount * SHORTEST_MONTH * MONTHS[period.unit] if period.unit in MONTHS else period.amount


def names_of(found: Pack, languages: Iterable[str]) -> Texts:
    """A pack's name by language: its country's, as CLDR has it in each of `languages`, else what the pack says."""
    place = "EU" if found.id == "eu" else found.country
    names = {code: place_name(place, code) for code in languages} if place else {}
    return {**found.name, **names}
