"""Readers are told by e-mail of what a search finds."""

import django.db.models.deletion
from django.db import migrations, models

import apps.announcements.models.events


class Migration(migrations.Migration):
    dependencies = [("announcements", "0013_local_drafts")]

    operations = [
        migrations.CreateModel(
            name="SubscriptionCursor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("epoch", models.CharField(blank=True, max_length=20)),
                ("transaction", apps.announcements.models.events.TransactionIdField(default=0)),
                ("event", models.BigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "订阅进度",
                "verbose_name_plural": "订阅进度",
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("address", models.CharField(max_length=254, verbose_name="邮箱")),
                ("filters", models.JSONField(verbose_name="订阅条件")),
                ("filters_sm3", models.CharField(max_length=64, verbose_name="条件SM3")),
                (
                    "frequency",
                    models.CharField(
                        choices=[("immediate", "即时"), ("daily", "每日")], max_length=20, verbose_name="频率"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("pending", "待确认"), ("confirmed", "已确认"), ("ended", "已退订")],
                        default="pending",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                ("expires_at", models.DateTimeField(verbose_name="确认期限")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="确认时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="退订时间")),
                ("refusals", models.PositiveIntegerField(default=0, verbose_name="连续被拒次数")),
            ],
            options={
                "verbose_name": "邮件订阅",
                "verbose_name_plural": "邮件订阅",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "confirmed")),
                        fields=["filters_sm3"],
                        name="subscription_filters",
                    ),
                    models.Index(fields=["address"], name="subscription_address"),
                    models.Index(
                        condition=models.Q(("status", "pending")), fields=["expires_at"], name="subscription_expiry"
                    ),
                    models.Index(
                        condition=models.Q(("status", "ended")), fields=["ended_at"], name="subscription_end"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "confirmed")),
                        fields=("address", "filters_sm3"),
                        name="subscribed_once",
                        violation_error_message="该邮箱已有相同条件的订阅。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "confirmed"), _negated=True),
                            ("confirmed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="confirmed_subscription_has_time",
                        violation_error_message="已确认的订阅必须有确认时间。",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "ended"), _negated=True), ("ended_at__isnull", False), _connector="OR"
                        ),
                        name="ended_subscription_has_time",
                        violation_error_message="已退订的订阅必须有退订时间。",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SubscriptionMail",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("confirmation", "确认邮件"), ("management", "管理链接"), ("notice", "公告通知")],
                        max_length=20,
                        verbose_name="邮件",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "待发送"),
                            ("sent", "已发送"),
                            ("parked", "未送达"),
                            ("dropped", "不再发送"),
                        ],
                        default="waiting",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="登记时间")),
                ("due_at", models.DateTimeField(verbose_name="下次发送时间")),
                ("attempts", models.PositiveIntegerField(default=0, verbose_name="已尝试次数")),
                ("lease_token", models.UUIDField(null=True, verbose_name="占用凭据")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                ("last_error", models.TextField(blank=True, verbose_name="最近一次未成功的原因")),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="mails",
                        to="announcements.subscription",
                    ),
                ),
            ],
            options={
                "verbose_name": "订阅邮件",
                "verbose_name_plural": "订阅邮件",
            },
        ),
        migrations.CreateModel(
            name="SubscriptionMatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="announcements.publicevent"
                    ),
                ),
                (
                    "mail",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="matches",
                        to="announcements.subscriptionmail",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="matches",
                        to="announcements.subscription",
                    ),
                ),
            ],
            options={
                "verbose_name": "订阅命中",
                "verbose_name_plural": "订阅命中",
            },
        ),
        migrations.CreateModel(
            name="SubscriptionRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fingerprint", models.CharField(max_length=64, verbose_name="指纹")),
                ("asked_at", models.DateTimeField(verbose_name="时间")),
            ],
            options={
                "verbose_name": "订阅申请计数",
                "verbose_name_plural": "订阅申请计数",
                "indexes": [
                    models.Index(fields=["fingerprint", "asked_at"], name="subscription_request_count"),
                    models.Index(fields=["asked_at"], name="subscription_request_age"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SubscriptionToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "purpose",
                    models.CharField(
                        choices=[("confirm", "确认订阅"), ("unsubscribe", "退订"), ("manage", "管理订阅")],
                        max_length=20,
                        verbose_name="用途",
                    ),
                ),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA256")),
                ("expires_at", models.DateTimeField(verbose_name="有效期至")),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tokens",
                        to="announcements.subscription",
                    ),
                ),
            ],
            options={
                "verbose_name": "邮件链接",
                "verbose_name_plural": "邮件链接",
            },
        ),
        migrations.AddIndex(
            model_name="subscriptionmail",
            index=models.Index(
                condition=models.Q(("status", "waiting")), fields=["due_at", "id"], name="subscription_mail_due"
            ),
        ),
        migrations.AddIndex(
            model_name="subscriptionmail",
            index=models.Index(fields=["settled_at"], name="subscription_mail_settled"),
        ),
        migrations.AddConstraint(
            model_name="subscriptionmail",
            constraint=models.CheckConstraint(
                condition=models.Q(("status", "waiting"), ("settled_at__isnull", False), _connector="OR"),
                name="settled_mail_has_time",
                violation_error_message="已办结的邮件必须有办结时间。",
            ),
        ),
        migrations.AddConstraint(
            model_name="subscriptionmatch",
            constraint=models.UniqueConstraint(fields=("subscription", "event"), name="told_once"),
        ),
        migrations.AddIndex(
            model_name="subscriptiontoken",
            index=models.Index(fields=["expires_at"], name="subscription_token_expiry"),
        ),
    ]
