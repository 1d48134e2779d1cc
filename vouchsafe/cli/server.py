"""The server: its configuration, its processes, what is unsafe about it."""

from pathlib import Path
from typing import Literal

import click

from vouchsafe.cli.preparing import all_findings, refuse_outside_demo, set_up_django
from vouchsafe.config.checks import lacks_telemetry, refuse_if_dangerous
from vouchsafe.config.configuration import Hosts, Mail, configuration_path
from vouchsafe.config.writing import Answers, write_configuration


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--report-host", prompt="Host of the report door")
@click.option("--desk-host", prompt="Host of the desk")
@click.option("--public-host", prompt="Host of the public door")
@click.option("--database-url", prompt="DATABASE_URL (empty: from the environment)", default="", show_default=False)
@click.option("--mail-host", prompt="Host of the mail server")
@click.option("--mail-port", prompt="Its port", default=587)
@click.option(
    "--mail-security", prompt="Its security", type=click.Choice(["starttls", "tls", "none"]), default="starttls"
)
@click.option("--mail-user", prompt="User at the mail server (may be empty)", default="", show_default=False)
@click.option(
    "--mail-password", prompt="Password there (may be empty)", default="", show_default=False, hide_input=True
)
@click.option("--mail-sender", prompt="Sender of notices")
def init(  # noqa: PLR0913, PLR0917 - one argument per question
    folder: Path,
    report_host: str,
    desk_host: str,
    public_host: str,
    database_url: str,
    mail_host: str,
    mail_port: int,
    mail_security: Literal["starttls", "tls", "none"],
    mail_user: str,
    mail_password: str,
    mail_sender: str,
) -> None:
    """Write a configuration for production into FOLDER."""
    mail = Mail(
        transport="smtp",
        sender=mail_sender,
        host=mail_host,
        port=mail_port,
        security=mail_security,
        user=mail_user,
    )
    hosts = Hosts(report=report_host, desk=desk_host, public=public_host)
    path = write_configuration(
        folder, Answers(hosts=hosts, mail=mail, database_url=database_url, mail_password=mail_password)
    )
    click.echo(f"Wrote {path}. Next, each with --config {path}:")
    click.echo("  vouchsafe migrate, vouchsafe organisation create, vouchsafe check, vouchsafe serve, vouchsafe worker")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address that the reverse proxy speaks to.")
@click.option("--port", default=8000, show_default=True)
@click.option("--socket", type=click.Path(path_type=Path), help="A unix socket in place of host and port.")
@click.option("--workers", default=1, show_default=True, help="Processes.")
def serve(host: str, port: int, socket: Path | None, workers: int) -> None:
    """Serve the three doors, behind a reverse proxy."""
    config = set_up_django()
    refuse_outside_demo(config)
    from vouchsafe.porch.serving import serve as run

    run(host=host, port=port, socket=socket, workers=workers)


@click.command()
def worker() -> None:
    """Run what runs by itself: notices, deadlines, clearing up."""
    config = set_up_django(as_system=True)
    refuse_outside_demo(config)
    from vouchsafe.config.worker import run_worker

    run_worker()


@click.command()
def sweep() -> None:
    """Remove what was begun to be uploaded to this machine and not finished within a day.

    The worker does so on its own machine each night; where several nodes serve, run this on the others.
    """
    set_up_django()
    from vouchsafe.cases.blobs import KEPT
    from vouchsafe.common import clock, uploads

    click.echo(f"{uploads.sweep_parts(clock.today() - KEPT)} removed.")


@click.command()
def migrate() -> None:
    """Bring the database to this release, while the one before it may still serve."""
    set_up_django(as_system=True)
    from django.db import connection
    from django.db.utils import OperationalError
    from psycopg.errors import LockNotAvailable

    from vouchsafe.config.migrate import migrate_patiently

    try:
        connection.ensure_connection()
    except OperationalError as error:
        raise click.ClickException("The database does not answer. Check DATABASE_URL and the server.") from error
    try:
        migrate_patiently()
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        raise click.ClickException(
            "Somebody holds a table for long (a backup?), and requests would have had to wait behind this."
            " What was done stays done: run it again later."
        ) from error


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--to", default="127.0.0.1:8000", show_default=True, help="Where `serve` listens: host:port or unix:PATH."
)
@click.option("--hostname", default="", help="The onion's address, where tor runs on another machine.")
def onion(folder: Path, to: str, hostname: str) -> None:
    """Serve the report door over Tor too: tor's configuration into FOLDER; once tor runs, run this again."""
    from vouchsafe.config.onion import serve_over_tor

    for line in serve_over_tor(configuration_path(), folder.absolute(), to=to, hostname=hostname):
        click.echo(line)


@click.command()
@click.option("--deploy", is_flag=True, help="Also what is unsafe about the machine, its PostgreSQL and the set-up.")
@click.pass_context
def check(ctx: click.Context, *, deploy: bool) -> None:
    """Say what is unsafe; exit status 1 if anything is."""
    findings = all_findings(set_up_django(as_system=True), deploy=deploy)
    for finding in findings:
        grade = "dangerous" if finding.dangerous else "unsafe"
        click.echo(f"{grade}: {finding.sentence} {finding.mend} ({finding.code})")
    if findings:
        ctx.exit(1)
    click.echo("Nothing unsafe was found.")


@click.command()
@click.option("--server", default="http://127.0.0.1:8000", show_default=True, help="Where `serve` listens.")
@click.option("--tor", default="", help="The SOCKS port of a tor, to look at the onion with: 127.0.0.1:9050.")
@click.pass_context
def doctor(ctx: click.Context, server: str, tor: str) -> None:
    """Look at each part of the running server; exit status 1 if one does not work."""
    config = set_up_django(as_system=True)
    from vouchsafe.operating.doctor import Places, examine

    ill = False
    for part, findings in examine(config, Places(server=server, tor=tor)):
        click.echo(f"{part}: {'in order' if not findings else ''}".rstrip())
        for finding in findings:
            ill = ill or finding.dangerous
            click.echo(f"  {finding.sentence} {finding.mend} ({finding.code})")
    if ill:
        ctx.exit(1)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="An address that only your own machines reach.")
@click.option("--port", default=8001, show_default=True)
@click.option("--server", default="http://127.0.0.1:8000", show_default=True, help="Where `serve` listens.")
@click.option("--metrics", is_flag=True, help="Also /metrics, for Prometheus.")
def monitor(host: str, port: int, server: str, *, metrics: bool) -> None:
    """Answer /health and /ready about this machine's server, for a load balancer; run beside `serve`."""
    config = set_up_django(as_system=True)
    from vouchsafe.common import telemetry
    from vouchsafe.operating.doctor import Places
    from vouchsafe.operating.monitor import Figures, answers
    from vouchsafe.operating.monitor import monitor as listen

    places = Places(server=server)
    if telemetry.wants_metrics():
        refuse_if_dangerous([*lacks_telemetry(config)])
        from vouchsafe.operating.pushing import push

        push(Figures(config, places), config.release)
    listen(host, port, answers(config, places, metrics=metrics)).serve_forever()
