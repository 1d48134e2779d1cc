"""The command line: one thin function per command.

Commands import what they run when they run: the reporter's commands must not need Django, and Django must not be
set up before its configuration is known.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any, Literal

import click

from vouchsafe import __version__
from vouchsafe.common.errors import VouchsafeError
from vouchsafe.config.checks import Finding, check_configuration, lacks_the_client, refuse_if_dangerous
from vouchsafe.config.configuration import CONFIG_VARIABLE, Config, Hosts, Mail, configuration_path, load
from vouchsafe.config.writing import Answers, write_configuration

CLIENT_DIR = Path(__file__).parent / "client"


class Commands(click.Group):
    """Commands whose typed errors become one sentence and exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own signature
        """Run the command."""
        try:
            return super().invoke(ctx)
        except VouchsafeError as error:
            click.echo(error.message, err=True)
            ctx.exit(1)


@click.group(cls=Commands)
@click.version_option(__version__)
@click.option("--config", type=click.Path(path_type=Path), help=f"The configuration file (else ${CONFIG_VARIABLE}).")
def main(config: Path | None) -> None:
    """Vouchsafe: sealed, two-way reporting of wrongdoing and security concerns."""
    if config is not None:
        os.environ[CONFIG_VARIABLE] = str(config.absolute())


@main.command()
@click.option("--port", default=8000, show_default=True)
@click.option("--data", default=Path("vouchsafe-demo"), show_default=True, type=click.Path(path_type=Path))
@click.option("--reset", is_flag=True, help="Forget everything and start afresh.")
def demo(port: int, data: Path, *, reset: bool) -> None:
    """Try Vouchsafe: a demo organisation with sample reports, everything in one folder."""
    from vouchsafe.demo.running import run_demo

    refuse_if_dangerous(list(lacks_the_client(CLIENT_DIR)))
    folder = data.absolute()
    run_demo(folder, port, reset=reset, prepare=_prepare_demo, ready=lambda: _tell_of_demo(folder))


def _prepare_demo() -> None:
    _set_up_django()
    from django.core.management import call_command

    from vouchsafe.demo import seed

    call_command("migrate", verbosity=0)
    seed.seed()


def _tell_of_demo(folder: Path) -> None:
    from vouchsafe.demo import seed

    config = load()
    click.echo(f"\nVouchsafe demo, data in {folder}; Ctrl-C ends it.\n")
    click.echo(f"  report a concern   {config.address('report')}")
    click.echo(f"  handle reports     {config.address('desk')}")
    click.echo(f"  what is published  {config.address('public')}\n")
    click.echo("Sign in at the desk as (demo only, these are public):")
    for person in seed.SIGN_INS:
        passphrase = f", passphrase {person.passphrase}" if person.passphrase else ""
        click.echo(f"  {person.role:<14} {person.email}, password {person.password}{passphrase}")
    sys.stdout.flush()


@main.command()
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


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address that the reverse proxy speaks to.")
@click.option("--port", default=8000, show_default=True)
@click.option("--socket", type=click.Path(path_type=Path), help="A unix socket in place of host and port.")
@click.option("--workers", default=1, show_default=True, help="Processes.")
def serve(host: str, port: int, socket: Path | None, workers: int) -> None:
    """Serve the three doors, behind a reverse proxy."""
    config = _set_up_django()
    _refuse_outside_demo(config)
    from vouchsafe.porch.serving import serve as run

    run(host=host, port=port, socket=socket, workers=workers)


@main.command()
def worker() -> None:
    """Run what runs by itself: notices, deadlines, clearing up."""
    config = _set_up_django()
    _refuse_outside_demo(config)
    from vouchsafe.config.worker import run_worker

    run_worker()


@main.command()
def migrate() -> None:
    """Bring the database to this release."""
    _set_up_django()
    from django.core.management import call_command

    call_command("migrate", interactive=False)


@main.command()
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


@main.command()
@click.pass_context
def check(ctx: click.Context) -> None:
    """Say what is unsafe; exit status 1 if anything is."""
    findings = _all_findings(_set_up_django())
    for finding in findings:
        grade = "dangerous" if finding.dangerous else "unsafe"
        click.echo(f"{grade}: {finding.sentence} {finding.mend} ({finding.code})")
    if findings:
        ctx.exit(1)
    click.echo("Nothing unsafe was found.")


@main.group()
def organisation() -> None:
    """Organisations on this server."""


@organisation.command("create")
@click.option("--name", prompt="Name of the organisation")
@click.option("--slug", prompt="Name in addresses (small letters, digits, hyphens)")
@click.option("--founder-name", prompt="Name of the first member")
@click.option("--founder-email", prompt="Their e-mail")
def create_organisation(name: str, slug: str, founder_name: str, founder_email: str) -> None:
    """Found an organisation; prints the link by which its first member sets a password."""
    _set_up_django()
    from vouchsafe.people.services import found_organisation

    founding = found_organisation(name, slug, founder_email=founder_email, founder_name=founder_name)
    click.echo(f"{founder_name} sets a password at {founding.password_link}")


@main.group()
def member() -> None:
    """Members of the organisations on this server."""


@member.command("forget-factors")
@click.argument("email")
def forget_member_factors(email: str) -> None:
    """Remove EMAIL's second factors and ties to providers, and end their sessions: for who has lost them all."""
    _set_up_django()
    from vouchsafe.people.services import forget_factors

    found = forget_factors(email)
    click.echo(f"{found.name} signs in with the password alone, until a second factor is set up again.")


@main.group()
def channel() -> None:
    """Channels: the ways in that an organisation offers."""


@channel.command("publish")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--slug", required=True, help="Name in addresses (small letters, digits, hyphens).")
@click.option("--administrator", required=True, help="E-mail of the administrator who publishes it.")
@click.option("--notify", type=click.Choice(["hourly", "at-once"]), default="hourly", help="For a new channel.")
def publish_channel(file: Path, slug: str, administrator: str, notify: str) -> None:
    """Open the channel that FILE (JSON) defines, or publish its next version."""
    _set_up_django()
    from vouchsafe.channels.services import publish_file

    published = publish_file(administrator, slug=slug, raw=file.read_bytes(), notify=notify)
    click.echo(f"Published version {published.version} of {slug}.")


@channel.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--template", is_flag=True, help="FILE is a template: {organisation} and its like may stand in it.")
@click.pass_context
def check_channel(ctx: click.Context, file: Path, *, template: bool) -> None:
    """Look for problems in the definition of a channel in FILE (JSON); each is printed with its place."""
    _set_up_texts()
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
    _set_up_texts()
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
    _set_up_texts()
    from vouchsafe.channels import starters

    body = starters.begin(name, starters.Details(organisation, address, contact, privacy_contact))
    click.echo(json.dumps(body, ensure_ascii=False, indent=2))


@main.command()
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


@main.command()
@click.argument("url")
@click.option("--pin", help="The directory's words, from the poster or the channel page.")
@click.option("--rotate", is_flag=True, help="Make a new receipt; the old one opens nothing any more.")
@click.option("--tor", help="Go through the Tor at this host:port; for an onion the default is 127.0.0.1:9050.")
def thread(url: str, pin: str | None, tor: str | None, *, rotate: bool) -> None:
    """Come back with a receipt: read the answers and write again."""
    from vouchsafe.intake.terminal import thread as terminal

    terminal.thread(url, pin=pin, tor=tor, rotate=rotate)


@main.group()
def record() -> None:
    """The record: verify it, export it, witness it."""


@record.command("verify")
@click.argument("source")
@click.option("--key", help="The log's verifier key, from somewhere else than the source.")
@click.option("--kept", type=click.Path(path_type=Path), help="A file for the checkpoint, compared the next time.")
def verify_record(source: str, key: str | None, kept: Path | None) -> None:
    """Check all of a record: SOURCE is a desk's address (for its overseers) or a file that was exported."""
    from vouchsafe.oversight.terminal import record as terminal

    checkpoint = terminal.verify(source, _ask_who, key=key, kept=kept)
    click.echo(f"{checkpoint.size} entries of {checkpoint.origin}: none changed, removed or moved.")
    if key is None:
        click.echo("The key is the one that the source names: compare it, and give it with --key.")


@record.command("export")
@click.argument("source")
@click.argument("file", type=click.Path(path_type=Path))
def export_record(source: str, file: Path) -> None:
    """Write a record to the new FILE: SOURCE is a desk's address or, on the server, an organisation's slug."""
    from vouchsafe.oversight.terminal import record as terminal

    if terminal.is_address(source):
        count = terminal.export(source, file, _ask_who)
    else:
        _set_up_django()
        from vouchsafe.oversight import record as here

        with terminal.opened(file, "xb") as sink:
            count = here.export(source, sink)
    click.echo(f"{count} entries in {file}.")


@record.command("witness")
@click.argument("address")
@click.option("--kept", required=True, type=click.Path(path_type=Path), help="A file for the last checkpoint.")
@click.option("--key", help="The log's verifier key, from somewhere else than the address.")
@click.option("--name", help="The witness's name, to cosign; needs --signing-key.")
@click.option("--signing-key", type=click.Path(exists=True, path_type=Path), help="A file: base64 of 32 bytes.")
def witness_record(address: str, kept: Path, key: str | None, name: str | None, signing_key: Path | None) -> None:
    """Check that the record at ADDRESS (https://…/record/ID) goes on from what was seen; print its checkpoint."""
    from vouchsafe.oversight.terminal import record as terminal

    signer = terminal.witness_key(name, signing_key)[0] if name and signing_key else None
    click.echo(terminal.witness(address, kept, key=key, signer=signer), nl=False)


def _ask_who() -> tuple[str, str]:
    return click.prompt("E-mail of an overseer"), click.prompt("Password", hide_input=True)


def _set_up_texts() -> None:
    """For commands that need no configuration: their sentences stay English."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)


def _set_up_django() -> Config:
    """The configuration, and Django made from it. Raises ConfigError before Django can fail less clearly."""
    config = load()
    os.environ["DJANGO_SETTINGS_MODULE"] = "vouchsafe.config.settings"
    import django

    django.setup()
    return config


def _all_findings(config: Config) -> list[Finding]:
    from vouchsafe.config.database_checks import check_database

    return [*check_configuration(config), *lacks_the_client(CLIENT_DIR), *check_database()]


def _refuse_outside_demo(config: Config) -> None:
    """The demo is unsafe by nature and says so; everything else must be safe to start."""
    if not config.demo:
        refuse_if_dangerous(_all_findings(config))
