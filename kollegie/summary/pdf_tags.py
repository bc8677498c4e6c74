"""The structure of the document for those who hear it read: elements in reading order, and their writing into the PDF.

Shape: Document > H1, H2, H3, P, L > LI > Lbl, LBody, Table > TR > TH, TD, Figure. An element knows the marked
contents (page, number) drawn for it; what belongs to no element is an artifact.
The tree is written as ready PDF objects, since a thousand pages have more elements than one wants to build one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class Element:
    """One structure element; `attributes` are ready PDF entries such as a table header's scope."""

    __slots__ = ("alt", "attributes", "children", "contents", "tag")

    def __init__(self, tag: str, parent: Element | None = None, *, alt: str = "", attributes: str = "") -> None:
        self.tag = tag
        self.alt = alt
        self.attributes = attributes
        self.children: list[Element] = []
        self.contents: list[tuple[int, int]] = []
        if parent is not None:
            parent.children.append(self)

    def walk(self) -> Iterator[Element]:
        """The element and all below it, in reading order."""
        waiting = [self]
        while waiting:
            element = waiting.pop()
            yield element
            waiting.extend(reversed(element.children))


COLUMN_HEADER = "/A<</O/Table/Scope/Column>>"
ROW_HEADER = "/A<</O/Table/Scope/Row>>"


def text_string(text: str) -> str:
    """A text as a PDF string that holds any letter."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"


def write_tree(document: Any, root: Element, page_numbers: list[int]) -> None:
    """Add the structure tree to a ReportLab document whose pages are all there.

    Shape: `page_numbers` are the object numbers of the pages; the page at place n has StructParents n.
    """
    from reportlab.pdfbase.pdfdoc import PDFObjectReference

    elements = [element for element in root.walk() if element.contents or element.children]
    first = document.objectcounter + 3  # after the tree root and the parent tree
    numbers = {id(element): first + place for place, element in enumerate(elements)}
    parents: dict[int, int] = {}
    for element in elements:
        for child in element.children:
            parents[id(child)] = numbers[id(element)]

    owners: list[list[int]] = [[] for _ in page_numbers]
    for element in elements:
        for page, mcid in element.contents:
            row = owners[page]
            row.extend([0] * (mcid + 1 - len(row)))
            row[mcid] = numbers[id(element)]

    root_number, tree_number = first - 2, first - 1
    nums = " ".join(
        f"{page} [{' '.join(f'{number} 0 R' if number else 'null' for number in row)}]"
        for page, row in enumerate(owners)
    )
    _add(
        document, f"<</Type/StructTreeRoot/K {first} 0 R/ParentTree {tree_number} 0 R/ParentTreeNextKey {len(owners)}>>"
    )
    _add(document, f"<</Nums[{nums}]>>")
    for element in elements:
        _add(document, _written(element, parents.get(id(element), root_number), numbers, page_numbers))
    document.Catalog.StructTreeRoot = PDFObjectReference(f"tag{root_number}")


def _add(document: Any, written: str) -> None:
    document.Reference(written.encode("ascii"), f"tag{document.objectcounter + 1}")


def _written(element: Element, parent: int, numbers: dict[int, int], page_numbers: list[int]) -> str:
    pages = {page for page, _ in element.contents}
    kids = [f"{numbers[id(child)]} 0 R" for child in element.children if id(child) in numbers]
    home = ""
    if len(pages) == 1:
        home = f"/Pg {page_numbers[pages.pop()]} 0 R"
        own = [str(mcid) for _, mcid in element.contents]
    else:
        own = [f"<</Type/MCR/Pg {page_numbers[page]} 0 R/MCID {mcid}>>" for page, mcid in element.contents]
    alt = f"/Alt {text_string(element.alt)}" if element.alt else ""
    return f"<</S/{element.tag}/P {parent} 0 R{home}{alt}{element.attributes}/K[{' '.join(own + kids)}]>>"
