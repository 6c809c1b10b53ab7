"""Celery: rings the doorbell. What has to be done stands in PostgreSQL, never only here."""

import os
from typing import Any

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangcheng_platform.settings")

from django.conf import settings


def _every(seconds: float, task: str) -> dict[str, Any]:
    """Return what rings for a task again and again; a ring that nobody has heard by the next one is not kept."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


app = Celery("fangcheng_platform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    # What rings at an hour rings at that hour in China.
    timezone=settings.TIME_ZONE,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    # Far below the visibility timeout: a task that outlived it would run twice at once.
    task_time_limit=300,
    task_soft_time_limit=240,
    broker_connection_retry_on_startup=True,
    # A request must not hang on a broker that is away: the sweep finds the work anyway.
    task_publish_retry=False,
    broker_transport_options={
        "visibility_timeout": 900,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_connect_timeout": 2,
        "socket_keepalive": True,
        # A broker that is up but stuck must not hang a request.
        "socket_timeout": 30,
    },
    worker_hijack_root_logger=False,
    beat_schedule={
        # Each feed knows when it is due; a short tick lets a failed one be tried again soon.
        "pull every feed": _every(
            settings.ENVIRONMENT.exchange_sweep_seconds, "apps.interconnection.tasks.pull_every_feed"
        ),
        "sweep the inbox": _every(
            settings.ENVIRONMENT.exchange_sweep_seconds, "apps.interconnection.tasks.handle_inbox"
        ),
        "sweep the outbox": _every(
            settings.ENVIRONMENT.exchange_sweep_seconds, "apps.interconnection.tasks.deliver_outbox"
        ),
        "sweep the attachments": _every(
            settings.ENVIRONMENT.exchange_sweep_seconds, "apps.interconnection.tasks.fetch_attachments"
        ),
        "reconcile": _every(
            settings.ENVIRONMENT.exchange_reconcile_seconds, "apps.interconnection.tasks.reconcile_feeds"
        ),
        "sweep the builds": _every(60, "apps.tender_planning.tasks.sweep_builds"),
        # A mark rings by itself; this finds what a lost ring and a killed worker have left.
        "render the marked pages": _every(10, "apps.announcements.tasks.render_pages"),
        "order the pages that the clock has overtaken": _every(5, "apps.announcements.tasks.order_outdated_pages"),
        "check the pages": _every(60, "apps.announcements.tasks.check_pages"),
        "renew the look of the pages": _every(60, "apps.announcements.tasks.renew_look_of_pages"),
        # What is published is in the mail within one round of both.
        "match the subscriptions": _every(30, "apps.announcements.subscriptions.tasks.match_subscriptions"),
        "deliver the subscription mails": _every(
            30, "apps.announcements.subscriptions.tasks.deliver_subscription_mails"
        ),
        "forget subscriptions that are over": _every(
            3600, "apps.announcements.subscriptions.tasks.forget_subscriptions"
        ),
        "forget old nonces": _every(3600, "apps.interconnection.tasks.forget_nonces"),
        # By night; what has not changed is not made again.
        "make the open data files": {
            "task": "apps.announcements.open_data.tasks.make_bulk_files",
            "schedule": crontab(hour="2", minute="30"),
            "options": {"expires": 3600},
        },
        # A making rings for its next part by itself; this finds one whose ring was lost.
        "go on making the open data files": _every(60, "apps.announcements.open_data.tasks.go_on_making_bulk_files"),
        "forget ended sessions": {
            "task": "apps.accounts.tasks.forget_ended_sessions",
            "schedule": 86400,
            "options": {"expires": 3600},
        },
    },
)
app.autodiscover_tasks()
app.autodiscover_tasks(["apps.announcements.open_data", "apps.announcements.subscriptions"])
