"""The reporter's commands, which need neither a configuration nor Django."""

from pathlib import Path

import click


@click.command()
@click.argument("url")
@click.option(
    "--answers",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A TOML or JSON file.",
)
@click.option(
    "--attach", multiple=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help="A file to attach."
)
@click.option(
    "--not-for",
    multiple=True,
    metavar="NAME",
    help="A reader of the channel who gets no key to it; the server can see who was left out.",
)
@click.option("--leadership", is_flag=True, help="Only readers outside the hierarchy get a key to it.")
@click.option("--pin", help="The directory's words, from the poster or the channel page.")
@click.option("--tor", help="Go through the Tor at this host:port; for an onion the default is 127.0.0.1:9050.")
def report(
    url: str,
    answers: Path,
    attach: tuple[Path, ...],
    not_for: tuple[str, ...],
    pin: str | None,
    tor: str | None,
    *,
    leadership: bool,
) -> None:
    """Seal a report on this machine and send it to the channel at URL."""
    from vouchsafe.intake.terminal import report as terminal

    terminal.report(url, answers, attach, not_for=not_for, leadership=leadership, pin=pin, tor=tor)


@click.command()
@click.argument("url")
@click.option("--pin", help="The directory's words, from the poster or the channel page.")
@click.option("--rotate", is_flag=True, help="Make a new receipt; the old one opens nothing any more.")
@click.option("--tor", help="Go through the Tor at this host:port; for an onion the default is 127.0.0.1:9050.")
def thread(url: str, pin: str | None, tor: str | None, *, rotate: bool) -> None:
    """Come back with a receipt: read the answers and write again."""
    from vouchsafe.intake.terminal import thread as terminal

    terminal.thread(url, pin=pin, tor=tor, rotate=rotate)
