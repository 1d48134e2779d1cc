"""The background worker: periodic tasks, the outbox, the record's sequencer. Imported once Django is set up."""

from typing import cast

from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from vouchsafe.audit.cosigners import Cosigners
from vouchsafe.audit.sequencer import Sequencer
from vouchsafe.oversight.releases import note_release


def run_worker() -> None:
    """Work until a signal ends it. Finished jobs are deleted, so that no table keeps when things happened."""
    worker_app = app.with_connector(cast("DjangoConnector", app.connector).get_worker_connector())
    note_release()
    with Sequencer(), Cosigners():
        worker_app.run_worker(concurrency=1, delete_jobs="always")
