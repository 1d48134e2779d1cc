"""The verifying reader, beside its vectors: what comes out of a case, and what is not sealed to."""

import io
import os
import uuid
from dataclasses import replace

import pytest

from vouchsafe.vault import compose
from vouchsafe.vault.attachments import AttachedFile, SealedAttachment, seal_attachment, seal_manifest
from vouchsafe.vault.compose import make_desk_key, seal_message, seal_note, seal_title
from vouchsafe.vault.errors import Refused
from vouchsafe.vault.make_vectors import threads
from vouchsafe.vault.make_vectors.cast import HOTLINE, TODAY, chain, item_view, person, rae
from vouchsafe.vault.make_vectors.story import (
    ANSWER,
    CASE,
    DESK,
    IDENTITY,
    NOTE,
    REPLY,
    SUBJECT,
    Story,
    begin,
    story,
    told,
)
from vouchsafe.vault.place import KeyKind
from vouchsafe.vault.primitives import sha256
from vouchsafe.vault.thread import ItemView, Opened, Pin, ReadCase, Unreadable, heads, pin_name
from vouchsafe.vault.thread_blobs import named_blobs
from vouchsafe.vault.wire import CurrentKey, Part

HANA, HUGO = (person(name).keys.signing for name in ("Hana", "Hugo"))


def texts(read: ReadCase) -> list[str]:
    """What was written, in the order that was verified."""
    return [entry.body["text"] for entry in read.entries if isinstance(entry, Opened) and "text" in entry.body]


def test_the_whole_case_reads_in_order_with_its_authors() -> None:
    """A handler reads report, thread and note, and who wrote each of them."""
    read = story().shown_to("Hugo").read()
    hana, hugo = (person(name).fingerprint.hex() for name in ("Hana", "Hugo"))
    authors = [entry.author for entry in read.entries if isinstance(entry, Opened)]
    assert texts(read) == ["Thank you. Which dock?", "The northern one.", "Ask the port."]
    assert authors == ["reporter", "reporter", "reporter", hana, "reporter", hugo]
    assert read.keys == {(CASE, 0): story().case_key, (DESK, 0): story().desk_key}


def test_a_reorder_within_a_day_is_put_right() -> None:
    """However a day's items are listed, each stands after what its author had seen, and the report comes first."""
    now = story()
    shown = now.shown_to("Hana").with_items(*(replace(item, day="2026-02-03") for item in reversed(now.items)))
    read = shown.read()
    assert texts(read) == ["Thank you. Which dock?", "The northern one.", "Ask the port."]
    assert read.entries[0].kind == "report"


def test_every_item_is_shown_once_whatever_the_server_does() -> None:
    """Nothing is skipped: there are as many entries as items, readable or not."""
    made = threads.threads()
    assert len(made) > 70
    for vector in made:
        shown = [item["id"] for item in vector["input"]["items"]]
        assert sorted(entry["id"] for entry in vector["output"]["entries"]) == sorted(shown)


def test_the_report_is_shown_whatever_else_has_its_bytes() -> None:
    """A server that lists the sealed report once more, before it and as something else, hides nothing by that."""
    now = story()
    report = next(item for item in now.items if item.kind == "report")
    copy = replace(report, id=uuid.UUID(int=7, version=4), kind="message")
    read = now.shown_to("Hana").with_items(copy, *now.items).read()
    assert read.entries[0] is read.report
    assert {entry.id for entry in read.entries} == {copy.id, *(item.id for item in now.items)}


def test_pins_follow_what_was_verified() -> None:
    """After a clean read, both keys are pinned by their hash; another case's pins stay."""
    other = {pin_name(uuid.UUID(int=5), DESK): Pin(3, "00" * 32)}
    read = replace(story().shown_to("Hana"), pins=other).read()
    assert read.pins == {
        **other,
        pin_name(story().case, CASE): Pin(0, sha256(story().case_key).hex()),
        pin_name(story().case, DESK): Pin(0, sha256(story().desk_key).hex()),
    }


def test_a_pin_moves_to_a_newer_key_and_never_back() -> None:
    """A colleague's next key is pinned; when it is withheld later, that is noticed and the pin stays."""
    now, key = story(), os.urandom(32)
    newer = now.shown_to("Hana").and_grants(now.grant("Hana", DESK, 1, key, HUGO))
    pins = newer.read().pins
    assert pins[pin_name(now.case, DESK)] == Pin(1, sha256(key).hex())
    older = replace(now.shown_to("Hana"), pins=pins).read()
    assert {finding.code for finding in older.findings} == {"pinned-key-missing"}
    assert older.current(DESK) is None
    assert older.pins == pins


def test_the_newest_key_is_sealed_under() -> None:
    """With two generations at hand, new items go under the higher one, and old ones stay readable."""
    now, key = story(), os.urandom(32)
    read = now.shown_to("Hana").and_grants(now.grant("Hana", CASE, 1, key, HUGO)).read()
    assert read.current(CASE) == CurrentKey(1, key)
    assert seal_message(read, HANA, "From now on.", TODAY)["generation"] == 1
    assert len(texts(read)) == 3


def test_shares_are_kept_apart_from_keys() -> None:
    """A verified share is at hand as a share; no key follows from it, and nothing is sealed under it."""
    read = told().shown_to("Hana").read()
    assert [held.kind for held in read.shares] == [IDENTITY, SUBJECT]
    assert read.current(IDENTITY) is None
    assert read.findings == ()


def test_whom_the_reporter_left_out_gets_no_desk_key() -> None:
    """The reader names the excluded handlers, and the desk key goes to the others."""
    hugo = person("Hugo").fingerprint
    read = begin(rae(), chain(), excluded=(hugo,)).shown_to("Hana").read()
    assert read.excluded == {hugo}
    _, grants = make_desk_key(chain().verified(), HOTLINE, read.case, HANA, excluded=read.excluded)
    people = ("Hana", "Rosa", "Ralf")
    assert {grant["holder"] for grant in grants} == {person(name).fingerprint.hex() for name in people}


def test_a_message_names_the_newest_that_both_sides_can_read() -> None:
    """A handler's answer names the reporter's reply and not the note, so that the reporter sees no gap."""
    read = story().shown_to("Hana").read()
    reply, note = (sha256(story().items[place].sealed).hex() for place in (REPLY, NOTE))
    assert heads(read, ["report", "message", "letter"]) == [reply]
    assert heads(read, ["report", "message", "letter", "note"]) == [note]
    now = story().wrote(item_view(seal_message(read, HANA, "We look into it.", TODAY)))
    assert now.shown_to(now.receipt).read().findings == ()


def test_what_could_not_be_opened_is_not_named_as_seen() -> None:
    """An author vouches only for items that they could verify."""
    now = story()
    broken = now.shown_to("Hana").swapped(ANSWER, replace(now.items[ANSWER], sealed=b"broken"))
    assert sha256(b"broken").hex() not in heads(broken.read(), ["report", "message"])


def test_two_messages_written_at_once_are_both_named_by_the_next() -> None:
    """When two authors had not seen each other, the next message has two heads."""
    now = story()
    read = now.shown_to("Hana").read()
    both = now.wrote(item_view(seal_message(read, HANA, "One.", TODAY)))
    both = both.wrote(item_view(seal_message(read, HUGO, "Other.", TODAY)))
    assert len(heads(both.shown_to("Hana").read(), ["report", "message"])) == 2


def test_a_title_is_revised() -> None:
    """A new title is one revision above the reporter's."""
    read = story().shown_to("Hana").read()
    now = story().wrote(item_view(seal_title(read, HANA, "Dock 4", TODAY)))
    titles = [
        entry.body
        for entry in now.shown_to("Hugo").read().entries
        if isinstance(entry, Opened) and entry.kind == "title"
    ]
    assert {title["revision"]: title["title"] for title in titles} == {0: "Crates at night", 1: "Dock 4"}


def photographed(now: Story, read: ReadCase) -> tuple[SealedAttachment, ItemView, ItemView]:
    """A photo that Hana sends: what was sealed, its manifest, and the message that vouches for it."""
    current = read.current(CASE)
    assert current is not None
    file = AttachedFile(io.BytesIO(b"photo"), 5, "dock.jpg", "image/jpeg")
    attachment = seal_attachment(current, now.case, file, io.BytesIO())
    manifest, parts = seal_manifest(current, now.case, HANA, attachment, TODAY)
    message = seal_message(read, HANA, "See the photo.", TODAY, parts)
    return attachment, item_view(manifest), item_view(message)


def test_a_message_carries_an_attachment() -> None:
    """The manifest travels beside the message, which vouches for it: without it a part is missing."""
    now, read = story(), story().shown_to("Hana").read()
    _, manifest, message = photographed(now, read)
    whole = now.wrote(manifest).wrote(message)
    assert whole.shown_to(now.receipt).read().findings == ()
    lacking = now.wrote(message).shown_to(now.receipt).read()
    assert [finding.code for finding in lacking.findings] == ["part-missing"]


def test_nobody_spoils_anothers_file() -> None:
    """What the author of a file vouches for counts, whatever a message of somebody else's says of its sealed bytes."""
    now, read = story(), story().shown_to("Hana").read()
    attachment, manifest, message = photographed(now, read)
    lie = Part(kind="blob", id=str(attachment.blob), sha256="00" * 32)
    spoiling = item_view(seal_message(read, HUGO, "See what?", TODAY, [lie]))
    whole = now.wrote(spoiling).wrote(manifest).wrote(message).shown_to("Rosa").read()
    expected = {named.blob: named.expected.sealed_sha256 for named in named_blobs(whole)}
    assert expected[attachment.blob] == attachment.seal.sealed_sha256


def test_nothing_is_sealed_under_a_key_that_was_not_verified() -> None:
    """A planted desk key leaves the note unwritten; a report that went to a stranger, the answer."""
    now = story()
    planted = now.grant("Hana", DESK, 0, os.urandom(32), person("Mallory").keys.signing)
    cheated = now.shown_to("Hana").with_grants(now.shown_to("Hana").view.grants[0], planted).read()
    with pytest.raises(Refused) as failure:
        seal_note(cheated, HANA, "Not for Mallory", TODAY)
    assert failure.value.code == "thread/no-key"
    assert seal_message(cheated, HANA, "For Rae.", TODAY)
    with pytest.raises(Refused):
        compose.key_for(now.shown_to("Cora").read(), "message")


def test_an_old_grant_that_is_replayed_is_noticed_by_whoever_pinned_a_newer_one() -> None:
    """The server shows only the first case key again: nothing is sealed under it by who knows of the second."""
    now, key = story(), os.urandom(32)
    pins = {pin_name(now.case, CASE): Pin(1, sha256(key).hex())}
    read = replace(now.shown_to("Hana"), pins=pins).read()
    assert read.current(CASE) is None
    assert read.current(KeyKind.DESK) is not None


def test_an_unreadable_item_says_why() -> None:
    """What cannot be verified is shown with its id, its kind and a reason."""
    now = story()
    read = now.shown_to("Hana").swapped(REPLY, replace(now.items[REPLY], sealed=b"broken")).read()
    entry = next(entry for entry in read.entries if entry.id == now.items[REPLY].id)
    assert entry == Unreadable(now.items[REPLY].id, "message", "vault/malformed", sha256(b"broken").hex())
