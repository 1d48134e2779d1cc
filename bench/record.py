"""The record: entries written and given their places, and a large record verified.

    python -m bench.record [--entries 30000] [--large 1000000]

Writers are processes of their own; each entry is committed by itself, as an act at the desk is, on a database that
keeps what it answers (fsync on). The sequencer runs as it does beside the worker. `lag` is how long the oldest waiting
entry had waited, looked at ten times a second. Then the overseers' page is read of that many entries, and
`vouchsafe record verify` reads an export with as many.
"""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path
from uuid import UUID, uuid4

from bench.figures import keep, percentile, show
from vouchsafe.config import embedded
from vouchsafe.config.configuration import Hosts, Mail
from vouchsafe.config.writing import Answers, write_configuration
from vouchsafe.tlog import tree
from vouchsafe.tlog.checkpoints import Checkpoint, sign_checkpoint
from vouchsafe.tlog.leaves import encode_leaf
from vouchsafe.tlog.notes import Signer
from vouchsafe.tlog.verifying import Header, write_export

WRITERS = 4
OLDEST = "SELECT min(e.at) FROM audit_waiting AS w JOIN audit_entry AS e ON e.id = w.entry_id"


def set_up() -> None:
    """Django, in this process."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "vouchsafe.config.settings"
    import django

    from vouchsafe.common.tenancy import act_as_system

    act_as_system()
    django.setup()


def write(organisation: UUID, count: int) -> None:
    """Record so many acts, each in a transaction of its own."""
    from django.db import transaction

    from vouchsafe.audit.services import record
    from vouchsafe.audit.tags import Tag

    for _ in range(count):
        with transaction.atomic():
            record(organisation, Tag.CASE_OPENED, actor=uuid4(), case=uuid4())


def found() -> UUID:
    """A migrated database with one organisation."""
    from django.core.management import call_command

    from vouchsafe.people.models import Organisation

    call_command("migrate", verbosity=0)
    return Organisation.objects.create(name="Meridian Institute", slug="meridian").id


def lags(writing: "list[Future[None]]") -> Iterator[float]:
    """Seconds that the oldest entry had waited, until all are written and none waits."""
    from django.db import connection

    while True:
        done = all(future.done() for future in writing)
        with connection.cursor() as cursor:
            cursor.execute(OLDEST)
            (oldest,) = cursor.fetchone()
        yield (datetime.now(UTC) - oldest).total_seconds() if oldest else 0.0
        if done and oldest is None:
            return
        time.sleep(0.1)


def written(entries: int) -> dict[str, object]:
    """Write entries from several processes while the sequencer runs."""
    organisation = found()
    from vouchsafe.audit.models import Log
    from vouchsafe.audit.sequencer import Sequencer

    each = entries // WRITERS
    with ProcessPoolExecutor(WRITERS, get_context("spawn"), set_up) as writers, Sequencer():
        for ready in [writers.submit(write, organisation, 5) for _ in range(WRITERS)]:
            ready.result()
        began = time.perf_counter()
        writing = [writers.submit(write, organisation, each) for _ in range(WRITERS)]
        waited = list(lags(writing))
        took = time.perf_counter() - began
        for future in writing:
            future.result()
    return {
        "entries written and placed": Log.objects.get().size,
        "entries each second, until the last had its place": each * WRITERS / took,
        "lag, median in s": percentile(waited, 0.5),
        "lag, longest in s": max(waited),
    }


FILL = """
INSERT INTO audit_entry (organisation_id, at, tag, actor, objects)
SELECT %s, now() - n * interval '20 seconds', tags[1 + n %% array_length(tags, 1)],
       md5((n %% 40)::text)::uuid, jsonb_build_object('case', md5((n %% 5000)::text || 'case')::uuid)
FROM generate_series(1, %s) AS n, (SELECT %s::text[] AS tags) AS t
"""
PLACES = """
INSERT INTO audit_place (organisation_id, index, entry_id)
SELECT organisation_id, %s + row_number() OVER (ORDER BY id) - 1, id FROM audit_entry AS e
WHERE NOT EXISTS (SELECT FROM audit_place AS p WHERE p.entry_id = e.id AND p.organisation_id = e.organisation_id)
"""


def paged(count: int) -> dict[str, object]:
    """The overseers' page of so many entries: the slowest of ten first pages, and of ten far back, for each filter."""
    from django.db import connection

    from vouchsafe.audit.models import Entry, Log
    from vouchsafe.audit.tags import Tag
    from vouchsafe.oversight.acts import acts_for, read_wanted
    from vouchsafe.people.models import Member, Organisation, Right, Role

    organisation = Organisation.objects.get()
    tom = Member.objects.create(organisation=organisation, name="Tom", email="tom@meridian.example")
    Right.objects.create(organisation=organisation, member=tom, role=Role.OVERSEER)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_entry DISABLE TRIGGER audit_wait_for_place")
        cursor.execute(FILL, [organisation.id, count, [tag.value for tag in Tag if tag.value.startswith("case:")]])
        cursor.execute(PLACES, [Log.objects.get().size])
        cursor.execute("ANALYZE audit_entry, audit_place")
    middle = Entry.objects.order_by("at")[count // 3]
    asked = {
        "all": {},
        "one act": {"tag": Tag.CASE_OPENED.value},
        "one member": {"member": str(middle.actor)},
        "one case": {"case": str(middle.objects_touched["case"])},
        "one day": {"since": f"{middle.at:%Y-%m-%d}", "until": f"{middle.at:%Y-%m-%d}"},
        "an act by a member": {"tag": Tag.CASE_OPENED.value, "member": str(middle.actor)},
    }
    figures: dict[str, object] = {"entries paged through": Entry.objects.count()}
    for name, query in asked.items():
        for place, after in (("first", ""), ("far back", f"{middle.at.isoformat()}~{middle.id}")):
            wanted, cursor_, limit = read_wanted({**query, "after": after})
            took = []
            for _time in range(10):
                began = time.perf_counter()
                acts_for(tom, wanted, cursor_, limit)
                took.append((time.perf_counter() - began) * 1000)
            figures[f"{name}, {place} page, slowest of ten in ms"] = max(took)
    return figures


def leaves(count: int, source: random.Random) -> Iterator[bytes]:
    """Entries as a desk makes them, always the same."""
    organisation = UUID(int=source.getrandbits(128), version=4)
    began = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(count):
        actor, case, salt = (UUID(int=source.getrandbits(128), version=4) for _ in range(3))
        yield encode_leaf(
            organisation=organisation,
            at=began + timedelta(seconds=number),
            tag="case:opened",
            actor=actor,
            objects={"case": str(case)},
            salt=salt,
        )


def verified(count: int, folder: Path) -> dict[str, object]:
    """Export that many entries, and verify the file in a process of its own."""
    frontier = tree.Frontier()
    for leaf in leaves(count, random.Random(1)):
        frontier.append(tree.leaf_hash(leaf))
    signer = Signer.from_seed("meridian.example/record/meridian", bytes(32))
    note = sign_checkpoint(Checkpoint(signer.verifier.name, count, frontier.root()), signer)
    file = folder / "record.jsonl"
    with file.open("wb") as sink:
        write_export(sink, Header(note, str(signer.verifier)), leaves(count, random.Random(1)))
    began = time.perf_counter()
    command = [sys.executable, "-m", "vouchsafe", "record", "verify", str(file)]
    _pid, status, usage = os.wait4(os.posix_spawn(sys.executable, command, os.environ), 0)
    took = time.perf_counter() - began
    return {
        "entries verified": count,
        "verified well": status == 0,
        "seconds": took,
        "most memory in MB": usage.ru_maxrss / 1000,
        "file in MB": file.stat().st_size / 1e6,
    }


def main() -> None:
    """Run it, print the table, keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--entries", type=int, default=30_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="vouchsafe-bench-") as name:
        folder = Path(name)
        hosts = Hosts(report="report.example.org", desk="desk.example.org", public="example.org")
        mail = Mail(transport="smtp", sender="nobody@example.org", host="localhost")
        os.environ["VOUCHSAFE_CONFIG"] = str(write_configuration(folder / "etc", Answers(hosts=hosts, mail=mail)))
        server = embedded.start(folder / "postgres")
        try:
            os.environ["DATABASE_URL"] = server.url
            set_up()
            figures = written(asked.entries)
            figures |= paged(asked.large)
        finally:
            server.stop()
        figures |= verified(1000, folder)
        small = figures["most memory in MB"]
        figures |= verified(asked.large, folder)
    figures["most memory in MB, of 1,000 entries"] = small
    show("The record", list(figures.items()))
    keep("record", figures)


if __name__ == "__main__":
    main()
