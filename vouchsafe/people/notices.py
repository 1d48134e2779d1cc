"""The texts of mails about accounts. They name the organisation and the link, and nothing of any case."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from vouchsafe.audit.tags import Tag
from vouchsafe.people.models import Member

CHANGES = {
    Tag.KEY_STORED: gettext_lazy("A key was made in your name."),
    Tag.KEY_REPLACED: gettext_lazy(
        "Your key was given up, and a new one made in your name. The new one opens nothing until a colleague has "
        "compared its words with you."
    ),
    Tag.KEY_KIT_PROVEN: gettext_lazy("A recovery kit of your key was made and tried."),
    Tag.KEY_PASSPHRASE_CHANGED: gettext_lazy("The passphrase of your key was changed."),
    Tag.KEY_PASSKEY_ADDED: gettext_lazy("A passkey was added that opens your key."),
    Tag.MEMBER_FACTOR_ADDED: gettext_lazy("A passkey or an authenticator app was added, with which you sign in."),
    Tag.MEMBER_FACTOR_REMOVED: gettext_lazy("A passkey or an authenticator app was removed from your account."),
    Tag.MEMBER_FACTORS_FORGOTTEN: gettext_lazy(
        "The operator of the server removed your second factors and your ties to other sign-ins, and ended your "
        "sessions."
    ),
    Tag.MEMBER_CODES_MADE: gettext_lazy("Recovery codes for signing in were made."),
    Tag.MEMBER_PASSWORD_CHANGED: gettext_lazy("Your password was set or changed."),
    Tag.MEMBER_PROVIDER_TIED: gettext_lazy("Your account was tied to a sign-in of your organisation."),
    Tag.MEMBER_PROVIDER_UNTIED: gettext_lazy("Your account was untied from a sign-in of your organisation."),
}
"""What a member is told of, each as a sentence."""


class Notice(NamedTuple):
    """A finished mail text."""

    subject: str
    body: str


def invitation(member: Member, link: str) -> Notice:
    """Tells a new member that an account waits, and how to make it theirs."""
    subject = _("Your place at the reporting desk of %(organisation)s") % {"organisation": member.organisation.name}
    body = _(
        "Hello %(name)s,\n\n"
        "%(organisation)s has given you a place at its reporting desk. Set a password here; the link works once, "
        "for three days:\n\n%(link)s\n\n"
        "After signing in you make your own key in the browser. A colleague who already reads reports then confirms "
        "it with you. Ask by phone or in person if you did not expect this mail."
    ) % {"name": member.name, "organisation": member.organisation.name, "link": link}
    return Notice(subject, body)


def password_reset(member: Member, link: str) -> Notice:
    """Answers a request for a new password."""
    subject = _("A new password for the reporting desk")
    body = _(
        "Hello %(name)s,\n\n"
        "somebody asked for a new password for your place at the reporting desk of %(organisation)s. If it was you, "
        "set it here; the link works once, for three days:\n\n%(link)s\n\n"
        "A new password does not open your key: its passphrase stays as it is. If it was not you, do nothing."
    ) % {"name": member.name, "organisation": member.organisation.name, "link": link}
    return Notice(subject, body)


def guessed(member: Member, *, password_known: bool) -> Notice:
    """Tells a member that somebody tried to sign in as them until they were stopped.

    `password_known`: they came as far as the second factor, by a password or by what stands in for one.
    """
    subject = _("Somebody tries to sign in as you at the reporting desk of %(organisation)s") % {
        "organisation": member.organisation.name
    }
    what = (
        _(
            "Somebody passed the first step of signing in as you (by your password, a link from one of our mails, or "
            "your sign-in elsewhere), and then gave one wrong code after the other."
        )
        if password_known
        else _("Somebody gave one wrong password after the other.")
    )
    body = _(
        "Hello %(name)s,\n\n%(what)s For some minutes nobody is let in. You get this mail once a day at most.\n\n"
        "If it was you, there is nothing to do. If it was not, tell your administrator, look where you are signed in, "
        "and change your password if somebody may know it."
    ) % {"name": member.name, "what": what}
    return Notice(subject, body)


def changed(member: Member, tag: Tag) -> Notice:
    """Tells a member what changed of their account or key, in case that it was not they who did it."""
    subject = _("Your place at the reporting desk of %(organisation)s was changed") % {
        "organisation": member.organisation.name
    }
    body = _(
        "Hello %(name)s,\n\n%(change)s\n\n"
        "If it was you, there is nothing to do. If it was not, tell your administrator now, by telephone or in person."
    ) % {"name": member.name, "change": CHANGES[tag]}
    return Notice(subject, body)
