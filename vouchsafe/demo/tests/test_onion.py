"""A demo that was put behind an onion stays there."""

import os
from pathlib import Path

import pytest

from vouchsafe.config.configuration import read_file
from vouchsafe.config.onion import set_onion
from vouchsafe.demo.running import _configure

ONION = "2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion"  # the Tor Project's own


def test_a_demo_keeps_its_onion(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo writes its configuration at each start; an onion that was set stays."""
    for name in ("VOUCHSAFE_CONFIG", "SECRET_KEY", "RECORD_KEY"):
        monkeypatch.setenv(name, os.environ[name])
    _configure(tmp_path, 8001)
    set_onion(tmp_path / "vouchsafe.toml", ONION)
    _configure(tmp_path, 8002)
    hosts = read_file(tmp_path / "vouchsafe.toml").hosts
    assert (hosts.report, hosts.onion) == ("report.localhost:8002", ONION)
