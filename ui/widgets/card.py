"""A card: the white sheet something stands on. Cards never nest; a finding inside its question is a quiet block."""

from __future__ import annotations

from enum import Enum

from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget

from kollegie.model.severity import Severity
from ui.theme import theme
from ui.tokens import BAR, GAP, IN_CARD, RADIUS_BUTTON, RADIUS_CARD
from ui.widgets.layouts import Column
from ui.widgets.painting import left_bar, rounded


class CardKind(Enum):
    """What a card's surface says."""

    PLAIN = "plain"
    CURRENT = "current"  # where the person is: green bar and a firm border
    RECORD = "record"  # what the records claim
    RECORD_CURRENT = "record_current"  # the same, where the person is
    QUIET = "quiet"  # a block within a card: no border
    CHOSEN = "chosen"
    ACUTE = "acute"  # an acute finding nobody has acknowledged


class Card(QFrame):
    """A sheet with `body` as its column. A severity gives it a bar in that colour."""

    def __init__(
        self, kind: CardKind = CardKind.PLAIN, severity: Severity | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._kind = kind
        self._severity = severity
        self._faulty = self._within = False
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.body = Column(self)
        self.body.setContentsMargins(IN_CARD, IN_CARD - 2, IN_CARD, IN_CARD - 2)
        self.body.setSpacing(GAP)

    @property
    def kind(self) -> CardKind:
        """What its surface says."""
        return self._kind

    def set_kind(self, kind: CardKind) -> None:
        """Let the surface say something else."""
        self._kind = kind
        self.update()

    def set_severity(self, severity: Severity | None) -> None:
        """Show the bar of a severity, or none."""
        self._severity = severity
        self.update()

    def set_faulty(self, faulty: bool) -> None:
        """Mark the card as holding something to put right."""
        self._faulty = faulty
        self.update()

    def stand_within(self) -> None:
        """Stand in a sheet with others, parted from the one above by a line instead of by a border of its own."""
        self._within = True

    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme().tokens
        radius = RADIUS_BUTTON if self._kind is CardKind.QUIET else RADIUS_CARD
        fill = tokens.surface
        border: str | None = tokens.line
        width, bar = 1, None
        match self._kind:
            case CardKind.CURRENT:
                border, bar = tokens.edge, tokens.accent
            case CardKind.RECORD:
                fill, border = tokens.record_soft, tokens.record_line
            case CardKind.RECORD_CURRENT:
                fill, border, bar = tokens.record_soft, tokens.record_line, tokens.accent
            case CardKind.QUIET:
                fill, border = tokens.bg, None
            case CardKind.CHOSEN:
                border, width = tokens.accent, 2
            case CardKind.ACUTE:
                fill, border, bar = tokens.s4_soft, tokens.s4, tokens.s4
            case CardKind.PLAIN:
                pass
        if self._severity is not None:
            bar = tokens.severity(self._severity)
        if self._faulty:
            border, bar = tokens.edge, tokens.s3
        with QPainter(self) as painter:
            if self._within:
                painter.fillRect(self.rect(), QColor(fill))
                painter.fillRect(0, 0, self.width(), 1, QColor(tokens.line))
                radius = 0
            else:
                rounded(painter, self.rect(), radius, fill=fill, border=border, width=width)
            if bar:
                left_bar(painter, self.rect(), radius, bar, BAR)
