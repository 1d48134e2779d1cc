"""What is erased by itself."""

import click

from vouchsafe.cli.preparing import set_up_django


@click.command()
@click.option("--dry-run", is_flag=True, help="Only show what would go.")
def retention(*, dry_run: bool) -> None:
    """Erase the cases whose last day is over and that nothing holds, as the server does each night."""
    set_up_django(as_system=True)
    from vouchsafe.cases import conclusions, recordings
    from vouchsafe.cases import retention as erasing
    from vouchsafe.people.models import Organisation

    found = erasing.due()
    slugs = dict(Organisation.objects.filter(id__in={one.organisation for one in found}).values_list("id", "slug"))
    for one in found:
        click.echo(f"{slugs[one.organisation]}  {one.case}  kept until {one.kept_until.isoformat()}  ({one.why})")
    if dry_run:
        click.echo(f"{len(found)} would go. Nothing was erased.")
        return
    click.echo(f"Of {conclusions.erase_freed()} cases what is kept apart was erased: their hold is over.")
    click.echo(f"{recordings.erase_due()} recordings were erased: their minutes are complete.")
    click.echo(f"{erasing.erase_due()} erased.")
