"""A subject's reply room is no report: figures do not count it."""

from importlib import import_module
from typing import ClassVar

from django.db import migrations
from django.db.migrations.operations.base import Operation

_FIRST = import_module("vouchsafe.oversight.migrations.0001_figures").FIGURES
BEFORE = _FIRST.split("CREATE FUNCTION tenants_above")[0].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")
FIGURES = BEFORE.replace("AND NOT c.is_test", "AND NOT c.is_test AND NOT c.is_room")


class Migration(migrations.Migration):
    """Writes the function anew."""

    dependencies: ClassVar[list[tuple[str, str]]] = [("oversight", "0001_figures"), ("cases", "0012_room")]
    operations: ClassVar[list[Operation]] = [migrations.RunSQL(FIGURES, BEFORE)]
