"""Each night the server's tests run on what an operator may have instead: a bucket, Ceph, Debian's PostgreSQL."""

import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[3]
RUNS = {
    "test-s3": "VOUCHSAFE_TEST_STORAGE=s3",
    "test-ceph": "tools/ceph-rgw",
    "test-postgres-15": "tools/postgres-15",
}
"""What `make` is asked for, and what of it makes the difference."""


@pytest.fixture(scope="module")
def nightly() -> dict[Any, Any]:
    """The workflow; YAML 1.1 takes its "on" for true."""
    read: dict[Any, Any] = yaml.safe_load((ROOT / ".github" / "workflows" / "nightly.yml").read_text("utf-8"))
    return read


def test_it_runs_each_night_and_may_change_nothing(nightly: dict[Any, Any]) -> None:
    """All three, whichever of them fails."""
    (every,) = nightly[True]["schedule"]
    assert every["cron"].split()[2:] == ["*", "*", "*"]
    assert nightly["permissions"] == {"contents": "read"}
    (job,) = nightly["jobs"].values()
    assert job["strategy"] == {"fail-fast": False, "matrix": {"target": list(RUNS)}}
    assert job["steps"][-1] == {"run": "make ${{ matrix.target }}"}


@pytest.mark.parametrize(("target", "difference"), RUNS.items())
def test_make_knows_what_it_asks_for(target: str, difference: str) -> None:
    """The same tests, elsewhere."""
    asking = ["make", "--dry-run", target]
    said = subprocess.run(asking, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    (line,) = [line for line in said.splitlines() if difference in line]
    assert "bin/pytest" in line
