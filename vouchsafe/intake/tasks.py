"""What runs by itself at the report door."""

from procrastinate.contrib.django import app

from vouchsafe.intake import quotas


@app.periodic(cron="7 0 * * *")
@app.task(queue="cases", queueing_lock="intake.quotas", lock="intake.quotas", pass_context=False)
def sweep_quotas(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands every periodic task its minute
    """Forget what was used on the days that are over, each night."""
    quotas.sweep()
