"""交易协同 → 推送记录: what came from the trading center, and the hints sent to it."""

import json

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from apps.province.models import HintAttempt, PushAttempt, PushTaking
from apps.province.pages.paging import page_of

LATEST = 20


@login_required
@require_GET
def push_list(request: HttpRequest) -> HttpResponse:
    """List what was taken, and the latest requests and hints."""
    context = {
        "page": page_of(request, PushTaking.objects.defer("body")),
        "attempts": PushAttempt.objects.all()[:LATEST],
        "hints": HintAttempt.objects.all()[:LATEST],
    }
    return render(request, "province/pushes/list.html", context)


@login_required
@require_GET
def push_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one push as it was taken."""
    taking = get_object_or_404(PushTaking, pk=pk)
    context = {
        "taking": taking,
        "document": json.dumps(taking.body, ensure_ascii=False, indent=2),
        "attempts": PushAttempt.objects.filter(idempotency_key=taking.idempotency_key),
    }
    return render(request, "province/pushes/detail.html", context)
