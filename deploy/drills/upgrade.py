"""A rolling upgrade while reports are filed: one release serves, the next one takes over, and no request fails.

    python -m deploy.drills.upgrade [--from COMMIT] [--to COMMIT]

Without --from the older release is the one before the newest migration, so that it serves on a database that is ahead
of it; without --to the newer one is this. In the order of docs/operators/cluster.md: the database, each node in turn,
drained first, then the worker. Ends with status 1 if any request was not answered as it should be, or a report is
lost, doubled or half.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path

from bench.figures import keep, show
from deploy.drills.comparing import compare
from deploy.drills.ledger import Ledger
from deploy.local.__main__ import end_on_signals
from deploy.local.cluster import NODES, Cluster, both_ready, running, start_node, start_worker
from deploy.local.waiting import answers, wait_for

ROOT = Path(__file__).resolve().parent.parent.parent
CALM = 5.0


def before_newest_migration() -> str:
    """The commit of this line before the one that brought the newest migration; the last one, if that knew no nodes."""
    path = "vouchsafe/*/migrations/0*.py"
    newest = _git("log", "--first-parent", "-1", "--format=%H", "--diff-filter=A", "-m", "--", path)
    before = _git("rev-parse", f"{newest}^")
    knows_nodes = "\n    node: " in _git("show", f"{before}:vouchsafe/config/configuration.py")
    return before if knows_nodes else _git("rev-parse", "HEAD^")


@contextmanager
def release(commit: str, folder: Path) -> Iterator[Path]:
    """The source of an older release; its client and catalogues are those that are built here."""
    _git("worktree", "add", "--detach", str(folder), commit)
    try:
        shutil.copytree(ROOT / "vouchsafe" / "client", folder / "vouchsafe" / "client")
        for catalogue in (ROOT / "vouchsafe" / "locale").glob("*/LC_MESSAGES/*.mo"):
            there = folder / catalogue.relative_to(ROOT)
            if there.parent.is_dir():
                shutil.copy(catalogue, there)
        yield folder
    finally:
        _git("worktree", "remove", "--force", str(folder))


def upgrade(cluster: Cluster, newer: Path | None) -> None:
    """From the older release to the newer, or to this one."""
    cluster.source = newer
    subprocess.run(cluster.vouchsafe("migrate"), check=True, env=cluster.environment_here(), cwd=cluster.folder)
    for name in NODES:
        rest(cluster, name)
        for program in ("monitor", "serve"):
            cluster.machines[name].stop(program)
        start_node(cluster, name)
        ready = f"http://{cluster.machines[name].address}:8001/ready"
        wait_for(f"node {name} is ready", partial(answers, ready))
        for backend in ("ready", "serving"):
            cluster.command(f"set server {backend}/{name} state ready")
        wait_for("both nodes are in use", lambda: both_ready(cluster))
    cluster.machines["w"].stop("worker")
    start_worker(cluster)


def rest(cluster: Cluster, name: str) -> None:
    """No new request to this node, and wait until it has answered those that it has."""
    for backend in ("ready", "serving"):
        cluster.command(f"set server {backend}/{name} state drain")
    wait_for(f"node {name} has nothing left to answer", lambda: cluster.sessions(name) == 0)


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def main() -> None:
    """Run it, print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--from", dest="older", default="")
    parser.add_argument("--to", dest="newer", default="")
    chosen = parser.parse_args()
    older = chosen.older or before_newest_migration()
    end_on_signals()
    with (
        tempfile.TemporaryDirectory(prefix="vouchsafe-releases-") as releases,
        release(older, Path(releases) / "source") as source,
        release(chosen.newer, Path(releases) / "newer") if chosen.newer else nullcontext() as newer,
        tempfile.TemporaryDirectory(prefix="vouchsafe-upgrade-") as folder,
        running(Path(folder), source=source) as cluster,
    ):
        ledger = Ledger(cluster)
        with ledger.kept():
            time.sleep(CALM)
            began = time.monotonic()
            upgrade(cluster, newer)
            took = time.monotonic() - began
            time.sleep(CALM)
        failures = ledger.reasons(0.0)
        verdict = compare(ledger)
    figures: dict[str, object] = {
        "from": older[:12],
        "to": chosen.newer[:12] or "this",
        "load of the machine, 1 min": os.getloadavg()[0],
        "upgrade, s": took,
        "answered 201": verdict.acknowledged,
        "requests that failed": failures or 0,
        "longest without a 201, s": ledger.longest_silence(began),
        "lost, doubled, half": len(verdict.lost) + len(verdict.doubled) + len(verdict.half),
    }
    show("A rolling upgrade", list(figures.items()))
    keep("upgrade", figures)
    sys.exit(0 if verdict.is_good and not failures else 1)


if __name__ == "__main__":
    main()
