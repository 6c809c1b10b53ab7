"""Django settings of the reference province, a peer of the platform with a database of its own."""

import dj_database_url
import structlog
from csp.constants import NONE, SELF
from structlog.typing import Processor

from apps.province.environment import environment

ENVIRONMENT = environment()

SECRET_KEY = ENVIRONMENT.secret_key
DEBUG = ENVIRONMENT.is_debug
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts

# The site

ROOT_URLCONF = "apps.province.urls"
ASGI_APPLICATION = "apps.province.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "apps.province",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    # Outermost on the wire's paths: every answer of the exchange is signed, errors included.
    "apps.province.exchange.middleware.SignatureMiddleware",
    "apps.province.exchange.middleware.AnswerFaultMiddleware",
    "apps.province.exchange.middleware.JournalMiddleware",
    "apps.province.exchange.middleware.RequestFaultMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["apps.province.templatetags.province_ui", "django.templatetags.static"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

# Data. Under ASGI each request has a thread of its own, so a kept connection would never be used again.

DATABASES = {"default": dj_database_url.parse(ENVIRONMENT.database_url)}
# A control request may carry attachments in base64.
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 3000

STATIC_URL = "/static/"

# Language and time

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
USE_TZ = True

# People. Both systems usually run on one host in a demo, and cookies ignore the port: without names
# of their own, signing in to one system would sign the user out of the other.

SESSION_COOKIE_NAME = "province_session"
CSRF_COOKIE_NAME = "province_csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENVIRONMENT.base_url.startswith("https://")
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "plan-list"
LOGOUT_REDIRECT_URL = "sign-in"

# The browser's rules

X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}

# Logs: one line an event, never a body or a secret.

LOG_PROCESSORS: list[Processor] = [
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=False),
    structlog.processors.format_exc_info,
]
structlog.configure(
    processors=[*LOG_PROCESSORS, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    cache_logger_on_first_use=True,
)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "structured": {
            "()": structlog.stdlib.ProcessorFormatter,
            "processor": structlog.dev.ConsoleRenderer(colors=False)
            if ENVIRONMENT.is_log_for_people
            else structlog.processors.JSONRenderer(ensure_ascii=False),
            "foreign_pre_chain": LOG_PROCESSORS,
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "structured"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        # Django's own handlers would print every line a second time.
        "django": {"handlers": [], "propagate": True},
        # Refusals are the point of a reference peer: they stand in its journal, not in its log.
        "django.request": {"level": "ERROR"},
        "apps": {"level": "INFO"},
    },
}
