"""The poster of a channel."""

import click

from vouchsafe.cli.preparing import set_up_django


@click.command()
@click.argument("channel")
@click.option("--language", default="en", show_default=True, help="The poster's language.")
@click.option("--sheet", type=click.Choice(["a4", "a5"]), default="a4", show_default=True)
def poster(channel: str, language: str, sheet: str) -> None:
    """Print the poster of CHANNEL (organisation/channel, as in its address) as a PDF: … > poster.pdf."""
    set_up_django(as_system=True)
    from vouchsafe.channels import poster as posters
    from vouchsafe.channels import queries

    organisation, _slash, slug = channel.partition("/")
    published = queries.channel_at(organisation, slug)
    made = posters.draw(posters.poster_of(published, language), "a5" if sheet == "a5" else "a4")
    click.echo(made, nl=False)
