"""What stands beside a field of a draft's sheet."""

from typing import Any

from django import template

from apps.announcements.selectors.drafts import DraftPage

register = template.Library()


@register.inclusion_tag("announcements/drafts/_beside.html")
def beside(page: DraftPage, name: str) -> dict[str, Any]:
    """Show what is found of the field `name`."""
    return page.beside(name)
