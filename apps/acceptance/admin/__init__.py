"""Projects, plans and the 品目 catalogue at the center's site."""

from apps.acceptance.admin import categories, plans, projects

__all__ = ["categories", "plans", "projects"]
