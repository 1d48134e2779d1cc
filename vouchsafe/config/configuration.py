"""The configuration file: what it may say, and where the secrets come from."""

import base64
import binascii
import os
import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

import msgspec

from vouchsafe import __version__
from vouchsafe.common.errors import VouchsafeError
from vouchsafe.common.s3 import S3
from vouchsafe.config.logs import Format as LogFormat
from vouchsafe.tlog.errors import RecordError
from vouchsafe.tlog.notes import Kind, read_verifier

CONFIG_VARIABLE = "VOUCHSAFE_CONFIG"
LANGUAGES_VARIABLE = "VOUCHSAFE_LANGUAGES"
"""Names a folder of compiled catalogues (`python -m tools.messages compile FOLDER`), to try a language with."""
SEED_SIZE = 32
Contact = Annotated[str, msgspec.Meta(pattern=r"^(mailto:|https://|tel:)[!-~]+$")]
Door = Literal["report", "desk", "public"]


class ConfigError(VouchsafeError):
    """The configuration is missing, unreadable, or lacks a secret."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code, message, 500)


class Hosts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The three origins, each "host" or "host:port"; a flaw behind one is not a flaw behind another.

    `onion`, where there is one, is the report door's second name: reached through Tor, over plain http.
    """

    report: str
    desk: str
    public: str
    onion: str = ""


class Mail(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How notices leave. `console` prints them, for the demo only."""

    transport: Literal["smtp", "console"]
    sender: str
    host: str = ""
    port: int = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user: str = ""
    password_file: Path | None = None


class Limits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What strangers and members may cost. Reports and GiB are for each channel and day; `work` is in tries of a proof.

    A try is 1,000 rounds of PBKDF2, about a millisecond on a phone; on average half of the tries are needed. `work` is
    asked for when nothing goes on, `most_work` under a flood.
    """

    reports: int = 2000
    reports_without_script: int = 100
    uploaded_gib: int = 50
    returning_gib: int = 10
    """For each case and day: what a reporter who came back with a receipt may upload, whatever others do."""
    desk_gib: int = 100
    """For each member and day: what a handler may upload at the desk."""
    work: int = 200
    most_work: int = 6400


class Provider(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An OpenID Provider that members may sign in with. `id` stands in the address that the provider sends them to."""

    id: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{1,40}$")]
    name: str
    issuer: str
    client_id: str
    client_secret_file: Path


class SignIn(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How members sign in, for every organisation of this server.

    `second_factor`: with "required", a member without an authenticator app or a passkey can only set one up; with
    "passkey", each session needs a passkey, and no code stands in for it.
    """

    second_factor: Literal["offered", "required", "passkey"] = "offered"
    providers: tuple[Provider, ...] = ()


class Witness(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A witness that is asked to cosign each organisation's record (C2SP tlog-witness).

    `address` is its submission prefix, `key` its verifier key (NAME+ID+KEY, of kind cosignature/v1).
    """

    address: str
    key: str


class Security(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Whom to tell of a flaw: `/.well-known/security.txt` at every door (RFC 9116).

    `contact` are addresses (mailto:, https:, tel:), the best first; `expires` is the last day on which to believe them.
    """

    contact: Annotated[tuple[Contact, ...], msgspec.Meta(min_length=1)]
    expires: date
    encryption: str = ""
    policy: str = ""
    acknowledgments: str = ""
    languages: tuple[str, ...] = ("en",)


class ConfigFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The TOML file, as written. Relative paths are relative to its folder."""

    hosts: Hosts
    mail: Mail
    scheme: Literal["https", "http"] = "https"
    data_dir: Path
    secret_key_file: Path | None = None
    record_key_file: Path | None = None
    former_record_key_file: Path | None = None
    database_url_file: Path | None = None
    logs: LogFormat = "text"
    demo: bool = False
    debug: bool = False
    limits: Limits = msgspec.field(default_factory=Limits)
    sign_in: SignIn = msgspec.field(default_factory=SignIn)
    witnesses: tuple[Witness, ...] = ()
    help: str = ""
    security: Security | None = None
    s3: S3 | None = None
    node: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{0,20}$")] = ""


class Config(msgspec.Struct, frozen=True, kw_only=True):
    """The configuration in force: paths absolute, secrets read. `settings.VOUCHSAFE` is one of these."""

    hosts: Hosts
    mail: Mail
    mail_password: str
    scheme: Literal["https", "http"]
    data_dir: Path
    secret_key: str
    record_key: bytes
    """The 32-byte seed of the Ed25519 key that signs the checkpoints of every organisation's record."""
    former_record_key: bytes | None
    """The seed that `record_key` replaces: both sign, until every verifier knows the new one."""
    database_url: str
    logs: LogFormat
    demo: bool
    debug: bool
    limits: Limits
    sign_in: SignIn
    witnesses: tuple[Witness, ...]
    security: Security | None
    s3: S3 | None
    s3_secret: str
    node: str
    """What this machine is called in addresses of uploads, where there are several; else empty."""
    provider_secrets: Mapping[str, str]
    help: str
    """Where the documentation is served as a site, with a slash at the end; "" where the desk leads to none."""
    more_languages: Path | None
    release: str
    source: Path
    secret_files: tuple[Path, ...]

    def address(self, door: Door, path: str = "/") -> str:
        """The full address of `path` at a door, for links in notices and for the terminal."""
        return f"{self.scheme}://{getattr(self.hosts, door)}{path}"

    def __repr__(self) -> str:
        return f"<Config from {self.source}>"  # never the secrets


def load(environ: Mapping[str, str] = os.environ) -> Config:
    """Read the file that `VOUCHSAFE_CONFIG` names.

    Raises ConfigError "config/missing", "config/unreadable", "config/invalid", "config/secret-missing" or
    "config/record-key", "config/witness", "config/s3-certificate" or "config/help", each with a sentence that says what
    to do.
    """
    path = configuration_path(environ)
    written = read_file(path)
    folder = path.parent
    password_file = written.mail.password_file
    return Config(
        hosts=written.hosts,
        mail=written.mail,
        mail_password=environ.get("MAIL_PASSWORD") or (_secret(folder / password_file) if password_file else ""),
        scheme=written.scheme,
        data_dir=folder / written.data_dir,
        secret_key=_needed("SECRET_KEY", "secret_key_file", written.secret_key_file, folder, environ),
        record_key=_seed(_needed("RECORD_KEY", "record_key_file", written.record_key_file, folder, environ)),
        former_record_key=_former(written.former_record_key_file, folder, environ),
        database_url=_needed("DATABASE_URL", "database_url_file", written.database_url_file, folder, environ),
        logs=written.logs,
        demo=written.demo,
        debug=written.debug,
        limits=written.limits,
        sign_in=written.sign_in,
        witnesses=_checked(written.witnesses),
        security=written.security,
        s3=written.s3,
        s3_secret=_s3_secret(written.s3, folder, environ),
        node=written.node,
        provider_secrets={
            provider.id: _secret(folder / provider.client_secret_file) for provider in written.sign_in.providers
        },
        help=_address_of_help(written.help),
        more_languages=Path(environ[LANGUAGES_VARIABLE]).absolute() if environ.get(LANGUAGES_VARIABLE) else None,
        release=__version__,
        source=path,
        secret_files=tuple(folder / file for file in _secret_files(written)),
    )


def _secret_files(written: ConfigFile) -> list[Path]:
    files = [
        written.secret_key_file,
        written.record_key_file,
        written.former_record_key_file,
        written.database_url_file,
        written.mail.password_file,
        written.s3.secret_key_file if written.s3 else None,
        written.s3.certificate_key_file if written.s3 else None,
    ]
    return [file for file in files if file] + [each.client_secret_file for each in written.sign_in.providers]


def configuration_path(environ: Mapping[str, str] = os.environ) -> Path:
    """The file that `VOUCHSAFE_CONFIG` names; raises ConfigError "config/missing" where nothing is named."""
    named = environ.get(CONFIG_VARIABLE)
    if not named:
        raise ConfigError(
            "config/missing",
            f"No configuration: set {CONFIG_VARIABLE} to the file that `vouchsafe init` wrote, or use --config.",
        )
    return Path(named).absolute()


def read_file(path: Path) -> ConfigFile:
    """Parse and check one configuration file; unknown names are refused, so that a typing slip is never silent."""
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise ConfigError("config/unreadable", f"The configuration {path} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError("config/invalid", f"The configuration {path} is not valid TOML: {error}.") from error
    try:
        return msgspec.convert(content, ConfigFile, strict=True, builtin_types=(date,), dec_hook=_path)
    except msgspec.ValidationError as error:
        raise ConfigError("config/invalid", f"The configuration {path} cannot be used: {error}.") from error


def _path(kind: type, value: object) -> Path:
    """How msgspec reads the one type that TOML does not know."""
    if kind is not Path or not isinstance(value, str):
        raise NotImplementedError
    return Path(value)


def _needed(variable: str, setting: str, file: Path | None, folder: Path, environ: Mapping[str, str]) -> str:
    """A secret from the environment, else from its file; neither is an error that names both ways."""
    value = environ.get(variable)
    if value:
        return value
    if file is None:
        raise ConfigError(
            "config/secret-missing",
            f"No {variable}: set the environment variable, or `{setting}` in the configuration.",
        )
    return _secret(folder / file)


def _seed(text: str) -> bytes:
    """The record's key as it is written: base64 of 32 bytes."""
    try:
        seed = base64.b64decode(text, validate=True)
    except binascii.Error:
        seed = b""
    if len(seed) != SEED_SIZE:
        raise ConfigError(
            "config/record-key", f"The record's key must be base64 of {SEED_SIZE} bytes, as `vouchsafe init` makes it."
        )
    return seed


def _s3_secret(s3: S3 | None, folder: Path, environ: Mapping[str, str]) -> str:
    if s3 is None:
        return ""
    if (s3.certificate_file is None) != (s3.certificate_key_file is None):
        message = "Under `[s3]` name both `certificate_file` and `certificate_key_file`, or neither."
        raise ConfigError("config/s3-certificate", message)
    return _needed("S3_SECRET_KEY", "secret_key_file` under `[s3]", s3.secret_key_file, folder, environ)


def _former(file: Path | None, folder: Path, environ: Mapping[str, str]) -> bytes | None:
    value = environ.get("FORMER_RECORD_KEY") or (_secret(folder / file) if file else "")
    return _seed(value) if value else None


def _checked(witnesses: tuple[Witness, ...]) -> tuple[Witness, ...]:
    for witness in witnesses:
        try:
            kind = read_verifier(witness.key).kind
        except RecordError as error:
            raise ConfigError("config/witness", f"The witness at {witness.address}: {error.message}") from error
        if kind is not Kind.COSIGNATURE:
            raise ConfigError("config/witness", f"The key of the witness at {witness.address} does not cosign.")
    return witnesses


def _address_of_help(address: str) -> str:
    if address and not address.startswith(("https://", "http://")):
        raise ConfigError("config/help", f"`help` is the address of a site, https://… and not {address}.")
    return f"{address.rstrip('/')}/" if address else ""


def _secret(path: Path) -> str:
    try:
        value = path.read_text("utf-8").strip()
    except OSError as error:
        raise ConfigError("config/secret-missing", f"The secret {path} cannot be read: {error.strerror}.") from error
    if not value:
        raise ConfigError("config/secret-missing", f"The secret {path} is empty.")
    return value
