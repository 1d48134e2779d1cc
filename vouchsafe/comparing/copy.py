"""A copy of a door on this machine: the release's own code on an empty database that holds only what is published.

What a server gives is compared with what this gives. It is the whole server, middleware and all, so that a page, its
headers and its redirects are made by what makes them there; nothing of it listens anywhere, and nothing of it stays.
"""

import base64
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec

from vouchsafe.common.tenancy import act_as_system
from vouchsafe.comparing.answers import Answer
from vouchsafe.comparing.errors import CannotCompare
from vouchsafe.comparing.published import Door, Organisation
from vouchsafe.config import embedded
from vouchsafe.config.configuration import CONFIG_VARIABLE, LANGUAGES_VARIABLE


class Copy:
    """The door's pages as the release makes them. `host` is the Host header: it says which door."""

    def __init__(self) -> None:
        from django.test import Client  # Django is set up by now

        self._client = Client(raise_request_exception=False)

    def get(self, host: str, path: str) -> Answer:
        """What the release answers."""
        answer = self._client.get(path, headers={"host": host})
        body = answer.getvalue() if answer.streaming else answer.content
        headers: dict[str, tuple[str, ...]] = {name.lower(): (value,) for name, value in answer.headers.items()}
        if answer.cookies:
            headers["set-cookie"] = tuple(morsel.OutputString() for morsel in answer.cookies.values())
        self._client.cookies.pop("csrftoken", None)
        return Answer(answer.status_code, headers, body)

    def sign_in(self, me: dict[str, Any]) -> None:
        """Whoever signed in at the desk: their name and rights, as it tells them, decide what its pages load."""
        from vouchsafe.people.models import Member, Right

        owner, person = me["organisation"], me["member"]
        member = Member.objects.create(
            id=person["id"], name=person["name"], email=person["email"], organisation_id=owner["id"]
        )
        Right.objects.bulk_create(
            Right(organisation_id=owner["id"], member=member, role=each["role"], channel_id=each["channel"])
            for each in me["roles"]
        )
        self._client.force_login(member)


@contextmanager
def copy_of(door: Door, organisations: list[Organisation], logos: dict[str, bytes]) -> Iterator[Copy]:
    """A copy, for as long as the block lasts. Sets Django up, so a process makes one only. `logos` by their addresses.

    Raises CannotCompare for what no door can publish.
    """
    folder = Path(tempfile.mkdtemp(prefix="vouchsafe-door-"))
    server = None
    try:
        server = embedded.start(folder / "postgres")
        _set_up(folder, door, server.url)
        _fill(organisations, logos)
        yield Copy()
    finally:
        if server is not None:
            from django.db import connections

            connections.close_all()
            server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def _set_up(folder: Path, door: Door, database_url: str) -> None:
    path = folder / "vouchsafe.toml"
    path.write_text(_configuration(folder, door), "utf-8")
    os.environ[CONFIG_VARIABLE] = str(path)
    os.environ["SECRET_KEY"] = secrets.token_urlsafe(48)
    os.environ["RECORD_KEY"] = base64.b64encode(secrets.token_bytes(32)).decode()
    os.environ["DATABASE_URL"] = database_url
    os.environ["DJANGO_SETTINGS_MODULE"] = "vouchsafe.config.settings"
    os.environ.pop(LANGUAGES_VARIABLE, None)  # what the release does not carry nobody signed
    act_as_system()
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, verbosity=0)


def _configuration(folder: Path, door: Door) -> str:
    """The server's configuration, as far as pages depend on it. JSON's strings and booleans are TOML's."""
    lines = [f"scheme = {_toml(door.scheme)}", f"data_dir = {_toml(str(folder / 'files'))}"]
    lines += [f"demo = {_toml(door.demo)}", f"help = {_toml(door.help)}"]
    lines += ["[hosts]", f"report = {_toml(door.hosts.report)}", f"desk = {_toml(door.hosts.desk)}"]
    lines += [f"public = {_toml(door.hosts.public)}", f"onion = {_toml(door.onion)}"]
    lines += ["[mail]", 'transport = "smtp"', 'sender = "nobody@localhost"']
    (folder / "provider-secret").write_text("nobody signs in here", "utf-8")
    for provider in door.providers:
        lines += ["[[sign_in.providers]]", f"id = {_toml(provider.id)}", f"name = {_toml(provider.name)}"]
        lines += ['issuer = "https://nowhere.invalid"', 'client_id = "x"', 'client_secret_file = "provider-secret"']
    return "\n".join([*lines, ""])


def _fill(organisations: list[Organisation], logos: dict[str, bytes]) -> None:
    """Rows for what is published, and none beside it."""
    from django.db import DatabaseError, transaction

    try:
        with transaction.atomic():
            for published in organisations:
                _fill_one(published, logos)
    except (DatabaseError, ValueError) as error:
        message = f"What the server publishes is not what a server can publish: {error}."
        raise CannotCompare("door/impossible", message) from error


def _fill_one(published: Organisation, logos: dict[str, bytes]) -> None:
    from vouchsafe.channels import definitions
    from vouchsafe.channels.models import Channel, Definition
    from vouchsafe.common import clock
    from vouchsafe.looks import hosts
    from vouchsafe.looks.models import Host, Look
    from vouchsafe.people.models import DirectoryEntry, Organisation

    own = msgspec.structs.asdict(published.organisation)
    owner = Organisation.objects.create(**own)
    look = published.look
    logo = logos.get(look.logo)
    Look.objects.create(
        organisation=owner,
        accent=look.accent,
        logo=logo,
        logo_sha256=bytes.fromhex(look.logo.rpartition("/")[2].removesuffix(".png")) if logo is not None else None,
        languages=list(look.languages),
        default_language=look.default_language,
    )
    Host.objects.bulk_create(
        Host(organisation=owner, door=door, name=hosts.bare(name)) for door, name in published.hosts.items()
    )
    hosts.forget()
    if published.root is not None:
        DirectoryEntry.objects.create(organisation=owner, sequence=0, hash=published.root_hash, encoded=published.root)
    for position, each in enumerate(published.channels):
        channel = Channel.objects.create(
            id=each.id, organisation=owner, slug=each.slug, name=each.slug, position=position
        )
        Definition.objects.create(
            organisation=owner,
            channel=channel,
            version=each.version,
            body=each.definition,
            sha256=definitions.sha256_of(each.definition),
            published_on=clock.today(),
        )


def _toml(value: object) -> str:
    return msgspec.json.encode(value).decode()
