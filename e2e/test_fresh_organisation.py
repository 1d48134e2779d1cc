"""An organisation that begins: from one command to the first answer, and what a thief of the server then holds."""

import base64
from pathlib import Path

from playwright.sync_api import expect

from e2e.cast import Member, Report, Reporter
from e2e.conftest import NewPerson
from e2e.copies import found_in, whole_copy
from e2e.founding import create, publish_channel, set_up
from e2e.keyring import make_key
from e2e.town import Town
from vouchsafe.demo.people import SignIn
from vouchsafe.people.models import Role
from vouchsafe.vault.receipt import Receipt

NADIA = SignIn("Nadia Haddad", "nadia@harbour.example", Role.HANDLER, "gulls-over-the-old-pier-7", "")


def test_whoever_copies_the_whole_server_reads_not_one_word(town: Town, new_person: NewPerson, tmp_path: Path) -> None:
    """Nadia founds Harbour, makes her key, answers Rana; a copy of everything then holds no word that they typed."""
    nadia = Member(town, new_person(), NADIA)
    create(town, "Harbour Authority", "harbour", nadia)
    made = make_key(nadia.page, tmp_path)
    passphrase = made.passphrase
    sheets = set_up(nadia)
    publish_channel(town, tmp_path, NADIA.email)

    evidence = tmp_path / "tonnage-of-the-marigold.txt"
    evidence.write_text("The weighbridge printed 41.7 tonnes, the bill of lading says 26.\n" * 3000)
    story = Report(
        headline="False tonnage on the ferry Marigold",
        story="The weighbridge slip and the bill of lading differ by fifteen tonnes.",
        where="Quay nine, weighbridge",
        attachment=evidence,
    )
    rana = Reporter(town, new_person(), organisation="harbour")
    receipt = rana.report(story)
    nadia.open_case(story.headline)
    assert nadia.findings == []
    note = "Ask the harbour pilot for his own log, quietly."
    nadia.note(note)
    answer = "We have secured the weighbridge slips. Thank you for the dates."
    nadia.answer(answer)
    rana.come_back(receipt)
    expect(rana.thread.get_by_text(answer)).to_be_visible()
    again = "The purser signs for the captain on Fridays."
    rana.write_again(again)

    typed = {
        "headline": story.headline, "story": story.story, "where": story.where, "answer": answer, "note": note,
        "second message": again, "file name": evidence.name, "file": evidence.read_text()[:64],
        "passphrase": passphrase, "passphrase with spaces": passphrase.replace("-", " "),
        "kit's words": made.kit_words, "kit's words with spaces": made.kit_words.replace("-", " "),
        "kit's file": made.kit.read_text()[50:110],
        "first sheet": sheets[0], "second sheet": sheets[1], "receipt": receipt,
        "receipt without dashes": receipt.replace("-", ""),
    }  # fmt: skip
    secrets = {name: text.encode() for name, text in typed.items()}
    secrets |= {"receipt's bytes": Receipt.parse(receipt).raw, "lookup token": Receipt.parse(receipt).lookup_token}
    assert found_in(whole_copy(town), secrets) == []


def test_the_search_for_leaks_finds_what_is_there(town: Town) -> None:
    """The same search finds what the server does know: so it looks in the right places, in each disguise."""
    known = {"public": b"Integrity and security", "member": b"hana@meridian.example"}
    found = found_in(whole_copy(town), known)
    assert any("table" in line for line in found)
    assert any("postgres/base" in line for line in found)
    leaked = town.data.parent / "tmp" / "leak"
    secret = "The purser keeps two books of account."
    forms = [secret.encode("utf-16-le"), secret.encode().hex().encode()]
    forms += [base64.b64encode(before + secret.encode() + b"more") for before in (b"", b"a", b"ab")]
    for form in forms:
        leaked.write_bytes(form)
        assert found_in(iter([("the leak", leaked.read_bytes())]), {"leak": secret.encode()})
    assert found_in(whole_copy(town), {"leak": secret.encode()})
    leaked.unlink()
