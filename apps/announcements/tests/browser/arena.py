"""Hostile pages, a stranger's server, and a browser that tells what ran, called out or led away."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Frame, Page, Request, ViewportSize

from apps.tests.browser import chromium

STRANGER = "e.example"
# Whatever an attack would call says this to the console: in frames, too, and in frames of no origin.
RAN = "an attack ran"
SENTINELS = (
    f"for (const name of ['alert', 'confirm', 'prompt', 'msgbox'])    globalThis[name] = () => console.debug({RAN!r});"
)
BESIDE = Path(__file__).parent
PROVOKE, PRESS = ((BESIDE / name).read_text() for name in ("provoke.js", "press.js"))
# So many pages are open at a time: while one is provoked, what the others began goes on.
TABS = 12
# Painting takes time, and nobody looks.
WINDOW: ViewportSize = {"width": 320, "height": 200}
# By the policy of the page; by the rule that a drawing takes parts of its own site's drawings alone.
NEVER_SENT = frozenset({"csp", "origin"})
MEDIA_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class Answer:
    """What the server says at an address."""

    body: bytes
    headers: Mapping[str, str]


NOTHING = Answer(b"nothing", {})


@dataclass
class Outcome:
    """What an attack achieved: `feats` in words, and the page beside the text of the announcement afterwards."""

    attack: str
    feats: list[str]
    outside: str = ""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    answers: Mapping[str, Answer] = {}


class _Handler(BaseHTTPRequestHandler):
    """Answers for the platform, and for the stranger, whose every answer is an attack."""

    protocol_version = "HTTP/1.1"
    server: _Server

    def do_GET(self) -> None:
        if STRANGER in self.headers.get("Host", ""):
            is_script = self.path.endswith(".js")
            answer = Answer(
                b"alert(1)" if is_script else b"<script>alert(1)</script>",
                {
                    "Content-Type": "text/javascript" if is_script else "text/html",
                    "Access-Control-Allow-Origin": "*",
                },
            )
        else:
            path = urlsplit(self.path).path
            answer = self.server.answers.get(path) or _static_file(path)
        self.send_response(HTTPStatus.OK if answer.headers else HTTPStatus.NOT_FOUND)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    do_POST = do_GET  # noqa: N815  the same

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  Python's signature
        """Keep quiet."""


def _static_file(path: str) -> Answer:
    found = finders.find(path.removeprefix("/static/")) if path.startswith("/static/") else None
    if not found:
        return NOTHING
    file = Path(found)
    # What the pages look like makes no difference, and takes time.
    body = b"" if file.suffix == ".css" else file.read_bytes()
    media_type = MEDIA_TYPES.get(file.suffix, "application/octet-stream")
    return Answer(body, {"Content-Type": media_type, "Cache-Control": "max-age=600"})


class Arena:
    """Where pages are read one by one, and each is provoked."""

    def __init__(self, browser: Browser, server: _Server) -> None:
        self.browser, self.server = browser, server
        self.address = f"http://127.0.0.1:{server.server_port}"

    def watch(
        self, attacks: Sequence[str], answers: Sequence[Answer], others: Mapping[str, Answer] = MappingProxyType({})
    ) -> list[Outcome]:
        """Open the page of every attack, beside `others`, and return what each achieved, in order."""
        addresses = [f"/exhibits/{number}/" for number in range(len(attacks))]
        self.server.answers = dict(zip(addresses, answers, strict=True)) | dict(others)
        outcomes = []
        context = self.browser.new_context(locale="zh-CN", base_url=self.address, viewport=WINDOW)
        context.add_init_script(SENTINELS)
        tabs = [_Tab(context) for _ in range(TABS)]
        for first in range(0, len(attacks), TABS):
            visits = list(zip(tabs, attacks[first : first + TABS], addresses[first : first + TABS], strict=False))
            for tab, attack, address in visits:
                tab.open(attack, address)
            for step in (_Tab.read, _Tab.provoke, _Tab.press, _Tab.settle):
                for tab, _, _ in visits:
                    step(tab)
            outcomes += [tab.outcome for tab, _, _ in visits]
        context.close()
        return outcomes


class _Tab:
    """A tab of the browser, and what was seen on the page that is open in it."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.page.on("console", self._said)
        self.page.on("requestfinished", self._asked)
        self.page.on("requestfailed", self._asked)
        self.page.on("framenavigated", self._went)
        self.page.on("popup", self._opened)
        self.page.on("dialog", lambda dialog: dialog.accept())
        self.outcome = Outcome("", [])
        self.place = ""

    def open(self, attack: str, address: str) -> None:
        """Begin to open the page of an attack: while it comes, the next one is asked for."""
        self.outcome, self.place = Outcome(attack, []), address
        self.page.goto(address, wait_until="commit")

    def read(self) -> None:
        """Wait until the page is there."""
        self.page.wait_for_load_state("domcontentloaded")

    def provoke(self) -> None:
        """Do to every element what a reader might do."""
        seen = self._evaluate(PROVOKE)
        self.outcome.outside = seen["outside"]
        if seen["isMoved"]:
            self._note("moved the base of all addresses")

    def press(self) -> None:
        """Press the buttons that the attack brought."""
        self._evaluate(PRESS)

    def settle(self) -> None:
        """Let the page do what it has begun: an answer comes after everything that was queued before."""
        self._evaluate("new Promise((done) => setTimeout(done))")

    def _evaluate(self, script: str) -> Any:
        try:
            return self.page.evaluate(script)
        except Error:
            # The attack was just leading elsewhere, which is noted; what remains to be done is done there.
            self.page.wait_for_load_state("domcontentloaded")
            return self.page.evaluate(script)

    def _note(self, feat: str) -> None:
        if feat not in self.outcome.feats:
            self.outcome.feats.append(feat)

    def _said(self, message: ConsoleMessage) -> None:
        if message.text == RAN:
            self._note("ran")

    def _asked(self, request: Request) -> None:
        # What the browser holds back by itself is reported as a request that failed, too.
        if STRANGER in request.url.split("?")[0] and request.failure not in NEVER_SENT:
            self._note(f"asked {request.url} for a {request.resource_type}")

    def _went(self, frame: Frame) -> None:
        if frame == self.page.main_frame and urlsplit(frame.url).path != self.place:
            self._note(f"led to {frame.url}")

    def _opened(self, popup: Page) -> None:
        self._note(f"opened {popup.url}")
        popup.close()


@contextmanager
def arena() -> Iterator[Arena]:
    """Start the servers and a browser to which the stranger's name means them."""
    server = _Server(("127.0.0.1", 0), _Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with chromium(f"--host-resolver-rules=MAP {STRANGER} 127.0.0.1:{server.server_port}") as browser:
            yield Arena(browser, server)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
