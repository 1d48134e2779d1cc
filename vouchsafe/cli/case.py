"""Cases, as who runs the server may handle them: sealed."""

from pathlib import Path
from uuid import UUID

import click

from vouchsafe.cli.preparing import set_up_django


@click.group()
def case() -> None:
    """Cases on this server, as they are sealed."""


@case.command("export")
@click.argument("case_id", metavar="CASE", type=click.UUID)
@click.option("--to", "file", required=True, type=click.Path(path_type=Path), help="The new file.")
def export_case(case_id: UUID, file: Path) -> None:
    """Write one CASE to a new file for `vouchsafe recover`, when no handler is left. Only a recovery sheet opens it."""
    set_up_django(as_system=True)
    from vouchsafe.cases.export import export_to_file

    export_to_file(case_id, file)
    click.echo(
        f"Wrote {file}; a recovery sheet opens it: vouchsafe recover {file} --into FOLDER. The record holds this."
    )
