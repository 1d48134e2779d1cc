"""`docs/asvs.md` answers each requirement of OWASP ASVS 5.0.0, and names only what exists."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import pytest

ROOT: Final = Path(__file__).parents[3]
PAGE: Final = ROOT / "docs" / "asvs.md"
STATES: Final = ("met", "n/a", "operator", "declined", "open")
LEVEL_THREE: Final = frozenset({3, 5, 6, 7, 8, 11, 12, 13, 14, 16})
REQUIREMENTS: Final = """
    1.1:22 1.2:1111122223 1.3:112222222223 1.4:222 1.5:123 2.1:122 2.2:112 2.3:12223 2.4:23
    3.1:3 3.2:113 3.3:12223 3.4:11222233 3.5:11122333 3.6:3 3.7:22333 4.1:12233 4.2:23333 4.3:22 4.4:1222
    5.1:2 5.2:112333 5.3:113 5.4:222 6.1:122 6.2:111111112222 6.3:11223333 6.4:112233 6.5:22222333 6.6:2223 6.7:33
    6.8:2222 7.1:222 7.2:1111 7.3:22 7.4:11222 7.5:223 7.6:22 8.1:1233 8.2:1123 8.3:133 8.4:23 9.1:111 9.2:1222
    10.1:22 10.2:223 10.3:22223 10.4:1111122222233333 10.5:22222 10.6:22 10.7:222 11.1:2233 11.2:22233 11.3:11233
    11.4:1222 11.5:23 11.6:23 11.7:33 12.1:12233 12.2:11 12.3:22223 13.1:2333 13.2:222223 13.3:2233 13.4:1222233
    14.1:22 14.2:12223333 14.3:122 15.1:12233 15.2:12233 15.3:1222222 15.4:3333 16.1:2 16.2:22222 16.3:2222 16.4:222
    16.5:2223 17.1:23 17.2:22223333 17.3:22
"""
"""Each section with the level of each of its requirements: "1.1:22" are 1.1.1 and 1.1.2, both of level 2."""
ROW: Final = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([123]) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)
SUM: Final = re.compile(
    r"^\| (?:V(\d+) [^|]+|\*\*All\*\*) \| (\d?) ?\| (\d+) \| (\d+) \| (\d+) \| (\d+) \| (\d+) \|$", re.MULTILINE
)
NAMED: Final = re.compile(r"`([^`]+)`")
PLACE: Final = re.compile(
    r"(?:vouchsafe|web|e2e|docs|deploy|vectors|requirements|tools|\.github)/[\w./-]+(?:::\w+|#[\w-]+)?|Makefile|mkdocs\.yml"
)
PYTHON: Final = re.compile(
    r"^(?:import|from) (?:hashlib|hmac|secrets|cryptography|altcha)\b"
    r"|^from django\.(?:core import signing|core\.signing|utils\.crypto)|\burandom\b",
    re.MULTILINE,
)
TYPESCRIPT: Final = re.compile(
    r"@noble/|@scure/bip39|crypto\.subtle|getRandomValues|randomUUID|shamir-secret-sharing|altcha-lib"
)


class Row(NamedTuple):
    """One requirement as the page answers it."""

    id: str
    level: int
    short: str
    state: str
    why: str


def required() -> dict[str, int]:
    """Each requirement with its level."""
    sections = (section.split(":") for section in REQUIREMENTS.split())
    return {f"{name}.{place}": int(level) for name, levels in sections for place, level in enumerate(levels, 1)}


@cache
def page() -> str:
    return PAGE.read_text("utf-8")


def rows() -> list[Row]:
    return [Row(name, int(level), short, state, why) for name, level, short, state, why in ROW.findall(page())]


def places_in(text: str) -> list[str]:
    """Files, tests and headings that a text names."""
    return [named for named in NAMED.findall(text) if PLACE.fullmatch(named)]


@cache
def exists(place: str) -> bool:
    """Whether a file is there, and in it the test, function or heading after `::` or `#`."""
    path, _, name = place.partition("::")
    path, _, heading = path.partition("#")
    file = ROOT / path
    if not file.is_file():
        return False
    text = file.read_text("utf-8")
    if name:
        known = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        return name in {each.name for each in ast.walk(ast.parse(text)) if isinstance(each, known)}
    return not heading or heading in {slug(line) for line in text.splitlines() if line.startswith("#")}


def slug(heading: str) -> str:
    """As MkDocs makes it."""
    words = re.sub(r"[^\w\s-]", "", heading.lstrip("#").strip().lower())
    return re.sub(r"[-\s]+", "-", words)


def test_the_standard_is_whole() -> None:
    """345 requirements in seventeen chapters, as version 5.0.0 has them."""
    assert len(required()) == 345
    assert Counter(required().values()) == {1: 70, 2: 183, 3: 92}


def test_every_requirement_is_answered_once_with_its_level() -> None:
    """None is missing, none is invented, none stands there twice; each has a state and words of its own."""
    assert [(row.id, row.level) for row in rows()] == list(required().items())
    assert {row.state for row in rows()} <= set(STATES)
    assert [row.id for row in rows() if len(row.short) < 3 or len(row.why) < 5] == []


def test_what_is_met_is_shown_by_something_that_exists() -> None:
    """Every test, file, function and heading that any row names is there; what is met names at least one."""
    assert [(row.id, place) for row in rows() for place in places_in(row.why) if not exists(place)] == []
    assert [row.id for row in rows() if row.state == "met" and not places_in(row.why)] == []


def test_tests_are_named_as_tests() -> None:
    """A name in backticks that looks like one, and is not of the form that is checked above, would be passed over."""
    loose = [named for row in rows() for named in NAMED.findall(row.why) if "test_" in named or "::" in named]
    assert [named for named in loose if not PLACE.fullmatch(named)] == []


def test_the_rest_of_the_page_names_what_exists() -> None:
    """What is written down below the table too."""
    assert [place for place in places_in(page()) if not exists(place)] == []


def test_a_place_that_is_not_there_is_noticed() -> None:
    """The check itself: a file, a test and a heading that are there, and those that are not."""
    here = "vouchsafe/doors/tests/test_asvs.py"
    for place, there in {
        here: True,
        f"{here}::test_the_standard_is_whole": True,
        f"{here}::test_that_nobody_wrote": False,
        "vouchsafe/doors/tests/test_nothing.py": False,
        "docs/asvs.md#keys-and-cryptography": True,
        "docs/asvs.md#no-such-heading": False,
    }.items():
        assert exists(place) == there, place


def test_what_is_open_is_said_where_it_is_needed() -> None:
    """Levels that we hold ourselves to: what is open there is listed above the table, with the others."""
    needed = [row for row in rows() if row.level <= (3 if int(row.id.split(".")[0]) in LEVEL_THREE else 2)]
    summary = page().split("What is open, in order of danger", 1)[1].split("\n## ", 1)[0]
    assert [row.id for row in needed if row.state == "open" and row.id not in summary] == []
    assert len(needed) > 300


def test_the_sums_are_right() -> None:
    """By chapter and in all."""
    counted: dict[str, Counter[str]] = {"": Counter(row.state for row in rows())}
    for row in rows():
        counted.setdefault(row.id.split(".")[0], Counter())[row.state] += 1
    sums = SUM.findall(page())
    assert [chapter for chapter, *_rest in sums] == [*map(str, range(1, 18)), ""]
    for chapter, level, *numbers in sums:
        assert [int(number) for number in numbers] == [counted[chapter][state] for state in STATES], chapter
        assert not chapter or int(level) == (3 if int(chapter) in LEVEL_THREE else 2)


@pytest.mark.parametrize(("folder", "ending", "uses"), [("vouchsafe", "py", PYTHON), ("web/src", "ts", TYPESCRIPT)])
def test_every_use_of_cryptography_is_in_the_inventory(folder: str, ending: str, uses: re.Pattern[str]) -> None:
    """Whatever hashes, seals, signs, derives or draws stands in the table; what does so no more does not."""
    section = page().split("### Keys and cryptography", 1)[1].split("\n### ", 1)[0]
    listed = {place for place in places_in(section) if place.startswith(f"{folder}/")} - {
        "vouchsafe/config/settings.py"
    }
    found = set()
    for file in (ROOT / folder).rglob(f"*.{ending}"):
        is_tool = "tests" in file.parts or file.name.endswith(".test.ts") or "make_vectors" in str(file)
        if not is_tool and file.name != "makeVectors.ts" and uses.search(file.read_text("utf-8")):
            found.add(str(file.relative_to(ROOT)))
    assert listed == found
