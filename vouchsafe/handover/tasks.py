"""What the worker does for hand-overs. No job names a case; a partner is none."""

from uuid import UUID

from procrastinate.contrib.django import app

from vouchsafe.handover import reach, rooms, services


@app.periodic(cron="* * * * *")
@app.task(queue="handover", queueing_lock="handover.waiting", lock="handover", pass_context=False)
def send_waiting(timestamp: int) -> None:  # noqa: ARG001 - procrastinate hands every periodic task its minute
    """Send what was released and has not arrived, each minute."""
    send_now()


@app.task(queue="handover", lock="handover", pass_context=False)
def send_now() -> None:
    """Send what was released a moment ago."""
    with reach.open_client() as client:
        services.send_waiting(client)


@app.task(queue="handover", lock="handover", pass_context=False)
def make_rooms() -> None:
    """Ask partners for the room that files need."""
    with reach.open_client() as client:
        rooms.make_rooms(client)


@app.task(queue="handover", lock="handover", pass_context=False)
def look(partner: str) -> None:
    """Fetch what a partner publishes, because a handler asks."""
    with reach.open_client() as client:
        services.look(client, UUID(partner))
