"""The verbs of people: found, invite, grant rights, store a key, extend the directory, end a session."""

from vouchsafe.people.services.directory import append_directory_entry
from vouchsafe.people.services.factors import forget_factors, untie
from vouchsafe.people.services.keys import add_wrap, change_key_file, prove_kit, store_key
from vouchsafe.people.services.members import (
    Founding,
    found_organisation,
    invite_member,
    leave,
    require_second_factor,
    set_rights,
    take_back,
)
from vouchsafe.people.services.sessions import (
    end_other_sessions,
    end_session,
    forget_session,
    move_session,
    note_session,
    noted_of,
    sign_out,
    sign_out_everybody,
)

__all__ = [
    "Founding",
    "add_wrap",
    "append_directory_entry",
    "change_key_file",
    "end_other_sessions",
    "end_session",
    "forget_factors",
    "forget_session",
    "found_organisation",
    "invite_member",
    "leave",
    "move_session",
    "note_session",
    "noted_of",
    "prove_kit",
    "require_second_factor",
    "set_rights",
    "sign_out",
    "sign_out_everybody",
    "store_key",
    "take_back",
    "untie",
]
