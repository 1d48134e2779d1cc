"""Channels."""

import json
from pathlib import Path

import click

from vouchsafe.cli.preparing import set_up_django, set_up_texts


@click.group()
def channel() -> None:
    """Channels: the ways in that an organisation offers."""


@channel.command("publish")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--slug", required=True, help="Name in addresses (small letters, digits, hyphens).")
@click.option("--administrator", required=True, help="E-mail of the administrator who publishes it.")
@click.option("--notify", type=click.Choice(["hourly", "at-once"]), default="hourly", help="For a new channel.")
def publish_channel(file: Path, slug: str, administrator: str, notify: str) -> None:
    """Open the channel that FILE (JSON) defines, or publish its next version."""
    set_up_django(as_system=True)
    from vouchsafe.channels.services import publish_file

    published = publish_file(administrator, slug=slug, raw=file.read_bytes(), notify=notify)
    click.echo(f"Published version {published.version} of {slug}.")


@channel.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--template", is_flag=True, help="FILE is a template: {organisation} and its like may stand in it.")
@click.pass_context
def check_channel(ctx: click.Context, file: Path, *, template: bool) -> None:
    """Look for problems in the definition of a channel in FILE (JSON); each is printed with its place."""
    set_up_texts()
    from vouchsafe.channels import definitions

    body = definitions.parse(file.read_bytes())
    problems = definitions.problems({"version": 1, **body}, starter=template)
    for problem in problems:
        click.echo(f"{problem.place or file.name}: {problem.sentence} ({problem.code})")
    if problems:
        ctx.exit(1)
    click.echo("Nothing is wrong with it.")


@channel.command("templates")
def list_templates() -> None:
    """List the templates of channels."""
    set_up_texts()
    from vouchsafe.channels import starters

    for name in starters.names():
        click.echo(f"{name:<28} {starters.named(name, '…')['name']['en']}")


@channel.command("template")
@click.argument("name")
@click.option("--organisation", required=True, help="Its name, as it is to be read.")
@click.option("--address", required=True, help="Its postal address.")
@click.option("--contact", required=True, help="How to reach who answers for the channel.")
@click.option("--privacy-contact", required=True, help="How to reach who answers for its data.")
def fill_template(name: str, organisation: str, address: str, contact: str, privacy_contact: str) -> None:
    """Print the definition (JSON) that the template NAME makes for an organisation; publish it as it is, or edit it."""
    set_up_texts()
    from vouchsafe.channels import starters

    body = starters.begin(name, starters.Details(organisation, address, contact, privacy_contact))
    click.echo(json.dumps(body, ensure_ascii=False, indent=2))
