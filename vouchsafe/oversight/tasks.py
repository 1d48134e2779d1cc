"""What oversight does by itself."""

from procrastinate.contrib.django import app

from vouchsafe.oversight import pausing
from vouchsafe.oversight.releases import note_release


@app.periodic(cron="57 3 * * *")
@app.task(queue="oversight", queueing_lock="oversight.pauses", lock="oversight.pauses", pass_context=False)
def tend_pauses(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands every periodic task its minute
    """Pause categories that mostly end as unsupported, and end pauses whose day has come, each night."""
    pausing.tend()


@app.periodic(cron="12 * * * *")
@app.task(queue="oversight", queueing_lock="oversight.release", lock="oversight.release", pass_context=False)
def tell_release(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands every periodic task its minute
    """Tell the record of an organisation that is new which release serves it; the others know (config/worker.py)."""
    note_release(begins=False)
