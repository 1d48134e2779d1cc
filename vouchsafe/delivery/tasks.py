"""The outbox's periodic task."""

from procrastinate.contrib.django import app

from vouchsafe.delivery import services, transports


@app.periodic(cron="* * * * *")
@app.task(queue="delivery", queueing_lock="delivery")
def send_waiting(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands every periodic task its minute
    """Send what waits in the outbox, each minute."""
    services.send_waiting(transports.chosen())
