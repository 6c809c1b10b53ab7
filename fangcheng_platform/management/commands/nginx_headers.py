"""The headers that Django sends with every answer, for the web server that sends files in its place."""

from typing import Any

from csp.utils import build_policy
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Prints them as nginx has them; they are told by the settings alone, so that no second copy can differ."""

    help = "按当前设置输出 nginx 的响应头（content security policy 等），供 deploy/nginx.conf.template 引用。"

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line for each header."""
        headers = {
            "Content-Security-Policy": build_policy(settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]),
            "Cross-Origin-Opener-Policy": settings.SECURE_CROSS_ORIGIN_OPENER_POLICY,
            "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": settings.X_FRAME_OPTIONS,
        }
        if settings.SECURE_HSTS_SECONDS:
            headers["Strict-Transport-Security"] = f"max-age={settings.SECURE_HSTS_SECONDS}"
        for name, value in headers.items():
            self.stdout.write(f'add_header {name} "{value}" always;')
