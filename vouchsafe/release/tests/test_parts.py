"""The wheel names its parts: each that a lock file pins, with its hashes, and the same bytes each time."""

import json
import re
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

from tools.sbom import CLIENT_LOCK, PYTHON_LOCK, sbom, write
from vouchsafe import __version__
from vouchsafe.release.build import PACKAGE
from vouchsafe.release.manifest import NOTE, manifest_of

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


def test_the_wheel_carries_what_the_manifest_names_and_the_list_of_its_parts(tmp_path: Path) -> None:
    """Each file with the hash that is signed, none beside them; and the list where PEP 770 wants it."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (wheel,) = tmp_path.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = [name for name in archive.namelist() if name.startswith("vouchsafe/") and name != f"vouchsafe/{NOTE}"]
        carried = {name.removeprefix("vouchsafe/"): sha256(archive.read(name)).hexdigest() for name in names}
        listed = archive.read(f"vouchsafe-{__version__}.dist-info/sboms/vouchsafe.cdx.json")
    assert carried == manifest_of(PACKAGE, __version__).files
    assert listed == write(ROOT, tmp_path / "parts.json").read_bytes()
