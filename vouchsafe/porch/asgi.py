"""What granian serves: `granian --interface asginl vouchsafe.porch.asgi:application`."""

import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from vouchsafe.cases.ahead import begin
from vouchsafe.porch.app import Limits, Porch
from vouchsafe.release.build import build

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "vouchsafe.config.settings")

begin()
build()  # read now, while its files are what this process is made of: an upgrade in place lays others over them

application = Porch(
    get_wsgi_application(),
    settings.HOSTS,
    settings.VOUCHSAFE.scheme,
    Limits(body=settings.BODY_LIMIT),
    onion=settings.ONION,
)
