import django.db.models.deletion
from django.db import migrations, models

import apps.core.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("acceptance", "0004_version_occasion"),
        ("announcements", "0005_publications"),
    ]

    operations = [
        migrations.CreateModel(
            name="AgencyFee",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("standard", models.CharField(max_length=2000, verbose_name="收费标准")),
                (
                    "amount",
                    apps.core.fields.NormDecimalField(decimal_places=6, max_digits=20, verbose_name="收费金额（元）"),
                ),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agency_fee",
                        to="announcements.announcementversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "代理服务收费",
                "verbose_name_plural": "代理服务收费",
            },
        ),
        migrations.CreateModel(
            name="Award",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(verbose_name="序号")),
                ("supplier_name", models.CharField(max_length=200, verbose_name="供应商")),
                ("credit_code", models.CharField(db_index=True, max_length=64, verbose_name="统一社会信用代码")),
                ("contact", models.CharField(blank=True, max_length=100, verbose_name="联系人")),
                ("phone", models.CharField(blank=True, max_length=50, verbose_name="联系电话")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="地址")),
                (
                    "price_form",
                    models.CharField(
                        choices=[("1", "金额"), ("2", "费率、比率、优惠率等"), ("9", "其他")],
                        max_length=1,
                        verbose_name="价款形式",
                    ),
                ),
                (
                    "amount",
                    apps.core.fields.NormDecimalField(
                        decimal_places=6, max_digits=20, null=True, verbose_name="金额（元）"
                    ),
                ),
                ("rate", models.CharField(blank=True, max_length=2000, verbose_name="费率或其他价格")),
                (
                    "score",
                    apps.core.fields.NormDecimalField(
                        decimal_places=6, max_digits=20, null=True, verbose_name="评审得分"
                    ),
                ),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="acceptance.lot",
                        verbose_name="标段",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="awards",
                        to="announcements.announcementversion",
                        verbose_name="公告版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "中标（成交）信息",
                "verbose_name_plural": "中标（成交）信息",
                "ordering": ["version", "position"],
            },
        ),
        migrations.CreateModel(
            name="AwardItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(verbose_name="序号")),
                ("name", models.CharField(max_length=200, verbose_name="名称")),
                ("brand", models.CharField(blank=True, max_length=200, verbose_name="品牌")),
                ("model", models.CharField(blank=True, max_length=200, verbose_name="规格型号")),
                ("quantity", models.CharField(blank=True, max_length=2000, verbose_name="数量")),
                (
                    "unit_price",
                    apps.core.fields.NormDecimalField(
                        decimal_places=6, max_digits=20, null=True, verbose_name="单价（元）"
                    ),
                ),
                (
                    "award",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="results.award"
                    ),
                ),
            ],
            options={
                "verbose_name": "主要标的",
                "verbose_name_plural": "主要标的",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="CommitteeName",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField(verbose_name="序号")),
                ("name", models.CharField(max_length=200, verbose_name="姓名")),
                (
                    "role",
                    models.CharField(
                        choices=[("expert", "评审专家"), ("purchaser_representative", "采购人代表")],
                        max_length=30,
                        verbose_name="身份",
                    ),
                ),
                ("is_chair", models.BooleanField(verbose_name="组长")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="committee_names",
                        to="announcements.announcementversion",
                    ),
                ),
            ],
            options={
                "verbose_name": "评审专家名单",
                "verbose_name_plural": "评审专家名单",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="LotContract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("contract_no", models.CharField(max_length=64, verbose_name="合同编号")),
                ("name", models.CharField(max_length=600, verbose_name="合同名称")),
                ("supplier_name", models.CharField(max_length=200, verbose_name="供应商")),
                ("credit_code", models.CharField(max_length=64, verbose_name="统一社会信用代码")),
                (
                    "amount",
                    apps.core.fields.NormDecimalField(decimal_places=6, max_digits=20, verbose_name="合同金额（元）"),
                ),
                ("signed_on", models.DateField(verbose_name="签订日期")),
                ("term", models.CharField(max_length=2000, verbose_name="履约期限")),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="acceptance.lot",
                        verbose_name="标段",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="announcements.announcementversion",
                        verbose_name="公告版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "合同信息",
                "verbose_name_plural": "合同信息",
            },
        ),
        migrations.CreateModel(
            name="LotFailure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(verbose_name="终止原因")),
                (
                    "lot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="failures",
                        to="acceptance.lot",
                        verbose_name="标段",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="failures",
                        to="announcements.announcementversion",
                        verbose_name="公告版本",
                    ),
                ),
            ],
            options={
                "verbose_name": "终止信息",
                "verbose_name_plural": "终止信息",
            },
        ),
        migrations.CreateModel(
            name="LotResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[("pending", "未定标"), ("awarded", "已中标（成交）"), ("failed", "已终止")],
                        default="pending",
                        max_length=20,
                        verbose_name="状态",
                    ),
                ),
                ("first_published_at", models.DateTimeField(null=True, verbose_name="省系统首次发布时间")),
                ("changed_at", models.DateTimeField(verbose_name="最近变化时间")),
                (
                    "awarded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="announcements.announcementversion",
                        verbose_name="现行结果",
                    ),
                ),
                (
                    "contracted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="announcements.announcementversion",
                        verbose_name="合同公告",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="announcements.announcementversion",
                        verbose_name="定标公告",
                    ),
                ),
                (
                    "failed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="announcements.announcementversion",
                        verbose_name="终止公告",
                    ),
                ),
                (
                    "items_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="announcements.announcementversion",
                        verbose_name="主要标的出处",
                    ),
                ),
                (
                    "lot",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="result",
                        to="acceptance.lot",
                        verbose_name="标段",
                    ),
                ),
            ],
            options={
                "verbose_name": "标段结果",
                "verbose_name_plural": "标段结果",
            },
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.UniqueConstraint(fields=("version", "position"), name="award_position_once"),
        ),
        migrations.AddConstraint(
            model_name="award",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount__isnull", False), ("price_form", "1")),
                    models.Q(("amount__isnull", True), ("price_form", "2"), models.Q(("rate", ""), _negated=True)),
                    models.Q(("amount__isnull", True), ("price_form", "9"), ("rate", "")),
                    _connector="OR",
                ),
                name="award_price_fits_its_form",
                violation_error_message="价款形式与金额、费率不一致。",
            ),
        ),
        migrations.AddConstraint(
            model_name="awarditem",
            constraint=models.UniqueConstraint(fields=("award", "position"), name="award_item_position_once"),
        ),
        migrations.AddConstraint(
            model_name="committeename",
            constraint=models.UniqueConstraint(fields=("version", "position"), name="committee_name_position_once"),
        ),
        migrations.AddConstraint(
            model_name="lotcontract",
            constraint=models.UniqueConstraint(fields=("version", "lot"), name="lot_contract_once_in_a_version"),
        ),
        migrations.AddConstraint(
            model_name="lotfailure",
            constraint=models.UniqueConstraint(fields=("version", "lot"), name="lot_fails_once_in_a_version"),
        ),
        migrations.AddIndex(
            model_name="lotresult",
            index=models.Index(
                condition=models.Q(("contracted_by__isnull", True), ("status", "awarded")),
                fields=["first_published_at"],
                name="lot_result_no_contract",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("awarded_by__isnull", False), ("status", "awarded")),
                    models.Q(models.Q(("status", "awarded"), _negated=True), ("awarded_by__isnull", True)),
                    _connector="OR",
                ),
                name="awarded_says_by_what",
                violation_error_message="已中标的标段必须有结果公告，其他标段不得有。",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("failed_by__isnull", False), ("status", "failed")),
                    models.Q(models.Q(("status", "failed"), _negated=True), ("failed_by__isnull", True)),
                    _connector="OR",
                ),
                name="failed_says_by_what",
                violation_error_message="已终止的标段必须有终止公告，其他标段不得有。",
            ),
        ),
        migrations.AddConstraint(
            model_name="lotresult",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_by__isnull", True), ("first_published_at__isnull", True), ("status", "pending")
                    ),
                    models.Q(
                        models.Q(("status", "pending"), _negated=True),
                        ("decided_by__isnull", False),
                        ("first_published_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="decided_has_publication",
                violation_error_message="已定标的标段必须有省系统首次发布时间。",
            ),
        ),
    ]
