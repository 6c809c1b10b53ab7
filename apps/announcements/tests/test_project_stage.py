from apps.acceptance.models import Project
from apps.acceptance.stages import Step
from apps.announcements.project_stage import result_announcement, tender_announcement
from apps.announcements.tests.conftest import Receive
from apps.conftest import NOW


def test_before_the_announcement_the_stage_says_what_it_waits_for(accepted: Project) -> None:
    assert tender_announcement(accepted) == Step("采购公告", note="待省系统发布")


def test_a_public_announcement_is_a_stage_done(accepted: Project, receive: Receive) -> None:
    announcement = receive("ann-1", 1)

    assert tender_announcement(accepted) == Step("采购公告", "done", announcement.published_at, "已发布")


def test_a_withdrawn_announcement_blocks_the_stage(accepted: Project, receive: Receive) -> None:
    receive("ann-1", 1)
    receive("ann-1", 2, is_withdrawn=True)

    assert tender_announcement(accepted) == Step("采购公告", "blocked", NOW, "已撤回")


def test_a_result_is_a_stage_of_its_own(accepted: Project, receive: Receive) -> None:
    receive("T")
    before = result_announcement(accepted)

    receive("R", type="result")

    assert before == Step("结果公告")
    assert result_announcement(accepted) == Step("结果公告", "done", NOW, "已发布")


def test_a_termination_ends_the_project_in_the_place_of_a_result(accepted: Project, receive: Receive) -> None:
    receive("T")
    receive("X", type="termination")
    done = result_announcement(accepted)

    receive("X", 2, type="termination", is_withdrawn=True)

    assert done == Step("终止公告", "done", NOW, "已发布")
    assert result_announcement(accepted) == Step("终止公告", "blocked", NOW, "已撤回")
