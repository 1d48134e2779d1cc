"""What commands do before they run: texts without configuration, or Django made from one."""

import os
from pathlib import Path
from typing import Final

from vouchsafe.config.checks import Finding, check_configuration, lacks_the_client, refuse_if_dangerous
from vouchsafe.config.configuration import Config, load

CLIENT_DIR: Final = Path(__file__).resolve().parents[1] / "client"


def set_up_texts() -> None:
    """For commands that need no configuration: their sentences stay English."""
    from django.conf import settings

    if not settings.configured:
        settings.configure(USE_I18N=False)


def set_up_django(*, as_system: bool = False) -> Config:
    """The configuration, and Django made from it. Raises ConfigError before Django can fail less clearly.

    DANGEROUS `as_system`: this process then sees every organisation (`common/tenancy.py`). What serves is never that.
    """
    config = load()
    if as_system:
        from vouchsafe.common.tenancy import act_as_system

        act_as_system()
    os.environ["DJANGO_SETTINGS_MODULE"] = "vouchsafe.config.settings"
    import django

    django.setup()
    return config


def all_findings(config: Config, *, deploy: bool = False) -> list[Finding]:
    """What is unsafe about this server; with `deploy` also about its machine and set-up, once the database answers."""
    from vouchsafe.config.database_checks import UNREACHABLE, check_database
    from vouchsafe.operating.machine import check_machine

    database = check_database()
    deep = deploy and all(finding.code != UNREACHABLE for finding in database)
    findings = [*check_configuration(config), *lacks_the_client(CLIENT_DIR), *database]
    if config.s3 is not None:
        from vouchsafe.config.storage_checks import check_storage  # it costs boto3

        findings += check_storage()
    return [*findings, *check_machine(config)] if deep else findings


def refuse_outside_demo(config: Config) -> None:
    """The demo is unsafe by nature and says so; everything else must be safe to start."""
    if not config.demo:
        refuse_if_dangerous(all_findings(config))
