"""What a reviewer of the center sends with a decision.

Each queue adds, as hidden fields, what names exactly what was read: a version, or a digest. The fields of a form are
the arguments of the service, by their names.
"""

from typing import Any

from apps.core.reasons import ReasonForm


class ReturnReasonForm(ReasonForm):
    """Why something goes back to the agency."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reason = self.fields["reason"]
        reason.label = "退回原因"
        reason.help_text = "代理机构会看到全文，并据此修改。"
        reason.error_messages["required"] = "请写明退回的原因，代理机构据此修改。"
        reason.widget.attrs["rows"] = 5
