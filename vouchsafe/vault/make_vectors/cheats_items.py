"""Cases with wrong items, and honest ones (protocol §3)."""

from dataclasses import replace

from vouchsafe.vault.directory import Role
from vouchsafe.vault.make_vectors.cast import (
    EVERYONE,
    HOTLINE,
    chain,
    id_of,
    listing,
    person,
    rae,
)
from vouchsafe.vault.make_vectors.craft import flipped
from vouchsafe.vault.make_vectors.story import (
    ANSWER,
    CASE_ONLY,
    DAY,
    MANIFEST,
    NONE_MAY,
    NOTE,
    REPLY,
    REPORT,
    TITLE,
    Told,
    begin,
    report_body,
    signer,
    story,
)


def honest() -> list[Told]:
    """Cases that an honest server shows."""
    now, receipt = story(), story().receipt
    hugo = person("Hugo").fingerprint
    without_hugo = begin(rae("a reporter who does not trust Hugo"), chain(), excluded=(hugo,))
    reversed_day = tuple(replace(item, day=DAY) for item in reversed(now.items))
    by_cora = now.message(signer("Cora"))
    letter = now.item("letter", {"sent_on": DAY, "text": "Closed.", "seen": [], "parts": []}, signer("Hugo"))
    later = chain().then("Cora", tuple(line for line in EVERYONE if line.fingerprint != hugo))
    return [
        Told("a handler reads the whole case", now.shown_to("Hugo")),
        Told("the reporter reads all but the note", now.shown_to(receipt), may=CASE_ONLY),
        Told("a recovery sheet reads the whole case", now.shown_to("Rosa")),
        Told(
            "a coordinator without a grant reads nothing",
            now.shown_to("Cora"),
            "report-missing",
            ["key/missing"] * 6,
            may=NONE_MAY,
        ),
        Told("a reporter may leave a handler out", without_hugo.shown_to("Hana")),
        Told("a day's items may come in any order", now.shown_to("Hana").with_items(*reversed_day)),
        Told("a coordinator may write to the reporter", now.shown_to("Hana").and_item(by_cora)),
        Told("a handler may write a letter", now.shown_to(receipt).and_item(letter), may=CASE_ONLY),
        Told("what a handler wrote stays theirs when they leave", replace(now.shown_to("Hana"), chain=later)),
    ]


def drops() -> list[Told]:
    """A server that drops or replaces items."""
    now = story()
    hana, items = now.shown_to("Hana"), now.items
    other = begin(rae("another reporter"), chain())
    forged_report = replace(other.items[REPORT], id=items[REPORT].id)
    title = {"sent_on": DAY, "revision": 0, "title": "Nothing to see"}
    other_title = replace(now.item("title", title, now.receipt.keys.signing), id=items[TITLE].id)
    return [
        Told(
            "the report is replaced",
            hana.swapped(REPORT, forged_report),
            "foreign-author report-missing desk-key-not-from-colleague",
            ["vault/wrong-key", *["author/not-allowed"] * 4, "key/missing"],
            may=NONE_MAY,
        ),
        Told(
            "the report is dropped",
            hana.dropped(REPORT),
            "foreign-author report-missing desk-key-not-from-colleague",
            [*["author/not-allowed"] * 4, "key/missing"],
            may=NONE_MAY,
        ),
        Told("the title is dropped", hana.dropped(TITLE), "part-missing"),
        Told(
            "the title is another than the report's",
            hana.swapped(TITLE, other_title),
            "part-missing",
            ["vault/wrong-key"],
        ),
        Told(
            "the attachment's manifest is dropped",
            now.shown_to(now.receipt).dropped(MANIFEST),
            "part-missing",
            may=CASE_ONLY,
        ),
        Told("the answer is dropped", hana.dropped(ANSWER), "gap"),
        Told("the answer is dropped for the reporter", now.shown_to(now.receipt).dropped(ANSWER), "gap", may=CASE_ONLY),
    ]


def orders() -> list[Told]:
    """A server that reorders or repeats items."""
    now = story()
    hana, items = now.shown_to("Hana"), now.items
    swapped_order = hana.swapped(ANSWER, items[REPLY]).swapped(REPLY, items[ANSWER])
    days = [replace(item, day=DAY if place <= ANSWER else "2026-02-02") for place, item in enumerate(items)]
    second = now.item("report", report_body(now), now.receipt.keys.signing)
    return [
        Told("answer and reply change places", swapped_order, "order"),
        Told("the reply is dated before the answer, but stands after it", hana.with_items(*days)),
        Told(
            "answer and reply change places, on two days",
            hana.with_items(*days[:ANSWER], days[REPLY], days[ANSWER], days[NOTE]),
            "order",
        ),
        Told("an item comes twice", hana.and_item(items[ANSWER]), "duplicate-item", ["item/duplicate"]),
        Told("a second report by the same reporter", hana.and_item(second), "duplicate-item", ["item/duplicate"]),
    ]


def moves() -> list[Told]:
    """A server that moves, renames or changes items."""
    now = story()
    hana, items = now.shown_to("Hana"), now.items
    other = begin(rae("another reporter"), chain())
    moved = other.message(other.receipt.keys.signing)
    broken = replace(items[ANSWER], sealed=flipped(items[ANSWER].sealed, -1))
    no_body = now.item("note", b'{"text":"A note"}', signer("Hana"))
    return [
        Told("an item of another case is shown", hana.and_item(moved), reasons=["vault/wrong-key"]),
        Told(
            "an item is shown under another id",
            hana.swapped(ANSWER, replace(items[ANSWER], id=id_of("x"))),
            reasons=["vault/wrong-key"],
        ),
        Told(
            "an item is shown as another kind",
            hana.swapped(TITLE, replace(items[TITLE], kind="letter")),
            "part-missing",
            ["vault/wrong-key"],
        ),
        Told(
            "an item is shown as one under the desk key",
            hana.swapped(REPLY, replace(items[REPLY], key_kind=1)),
            reasons=["vault/tampered"],
        ),
        Told(
            "an item is shown as another generation",
            hana.swapped(REPLY, replace(items[REPLY], generation=1)),
            reasons=["key/missing"],
        ),
        Told(
            "an item is of a kind that nobody knows",
            hana.swapped(REPLY, replace(items[REPLY], kind="opinion")),
            reasons=["vault/unsupported"],
        ),
        Told(
            "a blob is shown as an item",
            hana.swapped(REPLY, replace(items[REPLY], kind="blob")),
            reasons=["vault/unsupported"],
        ),
        Told("an item was changed", hana.swapped(ANSWER, broken), "gap", ["vault/tampered"]),
        Told(
            "an item is no item",
            hana.swapped(NOTE, replace(items[NOTE], sealed=b"nothing")),
            reasons=["vault/malformed"],
        ),
        Told("an item says what its kind cannot", hana.and_item(no_body), reasons=["vault/malformed"]),
    ]


def authors() -> list[Told]:
    """Items by people who may not write them."""
    now = story()
    hana, body = now.shown_to("Hana"), {"written_on": DAY, "text": "A note", "seen": []}
    letter: dict[str, object] = {"sent_on": DAY, "text": "A letter", "seen": [], "parts": []}
    report = now.item("report", report_body(now), signer("Hugo"))
    foreign = ("foreign-author", ["author/not-allowed"])
    nora = listing("Nora", Role.HANDLER, HOTLINE)
    past = begin(rae("someone later"), chain().then("Cora", (*EVERYONE, nora)).then("Cora", EVERYONE))
    return [
        Told("a message by a stranger who has the key", hana.and_item(now.message(signer("Mallory"))), *foreign),
        Told("a message by a handler of another channel", hana.and_item(now.message(signer("Lena"))), *foreign),
        Told("a message by an overseer", hana.and_item(now.message(signer("Omar"))), *foreign),
        Told("a message by a recovery sheet", hana.and_item(now.message(signer("Rosa"))), *foreign),
        Told("a note by a coordinator", hana.and_item(now.item("note", body, signer("Cora"))), *foreign),
        Told("a note by the reporter", hana.and_item(now.item("note", body, now.receipt.keys.signing)), *foreign),
        Told("a letter by the reporter", hana.and_item(now.item("letter", letter, now.receipt.keys.signing)), *foreign),
        Told(
            "a message by someone who left before the report",
            past.shown_to("Hana").and_item(past.message(signer("Nora"))),
            *foreign,
        ),
        Told("a report by a colleague, beside the true one", hana.and_item(report), reasons=["report/not-this-case"]),
        Told(
            "a report by a colleague, in the place of the true one",
            hana.swapped(REPORT, report),
            "foreign-author report-missing desk-key-not-from-colleague",
            ["report/not-this-case", *["author/not-allowed"] * 4, "key/missing"],
            may=NONE_MAY,
        ),
    ]
