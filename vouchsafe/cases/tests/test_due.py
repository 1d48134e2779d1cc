"""The board of what is due, and the calendar of it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from vouchsafe.audit.models import Entry
from vouchsafe.cases import due, feeds
from vouchsafe.cases.errors import CaseError
from vouchsafe.cases.models import Case, Clock, Feed
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.at_desk import AtDesk
from vouchsafe.cases.tests.cast import House
from vouchsafe.cases.tests.keys import as_member
from vouchsafe.cases.tests.moving import Moving
from vouchsafe.common.tests.meanwhile import meanwhile
from vouchsafe.people.models import Member


def board(member: Member, after: str = "") -> dict[str, Any]:
    """The board as this member sees it."""
    found: dict[str, Any] = as_member(member).get(f"/api/v1/due?after={after}").json()
    return found


def listed(member: Member) -> list[tuple[str | None, str]]:
    """Case and matter of each row."""
    return [(row["case"], row["matter"]) for row in board(member)["rows"]]


def test_what_is_due_first_stands_first_and_what_was_met_does_not_stand(house: House, moving: Moving) -> None:
    """An answered report leaves its acknowledgement behind."""
    old = cast.send(house).case
    moving.forward(3)
    new = cast.send(house).case
    AtDesk(house, house.hana, old).answer()

    assert listed(house.omar.member) == [(str(new), "acknowledge"), (str(old), "feedback"), (str(new), "feedback")]


def test_handlers_get_titles_coordinators_rows_and_overseers_no_case(house: House) -> None:
    """Each by their right; who handles another channel, administers or is of elsewhere sees nothing."""
    case = cast.send(house).case
    hana, ines, tom = (board(who.member) for who in (house.hana, house.ines, house.tom))

    assert [(row["id"], row["title"] is not None) for row in hana["cases"]] == [(str(case), True)]
    assert [(row["id"], row["title"]) for row in ines["cases"]] == [(str(case), None)]
    assert tom["cases"] == []
    assert [row["case"] for row in tom["rows"]] == [None, None]
    assert {row["channel"] for row in tom["rows"]} == {str(house.channel.id)}
    assert str(case) not in str(tom)
    assert listed(house.sofia.member) == listed(house.administrator) == []


def test_who_is_excluded_sees_nothing_of_the_case_whatever_they_are(house: House) -> None:
    """A handler, a coordinator, an overseer."""
    case = cast.send(house).case
    everybody = [house.hana.member, house.ines.member, house.tom.member]
    Case.objects.filter(id=case).update(excluded=[who.id for who in everybody])
    assert [listed(who) for who in everybody] == [[], [], []]


def test_a_trial_is_due_to_nobody_and_what_is_years_away_hides_nothing(house: House) -> None:
    """An administrator's test stands on no board; erasure in two years not yet."""
    case = cast.send(house).case
    hana = AtDesk(house, house.hana, case)
    assert [matter for _case, matter in listed(house.hana.member)] == ["acknowledge", "feedback"]
    Case.objects.filter(id=case).update(is_test=True)
    assert listed(house.hana.member) == []
    Case.objects.filter(id=case).update(is_test=False)
    hana.conclude()
    assert listed(house.hana.member) == []


def test_what_a_hold_keeps_is_erased_no_sooner_than_the_hold_ends(house: House, moving: Moving) -> None:
    """The board tells the later day, once; while the reporter waits for another look, it tells none."""
    case = cast.send(house).case
    AtDesk(house, house.hana, case).conclude()
    kept_until = Clock.objects.get(case=case, matter="retention").due_on
    moving.forward((kept_until - moving.day).days - 30)

    def erased_on() -> list[tuple[str, str]]:
        return [(row["matter"], row["due"]) for row in board(house.hana.member)["rows"]]

    for held_until, told in (
        (None, kept_until),
        (kept_until - timedelta(days=1), kept_until),
        (kept_until, kept_until),
        (kept_until + timedelta(days=9), kept_until + timedelta(days=9)),
    ):
        Case.objects.filter(id=case).update(held_until=held_until)
        assert erased_on() == [("retention", told.isoformat())]
    Case.objects.filter(id=case).update(held_until=kept_until + timedelta(days=900))
    assert erased_on() == []
    Case.objects.filter(id=case).update(held_until=None, contested_on=moving.day)
    assert erased_on() == []
    Case.objects.filter(id=case).update(upheld_on=moving.day)
    assert erased_on() == [("retention", kept_until.isoformat())]


def test_a_long_board_goes_on_page_by_page_in_one_query_each(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every row once, in order."""
    monkeypatch.setattr(due, "PAGE", 2)
    for _each in range(3):
        cast.send(house)
    rows, after = [], None
    while True:
        with CaptureQueriesContext(connection) as asked:
            page = due.board(house.hana.member, after=after, limit=2)
        assert len(asked) == 1
        rows += page.rows
        after = page.next
        if after is None:
            break
    assert len(rows) == len(set(rows)) == 6
    assert [row.due_on for row in rows] == sorted(row.due_on for row in rows)
    for after in ("tomorrow", "dG9tb3Jyb3c=", "ü", f"2026-01-01.{uuid4()}.never", f"2026-01-01.{uuid4()}.%00"):
        assert as_member(house.hana.member).get(f"/api/v1/due?after={after}").status_code == 400


def test_an_overseer_finds_no_case_by_where_a_page_ends(house: House) -> None:
    """The cursor names none that they could read, and none that they make themselves is taken: not to ask by halves."""
    cases = [cast.send(house).case for _each in range(2)]
    page = due.board(house.tom.member, limit=1)

    assert page.next is not None
    assert len(due.board(house.tom.member, after=page.next, limit=5).rows) == 3
    plain = urlsafe_b64decode(page.next)
    for case in cases:
        assert not any(each in plain for each in (case.bytes, str(case).encode()))
    guess = f"{page.rows[0].due_on.isoformat()}.{cases[0]}.acknowledge"
    for after in (guess, urlsafe_b64encode(guess.encode()).decode()):
        with pytest.raises(CaseError) as refused:
            due.board(house.tom.member, after=after)
        assert refused.value.code == "due/cursor"


def made(member: Member) -> str:
    """The address of this member's new calendar, as the desk shows it once."""
    address: str = as_member(member).post("/api/v1/due/feed").json()["address"]
    return address


def fetched(address: str) -> tuple[int, str]:
    """What a calendar program gets, which knows no session."""
    answer = Client(headers={"host": "desk.localhost:8000"}).get(address.removeprefix("http://desk.localhost:8000"))
    return answer.status_code, answer.content.decode()


def events(calendar: str) -> list[tuple[date, str]]:
    """Day and words of each event."""
    lines = calendar.replace("\r\n ", "").split("\r\n")
    days = [date.fromisoformat(line.split(":")[1]) for line in lines if line.startswith("DTSTART")]
    words = [line.removeprefix("SUMMARY:") for line in lines if line.startswith("SUMMARY:")]
    return list(zip(days, words, strict=True))


def test_a_calendar_names_what_is_due_and_nothing_of_a_case(house: House, moving: Moving) -> None:
    """All-day events for the cases that its member may list; no id, title or channel in any byte of it."""
    case = cast.send(house).case
    status, calendar = fetched(made(house.hana.member))

    assert status == 200
    assert events(calendar)[0] == (moving.day + timedelta(days=7), "Acknowledge a report")
    assert [words for _day, words in events(calendar)] == ["Acknowledge a report", "Answer a reporter"]
    for secret in (str(case), case.hex, str(case)[:8], cast.HEADLINE, "Integrity", str(house.channel.id)):
        assert secret not in calendar
    assert all(len(line.encode()) <= 75 for line in calendar.split("\r\n"))
    assert calendar.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n")
    assert calendar.endswith("END:VCALENDAR\r\n")


def test_the_same_event_keeps_its_name_from_one_fetch_to_the_next(house: House) -> None:
    """So that a calendar moves it instead of showing it twice; another member's calendar calls it otherwise."""
    cast.send(house)

    def names(address: str) -> list[str]:
        return [line for line in fetched(address)[1].split("\r\n") if line.startswith("UID:")]

    mine, theirs = made(house.hana.member), made(house.omar.member)
    assert names(mine) == names(mine)
    assert not set(names(mine)) & set(names(theirs))


def test_a_calendars_address_is_shown_once_and_stored_nowhere(house: House) -> None:
    """A new one takes the old one's place; revoked, it leads nowhere. Each is recorded."""
    hana = house.hana.member
    first, second = made(hana), made(hana)
    secret = second.rsplit("/", 1)[1].removesuffix(".ics")
    assert secret.encode() not in bytes(Feed.objects.get().token_hash)
    assert as_member(hana).get("/api/v1/due/feed").json() == {"made": True}
    assert (fetched(first)[0], fetched(second)[0]) == (404, 200)

    as_member(hana).post("/api/v1/due/feed/revoke")
    as_member(hana).post("/api/v1/due/feed/revoke")
    assert fetched(second)[0] == 404
    assert as_member(hana).get("/api/v1/due/feed").json() == {"made": False}
    tags = Entry.objects.filter(tag__startswith="feed:").order_by("id").values_list("tag", flat=True)
    assert list(tags) == ["feed:made", "feed:made", "feed:revoked"]


@pytest.mark.django_db(transaction=True)
def test_of_two_addresses_made_at_once_the_later_one_stays() -> None:
    """Hana pressed twice: she is shown the address that leads to her calendar."""
    hana = cast.meridian().hana.member

    secret = meanwhile(
        lambda: Feed.objects.create(organisation_id=hana.organisation_id, member=hana, token_hash=bytes(32)),
        lambda: feeds.make_feed(hana),
    )

    assert feeds.feed(hana.organisation_id, secret).startswith("BEGIN:VCALENDAR")
    assert Feed.objects.count() == 1


def test_a_wrong_secret_opens_no_calendar_nor_does_a_right_one_elsewhere(house: House, other_house: House) -> None:
    """404 for each, as for an organisation that there is not."""
    address = made(house.hana.member)
    here, there = str(house.organisation.id), str(other_house.organisation.id)
    wrong = address[:-6] + ("A" if address[-6] != "A" else "B") + ".ics"
    for tried in (wrong, address.replace(here, there), address.replace(here, str(UUID(int=0)))):
        assert fetched(tried)[0] == 404


def test_who_left_or_sees_no_cases_has_an_empty_calendar_or_none(house: House) -> None:
    """An overseer's is empty, a coordinator's not; whoever is switched off has none."""
    cast.send(house)
    tom, ines, hana = (made(who.member) for who in (house.tom, house.ines, house.hana))
    assert events(fetched(tom)[1]) == []
    assert len(events(fetched(ines)[1])) == 2
    Member.objects.filter(id=house.hana.member.id).update(is_active=False)
    assert fetched(hana)[0] == 404


def test_words_are_escaped_and_lines_folded_without_tearing_a_character() -> None:
    """RFC 5545 §3.1 and §3.3.11."""
    assert feeds._text("a,b;c\\d\ne") == "a\\,b\\;c\\\\d\\ne"
    folded = feeds._folded("SUMMARY:" + "ü" * 80)
    assert all(len(line.encode()) <= 75 for line in folded.split("\r\n"))
    assert folded.replace("\r\n ", "") == "SUMMARY:" + "ü" * 80


def test_clocks_are_read_by_an_index(house: House) -> None:
    """Of what is not met, by the organisation and the day."""
    cast.send(house)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(
            "EXPLAIN SELECT * FROM cases_clock WHERE organisation_id = %s AND met_on IS NULL ORDER BY due_on, case_id",
            [house.organisation.id],
        )
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "clock_due" in plan
    assert Clock.objects.exists()


def test_a_calendar_says_of_a_room_whom_the_answer_is_for(house: House) -> None:
    """Nobody takes the person concerned for a reporter."""
    cast.open_room(house)
    _status, calendar = fetched(made(house.hana.member))
    assert [words for _day, words in events(calendar)] == ["Tell somebody whom a report concerns how it goes on"]
