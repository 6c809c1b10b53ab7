"""Django settings of the trading platform."""

from pathlib import Path

import dj_database_url
import django_stubs_ext
import structlog
from csp.constants import NONE, SELF

from fangcheng_platform import quiet_tasks
from fangcheng_platform.environment import read_environment
from fangcheng_platform.log_masking import mask_secret_addresses
from fangcheng_platform.mail import Mail

# Lets Django's classes take type parameters when they run, as they do for the type checker.
django_stubs_ext.monkeypatch()

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = read_environment()

SECRET_KEY = ENVIRONMENT.django_secret_key.get_secret_value()
DEBUG = ENVIRONMENT.django_debug
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts
PUBLIC_BASE_URL = str(ENVIRONMENT.public_base_url).rstrip("/")

ROOT_URLCONF = "fangcheng_platform.urls"
WSGI_APPLICATION = "fangcheng_platform.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "fangcheng_platform.apps.PlatformConfig",
    "apps.core",
    "apps.accounts",
    "apps.acceptance",
    "apps.tender_planning",
    "apps.announcements",
    "apps.results",
    "apps.interconnection",
    "fangcheng_platform.center_admin.CenterAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "django_structlog",
    "rest_framework",
    "drf_spectacular",
]

MIDDLEWARE = [
    "apps.core.given_again.GivenAgainMiddleware",
    "apps.core.request_charset.RequestCharsetMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    # Before the CSRF check, which reads a whole form for its token.
    "apps.core.body_limits.BodyLimitMiddleware",
    "apps.core.method_refusals.MethodRefusalMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

# How old an answer may be that is the same for everybody. With the second that browsers keep it, a publication
# is still found within the two that are promised.
SECONDS_GIVEN_AGAIN = 1

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["apps.core.templatetags.ui", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "apps.core.context_processors.center",
            ],
        },
    }
]

# Data

DATABASES = {
    "default": {
        **dj_database_url.parse(str(ENVIRONMENT.database_url)),
        # A connection lives with its web thread; the number of threads is fixed by the start
        # command, and with it the number of connections.
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
}
REDIS_URL = str(ENVIRONMENT.redis_url)
MEDIA_ROOT = (BASE_DIR / ENVIRONMENT.media_root).resolve()
PAGES_ROOT = (BASE_DIR / ENVIRONMENT.pages_root).resolve()
FILE_UPLOAD_PERMISSIONS = 0o640
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000
VIEWS_TAKING_FILES = frozenset(
    {"acceptance:paper-attach", "drafts:file-attach", "tender_planning:document-file-attach"}
)

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "var" / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "apps.core.storage.ContentNamedStorage"},
    "staticfiles": {"BACKEND": "fangcheng_platform.static_files.HashedStaticFilesStorage"},
}

# Language and time

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# People

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "apps.accounts.password_rules.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "acceptance:project-list"
LOGOUT_REDIRECT_URL = "accounts:sign-in"

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_CLIENT_IP_CALLABLE = "apps.accounts.sign_in_limits.sign_in_address"
# axes has one threshold for all that it counts; the limit of an address is another one.
AXES_HANDLER = "apps.accounts.sign_in_limits.SignInHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "apps.accounts.sign_in_limits.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False

# The browser's rules

SERVED_OVER_TLS = PUBLIC_BASE_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SERVED_OVER_TLS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_TRUSTED_ORIGINS = [PUBLIC_BASE_URL]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if SERVED_OVER_TLS else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SERVED_OVER_TLS else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# Mail

_MAIL = Mail.of(ENVIRONMENT)
SENDS_MAIL = _MAIL.is_sent
DEFAULT_FROM_EMAIL = _MAIL.sender
EMAIL_BACKEND = _MAIL.backend
EMAIL_FILE_PATH = BASE_DIR / "var" / "mail"
EMAIL_HOST, EMAIL_PORT = _MAIL.host, _MAIL.port
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAIL.user, _MAIL.password
EMAIL_USE_TLS, EMAIL_USE_SSL = _MAIL.use_tls, _MAIL.use_ssl
# Seconds for each step of a conversation with the server; a worker must not hang on it.
EMAIL_TIMEOUT = 20

# Background work

CELERY_BROKER_URL = REDIS_URL
OUTBOX_DELIVERY_TASK = "apps.interconnection.tasks.deliver_outbox"

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "UNAUTHENTICATED_USER": None,
    # Only what is described is asked: the read API of the open data.
    "DEFAULT_SCHEMA_CLASS": "apps.announcements.open_data.api.describing.OpenDataSchema",
}

# Open data

SPECTACULAR_SETTINGS = {
    "OAS_VERSION": "3.1.0",
    # Components are named after what they are; read-only is everything here.
    "COMPONENT_SPLIT_REQUEST": False,
    "COMPONENT_NO_READ_ONLY_REQUIRED": False,
    "ENABLE_DJANGO_DEPLOY_CHECK": False,
    "SORT_OPERATIONS": False,
}
# Stands in until the Open Contracting Partnership has given this publisher a prefix of its own: then it is set here,
# once and before anybody relies on the present one.
OCID_PREFIX = "ocds-fangch"

# Logs: one line an event, with the request's id, never a body or a secret.

LOG_PROCESSORS: list[structlog.typing.Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=False),
    structlog.processors.StackInfoRenderer(),
    structlog.processors.format_exc_info,
    # After the traceback has become text.
    mask_secret_addresses,
]
# The sender is bound by `request_logging`.
DJANGO_STRUCTLOG_IP_LOGGING_ENABLED = False
structlog.configure(
    processors=[*LOG_PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"no_ticks": {"()": quiet_tasks.NoTicks}},
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.processors.JSONRenderer(ensure_ascii=False)
            if ENVIRONMENT.log_format == "json"
            else structlog.dev.ConsoleRenderer(colors=False),
            "foreign_pre_chain": LOG_PROCESSORS,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    # Django's own handlers would print every line a second time.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        "celery.beat": {"filters": ["no_ticks"]},
        **{name: {"level": level} for name, level in quiet_tasks.LEVELS.items()},
    },
}

# 交易分类代码, the first part of a 统一交易标识码: D is 政府采购; the codes of the second level
# are set as the deployment's superior platform numbers them.
DEAL_CLASSES = {"goods": "D01", "works": "D02", "services": "D03"}
