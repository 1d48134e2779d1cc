"""The background worker: periodic tasks, the outbox, the record's sequencer. Imported once Django is set up."""

from typing import TYPE_CHECKING, Final, cast

from django.conf import settings
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.job_context import JobContext
from procrastinate.middleware import SyncCallNext, SyncTaskMiddleware
from procrastinate.worker import Worker

from vouchsafe.audit.cosigners import Cosigners
from vouchsafe.audit.sequencer import Sequencer
from vouchsafe.common import telemetry
from vouchsafe.oversight.releases import note_release

if TYPE_CHECKING:
    from opentelemetry.trace import Tracer

SECOND: Final = 1_000_000_000


def run_worker() -> None:
    """Work until a signal ends it. Finished jobs are deleted, so that no table keeps when things happened."""
    worker_app = app.with_connector(cast("DjangoConnector", app.connector).get_worker_connector())
    note_release()
    with Sequencer(), Cosigners():
        worker_app.run_worker(concurrency=1, delete_jobs="always", task_middleware=_watchers())


def _watchers() -> list[SyncTaskMiddleware]:
    return [telling_tasks(telemetry.tracer(settings.VOUCHSAFE.release))] if telemetry.wants_traces() else []


def telling_tasks(tracer: "Tracer") -> SyncTaskMiddleware:
    """Tells a collector of each periodic task: its name, the minute it was due in, its length in seconds, rounded up.

    Other jobs are somebody's act and have no span. A minute in which somebody reported looks as the others do.
    """

    def tell(call_next: SyncCallNext, context: JobContext, _worker: Worker) -> object:
        due = context.job.task_kwargs.get("timestamp")
        if not isinstance(due, int):
            return call_next()
        begun, failed = telemetry.now(), ""
        try:
            return call_next()
        except Exception as error:
            failed = type(error).__qualname__
            raise
        finally:
            minute = due // 60 * 60 * SECOND
            span = tracer.start_span(context.job.task_name, start_time=minute)
            if failed:
                telemetry.fail(span, failed)
            span.end(minute + -(-(telemetry.now() - begun) // SECOND) * SECOND)

    return tell
