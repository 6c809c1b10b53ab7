"""品目: the catalogue of what is procured."""

from django.db import models
from django.db.models import Q, QuerySet

from apps.acceptance.codes import Kind
from apps.core.models import RevisedModel


class CategoryQuerySet(QuerySet["Category"]):
    """Questions asked of the catalogue."""

    def matching(self, words: str) -> "CategoryQuerySet":
        """Return the entries in use whose code begins with the words or whose name holds them."""
        return self.filter(Q(code__istartswith=words) | Q(name__icontains=words), is_active=True)


class Category(RevisedModel):
    """品目: an entry of the 政府采购品目分类目录, kept by the center's administrators."""

    scheme = models.CharField("目录版本", max_length=20, default="CN-GPC-2022")
    code = models.CharField("品目编码", max_length=12, unique=True, error_messages={"unique": "该品目编码已存在。"})
    name = models.CharField("品目名称", max_length=200)
    kind = models.CharField("采购对象", max_length=20, choices=Kind)
    is_active = models.BooleanField("启用", default=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "采购品目"
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
