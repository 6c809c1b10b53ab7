"""Results of projects without a plan: announced here, and everything that follows is as with those of the province."""

from datetime import datetime

import pytest

from apps.acceptance.models import Project
from apps.announcements.tests.drafts.conftest import (  # noqa: F401  fixtures
    Publish,
    after_deadline,
    award,
    decide,
    main_item,
    make_project,
    project,
    publish,
    submit,
    tender,
    write,
)
from apps.results.models import LotResult

pytestmark = pytest.mark.django_db


def states_of(project: Project) -> dict[str, str]:  # noqa: F811  a fixture elsewhere
    return {result.lot.lot_no: result.status for result in LotResult.objects.filter(lot__project=project)}


def test_a_result_and_a_termination_move_their_lots(
    project: Project,  # noqa: F811
    publish: Publish,  # noqa: F811
    after_deadline: datetime,  # noqa: F811
) -> None:
    publish("result", at=after_deadline, awards=[award()], main_items=[main_item()])
    publish("termination", at=after_deadline)

    assert states_of(project) == {"1": "awarded", "2": "failed"}


def test_a_correction_changes_the_award_that_holds(
    project: Project,  # noqa: F811
    publish: Publish,  # noqa: F811
    after_deadline: datetime,  # noqa: F811
) -> None:
    publish("result", at=after_deadline)
    correction = publish("result_correction", at=after_deadline)

    result = LotResult.objects.get(lot__project=project, lot__lot_no="1")
    assert result.awarded_by == correction.versions.get()
    assert result.first_published_at == after_deadline
