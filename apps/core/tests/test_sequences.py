from concurrent.futures import ThreadPoolExecutor
from itertools import chain
from threading import Barrier

import pytest
from django.db import connection, transaction

from apps.core.sequences import next_number


@pytest.mark.django_db
def test_each_name_counts_from_one() -> None:
    assert [next_number("a"), next_number("a"), next_number("b")] == [1, 2, 1]


@pytest.mark.django_db
def test_an_act_that_fails_gives_its_number_back() -> None:
    with transaction.atomic():
        next_number("a")
        transaction.set_rollback(True)

    assert next_number("a") == 1


@pytest.mark.django_db(transaction=True)
def test_a_number_outside_of_a_transaction_is_refused() -> None:
    with pytest.raises(transaction.TransactionManagementError):
        next_number("a")


@pytest.mark.django_db(transaction=True)
def test_many_at_once_get_all_numbers_and_none_twice() -> None:
    barrier = Barrier(4)

    def take() -> list[int]:
        try:
            barrier.wait(timeout=10)
            taken = []
            for _ in range(5):
                with transaction.atomic():
                    taken.append(next_number("a"))
            return taken
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        taken = [future.result() for future in [pool.submit(take) for _ in range(4)]]

    assert sorted(chain.from_iterable(taken)) == list(range(1, 21))
