"""The verbs of looks and hosts; callers import them from here."""

from vouchsafe.looks.services.hosts import add_host, remove_host
from vouchsafe.looks.services.looks import change_logo, change_look

__all__ = ["add_host", "change_logo", "change_look", "remove_host"]
