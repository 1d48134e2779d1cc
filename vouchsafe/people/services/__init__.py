"""The verbs of people: found, invite, grant rights, store a key, extend the directory."""

from vouchsafe.people.services.directory import append_directory_entry
from vouchsafe.people.services.keys import store_key
from vouchsafe.people.services.members import Founding, found_organisation, invite_member, set_rights

__all__ = [
    "Founding",
    "append_directory_entry",
    "found_organisation",
    "invite_member",
    "set_rights",
    "store_key",
]
