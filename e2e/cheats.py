"""A server that cheats: its hands in the database, and what it forges.

The operator plays the server as whoever runs it could: in its tables and folders, with the source at hand. What is
forged is made with the vault. Where a cheat needs more than the server has (a handler's key, the key of a case), a
test says that an insider helps.
"""

import hashlib
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import LiteralString
from uuid import UUID, uuid4

import psycopg

from e2e.town import Town
from e2e.wire import ask
from vouchsafe.demo.people import SignIn
from vouchsafe.intake.terminal import door, proof, upload
from vouchsafe.intake.terminal.published import fetch_channel
from vouchsafe.vault.attachments import AttachedFile
from vouchsafe.vault.bodies import encode_body
from vouchsafe.vault.cards import make_card, parse_card
from vouchsafe.vault.directory import (
    ALL_CHANNELS,
    FIRST,
    Directory,
    Listing,
    Role,
    make_entry,
    parse_entry,
    verify_chain,
)
from vouchsafe.vault.erasure import unwrap_grant, wrap_grant
from vouchsafe.vault.errors import WrongKey
from vouchsafe.vault.grants import open_grant, seal_grant
from vouchsafe.vault.hybrid import Identity, Recipient
from vouchsafe.vault.items import seal_item
from vouchsafe.vault.key_file import open_key_file
from vouchsafe.vault.keys import HolderKeys
from vouchsafe.vault.padding import blob_sealed_size
from vouchsafe.vault.place import KeyKind, Place
from vouchsafe.vault.primitives import from_base64, to_base64
from vouchsafe.vault.receipt import Receipt
from vouchsafe.vault.report import Bundle, ReportSealer
from vouchsafe.vault.signing import Signer
from vouchsafe.vault.wire import CurrentKey, ItemJson, part_of, seal_body

API = "/api/v1/meridian"
CHANNEL_PAGE = "/en/meridian/integrity/"


@dataclass(frozen=True)
class Holder:
    """Somebody with a key and a card, whether the directory lists it or not."""

    keys: HolderKeys
    card: bytes

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of the card."""
        return parse_card(self.card).fingerprint

    @property
    def signer(self) -> Signer:
        """Signs as this holder."""
        return self.keys.signing

    def listing(self, role: Role) -> Listing:
        """One line of the directory, for all channels."""
        return Listing(ALL_CHANNELS, role, self.fingerprint)


def stranger(organisation: UUID, holder: UUID | None = None) -> Holder:
    """Keys that the server made for itself, with a card in anybody's name."""
    keys = HolderKeys(Identity.generate())
    return Holder(keys, make_card(keys, organisation, holder or uuid4()))


@dataclass(frozen=True)
class Chain:
    """A directory as a server shows it, true or not."""

    entries: tuple[bytes, ...]
    cards: tuple[bytes, ...]

    def then(self, signer: Holder, listings: list[Listing], *cards: bytes) -> "Chain":
        """With one more entry, signed by `signer`, whether they may or not."""
        last = parse_entry(self.entries[-1])
        entry = make_entry(signer.signer, signer.fingerprint, last.organisation, last.sequence + 1, last.hash, listings)
        return Chain((*self.entries, entry), (*self.cards, *cards))

    @property
    def listings(self) -> list[Listing]:
        """Who stands in the newest entry."""
        return list(parse_entry(self.entries[-1]).listings)

    @property
    def verified(self) -> Directory:
        """The directory; raises when it is not a true one."""
        return verify_chain(list(self.entries), list(self.cards))

    def with_line(self, old: Holder, new: Holder) -> "Chain":
        """The newest entry with a card exchanged in it, under the signature that it had."""
        encoded = self.entries[-1]
        lines = sorted(
            replace(line, fingerprint=new.fingerprint) if line.fingerprint == old.fingerprint else line
            for line in self.listings
        )
        start = 1 + 16 + 4 + 32 + 2
        body = b"".join(line.encode() for line in lines)
        forged = encoded[:start] + body + encoded[start + len(body) :]
        return Chain((*self.entries[:-1], forged), (*self.cards, new.card))


def own_chain(organisation: UUID, *handlers: Holder) -> Chain:
    """A whole directory of the server's own, well made from its first entry on."""
    sheet = stranger(organisation)
    listings = [sheet.listing(Role.RECOVERY), *(handler.listing(Role.HANDLER) for handler in handlers)]
    entry = make_entry(sheet.signer, sheet.fingerprint, organisation, 0, FIRST, listings)
    return Chain((entry,), (sheet.card, *(handler.card for handler in handlers)))


@dataclass(frozen=True)
class Filed:
    """A report on the server, with all that its reporter knows."""

    receipt: Receipt
    title: str
    story: str
    case_key: bytes
    bundle: Bundle

    @property
    def case(self) -> UUID:
        """The case id."""
        return self.receipt.case_id

    @property
    def reporter(self) -> Signer:
        """Signs as the reporter."""
        return self.receipt.keys.signing

    def item(self, kind: str) -> ItemJson:
        """The report's item of this kind."""
        return next(item for item in self.bundle.items if item["kind"] == kind)

    def message(
        self, signer: Signer, text: str, *seen: ItemJson, key: CurrentKey | None = None, on: date | None = None
    ) -> ItemJson:
        """A message that `signer` wrote after having seen these items, under the case's key or another one."""
        body: dict[str, object] = {"sent_on": (on or today()).isoformat(), "text": text, "parts": []}
        body["seen"] = sorted(part_of(item)["sha256"] for item in seen)
        return seal_body(key or CurrentKey(0, self.case_key), self.case, signer, "message", body)

    def forged(self, item: ItemJson, signer: Signer, key: bytes, body: Mapping[str, object]) -> ItemJson:
        """Another body under the id and kind of `item`, by `signer`, sealed under `key`."""
        place = Place(self.case, item["kind"], UUID(item["id"]))
        sealed = seal_item(key, 0, place, encode_body(item["kind"], body), signer)
        return ItemJson(**{**item, "sealed": to_base64(sealed)})


def today() -> date:
    """Today in UTC, as bodies say it."""
    return datetime.now(UTC).date()


class Operator:
    """Whoever runs the server, with everything that it holds."""

    def __init__(self, town: Town) -> None:
        self.town = town
        with door.open_client() as client:
            published = fetch_channel(client, door.read_address(town.url("report", CHANNEL_PAGE)))
        self.organisation, self.channel = published.organisation, published.id
        self.questionnaire, self.definition = published.questionnaire, published.definition
        self.holder = cache(self._holder)

    # What the server stores

    def rows(self, query: LiteralString, *values: object) -> list[tuple[object, ...]]:
        """What a query of the database finds."""
        with self._connected("vouchsafe") as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def database_away(self) -> Iterator[None]:
        """Within, the database is reached by nobody, and whoever had reached it is cut off."""
        allow = "ALTER DATABASE vouchsafe ALLOW_CONNECTIONS"
        with self._connected("postgres") as connection:
            connection.autocommit = True
            connection.execute(f"{allow} false")
            try:
                connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'vouchsafe'")
                yield
            finally:
                connection.execute(f"{allow} true")

    def _connected(self, database: str) -> psycopg.Connection[tuple[object, ...]]:
        socket = (self.town.data / "postgres" / "postmaster.pid").read_text().splitlines()[4]
        return psycopg.connect(host=socket, user="vouchsafe", dbname=database)

    def holdings(self) -> str:
        """A digest of every case, key, grant, item and attachment on the server."""
        ((digest,),) = self.rows(
            "SELECT md5(string_agg(line, '' ORDER BY line)) FROM ("
            " SELECT (c.id, c.bundle_hash)::text FROM cases_case c UNION ALL SELECT k::text FROM cases_casekey k"
            " UNION ALL SELECT g::text FROM cases_grant g UNION ALL SELECT i::text FROM cases_item i"
            " UNION ALL SELECT b::text FROM cases_blob b) AS lines (line)"
        )
        return str(digest)

    def _holder(self, who: SignIn) -> Holder:
        """A member who helps the server: their own key, opened with their own passphrase."""
        ((key_file, card),) = self.rows(
            "SELECT f.sealed, c.encoded FROM people_keyfile f JOIN people_card c ON c.id = f.card_id"
            " JOIN people_member m ON m.id = f.member_id WHERE m.email = %s",
            who.email,
        )
        return Holder(HolderKeys(open_key_file(bytes(key_file), who.passphrase)), bytes(card))  # type: ignore[call-overload]

    def stranger(self) -> Holder:
        """Keys of the server's own."""
        return stranger(self.organisation)

    # Reports, sealed and sent as by the terminal client

    def file(self, title: str, *, attach: tuple[str, bytes] | None = None) -> Filed:
        """A report by a reporter of its own, with at most one file."""
        receipt = Receipt.generate()
        story = f"What was seen is called: {title.lower()}."
        sealer = ReportSealer(receipt, self.chain().verified, self.channel, self.questionnaire)
        if attach is not None:
            self._upload(sealer, *attach)
        category = self.definition["categories"][0]["id"]
        bundle = sealer.finish(
            {"category": category, "headline": title, "what-happened": story}, title, today(), category=category
        )
        path, body = f"{API}/cases/{bundle.case_id}", bundle.to_json()
        headers = {"Content-Type": "application/json", proof.HEADER: self._paid(bundle.case_id)}
        answer = ask(self.town, "report", path, method="PUT", body=body, headers=headers)
        assert answer.status == 201, answer.body
        return Filed(receipt, title, story, sealer.case_key, bundle)

    def _paid(self, case: UUID) -> str:
        wanted = json.dumps({"channel": str(self.channel), "case": str(case)}).encode()
        headers = {"Content-Type": "application/json"}
        answer = ask(self.town, "report", f"{API}/challenges/report", method="POST", body=wanted, headers=headers)
        return proof.solve(json.loads(answer.body))

    def _upload(self, sealer: ReportSealer, name: str, content: bytes) -> None:
        size = blob_sealed_size(len(content))
        place, sealed = door.read_address(self.town.url("report", CHANNEL_PAGE)), io.BytesIO()
        with door.open_client() as client:
            blob, address = upload.announce(client, place, self.channel, size)
            sealer.seal_attachment(
                AttachedFile(io.BytesIO(content), len(content), name, "text/plain"), sealed, blob=blob
            )
            upload.send(client, address, sealed, size, lambda _sent: None)

    # Items

    def add(self, filed: Filed, *items: ItemJson, day: date | None = None) -> None:
        """Show these items too, at the end of the case."""
        for item in items:
            self.rows(
                "INSERT INTO cases_item"
                " (id, organisation_id, case_id, kind, key_kind, generation, sealed, day, position)"
                " SELECT %s, %s, %s, %s, %s, %s, %s, %s, max(position) + 1 FROM cases_item WHERE case_id = %s",
                *(UUID(item["id"]), self.organisation, filed.case, item["kind"], item["key_kind"]),
                *(item["generation"], from_base64(item["sealed"]), day or today(), filed.case),
            )

    def put(self, filed: Filed, item: ItemJson) -> None:
        """Show this in place of the item that has its id."""
        sealed = from_base64(item["sealed"])
        self.rows("UPDATE cases_item SET sealed = %s WHERE case_id = %s AND id = %s", sealed, filed.case, item["id"])

    def end_time_of(self, filed: Filed) -> None:
        """Say that the last day on which a case is kept was yesterday."""
        self.rows(
            "INSERT INTO cases_clock (organisation_id, case_id, matter, due_on, paused, still, extended) "
            "VALUES (%s, %s, 'retention', current_date - 1, false, false, false)",
            self.organisation,
            filed.case,
        )

    def drop(self, filed: Filed, item: ItemJson) -> None:
        """Show this item no more."""
        self.rows("DELETE FROM cases_item WHERE case_id = %s AND id = %s", filed.case, item["id"])

    def exchange(self, filed: Filed, one: ItemJson, other: ItemJson) -> None:
        """Show one item in the other's place and on the other's day."""
        ids = [UUID(one["id"]), UUID(other["id"])]
        query: LiteralString = "SELECT position, day FROM cases_item WHERE case_id = %s AND id = %s"
        places = [self.rows(query, filed.case, each)[0] for each in ids]
        move: LiteralString = "UPDATE cases_item SET position = %s, day = %s WHERE case_id = %s AND id = %s"
        self.rows(move, 1000, places[0][1], filed.case, ids[0])
        self.rows(move, *places[0], filed.case, ids[1])
        self.rows(move, *places[1], filed.case, ids[0])

    def blob_file(self, filed: Filed) -> Path:
        """Where the report's one attachment lies."""
        ((blob, _size),) = filed.bundle.blobs
        (path,) = (self.town.data / "files" / "blobs").rglob(str(blob))
        return path

    # Keys and grants

    def grant(self, filed: Filed, holder: Holder | None, kind: KeyKind, generation: int, sealed: bytes) -> None:
        """Show this grant to a holder (None: to the receipt), in place of the one that they had."""
        self.rows(
            "INSERT INTO cases_casekey (organisation_id, case_id, key_kind, generation) VALUES (%s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING",
            *(self.organisation, filed.case, int(kind), generation),
        )
        self.withdraw(filed, kind, generation, holder=holder)
        grant_id, fingerprint = uuid4(), None if holder is None else holder.fingerprint
        wrapped = wrap_grant(self._erasure_key(filed), filed.case, grant_id, sealed)
        self.rows(
            "INSERT INTO cases_grant (id, organisation_id, case_id, holder, key_kind, generation, wrapped)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s)",
            *(grant_id, self.organisation, filed.case, fingerprint, int(kind), generation, wrapped),
        )

    def give(self, filed: Filed, holder: Holder | None, kind: KeyKind, key: CurrentKey, granter: Signer) -> None:
        """Make and show a grant of `key` by `granter`."""
        recipient: Recipient = filed.receipt.keys.recipient if holder is None else holder.keys.recipient
        sealed = seal_grant(recipient, filed.case, kind, key.generation, key.key, granter)
        self.grant(filed, holder, kind, key.generation, sealed)

    def withdraw(self, filed: Filed, kind: KeyKind, generation: int, *, holder: Holder | None) -> None:
        """Show this grant no more."""
        fingerprint = None if holder is None else holder.fingerprint
        self.rows(
            "DELETE FROM cases_grant WHERE case_id = %s AND key_kind = %s AND generation = %s"
            " AND holder IS NOT DISTINCT FROM %s",
            *(filed.case, int(kind), generation, fingerprint),
        )

    def granted(self, filed: Filed, holder: Holder | None) -> bytes:
        """The grant of the first case key as it was sealed to a holder (None: to the receipt)."""
        fingerprint = None if holder is None else holder.fingerprint
        ((grant_id, wrapped),) = self.rows(
            "SELECT id, wrapped FROM cases_grant WHERE case_id = %s AND key_kind = 0 AND generation = 0"
            " AND holder IS NOT DISTINCT FROM %s",
            *(filed.case, fingerprint),
        )
        assert isinstance(grant_id, UUID)
        return unwrap_grant(self._erasure_key(filed), filed.case, grant_id, bytes(wrapped))  # type: ignore[call-overload]

    def _erasure_key(self, filed: Filed) -> bytes:
        ((erasure,),) = self.rows("SELECT erasure_id FROM cases_case WHERE id = %s", filed.case)
        (path,) = (self.town.data / "files" / "erasure").rglob(str(erasure))
        return path.read_bytes()

    # The directory

    def chain(self) -> Chain:
        """The directory as everybody is shown it now."""
        answer = json.loads(ask(self.town, "report", f"{API}/directory").body)
        entries, cards = ([from_base64(text) for text in answer[part]] for part in ("entries", "cards"))
        return Chain(tuple(entries), tuple(cards))

    @contextmanager
    def shows(self, chain: Chain) -> Iterator[None]:
        """Show this directory to everybody, for a while."""
        before = self.chain()
        self.publish(chain)
        try:
            yield
        finally:
            self.publish(before)

    def record_directory(self) -> None:
        """Enter in the record what it lacks of the directory, as an honest server does with each entry."""
        self.rows(
            "INSERT INTO audit_entry (organisation_id, at, tag, actor, objects)"
            " SELECT organisation_id, now(), 'directory:extended', NULL,"
            " jsonb_build_object('sequence', sequence, 'entry', encode(hash, 'hex')) FROM people_directoryentry AS d"
            " WHERE organisation_id = %s AND NOT EXISTS (SELECT FROM audit_entry AS e WHERE"
            " e.organisation_id = d.organisation_id AND e.objects ->> 'entry' = encode(d.hash, 'hex'))"
            " ORDER BY sequence",
            self.organisation,
        )

    def publish(self, chain: Chain) -> None:
        """Show this directory from now on."""
        self.rows("DELETE FROM people_directoryentry WHERE organisation_id = %s", self.organisation)
        for sequence, entry in enumerate(chain.entries):
            self.rows(
                "INSERT INTO people_directoryentry (id, organisation_id, sequence, hash, encoded)"
                " VALUES (%s, %s, %s, %s, %s)",
                *(uuid4(), self.organisation, sequence, hashlib.sha256(entry).digest(), entry),
            )
        self.rows("UPDATE people_card SET introduced_in = NULL WHERE organisation_id = %s", self.organisation)
        for encoded in chain.cards:
            card = parse_card(encoded)
            self.rows(
                "INSERT INTO people_card (id, organisation_id, fingerprint, holder_id, kind, recipient, signing_key,"
                " encoded, created_on, introduced_in) VALUES (%s, %s, %s, %s, 'recovery', %s, %s, %s, %s, 0)"
                " ON CONFLICT (organisation_id, fingerprint) DO UPDATE SET introduced_in = 0",
                *(uuid4(), self.organisation, card.fingerprint, card.holder, card.recipient.raw, card.signing_key),
                *(encoded, today()),
            )


def opens(grants: Iterable[Mapping[str, object]], identity: Identity) -> list[str]:
    """For whom of these grants (as they were sent) `identity` opens the one sealed to them."""
    found = []
    for grant in grants:
        try:
            open_grant(identity, from_base64(str(grant["sealed"])))
        except WrongKey:
            continue
        found.append(str(grant["holder"]))
    return found
