"""What oversight does by itself."""

from procrastinate.contrib.django import app

from vouchsafe.oversight import pausing


@app.periodic(cron="57 3 * * *")
@app.task(queue="oversight", queueing_lock="oversight.pauses", lock="oversight.pauses", pass_context=False)
def tend_pauses(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands every periodic task its minute
    """Pause categories that mostly end as unsupported, and end pauses whose day has come, each night."""
    pausing.tend()
