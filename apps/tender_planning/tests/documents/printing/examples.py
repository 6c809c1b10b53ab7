"""A tender document of some thirty pages, as an agency would send it, and short ones for one question each."""

import io
import re
from html import escape

from pypdf import PdfReader

from apps.tender_planning.documents.printing.description import PrintedChapter, PrintedDocument

CLAUSE = (
    "投标人应当按照招标文件的要求编制投标文件。投标文件应当对招标文件提出的要求和条件作出明确响应，未实质性响应招标文件"
    "要求的，投标无效；投标人对同一事项的表述前后不一致的，以正本为准。"
)
LONG_CODE = "A02091001-FCXGP-2026-000123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
LOTS = f"""<table><thead>
<tr><th rowspan="2">包号</th><th rowspan="2">标段名称</th><th colspan="2">金额</th>
<th rowspan="2">采购标的编码</th></tr>
<tr><th>预算金额（元）</th><th>最高限价（元）</th></tr></thead><tbody>
<tr><td>1</td><td>教学楼智慧黑板及配套设备</td><td>1,280,000.00</td><td>1,250,000.00</td><td>{LONG_CODE}</td></tr>
<tr><td>2</td><td>学生宿舍空调</td><td>960,000.00</td><td>960,000.00</td><td>A02061804</td></tr>
<tr><td colspan="2">合计</td><td colspan="3">2,240,000.00</td></tr></tbody></table>"""


def clauses(count: int) -> str:
    return "".join(f"<p>{number}.{CLAUSE}</p>" for number in range(1, count + 1))


def scoring(groups: int) -> str:
    rows = "".join(
        f"<tr>{f'<td rowspan=4>第{group}部分</td>' if item == 1 else ''}"
        f"<td>{group}.{item}</td><td>评审因素{group}.{item}</td><td>{item}</td><td>得{item}分。{CLAUSE}</td></tr>"
        for group in range(1, groups + 1)
        for item in range(1, 5)
    )
    head = "<tr><th>类别</th><th>序号</th><th>评审因素</th><th>分值</th><th>评审标准</th></tr>"
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


TENDER = PrintedDocument(
    title="方城县第一高级中学智慧黑板、学生宿舍空调及配套设备采购项目",
    kind_title="招标文件",
    facts=(("项目编号", "方政采招标-2026-0128"), ("采购人", "方城县第一高级中学"), ("日期", "二〇二六年十一月")),
    notice="示例数据",
    chapters=(
        PrintedChapter(
            "第一章　采购公告",
            1,
            f"<h3>一、项目基本情况</h3>{clauses(2)}{LOTS}<h3>二、资格要求</h3>"
            "<ol><li>具有独立承担民事责任的能力；</li><li>落实政策：<ol><li>中小企业；</li><li>残疾人福利性单位。</li></ol></li></ol>"
            "<ol start='7'><li>另一个从七开始的列表。</li></ol>"
            '<p>见<a href="https://example.com/notice">公告</a>，面积100 m<sup>2</sup>，<strong>重要</strong>。</p>',
        ),
        PrintedChapter("第二章　投标人须知", 1, ""),
        PrintedChapter("第一节　前附表", 2, scoring(3)),
        PrintedChapter("第二节　总则", 2, f"<h3>一、适用范围</h3>{clauses(30)}<h4>（一）定义</h4>{clauses(4)}"),
        PrintedChapter("第三章　采购需求", 1, clauses(30) + LOTS),
        PrintedChapter("第四章　评标办法", 1, scoring(12)),
        PrintedChapter("第五章　合同主要条款", 1, clauses(60)),
        PrintedChapter("第六章　投标文件格式", 1, f"<p>投标人（盖章）：{'_' * 120}</p><p><br></p>{clauses(3)}"),
    ),
    version_note="第1版 · SM3 66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0",
    author="河南某某工程管理咨询有限公司",
)


def one_chapter(html: str, *, title: str = "正文") -> PrintedDocument:
    """Return a short document around one chapter."""
    return PrintedDocument("项目", "招标文件", (), "", (PrintedChapter(title, 1, html),), "")


def paragraph(text: str) -> str:
    return f"<p>{escape(text)}</p>"


def pages_of(pdf: bytes) -> list[str]:
    """Return the text of every page, without the white space that lines and justification make."""
    return [re.sub(r"\s", "", page.extract_text()) for page in PdfReader(io.BytesIO(pdf)).pages]
