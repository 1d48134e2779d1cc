"""What runs by itself. No job names a case: each task scans flags, and finished jobs are deleted by the worker."""

from procrastinate.contrib.django import app

from vouchsafe.cases import blobs, conclusions, nightly, notices, recordings, reminding, requests, retention
from vouchsafe.common.sweeps import for_each

SECONDS = 60


@app.periodic(cron="* * * * *")
@app.task(queue="cases", queueing_lock="cases.notices", lock="cases.notices", pass_context=False)
def post_notices(timestamp: int) -> None:
    """Tell handlers that something waits: each minute where a channel says at once, else on the hour."""
    notices.post_notices(timestamp // SECONDS % notices.MINUTES)


@app.periodic(cron="0 * * * *")
@app.task(queue="cases", queueing_lock="cases.reminders", lock="cases.reminders", pass_context=False)
def remind(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands every periodic task its minute
    """Remind of what is due, and raise the alarm for a report that nobody opened, on the hour."""
    reminding.remind()


@app.periodic(cron="47 0 * * *")
@app.task(queue="cases", queueing_lock="cases.nightly", lock="cases.nightly", pass_context=False)
def close_days(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands every periodic task its minute
    """Record yesterday's arrivals in an order that tells nothing, each night."""
    nightly.close_days()


@app.periodic(cron="27 2 * * *")
@app.task(queue="cases", queueing_lock="cases.retention", lock="cases.retention", pass_context=False)
def erase_due(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands every periodic task its minute
    """Erase what is kept no longer, each night: cases, recordings with minutes, what a hold kept apart until then."""
    for_each(lambda erase: erase(), (conclusions.erase_freed, recordings.erase_due, retention.erase_due))


@app.periodic(cron="17 3 * * *")
@app.task(queue="cases", queueing_lock="cases.blobs", lock="cases.blobs", pass_context=False)
def sweep_blobs(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands every periodic task its minute
    """Put yesterday's attachments away; remove uploads that no report has taken within a day, each night."""
    for_each(lambda tidy: tidy(), (blobs.put_away, blobs.sweep))


@app.periodic(cron="27 3 * * *")
@app.task(queue="cases", queueing_lock="cases.shares", lock="cases.shares", pass_context=False)
def sweep_shares(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands every periodic task its minute
    """Destroy shares that were handed over for requests whose time is over, each night."""
    requests.sweep()
