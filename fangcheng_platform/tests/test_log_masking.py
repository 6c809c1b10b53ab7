"""What no line of the log may say."""

import pytest

from fangcheng_platform.log_masking import mask_secret_addresses


@pytest.mark.parametrize("act", ["confirm", "unsubscribe", "manage"])
@pytest.mark.parametrize("field", ["request", "event", "exception"])
def test_an_address_that_is_a_secret_is_written_without_it(act: str, field: str) -> None:
    line = {field: f"POST /subscriptions/{act}/7/s3cr3t-Token_9/ from nowhere", "code": 403}

    masked = mask_secret_addresses(None, "info", line)

    assert masked == {field: f"POST /subscriptions/{act}/7/…/ from nowhere", "code": 403}


def test_other_addresses_stay_as_they_are() -> None:
    line = {"request": "GET /subscriptions/new/?q=采购", "event": "request_finished"}

    assert mask_secret_addresses(None, "info", line) == line
