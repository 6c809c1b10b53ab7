"""The rules of the browser as a page carries them itself: a file comes without the headers that Django sends."""

from csp.utils import build_policy
from django import template
from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

# What a browser takes from a header alone.
HEADER_ONLY = frozenset({"frame-ancestors", "report-uri", "sandbox"})


@register.simple_tag
def browser_rules() -> SafeString:
    """Write the content security policy and the referrer policy of the settings as elements of `<head>`."""
    directives = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    policy = build_policy({name: value for name, value in directives.items() if name not in HEADER_ONLY})
    # The library has them in an order of its own, another one in each process; a page has the same bytes always.
    policy = "; ".join(sorted(policy.split("; ")))
    return format_html(
        '<meta http-equiv="Content-Security-Policy" content="{}">\n  <meta name="referrer" content="{}">',
        policy,
        settings.SECURE_REFERRER_POLICY,
    )
