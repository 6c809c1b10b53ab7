"""系统 → 故障演练."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from apps.province.models import FaultRule
from apps.province.pages.forms.faults import FaultForm
from apps.province.services import faults


@login_required
@require_http_methods(["GET", "POST"])
def fault_list(request: HttpRequest) -> HttpResponse:
    """List the rules, and add one."""
    form = FaultForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        faults.set_rules([form.to_rule()], keep_others=True)
        messages.success(request, "故障规则已生效。")
        return redirect("fault-list")
    return render(request, "province/faults/list.html", {"form": form, "rules": FaultRule.objects.all()})


@login_required
@require_POST
def fault_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove one rule."""
    faults.remove_rule(pk)
    messages.success(request, "故障规则已删除。")
    return redirect("fault-list")


@login_required
@require_POST
def fault_remove_all(request: HttpRequest) -> HttpResponse:
    """Remove all rules."""
    faults.remove_all_rules()
    messages.success(request, "全部故障规则已删除，系统恢复正常。")
    return redirect("fault-list")
