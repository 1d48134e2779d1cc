"""Opening an archive of a case, which needs neither a server nor a network, a configuration nor Django."""

from pathlib import Path

import click

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command("open")
@click.argument("file", type=_FILE)
@click.option("--into", required=True, type=click.Path(path_type=Path), help="A new folder for what is opened.")
@click.option("--identity", type=_FILE, help="A file with the AGE-SECRET-KEY-PQ-1… it was sealed to.")
@click.option("--pin", help="The directory's words, from the poster or the channel page.")
@click.option("--record-key", help="The record's verifier key, from the organisation's public page.")
@click.pass_context
def open_archive(
    ctx: click.Context, file: Path, into: Path, identity: Path | None, pin: str | None, record_key: str | None
) -> None:
    """Open the archive of a case that somebody exported from the desk; its passphrase is asked for.

    Exit status 1 when any part of it does not hold: what was opened is written all the same, with what is wrong.
    """
    from vouchsafe.opening.open import Given
    from vouchsafe.opening.open import open_archive as terminal

    if not terminal(file, into, Given(identity, pin, record_key)):
        ctx.exit(1)
