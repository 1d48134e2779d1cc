"""Backups, and putting them back."""

from pathlib import Path

import click

from vouchsafe.cli.preparing import set_up_django

_RECIPIENT = click.option(
    "--recipient", "given", multiple=True, help="Your own age recipient (age1pq1…); else the recovery sheets."
)
_IDENTITY = click.option(
    "--identity",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file with the secret key of your recipient; else a recovery sheet is asked for.",
)
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@_RECIPIENT
@click.pass_context
def backup(ctx: click.Context, file: Path, given: tuple[str, ...]) -> None:
    """Write database and attachments, sealed, into a new FILE. Erasure keys are not in it: see backup-keys."""
    set_up_django(as_system=True)
    from vouchsafe.operating.backup import back_up, recipients

    lost = back_up(file.absolute(), recipients(given))
    click.echo(f"Wrote {file}.")
    for blob in lost:
        click.echo(f"lost: the attachment {blob} is named by the database and is not in the folder.", err=True)
    if lost:
        ctx.exit(1)


@click.command("backup-keys")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@_RECIPIENT
def backup_keys(folder: Path, given: tuple[str, ...]) -> None:
    """Write today's erasure keys, sealed, into FOLDER, and delete there what is older than seven days."""
    set_up_django(as_system=True)
    from vouchsafe.operating.backup import back_up_keys, recipients

    click.echo(f"Wrote {back_up_keys(folder.absolute(), recipients(given))}.")


@click.command()
@click.argument("file", type=_FILE)
@_IDENTITY
@click.pass_context
def restore(ctx: click.Context, file: Path, identity: Path | None) -> None:
    """Put the backup in FILE into an empty database and an empty folder. Exit status 1 while erasure keys lack."""
    set_up_django(as_system=True)
    from vouchsafe.operating.restoring import restore as put_back
    from vouchsafe.operating.unlocking import unlocker

    restored = put_back(file, [unlocker(identity)])
    click.echo(f"Put back {restored.cases} cases and {restored.blobs} attachments.")
    if restored.without_key:
        click.echo(f"{restored.without_key} cases have no erasure key here: restore-keys, unless they were erased.")
        ctx.exit(1)


@click.command("restore-keys")
@click.argument("file", type=_FILE)
@_IDENTITY
def restore_keys(file: Path, identity: Path | None) -> None:
    """Put back the erasure keys in FILE that cases of the database name and the server lacks."""
    set_up_django(as_system=True)
    from vouchsafe.operating.restoring import restore_keys as put_back
    from vouchsafe.operating.unlocking import unlocker

    click.echo(f"Put back {put_back(file, [unlocker(identity)])} erasure keys.")
