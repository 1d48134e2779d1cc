"""The bodies that the desk's script sends about looks."""

import msgspec


class LookForm(msgspec.Struct, forbid_unknown_fields=True, frozen=True):
    """The whole look but for its logo."""

    accent: str
    languages: list[str]
    default_language: str
