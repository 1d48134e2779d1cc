"""The cast of `cases`, as fixtures. It is imported late: pytest reads this file before Django is set up."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec
import pytest

if TYPE_CHECKING:
    from vouchsafe.cases.tests.cast import House
    from vouchsafe.intake.tests.changing import Limit, Moving


@pytest.fixture
def house(db: None) -> "House":
    """The Meridian Institute, set up."""
    from vouchsafe.cases.tests import cast

    return cast.meridian()


@pytest.fixture
def other_house(db: None) -> "House":
    """The Harbour Agency, set up."""
    from vouchsafe.cases.tests import cast

    return cast.elsewhere()


@pytest.fixture
def asking(house: "House") -> "House":
    """The Meridian Institute, whose channel asks one question of every kind."""
    from vouchsafe.channels.services import publish_definition
    from vouchsafe.intake.tests.everything import BODY

    publish_definition(house.administrator, house.channel, BODY)
    return house


@pytest.fixture
def moving(monkeypatch: pytest.MonkeyPatch) -> "Moving":
    """A clock that the test moves."""
    from vouchsafe.intake.tests.changing import Moving

    return Moving(monkeypatch)


@pytest.fixture
def limit(settings: Any) -> "Limit":  # noqa: ANN401 - pytest-django's own
    """Sets limits of the configuration for this test."""

    def set_to(**changes: int) -> None:
        limits = msgspec.structs.replace(settings.VOUCHSAFE.limits, **changes)
        settings.VOUCHSAFE = msgspec.structs.replace(settings.VOUCHSAFE, limits=limits)

    return set_to


@pytest.fixture
def origin(transactional_db: None, tmp_path: Path) -> Iterator[str]:
    """The report door of a real server on a free port, over this test's database and folder."""
    from vouchsafe.intake.tests.apart import serving

    with serving(tmp_path) as port:
        yield f"http://report.localhost:{port}"
