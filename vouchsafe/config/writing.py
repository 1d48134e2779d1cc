"""Writing a configuration: for `vouchsafe init` and for the demo."""

import base64
import json
import secrets
from pathlib import Path

import msgspec

from vouchsafe.common.errors import VouchsafeError
from vouchsafe.config.configuration import SEED_SIZE, Hosts, Mail

FILE = "vouchsafe.toml"
RECORD_KEY = "secrets/record-key"


class AlreadyThereError(VouchsafeError):
    """A file would have been overwritten."""


class Answers(msgspec.Struct, frozen=True, kw_only=True):
    """What a new configuration needs to know. Empty secrets are left to the environment."""

    hosts: Hosts
    mail: Mail
    scheme: str = "https"
    demo: bool = False
    database_url: str = ""
    mail_password: str = ""


def write_configuration(folder: Path, answers: Answers) -> Path:
    """Write `vouchsafe.toml`, `secrets/` and an empty data folder, all for this user only; the path of the file.

    Raises AlreadyThereError "init/exists" rather than replace anything.
    """
    path = folder / FILE
    if path.exists():
        raise AlreadyThereError("init/exists", f"{path} exists already: remove it, or choose another folder.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "files").mkdir(mode=0o700, exist_ok=True)
    write_private(folder / "secrets" / "secret-key", secrets.token_urlsafe(48))
    write_record_key(folder)
    if answers.database_url:
        write_private(folder / "secrets" / "database-url", answers.database_url)
    if answers.mail_password:
        write_private(folder / "secrets" / "mail-password", answers.mail_password)
    write_private(path, as_toml(answers))
    return path


def write_record_key(folder: Path) -> None:
    """Draw the key that signs the record's checkpoints. Raises AlreadyThereError: a record keeps its key."""
    write_private(folder / RECORD_KEY, base64.b64encode(secrets.token_bytes(SEED_SIZE)).decode())


def as_toml(answers: Answers) -> str:
    """The configuration file's text."""
    mail = answers.mail
    lines = ["# Vouchsafe's configuration. Secrets lie in files of their own; `vouchsafe check` says what is unsafe."]
    lines += [f"scheme = {_text(answers.scheme)}", 'data_dir = "files"', 'secret_key_file = "secrets/secret-key"']
    lines.append(f"record_key_file = {_text(RECORD_KEY)}")
    if answers.database_url:
        lines.append('database_url_file = "secrets/database-url"')
    if answers.demo:
        lines.append("demo = true")
    lines += ["", "[hosts]"]
    lines += [f"{name} = {_text(host)}" for name, host in msgspec.structs.asdict(answers.hosts).items() if host]
    lines += ["", "[mail]", f"transport = {_text(mail.transport)}", f"sender = {_text(mail.sender)}"]
    if mail.transport == "smtp":
        lines += [f"host = {_text(mail.host)}", f"port = {mail.port}", f"security = {_text(mail.security)}"]
        lines += [f"user = {_text(mail.user)}"] if mail.user else []
        lines += ['password_file = "secrets/mail-password"'] if answers.mail_password else []
    return "\n".join([*lines, ""])


def write_private(path: Path, text: str) -> None:
    """Write a new file that only its owner may read. Raises AlreadyThereError rather than replace one."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        path.touch(mode=0o600, exist_ok=False)
    except FileExistsError as error:
        raise AlreadyThereError(
            "init/exists", f"{path} exists already: remove it, or choose another folder."
        ) from error
    path.write_text(text, "utf-8")


def _text(value: str) -> str:
    """A TOML basic string; JSON's escapes are TOML's."""
    return json.dumps(value, ensure_ascii=False)
