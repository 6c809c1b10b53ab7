"""Opaque cursors."""

import pytest

from apps.province.exchange.cursors import CursorExpired, decode_cursor, encode_cursor


def test_a_cursor_leads_back_to_its_position() -> None:
    assert decode_cursor("feed-plans", encode_cursor("feed-plans", 123)) == 123


def test_the_empty_cursor_is_the_beginning() -> None:
    assert decode_cursor("feed-plans", "") == 0


@pytest.mark.parametrize("cursor", ["123", "!!!", "采购", "====", encode_cursor("feed-announcements", 1)])
def test_what_is_no_cursor_of_this_listing_counts_as_expired(cursor: str) -> None:
    with pytest.raises(CursorExpired):
        decode_cursor("feed-plans", cursor)
