"""Every way to spoil a bundle that the real vault sealed, with the answer that it must get."""

import json
from collections.abc import Callable
from uuid import uuid4

from vouchsafe.cases.checks import MAX_ITEM_SIZE
from vouchsafe.cases.tests import cast
from vouchsafe.common import uploads
from vouchsafe.common.tests import laid
from vouchsafe.intake.tests.draft import Draft, Spoil
from vouchsafe.people.models import Role
from vouchsafe.people.queries import Holding
from vouchsafe.vault.age.file import new_file_key, seal_bytes
from vouchsafe.vault.age.header import Stanza
from vouchsafe.vault.grants import SEALED_SIZE
from vouchsafe.vault.padding import blob_sealed_size
from vouchsafe.vault.place import KeyKind, Place
from vouchsafe.vault.primitives import from_base64, to_base64
from vouchsafe.vault.stanza import PlaceKey

SPOILT: dict[str, tuple[int, str, str | None, Spoil]] = {}


def spoilt(status: int, code: str, field: str | None = None) -> Callable[[Spoil], Spoil]:
    """Enter a way to spoil a bundle into the table, with the answer that it must get."""

    def enter(spoil: Spoil) -> Spoil:
        SPOILT[spoil.__name__] = (status, code, field, spoil)
        return spoil

    return enter


def age_file(draft: Draft, size: int, kind: str, stanzas: int = 1) -> bytes:
    """An age file of exactly `size` bytes under so many stanzas of our own type."""
    place = Place(draft.sent.case, kind, uuid4())
    file_key = new_file_key()
    return age_bytes(file_key, [PlaceKey(bytes(32), 0, place).wrap(file_key) for _each in range(stanzas)], size)


def age_bytes(file_key: bytes, stanzas: list[Stanza], size: int) -> bytes:
    """An age file of exactly `size` bytes under these stanzas."""
    empty = len(seal_bytes(file_key, stanzas, b"x")) - 1
    return seal_bytes(file_key, stanzas, bytes(size - empty))


@spoilt(400, "bundle/malformed")
def not_json(draft: Draft) -> bytes:
    return draft.sent.raw[:-1]


@spoilt(400, "bundle/malformed")
def not_utf8(draft: Draft) -> bytes:
    return b'{"version": 1, "\xff": 1}'


@spoilt(400, "bundle/unknown-field", "reporter")
def a_field_that_is_not_known(draft: Draft) -> None:
    draft.bundle["reporter"] = "somebody"


@spoilt(400, "bundle/malformed", "receipt_hash")
def a_field_that_is_missing(draft: Draft) -> None:
    del draft.bundle["receipt_hash"]


@spoilt(400, "bundle/malformed", "version")
def another_version(draft: Draft) -> None:
    draft.bundle["version"] = 2


@spoilt(400, "bundle/not-canonical", "receipt_hash")
def a_hash_in_capitals(draft: Draft) -> None:
    draft.bundle["receipt_hash"] = "A" * 64


@spoilt(400, "bundle/not-canonical", "items[0].sealed")
def base64_without_padding(draft: Draft) -> None:
    sealed = draft.bundle["items"][0]["sealed"]
    draft.bundle["items"][0]["sealed"] = sealed.rstrip("=") if sealed.endswith("=") else sealed + "="


@spoilt(413, "bundle/too-large")
def more_than_the_door_takes(draft: Draft) -> bytes:
    return json.dumps(draft.bundle).encode() + b" " * 4 * 1024 * 1024


@spoilt(413, "bundle/item-too-large", "items[1].sealed")
def a_title_as_long_as_a_book(draft: Draft) -> None:
    draft.item("title")["sealed"] = to_base64(age_file(draft, MAX_ITEM_SIZE + 1, "title"))


@spoilt(413, "bundle/too-many", "items")
def too_many_items(draft: Draft) -> None:
    draft.bundle["items"] = [{**draft.item("attachment"), "id": str(uuid4())} for _each in range(65)]


@spoilt(413, "bundle/too-many", "grants")
def too_many_grants(draft: Draft) -> None:
    draft.bundle["grants"] = [{**draft.grant("receipt"), "sealed": ""} for _each in range(1025)]


@spoilt(413, "bundle/too-many", "blobs")
def too_many_blobs(draft: Draft) -> None:
    draft.bundle["blobs"] = [{"id": str(uuid4()), "size": blob_sealed_size(1)} for _each in range(33)]


@spoilt(400, "bundle/wrong-holders", "grants")
def no_grant_for_the_receipt(draft: Draft) -> None:
    draft.without_grants("receipt")


@spoilt(400, "bundle/wrong-holders", "grants")
def no_grant_for_the_recovery_sheet(draft: Draft) -> None:
    draft.without_grants(draft.house.sheet.fingerprint.hex())


@spoilt(400, "bundle/no-handler", "grants")
def no_grant_for_any_handler(draft: Draft) -> None:
    draft.without_grants(*draft.handlers)


@spoilt(400, "bundle/wrong-holders", "grants[4].holder")
def a_grant_for_the_coordinator(draft: Draft) -> None:
    draft.bundle["grants"].append({**draft.grant("receipt"), "holder": draft.house.ines.fingerprint.hex()})


@spoilt(400, "bundle/wrong-holders", "grants[4].holder")
def a_grant_for_a_handler_of_another_channel(draft: Draft) -> None:
    draft.bundle["grants"].append({**draft.grant("receipt"), "holder": draft.house.sofia.fingerprint.hex()})


@spoilt(400, "bundle/wrong-holders", "grants[4].holder")
def a_grant_for_another_organisation(draft: Draft) -> None:
    draft.bundle["grants"].append({**draft.grant("receipt"), "holder": draft.elsewhere().sven.fingerprint.hex()})


@spoilt(400, "bundle/wrong-holders", "grants[0].holder")
def a_holder_who_is_no_card(draft: Draft) -> None:
    draft.bundle["grants"][0]["holder"] = "Hana"


@spoilt(400, "bundle/duplicate-grant", "grants[4]")
def two_grants_for_one_handler(draft: Draft) -> None:
    draft.bundle["grants"].append(draft.grant(draft.handlers[0]))


@spoilt(400, "bundle/duplicate-grant", "grants[4]")
def two_grants_for_the_receipt(draft: Draft) -> None:
    draft.bundle["grants"].append(draft.grant("receipt"))


@spoilt(400, "bundle/grant-shape", "grants[0].sealed")
def a_grant_to_a_classic_recipient(draft: Draft) -> None:
    file_key = new_file_key()
    stanza = Stanza(("X25519", to_base64(bytes(32)).rstrip("=")), bytes(32))
    draft.bundle["grants"][0]["sealed"] = to_base64(age_bytes(file_key, [stanza], SEALED_SIZE))


@spoilt(400, "bundle/grant-shape", "grants[0].sealed")
def a_grant_to_two_recipients(draft: Draft) -> None:
    file_key = new_file_key()
    stanzas = [person.keys.recipient.wrap(file_key) for person in (draft.house.hana, draft.house.omar)]
    draft.bundle["grants"][0]["sealed"] = to_base64(seal_bytes(file_key, stanzas, bytes(151)))


@spoilt(400, "bundle/grant-shape", "grants[0].sealed")
def a_grant_cut_short(draft: Draft) -> None:
    sealed = from_base64(draft.bundle["grants"][0]["sealed"])
    draft.bundle["grants"][0]["sealed"] = to_base64(sealed[:-1])


@spoilt(400, "bundle/grant-shape", "grants[0].sealed")
def a_document_where_a_grant_belongs(draft: Draft) -> None:
    draft.bundle["grants"][0]["sealed"] = to_base64(age_file(draft, SEALED_SIZE, "report"))


@spoilt(400, "bundle/item-shape", "items[1].sealed")
def a_document_sealed_to_a_person(draft: Draft) -> None:
    file_key = new_file_key()
    stanza = draft.house.hana.keys.recipient.wrap(file_key)
    draft.item("title")["sealed"] = to_base64(age_bytes(file_key, [stanza], 153 + 16 + 2048 + 16))


@spoilt(400, "bundle/item-shape", "items[1].sealed")
def a_document_under_two_stanzas(draft: Draft) -> None:
    draft.item("title")["sealed"] = to_base64(age_file(draft, 153 + 16 + 1024 + 16, "title", stanzas=2))


@spoilt(400, "bundle/unpadded-item", "items[1].sealed")
def a_document_that_is_not_padded(draft: Draft) -> None:
    draft.item("title")["sealed"] = to_base64(age_file(draft, 153 + 16 + 513 + 16, "title"))


@spoilt(400, "bundle/key-kind-mismatch", "items[1].key_kind")
def a_title_under_the_desk_key(draft: Draft) -> None:
    draft.item("title")["key_kind"] = 1


@spoilt(400, "bundle/key-kind-mismatch", "grants[0].key_kind")
def a_grant_of_a_desk_key(draft: Draft) -> None:
    draft.bundle["grants"][0]["key_kind"] = 1


@spoilt(400, "bundle/generation", "items[0].generation")
def a_report_under_a_later_key(draft: Draft) -> None:
    draft.item("report")["generation"] = 1


@spoilt(400, "bundle/generation", "items[0].generation")
def a_generation_beyond_all_numbers(draft: Draft) -> None:
    draft.item("report")["generation"] = 2**40


@spoilt(400, "bundle/generation", "grants[0].generation")
def a_grant_of_a_later_key(draft: Draft) -> None:
    draft.bundle["grants"][0]["generation"] = 1


@spoilt(400, "bundle/kind-not-allowed", "items[1].kind")
def a_note(draft: Draft) -> None:
    draft.item("title").update(kind="note", key_kind=1)


@spoilt(400, "bundle/kind-not-allowed", "items[1].kind")
def a_kind_that_nobody_knows(draft: Draft) -> None:
    draft.item("title")["kind"] = "rumour"


@spoilt(400, "bundle/report-count", "items")
def two_reports(draft: Draft) -> None:
    draft.bundle["items"].append({**draft.item("report"), "id": str(uuid4())})


@spoilt(400, "bundle/report-count", "items")
def two_titles(draft: Draft) -> None:
    draft.bundle["items"].append({**draft.item("title"), "id": str(uuid4())})


@spoilt(400, "bundle/report-count", "items")
def no_report(draft: Draft) -> None:
    draft.bundle["items"].remove(draft.item("report"))


@spoilt(400, "bundle/duplicate-item", "items[1]")
def two_documents_of_one_id(draft: Draft) -> None:
    draft.item("title")["id"] = draft.item("report")["id"]


@spoilt(400, "bundle/id", "items[0].id")
def an_id_that_tells_a_time(draft: Draft) -> None:
    draft.item("report")["id"] = "5a2b1f0e-0000-1000-8000-00805f9b34fb"


@spoilt(400, "bundle/blob-missing", "blobs[0]")
def an_attachment_that_was_never_uploaded(draft: Draft) -> None:
    draft.bundle["blobs"][0]["id"] = str(uuid4())


@spoilt(400, "bundle/blob-missing", "blobs[0]")
def an_attachment_that_is_not_whole(draft: Draft) -> None:
    organisation, blob = draft.house.organisation.id, draft.sent.blobs[0]
    content = laid.content_of(organisation, blob)
    uploads.remove(organisation, blob)
    laid.lay_part(organisation, blob, content)


@spoilt(400, "bundle/blob-missing", "blobs[0]")
def an_attachment_of_another_size(draft: Draft) -> None:
    draft.bundle["blobs"][0]["size"] = blob_sealed_size(10_000_000)


@spoilt(400, "bundle/blob-missing", "blobs[0]")
def an_attachment_of_another_organisation(draft: Draft) -> None:
    stranger = cast.seal(draft.elsewhere(), attachment=b"their ledger")
    draft.bundle["blobs"][0]["id"] = str(stranger.blobs[0])


@spoilt(400, "bundle/blob-taken", "blobs")
def an_attachment_of_another_report(draft: Draft) -> None:
    draft.bundle["blobs"][0]["id"] = str(draft.other.blobs[0])


@spoilt(400, "bundle/blob-shape", "blobs[0]")
def an_attachment_that_was_not_sealed(draft: Draft) -> None:
    cast.put_blob(draft.house, draft.sent.blobs[0], b"%PDF-1.7".ljust(blob_sealed_size(1), b"\n"))


@spoilt(400, "bundle/unpadded-blob", "blobs[0].size")
def an_attachment_that_is_not_padded(draft: Draft) -> None:
    draft.bundle["blobs"][0]["size"] = blob_sealed_size(1) + 1


@spoilt(413, "bundle/blob-too-large", "blobs[0].size")
def an_attachment_beyond_the_limit(draft: Draft) -> None:
    draft.bundle["blobs"][0]["size"] = blob_sealed_size(3 * 1024**3)


@spoilt(400, "bundle/duplicate-blob", "blobs[1]")
def one_attachment_twice(draft: Draft) -> None:
    draft.bundle["blobs"] *= 2


@spoilt(400, "bundle/manifest-count", "blobs")
def an_attachment_without_a_manifest(draft: Draft) -> None:
    draft.bundle["items"].remove(draft.item("attachment"))


@spoilt(400, "bundle/manifest-count", "blobs")
def a_manifest_without_an_attachment(draft: Draft) -> None:
    draft.bundle["blobs"] = []


@spoilt(409, "bundle/directory-outdated", "directory")
def an_entry_of_the_directory_that_is_not_the_newest(draft: Draft) -> None:
    cast.join(draft.house, "nils", Holding(Role.HANDLER, draft.house.channel.id))
    cast.publish_directory(draft.house, draft.house.hana)


@spoilt(409, "bundle/questionnaire-outdated", "questionnaire_version")
def another_version_of_the_questionnaire(draft: Draft) -> None:
    draft.bundle["questionnaire_version"] = 2


@spoilt(403, "proof/wrong")
def a_channel_of_another_organisation(draft: Draft) -> None:
    draft.bundle["channel"] = str(draft.elsewhere().channel.id)


@spoilt(400, "bundle/channel", "channel")
def a_channel_that_is_closed(draft: Draft) -> None:
    draft.house.channel.active = False
    draft.house.channel.save(update_fields=["active"])


@spoilt(400, "bundle/wrong-holders", "grants")
def a_share_holder_without_a_share(draft: Draft) -> None:
    draft.bundle["grants"].remove(draft.shares()[0])


@spoilt(400, "bundle/wrong-holders", "grants[0].holder")
def a_share_for_the_receipt(draft: Draft) -> None:
    draft.shares()[0]["holder"] = "receipt"


@spoilt(400, "bundle/duplicate-grant", "grants[1]")
def two_shares_for_one(draft: Draft) -> None:
    draft.shares()[1]["holder"] = draft.shares()[0]["holder"]


@spoilt(400, "bundle/key-kind-mismatch", "grants[4].key_kind")
def shares_of_nothing(draft: Draft) -> None:
    draft.bundle["items"].remove(draft.item("identity"))


@spoilt(400, "bundle/report-count", "items")
def who_reports_twice(draft: Draft) -> None:
    draft.bundle["items"].append({**draft.item("identity"), "id": str(uuid4())})


@spoilt(400, "bundle/generation", "grants[4].generation")
def a_share_of_a_later_key(draft: Draft) -> None:
    draft.shares()[0]["generation"] = 1


@spoilt(400, "bundle/key-kind-mismatch", "items[2].key_kind")
def who_reports_under_the_case_key(draft: Draft) -> None:
    draft.item("identity")["key_kind"] = KeyKind.CASE
