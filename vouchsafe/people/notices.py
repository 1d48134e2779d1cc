"""The texts of mails about accounts. They name the organisation and the link, and nothing of any case."""

from typing import NamedTuple

from django.utils.translation import gettext as _

from vouchsafe.people.models import Member


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
