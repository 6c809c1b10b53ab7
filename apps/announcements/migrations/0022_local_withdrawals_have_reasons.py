"""What the public could read here is not taken back without a reason."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("announcements", "0021_known_withdrawal_reasons")]

    operations = [
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.CheckConstraint(
                condition=~Q(origin="local", published_at__isnull=False, withdrawn_at__isnull=False)
                | ~Q(withdrawal_reason=""),
                name="local_withdrawal_has_reason",
                violation_error_message="撤回本平台的公告必须写明原因。",
            ),
        ),
    ]
