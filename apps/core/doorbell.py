"""Tells a worker that there is work; losing the message costs a delay and nothing else."""

from typing import Any

from celery import current_app
from django.db import transaction


def ring(task: str, **arguments: Any) -> None:
    """Send the named task after the present transaction commits.

    A broker that is away must not fail the request: the error is logged by Django
    (`robust=True`) and the periodic sweep finds the work in the database.
    """
    transaction.on_commit(lambda: current_app.send_task(task, kwargs=arguments), robust=True)
