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


@member.command("sign-out")
@click.argument("email", required=False)
@click.option("--everybody", is_flag=True, help="All members of all organisations on this server.")
def sign_member_out(email: str | None, *, everybody: bool) -> None:
    """End every session of EMAIL, at once: when a machine was stolen, or somebody else may be signed in."""
    if everybody == (email is not None):
        raise click.UsageError("Give an e-mail address, or --everybody.")
    set_up_django(as_system=True)
    from vouchsafe.people.services import sign_out, sign_out_everybody

    if email is None:
        click.echo(f"{sign_out_everybody()} members were signed in; nobody is any more.")
    else:
        click.echo(f"{sign_out(email).name} is signed in nowhere any more.")
