"""Failure drills on a cluster of their own: what happens to reports that were answered 201 when machines fail.

    python -m deploy.drills [--times N] [--etcd-beside] [--patroni FILE] [--store ceph] [DRILL ...]

The drills, all where none is named: node leader gateway cut-leader cut-node full-disk full-store clocks.

While reports are filed steadily, something fails and is mended. Afterwards every report is compared with the ledger:
none that was answered 201 may be lost, none may be there twice or by half. Printed is how long nothing could be
written. Ends with status 1 if a report is lost, doubled or half. Needs root; figures go to var/bench/drills.json.
"""

import argparse
import os
import sys
import tempfile
import time
from itertools import product
from pathlib import Path

from bench.figures import keep, show
from deploy.drills.comparing import compare
from deploy.drills.failing import DRILLS, is_whole
from deploy.drills.ledger import Ledger
from deploy.local.__main__ import end_on_signals
from deploy.local.cluster import PATRONI, Cluster, running
from deploy.local.waiting import wait_for

CALM = 5.0


def drill(cluster: Cluster, name: str) -> dict[str, object]:
    """Run one; gives its figures."""
    ledger, act, leaders = Ledger(cluster), DRILLS[name], cluster.leaders_so_far()
    with ledger.kept():
        time.sleep(CALM)
        began = time.monotonic()
        act(cluster, ledger)
        mended = time.monotonic()
        wait_for("reports are written again", lambda: ledger.writes_again(mended))
        whole = wait_for("the cluster is whole again", lambda: is_whole(cluster))
        time.sleep(CALM)
    leaders = cluster.leaders_so_far() - leaders
    reasons = ledger.reasons(began)
    verdict = compare(ledger)
    return {
        "answered 201": verdict.acknowledged,
        "lost": [str(case) for case in verdict.lost],
        "doubled": [str(case) for case in verdict.doubled],
        "half": [f"{case}: {what}" for case, what in verdict.half],
        "longest without a 201, s": round(ledger.longest_silence(began), 1),
        "whole again after mending, s": round(whole, 1),
        "another database led, times": leaders,
        "sent again": reasons or 0,
        "load of the machine, 1 min": os.getloadavg()[0],
        "good": verdict.is_good,
    }


def main() -> None:
    """Run the drills, print what came of each, keep the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("drills", nargs="*", default=list(DRILLS))
    parser.add_argument("--times", type=int, default=1, help="each drill so often")
    parser.add_argument("--store", choices=["rclone", "ceph"], default="rclone")
    parser.add_argument(
        "--etcd-beside", action="store_true", help="on the databases' machines: cut off and killed with them"
    )
    parser.add_argument(
        "--patroni", type=Path, default=PATRONI, help="another one than that of deploy/patroni/requirements.txt"
    )
    chosen = parser.parse_args()
    end_on_signals()
    figures: dict[str, dict[str, object]] = {}
    # What sets clocks (libfaketime 0.9) lets no Python program there sleep: whoever waits to try again fails instead.
    for clocks in (False, True):
        names = [name for name in chosen.drills if (name == "clocks") == clocks]
        if names:
            run(names, clocks, chosen, figures)
    sys.exit(0 if all(seen["good"] for seen in figures.values()) else 1)


def run(names: list[str], clocks: bool, chosen: argparse.Namespace, figures: dict[str, dict[str, object]]) -> None:  # noqa: FBT001 - which of two clusters
    """Run these on a cluster of their own, whose clocks can be set or not; add what came of each."""
    with (
        tempfile.TemporaryDirectory(prefix="vouchsafe-drills-") as folder,
        running(
            Path(folder), chosen.store, clocks=clocks, etcd_beside=chosen.etcd_beside, patroni=chosen.patroni
        ) as cluster,
    ):
        for name, time_of in product(names, range(1, chosen.times + 1)):
            title = name if chosen.times == 1 else f"{name} {time_of}"
            figures[title] = seen = drill(cluster, name)
            show(f"{title}: {(DRILLS[name].__doc__ or '').strip()}", list(seen.items()))
            sys.stdout.flush()
            keep("drills", figures)


if __name__ == "__main__":
    main()
