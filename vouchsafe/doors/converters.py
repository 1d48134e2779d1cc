"""Path converters that every door uses."""

from django.conf import settings
from django.urls import register_converter
from django.urls.converters import StringConverter


class Language(StringConverter):
    """`<lang:lang>`: one of the languages that are offered, nothing else."""

    regex = "|".join(code for code, _name in settings.LANGUAGES)


register_converter(Language, "lang")
