"""What is asked for beginning a draft and adding a file, and the reasons for returning one."""

from django import forms

from apps.announcements.models import Announcement

# What is returned most often; a click writes it into the reason, where it can be made more exact.
COMMON_REASONS = (
    "采购需求、资格要求不完整，请补充。",
    "资格要求与采购项目不相适应，请修改。",
    "时间安排不足法定期限，请顺延。",
    "联系方式有误，请核对。",
)


class BeginForm(forms.Form):
    """Which type of announcement is wanted."""

    type = forms.ChoiceField(
        choices=Announcement.Type.choices,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "请选择公告类型。"),
    )


class FileForm(forms.Form):
    """A file to go out with the announcement."""

    file = forms.FileField(
        label="文件",
        help_text="PDF、OFD、Word、Excel 或图片，每个不超过 50 MB；文件名公众会看到。",
        error_messages={"required": "请选择要上传的文件。", "empty": "文件是空的，请检查后重新选择。"},
    )
