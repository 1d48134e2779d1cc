"""Recovery, which needs neither a server nor a network, a configuration nor Django."""

from pathlib import Path

import click

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("archive", type=_FILE)
@click.option("--into", required=True, type=click.Path(path_type=Path), help="A new folder for what is opened.")
@click.option(
    "--sheet", multiple=True, type=_FILE, help="A file with a recovery sheet's key, as typed. Asked for else."
)
@click.option("--kit", multiple=True, type=_FILE, help="A member's recovery kit; its passphrase is asked for.")
@click.option("--pin", help="The directory's words, from the poster or the channel page.")
@click.option("--reason", help="Why what is kept apart is to be opened; asked for else.")
@click.pass_context
def recover(
    ctx: click.Context,
    archive: Path,
    into: Path,
    sheet: tuple[Path, ...],
    kit: tuple[Path, ...],
    pin: str | None,
    reason: str | None,
) -> None:
    """Open the export of a case on this machine, with a recovery sheet or a member's kit."""
    from vouchsafe.recovery.recover import AtHand
    from vouchsafe.recovery.recover import recover as terminal

    if not terminal(archive, into, AtHand(sheet, kit, pin, reason)):
        ctx.exit(1)
