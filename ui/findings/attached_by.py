"""What one of two visitors has attached to a question: each picture small beside what it is, and a way to see it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from kollegie.model.attachments import Attachment
from kollegie.visiting.doubles import BlindRecord, ComparedQuestion
from ui.visiting.attach_block import AttachedLine
from ui.widgets.labels import Label


class AttachedBy(QWidget):
    """Shows them below the visitor's name. `opened` asks for one to be shown whole."""

    opened = Signal(object)

    def __init__(self, name: str, attached: Sequence[Attachment]) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        if name:
            column.addWidget(Label(name, "field"))
        self.lines = tuple(AttachedLine(one, locked=True) for one in attached)
        for line in self.lines:
            line.open.clicked.connect(partial(self.opened.emit, line.attachment))
            column.addWidget(line)


def attached_of(record: BlindRecord, compared: ComparedQuestion) -> tuple[Attachment, ...]:
    """What this visitor has attached to the question; nothing before both have signed."""
    return tuple(one for spot, one in record.attachments if spot == (compared.question.name, compared.row))
