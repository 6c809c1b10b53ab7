"""The paths of the exchange, below /exchange/v1/."""

from django.urls import path, register_converter

from apps.province.choices import Feed, PushKind
from apps.province.exchange import views


class FeedConverter:
    """The name of a feed."""

    regex = "|".join(Feed.values)

    def to_python(self, value: str) -> Feed:
        """Return the feed of that name."""
        return Feed(value)

    def to_url(self, value: Feed) -> str:
        """Return the name of a feed."""
        return value.value


register_converter(FeedConverter, "feed")

# Identifiers are opaque: they may hold a slash, which arrives decoded. Hence `path` everywhere.
urlpatterns = [
    path("feeds/<feed:feed>", views.feed_page),
    path("digests/<feed:feed>", views.digest_page),
    path("records/<feed:feed>/<path:key>", views.record),
    path("attachments/<path:attachment_id>", views.attachment),
    path("lots/<path:project_no>", views.lots),
    path("schedules/<path:project_no>", views.push, {"kind": PushKind.SCHEDULES}),
    path("opening-records/<path:project_no>", views.push, {"kind": PushKind.OPENING_RECORDS}),
    path("evaluations/<path:project_no>", views.push, {"kind": PushKind.EVALUATIONS}),
    path("<path:rest>", views.not_found),
]
