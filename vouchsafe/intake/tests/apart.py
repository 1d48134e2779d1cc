"""Other processes over this test's database and folder."""

import os
from pathlib import Path

from django.conf import settings
from django.db import connection

from vouchsafe.common.tests.configured import configuration_of


def environment(folder: Path, *, port: int = 8000) -> dict[str, str]:
    """The environment of a process that serves what this test sees; its configuration is written into `folder`."""
    configuration = folder / f"apart-{port}.toml"
    configuration.write_text(configuration_of(port=port), "utf-8")
    name, host = connection.settings_dict["NAME"], connection.settings_dict["HOST"]
    return {
        **os.environ,
        "VOUCHSAFE_CONFIG": str(configuration),
        "DATABASE_URL": f"postgresql://vouchsafe@/{name}?host={host}",
        "S3_SECRET_KEY": settings.VOUCHSAFE.s3_secret,
    }
