"""What benchmarks share: a town to measure, what was measured as a table, and as a file."""

import json
import math
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil

from e2e import town as towns

RESULTS = Path("var/bench")


@contextmanager
def running_town() -> Iterator[towns.Town]:
    """A demo of its own, as `make run` starts it, gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="vouchsafe-bench-") as folder:
        town = towns.start(Path(folder))
        try:
            yield town
        finally:
            town.stop()


def percentile(values: Sequence[float], share: float) -> float:
    """The value that `share` of `values` do not exceed (nearest rank)."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def server_memory(town: towns.Town) -> int:
    """Bytes of memory that the processes which answer requests hold now, together (their proportional share)."""
    serving = [
        process
        for process in psutil.Process(town.process.pid).children(recursive=True)
        if "serve" in process.cmdline() or any("serve" in parent.cmdline() for parent in process.parents())
    ]
    return sum(process.memory_full_info().pss for process in serving)


def show(title: str, rows: Sequence[tuple[str, object]]) -> None:
    """Print figures as a table of two columns."""
    width = max(len(name) for name, _value in rows)
    print(f"\n{title}")
    for name, value in rows:
        print(f"  {name:<{width}}  {value:.2f}" if isinstance(value, float) else f"  {name:<{width}}  {value}")


def show_each(title: str, figures: Mapping[str, object]) -> None:
    """Print figures, those that are tables as tables of their own."""
    flat = [(name, value) for name, value in figures.items() if not isinstance(value, Mapping)]
    if flat:
        show(title, flat)
    for name, value in figures.items():
        if isinstance(value, Mapping):
            show(f"{title}: {name}", list(value.items()))


def keep(name: str, figures: Mapping[str, object]) -> None:
    """Write figures to var/bench/<name>.json."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
