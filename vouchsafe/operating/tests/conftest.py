"""A house with reports, and empty servers to put them back into. Imported late: Django is not set up yet."""

import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import psycopg
import pytest

from vouchsafe.common.tests.object_store import bucket_in

if TYPE_CHECKING:
    from vouchsafe.cases.tests.cast import House

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def house(transactional_db: None) -> "House":
    """The Meridian Institute, set up, for other processes to see."""
    from vouchsafe.cases.tests import cast

    return cast.meridian()


@pytest.fixture
def here(tmp_path: Path, data_dir: Path) -> dict[str, str]:
    """The environment of commands on this test's server."""
    from vouchsafe.intake.tests.apart import environment

    data_dir.mkdir(parents=True, exist_ok=True)
    data_dir.chmod(0o700)
    return environment(tmp_path)


@pytest.fixture
def elsewhere(
    here: dict[str, str], tmp_path: Path, data_dir: Path, request: pytest.FixtureRequest
) -> Iterator[dict[str, str]]:
    """The same for a server whose database, folder and bucket are empty."""
    from django.conf import settings

    name = f"elsewhere_{secrets.token_hex(4)}"
    admin = os.environ["DATABASE_URL"]
    written = Path(here["VOUCHSAFE_CONFIG"]).read_text("utf-8").replace(str(data_dir), str(tmp_path / "elsewhere"))
    configuration = tmp_path / "elsewhere.toml"
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    with ExitStack() as made, psycopg.connect(admin, autocommit=True) as connection:
        if settings.VOUCHSAFE.s3 is not None:
            bucket = made.enter_context(bucket_in(request.getfixturevalue("object_store")))
            written = written.replace(settings.VOUCHSAFE.s3.bucket, bucket)
        configuration.write_text(written, "utf-8")
        connection.execute(f"CREATE DATABASE {name}")
        yield {
            **here,
            "VOUCHSAFE_CONFIG": str(configuration),
            "DATABASE_URL": admin.replace("/vouchsafe?", f"/{name}?"),
        }
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def run() -> Run:
    """Runs one command of vouchsafe to its end."""

    def vouchsafe(
        environment: dict[str, str], *arguments: object, typed: str = ""
    ) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "vouchsafe", *map(str, arguments)]
        return subprocess.run(
            command, check=False, capture_output=True, text=True, env=environment, input=typed, timeout=240
        )

    return vouchsafe
