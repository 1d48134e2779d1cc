"""Organisations."""

from typing import Literal

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


@organisation.group("host")
def host() -> None:
    """Hosts that an organisation has of its own. DNS and TLS are yours to set up; the desk stays one host."""


@host.command("add")
@click.argument("slug")
@click.argument("name")
@click.option("--door", type=click.Choice(["report", "public"]), default="report", show_default=True)
def add_host(slug: str, name: str, door: Literal["report", "public"]) -> None:
    """Let only the organisation SLUG be found at the host NAME, such as speak.example.org."""
    set_up_django(as_system=True)
    from vouchsafe.looks.hosts import SECONDS, address
    from vouchsafe.looks.models import Door
    from vouchsafe.looks.services import add_host as add

    added = add(slug, name, Door(door))
    click.echo(f"{address(slug, door, '/')} leads to {slug}, once DNS and your reverse proxy send {added.name} here.")
    click.echo(f"Servers that run know it within {SECONDS} seconds.")


@host.command("remove")
@click.argument("name")
def remove_host(name: str) -> None:
    """Take the host NAME away from its organisation; the addresses at the server's own hosts stay."""
    set_up_django(as_system=True)
    from vouchsafe.looks.services import remove_host as remove

    click.echo(f"{remove(name).name} leads nowhere any more.")


@host.command("list")
def list_hosts() -> None:
    """List the hosts of all organisations."""
    set_up_django(as_system=True)
    from vouchsafe.looks.models import Host

    for name, door, slug in Host.objects.order_by("name").values_list("name", "door", "organisation__slug"):
        click.echo(f"{name:<40} {door:<8} {slug}")
