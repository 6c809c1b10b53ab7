"""The exchange with the province at the center's site: watched by business, mended by reviewers."""

from apps.accounts.center_site import desk
from apps.interconnection.admin import discrepancies, feeds, messages, records
from apps.interconnection.desks import (
    open_discrepancies,
    parked_records,
    province_connection,
    undelivered_messages,
)

__all__ = ["discrepancies", "feeds", "messages", "records"]

for card in (undelivered_messages, parked_records, province_connection, open_discrepancies):
    desk(card)
