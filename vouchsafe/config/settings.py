"""Django's settings, made from the one configuration (`configuration.py`). Safe by default."""

import logging
from pathlib import Path

from vouchsafe.common import telemetry
from vouchsafe.common.languages import is_right_to_left, languages_in
from vouchsafe.common.tenancy import confined
from vouchsafe.config.configuration import load
from vouchsafe.config.database import django_database
from vouchsafe.config.logs import logging_config
from vouchsafe.doors.headers import of_the_viewer

PACKAGE = Path(__file__).resolve().parent.parent
VOUCHSAFE = load()
HTTPS = VOUCHSAFE.scheme == "https"

SECRET_KEY = VOUCHSAFE.secret_key
DEBUG = VOUCHSAFE.debug
DATABASES = {"default": confined(django_database(VOUCHSAFE.database_url))}
CACHES = {
    "default": {"BACKEND": "vouchsafe.people.attempts.AttemptsCache"},  # allauth knows no other
    "process": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LOGGING = logging_config(form=VOUCHSAFE.logs)
logging.raiseExceptions = False  # a log that cannot be written would else print what it was about, texts and all
USE_TZ = True
TIME_ZONE = "UTC"

# Three doors (vouchsafe/doors): the middleware picks the URL map by host. Outside a request, addresses are the desk's.
HOSTS = {"report": VOUCHSAFE.hosts.report, "desk": VOUCHSAFE.hosts.desk, "public": VOUCHSAFE.hosts.public}
ONION = VOUCHSAFE.hosts.onion  # the report door's name in Tor, or ""
ALLOWED_HOSTS = ["*"]  # DoorMiddleware refuses every host but these, the onion and organisations' own
ROOT_URLCONF = "vouchsafe.doors.desk"
APPEND_SLASH = False  # a redirect would lose a body, and every address has one form

INSTALLED_APPS = [
    "vouchsafe.people",
    "vouchsafe.looks",
    "vouchsafe.channels",
    "vouchsafe.cases",
    "vouchsafe.intake",
    "vouchsafe.handover",
    "vouchsafe.delivery",
    "vouchsafe.audit",
    "vouchsafe.oversight",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "procrastinate.contrib.django",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "vouchsafe.doors.tenants.VisitMiddleware",
    "vouchsafe.doors.middleware.DoorMiddleware",
    "vouchsafe.doors.middleware.HeadersMiddleware",
    "vouchsafe.doors.middleware.MethodsMiddleware",
    "vouchsafe.doors.middleware.CompressionMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "vouchsafe.doors.middleware.NoCookieMiddleware",
    "vouchsafe.doors.middleware.sessions",
    "vouchsafe.doors.tenants.TenantMiddleware",
    "vouchsafe.doors.middleware.accept_language",
    "vouchsafe.doors.middleware.LanguageInPathMiddleware",
    "vouchsafe.doors.organisations.OrganisationMiddleware",
    "django.middleware.common.CommonMiddleware",
    "vouchsafe.doors.middleware.refusals",
    "vouchsafe.doors.middleware.csrf",
    "vouchsafe.doors.middleware.authentication",
    "vouchsafe.doors.middleware.messages",
    "vouchsafe.doors.middleware.open_sessions",
    "vouchsafe.doors.middleware.second_factor",
    "allauth.account.middleware.AccountMiddleware",  # allauth insists on this very path; it acts at the desk only
]
if telemetry.wants_traces() and not telemetry.is_missing():  # `check` and `serve` say what is missing
    MIDDLEWARE.insert(2, "vouchsafe.doors.telemetry.DeskSpans")  # once it is known which door it is
RAISE_ON_COOKIE = DEBUG  # a cookie at a closed door is an error in tests and stripped in production

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "common" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "vouchsafe.doors.context.door",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",  # nobody, at the doors without a session
                "django.contrib.messages.context_processors.messages",
            ],
            "libraries": {"client": "vouchsafe.common.client"},
            "builtins": ["django.templatetags.i18n", "vouchsafe.common.formats"],
        },
    },
]

# The built client (Vite writes it, the wheel carries it), served by WhiteNoise at every door.
CLIENT_DIR = PACKAGE / "client"
STATIC_URL = "/static/"
STATICFILES_DIRS = [("client", CLIENT_DIR)] if CLIENT_DIR.is_dir() else []
CLIENT_TEXTS = [folder / "i18n" for folder in (CLIENT_DIR, VOUCHSAFE.more_languages) if folder]
STATICFILES_DIRS += [("client/i18n", folder) for folder in CLIENT_TEXTS[1:]]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_ADD_HEADERS_FUNCTION = of_the_viewer  # the sandboxed viewer has no origin, and loads its own files only
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/client/assets/.+-[\w-]{8}\.\w+$"

# Languages: English is the source, and each catalogue is one more; its head says whether a native reader checked it.
LANGUAGE_CODE = "en"
LOCALE_PATHS = [folder for folder in (PACKAGE / "locale", VOUCHSAFE.more_languages) if folder]
LANGUAGES = languages_in(LOCALE_PATHS)
LANGUAGES_BIDI = [code for code, _name in LANGUAGES if is_right_to_left(code)]
LANGUAGE_COOKIE_NAME = "language"

# Bodies are whole and bounded before Django sees them (vouchsafe/porch); nothing is ever spooled to a file.
BODY_LIMIT = 4 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = BODY_LIMIT  # of texts: files have the bound of their handler
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000  # a long questionnaire without script, its groups filled
FILE_UPLOAD_HANDLERS = ["vouchsafe.common.memory_uploads.InMemory"]  # and none of Django's, which know the disk

# The desk: signing in.
AUTH_USER_MODEL = "people.Member"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email", "name")},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "vouchsafe.people.passwords.HardToGuess"},
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # members are invited by an administrator; nobody signs up
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_DEFAULT_HTTP_PROTOCOL = VOUCHSAFE.scheme
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_ADAPTER = "vouchsafe.people.adapter.DeskAdapter"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # an address that is not a member's gets no mail and enters no table
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/account/login/"
# No address is ever known to Django (vouchsafe/porch), so attempts are counted per account, and "per ip" for everybody
# together; in the default cache, which is one for all processes.
# Whoever follows the link of an invitation is at the desk once the password is set; a second factor is asked for first.
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_FORMS = {"reset_password_from_key": "vouchsafe.people.password_forms.NewPasswordForm"}
ACCOUNT_RATE_LIMITS = {"login": "300/m/ip", "login_failed": "10/5m/key", "reset_password": "60/m/ip,5/m/key"}
# Second factors. A passkey alone signs in, because it asks for a finger or a PIN (user verification).
MFA_ADAPTER = "vouchsafe.people.factors.FactorAdapter"
MFA_FORMS = {
    "authenticate": "vouchsafe.people.factor_forms.CodeForm",
    "login_webauthn": "vouchsafe.people.factor_forms.PasskeyForm",
    "reauthenticate": "vouchsafe.people.factor_forms.CodeAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # half a minute either way; each code counts once (factor_forms.py)
MFA_ALLOW_UNVERIFIED_EMAIL = True  # an administrator named the address, and the invitation went there
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
# OpenID Connect, for members who were invited: nobody signs up by it (vouchsafe/people/providers.py).
SOCIALACCOUNT_ADAPTER = "vouchsafe.people.providers.ProviderAdapter"
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "OAUTH_PKCE_ENABLED": True,
        "SCOPE": ["openid", "email"],
        "APPS": [
            {
                "provider_id": provider.id,
                "name": provider.name,
                "client_id": provider.client_id,
                "secret": VOUCHSAFE.provider_secrets[provider.id],
                "settings": {"server_url": provider.issuer.rstrip("/"), "issuer": provider.issuer},
            }
            for provider in VOUCHSAFE.sign_in.providers
        ],
    }
}
SESSION_ENGINE = "vouchsafe.people.session_store"
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # a cookie of their own would be a third one
CSRF_TRUSTED_ORIGINS = [VOUCHSAFE.address("desk", "")]

# Mail: everything goes through the outbox; the outbox sends with the transport.
EMAIL_BACKEND = "vouchsafe.delivery.backend.OutboxBackend"
TRANSPORT_EMAIL_BACKEND = f"django.core.mail.backends.{VOUCHSAFE.mail.transport}.EmailBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = VOUCHSAFE.mail.sender
EMAIL_HOST = VOUCHSAFE.mail.host
EMAIL_PORT = VOUCHSAFE.mail.port
EMAIL_HOST_USER = VOUCHSAFE.mail.user
EMAIL_HOST_PASSWORD = VOUCHSAFE.mail_password
EMAIL_USE_TLS = VOUCHSAFE.mail.security == "starttls"
EMAIL_USE_SSL = VOUCHSAFE.mail.security == "tls"
EMAIL_TIMEOUT = 30
