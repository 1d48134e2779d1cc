"""The verbs of people: found, invite, grant rights, store a key, extend the directory, end a session."""

from vouchsafe.people.services.directory import append_directory_entry
from vouchsafe.people.services.factors import forget_factors
from vouchsafe.people.services.keys import store_key
from vouchsafe.people.services.members import Founding, found_organisation, invite_member, set_rights
from vouchsafe.people.services.sessions import end_other_sessions, end_session, forget_session, note_session

__all__ = [
    "Founding",
    "append_directory_entry",
    "end_other_sessions",
    "end_session",
    "forget_factors",
    "forget_session",
    "found_organisation",
    "invite_member",
    "note_session",
    "set_rights",
    "store_key",
]
