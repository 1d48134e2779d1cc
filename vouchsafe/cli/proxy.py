"""The reverse proxy. Needs no configuration."""

from pathlib import Path

import click


@click.command("check-proxy")
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="FILE…"
)
@click.option(
    "--kind",
    type=click.Choice(["nginx", "haproxy", "caddy", "apache", "log"]),
    help="What the files are; else guessed.",
)
@click.pass_context
def check_proxy(ctx: click.Context, files: tuple[Path, ...], kind: str | None) -> None:
    """Say what a reverse proxy would keep of reporters: its configuration, or logs, in each FILE.

    Exit status 1 when anything is found.
    """
    from vouchsafe.operating.proxies.checking import check_file, kind_of

    count = 0
    for path in files:
        found = check_file(path, kind)
        count += len(found)
        click.echo(f"{path} ({kind or kind_of(path)}): {f'{len(found)} found' if found else 'nothing found'}")
        for trace in found:
            click.echo(f"  line {trace.line}: {trace.sentence} {trace.mend}")
    if count:
        ctx.exit(1)
