"""Two walls against HTML from outside, each proved alone in Chromium: the allow-list, and the browser's own policy."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from apps.announcements.models import Attachment, AttachmentReference
from apps.announcements.sanitising import sanitise
from apps.announcements.services.versions import AttachmentFacts
from apps.announcements.tests.attacks import ALL_ATTACKS
from apps.announcements.tests.browser.arena import Answer, Arena, Outcome, arena
from apps.announcements.tests.conftest import Receive
from apps.announcements.tests.running_attacks import RUNNING_ATTACKS
from apps.tests.browser import what_is_missing

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
    pytest.mark.skipif(bool(what_is_missing()), reason=what_is_missing() or "the browser is there"),
]

POLICY = "Content-Security-Policy"
POLICY_ELEMENT = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
BODY = "在此处放入正文"
# No policy keeps a page where it is: that alone is the allow-list's. Nothing runs, and nothing is told.
LEADS_AWAY = "<meta http-equiv=refresh content='0;url=https://e.example'>"


@dataclass(frozen=True)
class Notice:
    """The page of an announcement, to be filled with another text."""

    markup: str
    headers: Mapping[str, str]

    def showing(self, text: str, *, header: bool, element: bool) -> Answer:
        """Return the page with that text, as raw as it is, under the policy of the header or of the element."""
        page = self.markup if element else POLICY_ELEMENT.sub("", self.markup)
        kept = {name: value for name, value in self.headers.items() if header or name != POLICY}
        return Answer(page.replace(BODY, text).encode("utf-8", "surrogatepass"), kept)


@pytest.fixture
def notice(client: Client, receive: Receive) -> Notice:
    response = client.get(f"/announcements/{receive(body_html=f'<p>{BODY}</p>').pk}/")
    # The text of the announcement stands in one place of its page, and as it is stored.
    before, after = response.content.decode().split(f"<p>{BODY}</p>")
    headers = {name: response[name] for name in ("Content-Type", "X-Content-Type-Options", POLICY)}
    return Notice(f"{before}{BODY}{after}", headers)


@pytest.fixture
def stage() -> Iterator[Arena]:
    with arena() as opened:
        yield opened


def achieved(outcomes: Sequence[Outcome]) -> dict[str, list[str]]:
    return {outcome.attack: outcome.feats for outcome in outcomes if outcome.feats}


def test_the_allow_list_holds_alone(notice: Notice, stage: Arena) -> None:
    # What was made safe ends where it began, so many can stand on one page.
    heaps = ["".join(map(sanitise, ALL_ATTACKS[first::20])) for first in range(20)]
    texts = ["<p>平常的正文</p>", *heaps]

    calm, *outcomes = stage.watch(texts, [notice.showing(text, header=False, element=False) for text in texts])

    assert achieved(outcomes) == {}
    # Beside the text the page is what it is with any other text.
    assert {outcome.outside for outcome in outcomes} == {calm.outside}


@pytest.mark.parametrize("where", ["header", "element"])
def test_the_policy_holds_alone(notice: Notice, stage: Arena, where: str) -> None:
    # What does nothing without a policy proves nothing of it.
    attacks = [*RUNNING_ATTACKS, LEADS_AWAY]
    answers = [notice.showing(attack, header=where == "header", element=where == "element") for attack in attacks]

    feats = achieved(stage.watch(attacks, answers))

    assert feats == {LEADS_AWAY: ["asked https://e.example/ for a document", "led to chrome-error://chromewebdata/"]}


def test_without_either_wall_two_hundred_of_them_do_what_they_want(notice: Notice, stage: Arena) -> None:
    answers = [notice.showing(attack, header=False, element=False) for attack in RUNNING_ATTACKS]

    feats = achieved(stage.watch(RUNNING_ATTACKS, answers))

    assert len(feats) >= 210
    assert len([attack for attack, done in feats.items() if "ran" in done]) >= 180


@pytest.fixture
def script_attachment(client: Client, receive: Receive) -> tuple[str, Answer]:
    """The address of an attachment that is a script, and what the platform answers there."""
    receive("A", attachments=[AttachmentFacts("att-9", "x.js", 8, "text/javascript", "0" * 64)])
    Attachment.objects.update(status="stored", file=_stored(ContentFile(b"alert(1)", name="x.js")))
    response: Any = client.get(f"/attachments/{AttachmentReference.objects.get().pk}/")
    body = b"".join(response.streaming_content)
    return response.request["PATH_INFO"], Answer(body, {**response.headers})


def _stored(content: ContentFile[bytes]) -> str:
    name: str = Attachment._meta.get_field("file").storage.save(str(content.name), content)
    return name


def test_an_attachment_is_no_way_around_the_policy(
    notice: Notice, script_attachment: tuple[str, Answer], stage: Arena
) -> None:
    address, answer = script_attachment
    attacks = [
        f"<script src={address}></script>",
        f"<script type=module src={address}></script>",
        f"<iframe src={address}></iframe>",
        f"<embed src={address}>",
    ]
    pages = [notice.showing(attack, header=True, element=True) for attack in attacks]
    run_as_script = Answer(answer.body, {"Content-Type": "text/javascript"})

    outcomes = stage.watch(attacks, pages, {address: answer})
    control = stage.watch(attacks[:1], pages[:1], {address: run_as_script})

    assert answer.body == b"alert(1)"
    assert achieved(outcomes) == {}
    assert achieved(control) == {attacks[0]: ["ran"]}
