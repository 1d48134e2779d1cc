"""A door, looked at from outside."""

import click

from vouchsafe.cli.record import SignIn


@click.command("verify-door")
@click.argument("url")
@click.option("--key", help="The release's verifier key, from somewhere else than the server or the package.")
@click.option(
    "--record-key", help="The verifier key of the organisation's record, from somewhere else than the server."
)
@click.option(
    "--organisation", "organisations", multiple=True, metavar="SLUG", help="Only this one; may be given often."
)
@click.option("--sign-in", is_flag=True, help="Compare the desk's pages behind signing in too, as a member.")
@click.option("--unsigned", is_flag=True, help="DANGEROUS: compare with files on this machine that nobody signed.")
@click.option("--tor", help="The SOCKS port of a tor to come by, such as 127.0.0.1:9050.")
@click.pass_context
def verify_door(  # noqa: PLR0913, PLR0917 - one argument per option
    ctx: click.Context,
    url: str,
    key: str | None,
    record_key: str | None,
    organisations: tuple[str, ...],
    sign_in: bool,  # noqa: FBT001 - click's own form
    unsigned: bool,  # noqa: FBT001 - click's own form
    tor: str | None,
) -> None:
    """Compare all that the report door at URL and its desk serve with the release installed here.

    Every page in every language, every script and style, and their headers. Exit status 1 where anything differs.
    """
    from vouchsafe.comparing.telling import told
    from vouchsafe.comparing.verify import Wishes, verify_door
    from vouchsafe.release.build import build
    from vouchsafe.release.manifest import read_key

    wishes = Wishes(
        key=read_key(key) if key else None,
        record_key=record_key,
        unsigned=unsigned,
        organisations=organisations,
        sign_in=SignIn("a member") if sign_in else None,
        tor=tor,
    )
    found = verify_door(url, build(), wishes, lambda line: click.echo(line, err=True))
    for line in told(found, wishes):
        click.echo(line)
    if found.findings:
        ctx.exit(1)
