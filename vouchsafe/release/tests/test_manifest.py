"""A release's manifest: its exact text, its signature, and every way in which a build is not what was signed."""

import subprocess
import sys
from pathlib import Path

import pytest

from vouchsafe.release.build import build_in
from vouchsafe.release.errors import Changed, Forged, NoKey, ReleaseError, Unreadable, Unsigned
from vouchsafe.release.keys import make_key, read_signer
from vouchsafe.release.manifest import KEY, NOTE, manifest_of, open_signed, read_key, read_manifest, sign_manifest
from vouchsafe.tlog.notes import Kind, Signer

ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
TEXT = f"vouchsafe/release/v1\n1.0\n{EMPTY} __init__.py\n{ABC} client/page.js\n"
MAKER = Signer.from_seed("vouchsafe-release", bytes(range(32)))


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A package of two files, signed, with the makers' key; and what no wheel carries."""
    folder = tmp_path / "package"
    for name in ("client", "release", "tests", "__pycache__"):
        (folder / name).mkdir(parents=True)
    (folder / "__init__.py").touch()
    (folder / "client" / "page.js").write_text("abc")
    (folder / "tests" / "test_page.py").write_text("assert True")
    (folder / "__pycache__" / "x.pyc").touch()
    return folder


@pytest.fixture
def signed(package: Path) -> Path:
    """The same, with the makers' key in it, and signed by it."""
    (package / KEY).write_text(f"{MAKER.verifier}\n")
    (package / NOTE).write_text(sign_manifest(str(manifest_of(package, "1.0")), MAKER))
    return package


def test_the_text_is_the_format_the_version_and_a_line_for_each_file(package: Path) -> None:
    """Byte for byte; tests and what Python writes as it runs are left out."""
    assert str(manifest_of(package, "1.0")) == TEXT
    assert read_manifest(TEXT) == manifest_of(package, "1.0")


@pytest.mark.parametrize(
    "text",
    [
        "",
        TEXT.rstrip("\n"),
        TEXT + "\n",
        TEXT.replace("/v1", "/v2"),
        TEXT.replace("\n1.0\n", "\n\n"),
        TEXT.replace(ABC, ABC.upper()),
        TEXT + f"{ABC} client/page.js\n",
        TEXT + f"{ABC} Aside.js\n",
        TEXT.replace(" __init__", "  __init__"),
    ],
    ids=["empty", "no-end", "gap", "format", "no-version", "upper", "twice", "unsorted", "spaces"],
)
def test_any_other_text_is_refused(text: str) -> None:
    """There is one way to write a manifest down, so that one hash names it."""
    with pytest.raises(Unreadable):
        read_manifest(text)


def test_what_was_signed_is_what_is_here(signed: Path) -> None:
    """By the key that the package names, and by one that somebody brings along."""
    here = build_in(signed, "1.0")
    assert here.check() == here.made_of
    assert here.check(MAKER.verifier) == here.made_of


def test_a_working_copy_is_unsigned_and_says_so(package: Path) -> None:
    """Even where its maker has a key: without a note nobody vouches for it."""
    (package / KEY).write_text(str(MAKER.verifier))
    with pytest.raises(Unsigned):
        build_in(package, "1.0").check(MAKER.verifier)


def test_a_signature_without_a_known_key_is_none(signed: Path) -> None:
    """A package that names no key cannot vouch for itself."""
    (signed / KEY).unlink()
    with pytest.raises(NoKey):
        build_in(signed, "1.0").check()


def test_another_makers_signature_is_refused(signed: Path) -> None:
    """Whoever brings the makers' key along finds that another signed, whatever key the package names."""
    other = Signer.from_seed("vouchsafe-release", bytes(32))
    with pytest.raises(Forged):
        build_in(signed, "1.0").check(other.verifier)


@pytest.mark.parametrize("place", range(0, len(TEXT), 7))
def test_a_signed_text_cannot_be_changed(signed: Path, place: int) -> None:
    """Each of its bytes is under the signature."""
    note = (signed / NOTE).read_text()
    turned = chr(ord(note[place]) ^ 1)
    (signed / NOTE).write_text(note[:place] + turned + note[place + 1 :])
    with pytest.raises(ReleaseError):
        build_in(signed, "1.0").check(MAKER.verifier)


@pytest.mark.parametrize("what", ["changed", "missing", "more", "version"])
def test_files_that_are_not_those_that_were_signed_are_named(signed: Path, what: str) -> None:
    """One byte, one file less, one file more, another version."""
    version, page = "1.0", signed / "client" / "page.js"
    match what:
        case "changed":
            page.write_text("abd")
        case "missing":
            page.unlink()
        case "more":
            page.with_name("more.js").touch()
        case _:
            version = "1.1"
    with pytest.raises(Changed) as caught:
        build_in(signed, version).check()
    named = {"more": "client/more.js", "version": "version 1.1 in the place of 1.0"}.get(what, "client/page.js")
    assert named in caught.value.paths


def test_a_key_that_cosigns_signs_no_release() -> None:
    """A witness's key is of another kind."""
    with pytest.raises(Unreadable):
        read_key(str(Signer.from_seed("witness.example", bytes(32), Kind.COSIGNATURE).verifier))


def test_a_key_is_private_and_never_replaced(tmp_path: Path) -> None:
    """Drawn once, for its owner's eyes; a second try does not lose the first key."""
    file = tmp_path / "key"
    made = make_key(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert read_signer(file).verifier == made.verifier
    with pytest.raises(ReleaseError, match="exists already"):
        make_key(file)
    assert read_signer(file).verifier == made.verifier


def test_a_release_is_signed_by_hand(tmp_path: Path) -> None:
    """As docs/operating.md says it: keygen, manifest, sign; this working copy itself stays unsigned."""
    key = vouchsafe("keygen", str(tmp_path / "key")).stdout.strip()
    manifest = tmp_path / "manifest.txt"
    manifest.write_text(vouchsafe("manifest").stdout)
    note = vouchsafe("sign", str(manifest), "--key", str(tmp_path / "key")).stdout
    assert open_signed(note, read_key(key)) == read_manifest(manifest.read_text())
    checked = vouchsafe("check", "--key", key)
    assert checked.returncode == 1
    assert "This build is not signed" in checked.stderr


def vouchsafe(*arguments: str) -> "subprocess.CompletedProcess[str]":
    """Run one command of releases."""
    command = [sys.executable, "-m", "vouchsafe", "release", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)
