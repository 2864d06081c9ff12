"""The one settings file: every value that differs between places comes from the environment.

``QCDC_ENV`` says what kind of place this is: ``local`` (a demo or a developer's machine, the
default) or ``production``. Production starts only when ``qcdc.safety`` finds nothing wrong.
The variables are listed with their meaning in ``.env.example``.
"""

from datetime import timedelta
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from qcdc import broker, logs, safety

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()

# --- The place ---------------------------------------------------------------------------
ENVIRONMENT = env.str("QCDC_ENV", default="local")
PRODUCTION = ENVIRONMENT == "production"
if not PRODUCTION and ENVIRONMENT != "local":
    raise ImproperlyConfigured(f"QCDC_ENV must be 'local' or 'production', not {ENVIRONMENT!r}.")
DEBUG = env.bool("DEBUG", default=False)
QCDC_DEMO = env.bool("QCDC_DEMO", default=False)
VAR_DIR = Path(env.str("QCDC_VAR", default=str(BASE_DIR / "var")))

SECRET_KEY = env.str("SECRET_KEY", default="")
if not SECRET_KEY and not PRODUCTION:
    SECRET_KEY = safety.local_secret_key(VAR_DIR / "secret_key")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
_LOOPBACK = ["localhost", "127.0.0.1", "[::1]"]
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else _LOOPBACK)
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- Apps and middleware -----------------------------------------------------------------
# No django.contrib.admin: it would write past the gate and the journal.
INSTALLED_APPS = [
    "qcdc",
    "dossiers",
    "scoring",
    "accounts",
    "guardian",
    "axes",
    "csp",
    "django_htmx",
    "django_structlog",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "csp.middleware.CSPMiddleware",
    "qcdc.middleware.ResponseHeaders",
    "qcdc.middleware.BodyLimit",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "qcdc.middleware.Refusals",
    "qcdc.middleware.SlidingSession",
    "qcdc.middleware.LoginRequired",
    "qcdc.middleware.OwnPasswordFirst",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "qcdc.urls"
WSGI_APPLICATION = "qcdc.wsgi.application"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "accounts.context.identity",
                "dossiers.context.navigation",
            ],
        },
    },
]

# --- Data --------------------------------------------------------------------------------
DATABASES = {
    "default": env.db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}"),
}
_database = DATABASES["default"]
if _database["ENGINE"] == "django.db.backends.sqlite3":
    VAR_DIR.mkdir(parents=True, exist_ok=True)
    _database["OPTIONS"] = {
        # Seconds a writer waits for another before "database is locked".
        "timeout": 20,
        # Take the write lock at BEGIN: a lock upgraded later fails at once under contention.
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    }
else:
    _database["CONN_HEALTH_CHECKS"] = True
# Without kept connections every request opens one: 9-10 ms on PostgreSQL, 2 ms on SQLite.
_database["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Files -------------------------------------------------------------------------------
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
MEDIA_URL = "/__no_public_media__/"  # evidence leaves only through a view that asks for rights
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
# Hashes while it writes, so a large scan is read once.
FILE_UPLOAD_HANDLERS = ["accounts.files.receive.HashingUploadHandler"]
FILE_UPLOAD_TEMP_DIR = env.str("FILE_UPLOAD_TEMP_DIR", default=None)
# The largest single document; a form refuses more with the code file_too_large.
QCDC_MAX_FILE_BYTES = env.int("MAX_FILE_BYTES", default=100 * 1024 * 1024)
# The largest whole request body, several documents with their form fields: beyond it 413.
QCDC_MAX_BODY_BYTES = env.int("MAX_BODY_BYTES", default=200 * 1024 * 1024)
# Where files that arrive in pieces wait until they are whole: on a disk that all web processes
# share, never the folder of the evidence.
QCDC_UPLOADS_DIR = Path(env.str("UPLOADS_DIR", default=str(VAR_DIR / "uploads")))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # form fields without files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
# A virus scanner (clamd): path of its socket or host:port; without it nobody speaks of viruses.
CLAMD_ADDR = env.str("CLAMD_ADDR", default="")
# A folder of certificates (PEM) whose holders' signatures are trusted.
SIGNATURE_ROOTS = env.str("SIGNATURE_ROOTS", default="")

STATIC_URL = "/static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR_DIR / "static")))
STATICFILES_DIRS = [BASE_DIR / "static"]
# Hashed, compressed names need a collectstatic first; without it files come from their source.
STATIC_MANIFEST = env.bool("STATIC_MANIFEST", default=PRODUCTION)
WHITENOISE_USE_FINDERS = not STATIC_MANIFEST
WHITENOISE_AUTOREFRESH = DEBUG
_S3_BUCKET = env.str("S3_BUCKET", default="")
STORAGES = {
    "default": (
        {
            "BACKEND": "storages.backends.s3.S3Storage",
            "OPTIONS": {
                "bucket_name": _S3_BUCKET,
                "endpoint_url": env.str("S3_ENDPOINT_URL", default=None),
                "region_name": env.str("S3_REGION", default=None),
                "access_key": env.str("S3_ACCESS_KEY", default=None),
                "secret_key": env.str("S3_SECRET_KEY", default=None),
                "default_acl": "private",
                "querystring_auth": True,
                "file_overwrite": False,
            },
        }
        if _S3_BUCKET
        else {"BACKEND": "django.core.files.storage.FileSystemStorage"}
    ),
    "staticfiles": {
        "BACKEND": "qcdc.static_files.HashedStorage"
        if STATIC_MANIFEST
        else "qcdc.static_files.PlainStorage",
    },
}
# nginx hands the bytes out itself (deploy/nginx.conf); elsewhere Django streams them.
SENDFILE_BACKEND = f"django_sendfile.backends.{env.str('SENDFILE', default='simple')}"
SENDFILE_ROOT = str(MEDIA_ROOT)
SENDFILE_URL = "/internal-media/"

# --- People ------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "guardian.backends.ObjectPermissionBackend",
]
LOGIN_URL = "accounts:login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "accounts:login"
PASSWORD_MIN_LENGTH = 10
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": PASSWORD_MIN_LENGTH},
    },
    {"NAME": "accounts.passwords.ZxcvbnValidator"},
]
ANONYMOUS_USER_NAME = None  # guardian: nobody is granted anything without signing in

AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # an office shares one address
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "qcdc.errors.locked_out"
AXES_ENABLE_ADMIN = False
AXES_DISABLE_ACCESS_LOG = True  # sign-ins are recorded in our own journal
AXES_IPWARE_PROXY_COUNT = env.int("PROXY_COUNT", default=None)

SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = 8 * 60 * 60  # one working day; qcdc.middleware.SlidingSession renews it
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "qcdc.errors.csrf_failure"

# --- Transport and browser ---------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = env.bool("SECURE_COOKIES", default=PRODUCTION)
SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=PRODUCTION)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
# Only a proxy that always sets this header itself may stand in front (deploy/nginx.conf does).
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=PRODUCTION) else None
)
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000 if PRODUCTION else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE_HSTS_SECONDS > 0
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}

# --- Language and time -------------------------------------------------------------------
LANGUAGE_CODE = "vi"
TIME_ZONE = "Asia/Ho_Chi_Minh"
USE_TZ = True
USE_THOUSAND_SEPARATOR = False  # True would print the year 2026 as 2.026
FORMAT_MODULE_PATH = "qcdc.formats"

# --- Worker ------------------------------------------------------------------------------
REDIS_URL = env.str("REDIS_URL", default="")
BROKER_DIR = VAR_DIR / "broker"
_SOCKET_SECONDS = 5  # a stalled broker must not hang the request that publishes
CELERY_BROKER_URL = REDIS_URL or "filesystem://"
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, str | int] = (
    broker.over_redis(_SOCKET_SECONDS) if REDIS_URL else broker.in_folders(BROKER_DIR)
)
CELERY_BROKER_CONNECTION_TIMEOUT = _SOCKET_SECONDS
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_IGNORE_RESULT = True  # long work keeps its own row with progress
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_TIME_LIMIT = 600
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200  # printing leaks a little memory
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_WORKER_ENABLE_REMOTE_CONTROL = bool(REDIS_URL)  # its answers would pile up as files
CELERY_TIMEZONE = TIME_ZONE  # without it a midnight job fires seven hours late
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat-schedule")

# --- E-mail ------------------------------------------------------------------------------
# Without a server nothing is mailed; what would have been stands in the portal all the same.
_EMAIL_URL = env.str("EMAIL_URL", default="")
QCDC_MAILS = bool(_EMAIL_URL)
if QCDC_MAILS:
    vars().update(env.email_url_config(_EMAIL_URL))
EMAIL_TIMEOUT = 10  # seconds; a stalled server must not hold the worker
_HOST = ALLOWED_HOSTS[0] if ALLOWED_HOSTS else "localhost"
DEFAULT_FROM_EMAIL = env.str("MAIL_FROM", default="") or f"khong-tra-loi@{_HOST}"
PORTAL_URL = (env.str("PORTAL_URL", default="") or f"https://{_HOST}").rstrip("/")

# --- Logs --------------------------------------------------------------------------------
DJANGO_STRUCTLOG_USER_ID_FIELD = ""  # who did what is the journal's business, not the log's
DJANGO_STRUCTLOG_STATUS_START_LOG_LEVEL = 10  # DEBUG: one line a request is enough
LOGGING = logs.configure(as_json=PRODUCTION, level=env.str("LOG_LEVEL", default="INFO"))

# --- Refuse to be unsafe -----------------------------------------------------------------
if PRODUCTION:
    _problems = safety.problems(
        safety.Posture(
            debug=DEBUG,
            demo=QCDC_DEMO,
            secret_key=SECRET_KEY,
            allowed_hosts=ALLOWED_HOSTS,
            secure_cookies=SESSION_COOKIE_SECURE,
            database_password_missing=bool(_database.get("HOST"))
            and not _database["HOST"].startswith("/")
            and not _database.get("PASSWORD"),
        )
    )
    if _problems:
        raise ImproperlyConfigured(
            "This portal refuses to start in production:\n"
            + "\n".join(f"  - {problem}" for problem in _problems)
        )
