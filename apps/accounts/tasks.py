"""Upkeep that the workers do."""

from axes.handlers.proxy import AxesProxyHandler
from celery import shared_task
from django.core.management import call_command

# Who signed in stands in the audit trail for good; these rows hold no more than the browser besides.
SIGN_IN_LOG_DAYS = 30


@shared_task
def forget_ended_sessions() -> None:
    """Drop sessions that have run out, and the doors' own log of old sign-ins; twice, the second finds nothing."""
    call_command("clearsessions")
    AxesProxyHandler.reset_logs(age_days=SIGN_IN_LOG_DAYS)
