"""Codes as sentences, in the words of the page with script (web/src/intake/sentences.ts)."""

from django.utils.translation import gettext as _


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
        "foreign-author": _("The server shows a message by somebody who may not write here."),
        "grant-invalid": key,
        "desk-key-not-from-colleague": key,
        "key-replaced": _("The server offers another key than before."),
        "pinned-key-missing": _("The server no longer shows the newest key of this case."),
    }
    return findings.get(code) or _("Something in this case does not fit together ({code}).").format(code=code)


def state_text(code: str) -> str:
    """A workflow state, to the reporter."""
    states = {
        "received": _("Received"),
        "assessing": _("Being assessed"),
        "addressing": _("Being addressed"),
        "concluded": _("Concluded"),
    }
    return states.get(code, code)


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


def vault_text(code: str) -> str:
    """Why nothing was sealed, by the code of a VaultError."""
    families = {
        "directory": _(
            "The keys that the server offered cannot be verified. Nothing was sealed to them and nothing was sent."
        ),
        "thread": _(
            "This case could not be verified, so nothing is sealed to it and nothing was sent. See the warnings."
        ),
    }
    nobody = _("This channel has nobody who could open a report now. Nothing was sent. Choose another way to report.")
    return families.get(code.split("/", maxsplit=1)[0], nobody)
