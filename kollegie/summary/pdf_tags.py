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


def tree_objects(root: Element, page_numbers: Sequence[int], first: int) -> Iterator[str]:
    """The objects of the tree, numbered from `first`: its root, the parent tree, then every element in reading order.

    The tree is taken apart as it is written, so that its memory is free for what comes after.
    Shape: `page_numbers` are the object numbers of the pages; the page at place n has StructParents n. An element
    that holds nothing is left out.
    """
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
    del nums, owners
    for element in elements:
        parent = first if element.parent is None else element.parent.number
        yield _body(element, parent, page_numbers)
        element.parent = None
    root.children.clear()


def _body(element: Element, parent: int, page_numbers: Sequence[int]) -> str:
    contents = element.contents
    if len(contents) == 1 and not element.children and not element.alt:
        page, mcid = contents[0]
        return f"<</S/{element.tag}/P {parent} 0 R/Pg {page_numbers[page]} 0 R{element.attributes}/K {mcid}>>"
    kids = [f"<</Type/MCR/Pg {page_numbers[page]} 0 R/MCID {mcid}>>" for page, mcid in contents]
    kids += [f"{child.number} 0 R" for child in element.children if child.number]
    alt = f"/Alt {text_string(element.alt)}" if element.alt else ""
    return f"<</S/{element.tag}/P {parent} 0 R{alt}{element.attributes}/K[{' '.join(kids)}]>>"
