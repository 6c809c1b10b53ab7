"""WSGI entry point of the platform."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangcheng_platform.settings")

application = get_wsgi_application()
