"""Members."""

import click

from vouchsafe.cli.preparing import set_up_django


@click.group()
def member() -> None:
    """Members of the organisations on this server."""


@member.command("forget-factors")
@click.argument("email")
def forget_member_factors(email: str) -> None:
    """Remove EMAIL's second factors and ties to providers, and end their sessions: for who has lost them all."""
    set_up_django(as_system=True)
    from vouchsafe.people.services import forget_factors

    found = forget_factors(email)
    click.echo(f"{found.name} signs in with the password alone, until a second factor is set up again.")
