"""Where the configuration comes from, and how it fails: loudly, with a sentence."""

import stat
from pathlib import Path

import pytest

from vouchsafe.config.configuration import ConfigError, Hosts, Mail, load
from vouchsafe.config.database import django_database
from vouchsafe.config.writing import AlreadyThereError, Answers, write_configuration

ANSWERS = Answers(
    hosts=Hosts(report="report.example.org", desk="desk.example.org", public="example.org"),
    mail=Mail(transport="smtp", sender='"Vouchsafe" <no-reply@example.org>', host="mail.example.org", user="mailer"),
    database_url="postgresql://vouchsafe:hunter2@db.example.org/vouchsafe",
    mail_password="letter",
)


def test_what_init_writes_is_what_is_read(tmp_path: Path) -> None:
    """Hosts, mail, database and secrets come back as they were answered, paths absolute."""
    path = write_configuration(tmp_path / "etc", ANSWERS)
    config = load({"VOUCHSAFE_CONFIG": str(path)})
    assert (config.hosts, config.mail.sender, config.mail.host) == (
        ANSWERS.hosts,
        ANSWERS.mail.sender,
        "mail.example.org",
    )
    assert (config.scheme, config.demo, config.debug) == ("https", False, False)
    assert (config.database_url, config.mail_password) == (ANSWERS.database_url, "letter")
    assert config.data_dir == tmp_path / "etc" / "files"
    assert config.address("desk", "/cases/") == "https://desk.example.org/cases/"


def test_the_help_site_is_an_address_of_the_web(tmp_path: Path) -> None:
    """The desk leads to the site that `help` names, to none by default, and never to anything but a web address."""
    path = write_configuration(tmp_path / "etc", ANSWERS)
    assert load({"VOUCHSAFE_CONFIG": str(path)}).help == ""
    written = path.read_text()
    path.write_text(f'help = "https://help.example.org"\n{written}')
    assert load({"VOUCHSAFE_CONFIG": str(path)}).help == "https://help.example.org/"
    path.write_text(f'help = "javascript:alert(1)"\n{written}')
    with pytest.raises(ConfigError) as refused:
        load({"VOUCHSAFE_CONFIG": str(path)})
    assert refused.value.code == "config/help"


def test_what_init_writes_is_for_its_owner_only(tmp_path: Path) -> None:
    """Configuration, secrets and data folder shut out every other user; no secret is in the configuration itself."""
    path = write_configuration(tmp_path, ANSWERS)
    for private in [path, *(tmp_path / "secrets").iterdir(), tmp_path / "secrets", tmp_path / "files"]:
        assert stat.S_IMODE(private.stat().st_mode) & 0o077 == 0
    assert "hunter2" not in path.read_text()
    assert "letter" not in path.read_text()


def test_init_replaces_nothing(tmp_path: Path) -> None:
    """A second init in the same folder is refused, and the first one's secret stays."""
    write_configuration(tmp_path, ANSWERS)
    secret = (tmp_path / "secrets" / "secret-key").read_text()
    with pytest.raises(AlreadyThereError) as refused:
        write_configuration(tmp_path, ANSWERS)
    assert refused.value.code == "init/exists"
    assert (tmp_path / "secrets" / "secret-key").read_text() == secret


def test_providers_have_secrets_in_files_of_their_own(tmp_path: Path) -> None:
    """What a member may sign in with is read with its secret; without the file there is no start."""
    path = write_configuration(tmp_path / "etc", ANSWERS)
    provider = 'id = "work"\nname = "Work"\nissuer = "https://id.example.org"\nclient_id = "desk"\n'
    with path.open("a") as file:
        file.write(f'\n[[sign_in.providers]]\n{provider}client_secret_file = "secrets/work"\n')
    with pytest.raises(ConfigError) as missing:
        load({"VOUCHSAFE_CONFIG": str(path)})
    assert missing.value.code == "config/secret-missing"
    (tmp_path / "etc" / "secrets" / "work").write_text("quince\n")
    config = load({"VOUCHSAFE_CONFIG": str(path)})
    assert config.provider_secrets == {"work": "quince"}
    assert config.sign_in.second_factor == "offered"
    assert tmp_path / "etc" / "secrets" / "work" in config.secret_files


def test_environment_wins_over_files(tmp_path: Path) -> None:
    """A secret in the environment replaces the one in the file."""
    path = write_configuration(tmp_path, ANSWERS)
    config = load({"VOUCHSAFE_CONFIG": str(path), "SECRET_KEY": "from the environment"})
    assert config.secret_key == "from the environment"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (None, "config/unreadable"),
        ("scheme = ", "config/invalid"),
        ('scheme = "gopher"', "config/invalid"),
        ('demo = "yes"', "config/invalid"),
        ("debgu = true", "config/invalid"),
    ],
)
def test_broken_configuration_is_named(tmp_path: Path, text: str | None, code: str) -> None:
    """A file that is missing, malformed, of the wrong type or with a misspelt name is refused by code and path."""
    path = tmp_path / "vouchsafe.toml"
    if text is not None:
        complete = write_configuration(tmp_path / "good", ANSWERS).read_text()
        path.write_text(f"{text}\n" + "\n".join(line for line in complete.splitlines() if text[:5] != line[:5]))
    with pytest.raises(ConfigError) as refused:
        load({"VOUCHSAFE_CONFIG": str(path)})
    assert refused.value.code == code
    assert str(path) in refused.value.message


def test_no_configuration_says_what_to_do() -> None:
    """Without VOUCHSAFE_CONFIG the message names the variable and the command."""
    with pytest.raises(ConfigError, match=r"VOUCHSAFE_CONFIG.*vouchsafe init"):
        load({})


@pytest.mark.parametrize("content", [None, "", " \n"], ids=["missing", "empty", "blank"])
def test_secret_is_never_made_up(tmp_path: Path, content: str | None) -> None:
    """A secret file that is missing or empty is an error, never an empty key."""
    path = write_configuration(tmp_path, ANSWERS)
    secret = tmp_path / "secrets" / "secret-key"
    secret.unlink()
    if content is not None:
        secret.write_text(content)
    with pytest.raises(ConfigError) as refused:
        load({"VOUCHSAFE_CONFIG": str(path)})
    assert refused.value.code == "config/secret-missing"


@pytest.mark.parametrize("content", ["not base64!", "c2hvcnQ="])
def test_a_key_of_the_record_that_is_none_is_refused(tmp_path: Path, content: str) -> None:
    """A spoilt key is an error at once, and not repeated; another one would be another record."""
    path = write_configuration(tmp_path, ANSWERS)
    (tmp_path / "secrets" / "record-key").write_text(content)
    with pytest.raises(ConfigError) as refused:
        load({"VOUCHSAFE_CONFIG": str(path)})
    assert refused.value.code == "config/record-key"
    assert content not in refused.value.message


def test_configuration_never_shows_its_secrets(tmp_path: Path) -> None:
    """What a traceback or a debug page would print of the configuration holds no secret."""
    config = load({"VOUCHSAFE_CONFIG": str(write_configuration(tmp_path, ANSWERS))})
    for secret in (config.secret_key, "hunter2", "letter"):
        assert secret not in repr(config)
        assert secret not in str(config)


def test_database_url_becomes_djangos_database() -> None:
    """User, password, host, port, name and libpq's options each find their place, percent signs decoded."""
    database = django_database("postgresql://vouch:p%40ss@db.example.org:6432/main?sslmode=verify-full")
    assert (database["USER"], database["PASSWORD"], database["HOST"]) == ("vouch", "p@ss", "db.example.org")
    assert (database["PORT"], database["NAME"], database["OPTIONS"]) == ("6432", "main", {"sslmode": "verify-full"})


def test_database_url_may_name_several_machines_of_which_one_leads() -> None:
    """As docs/operators/cluster.md has it: libpq goes through them, and takes the one that can be written to."""
    hosts = "host=10.0.0.21,10.0.0.22&port=5432&target_session_attrs=read-write&connect_timeout=2"
    database = django_database(f"postgresql://vouch:pass@/main?{hosts}")
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("10.0.0.21,10.0.0.22", "", "main")
    options = {"port": "5432", "target_session_attrs": "read-write", "connect_timeout": "2"}
    assert database["OPTIONS"] == options


@pytest.mark.parametrize(
    "url", ["mysql://root:hunter2@db/main", "hunter2", "postgresql://db", "postgresql://[hunter2/x"]
)
def test_unusable_database_url_is_refused_without_repeating_it(url: str) -> None:
    """The message never holds the URL, which may hold a password."""
    with pytest.raises(ConfigError) as refused:
        django_database(url)
    assert refused.value.code == "config/database-url"
    assert "hunter2" not in refused.value.message
