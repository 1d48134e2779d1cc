"""What is locked is asked about each day: no lock file is left out, and what runs there is pinned too."""

import re
import subprocess
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parents[3]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
PINNED = re.compile(r"[\w.-]+/[\w./-]+@[0-9a-f]{40}")


def asked() -> set[str]:
    """What `make audit` goes through, as make itself would say it to the shell."""
    asking = ["make", "--dry-run", "audit-python", "audit-npm"]
    said = subprocess.run(asking, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return {word for words in re.findall(r"for each in ([^;]+);", said) for word in words.split()}


def test_every_lock_file_is_asked_about() -> None:
    """Python's and npm's, of tools and tests too."""
    python = {
        str(file.relative_to(ROOT).with_suffix(""))
        for folder, names in (("requirements", "*.txt"), ("deploy", "requirements.txt"))
        for file in (ROOT / folder).rglob(names)
    }
    npm = {
        str(file.parent.relative_to(ROOT))
        for folder in ("web", "bench", "e2e", "tools")
        for file in (ROOT / folder).rglob("package-lock.json")
        if "node_modules" not in file.parts
    }
    assert python | npm <= asked()
    assert min(len(python), len(npm)) >= 4


def test_it_is_asked_each_day_and_when_a_lock_file_changes() -> None:
    """By a workflow that may read and do nothing else."""
    audit = yaml.safe_load((ROOT / ".github" / "workflows" / "audit.yml").read_text("utf-8"))
    begun = audit[True]  # what YAML 1.1 makes of "on"
    (every,) = begun["schedule"]
    assert every["cron"].split()[2:] == ["*", "*", "*"]
    assert {"requirements/**", "**/package-lock.json"} <= set(begun["push"]["paths"])
    assert audit["permissions"] == {"contents": "read"}
    assert [step["run"] for step in audit["jobs"]["audit"]["steps"] if "run" in step] == ["make audit"]


def test_actions_are_pinned() -> None:
    """Each by the hash of a commit: a tag can be moved."""
    used = [each for file in WORKFLOWS for each in re.findall(r"uses: *(\S+)", file.read_text("utf-8"))]
    assert used
    assert [each for each in used if not PINNED.fullmatch(each)] == []
