"""One embedded PostgreSQL for a whole test run, started by the first test that needs a database, or one that is named.

Every pytest-xdist worker takes a database of its own on it. The configuration is a real file, read the real way.
"""

import base64
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.test import Client
from django.utils import translation

pytest_plugins = ["vouchsafe.common.tests.object_store"]
FOLDER = "VOUCHSAFE_TEST_FOLDER"
JOURNEYS = (
    "e2e/test_killed.py",  # has no browser, and begins an event loop
    "e2e/test_access.py",
    "e2e/test_access_right_to_left.py",
    "e2e/test_pseudo_locale.py",
    "e2e/",
)
OTHER_DATABASE = "VOUCHSAFE_TEST_DATABASE_URL"
CONFIGURATION = """
scheme = "http"
demo = false
data_dir = "files"

[hosts]
report = "report.localhost:8000"
desk = "desk.localhost:8000"
public = "localhost:8000"

[mail]
transport = "smtp"
sender = "Vouchsafe <no-reply@vouchsafe.example>"
host = "localhost"
port = 2525
security = "none"

[limits]
work = 4
most_work = 40
"""


def pytest_configure(config: pytest.Config) -> None:
    """Make the run's folder (once: the workers inherit it) and configure Django from it."""
    if FOLDER not in os.environ:
        folder = Path(tempfile.mkdtemp(prefix="vouchsafe-test-"))
        (folder / "vouchsafe.toml").write_text(CONFIGURATION, "utf-8")
        os.environ[FOLDER] = str(folder)
        # Pytest shuts its shared folder to other users whenever a run begins, and PostgreSQL, another user where we are
        # root, would lose what it stands on in a run beside this one.
        (folder / "tmp").mkdir()
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder / "tmp"))
        config.add_cleanup(lambda: _finish(folder))
    # No test asserts times: what a loaded machine is slow at is no failure.
    hypothesis.settings.register_profile(
        "untimed", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
    )
    hypothesis.settings.load_profile("untimed")
    folder = Path(os.environ[FOLDER])
    os.environ["VOUCHSAFE_CONFIG"] = str(folder / "vouchsafe.toml")
    os.environ["SECRET_KEY"] = "a key for tests, long enough to be refused by nobody"
    os.environ["RECORD_KEY"] = base64.b64encode(bytes(range(32))).decode()
    embedded = f"postgresql://vouchsafe@/vouchsafe?host={folder / 'postgres'}"
    os.environ["DATABASE_URL"] = os.environ.get(OTHER_DATABASE) or embedded
    os.environ["DJANGO_SETTINGS_MODULE"] = "vouchsafe.config.settings"

    from vouchsafe.common.tenancy import act_as_system

    act_as_system()  # a test's own statements see every tenant; what it asks over HTTP does not

    from django.conf import settings

    settings.DATABASES["default"]["OPTIONS"].pop("options", None)  # workers of xdist read the settings before this file
    settings.RAISE_ON_COOKIE = True
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    if not (settings.CLIENT_DIR / "manifest.json").is_file():
        settings.CLIENT_DIR = _stand_in_client(folder / "client")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Workers take one file after the other (`--dist loadfile`): journeys after the rest, the longest first.

    Whoever has had a browser has an event loop that runs until the end, beside which no test begins one of its own.
    """
    if hasattr(config, "workerinput"):
        items.sort(key=_turn_of)


def _turn_of(item: pytest.Item) -> int:
    path = item.path.relative_to(item.config.rootpath).as_posix()
    return next((turn for turn, start in enumerate(JOURNEYS, 1) if path.startswith(start)), 0)


def pytest_report_teststatus(report: pytest.TestReport | pytest.CollectReport) -> tuple[str, str, str] | None:
    """What failed is named when it fails: whoever stops a run before its end knows it too."""
    if not report.failed:
        return None
    if report.when in ("setup", "teardown"):
        return "error", f"\nE {report.nodeid}\n", "ERROR"
    return "failed", f"\nF {report.nodeid}\n", "FAILED"


def _finish(folder: Path) -> None:
    """Stop the server if any test started it, and leave nothing behind."""
    if (folder / "postgres").exists():
        from vouchsafe.config import embedded

        embedded.start(folder / "postgres").stop()
    shutil.rmtree(folder)
    del os.environ[FOLDER]


def _stand_in_client(folder: Path) -> Path:
    """A client that does nothing, so that pages can be rendered before `make build` has run."""
    folder.mkdir(exist_ok=True)
    names = {
        "leave": "js",
        "report": "js",
        "mailbox": "js",
        "desk": "js",
        "account": "js",
        "channels": "js",
        "record": "js",
        "worker": "js",
        "style": "css",
        "moreStyle": "css",
        "deskStyle": "css",
    }
    for name, kind in names.items():
        (folder / f"{name}.{kind}").write_text("", "utf-8")
    manifest = {name: {"file": f"{name}.{kind}", "name": name, "isEntry": True} for name, kind in names.items()}
    (folder / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    return folder


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:  # noqa: ARG001 - a fixture that comes first
    """pytest-django asks this before it makes the test database: the moment to have a server."""
    if os.environ.get(OTHER_DATABASE):
        return
    from vouchsafe.config import embedded

    embedded.start(Path(os.environ[FOLDER]) / "postgres", test_databases=True)


@pytest.fixture(autouse=True)
def data_dir(tmp_path: Path, settings: object, request: pytest.FixtureRequest) -> Path:
    """Each test has blobs and erasure keys of its own."""
    import msgspec

    settings.VOUCHSAFE = msgspec.structs.replace(settings.VOUCHSAFE, data_dir=tmp_path / "files")  # type: ignore[attr-defined]
    if os.environ.get("VOUCHSAFE_TEST_STORAGE") == "s3":
        request.getfixturevalue("bucket")
    return tmp_path / "files"


@pytest.fixture(autouse=True)
def language() -> Iterator[None]:
    """A test begins in English: the language of the page that the one before it asked for is not left over."""
    translation.deactivate()
    yield
    translation.deactivate()


@pytest.fixture
def report_client() -> Client:
    """A reporter's browser, as far as Django sees one."""
    return Client(headers={"host": "report.localhost:8000"})


@pytest.fixture
def desk_client() -> Client:
    """A browser at the desk, signed out; `desk_client.force_login(member)` signs it in."""
    return Client(headers={"host": "desk.localhost:8000"})


@pytest.fixture
def public_client() -> Client:
    """Anyone's browser at the public door."""
    return Client(headers={"host": "localhost:8000"})
