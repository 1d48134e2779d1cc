"""Guesses at the desk: counted once for all processes, readable by nobody, and gone when they no longer count."""

import hashlib
import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client

from vouchsafe.common import clock
from vouchsafe.people import tasks
from vouchsafe.people.attempts import AttemptsCache
from vouchsafe.people.models import Attempts
from vouchsafe.people.tests.cast import PASSWORD
from vouchsafe.people.tests.test_factors import browser, code_of, set_up, sign_in, signed_in

HANA, OMAR = "hana@meridian.example", "omar@meridian.example"
# Another process of the server, set up as `serve` is, in which somebody guesses: EMAIL PASSWORD HOW-OFTEN [CODE].
GUESSING = """
import sys
import django
django.setup()
from django.conf import settings
from django.test import Client
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
email, password, often, *code = sys.argv[1:]
client = Client(headers={"host": "desk.localhost:8000"})
for _ in range(int(often)):
    answer = client.post("/account/login/", {"login": email, "password": password})
    if code:
        assert answer.headers["Location"] == "/account/code/", answer.headers
        answer = client.post("/account/code/", {"code": code[0]})
    assert answer.status_code == 200, answer.status_code
"""


def guess_elsewhere(email: str, password: str, often: int, *code: str) -> None:
    """Guess in a process of its own; it leaves nothing in the memory of this one."""
    at = connection.settings_dict
    environ = os.environ | {"DATABASE_URL": f"postgresql://{at['USER']}@/{at['NAME']}?host={at['HOST']}"}
    command = [sys.executable, "-c", GUESSING, email, password, str(often), *code]
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environ, timeout=120)
    assert done.returncode == 0, done.stderr


def guess(client: Client, email: str = HANA) -> None:
    assert client.post("/account/login/", {"login": email, "password": "a wrong guess"}).status_code == 200


def lets_in(email: str = HANA) -> bool:
    """Whether the right password signs in now."""
    client = browser()
    answer = client.post("/account/login/", {"login": email, "password": PASSWORD})
    return answer.status_code == 302 and signed_in(client)


def everything_kept() -> bytes:
    """The whole table, as a thief of the database has it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, sealed, until::text FROM people_attempts")
        return b"\n".join(b"|".join([bytes(name), bytes(sealed), until.encode()]) for name, sealed, until in cursor)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("meridian")
def test_wrong_passwords_in_several_processes_count_together() -> None:
    """Five here, five there: then the right one is refused everywhere, and a colleague signs in as before."""
    guess_elsewhere(HANA, "a wrong guess", 5)
    assert lets_in()
    guess_elsewhere(HANA, "another wrong guess", 4)
    guess(browser())
    assert not lets_in()
    guess_elsewhere(HANA, PASSWORD, 1)
    assert lets_in(OMAR)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("meridian")
def test_wrong_codes_in_several_processes_count_together() -> None:
    """The same for the second factor; a colleague's code is not slowed down by it."""
    secret, _codes = set_up(browser())
    colleagues, _codes = set_up(browser(), OMAR)
    for wrong in ("000000", "000001"):
        guess_elsewhere(HANA, PASSWORD, 5, wrong)
    for email, their_secret, works in ((HANA, secret, False), (OMAR, colleagues, True)):
        client = browser()
        assert sign_in(client, email) == "/account/code/"
        client.post("/account/code/", {"code": code_of(their_secret)})
        assert signed_in(client) is works


@pytest.mark.django_db(transaction=True)
def test_of_several_at_once_one_is_told_that_it_was_first() -> None:
    """What allauth's lock stands on: without it two processes would write over each other's count."""

    def add(_which: int) -> bool:
        try:
            return AttemptsCache("", {}).add("a lock", value=True, timeout=10)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(add, range(8))) == [False] * 7 + [True]


@pytest.mark.usefixtures("meridian")
def test_the_table_tells_neither_who_nor_when(desk_client: Client) -> None:
    """No address, no hash of one that somebody could try addresses against, no member's id, no exact time."""
    secret, _codes = set_up(browser())
    client = browser()
    sign_in(client)
    before = time.time()
    client.post("/account/code/", {"code": "000000"})
    for email in (HANA, "stranger@elsewhere.example"):
        guess(desk_client, email)
    member = str(Authenticator.objects.filter(type="totp").get().user_id)

    kept = everything_kept()
    assert Attempts.objects.count() >= 3  # two addresses, one second factor
    counted = [
        f"{settings.HOSTS['desk']}:{HANA}",
        f"desk.localhost:8000:{HANA}",
        f"mfa-auth-user-{member}",
        HANA,
        member,
    ]
    assert not [text for text in [*counted, "hana", "stranger", "login", secret] if text.encode() in kept]
    digests = [hashlib.sha256(text.encode()) for text in counted]
    assert not [each for each in digests if each.digest() in kept or each.hexdigest().encode() in kept]
    assert str(int(before))[:-1].encode() not in kept
    assert {(row.until.second, row.until.microsecond) for row in Attempts.objects.all()} == {(0, 0)}


@pytest.mark.usefixtures("meridian")
def test_without_the_servers_key_the_counts_are_no_ones(desk_client: Client, settings: object) -> None:
    """Under another SECRET_KEY the same address has another name: names are not hashes that anybody can make."""
    guess(desk_client)
    names = {bytes(row.name) for row in Attempts.objects.all()}
    settings.SECRET_KEY = "another key, as long as the one before it was"  # type: ignore[attr-defined]
    guess(desk_client)
    assert len({bytes(row.name) for row in Attempts.objects.all()} - names) == len(names)


@pytest.mark.django_db
def test_attempts_stand_in_no_write_ahead_log() -> None:
    """So they are in no archive of it and in no copy of the server's files that PostgreSQL makes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE oid = 'people_attempts'::regclass")
        assert cursor.fetchone() in {("u",), (b"u",)}


@pytest.mark.usefixtures("meridian")
def test_nothing_remains_when_guesses_no_longer_count(desk_client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    """While they count the task leaves them; ten minutes later none counts, and the task of the next deletes them."""
    for _ in range(10):
        guess(desk_client)
    tasks.forget_attempts(0)
    assert not lets_in()

    later = clock.now() + timedelta(minutes=10)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert lets_in()
    monkeypatch.setattr(clock, "now", lambda: later + timedelta(minutes=10))
    assert Attempts.objects.exists()
    tasks.forget_attempts(0)
    assert not Attempts.objects.exists()


@pytest.mark.usefixtures("meridian")
def test_who_signed_in_leaves_no_attempt_of_theirs() -> None:
    """Only that somebody did, for the minute in which sign-ins of all are counted together."""
    assert lets_in()
    assert Attempts.objects.count() == 1


@pytest.mark.django_db
def test_a_cache_of_django_keeps_replaces_and_forgets(monkeypatch: pytest.MonkeyPatch) -> None:
    """As allauth expects of it: what has passed is not there, and can be put anew."""
    assert cache.get("a count", []) == []
    cache.set("a count", [3.25, 1.5], 60.0)
    assert cache.get("a count") == [3.25, 1.5]
    assert not cache.add("a count", [9], 60)
    cache.set("a count", [4.5], 60)
    assert cache.get("a count") == [4.5]
    later = clock.now() + timedelta(minutes=2)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert cache.get("a count") is None
    assert cache.add("a count", [5.5], 60)
    assert cache.delete("a count")
    assert not cache.delete("a count")
    cache.set("for ever", "at most five minutes, and rounded up", None)
    monkeypatch.setattr(clock, "now", lambda: later + timedelta(minutes=10))
    assert cache.get("for ever") is None
