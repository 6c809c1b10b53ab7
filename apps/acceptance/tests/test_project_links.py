from unittest.mock import Mock

import pytest

from apps.acceptance import project_links
from apps.acceptance.models import Project
from apps.acceptance.project_links import ProjectLink, links_of, project_link

pytestmark = pytest.mark.django_db


def test_links_stand_in_the_order_of_registration_and_those_that_are_not_there_yet_are_left_out(
    draft: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(project_links, "_makers", [])
    first, second = ProjectLink("招标准备", "/a"), ProjectLink("开标", "/b")
    for answer in (first, None, second):
        project_link(Mock(return_value=answer))

    assert links_of(draft) == [first, second]
