"""Every named address, read from the URL configuration, and which of them are no pages, with the reason."""

from collections.abc import Iterator

from django.urls import get_resolver
from django.urls.resolvers import LocalePrefixPattern, RegexPattern, RoutePattern, URLPattern, URLResolver

# What is read by programs, or is a file.
ANSWERS = {
    "alive", "ready", "interconnection:hints", "announcements:robots", "announcements:attachment",
    "announcements:pdf", "announcements:share", "announcements:share-home", "announcements:feed",
    "announcements:column-feed", "announcements:search-feed", "announcements:sitemap-index",
    "announcements:sitemap-columns", "announcements:sitemap", "announcements:project-sitemap",
    "acceptance:category-search", "acceptance:paper-download", "admin:acceptance_project_paper",
    "tender_planning:build-state", "tender_planning:build-pdf", "tender_planning:build-docx",
    "tender_planning:document-file", "tender_planning:scoring-export", "admin:autocomplete", "admin:jsi18n",
    "drafts:file", "admin:announcements_announcementdraft_file", "admin:announcements_attachment_file",
}  # fmt: skip
# What a press of a button comes to; whoever opens the address is led to the page with the button.
ACTS = {
    "accounts:sign-out", "accounts:notifications-read", "accounts:notification-open",
    "acceptance:plan-pick", "acceptance:project-submit", "acceptance:project-cancel", "acceptance:plan-adopt",
    "acceptance:paper-attach", "acceptance:paper-remove",
    "tender_planning:issue", "tender_planning:version-print", "tender_planning:fees-copy",
    "tender_planning:document-begin",
    "tender_planning:document-file-attach", "tender_planning:document-file-remove", "tender_planning:build-request",
    "tender_planning:slots-begin", "tender_planning:slots-copy", "tender_planning:scoring-import",
    "tender_planning:checks-begin", "tender_planning:checks-complete", "tender_planning:checks-copy",
    "tender_planning:schedule-rooms", "tender_planning:exception-take-back",
    "drafts:begin", "drafts:take-back", "drafts:cancel", "drafts:file-attach", "drafts:file-remove",
    "admin:notifications_read", "admin:notification_open", "admin:logout",
    "admin:announcements_announcementdraft_approve", "admin:announcements_announcementdraft_return",
    "admin:announcements_announcement_withdraw", "admin:acceptance_project_accept",
    "admin:acceptance_project_return", "admin:acceptance_project_plan_change",
    "admin:announcements_attachment_fetch-again", "admin:announcements_changetimes_approve",
    "admin:announcements_changetimes_return", "admin:core_outboxmessage_resend",
    "admin:interconnection_inboundrecord_try-again", "admin:interconnection_feedcursor_pull",
    "admin:announcements_subscription_send-again", "admin:announcements_bulkmaking_renew",
}  # fmt: skip
# What only leads to a page that is visited.
DOORS = {
    "accounts:agency-home",
    "tender_planning:fees",
    "admin:view_on_site",
    "admin:None",
    "admin:password_change_done",
}
NO_PAGES = ANSWERS | ACTS | DOORS
# Django registers these for every model of the center's site: nobody may delete anything there, and the history of
# a record is one template for all, of which one is enough.
LIKE_ANOTHER = ("_delete", "_history")
ONE_OF_MANY = {"admin:acceptance_project_history"}
# Of the open data people read the first page, programs all the rest.
OPEN_DATA = "open_data:"
OPEN_DATA_PAGE = "open_data:index"


def arguments() -> dict[str, frozenset[str]]:
    """Return for the name of every address, with its namespace, what its parts are called."""
    return dict(_addresses(get_resolver(), "", frozenset()))


def pages_of(*namespaces: str) -> set[str]:
    """Return the names of the addresses of these namespaces that are pages to be read."""
    return {name for name in arguments() if namespace_of(name) in namespaces and _is_page(name)}


def namespace_of(name: str) -> str:
    """Return the namespace of a name; empty when it has none."""
    return name.rpartition(":")[0]


def _is_page(name: str) -> bool:
    if name in ONE_OF_MANY or name == OPEN_DATA_PAGE:
        return True
    return name not in NO_PAGES and not name.endswith(LIKE_ANOTHER) and not name.startswith(OPEN_DATA)


def _addresses(resolver: URLResolver, namespace: str, parts: frozenset[str]) -> Iterator[tuple[str, frozenset[str]]]:
    for pattern in resolver.url_patterns:
        own = parts | _parts(pattern.pattern)
        if isinstance(pattern, URLPattern):
            yield f"{namespace}{pattern.name}", own
        else:
            inner = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from _addresses(pattern, f"{namespace}{inner}", own)


def _parts(pattern: RoutePattern | RegexPattern | LocalePrefixPattern) -> set[str]:
    named = pattern.regex.groupindex if isinstance(pattern, RegexPattern) else pattern.converters
    return set(named)
