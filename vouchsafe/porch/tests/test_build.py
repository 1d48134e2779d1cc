"""What serves says of itself what it began with, whatever lies in its folder by then."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import vouchsafe
from vouchsafe.intake.tests.apart import environment

BEGUN = """
from pathlib import Path
from vouchsafe.cli.preparing import set_up_django
set_up_django()
import vouchsafe
import vouchsafe.porch.asgi
from vouchsafe.release.build import PACKAGE, build, build_in
(PACKAGE / "later.py").touch()
print("later.py" in build_in(PACKAGE, "2").made_of.files, "later.py" in build().made_of.files)
"""


@pytest.mark.django_db(transaction=True)
def test_an_upgrade_in_place_changes_nothing_of_what_runs_already(tmp_path: Path, data_dir: Path) -> None:
    """Asked for the first time afterwards, it still names the files that it was made of, and not a mix of both."""
    data_dir.mkdir(parents=True, exist_ok=True)
    data_dir.chmod(0o700)
    here = Path(vouchsafe.__file__).parent
    shutil.copytree(here, tmp_path / "installed" / "vouchsafe", ignore=shutil.ignore_patterns("tests", "__pycache__"))
    around = {**environment(tmp_path), "PYTHONPATH": str(tmp_path / "installed")}
    done = subprocess.run(
        [sys.executable, "-c", BEGUN], check=True, capture_output=True, text=True, env=around, cwd=tmp_path, timeout=240
    )
    assert done.stdout == "True False\n"
