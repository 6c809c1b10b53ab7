"""Celery: rings the doorbell. What has to be done stands in PostgreSQL, never only here."""

import os

from celery import Celery
from celery.schedules import crontab

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fangcheng_platform.settings")

from django.conf import settings

app = Celery("fangcheng_platform")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
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
        "pull every feed": {
            "task": "apps.interconnection.tasks.pull_every_feed",
            "schedule": settings.ENVIRONMENT.exchange_sweep_seconds,
            "options": {"expires": settings.ENVIRONMENT.exchange_sweep_seconds},
        },
        "sweep the inbox": {
            "task": "apps.interconnection.tasks.handle_inbox",
            "schedule": settings.ENVIRONMENT.exchange_sweep_seconds,
            "options": {"expires": settings.ENVIRONMENT.exchange_sweep_seconds},
        },
        "sweep the outbox": {
            "task": "apps.interconnection.tasks.deliver_outbox",
            "schedule": settings.ENVIRONMENT.exchange_sweep_seconds,
            "options": {"expires": settings.ENVIRONMENT.exchange_sweep_seconds},
        },
        "sweep the attachments": {
            "task": "apps.interconnection.tasks.fetch_attachments",
            "schedule": settings.ENVIRONMENT.exchange_sweep_seconds,
            "options": {"expires": settings.ENVIRONMENT.exchange_sweep_seconds},
        },
        "reconcile": {
            "task": "apps.interconnection.tasks.reconcile_feeds",
            "schedule": settings.ENVIRONMENT.exchange_reconcile_seconds,
            "options": {"expires": settings.ENVIRONMENT.exchange_reconcile_seconds},
        },
        "sweep the builds": {
            "task": "apps.tender_planning.tasks.sweep_builds",
            "schedule": 60,
            "options": {"expires": 60},
        },
        # A mark rings by itself; this finds what a lost ring and a killed worker have left.
        "render the marked pages": {
            "task": "apps.announcements.tasks.render_pages",
            "schedule": 10,
            "options": {"expires": 10},
        },
        "order the pages that the clock has overtaken": {
            "task": "apps.announcements.tasks.order_outdated_pages",
            "schedule": 5,
            "options": {"expires": 5},
        },
        "check the pages": {
            "task": "apps.announcements.tasks.check_pages",
            "schedule": 60,
            "options": {"expires": 60},
        },
        "renew the look of the pages": {
            "task": "apps.announcements.tasks.renew_look_of_pages",
            "schedule": 60,
            "options": {"expires": 60},
        },
        # What is published is in the mail within one round of both.
        "match the subscriptions": {
            "task": "apps.announcements.subscriptions.tasks.match_subscriptions",
            "schedule": 30,
            "options": {"expires": 30},
        },
        "deliver the subscription mails": {
            "task": "apps.announcements.subscriptions.tasks.deliver_subscription_mails",
            "schedule": 30,
            "options": {"expires": 30},
        },
        "forget subscriptions that are over": {
            "task": "apps.announcements.subscriptions.tasks.forget_subscriptions",
            "schedule": 3600,
            "options": {"expires": 3600},
        },
        "forget old nonces": {
            "task": "apps.interconnection.tasks.forget_nonces",
            "schedule": 3600,
            "options": {"expires": 3600},
        },
        # By night; what has not changed is not made again.
        "make the open data files": {
            "task": "apps.announcements.open_data.tasks.make_bulk_files",
            "schedule": crontab(hour="2", minute="30"),
            "options": {"expires": 3600},
        },
        "forget ended sessions": {
            "task": "apps.accounts.tasks.forget_ended_sessions",
            "schedule": 86400,
            "options": {"expires": 3600},
        },
    },
)
app.autodiscover_tasks()
app.autodiscover_tasks(["apps.announcements.open_data", "apps.announcements.subscriptions"])
