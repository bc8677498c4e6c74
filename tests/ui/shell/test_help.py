from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from ui.help.chapter_view import ChapterView
from ui.help.chapters import CHAPTERS, BlockKind, blocks_of, chapter
from ui.help.help_page import Handbook
from ui.help.picture import Picture
from ui.widgets.labels import WrappedLabel

CHAPTER = """# Synk
Synken **hämtar** och
skickar.

## Anslut
1. Skriv `F5`
   eller klicka.
2. Vänta.
- En sak
| Nav | Adress |
|---|---|
| En fil | `hub.kollegie` |

```
kollegie sync
```
![Synkens sida](pictures/synk.png)
"""


def test_a_chapter_is_read_into_plain_blocks() -> None:
    blocks = blocks_of(CHAPTER)

    assert [(block.kind, block.text) for block in blocks] == [
        (BlockKind.TITLE, "Synk"),
        (BlockKind.TEXT, "Synken hämtar och skickar."),
        (BlockKind.HEADING, "Anslut"),
        (BlockKind.STEP, "Skriv F5 eller klicka."),
        (BlockKind.STEP, "Vänta."),
        (BlockKind.ITEM, "En sak"),
        (BlockKind.ROW, "Nav, Adress"),
        (BlockKind.ROW, "En fil, hub.kollegie"),
        (BlockKind.CODE, "kollegie sync"),
        (BlockKind.PICTURE, "Synkens sida"),
    ]
    assert blocks[-1].cells == ("synk.png",)
    assert blocks[1].strong == ("hämtar",)
    assert [block.number for block in blocks if block.kind is BlockKind.STEP] == [1, 2]


def test_single_marks_are_read_and_only_whole_words_stand_out(qtbot: QtBot) -> None:
    block = blocks_of("Öppna *Iakttagelser*. Där trycker du **D**; kolumnen `id` *, `titel` * krävs.")[0]
    label = WrappedLabel("")
    qtbot.addWidget(label)

    label.show_text(block.text, block.strong)

    assert block.text == "Öppna Iakttagelser. Där trycker du D; kolumnen id *, titel * krävs."
    assert block.strong == ("Iakttagelser", "D", "id", "titel")
    assert "</span>. Där trycker" in label.text()
    assert label.text().count("<span") == 4


def test_no_chapter_shows_its_marks() -> None:
    shown = [block.text for name in CHAPTERS for block in chapter(name) if block.kind is not BlockKind.CODE]

    assert [text for text in shown if "**" in text or re.search(r"(?<!\S)\*\w", text)] == []


def test_what_looks_like_markup_is_shown_as_it_is_written(qtbot: QtBot) -> None:
    view = ChapterView()
    qtbot.addWidget(view)
    block = blocks_of("Se <img src='file:///etc/passwd'> **här**.")[0]

    from ui.help.chapter_view import _part

    label = _part(block)
    qtbot.addWidget(label)

    assert isinstance(label, QLabel)
    assert "&lt;img" in label.text()
    assert label.accessibleName() == "Se <img src='file:///etc/passwd'> här."
    assert not label.openExternalLinks()


def test_a_chapter_is_chosen_with_the_arrows(qtbot: QtBot) -> None:
    handbook = Handbook("idag")
    qtbot.addWidget(handbook)
    handbook.show()

    qtbot.keyClick(handbook.list, Qt.Key.Key_Down)

    assert handbook.chapter == "besok"


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_picture_of_a_chapter_is_there_and_says_what_it_shows(name: str, qtbot: QtBot) -> None:
    view = ChapterView(name)
    qtbot.addWidget(view)
    view.resize(500, 900)
    view.show()

    shown = view.findChildren(Picture)

    assert len(shown) == sum(block.kind is BlockKind.PICTURE for block in chapter(name))
    assert all(picture.accessibleName() for picture in shown)
    assert all(picture.heightForWidth(500) > 200 for picture in shown)


def test_a_picture_elsewhere_on_the_disk_is_only_words() -> None:
    (block,) = blocks_of("![Se](../../hemligt.png)")

    assert block.kind is BlockKind.TEXT
