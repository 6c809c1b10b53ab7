"""What machines read in the head of a page: JSON-LD, OpenGraph."""

import json
import re
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from apps.announcements.structured_data import as_script
from apps.announcements.tests.conftest import Receive
from apps.announcements.tests.pages import read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_that_day")]

BASE = settings.PUBLIC_BASE_URL
_DATA = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def things(client: Client, address: str) -> dict[str, dict[str, Any]]:
    """Return what a page says of itself, by type."""
    (text,) = _DATA.findall(client.get(address).content.decode())
    data = json.loads(text)
    assert data["@context"] == "https://schema.org"
    return {thing["@type"]: thing for thing in data["@graph"]}


def tags(client: Client, address: str) -> dict[str, str]:
    metas = read(client.get(address)).all("meta")
    named = {meta.get("property") or meta.get("name", ""): meta.get("content", "") for meta in metas}
    return {name: content for name, content in named.items() if name.startswith(("og:", "twitter:"))}


def test_the_first_page_names_the_center_and_how_to_search(client: Client) -> None:
    found = things(client, "/")

    assert found["GovernmentOrganization"]["name"] == settings.ENVIRONMENT.center_name
    assert found["WebSite"]["publisher"] == {"@id": f"{BASE}/#center"}
    assert found["WebSite"]["potentialAction"] == {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{BASE}/search/?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }


def test_a_tender_says_who_seeks_what_until_when(client: Client, receive: Receive) -> None:
    announcement = receive()
    address = f"{BASE}/announcements/{announcement.pk}/"

    found = things(client, f"/announcements/{announcement.pk}/")

    article = found["Article"]
    assert article["url"] == address
    assert article["headline"] == announcement.title
    assert article["genre"] == "采购公告"
    assert article["datePublished"] == article["dateModified"] == "2026-03-02T01:00:00+00:00"
    assert article["sourceOrganization"] == {"@type": "Organization", "name": "方城县教育体育局"}
    assert article["author"] == {"@type": "Organization", "name": "河南宛诚工程咨询有限公司"}
    assert article["publisher"]["@type"] == "GovernmentOrganization"
    assert article["image"] == f"{BASE}/share/{announcement.pk}.png"
    assert article["about"] == {
        "@type": "Demand",
        "name": announcement.project.name,
        "identifier": "方财公开采购-2026-1",
        "availabilityEnds": "2026-03-23T01:00:00+00:00",
        "priceSpecification": {"@type": "PriceSpecification", "maxPrice": "4860000", "priceCurrency": "CNY"},
    }
    assert [step["name"] for step in found["BreadcrumbList"]["itemListElement"]] == [
        "首页", "采购公告", announcement.title,
    ]  # fmt: skip


def test_what_follows_a_tender_is_about_its_project_and_based_on_it(client: Client, receive: Receive) -> None:
    tender = receive("A")
    result = receive("B", type="result")

    article = things(client, f"/announcements/{result.pk}/")["Article"]

    assert article["about"]["@type"] == "Project"
    assert article["about"]["identifier"] == "方财公开采购-2026-1"
    assert article["isBasedOn"] == f"{BASE}/announcements/{tender.pk}/"


def test_what_was_withdrawn_says_so(client: Client, receive: Receive) -> None:
    receive("A")
    announcement = receive("A", 2, is_withdrawn=True)

    article = things(client, f"/announcements/{announcement.pk}/")["Article"]

    assert article["creativeWorkStatus"] == "已撤回"
    assert article["expires"] == "2026-03-02T01:00:00+00:00"


def test_a_project_tells_of_its_announcements_and_its_opening(client: Client, receive: Receive) -> None:
    announcement = receive()
    project = announcement.project

    found = things(client, f"/projects/{project.project_no}/")

    assert found["Project"]["name"] == project.name
    assert [one["url"] for one in found["Project"]["subjectOf"]] == [f"{BASE}/announcements/{announcement.pk}/"]
    opening = found["Project"]["event"]
    assert (opening["@type"], opening["startDate"]) == ("Event", "2026-03-23T01:00:00+00:00")
    assert opening["name"] == f"{project.name}开标"


def test_a_project_whose_tender_was_withdrawn_has_no_opening(client: Client, receive: Receive) -> None:
    receive("A")
    announcement = receive("A", 2, is_withdrawn=True)

    assert "event" not in things(client, f"/projects/{announcement.project.project_no}/")["Project"]


def test_nobodys_name_and_telephone_are_in_it(client: Client, receive: Receive) -> None:
    announcement = receive()
    result = receive("B", type="result")
    facts = announcement.versions.get().facts | {"of the result": result.versions.get().facts}
    people = {facts["contact"]["name"], facts["contact"]["phone"], facts["purchaser"]["phone"]}
    people |= {expert["name"] for expert in facts["of the result"]["experts"]}
    pages = [f"/announcements/{announcement.pk}/", f"/announcements/{result.pk}/", "/projects/方财公开采购-2026-1/"]

    told = "".join(json.dumps(things(client, page), ensure_ascii=False) for page in pages)
    told += "".join(json.dumps(tags(client, page), ensure_ascii=False) for page in pages)

    assert all(people)
    assert [word for word in people if word in told] == []


def test_an_earlier_version_says_nothing_of_its_own(client: Client, receive: Receive) -> None:
    receive("A")
    announcement = receive("A", 2)

    content = client.get(f"/announcements/{announcement.pk}/versions/1/").content.decode()

    assert "ld+json" not in content
    assert "og:" not in content


@pytest.mark.parametrize(
    "words", ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "&lt;/script>", "\u2028", '"}]', "😀"]
)
def test_nothing_leaves_the_element(client: Client, receive: Receive, words: str) -> None:
    announcement = receive(title=f"前{words}后")

    assert things(client, f"/announcements/{announcement.pk}/")["Article"]["headline"] == f"前{words}后"
    assert not set(as_script({"name": words})) & set("<>&")


def test_a_link_that_is_passed_on_has_words_and_a_picture(client: Client, receive: Receive) -> None:
    announcement = receive(title='甲"乙<丙>')

    assert tags(client, f"/announcements/{announcement.pk}/") == {
        "og:site_name": "方城县公共资源交易平台",
        "og:locale": "zh_CN",
        "og:type": "article",
        "og:title": '甲"乙<丙>',
        "og:description": (
            "项目编号：方财公开采购-2026-1；采购人：方城县教育体育局；代理机构：河南宛诚工程咨询有限公司；"
            "预算金额：4,860,000.00 元；投标截止：2026年3月23日 09:00。"
        ),
        "og:url": f"{BASE}/announcements/{announcement.pk}/",
        "og:image": f"{BASE}/share/{announcement.pk}.png",
        "og:image:type": "image/png",
        "og:image:width": "1200",
        "og:image:height": "630",
        "twitter:card": "summary_large_image",
    }


@pytest.mark.parametrize(
    "address", ["/", "/announcements/", "/announcements/result/", "/projects/方财公开采购-2026-1/"]
)
def test_every_other_page_has_the_picture_of_the_site(client: Client, receive: Receive, address: str) -> None:
    receive()

    assert tags(client, address)["og:image"] == f"{BASE}/share/home.png"


def test_a_page_says_on_paper_where_it_is_from(client: Client, receive: Receive, now: datetime) -> None:
    announcement = receive()

    content = client.get(f"/announcements/{announcement.pk}/").content.decode()

    printed = f'<p class="print-source">{BASE}/announcements/{announcement.pk}/<br><span data-printed-at></span></p>'
    assert printed in content
