"""Two definitions compared: every difference, by its place. Pure: no database, no language of the page."""

import difflib
import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

from vouchsafe.channels.problems import place_of

Kind = Literal["added", "removed", "moved", "changed"]
Path = tuple[str | int, ...]
NAMES: Final = ("label", "act", "name", "question", "title")
"""Where a thing's own name stands, the first that it has."""
_WORDS = re.compile(r"\s+|\w+|[^\w\s]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Change:
    """One difference at `place` (in the new definition; of what was removed, in the old).

    `old` and `new` are what stood and stands there (None: nothing); of a move, the two positions, from 0. `about` is
    the name of the nearest thing within the definition that has one, by language.
    """

    kind: Kind
    place: str
    old: Any
    new: Any
    about: Mapping[str, str] | None


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of characters of two texts: in both ("same"), only in the new ("added") or the old one ("removed")."""

    kind: Literal["same", "added", "removed"]
    text: str


def diff(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Every difference but that of the version's number, in the order of the new definition."""
    return list(_objects(_content(old), _content(new), (), None))


def pieces(old: str, new: str) -> list[Piece]:
    """Two texts, word by word: "same" and "removed" joined give the old one, "same" and "added" the new one."""
    before, after = _WORDS.findall(old), _WORDS.findall(new)
    found: list[Piece] = []
    for kind, start, end, new_start, new_end in difflib.SequenceMatcher(
        a=before, b=after, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            found.append(Piece("same", "".join(before[start:end])))
            continue
        if end > start:
            found.append(Piece("removed", "".join(before[start:end])))
        if new_end > new_start:
            found.append(Piece("added", "".join(after[new_start:new_end])))
    return found


def _content(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in body.items() if name != "version"}


def _values(old: Any, new: Any, path: Path, about: Mapping[str, str] | None) -> Iterator[Change]:  # noqa: ANN401 - JSON
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _objects(old, new, path, about)
    elif isinstance(old, list) and isinstance(new, list):
        yield from _lists(old, new, path, about)
    elif _bytes(old) != _bytes(new):
        yield Change("changed", place_of(path), old, new, about)


def _objects(
    old: Mapping[str, Any], new: Mapping[str, Any], path: Path, about: Mapping[str, str] | None
) -> Iterator[Change]:
    about = (name_of(new) or name_of(old) or about) if path else None
    for name in [*new, *(name for name in old if name not in new)]:
        here = (*path, name)
        if name not in old:
            yield Change("added", place_of(here), None, new[name], about)
        elif name not in new:
            yield Change("removed", place_of(here), old[name], None, about)
        else:
            yield from _values(old[name], new[name], here, about)


def _lists(old: list[Any], new: list[Any], path: Path, about: Mapping[str, str] | None) -> Iterator[Change]:
    before, after = _keys(old), _keys(new)
    if before is None or after is None:
        yield from _by_position(old, new, path, about)
        return
    where = {key: number for number, key in enumerate(before)}
    kept = [where[key] for key in after if key in where]
    stay = set(_rising(kept))
    for number, key in enumerate(after):
        here = (*path, number)
        if key not in where:
            yield Change("added", place_of(here), None, new[number], name_of(new[number]) or about)
            continue
        if where[key] not in stay:
            yield Change("moved", place_of(here), where[key], number, name_of(new[number]) or about)
        yield from _values(old[where[key]], new[number], here, about)
    for number, key in enumerate(before):
        if key not in after:
            yield Change("removed", place_of((*path, number)), old[number], None, name_of(old[number]) or about)


def _by_position(old: list[Any], new: list[Any], path: Path, about: Mapping[str, str] | None) -> Iterator[Change]:
    """Things without ids: those that stayed as they were are found first, what lies between them is held together."""
    before, after = [_bytes(thing) for thing in old], [_bytes(thing) for thing in new]
    for kind, start, end, new_start, new_end in difflib.SequenceMatcher(
        a=before, b=after, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            continue
        paired = min(end - start, new_end - new_start)
        for step in range(paired):
            yield from _values(old[start + step], new[new_start + step], (*path, new_start + step), about)
        for number in range(new_start + paired, new_end):
            yield Change("added", place_of((*path, number)), None, new[number], name_of(new[number]) or about)
        for number in range(start + paired, end):
            yield Change("removed", place_of((*path, number)), old[number], None, name_of(old[number]) or about)


def name_of(thing: Any) -> Mapping[str, str] | None:  # noqa: ANN401 - any JSON value
    """What a thing calls itself, by language; None for what has no name of its own."""
    if not isinstance(thing, dict):
        return None
    return next((thing[name] for name in NAMES if is_text(thing.get(name))), None)


def is_text(value: Any) -> bool:  # noqa: ANN401 - any JSON value
    """Whether a value is a text by language, whole or not."""
    return isinstance(value, dict) and all(
        _LANGUAGE.fullmatch(name) and isinstance(words, str) for name, words in value.items()
    )


def _keys(things: Sequence[Any]) -> list[str] | None:
    """The ids of a list's things, or None unless each has one of its own."""
    keys = [thing.get("id") if isinstance(thing, dict) else None for thing in things]
    named = [key for key in keys if isinstance(key, str)]
    return named if len(named) == len(things) == len(set(named)) else None


def _bytes(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """Equal for equal JSON; 1 and true differ."""
    return json.dumps(value, sort_keys=True)


def _rising(numbers: Sequence[int]) -> list[int]:
    """The longest rising run to be picked from different numbers: what need not be said to have moved."""
    ends: list[int] = []
    places: list[int] = []
    for number in numbers:
        at = bisect_left(ends, number)
        places.append(at)
        ends[at : at + 1] = [number]
    picked: list[int] = []
    wanted = len(ends) - 1
    for number, place in zip(reversed(numbers), reversed(places), strict=True):
        if place == wanted:
            picked.append(number)
            wanted -= 1
    return picked[::-1]
