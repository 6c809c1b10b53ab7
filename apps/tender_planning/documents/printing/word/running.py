"""What stands on every page of a DOCX: header, footer with page numbers, and the notice across the page."""

from docx.oxml import parse_xml
from docx.section import Section, _Footer, _Header

from apps.tender_planning.documents.printing.description import PrintedDocument
from apps.tender_planning.documents.printing.word.elements import Element, element, field, paragraph, run, tab

_VML = "{urn:schemas-microsoft-com:vml}"
# A shape of Word's own: there is no other way to put text behind the text of every page.
_WATERMARK = """
<w:pict xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office">
  <v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" path="m@7,l@8,m@5,21600l@6,21600e">
    <v:formulas>
      <v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/><v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/>
      <v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/><v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/>
      <v:f eqn="if @0 @4 21600"/>
    </v:formulas>
    <v:path textpathok="t" o:connecttype="rect"/>
    <v:textpath on="t" fitshape="t"/>
  </v:shapetype>
  <v:shape id="notice" o:spid="_x0000_s2049" type="#_x0000_t136" o:allowincell="f" fillcolor="#ebebeb" stroked="f"
      style="position:absolute;margin-left:0;margin-top:0;width:{width}pt;height:{height}pt;rotation:315;z-index:-1;\
mso-position-horizontal:center;mso-position-horizontal-relative:margin;\
mso-position-vertical:center;mso-position-vertical-relative:margin">
    <v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt"/>
  </v:shape>
</w:pict>
"""
_DIAGONAL = 460  # points that a turned line of text may be long
_TALLEST = 84


def write_running(section: Section, document: PrintedDocument, *, page_count: int) -> None:
    """Write header and footer; the cover, which is the first page, shows only the notice across it."""
    heading = [paragraph("HeaderNotice", run(document.notice))] if document.notice else []
    names = (run(document.title), tab(), run(document.kind_title))
    _fill(section.header, *heading, paragraph("Header", *_watermark(document.notice, 1), *names))
    _fill(section.first_page_header, paragraph("HeaderNotice", *_watermark(document.notice, 2)))
    numbers = (run("第 "), *field("PAGE", "1"), run(" 页 共 "), *field("NUMPAGES", str(page_count)), run(" 页"))
    _fill(section.footer, paragraph("Footer", run(document.version_note), tab(), *numbers))
    _fill(section.first_page_footer, paragraph("Footer"))


def _fill(place: _Header | _Footer, *paragraphs: Element) -> None:
    place.is_linked_to_previous = False
    root = place.part.element
    for child in list(root):
        root.remove(child)
    root.extend(paragraphs)


def _watermark(notice: str, number: int) -> tuple[Element, ...]:
    if not notice:
        return ()
    height = max(1, min(_TALLEST, _DIAGONAL // len(notice)))
    picture = parse_xml(_WATERMARK.format(width=height * len(notice), height=height))
    shape = picture.find(f"{_VML}shape")
    shape.set("id", f"notice{number}")
    shape.find(f"{_VML}textpath").set("string", notice)
    return (element("r", picture),)
