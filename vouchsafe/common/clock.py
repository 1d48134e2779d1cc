"""The one place that asks what time it is, so that tests can move it and no code keeps a local time."""

from datetime import UTC, date, datetime


def now() -> datetime:
    """This moment, in UTC. Never stored in a row that a reporter causes: use `today`."""
    return datetime.now(UTC)


def today() -> date:
    """Today's date in UTC: as exact as anything that a reporter causes may be (protocol §8)."""
    return now().date()


def start_of(day: date) -> float:
    """Seconds since the epoch at 00:00 UTC of `day`: the only time that a stored file carries."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
