"""A reporter's timeline, which needs neither a configuration nor Django."""

from pathlib import Path

import click


@click.group()
def timeline() -> None:
    """The signed timeline that a reporter took away as evidence."""


@timeline.command("verify")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--pin", help="The directory's words, from the poster or the channel page.")
@click.option("--record-key", help="The verifier key of the organisation's record, from somewhere else than the file.")
def verify_timeline(file: Path, pin: str | None, record_key: str | None) -> None:
    """Check FILE, offline, and show what it proves; a changed byte is told."""
    from vouchsafe.intake.terminal import timeline as terminal

    terminal.verify(file, pin=pin, key=record_key)
