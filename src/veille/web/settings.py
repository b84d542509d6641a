"""Settings, all from the environment, so that one installation differs from another in no file.

VEILLE_VAR       folder of the database, vault and secrets      (default: ./var)
VEILLE_DATABASE  postgresql://user:password@host:port/name      (default: SQLite in VEILLE_VAR)
VEILLE_HOSTS     names that the site answers to, by comma       (default: any name: a site's
                 tablets reach it by an address on its own network)
VEILLE_NETWORK   what the public pages call the network     (default: Veille)
VEILLE_DEMO_NODES, VEILLE_COOKIES  set by “veille demo” for the machines of its network, and by
                 nobody else
VEILLE_LAB       everybody where anybody may use the policy lab without an account (default: who is
                 signed in may; it computes on this machine, on all its cores but one)
VEILLE_ADDRESS   where the public reaches this site, in e-mails and feeds made by no request, such
                 as https://veille.example                       (default: none is given)
VEILLE_ALERTS_TWO_PEOPLE  1 where whoever wrote an alert may not approve it (default: they may)
VEILLE_ALERTS_TO    addresses that are written to when an alert goes out, by comma (default: none)
VEILLE_ALERTS_FROM  who writes to them                           (default: veille@localhost)
VEILLE_SMTP      host:port of a mail server                      (default: mail is written to
                 files in VEILLE_VAR/mail)
VEILLE_BACKUPS   folder where each night's backup goes, sealed: on another disk, or a stick that
                 stays in                                       (default: VEILLE_VAR/backups)
VEILLE_BACKUP_HOUR  the hour of that backup, from 0 to 23       (default: 5)
VEILLE_NALOXONE  a file of the naloxone that sites keep, with the interval of each product and who
                 approved it                     (default: src/veille/care/naloxone.toml)
VEILLE_SPECTRA   folder of the reference spectra that a site compares with: JCAMP-DX, OPUS
                                                                (default: VEILLE_VAR/spectra)
VEILLE_IDLE_MINUTES  a session that nobody used for so long has ended (default: 240)
VEILLE_AUDIT_DAYS  how long the log of accounts is kept         (default: 366)
VEILLE_SECOND_FACTOR  roles, by comma, that sign in with a second factor, such as
                 administrator,coordinator          (default: whoever set one up for themselves)
VEILLE_HTTPS     1 where the site is behind HTTPS: cookies then travel on nothing else, and browsers
                 are told to ask for nothing else for a year
VEILLE_CERTIFICATE, VEILLE_CERTIFICATE_KEY  files (PEM) with which the site itself serves HTTPS,
                 where no proxy does                            (default: it serves plain HTTP)
VEILLE_PROXY     addresses of the proxy, by comma, that says for whom it asks (X-Forwarded-For);
                 nobody else is believed                     (default: 127.0.0.1 with VEILLE_HTTPS,
                 else none)
VEILLE_OVERDOSE_GUIDE  a file of what to do in an overdose, in TOML with [fr] and [en]
                 (default: src/veille/care/pages/overdose_guide.toml)
VEILLE_SUPPLY_HEALTH  a file of what drug checking says of health, in TOML with [fr] and [en]
                 (default: src/veille/supply/pages/health.toml)
VEILLE_PASSWORD  for the command alone: the password that “veille init” and “veille account” would
                 ask for                                     (default: it is asked for)
"""

import json
import os
from pathlib import Path
from urllib.parse import SplitResult, unquote

from veille import environment
from veille.care import naloxone

PACKAGE = Path(__file__).resolve().parent
#: Every folder of pages has its templates and static files beside it.
_PAGES = [PACKAGE.parent / "ui", PACKAGE, *sorted(PACKAGE.parent.rglob("pages"))]

VEILLE_VAR = Path(os.environ.get("VEILLE_VAR", "var")).resolve()
VEILLE_VAULT = VEILLE_VAR / "vault.sqlite3"
VEILLE_VAULT_SECRETS = VEILLE_VAR / "vault.secrets"
VEILLE_SPECTRA = Path(os.environ.get("VEILLE_SPECTRA", VEILLE_VAR / "spectra"))
VEILLE_BACKUPS = os.environ.get("VEILLE_BACKUPS", "").strip()
VEILLE_BACKUP_HOUR = environment.whole_number("VEILLE_BACKUP_HOUR", 5, least=0, most=23)
_secret_file = VEILLE_VAR / "web.secret"
# Without its file (before `init`) the key is of this process alone: nobody stays signed in.
SECRET_KEY = _secret_file.read_text() if _secret_file.is_file() else os.urandom(32).hex()
if not SECRET_KEY:
    raise environment.EmptySecret(_secret_file)

VEILLE_NETWORK = os.environ.get("VEILLE_NETWORK", "")
DEBUG = False
VEILLE_CERTIFICATE = environment.file("VEILLE_CERTIFICATE")
VEILLE_CERTIFICATE_KEY = environment.file("VEILLE_CERTIFICATE_KEY")
HTTPS = environment.switch("VEILLE_HTTPS") or bool(VEILLE_CERTIFICATE)
VEILLE_PROXY = environment.machines(
    "VEILLE_PROXY", "127.0.0.1" if HTTPS and not VEILLE_CERTIFICATE else ""
)
ALLOWED_HOSTS = environment.hosts("VEILLE_HOSTS")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",  # counts wrong passwords
    "django_htmx",  # carries htmx itself, and request.htmx
    "veille.ledger",
    "veille.accounts",
    # Rooms, in the order in which their tabs and alerts stand on a page.
    "veille.care",
    "veille.care.shifts",
    "veille.care.people",
    "veille.care.carry",
    "veille.care.exchange",
    "veille.care.referrals",
    "veille.care.outreach",
    "veille.care.safer_supply",
    "veille.care.report",
    "veille.care.training",
    "veille.supply",
    "veille.supply.alerts",
    "veille.surveillance",
    "veille.diversion",
    "veille.law",
    "veille.foresight",
    "veille.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "veille.web.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",  # serves the static files from this process
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "veille.ui.public.WithoutCookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "veille.web.middleware.AccountLanguage",
    "veille.web.middleware.KeptTaps",
    "veille.web.middleware.RenewedByUse",
    "veille.web.middleware.Refusals",
    "veille.web.middleware.Guard",
    "veille.web.looks.Looks",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "veille.web.urls"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [folder / "templates" for folder in _PAGES],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "veille.web.context.everywhere",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader"],
                )
            ],
            "libraries": {"veille": "veille.ui.templatetags.veille"},
        },
    }
]


def _database(parts: SplitResult | None) -> dict[str, object]:
    if parts is None:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": VEILLE_VAR / "veille.sqlite3",
            "OPTIONS": {
                # A writer takes its turn at BEGIN, and waits for it; none fails halfway.
                "transaction_mode": "IMMEDIATE",
                "timeout": 120,  # seconds: longer than a rebuild takes
                # FULL: a commit is on the disk when it returns. Every thread has a connection, and
                # each its own cache (KiB). The log is folded into the database every 16 MiB.
                "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                "PRAGMA cache_size = -8000; PRAGMA wal_autocheckpoint = 4000;",
            },
            "CONN_MAX_AGE": None,
        }
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path[1:]),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }


DATABASES = {"default": _database(environment.database("VEILLE_DATABASE"))}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cards of the board, drawn: some hundreds at once, for a minute or two.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    },
    # Counts of `limits.py`, where no card pushes them out.
    "limits": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "limits",
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    },
}

AUTH_USER_MODEL = "web.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "veille.accounts.sessions.AccountBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "veille.accounts.passwords.OwnWords"},
]
VEILLE_AUDIT_DAYS = environment.whole_number("VEILLE_AUDIT_DAYS", 366, least=1, most=3660)
#: As `veille.accounts.models.Role`, which cannot be read yet.
_ROLES = (
    *("peer", "nurse", "coordinator", "administrator", "auditor", "epidemiologist"),
    *("police", "court", "clerk", "panel", "commission"),
)
VEILLE_SECOND_FACTOR = environment.some_of("VEILLE_SECOND_FACTOR", *_ROLES)
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "home"

AXES_FAILURE_LIMIT = 6
AXES_COOLOFF_TIME = 0.25  # hours
# By name and address, or by the device where they signed in on it before: no stranger locks
# anybody out. Against one address that tries many names, the sign-in page has a limit of its own.
AXES_LOCKOUT_PARAMETERS = "veille.accounts.attempts.counted_together"
AXES_USERNAME_CALLABLE = "veille.accounts.attempts.counted_name"
AXES_CLIENT_IP_CALLABLE = "veille.accounts.attempts.counted_address"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # the time that is said is true
AXES_USERNAME_FORM_FIELD = "username"  # what the form calls it; the account says sign_in
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "veille.web.views.signing.locked_out"
AXES_VERBOSE = False
AXES_ENABLE_ACCESS_FAILURE_LOG = False

#: No session lasts longer, used or not.
LONGEST_SESSION_MINUTES = 16 * 60
SESSION_ENGINE = "veille.accounts.sessions"
# A quiet night has hours without a tap; a tablet left behind is nobody's by the next shift.
SESSION_COOKIE_AGE = 60 * environment.whole_number(
    "VEILLE_IDLE_MINUTES", 240, least=1, most=LONGEST_SESSION_MINUTES
)
SESSION_SAVE_EVERY_REQUEST = False
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
#: A browser takes such a cookie from this very host alone, over HTTPS, for every page.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
#: In a demo's network: browsers know no port, and each machine of it has sessions of its own.
_COOKIE_SUFFIX = f"_{_of}" if (_of := os.environ.get("VEILLE_COOKIES", "")) else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}veille_session{_COOKIE_SUFFIX}"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}veille_csrf{_COOKIE_SUFFIX}"
#: A demo's machines, [name, address] each, as JSON: the page of nodes shows where they are.
VEILLE_DEMO_NODES: list[tuple[str, str]] = json.loads(os.environ.get("VEILLE_DEMO_NODES", "[]"))
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "veille.web.views.errors.csrf_failure"
DEVICE_COOKIE_NAME = f"{COOKIE_PREFIX}veille_device"
LANGUAGE_COOKIE_NAME = "veille_language"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
for _name in ("VEILLE_OVERDOSE_GUIDE", "VEILLE_SUPPLY_HEALTH"):
    environment.own_guide(_name)
environment.own_file(
    naloxone.VARIABLE,
    naloxone.read,
    en="a file such as src/veille/care/naloxone.toml",
    fr="un fichier comme src/veille/care/naloxone.toml",
)
VEILLE_LAB = environment.one_of("VEILLE_LAB", "everybody")
VEILLE_ADDRESS = environment.web_address("VEILLE_ADDRESS")
VEILLE_ALERTS_TWO_PEOPLE = environment.switch("VEILLE_ALERTS_TWO_PEOPLE")
VEILLE_ALERTS_TO = environment.mailboxes("VEILLE_ALERTS_TO")
DEFAULT_FROM_EMAIL = environment.mailbox("VEILLE_ALERTS_FROM", "veille@localhost")
EMAIL_HOST, EMAIL_PORT = environment.host_and_port("VEILLE_SMTP", 25)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = VEILLE_VAR / "mail"
EMAIL_TIMEOUT = 10  # seconds: who publishes an alert does not wait for a dead mail server
DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
MESSAGE_STORAGE = "veille.web.sealed_messages.SealedCookieStorage"

LANGUAGES = [("fr", "Français"), ("en", "English")]
LANGUAGE_CODE = "fr"
LOCALE_PATHS = [PACKAGE / "locale"]
FORMAT_MODULE_PATH = ["veille.web.formats"]
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True
TIME_ZONE = "America/Toronto"  # Montréal's; each site has its own

STATIC_URL = "/static/"
STATICFILES_DIRS = [path for folder in _PAGES if (path := folder / "static").is_dir()]
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 300

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    # A refused form is no trouble of the server's: only what broke is worth a line.
    # Nor is a wrong password, of which axes says neither the name nor the address.
    "loggers": {"django.request": {"level": "ERROR"}, "axes": {"level": "ERROR"}},
}

SILENCED_SYSTEM_CHECKS = ["axes.W006"]
