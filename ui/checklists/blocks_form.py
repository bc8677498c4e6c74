"""A list of blocks that grows by a link below it: finding rules, reasonable answers, statutes."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.widgets.buttons import LinkButton
from ui.widgets.card import Card
from ui.widgets.tab_order import tab_before


class Block(Card):
    """One of the list; `changed` tells that it is another, `removed` that it is not wanted."""

    changed = Signal()
    removed = Signal()

    @abstractmethod
    def held(self) -> dict[str, Any]:
        """What the block says, as the checklist's file has it."""

    @abstractmethod
    def begin(self) -> None:
        """Ready the block for what is typed first, when it has just been added."""

    @Slot(object)
    def touch(self, _value: object) -> None:
        """Something in the block is another than it was."""
        self.changed.emit()


B = TypeVar("B", bound=Block)


class BlocksForm(QWidget, Generic[B]):
    """The blocks of what the file holds, `fresh` what a new one begins with; `changed` tells what all of them hold."""

    changed = Signal(object)

    def __init__(
        self,
        held: Sequence[dict[str, Any]],
        block_of: Callable[[dict[str, Any]], B],
        fresh: Mapping[str, Any],
        add: str,
    ) -> None:
        super().__init__()
        self.blocks: list[B] = []
        self._block_of, self._fresh = block_of, fresh
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self.add = LinkButton(add, "plus")
        self._column.addWidget(self.add)
        for one in held:
            self._put(one)
        self.add.clicked.connect(self._add)

    def _put(self, held: dict[str, Any]) -> B:
        block = self._block_of(held)
        block.changed.connect(self._tell)
        block.removed.connect(self._remove)
        self._column.insertWidget(len(self.blocks), block)
        self.blocks.append(block)
        tab_before(self.add, block)
        return block

    @Slot()
    def _add(self) -> None:
        self._put(dict(self._fresh)).begin()

    @Slot()
    def _remove(self) -> None:
        block = next(one for one in self.blocks if one is self.sender())
        self.blocks.remove(block)
        self._column.removeWidget(block)
        block.hide()
        block.deleteLater()
        self.add.setFocus()
        self._tell()

    @Slot()
    def _tell(self) -> None:
        self.changed.emit([block.held() for block in self.blocks])
