"""Releases: what this build is made of, and signing it. The key that signs belongs on a machine without a network."""

from pathlib import Path

import click

from vouchsafe.release.keys import NAME

_new_file = click.Path(dir_okay=False, path_type=Path)
_file = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def release() -> None:
    """Releases: check what is installed here; make and sign a manifest."""


@release.command("check")
@click.option("--key", help="The release's verifier key, from somewhere else than the package.")
def check_release(key: str | None) -> None:
    """Say whether every file of this installation is as the release key signed it; exit status 1 if not."""
    from vouchsafe.release.build import build
    from vouchsafe.release.manifest import read_key

    here = build()
    signed = here.check(read_key(key) if key else None)
    click.echo(f"Release {signed.version}: all {len(signed.files)} files are as they were signed.")
    if key is None:
        click.echo(f"The key is the one that this package names: compare {here.key}, and give it with --key.")


@release.command("manifest")
def print_manifest() -> None:
    """Print the manifest of this installation: a hash and a path for each file. Nothing is signed by that."""
    from vouchsafe.release.build import build

    click.echo(str(build().made_of), nl=False)


@release.command("keygen")
@click.argument("file", type=_new_file)
@click.option("--name", default=NAME, show_default=True, help="What notes call the key.")
def make_release_key(file: Path, name: str) -> None:
    """Draw a release key into the new FILE and print its verifier key. Do this on a machine without a network."""
    from vouchsafe.release.keys import make_key

    click.echo(str(make_key(file, name).verifier))


@release.command("sign")
@click.argument("manifest", type=_file)
@click.option("--key", required=True, type=_file, help="The release key's file.")
@click.option("--name", default=NAME, show_default=True, help="What notes call the key.")
def sign_release(manifest: Path, key: Path, name: str) -> None:
    """Print the signed note of a MANIFEST that you compared with your own build (docs/operating.md, "Releases")."""
    from vouchsafe.release.keys import read_signer
    from vouchsafe.release.manifest import sign_manifest

    click.echo(sign_manifest(manifest.read_text("ascii"), read_signer(key, name)), nl=False)
