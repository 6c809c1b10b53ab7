"""Probes for whoever watches the processes."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer as long as the process serves requests."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def ready(request: HttpRequest) -> JsonResponse:
    """Answer 200 when the database works, 503 otherwise; a broker that is away is told, not fatal.

    The probe computes something in the database rather than opening a connection: a server
    whose libraries were replaced under it still accepts connections.
    """
    database, broker = _database_works(), _broker_works()
    state = {"database": "ok" if database else "failed", "broker": "ok" if broker else "failed"}
    return JsonResponse(state, status=200 if database else 503)


def _database_works() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM django_migrations")
    except DatabaseError:
        return False
    return True


def _broker_works() -> bool:
    client = redis.Redis.from_url(settings.REDIS_URL, socket_connect_timeout=1, socket_timeout=1)
    try:
        with client:
            return bool(client.ping())
    except redis.RedisError:
        return False
