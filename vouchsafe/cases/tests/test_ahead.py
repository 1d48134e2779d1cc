"""Erasure keys made ahead, on a real disk and by a real thread."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest

from vouchsafe.cases import erasure
from vouchsafe.cases.ahead import BUSY, READY, Ahead
from vouchsafe.cases.tests.moving import Moving
from vouchsafe.common.clock import start_of, today

MERIDIAN, HARBOUR = uuid4(), uuid4()
TODAY = today()


class Clock:
    """A clock that somebody sets."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ahead(clock: Clock) -> Iterator[Ahead]:
    made = Ahead(clock)
    yield made
    made.end()


def test_in_a_quiet_hour_a_report_has_its_key_made_and_no_other(ahead: Ahead, clock: Clock) -> None:
    """Nothing lies on the disk that nobody asked for."""
    taken = []
    for _each in range(3):
        taken.append((MERIDIAN, ahead.take(MERIDIAN, TODAY)[0]))
        clock.now += BUSY
    ahead._maker.shutdown()  # whatever it had to do is done
    assert sorted(erasure.all_ids()) == sorted(taken)


def test_while_reports_come_one_after_the_other_each_gets_a_key_of_its_own(ahead: Ahead) -> None:
    """Eight at once take two hundred: no key twice, and each is on the disk as it was handed out."""
    with ThreadPoolExecutor(8) as reporters:
        taken = list(reporters.map(lambda _each: ahead.take(MERIDIAN, TODAY), range(200)))

    assert len({erasure_id for erasure_id, _key in taken}) == len({key for _id, key in taken}) == 200
    assert all(erasure.read_key(MERIDIAN, erasure_id) == key for erasure_id, key in taken)


def test_who_comes_next_takes_a_key_that_lies_ready(ahead: Ahead) -> None:
    """After two close together some lie ready, for this organisation alone; the third makes none."""
    ahead.take(MERIDIAN, TODAY)
    ahead.take(MERIDIAN, TODAY)
    ahead._maker.submit(lambda: None).result()  # the filling before it is over
    lying = set(erasure.all_ids())
    assert len(lying) == 2 + READY
    assert {organisation for organisation, _id in lying} == {MERIDIAN}

    erasure_id, _key = ahead.take(MERIDIAN, TODAY)
    assert (MERIDIAN, erasure_id) in lying


def test_what_lies_ready_at_midnight_is_of_no_use(ahead: Ahead, moving: Moving) -> None:
    """A key tells the day on which it was made: of another day than its report's it would tell when that came."""
    taken = [ahead.take(MERIDIAN, TODAY)[0] for _each in range(2)]
    ahead._maker.submit(lambda: None).result()  # the filling before it is over
    lying = {erasure_id for _organisation, erasure_id in erasure.all_ids()} - set(taken)
    assert len(lying) == READY

    tomorrow = moving.forward(days=1)
    after, _key = ahead.take(MERIDIAN, tomorrow)

    assert after not in lying
    assert erasure.is_of(after, tomorrow)
    assert not any(erasure.is_kept(MERIDIAN, erasure_id) for erasure_id in lying)
    assert all(erasure.is_kept(MERIDIAN, erasure_id) for erasure_id in [*taken, after])


def test_a_report_that_came_just_before_midnight_has_a_key_of_its_day(
    ahead: Ahead, moving: Moving, data_dir: Path
) -> None:
    """However late its turn comes, whatever lies ready by then: neither id nor file tells that it was midnight."""
    moving.forward(days=1)
    for _each in range(2):
        ahead.take(MERIDIAN, moving.day)
    ahead._maker.submit(lambda: None).result()  # the filling before it is over

    erasure_id, _key = ahead.take(MERIDIAN, TODAY)

    assert erasure.is_of(erasure_id, TODAY)
    [file] = data_dir.glob(f"erasure/*/*/{erasure_id}")
    assert file.stat().st_mtime == start_of(TODAY)


def test_in_the_end_no_key_is_left_that_nobody_took(ahead: Ahead) -> None:
    """What lay ready is destroyed, what was taken stays, and who still comes gets one."""
    each = (MERIDIAN, MERIDIAN, HARBOUR, HARBOUR)
    taken = {(organisation, ahead.take(organisation, TODAY)[0]) for organisation in each}
    ahead.end()
    assert set(erasure.all_ids()) == taken

    late = ahead.take(MERIDIAN, TODAY)
    assert set(erasure.all_ids()) == {*taken, (MERIDIAN, late[0])}


def test_a_disk_that_takes_no_key_refuses_who_asks_and_nobody_after_it_is_mended(ahead: Ahead, data_dir: Path) -> None:
    """Nobody is handed a key that is not on the disk; once the fault is gone all is as before."""
    in_the_way = data_dir / "erasure" / str(MERIDIAN)
    in_the_way.parent.mkdir(parents=True)
    in_the_way.touch()
    for _each in range(3):
        with pytest.raises(OSError, match=str(MERIDIAN)):
            ahead.take(MERIDIAN, TODAY)

    in_the_way.unlink()
    erasure_id, key = ahead.take(MERIDIAN, TODAY)
    assert erasure.read_key(MERIDIAN, erasure_id) == key
