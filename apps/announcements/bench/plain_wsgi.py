"""WSGI entry point of the comparison: the settings of the platform, Django's own middleware, nothing kept."""

import os

from django import template
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.utils.safestring import SafeString

from apps.core.templatetags.kept import KeptNode


def _render(self: KeptNode, context: template.Context) -> SafeString:
    return self.nodes.render(context)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangcheng_platform.settings")
settings.ROOT_URLCONF = "apps.announcements.bench.plain_urls"
settings.MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
KeptNode.render = _render  # type: ignore[method-assign]

application = get_wsgi_application()
