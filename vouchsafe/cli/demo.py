"""The demo."""

import sys
from pathlib import Path

import click

from vouchsafe.cli.preparing import CLIENT_DIR, set_up_django
from vouchsafe.config.checks import lacks_the_client, refuse_if_dangerous
from vouchsafe.config.configuration import load


@click.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--data", default=Path("vouchsafe-demo"), show_default=True, type=click.Path(path_type=Path))
@click.option("--reset", is_flag=True, help="Forget everything and start afresh.")
def demo(port: int, data: Path, *, reset: bool) -> None:
    """Try Vouchsafe: a demo organisation with sample reports, everything in one folder."""
    from vouchsafe.demo.running import run_demo

    refuse_if_dangerous(list(lacks_the_client(CLIENT_DIR)))
    folder = data.absolute()
    run_demo(folder, port, reset=reset, prepare=_prepare_demo, ready=lambda: _tell_of_demo(folder))


def _prepare_demo() -> None:
    set_up_django(as_system=True)
    from django.core.management import call_command

    from vouchsafe.demo import seed

    call_command("migrate", verbosity=0)
    seed.seed()


def _tell_of_demo(folder: Path) -> None:
    from vouchsafe.demo import seed

    config = load()
    click.echo(f"\nVouchsafe demo, data in {folder}; Ctrl-C ends it.\n")
    click.echo(f"  report a concern   {config.address('report')}")
    click.echo(f"  handle reports     {config.address('desk')}")
    click.echo(f"  what is published  {config.address('public')}\n")
    click.echo("Sign in at the desk as (demo only, these are public):")
    for person in seed.SIGN_INS:
        passphrase = f", passphrase {person.passphrase}" if person.passphrase else ""
        click.echo(f"  {person.role:<14} {person.email}, password {person.password}{passphrase}")
    sys.stdout.flush()
