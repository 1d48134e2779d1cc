"""The record."""

from pathlib import Path

import click

from vouchsafe.cli.preparing import set_up_django


@click.group()
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


def _ask_who() -> tuple[str, str]:
    return click.prompt("E-mail of an overseer"), click.prompt("Password", hide_input=True)
