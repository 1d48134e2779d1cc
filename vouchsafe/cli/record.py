"""The record."""

from pathlib import Path

import click

from vouchsafe.cli.preparing import set_up_django


class SignIn:
    """Asks whoever sits there. `whom`: whose account is wanted."""

    def __init__(self, whom: str = "an overseer") -> None:
        self._whom = whom

    def who(self) -> tuple[str, str]:
        """E-mail and password."""
        return click.prompt(f"E-mail of {self._whom}"), click.prompt("Password", hide_input=True)

    def code(self) -> str:
        """A second factor, where the desk asks for one."""
        answer: str = click.prompt("Code of the authenticator app, or a recovery code")
        return answer


@click.group()
def record() -> None:
    """The record: verify it, export it, witness it."""


@record.command("verify")
@click.argument("source")
@click.option("--key", help="The log's verifier key, from somewhere else than the source.")
@click.option("--kept", type=click.Path(path_type=Path), help="A file for the checkpoint, compared the next time.")
@click.option("--witness", "witnesses", multiple=True, help="A verifier key of a witness that must have cosigned it.")
def verify_record(source: str, key: str | None, kept: Path | None, witnesses: tuple[str, ...]) -> None:
    """Check all of a record: SOURCE is a desk's address (for its overseers) or a file that was exported."""
    from vouchsafe.oversight.terminal import record as terminal

    found = terminal.verify(source, SignIn(), key=key, kept=kept, witnesses=witnesses)
    click.echo(f"{found.checkpoint.size} entries of {found.checkpoint.origin}: none changed, removed or moved.")
    if found.withheld:
        click.echo(f"{found.withheld} of them are withheld: of cases from which you are excluded. Their hashes fit.")
    for name, time in found.cosigned.items():
        click.echo(f"{name} cosigned it at {time:%Y-%m-%d %H:%M:%S} UTC.")
    if key is None:
        click.echo("The key is the one that the source names: compare it, and give it with --key.")


@record.command("export")
@click.argument("source")
@click.argument("file", type=click.Path(path_type=Path))
def export_record(source: str, file: Path) -> None:
    """Write a record to the new FILE: SOURCE is a desk's address or, on the server, an organisation's slug."""
    from vouchsafe.oversight.terminal import record as terminal

    if terminal.is_address(source):
        count = terminal.export(source, file, SignIn())
    else:
        set_up_django(as_system=True)
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


@record.command("serve-witness")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--name", required=True, help="The witness's name, such as witness.example.org.")
@click.option(
    "--signing-key", required=True, type=click.Path(exists=True, path_type=Path), help="A file: base64 of 32 bytes."
)
@click.option(
    "--log", "logs", multiple=True, required=True, help="The verifier key of a log to follow; may be given often."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address that the reverse proxy speaks to.")
@click.option("--port", default=8010, show_default=True)
def serve_witness(folder: Path, name: str, signing_key: Path, logs: tuple[str, ...], host: str, port: int) -> None:
    """Cosign what logs post, if it goes on from what they posted before; what was seen is kept in FOLDER."""
    from vouchsafe.oversight.terminal import record as terminal
    from vouchsafe.oversight.terminal.witness import Witness, serve
    from vouchsafe.tlog.notes import read_verifier

    signer, verifier = terminal.witness_key(name, signing_key)
    witness = Witness(signer, [read_verifier(log) for log in logs], folder)
    click.echo(f"Cosigning at http://{host}:{port}/add-checkpoint as {verifier}")
    serve(witness, host, port)


@record.command("key")
@click.argument("organisation")
def print_key(organisation: str) -> None:
    """Print the verifier key of ORGANISATION's record (its name in addresses), and a former one that signs still."""
    set_up_django(as_system=True)
    from vouchsafe.oversight import record as here

    for key in here.keys_of(organisation):
        click.echo(str(key))
