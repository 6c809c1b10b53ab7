"""The files that public pages are served from: what each of them holds, and what has to be made anew."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class PageSubject(models.TextChoices):
    """What a page tells of; the pages of one subject are made anew together."""

    PROJECT = "project", "项目"  # its announcements in all public versions, and its own page; the key is its pk
    # What is typeset of a project's announcements, with the same key: it costs many times what a page costs, and
    # nobody who reads waits for it.
    PRINT = "print", "PDF和分享图片"
    SITE = "site", "首页和栏目"  # what shows announcements of many projects; there is one, its key is 0
    MAP = "map", "站点地图"  # too much to be made with each announcement: it follows the clock; its key is 0


# The subjects of one project.
OF_PROJECT = (PageSubject.PROJECT, PageSubject.PRINT)


class PageOrder(models.Model):
    """要重新生成: something that the pages of a subject show has changed, or may have.

    Written in the transaction of the change, one row for each, and never updated by another change: whoever
    publishes waits for nobody, neither for another who marks the same subject nor for the one who renders it.
    Whoever renders takes all rows of the subject together.
    """

    subject = models.CharField("对象", max_length=20, choices=PageSubject)
    key = models.PositiveBigIntegerField("编号", default=0)
    marked_at = models.DateTimeField("登记时间", db_default=Now())
    # By the clock of the database, as all orders are. Empty: out of attempts, a person looks.
    due_at = models.DateTimeField("最早生成时间", null=True, db_default=Now())
    attempts = models.PositiveIntegerField("已尝试次数", default=0)
    last_error = models.TextField("最近一次未成功的原因", blank=True, default="")

    class Meta:
        verbose_name, verbose_name_plural = "公开页面", "公开页面"
        indexes = [
            models.Index(fields=["subject", "key"], name="page_order_subject"),
            models.Index(fields=["due_at"], name="page_order_due"),
        ]

    def __str__(self) -> str:
        return f"{self.get_subject_display()} {self.key}" if self.key else self.get_subject_display()


class PageFile(models.Model):
    """页面文件: what stands on the disk under an address, so that it can be proved to stand there still."""

    path = models.CharField("地址", max_length=300, unique=True)
    subject = models.CharField("对象", max_length=20, choices=PageSubject)
    key = models.PositiveBigIntegerField("编号", default=0)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.PositiveBigIntegerField("大小")
    rendered_at = models.DateTimeField("生成时间")
    # The moment at which the clock alone changes what the page says; empty for one that only an act changes.
    holds_until = models.DateTimeField("有效期至", null=True)
    # By which templates, styles, code and common values it was made; see `pages.look`.
    look = models.CharField("外观", max_length=16)

    class Meta:
        verbose_name = verbose_name_plural = "页面文件"
        indexes = [
            models.Index(fields=["subject", "key"], name="page_file_subject"),
            models.Index(fields=["holds_until"], name="page_file_clock", condition=Q(holds_until__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.path


class PageRound(models.Model):
    """巡检: one going round all pages, a batch at a time; the row of a kind is used again by the next round."""

    class Kind(models.TextChoices):
        CHECK = "check", "核对"  # proves that files and rows agree, and that nothing public is without a page
        LOOK = "look", "更新外观"  # makes every page of another look anew

    kind = models.CharField("种类", max_length=20, choices=Kind, unique=True)
    # Where it is: which part of the round, and the last thing that was looked at in it.
    stage = models.CharField("步骤", max_length=20, blank=True, default="")
    # The longest is the name of a file that somebody else put below the root.
    cursor = models.TextField("位置", blank=True, default="")
    look = models.CharField("外观", max_length=16, blank=True, default="")
    done = models.PositiveBigIntegerField("已完成", default=0)
    total = models.PositiveBigIntegerField("总数", default=0)
    faults = models.PositiveBigIntegerField("不一致", default=0)
    started_at = models.DateTimeField("开始时间", null=True)
    finished_at = models.DateTimeField("完成时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "页面巡检"

    def __str__(self) -> str:
        return self.get_kind_display()
