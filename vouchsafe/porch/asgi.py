"""What granian serves: `granian --interface asginl vouchsafe.porch.asgi:application`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from vouchsafe.porch.app import Limits, Porch

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vouchsafe.config.settings")

application = Porch(
    get_wsgi_application(),
    settings.HOSTS,
    settings.VOUCHSAFE.scheme,
    Limits(body=settings.BODY_LIMIT),
    onion=settings.ONION,
)
