"""The structure of the document for those who hear it read: elements in reading order, and their writing into the PDF.

Shape: Document > H1, H2, H3, P, L > LI > Lbl, LBody, Table > TR > TH, TD, Figure. An element knows the marked
contents (page, number) drawn for it; what belongs to no element is an artifact.
The tree is written as text and put at the end of the file: a thousand pages have a hundred thousand elements, and no
library makes that many objects one by one in reasonable time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

COLUMN_HEADER = "/A<</O/Table/Scope/Column>>"
ROW_HEADER = "/A<</O/Table/Scope/Row>>"


class Element:
    """One structure element; `attributes` are ready PDF entries such as a table header's scope."""

    __slots__ = ("alt", "attributes", "children", "contents", "number", "parent", "tag")

    def __init__(self, tag: str, parent: Element | None = None, alt: str = "", attributes: str = "") -> None:
        self.tag = tag
        self.parent = parent
        self.alt = alt
        self.attributes = attributes
        self.children: list[Element] = []
        self.contents: list[tuple[int, int]] = []
        self.number = 0
        if parent is not None:
            parent.children.append(self)

    def walk(self) -> Iterator[Element]:
        """The element and all below it, in reading order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.children))


def text_string(text: str) -> str:
    """A text as a PDF string that holds any letter."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def with_tree(pdf: bytes, root: Element, page_numbers: Sequence[int]) -> tuple[bytes, int]:
    """The file with the structure tree added at its end, and the object number of the tree's root.

    Shape: `pdf` ends with an ordinary cross-reference table; `page_numbers` are the object numbers of its pages, and
    the page at place n has StructParents n.
    """
    at = pdf.rindex(b"startxref")
    before = int(pdf[at + 9 :].split()[0])
    trailer = pdf[pdf.rindex(b"trailer", 0, at) : at]
    first = int(_number(trailer, b"Size"))
    kept = b"".join(b"/%b %b 0 R" % (key, _number(trailer, key)) for key in (b"Root", b"Info"))
    bodies = [body.encode("ascii") for body in _bodies(root, page_numbers, first)]
    objects, places, place = [pdf if pdf.endswith(b"\n") else pdf + b"\n"], [], 0
    place = len(objects[0])
    for number, body in enumerate(bodies, start=first):
        written = b"%d 0 obj\n%b\nendobj\n" % (number, body)
        places.append(place)
        place += len(written)
        objects.append(written)
    objects.append(b"xref\n%d %d\n" % (first, len(bodies)))
    objects.extend(b"%010d 00000 n \n" % one for one in places)
    size = first + len(bodies)
    objects.append(b"trailer\n<</Size %d%b/Prev %d>>\n" % (size, kept, before))
    objects.append(b"startxref\n%d\n%%%%EOF\n" % place)
    return b"".join(objects), first


def _number(trailer: bytes, key: bytes) -> bytes:
    return trailer.split(b"/" + key, 1)[1].split()[0]


def _bodies(root: Element, page_numbers: Sequence[int], first: int) -> Iterator[str]:
    """The tree's root, the parent tree, then every element that holds something, in reading order."""
    elements = [element for element in root.walk() if element.contents or element.children]
    owners: list[list[int]] = [[] for _ in page_numbers]
    for number, element in enumerate(elements, start=first + 2):
        element.number = number
        for page, mcid in element.contents:
            row = owners[page]
            if mcid >= len(row):
                row.extend([0] * (mcid + 1 - len(row)))
            row[mcid] = number
    nums = " ".join(f"{page}[{' '.join([f'{number} 0 R' for number in row])}]" for page, row in enumerate(owners))
    next_key = f"/ParentTreeNextKey {len(owners)}"
    yield f"<</Type/StructTreeRoot/K {first + 2} 0 R/ParentTree {first + 1} 0 R{next_key}>>"
    yield f"<</Nums[{nums}]>>"
    for element in elements:
        parent = first if element.parent is None else element.parent.number
        yield _body(element, parent, page_numbers)


def _body(element: Element, parent: int, page_numbers: Sequence[int]) -> str:
    contents = element.contents
    if len(contents) == 1 and not element.children and not element.alt:
        page, mcid = contents[0]
        return f"<</S/{element.tag}/P {parent} 0 R/Pg {page_numbers[page]} 0 R{element.attributes}/K {mcid}>>"
    kids = [f"<</Type/MCR/Pg {page_numbers[page]} 0 R/MCID {mcid}>>" for page, mcid in contents]
    kids += [f"{child.number} 0 R" for child in element.children if child.number]
    alt = f"/Alt {text_string(element.alt)}" if element.alt else ""
    return f"<</S/{element.tag}/P {parent} 0 R{alt}{element.attributes}/K[{' '.join(kids)}]>>"
