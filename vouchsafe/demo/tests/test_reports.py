"""The demo's sample reports are real ones: sealed, stored, readable by its handlers, one answered."""

from pathlib import Path

import pytest

from vouchsafe.cases import queries
from vouchsafe.cases.models import Case
from vouchsafe.common import uploads
from vouchsafe.demo import people, reports
from vouchsafe.people.queries import directory_of
from vouchsafe.vault.directory import verify_chain
from vouchsafe.vault.thread import CaseView, GrantView, ItemView, Opened, Reader, read_case


@pytest.mark.django_db
def test_omar_reads_all_three_reports_and_what_hana_wrote(data_dir: Path) -> None:
    """Nothing in them fails to verify, and the one attachment is whole."""
    staff = people.make_staff(log_n=2)
    reports.send_samples(staff)
    omar, keys = staff.members[people.OMAR.email], staff.keys[people.OMAR.email]
    found = directory_of(staff.organisation.id)
    reader = Reader.holder(keys, verify_chain(found.entries, found.cards))
    texts: list[str] = []
    for case in Case.objects.all():
        items = [
            ItemView(item.id, item.kind, item.key_kind, item.generation, bytes(item.sealed), item.day.isoformat())
            for item in queries.items_of(queries.case_for(omar, case.id))
        ]
        grants = [GrantView(one.key_kind, one.generation, one.sealed) for one in queries.grants_for(omar, case)]
        read = read_case(CaseView(case.id, case.channel_id, tuple(items), tuple(grants)), reader)
        assert read.findings == ()
        assert all(isinstance(entry, Opened) for entry in read.entries)
        texts += [
            str(entry.body.get("title") or entry.body.get("text"))
            for entry in read.entries
            if isinstance(entry, Opened)
        ]
        for blob in queries.blobs_of(case):
            assert uploads.is_whole(staff.organisation.id, blob.id, blob.sealed_size)

    assert {sample.headline for sample in reports.SAMPLES} <= set(texts)
    assert {reports.ANSWER, reports.NOTE} <= set(texts)
    assert sorted(Case.objects.values_list("state", flat=True)) == ["assessing", "received", "received"]
    stored = b"".join(path.read_bytes() for path in data_dir.rglob("*") if path.is_file())
    assert b"Rotatec" not in stored
