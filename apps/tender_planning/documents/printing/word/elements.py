"""Makes the elements of WordprocessingML: what a document says is set as text or value, never pasted into markup."""

from collections.abc import Iterator, Sequence

from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.oxml.xmlchemy import BaseOxmlElement

from apps.core.printing.blocks import LINE_BREAK, PLAIN, Marks

Element = BaseOxmlElement
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def element(name: str, /, *children: Element, **attributes: str | int) -> Element:
    """Return `<w:name>` with its attributes, which are in the namespace too, and its children in their order."""
    made: Element = OxmlElement(f"w:{name}")
    for attribute, value in attributes.items():
        made.set(qn(f"w:{attribute}"), str(value))
    made.extend(children)
    return made


def paragraph(style: str, *content: Element, properties: Sequence[Element] = ()) -> Element:
    """Return a paragraph in a style of `base/word/styles.xml`; `properties` in the order of the schema."""
    return element("p", element("pPr", element("pStyle", val=style), *properties), *content)


def run(text: str, marks: Marks = PLAIN) -> Element:
    """Return a run with its text, or with a line break."""
    if text == LINE_BREAK:
        return element("r", element("br"))
    made = element("t")
    made.text = text
    made.set(_SPACE, "preserve")
    properties = tuple(_run_properties(marks))
    return element("r", *([element("rPr", *properties)] if properties else []), made)


def _run_properties(marks: Marks) -> Iterator[Element]:
    """Yield the properties in the order that the schema wants."""
    if marks.is_strong:
        yield element("rStyle", val="Strong")
    elif marks.is_emphasised:
        yield element("rStyle", val="Emphasis")
    if marks.is_struck:
        yield element("strike")
    if marks.is_underlined or marks.address:
        yield element("u", val="single")
    if marks.is_subscript or marks.is_superscript:
        yield element("vertAlign", val="subscript" if marks.is_subscript else "superscript")


def tab() -> Element:
    """Return a run that goes on at the next tab stop."""
    return element("r", element("tab"))


def field_start(instruction: str) -> tuple[Element, ...]:
    """Return the runs that begin a field; what follows them is what it shows until a reader computes it."""
    told = element("instrText")
    told.text = f" {instruction} "
    told.set(_SPACE, "preserve")
    return (
        element("r", element("fldChar", fldCharType="begin")),
        element("r", told),
        element("r", element("fldChar", fldCharType="separate")),
    )


def field_end() -> Element:
    """Return the run that ends the field begun last."""
    return element("r", element("fldChar", fldCharType="end"))


def field(instruction: str, shown: str) -> tuple[Element, ...]:
    """Return a whole field of plain text."""
    return (*field_start(instruction), run(shown), field_end())
