"""Django's handle on the province."""

from django.apps import AppConfig


class ProvinceConfig(AppConfig):
    """The one application of the province's own Django project."""

    name = "apps.province"
    label = "province"
    verbose_name = "省采购系统（参考实现）"
    default_auto_field = "django.db.models.BigAutoField"
