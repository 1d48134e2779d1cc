"""What a demo's first start leaves in its folder, made once for a whole run of tests; each town begins with a copy.

Migrating and seeding cost more than all else of a start. The key files take less work to open here, as in every other
test: the passphrases are known. `vouchsafe/demo/tests` starts demos from nothing, and so does every town that is asked
to (`towns.start(…, seeded=False)`): its key files take the work that everybody's take.
"""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

LOG_N = 10
RUN = "VOUCHSAFE_TEST_FOLDER"
"""Names the folder of a run of tests, which goes when the run ends."""


def lay_out(data: Path) -> None:
    """Copy the folder to where a town will start; nothing outside a run of tests, where a start makes its own."""
    if RUN not in os.environ:
        return
    original = Path(os.environ[RUN]) / "town" / "data"
    original.parent.mkdir(exist_ok=True)
    with original.parent.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # test workers start together
        if not original.exists():
            _make(original)
    # PostgreSQL's files belong to a user of their own where we are root; `cp` keeps that, and shares blocks if it can.
    subprocess.run(["/bin/cp", "--archive", "--reflink=auto", str(original), str(data)], check=True)


def _make(original: Path) -> None:
    """By a process of its own, for it makes itself a demo. Only what was finished gets its name."""
    unfinished = original.with_name("unfinished")
    subprocess.run([sys.executable, "-m", "e2e.seeded", str(unfinished)], check=True, timeout=300)
    unfinished.rename(original)


def _seed(folder: Path) -> None:
    """The first steps of `run_demo`: configuration, PostgreSQL, tables, the organisation, its people and reports."""
    from django.core.management import call_command

    from vouchsafe.cli.preparing import set_up_django
    from vouchsafe.config import embedded
    from vouchsafe.demo import running

    running._configure(folder, 8000)
    server = embedded.start(folder / "postgres")
    try:
        os.environ["DATABASE_URL"] = server.url
        set_up_django(as_system=True)
        call_command("migrate", verbosity=0)

        from vouchsafe.demo.seed import seed

        seed(log_n=LOG_N)
    finally:
        server.stop()


if __name__ == "__main__":
    _seed(Path(sys.argv[1]))
