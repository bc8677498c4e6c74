"""The handbook: one Markdown chapter per room, read as plain blocks. Nothing in it is ever run or fetched."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files

CHAPTERS: tuple[str, ...] = (
    "borja",
    "idag",
    "besok",
    "papper",
    "granskningar",
    "register",
    "underlag",
    "varningssignaler",
    "checklistor",
    "fakturor",
    "iakttagelser",
    "uppfoljning",
    "sammanstallning",
    "sok",
    "synk",
    "installningar",
    "kommandoraden",
    "checklistor-format",
    "xlsform",
    "nar-nagot-gar-fel",
)
"""The chapters in reading order; each is `ui/help/<name>.md`."""


_MARKED = re.compile(r"\*\*(.+?)\*\*|`(.+?)`|\*(?=\S)([^*]+?)(?<=\S)\*")
"""What stands out in a chapter; on screen all of it does so by weight."""


class BlockKind(Enum):
    """What a block of a chapter is."""

    TITLE = "title"
    HEADING = "heading"
    TEXT = "text"
    ITEM = "item"
    STEP = "step"
    CODE = "code"
    ROW = "row"
    PICTURE = "picture"


@dataclass(frozen=True, slots=True)
class Block:
    """One block: its words without marks, the pieces that stand out, and a table row's cells or a step's number.

    Shape: of a picture the words say what it shows, and `cells` holds the name of its file in `ui/help/pictures`.
    """

    kind: BlockKind
    text: str
    strong: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()
    number: int = 0


@cache
def chapter(name: str) -> tuple[Block, ...]:
    """The blocks of a chapter."""
    return blocks_of(files(__package__).joinpath(f"{name}.md").read_text(encoding="utf-8"))


def title_of(name: str) -> str:
    """The chapter's first heading."""
    return next((block.text for block in chapter(name) if block.kind is BlockKind.TITLE), name)


def blocks_of(markdown: str) -> tuple[Block, ...]:
    """Read the part of Markdown the handbook uses: headings, paragraphs, lists, steps, tables, code, bold, pictures."""
    blocks: list[Block] = []
    paragraph: list[str] = []
    of: tuple[BlockKind, int] = (BlockKind.TEXT, 0)  # what the paragraph's lines belong to, and a step's number
    code: list[str] | None = None

    def end_paragraph() -> None:
        if paragraph:
            blocks.append(_block(of[0], " ".join(paragraph), number=of[1]))
            paragraph.clear()

    for line in markdown.splitlines():
        if code is not None:
            if line.startswith("```"):
                blocks.append(Block(BlockKind.CODE, "\n".join(code)))
                code = None
            else:
                code.append(line)
            continue
        bare = line.strip()
        step = re.match(r"(\d+)\. (.+)", bare)
        picture = re.fullmatch(r"!\[(.+)\]\(pictures/([a-z-]+\.png)\)", bare)
        if not bare or bare.startswith(("#", "- ", "|", "```")) or step or picture:
            end_paragraph()
        if bare.startswith("```"):
            code = []
        elif picture:
            blocks.append(Block(BlockKind.PICTURE, picture[1], cells=(picture[2],)))
        elif bare.startswith("## "):
            blocks.append(_block(BlockKind.HEADING, bare[3:]))
        elif bare.startswith("# "):
            blocks.append(_block(BlockKind.TITLE, bare[2:]))
        elif bare.startswith("- "):
            of = (BlockKind.ITEM, 0)
            paragraph.append(bare[2:])
        elif step:
            of = (BlockKind.STEP, int(step[1]))
            paragraph.append(step[2])
        elif bare.startswith("|"):
            cells = tuple(_plain(cell)[0] for cell in bare.strip("|").split("|"))
            if not all(re.fullmatch(r":?-+:?", cell) for cell in cells):
                blocks.append(Block(BlockKind.ROW, ", ".join(cells), cells=cells))
        elif bare:
            if not paragraph or (of[0] is not BlockKind.TEXT and not line.startswith("  ")):
                end_paragraph()
                of = (BlockKind.TEXT, 0)
            paragraph.append(bare)
    end_paragraph()
    return tuple(blocks)


def _block(kind: BlockKind, marked: str, number: int = 0) -> Block:
    words, strong = _plain(marked)
    return Block(kind, words, strong, number=number)


def _plain(marked: str) -> tuple[str, tuple[str, ...]]:
    """The words without their marks, and the pieces that stood between them: `**`, a single `*` or backticks."""
    strong = tuple(match[1] or match[2] or match[3] for match in _MARKED.finditer(marked))
    return _MARKED.sub(lambda match: match[1] or match[2] or match[3], marked).strip(), strong
