"""Codes as sentences, in the words of the page with script (web/src: intake/sentences, findings; common/metadata)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from vouchsafe.common.formats import list_text


def reason_text(code: str) -> str:
    """Why an item cannot be read."""
    reasons = {
        "vault/wrong-key": _("It was sealed with a key that you do not have."),
        "key/missing": _("It was sealed with a key that you do not have."),
        "key/apart": _(
            "It is sealed apart: two people open it together, with a written reason that you can read here."
        ),
        "vault/tampered": _("It was changed after it was sealed."),
        "vault/malformed": _("It is damaged."),
        "vault/unsupported": _("It needs a newer version of this page."),
        "author/not-allowed": _("It was not written by you or by anybody who may answer you."),
        "report/not-this-case": _("It claims to be your report, and is not."),
        "item/duplicate": _("The server shows it twice."),
    }
    return reasons.get(code) or _("It could not be opened ({code}).").format(code=code)


def finding_text(code: str) -> str:
    """What was found to be wrong with a case as a whole."""
    key = _("A key that the server offers was not given by anybody who may give it.")
    findings = {
        "report-missing": _("Your report is not among what the server gave, so nothing here can be verified."),
        "case-mismatch": _("The server gave another case than the one of your receipt."),
        "directory-unknown": _(
            "The list of readers that your report was sealed to is not the one that the server shows now."
        ),
        "unknown-recipient": _("Your report was sealed to somebody whom the list of readers does not name."),
        "sealed-to-mismatch": _("Your report was not sealed to all those to whom it should have been."),
        "part-missing": _("Something that belongs to a message or to your report is missing, or was exchanged."),
        "gap": _("A message is missing: somebody answered to something that the server does not show."),
        "order": _("The server shows the messages in another order than they were written in."),
        "duplicate-item": _("The server shows something twice."),
        "succession-fork": _(
            "Two new receipts were made from one. If you made only one, somebody else has had your receipt. "
            "Nothing can be sent from here."
        ),
        "foreign-author": _("The server shows a message by somebody who may not write here."),
        "room-mismatch": _("The server calls this something else than what was signed: a report, or a reply room."),
        "grant-invalid": key,
        "desk-key-not-from-colleague": key,
        "key-replaced": _("The server offers another key than before."),
        "pinned-key-missing": _("The server no longer shows the newest key of this case."),
    }
    return findings.get(code) or _("Something in this case does not fit together ({code}).").format(code=code)


def receipt_text(code: str) -> str:
    """What is wrong with a receipt as it was typed."""
    faults = {
        "receipt/length": _(
            "A receipt has 28 symbols: seven groups of four. Some are missing here, or there are too many."
        ),
        "receipt/symbol": _("A receipt has only digits and letters, and never the letter U. Check what you typed."),
        "receipt/mendable": _("One symbol of this receipt does not fit."),
        "receipt/wrong": _(
            "Several symbols of this receipt do not fit. Compare each group with your copy. Nothing was sent."
        ),
    }
    return faults[code]


def removed_text(codes: Iterable[str]) -> str:
    """What was taken out of a file before it was sealed, in one line; a code of another release as it is."""
    names = {
        "place": _("Place where it was taken"),
        "time": _("Day and time when it was made or changed"),
        "author": _("Names of who made or changed it"),
        "camera": _("Camera or phone"),
        "software": _("Program and system"),
        "description": _("Title, captions and keywords"),
        "thumbnail": _("Small preview picture"),
        "history": _("Earlier versions and editing history"),
        "ids": _("Numbers that tell one copy or device from another"),
        "printer": _("Printer"),
        "paths": _("Folder where it lay"),
        "appended": _("Something hidden behind the end of the picture"),
        "other": _("Other hidden details"),
    }
    what = list_text([str(names.get(code, code)) for code in codes])
    return _("Removed before sealing: {what}").format(what=what) if what else ""


def vault_text(code: str) -> str:
    """Why nothing was sealed, by the code of a VaultError."""
    known = {
        "vault/refused": _(
            "This channel has nobody who could open a report now. Nothing was sent. Choose another way to report."
        ),
        "thread/receipt-replaced": _("You already made a newer receipt for this report. Come back with that one."),
    }
    families = {
        "directory": _(
            "The keys that the server offered cannot be verified. Nothing was sealed to them and nothing was sent."
        ),
        "thread": _(
            "This case could not be verified, so nothing is sealed to it and nothing was sent. See the warnings."
        ),
        "vault": _("What the server gave cannot be verified. Nothing was sealed to it and nothing was sent."),
    }
    return known.get(code) or families.get(code.split("/", maxsplit=1)[0], families["vault"])
