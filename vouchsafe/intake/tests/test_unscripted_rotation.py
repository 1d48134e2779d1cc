"""A new receipt without script: shown and kept first, then it counts once, and the old one opens nothing."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from vouchsafe.cases.models import Case, Grant, Item
from vouchsafe.cases.tests import cast
from vouchsafe.cases.tests.cast import Answer, House
from vouchsafe.channels.services import publish_definition
from vouchsafe.intake.tests.browser import Page
from vouchsafe.intake.tests.changing import Moving
from vouchsafe.intake.tests.everything import BODY, TYPED
from vouchsafe.intake.tests.store import snapshot
from vouchsafe.intake.tests.test_rotation import rotate as rotate_with_script
from vouchsafe.intake.tests.unscripted import MAILBOX, come_back, page_of, press, report
from vouchsafe.intake.unscripted import once
from vouchsafe.vault.receipt import Receipt

NOT_HERE = "There is no report for this receipt here."
KEPT = {"kept": "yes"}


def offered(client: Client, receipt: str) -> Page:
    """The page that shows the receipt to come, for whoever has the present one."""
    return page_of(press(client, come_back(client, receipt), "rotate", address=MAILBOX))


def rotate(client: Client, receipt: str) -> str:
    """The whole way to a new receipt, with the copy typed as it was kept."""
    page = offered(client, receipt)
    new = page.texts["receipt"]
    done = page_of(press(client, page, "count", {"copy": new.lower().replace("-", " ")}, address=MAILBOX))
    assert done.form("open").data()["receipt"] == [new]
    return new


def opening(client: Client, receipt: str) -> Answer:
    """What the mailbox says to a receipt."""
    return client.post(MAILBOX, {"step": "open", "receipt": receipt, "agreed": "yes"})


def test_the_new_receipt_opens_all_and_the_old_one_nothing(asking: House, report_client: Client) -> None:
    """The thread says that it was changed; Hana's reader follows; a second change goes as the first."""
    old = report(report_client, TYPED)
    Case.objects.update(notice_pending=False)

    new = rotate(report_client, old)

    assert new != old
    assert Case.objects.get().notice_pending
    page = come_back(report_client, new)
    assert "Nobody weighed it." in page.texts["thread"]
    assert "You made a new receipt. The one before it opens nothing any more." in page.texts["thread"]
    again = page_of(press(report_client, page, "write", {"text": "It is me."}, address=MAILBOX))
    assert "It is me." in again.texts["thread"]
    unknown = opening(report_client, Receipt.generate().text)
    assert (opening(report_client, old).status_code, unknown.status_code) == (404, 404)
    assert NOT_HERE in opening(report_client, old).content.decode()
    assert cast.read(asking, asking.hana, Receipt.parse(old).case_id).findings == ()
    newest = rotate(report_client, new)
    assert "It is me." in come_back(report_client, newest).texts["thread"]
    assert NOT_HERE in opening(report_client, new).content.decode()


def test_nothing_changes_before_its_owner_says_that_it_counts(
    asking: House, report_client: Client, data_dir: Path
) -> None:
    """The offer says so, a reload shows the same receipt, and who keeps the old one is back at the report."""
    old = report(report_client, TYPED)
    before = snapshot(data_dir)
    case = come_back(report_client, old)
    first, reload = (press(report_client, case, "rotate", address=MAILBOX) for _each in range(2))
    page = page_of(first)
    assert "It counts only when you say so below" in first.content.decode()
    assert page.texts["receipt"] == page_of(reload).texts["receipt"] != old
    assert old not in first.content.decode().replace(f'value="{old}"', "")
    back = page_of(press(report_client, page, "open", address=MAILBOX))
    assert "Nobody weighed it." in back.texts["thread"]
    assert snapshot(data_dir) == before


@pytest.mark.parametrize("copy", ["", "x", "the old one", "one symbol wrong"])
def test_a_copy_that_does_not_open_anything_is_said_to_be_wrong(
    asking: House, report_client: Client, copy: str
) -> None:
    """The same receipt is shown again, and the old one stays; who does not want to try it says that it is kept."""
    old = report(report_client, TYPED)
    page = offered(report_client, old)
    new = page.texts["receipt"]
    mistyped = ("1" if new[0] != "1" else "0") + new[1:]
    typed = {"the old one": old, "one symbol wrong": mistyped}.get(copy, copy)
    refused = page_of(press(report_client, page, "count", {"copy": typed}, address=MAILBOX), 422)
    problem = "This is not the new receipt. Nothing was changed: the old one still counts."
    assert refused.summary == [("copy", problem)]
    assert refused.texts["receipt"] == new
    assert opening(report_client, old).status_code == 200
    assert page_of(press(report_client, refused, "count", KEPT, address=MAILBOX)).form("open")
    assert opening(report_client, new).status_code == 200


def test_a_page_that_is_sent_twice_changes_the_receipt_once(
    asking: House, report_client: Client, data_dir: Path
) -> None:
    """A reload, or a lost answer, comes to the same receipt and stores nothing; others get no more than "not here"."""
    old = report(report_client, TYPED)
    page = offered(report_client, old)
    first = press(report_client, page, "count", KEPT, address=MAILBOX)
    before = snapshot(data_dir)
    again = press(report_client, page, "count", KEPT, address=MAILBOX)
    assert (again.status_code, again.content) == (200, first.content)
    assert snapshot(data_dir) == before
    assert Item.objects.filter(kind="succession").count() == Grant.objects.filter(holder=None).count() == 1
    other_word = {"step": "count", "kept": "yes", "receipt": old, "word": once.new_word()}
    stranger = {**other_word, "receipt": Receipt.generate().text, "word": page.form("count").data()["word"][0]}
    for foreign in (other_word, stranger):
        answer = report_client.post(MAILBOX, foreign)
        assert answer.status_code == 404
        assert NOT_HERE in answer.content.decode()


def test_a_page_that_is_sent_twice_at_once_changes_the_receipt_once(
    transactional_db: None, report_client: Client
) -> None:
    """Two requests that begin together come to one succession and the same receipt."""
    house = cast.meridian()
    publish_definition(house.administrator, house.channel, BODY)
    page = offered(report_client, report(report_client, TYPED))

    def send() -> list[str]:
        try:
            client = Client(headers={"host": "report.localhost:8000"})
            answer = page_of(press(client, page, "count", KEPT, address=MAILBOX))
            return answer.form("open").data()["receipt"]
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        one, other = (future.result() for future in [pool.submit(send) for _number in range(2)])
    assert one == other == [page.texts["receipt"]]
    assert Item.objects.filter(kind="succession").count() == 1


def test_a_page_that_stood_open_too_long_offers_another_receipt(
    asking: House, report_client: Client, moving: Moving
) -> None:
    """It says that the one on it does not count, changes nothing, and the new offer works."""
    old = report(report_client, TYPED)
    page = offered(report_client, old)
    moving.forward(3)
    stale = page_of(press(report_client, page, "count", KEPT, address=MAILBOX), 422)
    problem = "This page stood open for more than a day, so its receipt does not count. Keep this one instead."
    assert stale.summary == [("copy", problem)]
    assert stale.texts["receipt"] != page.texts["receipt"]
    assert opening(report_client, page.texts["receipt"]).status_code == 404
    press(report_client, stale, "count", KEPT, address=MAILBOX)
    assert opening(report_client, stale.texts["receipt"]).status_code == 200


def test_where_another_page_was_first_the_old_receipt_is_answered_as_unknown(
    asking: House, report_client: Client
) -> None:
    """Its offer came to nothing, and its receipt opens nothing."""
    old = report(report_client, TYPED)
    late = offered(report_client, old)
    rotate(report_client, old)
    answer = press(report_client, late, "count", KEPT, address=MAILBOX)
    assert page_of(answer, 404).summary[0][1].startswith(NOT_HERE)
    assert opening(report_client, late.texts["receipt"]).status_code == 404


def test_a_receipt_that_has_a_successor_makes_no_other(asking: House, report_client: Client) -> None:
    """A server that puts the old receipt back in its place is told on: no second receipt is even shown."""
    old = report(report_client, TYPED)
    present = Case.objects.values("receipt_hash").get()
    grants = [(grant.pk, bytes(grant.wrapped)) for grant in Grant.objects.filter(holder=None)]
    page = offered(report_client, old)
    rotate(report_client, old)
    Case.objects.update(**present)
    grant = Grant.objects.get(holder=None)
    Grant.objects.filter(pk=grant.pk).delete()
    for pk, wrapped in grants:
        Grant.objects.create(
            pk=pk, organisation=asking.organisation, case_id=grant.case_id, holder=None,
            key_kind=grant.key_kind, generation=grant.generation, wrapped=wrapped,
        )  # fmt: skip
    sentence = "You already made a newer receipt for this report. Come back with that one."
    case = come_back(report_client, old)
    for refused in (
        press(report_client, case, "rotate", address=MAILBOX),
        press(report_client, page, "count", KEPT, address=MAILBOX),
    ):
        assert page_of(refused, 409).summary == [("rotation", sentence)]
        assert "Nobody weighed it." in page_of(refused, 409).texts["thread"]
    assert Item.objects.filter(kind="succession").count() == 1


def test_where_nothing_may_be_sealed_no_receipt_is_shown(asking: House, report_client: Client) -> None:
    """The case page has no such button then; asked all the same, it says why and shows no receipt."""
    receipt = report(report_client, TYPED)
    Item.objects.filter(kind="report").delete()
    assert "rotation" not in come_back(report_client, receipt).texts
    forced = report_client.post(MAILBOX, {"step": "rotate", "receipt": receipt, "word": once.new_word()})
    page = page_of(forced, 409)
    assert page.summary[0][1].startswith("This case could not be verified")
    assert "receipt" not in page.texts


def test_a_case_that_a_browser_sealed_can_be_given_a_new_receipt_here_and_there(
    asking: House, report_client: Client
) -> None:
    """After its owner agreed once more, as for everything else here; the chain holds across both ways."""
    first = cast.send(asking)
    sent = rotate_with_script(report_client, first)
    unasked = report_client.post(MAILBOX, {"step": "rotate", "receipt": sent.receipt.text, "word": once.new_word()})
    assert "This gives the server your receipt" in unasked.content.decode()
    case = page_of(press(report_client, page_of(unasked), "open", address=MAILBOX))
    page = page_of(press(report_client, case, "rotate", address=MAILBOX))
    done = page_of(press(report_client, page, "count", KEPT, address=MAILBOX))
    back = page_of(press(report_client, done, "open", address=MAILBOX))
    assert cast.STORY in back.texts["thread"]
    assert back.texts["thread"].count("You made a new receipt.") == 2
    assert cast.read(asking, asking.hana, first.case).findings == ()
