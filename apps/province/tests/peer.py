"""The platform's side of the exchange, as small as a test needs it, and documents that it would send."""

import http.client
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import quote, urlsplit

import requests

from apps.province.signing import (
    APP_HEADER,
    NONCE_HEADER,
    SIGNATURE_HEADER,
    TIMESTAMP_HEADER,
    new_nonce,
    request_signature,
    response_signature,
)

APP_ID = "fangcheng"
SECRET = "test-secret"
PASSWORD = "Fangcheng-demo-1"


@dataclass(frozen=True)
class Answer:
    """An answer whose signature was right."""

    status: int
    headers: Message
    content: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.content)


class BadSignature(Exception):
    """The answer's signature is missing or wrong."""


class Peer:
    """Talks to a running province as the platform, as a test, and as an officer."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url

    # As the platform

    def send(
        self,
        method: str,
        path: str,
        *,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        app_id: str = APP_ID,
        secret: str = SECRET,
        nonce: str | None = None,
        skew_seconds: float = 0,
        signed_path: str | None = None,
        timeout: float = 10,
    ) -> Answer:
        """Send a signed request exactly as given, byte for byte, and check the answer's signature."""
        nonce = nonce or new_nonce()
        timestamp = str(int((time.time() + skew_seconds) * 1000))
        signature = request_signature(
            secret=secret,
            method=method,
            path_and_query=signed_path or path,
            timestamp=timestamp,
            nonce=nonce,
            body=body,
        )
        address = urlsplit(self.base_url)
        # http.client rather than requests, which would tidy the path up.
        connection = http.client.HTTPConnection(str(address.hostname), address.port, timeout=timeout)
        try:
            connection.request(
                method,
                path,
                body=body or None,
                headers={
                    APP_HEADER: app_id,
                    TIMESTAMP_HEADER: timestamp,
                    NONCE_HEADER: nonce,
                    SIGNATURE_HEADER: signature,
                    **(headers or {}),
                },
            )
            response = connection.getresponse()
            content = response.read()
        finally:
            connection.close()
        expected = response_signature(secret=SECRET, status=response.status, nonce=nonce, body=content)
        if response.headers.get(SIGNATURE_HEADER) != expected:
            raise BadSignature
        return Answer(response.status, response.headers, content)

    def feed(self, name: str, *, after: str = "", limit: int = 100) -> Any:
        """Return one page of a feed."""
        answer = self.send("GET", f"/exchange/v1/feeds/{name}?after={after}&limit={limit}")
        assert answer.status == 200, answer.content
        return answer.json

    def push(self, kind: str, document: Mapping[str, Any], *, key: str, timeout: float = 10) -> Answer:
        """Push a document of a project."""
        path = f"/exchange/v1/{kind}/{quote(document['project_no'], safe='')}"
        body = json.dumps(document).encode()
        return self.send("PUT", path, body=body, headers={"Idempotency-Key": key}, timeout=timeout)

    # As a test

    def control(self, method: str, path: str, body: Any = None, *, status: int = 200) -> Any:
        """Drive the province, expecting `status`."""
        response = requests.request(method, f"{self.base_url}/control/{path}", json=body, timeout=10)
        assert response.status_code == status, response.text
        return response.json()

    def fault(self, kind: str, target: str, **options: Any) -> None:
        """Make the province misbehave in one more way."""
        self.control("POST", "faults", [{"kind": kind, "target": target, **options}])

    def file_plan(self, **fields: Any) -> str:
        """File a plan and return its number."""
        plan = self.control("POST", "plans", {"title": "示例采购项目", "budget": "1000000.00", **fields})
        return str(plan["plan_no"])

    def lots_of(self, project_no: str) -> str:
        """File a plan, push the lots of its project, and return the plan's number."""
        plan_no = self.file_plan()
        answer = self.push("lots", lots(project_no, plan_no), key=f"lots-{project_no}")
        assert answer.status == 201, answer.content
        return plan_no

    def ledger(self, project_no: str) -> Any:
        """Return what the pushes of a project came to."""
        query = f"ledger?project_no={quote(project_no)}"
        return self.control("GET", query)["projects"].get(project_no, {})

    # As an officer

    def sign_in(self) -> requests.Session:
        """Return a browser's session in which the demo officer has signed in."""
        session = requests.Session()
        self.post_form(session, "/sign-in/", {"username": "caigou", "password": PASSWORD})
        assert "province_session" in session.cookies
        return session

    def post_form(
        self, session: requests.Session, path: str, fields: Mapping[str, Any], **options: Any
    ) -> requests.Response:
        """Send a form as a page of ours would, redirects followed."""
        if "province_csrf" not in session.cookies:
            session.get(f"{self.base_url}/sign-in/", timeout=10)
        token = session.cookies["province_csrf"]
        return session.post(
            f"{self.base_url}{path}", data={"csrfmiddlewaretoken": token, **fields}, timeout=10, **options
        )


AGENCY = {"name": "河南宛诚工程咨询有限公司", "uscc": "91411300MA9F00015G"}
PURCHASER = {"name": "方城县教育体育局", "uscc": "1141132200600001XJ"}
SUPPLIER = {"name": "方城示例商贸有限公司", "uscc": "91411322MA9G000162"}


def lots(project_no: str, *plan_nos: str, version: int = 1) -> dict[str, Any]:
    """Return the lots of a project with one lot."""
    return {
        "version": version,
        "project_no": project_no,
        "project_name": "示例采购项目",
        "plan_nos": list(plan_nos),
        "agency": AGENCY,
        "purchaser": PURCHASER,
        "method": "open_tender",
        "kind": "goods",
        "lots": [
            {
                "lot_no": "1",
                "name": "示例标段",
                "budget": "1000000.00",
                "ceiling_price": "990000.00",
                "category_code": "A02010105",
                "quantity": "100",
                "unit": "台",
                "unified_deal_code": "D01-12411322AEBA000110-20260315-000001-E",
            }
        ],
        "encrypted": True,
        "remote_opening": True,
        "accepted_at": "2026-02-27T10:00:00+08:00",
    }
