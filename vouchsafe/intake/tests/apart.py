"""Other processes over this test's database and folder."""

import os
from pathlib import Path

from django.conf import settings
from django.db import connection


def environment(folder: Path, *, port: int = 8000) -> dict[str, str]:
    """The environment of a process that serves what this test sees; its configuration is written into `folder`."""
    written = Path(os.environ["VOUCHSAFE_CONFIG"]).read_text("utf-8")
    data_dir = settings.VOUCHSAFE.data_dir
    configuration = folder / f"apart-{port}.toml"
    configuration.write_text(written.replace(":8000", f":{port}").replace('"files"', f'"{data_dir}"'), "utf-8")
    name, host = connection.settings_dict["NAME"], connection.settings_dict["HOST"]
    return {
        **os.environ,
        "VOUCHSAFE_CONFIG": str(configuration),
        "DATABASE_URL": f"postgresql://vouchsafe@/{name}?host={host}",
    }
