"""The verbs of hosts, for the operator: DNS and TLS are theirs too."""

import hashlib
import ipaddress
import re

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from vouchsafe.audit.services import record
from vouchsafe.audit.tags import Tag
from vouchsafe.looks import hosts
from vouchsafe.looks.errors import LookError
from vouchsafe.looks.models import Door, Host
from vouchsafe.people.models import Organisation

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")
LONGEST = 253


@transaction.atomic
def add_host(slug: str, name: str, door: Door) -> Host:
    """Give the organisation a host of its own at a door, in place of the one it had there.

    Raises LookError "host/organisation", "host/name", or "host/taken" for one that is this server's or somebody's.
    """
    organisation = _organisation(slug)
    name = name.strip().lower().rstrip(".")
    if len(name) > LONGEST or not _NAME.fullmatch(name) or _is_number(name) or name.endswith(".onion"):
        message = _("This is no host name: write it without https, port or slash, such as speak.example.org.")
        raise LookError("host/name", message)
    served = {hosts.bare(own) for own in (*settings.HOSTS.values(), settings.ONION)}
    others = Host.objects.filter(name=name).exclude(organisation=organisation, door=door)
    if name in served or others.exists():
        raise LookError("host/taken", _("This host leads somewhere else on this server already."), 409)
    host, _made = Host.objects.update_or_create(organisation=organisation, door=door, defaults={"name": name})
    _record(Tag.HOST_ADDED, host)
    return host


@transaction.atomic
def remove_host(name: str) -> Host:
    """Take a host away from its organisation; the addresses at the server's own hosts stay as they are.

    Raises LookError "host/not-found".
    """
    host = Host.objects.filter(name=hosts.bare(name)).first()
    if host is None:
        raise LookError("host/not-found", _("No organisation has this host."), 404)
    _record(Tag.HOST_REMOVED, host)
    Host.objects.filter(id=host.id).delete()
    return host


def _organisation(slug: str) -> Organisation:
    found = Organisation.objects.filter(slug=slug).first()
    if found is None:
        raise LookError("host/organisation", _("There is no organisation with this address."), 404)
    return found


def _is_number(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _record(tag: Tag, host: Host) -> None:
    """The name goes in as its hash: the record holds no text."""
    digest = hashlib.sha256(host.name.encode()).digest()
    record(host.organisation_id, tag, actor=None, host=digest, door=Door(host.door))
    transaction.on_commit(hosts.forget)
