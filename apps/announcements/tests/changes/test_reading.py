"""What the texts of changes say, sentence by sentence, and what they do not."""

from datetime import date, datetime

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from apps.announcements.changes.blocks import blocks_of
from apps.announcements.changes.moments import find_moments, plain
from apps.announcements.changes.reading import Reading, read_items, read_text
from apps.announcements.facts import ChangedItem

PUBLISHED = date(2026, 3, 16)
MORNING = "2026-04-07 09:00"
BID, OPENING, DOCUMENTS = "bid_deadline", "opening_at", "documents_until"
QUESTIONS, EVALUATION, PLACE = "question_deadline", "evaluation_at", "opening_place"


def read(markup: str) -> list[Reading]:
    return read_text(blocks_of(markup), published_on=PUBLISHED)


def short(readings: list[Reading]) -> list[tuple[str, str, str]]:
    return [(one.field, one.certainty, one.place or (written(one.at) if one.at else str(one.day))) for one in readings]


def written(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"


def both(at: str = MORNING, certainty: str = "stated") -> list[tuple[str, str, str]]:
    return [(BID, certainty, at), (OPENING, certainty, at)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026年04月07日09时00分", MORNING),
        ("2026年4月7日上午9:00", MORNING),
        ("2026-04-07 09:00", MORNING),
        ("2026-04-07T09:00:00+08:00", MORNING),
        ("2026/4/7 9:00", MORNING),
        ("2026.4.7 9:00", MORNING),
        ("２０２６年４月７日０９：００", MORNING),
        ("2026 年 4 月 7 日 9 时 00 分", MORNING),
        ("2026年4月7日（星期二）上午9点整", MORNING),
        ("2026年4月7日（北京时间）09:00", MORNING),
        ("2026年4月7日09时00分00秒（北京时间）", MORNING),
        ("二〇二六年四月七日上午九时", MORNING),
        ("二零二六年四月七日九点整", MORNING),
        ("4月7日上午9时", MORNING),
        ("2026年4月7日9时", MORNING),
        ("2026年4月7日下午3时30分", "2026-04-07 15:30"),
        ("2026年4月7日下午15:30", "2026-04-07 15:30"),
        ("2026年4月7日下午3点半", "2026-04-07 15:30"),
        ("2026年4月7日晚上7点", "2026-04-07 19:00"),
        ("2026年4月7日中午12时", "2026-04-07 12:00"),
        ("2026年4月7日中午1时", "2026-04-07 13:00"),
        ("2026年4月7日24时00分", "2026-04-08 00:00"),
        ("二〇二六年十二月三十一日十七时四十五分", "2026-12-31 17:45"),
        ("1月5日9:00", "2027-01-05 09:00"),
    ],
)
def test_a_moment_is_read_in_every_manner_of_writing_it(text: str, expected: str) -> None:
    moments = list(find_moments(plain(f"于{text}前"), published_on=date(2026, 9, 16) if "1月5" in text else PUBLISHED))

    assert [written(moment.at) for moment in moments if moment.at] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "方财公开采购-2026-11",
        "411322-2026-00017",
        "0377-60000001",
        "2026年2月30日9时",
        "2026年4月7日25时",
        "2026年13月1日",
        "预算 312.4.7 万元",
        "财库〔2026〕2号",
        "",
    ],
)
def test_what_is_no_moment_is_none(text: str) -> None:
    assert list(find_moments(plain(text), published_on=PUBLISHED)) == []


def test_a_day_without_a_time_is_a_day() -> None:
    (moment,) = find_moments("延期至2026年4月7日。", published_on=PUBLISHED)

    assert (moment.day, moment.at) == (date(2026, 4, 7), None)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        # The pattern of the province's own text.
        (
            "1.原投标（响应文件提交）截止时间 2026年03月23日09时00分 更正为 2026年04月07日09时00分；",
            [(BID, "stated", MORNING)],
        ),
        (
            "2.原开标（开启）时间 2026年03月23日09时00分 更正为 2026年04月07日09时00分；",
            [(OPENING, "stated", MORNING)],
        ),
        ("更正内容：原开标时间 2026年03月23日09时00分 更正为 2026年04月07日09时00分", [(OPENING, "stated", MORNING)]),
        # Both at once.
        ("投标截止时间和开标时间由2026年3月23日上午9:00延期至2026年4月7日上午9:00（北京时间）。", both()),
        ("提交投标文件截止时间、开标时间顺延至2026年4月7日9时00分。", both()),
        ("投标文件递交的截止时间及开标时间变更为：2026年04月07日09:00", both()),
        ("现将投标截止时间（开标时间）调整为2026年4月7日9时", both()),
        # Old and new in every order.
        ("原投标截止时间：2026年3月23日9时；现变更为：2026年4月7日9时", [(BID, "stated", MORNING)]),
        ("开标时间更正为2026年4月7日9时（原为2026年3月23日9时）", [(OPENING, "stated", MORNING)]),
        ("将原定于2026年3月23日9时的开标时间推迟到2026年4月7日9时", [(OPENING, "stated", MORNING)]),
        ("原开标时间2026年3月23日9时，现开标时间2026年4月7日9时", [(OPENING, "stated", MORNING)]),
        ("原响应文件开启时间：2026年3月23日9时，更正后：2026年4月7日9时", [(OPENING, "stated", MORNING)]),
        ("新的开标时间：2026年4月7日9时", [(OPENING, "stated", MORNING)]),
        ("原开标时间：2026年3月23日9时", []),
        ("变更前：投标截止时间2026年3月23日9时00分", []),
        # One sentence about several.
        (
            "提出疑问截止时间延长至2026年3月20日17:00，投标文件递交截止时间及开标时间延期至2026年04月07日09:30",
            [(QUESTIONS, "stated", "2026-03-20 17:00"), *both("2026-04-07 09:30")],
        ),
        (
            "1.投标截止时间由2026年3月23日9时更正为2026年4月7日9时；2.评标时间由2026年3月23日10时更正为2026年4月7日10时",
            [(BID, "stated", MORNING), (EVALUATION, "stated", "2026-04-07 10:00")],
        ),
        # Documents: of a period the end is what counts.
        (
            "获取招标文件时间由2026年03月02日至2026年03月09日延长至2026年3月16日17时",
            [(DOCUMENTS, "stated", "2026-03-16 17:00")],
        ),
        (
            "招标文件获取期限变更为2026年03月02日至2026年03月16日17时00分",
            [(DOCUMENTS, "stated", "2026-03-16 17:00")],
        ),
        ("报名截止时间延长至2026年3月16日17:00", [(DOCUMENTS, "stated", "2026-03-16 17:00")]),
        ("开标时间延期至2026年4月7日", [(OPENING, "stated", "2026-04-07")]),
        # The name comes after.
        ("本项目定于2026年4月7日上午9时在中心开标一室开标。", [(OPENING, "likely", MORNING)]),
        # A name beside a time, and nothing that says whether it is the new one.
        ("提交响应文件截止时间：2026年4月7日9时00分", [(BID, "likely", MORNING)]),
        # Other days that announcements carry.
        ("首次公告日期：2026年03月02日", []),
        ("更正日期：2026年03月16日", []),
        ("公告发布时间：2026年3月2日9时", []),
        ("投标保证金缴纳截止时间变更为2026年4月6日17时", []),
        ("交货期限变更为2026年6月30日前", []),
        ("签到截止时间变更为2026年4月7日8时50分", []),
        ("本项目于2026年3月2日发布采购公告", []),
        ("因故延期开标，具体时间另行通知。", []),
        ("供应商应在开标前15日提出。", []),
    ],
)
def test_only_what_is_new_counts(sentence: str, expected: list[tuple[str, str, str]]) -> None:
    assert short(read(f"<p>{sentence}</p>")) == expected


@pytest.mark.parametrize(
    ("sentence", "place"),
    [
        (
            "开标地点由“方城县公共资源交易中心开标一室”变更为“方城县公共资源交易中心开标二室”。",
            "方城县公共资源交易中心开标二室",
        ),
        ("原开标（开启）地点 开标一室 更正为 开标二室；", "开标二室"),
        ("更正后的开标地点：开标二室，时间不变。", "开标二室"),
    ],
)
def test_a_new_place_is_read(sentence: str, place: str) -> None:
    assert short(read(f"<p>{sentence}</p>")) == [(PLACE, "stated", place)]


@pytest.mark.parametrize("sentence", ["开标地点：开标一室", "开标地点不变。", "原开标地点：开标一室"])
def test_a_place_that_stays_is_not(sentence: str) -> None:
    assert read(f"<p>{sentence}</p>") == []


def test_lines_after_a_heading_are_old_or_new_as_it_says() -> None:
    readings = read(
        "<p>更正前：</p><p>投标截止时间：2026年3月23日9时</p><p>开标时间：2026年3月23日9时</p>"
        "<p>更正后：</p><p>投标截止时间：2026年4月7日9时</p><p>开标时间：2026年4月7日9时</p>"
        "<p>其他内容不变。</p><p>河南宛诚工程咨询有限公司</p><p>2026年3月16日</p>"
    )

    assert short(readings) == both()


def test_a_name_on_one_line_is_that_of_the_time_on_the_next() -> None:
    readings = read(
        "<p>更正事项：投标截止时间、开标时间</p><p>更正前：2026年3月23日9时</p><p>更正后：2026年4月7日9时</p>"
    )

    assert short(readings) == both()


def test_a_date_below_the_signature_belongs_to_nothing() -> None:
    assert read("<p>开标时间延期，另行通知。</p><p>采购人：方城县教育体育局</p><p>2026年3月16日</p>") == []


def test_a_chapter_ends_what_was_said_above_it() -> None:
    assert short(read("<p>变更后：</p><p>四、联系方式</p><p>开标时间：2026年4月7日9时</p>")) == [
        (OPENING, "likely", MORNING)
    ]


TABLE = """
<table><tbody>
<tr><th>序号</th><th>更正项</th><th>更正前</th><th>更正后</th></tr>
<tr><td rowspan="2">1</td><td>投标截止时间及开标时间</td><td><p>2026年3月23日9时</p></td>
<td><p>2026年4月7日</p><p>9时00分</p></td></tr>
<tr><td>获取文件时间</td><td>2026年3月2日至2026年3月9日</td><td>2026年3月2日至2026年3月13日17:00</td></tr>
<tr><td>3</td><td>开标地点</td><td>开标一室</td><td>开标二室</td></tr>
</tbody></table>
"""


def test_of_a_table_the_column_after_counts() -> None:
    assert short(read(TABLE)) == [*both(), (DOCUMENTS, "stated", "2026-03-13 17:00"), (PLACE, "stated", "开标二室")]


def test_a_table_may_stand_on_its_side() -> None:
    markup = """<table><tr><td>原公告内容</td><td>开标时间：2026年3月23日9时</td></tr>
    <tr><td>变更后内容</td><td>开标时间：2026年4月7日9时</td></tr></table>"""

    assert short(read(markup)) == [(OPENING, "stated", MORNING)]


def test_a_cell_of_the_column_after_may_name_several() -> None:
    markup = """<table><tr><td>变更事项</td><td>变更前</td><td>变更后</td></tr>
    <tr><td>时间</td><td>投标截止时间：2026年3月23日9时</td><td>投标截止时间：2026年4月7日9时；评标时间：2026年4月7日10时</td></tr>
    </table>"""

    assert short(read(markup)) == [(BID, "stated", MORNING), (EVALUATION, "stated", "2026-04-07 10:00")]


def test_what_is_said_is_found_again_in_the_text() -> None:
    blocks = blocks_of("<p>各供应商：</p><p>情况如下。开标时间变更为2026年4月7日9时。特此公告。</p>")

    (reading,) = read_text(blocks, published_on=PUBLISHED)

    assert reading.source == "开标时间变更为2026年4月7日9时。"
    assert reading.passage is not None
    passage = reading.passage
    assert blocks[passage.block].cells[passage.cell][passage.start : passage.end] == reading.source


def test_items_of_the_facts_are_read_by_their_labels() -> None:
    items = [
        ChangedItem("投标（响应文件提交）截止时间", "2026年03月23日09时00分", "2026年04月07日09时00分"),
        ChangedItem("开标地点", "开标一室", "开标二室"),
        ChangedItem("技术参数", "86寸", "98寸"),
        ChangedItem("更正内容", "", "开标时间延期至2026年4月7日9时"),
    ]

    readings = read_items(items, published_on=PUBLISHED)

    assert short(readings) == [(BID, "stated", MORNING), (PLACE, "stated", "开标二室"), (OPENING, "stated", MORNING)]
    assert readings[0].source == "投标（响应文件提交）截止时间：2026年04月07日09时00分"


MOMENTS = st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2089, 12, 31)).map(  # noqa: DTZ001
    lambda naive: timezone.make_aware(naive.replace(second=0, microsecond=0))
)
FORMS = st.sampled_from(
    ["{0:%Y}年{0:%m}月{0:%d}日{0:%H}时{0:%M}分", "{0.year}年{0.month}月{0.day}日 {0:%H:%M}", "{0:%Y-%m-%d %H:%M}"]
)
CHANGES = st.sampled_from(["更正为", "变更为：", "延期至", "顺延至", "调整为 ", "推迟到"])


@given(old=MOMENTS, new=MOMENTS, form=FORMS, change=CHANGES)
def test_what_is_written_is_what_is_read(old: datetime, new: datetime, form: str, change: str) -> None:
    before, after = (form.format(timezone.localtime(moment)) for moment in (old, new))

    readings = read(f"<p>原开标时间{before}{change}{after}（北京时间）。</p>")

    assert [(one.field, one.certainty, one.at) for one in readings] == [(OPENING, "stated", new)]


@given(
    st.text(
        alphabet=st.sampled_from(
            "原现由开标截止时间地点更正为延期至年月日时分第0123456789:：；。，（）<>/ptrd|一二十〇 "
        )
    )
)
def test_no_text_makes_the_reader_fall(text: str) -> None:
    for reading in read(text):
        assert reading.at or reading.day or reading.place
