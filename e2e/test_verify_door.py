"""Whoever checks a door from outside: an honest server passes, and a server that changes one byte is caught.

Both servers are real ones, of a release that was signed as docs/operating.md says. The cheating one tells the same
manifest as the honest one, so that only what it serves gives it away.
"""

import gzip
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image

from e2e import town as towns
from e2e.cheats import Operator
from e2e.founding import vouchsafe
from vouchsafe.demo.people import LENA
from vouchsafe.intake.terminal.door import open_client

REPOSITORY = Path(__file__).resolve().parents[1]
LANGUAGES = ("en", "de", "es", "fr", "ar", "zh-hans")
COUNT = re.compile(r"All (\d+) answers are as release 0\.1\.0 makes them\.")


class Release(NamedTuple):
    """A signed release, unpacked in a folder, and the key of its makers."""

    folder: Path
    key: str

    @property
    def environment(self) -> dict[str, str]:
        """What makes `python -m vouchsafe` the release's, wherever it is run."""
        return {"PYTHONPATH": str(self.folder), "PYTHONSAFEPATH": "1"}

    def run(self, *arguments: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
        """A command of the release."""
        return subprocess.run(
            [sys.executable, "-m", "vouchsafe", *arguments],
            env={**os.environ, **self.environment},
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )

    def verify(self, town: towns.Town, *arguments: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
        """Compare a town's report door, with the makers' key from somewhere else."""
        return self.run("verify-door", town.url("report", ""), "--key", self.key, *arguments, typed=typed)


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Release:
    """The package as a wheel carries it, signed by a key that nobody else has."""
    folder = tmp_path_factory.mktemp("release")
    package = folder / "vouchsafe"
    shutil.copytree(REPOSITORY / "vouchsafe", package, ignore=shutil.ignore_patterns("tests", "__pycache__"))
    made = Release(folder, "")
    key = made.run("release", "keygen", str(folder / "key")).stdout.strip()
    (package / "release" / "key.txt").write_text(f"{key}\n")
    manifest = folder / "manifest.txt"
    manifest.write_text(made.run("release", "manifest").stdout)
    note = made.run("release", "sign", str(manifest), "--key", str(folder / "key")).stdout
    (package / "release" / "manifest.note").write_text(note)
    return Release(folder, key)


@pytest.fixture(scope="module")
def honest(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[towns.Town]:
    """A server of the release."""
    running = started(tmp_path_factory.mktemp("honest"), release)
    yield running
    running.stop()


@pytest.fixture(scope="module")
def cheating(release: Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[towns.Town]:
    """A server whose operator changed a byte here and there, and lets it say what the honest one says."""
    folder = tmp_path_factory.mktemp("cheating")
    package = folder / "vouchsafe"
    told = release.folder / "vouchsafe"
    shutil.copytree(told, package)
    change(package / "release/build.py", "Path(__file__).resolve().parent.parent", f"Path({str(told)!r})")
    change(package / "intake/templates/intake/imprint.html", "<h1>", "<h1 >")
    change(package / "intake/templates/intake/unscripted/enter.html", "</h1>", "</h1 >")
    change(package / "cases/templates/cases/viewer.html", "<main>", "<main >")
    change(script(package), "import{", "import {")
    change(package / "client/i18n/late-de.json", ":", ": ")
    change(
        package / "doors/middleware.py",
        "        if not over_tor:\n",
        '        if request.path == "/fr/meridian/return/":\n'
        '            response.headers["Content-Security-Policy"] = headers["Content-Security-Policy"].replace(\n'
        "                \"connect-src 'self'\", \"connect-src 'self' https://collect.example\")\n"
        '        if request.path == "/es/meridian/advice/":\n'
        '            response.headers["Set-Cookie"] = "who=you"\n'
        "        if not over_tor:\n",
    )
    running = started(folder, Release(folder, ""))
    yield running
    running.stop()


def started(folder: Path, release: Release) -> towns.Town:
    """A server, once its worker has told the record which release it serves."""
    running = towns.start(folder, None, seeded=True, **release.environment)
    with open_client() as client:
        wait_until(
            lambda: client.get(running.url("report", "/api/v1/meridian/published")).json()["release"] is not None
        )
    return running


def script(package: Path) -> Path:
    """A script that no page names, and another one loads."""
    (found,) = (package / "client" / "assets").glob("leavingOut-*.js")
    return found


def change(path: Path, before: str, after: str) -> None:
    """Change one place of a file, and of its packed twin, which is what browsers get."""
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))
    twin = path.with_name(f"{path.name}.gz")
    if twin.exists():
        twin.write_bytes(gzip.compress(path.read_bytes()))


def differing(output: str, town: towns.Town) -> set[str]:
    """The addresses that were named, without the door's own part: {"desk /viewer/", …}."""
    found = re.findall(rf"http://(\w+)\.localhost:{town.port}(\S*): ", output)
    return {f"{door} {path}" for door, path in found}


def test_an_honest_door_is_as_its_release_makes_it(release: Release, honest: towns.Town) -> None:
    """Every page in every language, every script and style, their headers, the desk's shell: all are the release's."""
    checked = release.run("release", "check", "--key", release.key)
    assert checked.returncode == 0, checked.stderr

    done = release.verify(honest, "--sign-in", typed=f"{LENA.email}\n{LENA.password}\n")
    assert done.returncode == 0, done.stdout + done.stderr
    count = COUNT.search(done.stdout)
    assert count is not None
    assert int(count[1]) > 600
    assert "UNSIGNED" not in done.stdout
    assert "its twelve words: " in done.stdout


def test_each_byte_that_a_cheating_server_changed_is_named_and_nothing_else(
    release: Release, cheating: towns.Town
) -> None:
    """A template, a form that the server seals, a script, a text, a header, a cookie, a page behind signing in."""
    done = release.verify(cheating, "--sign-in", typed=f"{LENA.email}\n{LENA.password}\n")
    assert done.returncode == 1, done.stdout + done.stderr
    asset = f"/static/client/assets/{script(release.folder / 'vouchsafe').name}"
    files = (asset, "/static/client/i18n/late-de.json")
    assert differing(done.stdout, cheating) == {
        *(f"report /{lang}/meridian/integrity/imprint/" for lang in LANGUAGES),
        *(f"report /{lang}/meridian/return/unscripted/" for lang in LANGUAGES),
        *(f"{door} {file}" for door in ("report", "desk") for file in files),
        "report /fr/meridian/return/",
        "report /es/meridian/advice/",
        "desk /viewer/",
    }, done.stdout
    assert "the header content-security-policy reads" in done.stdout
    assert "there is a header set-cookie: “who=you”" in done.stdout
    assert "Report nothing here, and tell others." in done.stdout


def test_a_host_of_ones_own_is_compared_with_its_look(release: Release, honest: towns.Town, tmp_path: Path) -> None:
    """Meridian's colour, logo and languages are facts that the server tells; all else there is the release's too."""
    logo = tmp_path / "logo.png"
    Image.new("RGB", (400, 120), "#7a1f3d").save(logo)
    picture = logo.read_bytes()
    Operator(honest).rows(
        "INSERT INTO looks_look (id, organisation_id, accent, logo, logo_sha256, languages, default_language)"
        """ SELECT gen_random_uuid(), id, '#1f3d7a', %s, %s, '["de", "ar"]', 'de' FROM people_organisation""",
        picture,
        sha256(picture).digest(),
    )
    vouchsafe(honest, "organisation", "host", "add", "meridian", "speak.localhost")
    own = f"http://speak.localhost:{honest.port}"
    with open_client() as client:  # which asks its database for hosts every few seconds
        wait_until(lambda: client.get(f"{own}/de/meridian/").status_code == 200)
    done = release.run("verify-door", own, "--key", release.key)
    assert done.returncode == 0, done.stdout + done.stderr
    assert COUNT.search(done.stdout)


def wait_until(is_so: Callable[[], bool]) -> None:
    """Give the server two minutes."""
    for _ in range(240):
        if is_so():
            return
        time.sleep(0.5)
    raise AssertionError


def test_a_working_copy_vouches_for_nothing(honest: towns.Town) -> None:
    """Unsigned, it refuses to compare; where that is asked for, it says what that is worth."""
    here = Release(REPOSITORY, "")
    refused = here.run("verify-door", honest.url("report", ""))
    assert refused.returncode == 1
    assert "This build is not signed" in refused.stderr

    done = here.run("verify-door", honest.url("report", ""), "--unsigned")
    assert done.returncode == 1  # this copy has no signed manifest, and the server's release has
    assert done.stdout.startswith("UNSIGNED: nobody vouches for the files on this machine.")
    assert "its signed manifest is not the one" in done.stdout


def test_another_makers_key_is_not_that_of_the_release(release: Release, honest: towns.Town, tmp_path: Path) -> None:
    """Whoever brings the wrong key along compares nothing."""
    other = release.run("release", "keygen", str(tmp_path / "key")).stdout.strip()
    done = release.run("verify-door", honest.url("report", ""), "--key", other)
    assert done.returncode == 1
    assert "no good signature" in done.stderr
