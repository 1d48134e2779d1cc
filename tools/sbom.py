"""What the wheel is made of, as a CycloneDX document: `python -m tools.sbom FILE`. Source: CycloneDX 1.6, ECMA-424.

Every part that the lock files name, with its version and hashes: Python's that are installed beside the wheel
(requirements/base.txt), and npm's (web/package-lock.json), of which those that only build or test are "excluded". The
same locks give the same bytes: it names no time, and its serial number follows from what it says.
"""

import base64
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

PYTHON_LOCK: Final = "requirements/base.txt"
CLIENT_LOCK: Final = "web/package-lock.json"
NAME: Final = "vouchsafe.cdx.json"
_PINNED: Final = re.compile(r"(?P<name>[a-z0-9._-]+)(?:\[[^]]*\])?==(?P<version>[^ ;\\]+)(?: *; *(?P<marker>[^\\]+))?")
_HASH: Final = re.compile(r"--hash=sha256:(?P<hash>[0-9a-f]{64})")
_VERSION: Final = re.compile(r'^__version__ = "(?P<version>[^"]+)"$', re.MULTILINE)
Component = dict[str, Any]


def sbom(root: Path) -> dict[str, Any]:
    """The document for the working copy at `root`."""
    found = _VERSION.search((root / "vouchsafe" / "__init__.py").read_text("utf-8"))
    if found is None:
        raise ValueError("vouchsafe/__init__.py names no version")
    own = _component("pypi", "vouchsafe", found["version"]) | {
        "type": "application",
        "licenses": [{"license": {"id": "AGPL-3.0-or-later"}}],
    }
    parts = sorted([*_of_python(root / PYTHON_LOCK), *_of_client(root / CLIENT_LOCK)], key=lambda part: part["bom-ref"])
    document = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": own},
        "components": parts,
        "dependencies": [{"ref": own["bom-ref"], "dependsOn": [part["bom-ref"] for part in parts]}],
    }
    serial = uuid5(NAMESPACE_URL, json.dumps(document, sort_keys=True))
    return {**document, "serialNumber": f"urn:uuid:{serial}"}


def write(root: Path, target: Path) -> Path:
    """Write the document to a file; its path."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(json.dumps(sbom(root), indent=1, sort_keys=True, ensure_ascii=False) + "\n", "utf-8")
    return target


def _of_python(lock: Path) -> Iterator[Component]:
    """Each pin, with the hash of each file that pip may take for it."""
    for entry in re.split(r"\n(?=\S)", lock.read_text("utf-8")):
        pinned = _PINNED.match(entry)
        if pinned is None:
            continue
        hashes = [{"alg": "SHA-256", "content": each} for each in sorted(_HASH.findall(entry))]
        part = {**_component("pypi", pinned["name"], pinned["version"]), "scope": "required", "hashes": hashes}
        if pinned["marker"]:
            part |= {
                "scope": "optional",
                "properties": [{"name": "vouchsafe:where", "value": pinned["marker"].strip()}],
            }
        yield part


def _of_client(lock: Path) -> Iterator[Component]:
    """Each package once; what one project only builds with, and another part runs with, is required."""
    parts: dict[str, Component] = {}
    for place, entry in json.loads(lock.read_text("utf-8"))["packages"].items():
        if not place:
            continue
        algorithm, _dash, digest = entry["integrity"].partition("-")
        part = _component("npm", place.rpartition("node_modules/")[2], entry["version"]) | {
            "scope": "excluded" if entry.get("dev") or entry.get("devOptional") else "required",
            "hashes": [{"alg": algorithm.upper().replace("SHA", "SHA-"), "content": base64.b64decode(digest).hex()}],
            **({"licenses": [{"expression": entry["license"]}]} if entry.get("license") else {}),
        }
        known = parts.setdefault(part["bom-ref"], part)
        if part["scope"] == "required":
            known["scope"] = "required"
    yield from parts.values()


def _component(kind: str, name: str, version: str) -> Component:
    """A part by its package URL (purl)."""
    url = f"pkg:{kind}/{quote(name, safe='/')}@{quote(version)}"
    return {"type": "library", "bom-ref": url, "name": name, "version": version, "purl": url}


if __name__ == "__main__":
    write(Path(__file__).resolve().parents[1], Path(sys.argv[1]))
