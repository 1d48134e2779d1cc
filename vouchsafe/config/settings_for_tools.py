"""Settings for tools that only read the code (mypy, makemigrations, Babel): no secret, no database that exists."""

import base64
import os
from pathlib import Path

os.environ.setdefault("VOUCHSAFE_CONFIG", str(Path(__file__).with_name("tools.toml")))
os.environ.setdefault("SECRET_KEY", "for tools that serve nothing")
os.environ.setdefault("RECORD_KEY", base64.b64encode(bytes(32)).decode())
os.environ.setdefault("DATABASE_URL", "postgresql:///tools")

from vouchsafe.config.settings import *  # noqa: F403 - the environment comes first; settings are names by design
