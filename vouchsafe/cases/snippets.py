"""Short texts for answers, by language: those that come with the software, and those that an organisation keeps.

They are not about a case and not secret: administrators write them too.
"""

import json
from functools import cache
from importlib import resources
from typing import Final
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from vouchsafe.cases.errors import CaseError, Conflict, NotFound
from vouchsafe.cases.models import Snippet
from vouchsafe.cases.wire import Wire
from vouchsafe.people.errors import RightMissing
from vouchsafe.people.models import Member, Role
from vouchsafe.people.queries import member_has

MOST: Final = 500
LONGEST: Final = {"language": 16, "name": 120, "text": 8000}
_MAY_WRITE: Final = (Role.ADMINISTRATOR, Role.HANDLER)
_MAY_READ: Final = (*_MAY_WRITE, Role.COORDINATOR)


class Text(Wire, frozen=True):
    """A short text under its name."""

    language: str
    name: str
    text: str


@cache
def starters() -> list[dict[str, str]]:
    """The texts that come with the software: `language`, `purpose` (named in the browser) and `text`."""
    raw = (resources.files(__package__) / "snippets.json").read_text("utf-8")
    return [
        {"language": language, "purpose": purpose, "text": text}
        for language, texts in json.loads(raw).items()
        for purpose, text in texts.items()
    ]


def kept(member: Member) -> list[Snippet]:
    """The texts of the member's organisation, by language and name. Raises RightMissing for who writes no answer."""
    _demand(member, _MAY_READ)
    return list(Snippet.objects.filter(organisation=member.organisation_id).order_by("language", "name"))


def keep(member: Member, given: Text, snippet: UUID | None = None) -> Snippet:
    """Keep a new text, or (`snippet`) write one anew.

    Raises RightMissing, NotFound, CaseError "snippet/text" for an empty or too long one, and Conflict "snippet/name"
    for a name that is taken in its language, "snippet/many" where there are `MOST`.
    """
    _demand(member, _MAY_WRITE)
    for name, longest in LONGEST.items():
        text = getattr(given, name)
        if not 0 < len(text.strip()) <= longest or "\x00" in text:
            message = _("Give the text a language, a name and words, not longer than they may be.")
            raise CaseError("snippet/text", message, name)
    found = Snippet(id=uuid4(), organisation_id=member.organisation_id) if snippet is None else _of(member, snippet)
    if snippet is None and Snippet.objects.filter(organisation=member.organisation_id).count() >= MOST:
        raise Conflict("snippet/many", _("There are as many texts as can be kept. Delete one first."))
    found.language, found.name, found.text = given.language, given.name, given.text
    try:
        with transaction.atomic():
            found.save()
    except IntegrityError as error:
        message = _("Another text has this name in this language. Choose another name.")
        raise Conflict("snippet/name", message, "name") from error
    return found


def drop(member: Member, snippet: UUID) -> None:
    """Delete a text. Raises RightMissing and NotFound."""
    _demand(member, _MAY_WRITE)
    _of(member, snippet).delete()


def _of(member: Member, snippet: UUID) -> Snippet:
    found = Snippet.objects.filter(organisation=member.organisation_id, id=snippet).first()
    if found is None:
        raise NotFound("snippet/not-found", _("There is no such text here. Reload the page."))
    return found


def _demand(member: Member, roles: tuple[Role, ...]) -> None:
    if not any(member_has(member, role) for role in roles):
        raise RightMissing
