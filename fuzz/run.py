"""Fuzzes one target with atheris: `python -m fuzz.run TARGET SECONDS`.

It begins with the kept corpus and with what earlier runs grew in `var/fuzz/<target>`. An input that breaks a property
is written into `corpus/<target>/` at once, and ends the run: mend the code, and the tests replay it from then on.
"""

import sys
from pathlib import Path
from random import Random

import atheris

from fuzz.configured import configure
from fuzz.mutations import mutate
from fuzz.targets import NAMES, target_of

HERE = Path(__file__).parent
GROWN = HERE.parent / "var" / "fuzz"
JSON = ("bundle", "definition", "answers")
LONGEST = 64 * 1024


def main() -> None:
    """Fuzz until the time is over, or something is found: then the exit is not 0."""
    name, seconds = sys.argv[1], int(sys.argv[2])
    if name not in NAMES:
        sys.exit(f"There is no target {name}: one of {', '.join(NAMES)}.")
    with atheris.instrument_imports(include=["vouchsafe", "fuzz"]):
        configure()
        target = target_of(name)
    grown, kept = GROWN / name, HERE / "corpus" / name
    grown.mkdir(parents=True, exist_ok=True)
    options = [
        f"-max_total_time={seconds}",
        f"-max_len={LONGEST}",
        f"-artifact_prefix={kept}/",
        "-timeout=30",
        "-len_control=0",
    ]
    options += [f"-dict={words}"] if (words := HERE / "words" / f"{name}.dict").is_file() else []
    more = {"custom_mutator": _json_mutator} if name in JSON else {}
    atheris.Setup([sys.argv[0], *options, str(grown), str(kept)], target, **more)
    atheris.Fuzz()


def _json_mutator(data: bytes, most: int, seed: int) -> bytes:
    changed = mutate(data, Random(seed), lambda part: atheris.Mutate(part, len(part) + 16))
    return changed if len(changed) <= most else data[:most]


if __name__ == "__main__":
    main()
