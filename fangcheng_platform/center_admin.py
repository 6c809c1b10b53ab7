"""Puts the center's own site in the place of Django's default admin site."""

from django.contrib.admin.apps import AdminConfig


class CenterAdminConfig(AdminConfig):
    """`django.contrib.admin` with the center's site as the default one."""

    default_site = "apps.accounts.center_site.CenterSite"
