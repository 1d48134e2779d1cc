"""The demo's organisation, in the database that DATABASE_URL names: what `vouchsafe demo` does before it serves."""

import os

from vouchsafe.common.tenancy import act_as_system


def main() -> None:
    """Seed it."""
    act_as_system()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vouchsafe.config.settings")
    import django

    django.setup()
    from vouchsafe.demo import seed

    seed.seed()


if __name__ == "__main__":
    main()
