"""A whole submission by HTTP, and a receipt looked up, beside what the database alone does.

    python -m bench.submission [--each 1500] [--connections 1 8 16] [--workers 1]

A submission is the form's page and then a bundle: three items (report, title, the manifest of a small file that was
uploaded before), four grants, about 12 KB, its proof of work solved before. The ceiling is pgbench on the same
database, storing the same rows in the same tables: one statement, one counter, one transaction that waits for the
disk. Once with a counter for each client, so that nobody waits for another, and once with one counter for all, as one
channel has it. A no-op is a request that asks the database nothing: what porch and Django cost by themselves.
"""

import argparse
import io
import itertools
import re
import statistics
import subprocess
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bench.drive import Errand, measured, request
from bench.figures import keep, show
from bench.station import Station, running_station

if TYPE_CHECKING:
    from vouchsafe.vault.receipt import Receipt

API = "/api/v1/meridian"
PAGE = "/en/meridian/integrity/report/"
TURNS = 7
STORY = "Each Friday three coils leave by the side gate, on a note that nobody signed. " * 4


class Pile:
    """Submissions, sealed and paid for beforehand. Made in a process that knows Django, as the system."""

    def __init__(self, host: str) -> None:
        from vouchsafe.channels.models import Channel
        from vouchsafe.people.queries import directory_of
        from vouchsafe.vault.directory import verify_chain
        from vouchsafe.vault.report import Questionnaire

        self.host = host
        self.channel = Channel.objects.get()
        self.organisation = self.channel.organisation_id
        found = directory_of(self.organisation)
        self.directory = verify_chain(found.entries, found.cards)
        definition = self.channel.definitions.latest("version")
        self.questionnaire = Questionnaire(definition.version, bytes(definition.sha256))
        self.receipts: list[Receipt] = []

    def submissions(self, count: int) -> list[Errand]:
        """So many."""
        return [self._submission() for _each in range(count)]

    def look_ups(self, count: int) -> Iterator[Errand]:
        """So many visits to the mailboxes of what was submitted."""
        from vouchsafe.vault.primitives import to_base64

        for receipt in itertools.islice(itertools.cycle(self.receipts), count):
            body = f'{{"lookup_token": "{to_base64(receipt.lookup_token)}"}}'.encode()
            yield [
                ("look-up", request("POST", self.host, f"{API}/mailbox", body, Content_Type="application/json")),
            ]

    def _submission(self) -> Errand:
        from vouchsafe.common import clock, ids, uploads
        from vouchsafe.intake import proofs
        from vouchsafe.intake.terminal.proof import solve
        from vouchsafe.vault.attachments import AttachedFile
        from vouchsafe.vault.receipt import Receipt
        from vouchsafe.vault.report import ReportSealer

        receipt = Receipt.generate()
        sealer = ReportSealer(receipt, self.directory, self.channel.id, self.questionnaire)
        blob, content = ids.new_id(), b"date,amount\n2026-05-12,4870.00\n"
        with uploads.sink(self.organisation, blob) as sink:
            file = AttachedFile(io.BytesIO(content), len(content), "invoices.csv", "text/csv")
            sealer.seal_attachment(file, sink, blob=blob)
        answers = {"headline": "Copper is missing", "what-happened": STORY}
        bundle = sealer.finish(answers, "Copper is missing", clock.today(), category="fraud-or-corruption")
        proof = solve(proofs.challenge_report(self.organisation, self.channel.id, bundle.case_id))
        self.receipts.append(receipt)
        sent = request(
            "PUT",
            self.host,
            f"{API}/cases/{bundle.case_id}",
            bundle.to_json(),
            Content_Type="application/json",
            Vouchsafe_Proof=proof,
        )
        return [("page", request("GET", self.host, PAGE)), ("bundle", sent)]


# The rows of one case that was stored, taken as they are but for what must be unique.
SAMPLE = """
CREATE TABLE bench_case AS SELECT * FROM cases_case LIMIT 1;
CREATE TABLE bench_key AS SELECT * FROM cases_casekey WHERE case_id = (SELECT id FROM bench_case);
CREATE TABLE bench_grant AS SELECT * FROM cases_grant WHERE case_id = (SELECT id FROM bench_case);
CREATE TABLE bench_item AS SELECT * FROM cases_item WHERE case_id = (SELECT id FROM bench_case);
CREATE TABLE bench_blob AS SELECT * FROM cases_blob WHERE case_id = (SELECT id FROM bench_case);
CREATE TABLE bench_clock AS SELECT * FROM cases_clock WHERE case_id = (SELECT id FROM bench_case);
"""
ANEW = {
    "case": {"id": "gen_random_uuid()", "receipt_hash": "sha256(gen_random_uuid()::text::bytea)"},
    "casekey": {"case_id": "arrived.id"},
    "grant": {"id": "gen_random_uuid()", "case_id": "arrived.id"},
    "item": {"id": "gen_random_uuid()", "case_id": "arrived.id"},
    "blob": {"id": "gen_random_uuid()", "case_id": "arrived.id"},
    "clock": {"case_id": "arrived.id"},
}
COUNTED = """
INSERT INTO intake_use (organisation_id, scope, kind, day, used)
SELECT organisation_id, ('00000000-0000-4000-8000-' || lpad(:counter::text, 12, '0'))::uuid, 'bench', current_date, 1
FROM bench_case
ON CONFLICT (organisation_id, scope, kind, day) DO UPDATE SET used = intake_use.used + 1;
"""


def ceiling_script(counter: str) -> str:
    """What pgbench does in one transaction: the rows of a case by one statement, and a counter of that number."""
    from django.db import connection

    def copied(table: str) -> str:
        sample = f"bench_{'key' if table == 'casekey' else table}"
        with connection.cursor() as cursor:
            columns = [each.name for each in connection.introspection.get_table_description(cursor, f"cases_{table}")]
        generated = {"pk"}
        columns = [each for each in columns if each not in generated and not (table == "clock" and each == "id")]
        values = [ANEW[table].get(each, f"s.{each}") for each in columns]
        source = f"{sample} AS s" + ("" if table == "case" else ", arrived")
        returning = " RETURNING id" if table == "case" else ""
        into = ", ".join(columns)
        return f"INSERT INTO cases_{table} ({into}) SELECT {', '.join(values)} FROM {source}{returning}"  # noqa: S608

    parts = [f"arrived AS ({copied('case')})"]
    parts += [f"{name}s AS ({copied(name)})" for name in ("casekey", "grant", "item", "blob", "clock")]
    stored = f"WITH {', '.join(parts)} SELECT id FROM arrived;"  # noqa: S608 - names of columns
    return f"\\set counter {counter}\nBEGIN;\n{stored}\n{' '.join(COUNTED.split())}\nCOMMIT;\n"


def ceiling(station: Station, connections: int, seconds: int, counter: str) -> dict[str, float]:
    """Transactions per second of pgbench, and what they cost the database."""
    import psutil

    from bench.station import seconds_of

    script = station.folder / "ceiling.sql"
    script.write_text(ceiling_script(counter), "utf-8")
    database = psutil.Process(station.database.pid)
    before = seconds_of(database)
    command = [str(station.programs() / "pgbench"), "-n", "-M", "prepared", "-f", str(script), "-c", str(connections)]
    command += ["-j", "1", "-T", str(seconds), station.database.url]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    done = number_in(said, r"actually processed: (\d+)")
    return {
        "per second": number_in(said, r"tps = ([\d.]+)"),
        "database, CPU ms": 1000 * (seconds_of(database) - before) / done,
        "mean, ms": number_in(said, r"latency average = ([\d.]+)"),
    }


CEILINGS = {"pgbench": ":client_id", "pgbench with one counter": "0"}


def in_turns(station: Station, pile: Pile, each: int, connections: int) -> dict[str, dict[str, float]]:
    """The ceilings, and the share of each that submissions come to: medians of turns, for a machine's pace changes."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in CEILINGS}
    for _turn in range(TURNS):
        reached = measured(station, iter(pile.submissions(each)), connections)["per second"]
        for name, counter in CEILINGS.items():
            figures = ceiling(station, connections, 2, counter)
            found[name].append({**figures, "submissions, of it, %": 100 * reached / figures["per second"]})
    return {
        name: {figure: statistics.median(turn[figure] for turn in turns) for figure in turns[0]}
        for name, turns in found.items()
    }


def number_in(said: str, pattern: str) -> float:
    """What pgbench said."""
    found = re.search(pattern, said)
    assert found, said
    return float(found[1])


def sample() -> None:
    """Keep the rows of one stored case for pgbench."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(SAMPLE)


def noops(host: str, count: int) -> Iterator[Errand]:
    """Requests that porch and Django answer, and no database."""
    asked = request("GET", host, "/.well-known/security.txt")
    return itertools.repeat([("no-op", asked)], count)


def run(station: Station, each: int, connections: list[int], workers: int) -> dict[str, dict[str, float]]:
    """Every figure, by what was done and over how many connections."""
    host = f"report.localhost:{station.port}"
    pile = Pile(host)
    found: dict[str, dict[str, float]] = {}
    with station.served(workers):
        measured(station, iter(pile.submissions(40)), 8)  # what a first request costs belongs to no figure
        sample()
        for count in connections:
            found[f"submission, {count}"] = measured(station, iter(pile.submissions(each)), count)
            found[f"receipt look-up, {count}"] = measured(station, pile.look_ups(each), count)
            found[f"no-op, {count}"] = measured(station, noops(host, 2 * each), count)
        for count in connections:
            for name, figures in in_turns(station, pile, each, count).items():
                found[f"{name}, {count}"] = figures
    return found


def main() -> None:
    """Run it, print the table, keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--each", type=int, default=1500)
    parser.add_argument("--connections", type=int, nargs="+", default=[1, 8, 16])
    parser.add_argument("--workers", type=int, default=1)
    asked = parser.parse_args()
    with running_station() as station:
        found = run(station, asked.each, asked.connections, asked.workers)
    for name, figures in found.items():
        show(f"{name} at once", list(figures.items()))
    keep("submission", found)


if __name__ == "__main__":
    main()
