"""All that was measured as one table beside what was promised, as one file, and drawn.

    python -m bench.summary

It reads what the other benchmarks left in var/bench and says what was not run; summary.txt, .json and .svg join them.
"""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from bench.drawing import Line, drawn
from bench.figures import RESULTS, keep

Figures = Mapping[str, Any]


class Promise(NamedTuple):
    """A row of the table: what, where it stands, and from which to which value it is as promised (None: as it is)."""

    what: str
    file: str
    path: tuple[str, ...]
    unit: str
    least: float | None = None
    most: float | None = None


PROMISES = (
    Promise("Page and bundle, application CPU", "submission", ("submission, 1", "application, CPU ms"), "ms", most=2),
    Promise("Page and bundle, 16 connections", "submission", ("submission, 16", "per second"), "/s"),
    Promise("  of what pgbench stores", "submission", ("pgbench, 16", "submissions, of it, %"), "%", least=40),
    Promise(
        "  and with one counter", "submission", ("pgbench with one counter, 16", "submissions, of it, %"), "%", least=40
    ),
    Promise("  99th percentile", "submission", ("submission, 16", "p99, ms"), "ms", most=60),
    Promise("  memory at most", "submission", ("submission, 16", "server memory, most, MiB"), "MiB"),
    Promise("pgbench, 16 connections", "submission", ("pgbench, 16", "per second"), "/s"),
    Promise("No-op, 16 connections", "submission", ("no-op, 16", "per second"), "/s"),
    Promise("No-op, application CPU", "submission", ("no-op, 1", "application, CPU ms"), "ms"),
    Promise("Receipt look-up, 16 connections", "submission", ("receipt look-up, 16", "per second"), "/s"),
    Promise("List of 50 of 1,000,000 cases", "many", ("list of 50, 1,000,000 cases", "per second"), "/s", least=500),
    Promise("  99th percentile", "many", ("list of 50, 1,000,000 cases", "p99, ms"), "ms", most=50),
    Promise("Receipt among 10,000,000", "many", ("receipt look-up, 10,000,000 cases", "per second"), "/s", least=1000),
    Promise("Upload, of a synced dd", "streams", ("upload, of dd, %",), "%", least=70),
    Promise("  memory at most", "streams", ("upload, memory at most, MiB",), "MiB"),
    Promise("Download, whole", "streams", ("download, whole, MiB per second",), "MiB/s"),
    Promise("Download, in ranges", "streams", ("download, ranges of 8 MiB, MiB per second",), "MiB/s"),
    Promise("Beside 200 slow uploads, slower by", "streams", ("slower by, %",), "%", most=20),
    Promise("Keys of 1,000 cases handed on", "handing", ("seconds",), "s"),
    Promise("A typical report sealed", "browser", ("a typical report", "sealing, median, ms"), "ms"),
    Promise("  memory more, of its page", "browser", ("a typical report", "page, more, MiB"), "MiB"),
    Promise("100 MiB attached", "browser", ("attached, 100 MiB", "seconds"), "s"),
    Promise("  CPU of its page", "browser", ("attached, 100 MiB", "CPU of the page, s"), "s"),
    Promise("  memory more, of its page", "browser", ("attached, 100 MiB", "page, more, MiB"), "MiB"),
    Promise("100 MiB opened at the desk", "browser", ("opened at the desk, 100 MiB", "seconds"), "s"),
    Promise("  CPU of its page", "browser", ("opened at the desk, 100 MiB", "CPU of the page, s"), "s"),
    Promise("  memory more, of its page", "browser", ("opened at the desk, 100 MiB", "page, more, MiB"), "MiB"),
    Promise("1,000 grants unlocked", "inbox", ("opened once, 1000", "seconds"), "s"),
    Promise("  CPU of the page", "inbox", ("opened once, 1000", "CPU of the page, s"), "s"),
    Promise("  memory more, of the page", "inbox", ("opened once, 1000", "page, more, MiB"), "MiB"),
    Promise("First page of 10,000 titles", "inbox", ("first page of 10000, opened before",), "ms"),
    Promise("10,000 titles from the cache", "inbox", ("out of the sealed index, 10000", "ms"), "ms"),
    Promise("  memory more, of the page", "inbox", ("out of the sealed index, 10000", "page, more, MiB"), "MiB"),
    Promise("From one command to the first poster", "setup", ("seconds",), "s", most=300),
)


def read(file: str) -> Figures:
    """What a benchmark left; nothing where it was not run."""
    path = RESULTS / f"{file}.json"
    found: Figures = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return found


def value_of(promise: Promise) -> float | None:
    """What was measured of it."""
    found: Any = read(promise.file)
    for name in promise.path:
        found = found.get(name) if isinstance(found, dict) else None
    return None if found is None else float(found)


def verdict(promise: Promise, value: float | None) -> str:
    """Whether it is as promised, in a word."""
    if value is None:
        return "not run"
    if promise.least is None and promise.most is None:
        return ""
    kept = (promise.least is None or value >= promise.least) and (promise.most is None or value <= promise.most)
    return "kept" if kept else "MISSED"


def table() -> str:
    """The one table."""
    lines = [f"{'':<38}{'measured':>12} {'':<6}{'promised':>10}"]
    for promise in PROMISES:
        value = value_of(promise)
        bound = f"≥ {promise.least:g}" if promise.least is not None else ""
        bound = f"≤ {promise.most:g}" if promise.most is not None else bound
        shown = "-" if value is None else f"{value:,.1f}"
        lines.append(f"{promise.what:<38}{shown:>12} {promise.unit:<6}{bound:>10}  {verdict(promise, value)}".rstrip())
    return "\n".join(lines)


def lines_of(file: str, what: str, column: str, place: Callable[[str], float]) -> list[tuple[float, float]]:
    """Points of a line: of every entry whose name begins so, where it stands and what was measured."""
    found = [(place(name), float(each[column])) for name, each in read(file).items() if name.startswith(f"{what},")]
    return sorted(found)


def number_in(name: str) -> float:
    """The one number that the name of an entry ends with: "list of 50, 1,000 cases"."""
    return float(name.rpartition(", ")[2].split()[0].replace(",", ""))


def plots() -> list[tuple[str, str, str, list[Line]]]:
    """Title, what stands across, what stands upright, and the lines."""

    def each(file: str, column: str, *what: str) -> list[Line]:
        return [Line(one, lines_of(file, one, column, number_in)) for one in what]

    return [
        (
            "Requests by connections",
            "connections",
            "per second",
            each("submission", "per second", "submission", "receipt look-up", "no-op", "pgbench"),
        ),
        (
            "Requests by processes",
            "processes",
            "per second",
            each("processes", "per second", "submission", "receipt look-up"),
        ),
        (
            "Median by cases stored",
            "cases",
            "ms",
            each("many", "p50, ms", "list of 50", "receipt look-up"),
        ),
        (
            "Database CPU by cases stored",
            "cases",
            "ms",
            each("many", "database, CPU ms", "list of 50", "receipt look-up"),
        ),
        (
            "A browser's seconds by size of an attachment",
            "MiB",
            "s",
            each("browser", "seconds", "attached", "opened at the desk"),
        ),
        (
            "A page's memory by size of an attachment",
            "MiB",
            "MiB more",
            each("browser", "page, more, MiB", "attached", "opened at the desk"),
        ),
    ]


def main() -> None:
    """Print the table, keep it, draw."""
    text = table()
    print(text)
    keep(
        "summary",
        {
            "made": datetime.now(UTC).date().isoformat(),
            "figures": [
                {**promise._asdict(), "value": (value := value_of(promise)), "verdict": verdict(promise, value)}
                for promise in PROMISES
            ],
        },
    )
    (RESULTS / "summary.txt").write_text(text + "\n", "utf-8")
    (RESULTS / "summary.svg").write_text(drawn(plots()), "utf-8")
    print(f"\nAll figures lie in {RESULTS}; drawn in {RESULTS / 'summary.svg'}.")


if __name__ == "__main__":
    main()
