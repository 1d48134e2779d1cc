"""Organisations."""

import click

from vouchsafe.cli.preparing import set_up_django


@click.group()
def organisation() -> None:
    """Organisations on this server."""


@organisation.command("create")
@click.option("--name", prompt="Name of the organisation")
@click.option("--slug", prompt="Name in addresses (small letters, digits, hyphens)")
@click.option("--founder-name", prompt="Name of the first member")
@click.option("--founder-email", prompt="Their e-mail")
@click.option("--parent", metavar="SLUG", help="The organisation whose overseers see this one's figures, never cases.")
def create_organisation(name: str, slug: str, founder_name: str, founder_email: str, parent: str | None) -> None:
    """Found an organisation; prints the link by which its first member sets a password."""
    set_up_django(as_system=True)
    from vouchsafe.people.services import found_organisation

    founding = found_organisation(name, slug, founder_email=founder_email, founder_name=founder_name, parent=parent)
    click.echo(f"{founder_name} sets a password at {founding.password_link}")
