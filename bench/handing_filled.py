"""What `bench.handing` begins with, made in a process that knows Django: many reports, and a newcomer with a key."""

import json
import os
import sys
from uuid import UUID

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vouchsafe.config.settings_for_tools")
import django

from vouchsafe.common.tenancy import act_as_system

act_as_system()
django.setup()

from vouchsafe.cases import keys, services  # noqa: E402
from vouchsafe.cases.models import Case  # noqa: E402
from vouchsafe.cases.store import Arrival  # noqa: E402
from vouchsafe.cases.wire import Addition, Encoded, KeyGrant, NewKey, SealedGrant, decode  # noqa: E402
from vouchsafe.channels.models import Channel  # noqa: E402
from vouchsafe.common import clock  # noqa: E402
from vouchsafe.demo.people import HANA  # noqa: E402
from vouchsafe.people.models import Member, Role  # noqa: E402
from vouchsafe.people.queries import Holding, directory_of  # noqa: E402
from vouchsafe.people.services import invite_member, prove_kit, store_key  # noqa: E402
from vouchsafe.vault.cards import make_card  # noqa: E402
from vouchsafe.vault.compose import make_desk_key  # noqa: E402
from vouchsafe.vault.directory import verify_chain  # noqa: E402
from vouchsafe.vault.hybrid import Identity  # noqa: E402
from vouchsafe.vault.key_file import open_key_file, seal_key_file  # noqa: E402
from vouchsafe.vault.keys import HolderKeys  # noqa: E402
from vouchsafe.vault.place import KeyKind  # noqa: E402
from vouchsafe.vault.primitives import from_base64, sha256  # noqa: E402
from vouchsafe.vault.receipt import Receipt  # noqa: E402
from vouchsafe.vault.report import Questionnaire, ReportSealer  # noqa: E402

NEWCOMER = "Nils Berg"


def reports(count: int, *, desk_keys: bool = True) -> None:
    """So many reports of the demo's channel, each with Hana's desk key unless told otherwise."""
    hana = Member.objects.get(email=HANA.email)
    channel = Channel.objects.get(organisation=hana.organisation_id)
    published = directory_of(hana.organisation_id)
    directory = verify_chain(published.entries, published.cards)
    definition = channel.definitions.latest("version")
    questionnaire = Questionnaire(definition.version, bytes(definition.sha256))
    category = definition.body["categories"][0]["id"]
    signing = HolderKeys(_identity(hana)).signing
    for _ in range(count):
        receipt = Receipt.generate()
        sealer = ReportSealer(receipt, directory, channel.id, questionnaire)
        title = f"Copper is missing, lot {receipt.case_id.hex[:6]}"
        answers = {"headline": title, "what": "Three coils, each Friday. " * 20}
        raw = sealer.finish(answers, title, clock.today(), category=category).to_json()
        bundle = json.loads(raw)
        wire = decode(json.dumps({"items": bundle["items"]}).encode(), Addition)
        services.receive(
            Arrival(
                organisation=hana.organisation_id,
                channel=channel.id,
                definition_version=definition.version,
                definition=definition.body,
                case=receipt.case_id,
                directory_hash=bytes.fromhex(bundle["directory"]),
                receipt_hash=bytes.fromhex(bundle["receipt_hash"]),
                bundle_hash=sha256(raw),
                items=wire.items,
                grants=[decode(json.dumps(grant).encode(), SealedGrant) for grant in bundle["grants"]],
                blobs=[],
            )
        )
        if not desk_keys:
            continue
        _key, grants = make_desk_key(directory, channel.id, receipt.case_id, signing)
        made = [KeyGrant(one["holder"], Encoded(from_base64(one["sealed"]))) for one in grants]
        keys.store_key(hana, Case.objects.get(id=receipt.case_id), NewKey(KeyKind.DESK, 0, made))


def newcomer() -> UUID:
    """A handler of all channels who made a key, and whom nobody put on the list yet."""
    lena = Member.objects.get(email="lena@meridian.example")
    member = invite_member(lena, name=NEWCOMER, email="nils@meridian.example", holdings=[Holding(Role.HANDLER, None)])
    made = HolderKeys(Identity.generate())
    key_file = seal_key_file(made.identity, "x", log_n=2)
    card = store_key(member, make_card(made, member.organisation_id, member.id), key_file)
    prove_kit(member, bytes(card.fingerprint))
    return member.id


def _identity(member: Member) -> Identity:
    return open_key_file(bytes(member.key_files.get().sealed), HANA.passphrase)


if __name__ == "__main__":
    reports(int(sys.argv[1]))
    newcomer()
