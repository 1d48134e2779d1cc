"""The wheel names its parts: each that a lock file pins, with its hashes, and the same bytes each time."""

import json
import re
from pathlib import Path

from tools.sbom import CLIENT_LOCK, PYTHON_LOCK, sbom, write

ROOT = Path(__file__).resolve().parents[3]


def test_every_pin_is_a_part() -> None:
    """Python's and npm's; what the client is only built or tested with is marked as not shipped."""
    parts = {part["purl"]: part for part in sbom(ROOT)["components"]}
    pins = re.findall(r"^([a-z0-9._-]+)==([^ ;\\]+)", (ROOT / PYTHON_LOCK).read_text(), re.MULTILINE)
    packages = json.loads((ROOT / CLIENT_LOCK).read_text())["packages"]
    npm = {(place.rpartition("node_modules/")[2], entry["version"]) for place, entry in packages.items() if place}
    assert {(part["name"], part["version"]) for part in parts.values()} == {*pins, *npm}
    assert len(pins) > 40
    assert all(part["hashes"] for part in parts.values())
    scopes = {part["name"]: part["scope"] for part in parts.values()}
    shipped = json.loads((ROOT / "web" / "package.json").read_text())
    assert {scopes[name] for name in shipped["dependencies"]} == {"required"}
    assert {scopes[name] for name in shipped["devDependencies"]} == {"excluded"}


def test_the_document_is_as_cyclonedx_has_it() -> None:
    """Version 1.6; one serial number for one content, and every reference leads to a part."""
    document = sbom(ROOT)
    assert (document["bomFormat"], document["specVersion"], document["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", document["serialNumber"])
    (own,) = document["dependencies"]
    assert own["ref"] == document["metadata"]["component"]["bom-ref"]
    assert own["dependsOn"] == sorted({part["bom-ref"] for part in document["components"]})


def test_the_same_locks_give_the_same_bytes(tmp_path: Path) -> None:
    """No time, no chance, no path of this machine."""
    first, second = write(ROOT, tmp_path / "a.json"), write(ROOT, tmp_path / "deep" / "b.json")
    assert first.read_bytes() == second.read_bytes()
    assert str(ROOT) not in first.read_text()
