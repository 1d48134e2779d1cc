"""`make cluster`: the whole cluster on this machine, and the journeys against it.

    python -m deploy.local [--store ceph] [--stay] [--port 8000] [JOURNEY ...]

Without --stay the journeys run and everything ends. Needs root, for network namespaces.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import FrameType

from deploy.local.cluster import running

ROOT = Path(__file__).resolve().parent.parent.parent
JOURNEYS = [
    "e2e/test_main_job.py",
    "e2e/test_attachments.py::test_an_answer_carries_files_and_a_large_one_leaves_nothing_behind",
    "e2e/test_receipt.py::test_a_correction_and_a_withdrawal_reach_the_desk",
    "e2e/test_terminal.py",
]


def end_on_signals() -> None:
    """Ctrl-C, `kill` and a closed terminal end it by leaving every context."""

    def end(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(1)

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, end)


def journeys(port: int, folder: Path, mail: Path, which: list[str]) -> int:
    """Run journeys against what stands on a port, with its configuration's folder and the file of what its worker says.

    Gives pytest's exit status.
    """
    command = [sys.executable, "-m", "pytest", "-n", "0", "-q", *which]
    town = {"VOUCHSAFE_TEST_TOWN": f"{port}:{folder}:{mail}"}
    return subprocess.run(command, env={**os.environ, **town}, check=False, cwd=ROOT).returncode


def main() -> None:
    """Start it, run the journeys or stay, end it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--store", choices=["rclone", "ceph"], default="rclone")
    parser.add_argument("--stay", action="store_true")
    parser.add_argument("--port", type=int)
    parser.add_argument("journeys", nargs="*", default=JOURNEYS)
    chosen = parser.parse_args()
    end_on_signals()
    with (
        tempfile.TemporaryDirectory(prefix="vouchsafe-cluster-") as folder,
        running(Path(folder), chosen.store, chosen.port) as cluster,
    ):
        print(
            f"The cluster serves http://report.localhost:{cluster.port}/ and its kin; its files: {folder}", flush=True
        )
        if chosen.stay:
            threading.Event().wait()
        place = cluster.folder / "a" / "vouchsafe"
        status = journeys(cluster.port, place, cluster.machines["w"].log("worker"), chosen.journeys)
    sys.exit(status)


if __name__ == "__main__":
    main()
