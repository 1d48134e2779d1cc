"""`vouchsafe channel check` and the templates, as somebody runs them who has no server."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from vouchsafe.channels.tests.definition import body, text


def vouchsafe(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run one command without any configuration."""
    mine = {"VOUCHSAFE_CONFIG", "SECRET_KEY", "RECORD_KEY", "DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    environ = {name: value for name, value in os.environ.items() if name not in mine}
    command = [sys.executable, "-m", "vouchsafe", "channel", *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True, env=environ, timeout=120)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a definition is written."""
    return tmp_path / "channel.json"


def test_a_good_file_is_said_to_be_good(file: Path) -> None:
    """Exit status 0; the version's number is given by the server, so a file need not have one."""
    unnumbered = body()
    del unnumbered["version"]
    file.write_text(json.dumps(unnumbered))

    assert vouchsafe("check", str(file)).returncode == 0


def test_a_category_without_act_harm_or_law_is_refused_with_its_place(file: Path) -> None:
    """Every such category is named, and the exit status says no."""
    spoilt = body()
    del spoilt["categories"][0]["law"]
    spoilt["categories"][1]["act"] = text(" ")
    spoilt["purpose"] = text("For {organisation}.")
    file.write_text(json.dumps(spoilt))

    done = vouchsafe("check", str(file))

    assert done.returncode == 1
    for place in ("categories[0].law: ", "categories[1].act: ", "purpose.en: "):
        assert place in done.stdout
    assert done.stdout.count("definition/category") == 2


def test_a_starter_is_checked_as_one(file: Path) -> None:
    """With --template, placeholders may stand open; any other mistake is still one."""
    file.write_text(json.dumps({**body(), "purpose": text("For {organisation}.")}))
    assert vouchsafe("check", "--template", str(file)).returncode == 0

    file.write_text(json.dumps({**body(), "categories": []}))
    assert vouchsafe("check", "--template", str(file)).returncode == 1


def test_what_is_no_json_is_said_in_one_sentence(file: Path) -> None:
    """No traceback, and where to look."""
    file.write_text('{"name": }')

    done = vouchsafe("check", str(file))

    assert (done.returncode, "line 1, column 10" in done.stderr, "Traceback" in done.stderr) == (1, True, False)


def test_each_template_that_is_listed_prints_a_definition_that_may_be_published(file: Path) -> None:
    """From the list to a checked file, without a server."""
    names = [line.split()[0] for line in vouchsafe("templates").stdout.splitlines()]
    assert names
    details = ["--organisation", "Aurora", "--address", "1 Hill", "--contact", "call", "--privacy-contact", "write"]

    for name in names:
        file.write_text(vouchsafe("template", name, *details).stdout)
        assert vouchsafe("check", str(file)).returncode == 0, name

    assert vouchsafe("template", "nothing", *details).returncode == 1
