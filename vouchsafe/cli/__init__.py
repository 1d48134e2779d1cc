"""The command line: one thin function per command, one module per noun.

Commands import what they run when they run: the reporter's commands must not need Django, and Django must not be
set up before its configuration is known.
"""

import os
from pathlib import Path
from typing import Any

import click

from vouchsafe import __version__
from vouchsafe.cli.backup import backup, backup_keys, restore, restore_keys
from vouchsafe.cli.case import case
from vouchsafe.cli.channel import channel
from vouchsafe.cli.demo import demo
from vouchsafe.cli.door import verify_door
from vouchsafe.cli.member import member
from vouchsafe.cli.opening import open_archive
from vouchsafe.cli.organisation import organisation
from vouchsafe.cli.pauses import pauses
from vouchsafe.cli.poster import poster
from vouchsafe.cli.proxy import check_proxy
from vouchsafe.cli.record import record
from vouchsafe.cli.recovery import recover
from vouchsafe.cli.release import release
from vouchsafe.cli.reporter import report, thread
from vouchsafe.cli.retention import retention
from vouchsafe.cli.server import check, doctor, init, migrate, monitor, onion, serve, sweep, worker
from vouchsafe.cli.timeline import timeline
from vouchsafe.common.errors import VouchsafeError
from vouchsafe.config.configuration import CONFIG_VARIABLE

__all__ = ["main"]


class Commands(click.Group):
    """Commands whose typed errors become one sentence and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run the command."""
        try:
            return super().invoke(ctx)
        except VouchsafeError as error:
            click.echo(error.message, err=True)
            ctx.exit(1)


@click.group(cls=Commands)
@click.version_option(__version__)
@click.option("--config", type=click.Path(path_type=Path), help=f"The configuration file (else ${CONFIG_VARIABLE}).")
def main(config: Path | None) -> None:
    """Vouchsafe: sealed, two-way reporting of wrongdoing and security concerns."""
    if config is not None:
        os.environ[CONFIG_VARIABLE] = str(config.absolute())


for _command in (
    *(demo, init, serve, worker, sweep, migrate, onion, check, doctor, monitor),
    *(organisation, member, channel, poster, case, record, retention, pauses),
    *(backup, backup_keys, restore, restore_keys, check_proxy),
    *(release, verify_door),
    *(report, thread, recover, open_archive, timeline),
):
    main.add_command(_command)
