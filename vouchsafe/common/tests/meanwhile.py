"""Two things at the same moment, in connections of their own: one waits until the other is over."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from django.db import connection, transaction

T = TypeVar("T")


def meanwhile(change: Callable[[], object], act: Callable[[], T]) -> T:
    """Change something in a transaction that ends once `act` waits for it; gives, or raises, what `act` does.

    Only for tests with `transaction=True`: the other connection sees nothing of a test's own transaction.
    """

    def work() -> T:
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            change()
            done = pool.submit(work)
            while not (done.done() or _somebody_waits()):
                pass
            assert not done.done(), f"it waited for nobody: {done.exception() or done.result()}"
        return done.result()


def _somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid)))")
        waits: bool = cursor.fetchone()[0]
    return waits
