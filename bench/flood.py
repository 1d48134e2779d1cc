"""Ten thousand junk bundles, and one honest reporter: does the door answer, and is the honest report stored?

    python -m bench.flood [--bundles 10000] [--connections 64] [--seconds 300]

The junk is of five sorts, sent over many connections at once: without a proof of work, with a proof that is none, with
a true proof and a body that is garbage, the same bytes of a stored report again, other bytes under its id.
Meanwhile challenges are asked for as well, which raises the price; an honest reporter looks into a mailbox four times a
second, and three honest reports are filed.
"""

import argparse
import asyncio
import base64
import itertools
import json
import os
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from uuid import uuid4

from bench.figures import keep, percentile, running_town, server_memory, show
from bench.reporter import API, JSON, Filed, Reporter
from e2e.town import Town
from e2e.wire import ask
from vouchsafe.intake.terminal.proof import HEADER, solve

LOOKUPS_A_SECOND = 4
HONEST_REPORTS = 3
TRUE_PROOFS = 12


@dataclass(frozen=True)
class Junk:
    """One request of the flood."""

    sort: str
    method: str
    path: str
    body: bytes
    proof: str | None = None


@dataclass
class Seen:
    """What came of the flood: answers by sort and status, seconds of honest requests, memory over time."""

    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    lookups: list[float] = field(default_factory=list)
    reports: list[float] = field(default_factory=list)
    filed: list[Filed] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    unanswered: int = 0
    failed: Counter[str] = field(default_factory=Counter)


def junk_of(reporter: Reporter, stored: list[Filed]) -> Iterator[Junk]:
    """Junk without end, its sorts in turn."""
    proofs = itertools.cycle(true_proofs(reporter))
    garbage = base64.b64encode(os.urandom(12_000))
    forged = base64.b64encode(json.dumps({"challenge": {}, "solution": {}}).encode()).decode()
    for number in itertools.count():
        again = stored[number % len(stored)]
        raw, own = again.bundle.to_json(), f"{API}/cases/{again.bundle.case_id}"
        yield Junk("no proof", "PUT", f"{API}/cases/{uuid4()}", garbage)
        yield Junk("proof that is none", "PUT", f"{API}/cases/{uuid4()}", garbage, forged)
        case, proof = next(proofs)
        yield Junk("true proof, garbage", "PUT", f"{API}/cases/{case}", b'{"version": 1, "x": "' + garbage, proof)
        yield Junk("stored bytes again", "PUT", own, raw)
        yield Junk("other bytes, stored id", "PUT", own, raw + b" ")
        if number % 4 == 0:
            wanted = json.dumps({"channel": str(reporter.channel.id), "case": str(uuid4())}).encode()
            yield Junk("challenge asked for", "POST", f"{API}/challenges/report", wanted)


def true_proofs(reporter: Reporter) -> list[tuple[str, str]]:
    """Proofs that somebody really worked out, each for a case of its own; they are used again and again."""
    cases = [uuid4() for _each in range(TRUE_PROOFS)]
    return [(str(case), solve(reporter.challenge(case))) for case in cases]


async def send_all(port: int, junk: Iterator[Junk], seen: Seen, deadline: float) -> None:
    """One connection's part of the flood, one request after the other."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    for each in junk:
        if time.monotonic() > deadline:
            break
        try:
            writer.write(request_bytes(each, port))
            await writer.drain()
            status, closes = await read_answer(reader)
        except (OSError, asyncio.IncompleteReadError):
            seen.unanswered += 1
            closes = True
        else:
            seen.answers[each.sort, status] += 1
        if closes:
            writer.close()
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.close()


def request_bytes(junk: Junk, port: int) -> bytes:
    """The request as it goes over the wire."""
    lines = [f"{junk.method} {junk.path} HTTP/1.1", f"Host: report.localhost:{port}"]
    lines += ["Content-Type: application/json", f"Content-Length: {len(junk.body)}"]
    lines += [f"{HEADER}: {junk.proof}"] if junk.proof else []
    return "\r\n".join([*lines, "", ""]).encode() + junk.body


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, bool]:
    """Status of an answer, and whether the server closes the connection after it."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    length = next((line.split(":")[1] for line in head.split("\r\n") if line.startswith("content-length:")), "0")
    await reader.readexactly(int(length))
    return int(head.split()[1]), "connection: close" in head


async def look_up(town: Town, filed: Filed, seen: Seen) -> None:
    """An honest reporter comes back, again and again."""
    while True:
        began = time.monotonic()
        try:
            answer = await asyncio.to_thread(
                ask, town, "report", f"{API}/mailbox", method="POST", body=filed.look_up, headers=JSON
            )
            seen.failed.update([f"mailbox {answer.status}"] if answer.status != 200 else [])
        except OSError as error:
            seen.failed.update([f"mailbox {type(error).__name__}"])
        seen.lookups.append(time.monotonic() - began)
        seen.memory.append(await asyncio.to_thread(server_memory, town))
        await asyncio.sleep(1 / LOOKUPS_A_SECOND)


def is_stored(town: Town, filed: Filed) -> bool:
    """Whether its receipt opens its mailbox, and every item that was sent is there."""
    answer = ask(town, "report", f"{API}/mailbox", method="POST", body=filed.look_up, headers=JSON)
    found = {item["sealed"] for item in json.loads(answer.body)["items"]} if answer.status == 200 else set()
    return {item["sealed"] for item in filed.bundle.items} <= found


async def report_honestly(reporter: Reporter, seen: Seen) -> None:
    """Honest reports, each paid for at the price of the moment."""
    for number in range(HONEST_REPORTS):
        began = time.monotonic()
        try:
            seen.filed.append(await asyncio.to_thread(reporter.file, f"Honest report {number}"))
        except (OSError, AssertionError) as error:
            seen.failed.update([f"report {error}"])
        seen.reports.append(time.monotonic() - began)
        await asyncio.sleep(1)


async def flood(reporter: Reporter, junk: Iterator[Junk], connections: int, seconds: float) -> tuple[Seen, float]:
    """The flood, and the honest beside it; what was seen, and seconds until the last junk was answered."""
    town, seen = reporter.town, Seen()
    known = await asyncio.to_thread(reporter.file, "Filed before the flood")
    looking = asyncio.create_task(look_up(town, known, seen))
    began = time.monotonic()
    honest = asyncio.create_task(report_honestly(reporter, seen))
    await asyncio.gather(*(send_all(town.port, junk, seen, began + seconds) for _each in range(connections)))
    took = time.monotonic() - began
    await honest
    looking.cancel()
    return seen, took


def main() -> None:
    """Run it, print the table, keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--bundles", type=int, default=10_000)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=300)
    chosen = parser.parse_args()
    with running_town() as town:
        reporter = Reporter(town)
        stored = [reporter.file(f"Junk that was paid for {number}") for number in range(3)]
        junk = itertools.islice(junk_of(reporter, stored), chosen.bundles)
        first = reporter.challenge(uuid4())["parameters"]
        before = server_memory(town)
        seen, took = asyncio.run(flood(reporter, junk, chosen.connections, chosen.seconds))
        last = reporter.challenge(uuid4())["parameters"]
        answered = sum(seen.answers.values())
        stored_honest = [is_stored(town, filed) for filed in seen.filed]
        figures: dict[str, object] = {
            "junk answered": answered,
            "junk unanswered": seen.unanswered,
            "seconds": took,
            "junk answered per second": answered / took,
            "mailbox look-ups": len(seen.lookups),
            "look-up, median in ms": 1000 * percentile(seen.lookups, 0.5),
            "look-up, 99th percentile in ms": 1000 * percentile(seen.lookups, 0.99),
            "honest reports: filed": len(seen.reports),
            "honest reports: stored": sum(stored_honest),
            "honest report, proof included, slowest in s": max(seen.reports),
            "honest requests that failed": dict(seen.failed) or 0,
            "tries of a proof at most, before": first["data"]["most"],
            "tries of a proof at most, after": last["data"]["most"],
            "server memory before, MiB": before / 2**20,
            "server memory, most, MiB": max(seen.memory) / 2**20,
        }
    by_sort = {f"{sort}: {status}": count for (sort, status), count in sorted(seen.answers.items())}
    show("A flood of junk, and the honest beside it", list(figures.items()))
    show("How the junk was answered", list(by_sort.items()))
    keep("flood", {**figures, "answers": by_sort})


if __name__ == "__main__":
    main()
