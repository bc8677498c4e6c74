"""What must hold for a tagged PDF, read with a library that did not write it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
import pypdfium2

from kollegie.summary.preview import Pages

MM = 72 / 25.4
SHOWS = {"Tj", "TJ", "'", '"', "f", "F", "f*", "B", "B*", "b", "b*", "S", "s", "sh", "Do", "INLINE IMAGE"}


@dataclass
class Node:
    """One structure element as it stands in the file."""

    tag: str
    alt: str = ""
    scope: str = ""
    children: list[Node] = field(default_factory=list)
    contents: list[tuple[int, int]] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        yield self
        for child in self.children:
            yield from child.walk()


def faults(pdf_bytes: bytes) -> list[str]:
    """Everything that breaks the rules of a tagged document; empty when nothing does."""
    found: list[str] = []
    with pikepdf.open(io.BytesIO(pdf_bytes)) as pdf:
        if not pdf.Root.get("/MarkInfo", {}).get("/Marked", False):
            found.append("the document is not marked as tagged")
        if str(pdf.Root.get("/Lang", "")) != "sv-SE":
            found.append("the language is not Swedish")
        if not pdf.Root.get("/ViewerPreferences", {}).get("/DisplayDocTitle", False):
            found.append("the title is not shown in the window")
        used = [_marked_content(page, number, found) for number, page in enumerate(pdf.pages)]
        root = tree(pdf)
        owned = {content for node in root.walk() for content in node.contents}
        for page, numbers in enumerate(used):
            for number in numbers:
                if (page, number) not in owned:
                    found.append(f"page {page + 1}: marked content {number} belongs to no element")
        found.extend(
            f"an element owns content {content} that is not drawn"
            for content in owned
            if content[1] not in used[content[0]]
        )
        _parent_tree(pdf, used, found)
        _links(pdf, found)
    _elements(root, found)
    return found


def stray_text(pdf_bytes: bytes) -> list[str]:
    """Pieces of text that lie outside the margins; empty when none does."""
    left, top, bottom = 25 * MM - 1, 841.89 - 24, 18.0
    right = 595.28 - 18 * MM + 4  # a line ends with a space
    found = []
    document = pypdfium2.PdfDocument(pdf_bytes)
    for number, page in enumerate(document):
        words = page.get_textpage()
        for place in range(words.count_rects()):
            box = words.get_rect(place)
            if box[0] < left or box[2] > right or box[3] > top or box[1] < bottom:
                found.append(f"page {number + 1}: {words.get_text_bounded(*box)!r} at {[round(one) for one in box]}")
        words.close()
        page.close()
    document.close()
    return found


def text_of(pdf_bytes: bytes) -> str:
    """All the text of the file, spaces and line ends as single spaces."""
    with Pages(pdf_bytes) as pages:
        return " ".join(" ".join(pages.text(number) for number in range(len(pages))).split())


def tree(pdf: pikepdf.Pdf) -> Node:
    """The structure tree of an open file."""
    pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
    return _node(pdf.Root.StructTreeRoot.K, pages, None)


def _node(obj: Any, pages: dict[Any, int], page: int | None) -> Node:
    if "/Pg" in obj:
        page = pages[obj.Pg.objgen]
    scope = str(obj.A.get("/Scope", "")) if "/A" in obj else ""
    node = Node(str(obj.S)[1:], str(obj.get("/Alt", "")), scope)
    kids = obj.get("/K", [])
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, int):
            assert page is not None
            node.contents.append((page, kid))
        elif str(kid.get("/Type", "")) == "/MCR":
            node.contents.append((pages[kid.Pg.objgen], int(kid.MCID)))
        else:
            node.children.append(_node(kid, pages, page))
    return node


def _marked_content(page: pikepdf.Page, number: int, found: list[str]) -> set[int]:
    depth, seen = 0, set()
    for operands, operator in pikepdf.parse_content_stream(page):
        name = str(operator)
        if name in ("BDC", "BMC"):
            depth += 1
            if depth > 1:
                found.append(f"page {number + 1}: marked content inside marked content")
            if name == "BDC":
                seen.add(int(operands[1].MCID))
        elif name == "EMC":
            depth -= 1
        elif name in SHOWS and depth == 0:
            found.append(f"page {number + 1}: {name} outside marked content")
    if depth:
        found.append(f"page {number + 1}: marked content is not closed")
    return seen


def _parent_tree(pdf: pikepdf.Pdf, used: list[set[int]], found: list[str]) -> None:
    nums = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    owners = {int(nums[place]): nums[place + 1] for place in range(0, len(nums), 2)}
    for number, page in enumerate(pdf.pages):
        row = owners.get(int(page.obj.get("/StructParents", -1)))
        if row is None:
            found.append(f"page {number + 1} has no row in the parent tree")
            continue
        for mcid in used[number]:
            if mcid >= len(row) or row[mcid] is None or "/S" not in row[mcid]:
                found.append(f"page {number + 1}: content {mcid} has no parent")


def _links(pdf: pikepdf.Pdf, found: list[str]) -> None:
    for number, page in enumerate(pdf.pages):
        if "/Annots" in page.obj and len(page.obj.Annots):
            found.append(f"page {number + 1} has annotations")
    for name in ("/OpenAction", "/AA", "/AcroForm"):
        if name in pdf.Root:
            found.append(f"the document has {name}")


def _elements(root: Node, found: list[str]) -> None:
    if root.tag != "Document":
        found.append(f"the root is {root.tag}")
    level = 0
    for node in root.walk():
        if node.tag == "Figure" and not node.alt:
            found.append("a figure has no alternative text")
        if len(node.tag) == 2 and node.tag[0] == "H" and node.tag[1].isdigit():
            if int(node.tag[1]) > level + 1:
                found.append(f"a heading goes from level {level} to {node.tag[1]}")
            level = int(node.tag[1])
        if node.tag == "Table":
            _table(node, found)
        if node.tag == "L" and any(child.tag != "LI" for child in node.children):
            found.append("a list holds something else than list items")
        if node.tag == "LI" and [child.tag for child in node.children] not in (["Lbl", "LBody"], ["LBody"]):
            found.append("a list item is not label and body")


def _table(node: Node, found: list[str]) -> None:
    if any(row.tag != "TR" for row in node.children):
        found.append("a table holds something else than rows")
    widths = {len(row.children) for row in node.children}
    if len(widths) != 1:
        found.append(f"the rows of a table have {sorted(widths)} cells")
    header, *rows = node.children
    if any(cell.tag != "TH" or cell.scope != "/Column" for cell in header.children):
        found.append("a table's header cells are not column headers")
    for row in rows:
        if row.children[0].tag != "TH" or row.children[0].scope != "/Row":
            found.append("a table row is not named by its first cell")
        if any(cell.tag != "TD" for cell in row.children[1:]):
            found.append("a table row has other cells than data")
