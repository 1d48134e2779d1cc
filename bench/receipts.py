"""An unknown receipt and a wrong one: the same answer, in the same time?

    python -m bench.receipts [--each 3000]

Look-ups of tokens of nobody (32 bytes) and of what is no token at all, in pairs whose order is drawn, over one
connection. The median of the differences within the pairs comes with its 95 % interval, taken from order statistics:
no distribution is assumed. Beside it stands the difference between two unknown tokens, which is noise.
"""

import argparse
import http.client
import json
import math
import random
import statistics
import time

from bench.figures import keep, percentile, running_town, show
from bench.reporter import API, Reporter
from e2e.town import Town
from vouchsafe.vault.primitives import to_base64

WRONG = ("not a token", "", "A" * 44, "A" * 43 + "!", to_base64(bytes(31)), "é" * 20)
Answer = tuple[int, tuple[tuple[str, str], ...], bytes]


class Visitor:
    """Somebody who guesses, over one connection."""

    def __init__(self, town: Town) -> None:
        self.host = f"report.localhost:{town.port}"
        self.connection = http.client.HTTPConnection("127.0.0.1", town.port, timeout=30)

    def look_up(self, token: str) -> tuple[float, Answer]:
        """Microseconds, and the answer without the clock's header."""
        body = json.dumps({"lookup_token": token}).encode()
        headers = {"Host": self.host, "Content-Type": "application/json"}
        began = time.perf_counter()
        self.connection.request("POST", f"{API}/mailbox", body, headers)
        answer = self.connection.getresponse()
        content = answer.read()
        took = (time.perf_counter() - began) * 1e6
        pairs = tuple(sorted((name, value) for name, value in answer.getheaders() if name.lower() != "date"))
        return took, (answer.status, pairs, content)


def unknown() -> str:
    """A token of nobody."""
    return to_base64(random.randbytes(32))


def median_interval(values: list[float]) -> tuple[float, float, float]:
    """The median and its 95 % interval, from the order statistics that a sign test leaves."""
    ordered, half = sorted(values), 0.98 * math.sqrt(len(values))
    low, high = int(len(values) / 2 - half), min(int(len(values) / 2 + half) + 1, len(values) - 1)
    return statistics.median(ordered), ordered[max(0, low)], ordered[high]


def compare(visitor: Visitor, each: int) -> tuple[dict[str, list[float]], list[float], list[float], set[Answer]]:
    """Microseconds of each kind, differences wrong less unknown and unknown less unknown, and every distinct answer."""
    times: dict[str, list[float]] = {"unknown": [], "wrong": []}
    differences: list[float] = []
    noise: list[float] = []
    answers: set[Answer] = set()
    for number in range(each):
        asked = [("unknown", unknown()), ("wrong", WRONG[number % len(WRONG)]), ("control", unknown())]
        random.shuffle(asked)
        took = {}
        for kind, token in asked:
            took[kind], answer = visitor.look_up(token)
            answers.add(answer)
        for kind, found in times.items():
            found.append(took[kind])
        differences.append(took["wrong"] - took["unknown"])
        noise.append(took["control"] - took["unknown"])
    return times, differences, noise, answers


def main() -> None:
    """Run it, print the table, keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--each", type=int, default=3000)
    each = parser.parse_args().each
    with running_town() as town:
        Reporter(town).file("So that there is one receipt to miss")
        visitor = Visitor(town)
        compare(visitor, 200)
        times, differences, noise, answers = compare(visitor, each)
    middle, low, high = median_interval(differences)
    still, quiet, loud = median_interval(noise)
    figures = {
        "look-ups of each kind": each,
        "distinct answers, byte for byte": len(answers),
        "unknown receipt, median in µs": statistics.median(times["unknown"]),
        "wrong receipt, median in µs": statistics.median(times["wrong"]),
        "unknown, 99th percentile in µs": percentile(times["unknown"], 0.99),
        "wrong, 99th percentile in µs": percentile(times["wrong"], 0.99),
        "wrong less unknown, median in µs": middle,
        "  95 % interval": f"{low:.1f} to {high:.1f}",
        "unknown less unknown (noise), median in µs": still,
        "  95 % interval of the noise": f"{quiet:.1f} to {loud:.1f}",
    }
    show("Receipts of nobody and receipts that are none", list(figures.items()))
    keep("receipts", figures)


if __name__ == "__main__":
    main()
