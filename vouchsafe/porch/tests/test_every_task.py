"""Whatever runs by itself may run twice, and late: the second time changes nothing and tells nobody again."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import msgspec
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from procrastinate.contrib.django import app
from pytest_django.fixtures import Settings

from vouchsafe.audit.models import Entry
from vouchsafe.audit.tags import Tag
from vouchsafe.cases.models import Case, Clock, Item
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import House
from vouchsafe.cases.tests.moving import Moving
from vouchsafe.common import clock
from vouchsafe.common.storage import Name
from vouchsafe.common.storage.folder import path_of
from vouchsafe.common.tests.ports import free_port
from vouchsafe.intake.models import Kind, Use
from vouchsafe.intake.tests.store import snapshot
from vouchsafe.law.packs import Matter


@pytest.fixture
def house(transactional_db: None) -> House:
    """The Meridian Institute, set up."""
    return cast.meridian()


@pytest.fixture
def letters(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A mail server; the folder with what it took."""
    controller = Controller(Mailbox(tmp_path / "mail"), hostname="127.0.0.1", port=free_port())
    controller.start()
    mail = msgspec.structs.replace(settings.VOUCHSAFE.mail, host="127.0.0.1", port=controller.port)
    settings.VOUCHSAFE = msgspec.structs.replace(settings.VOUCHSAFE, mail=mail)
    yield tmp_path / "mail" / "new"
    controller.stop()


def run_every_task(late: timedelta = timedelta()) -> set[str]:
    """Each periodic task, as the worker calls it for the last full hour, or for one that it missed; their names."""
    hour = int((clock.now() - late).timestamp()) // 3600 * 3600
    tasks = [one.task for one in app.periodic_registry.periodic_tasks.values()]
    for _again in range(2):  # what one task leaves, another may take up
        for task in tasks:
            task(timestamp=hour)
    return {task.name for task in tasks}


def leave_work(house: House, data_dir: Path) -> tuple[Case, Path]:
    """A day that is over: reports, one of which is to be erased, an upload that nobody took, and yesterday's counts."""
    day = clock.today() - timedelta(days=3)
    cases = [cast.send(house, attachment=b"the ledger").case for _each in range(3)]
    Case.objects.filter(id__in=cases).update(received_on=day)
    Item.objects.filter(case__in=cases).update(day=day)
    due = Case.objects.get(id=cases[0])
    Clock.objects.update_or_create(
        organisation=house.organisation,
        case=due,
        matter=Matter.RETENTION,
        defaults={"due_on": clock.today() - timedelta(days=1)},
    )
    blob = uuid4()
    cast.put_blob(house, blob, b"sealed")
    Use.objects.create(organisation=house.organisation, scope=uuid4(), kind=Kind.REPORTS, day=day, used=1)
    for path in data_dir.rglob("*"):
        os.utime(path, (clock.start_of(day),) * 2)
    return due, path_of(Name(house.organisation.id, blob))


def test_every_task_runs_twice_and_late_without_doing_anything_again(
    house: House, data_dir: Path, letters: Path, moving: Moving
) -> None:
    """Arrivals are recorded once, the case is erased once, each handler gets one letter; rows and files stay."""
    due, forgotten = leave_work(house, data_dir)

    ran = run_every_task()

    assert len(ran) >= 11
    assert not Case.objects.filter(id=due.id).exists()
    assert not forgotten.exists()
    assert not Use.objects.exists()
    entries = list(Entry.objects.filter(tag__in=[Tag.CASE_RECEIVED, Tag.CASE_ERASED]).values_list("tag", flat=True))
    assert sorted(entries) == [Tag.CASE_ERASED, *[Tag.CASE_RECEIVED] * 3]
    sent, after = sorted(letters.iterdir()), snapshot(data_dir)
    assert len(sent) >= 2

    for late in (timedelta(), timedelta(days=2)):
        run_every_task(late)
        assert snapshot(data_dir) == after
        assert sorted(letters.iterdir()) == sent

    # Nobody worked for a week: what became due meanwhile is done at the next time, once.
    moving.forward(7)
    run_every_task()
    assert Entry.objects.filter(tag=Tag.CASE_RECEIVED).count() == 3
    week_later, sent = snapshot(data_dir), sorted(letters.iterdir())
    run_every_task()
    assert (snapshot(data_dir), sorted(letters.iterdir())) == (week_later, sent)
