"""Categories that wait for a review."""

import click

from vouchsafe.cli.preparing import set_up_django


@click.command()
def pauses() -> None:
    """Pause categories that mostly end as unsupported and end pauses whose day has come, as the server does nightly."""
    set_up_django(as_system=True)
    from vouchsafe.oversight import pausing

    click.echo(f"{pausing.tend()} paused or ended.")
