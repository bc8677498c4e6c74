"""What publishing a draft does, seen before it is done; renames are confirmed by a person, one by one."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from kollegie.language import say
from kollegie.model.checklist_compare import ChangeKind, Comparability, Comparison, Rename
from kollegie.planning.publishing import Proposed
from ui.theme import theme
from ui.tokens import Tone
from ui.widgets.buttons import PlainButton, PrimaryButton
from ui.widgets.card import Card, CardKind
from ui.widgets.choice import Option
from ui.widgets.labels import Heading, Label, WrappedLabel
from ui.widgets.layouts import AsideLayout, FlowLayout, GrowsDown
from ui.widgets.segmented_choice import SegmentedChoice
from ui.widgets.side_column import ScrollColumn
from ui.widgets.tag import Tag, TagKind

_KINDS = {
    Comparability.NO: TagKind.ATTENTION,
    Comparability.CAREFUL: TagKind.NEUTRAL,
    Comparability.YES: TagKind.OK,
}


WIDEST = 880
"""Pixels at 100 % text: wider than this a line is not read at a glance."""


class RenameBlock(Card):
    """Two questions that read alike; `decided` tells the rename and whether a person says they are the same."""

    decided = Signal(object, bool)

    def __init__(self, rename: Rename, comparison: Comparison, same: bool | None) -> None:
        super().__init__(CardKind.QUIET)
        self._rename = rename
        before, after = comparison.old.question(rename.old), comparison.new.question(rename.new)
        assert before is not None
        assert after is not None
        self.body.addWidget(Label(f"{before.id} → {after.id}", "strong"))
        self.body.addWidget(WrappedLabel(f"{before.label.in_()}\n{after.label.in_()}"))
        self.choice = SegmentedChoice(
            say("Samma fråga?", "The same question?"),
            [
                Option(True, say("Samma fråga, nytt namn", "The same, renamed")),
                Option(False, say("Två olika frågor", "Two questions")),
            ],
        )
        if same is not None:
            self.choice.show_value(same)
        self.choice.chosen.connect(self._tell)
        self.body.addWidget(self.choice)

    @Slot(object)
    def _tell(self, same: bool) -> None:
        self.decided.emit(self._rename, same)


class PublishPanel(ScrollColumn):
    """Shows the report; `publishing` tells that it is to be done, `left` that it is not, `renamed` the confirmed
    renames, new name → old name."""

    publishing = Signal()
    left = Signal()
    renamed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(edge=28, parent=parent)
        theme().changed.connect(self._fit)
        self._fit()
        self._decided: dict[tuple[str, str], bool] = {}
        self._open: tuple[Rename, ...] = ()
        self.publish = PrimaryButton(say("Publicera", "Publish"), "check")
        self.leave = PlainButton(say("Tillbaka till utkastet", "Back to the draft"), "arrow-left", "Esc")

    @property
    def renames(self) -> dict[str, str]:
        """The confirmed renames, new name → old name."""
        return {new: old for (old, new), same in self._decided.items() if same}

    def start_over(self) -> None:
        """Forget what was decided about another draft."""
        self._decided = {}
        self._open = ()

    def show_proposed(self, proposed: Proposed) -> None:
        """Show what publishing would do."""
        self.clear()
        comparison = proposed.comparison
        version = proposed.checklist.version
        title = proposed.checklist.title.in_()
        self.add(
            Heading(say(f"Publicera {title}, version {version}", f"Publish {title}, version {version}"), "section")
        )
        for sentence in proposed.effect.sentences():
            self.add(WrappedLabel(sentence))
        if comparison is None:
            self.add(WrappedLabel(say("Det är den första versionen.", "It is the first version."), tone=Tone.MUTED))
        else:
            self._changes(comparison)
        ways = GrowsDown()
        flow = FlowLayout(ways, gap=10)
        self.publish = PrimaryButton(say("Publicera", "Publish"), "check")
        self.leave = PlainButton(say("Tillbaka till utkastet", "Back to the draft"), "arrow-left", "Esc")
        self.publish.clicked.connect(self._publish)
        self.leave.clicked.connect(self.left)
        flow.addWidget(self.publish)
        flow.addWidget(self.leave)
        self.add(ways)

    def _changes(self, comparison: Comparison) -> None:
        counts = comparison.counted()
        tags = GrowsDown()
        flow = FlowLayout(tags, gap=8)
        for one in Comparability:
            flow.addWidget(Tag(f"{counts[one]} {one.word}", _KINDS[one]))
        self.add(Label(say("Jämförelse med tidigare omgångar", "Comparison with earlier rounds"), "field"))
        self.add(tags)
        known = {(one.old, one.new): one for one in comparison.proposals}
        for key in self._decided:
            if key not in known and comparison.old.question(key[0]) and comparison.new.question(key[1]):
                known[key] = Rename(*key, 1.0)
        self._open = tuple(known.values())
        if known:
            self.add(Label(say("Bytt namn?", "Renamed?"), "field"))
        for key, rename in known.items():
            block = RenameBlock(rename, comparison, self._decided.get(key))
            block.decided.connect(self._decide)
            self.add(block)
        if not comparison.changes:
            self.add(WrappedLabel(say("Ingenting skiljer.", "Nothing differs."), tone=Tone.MUTED))
            return
        self.add(Label(say("Vad som ändras", "What changes"), "field"))
        for change in comparison.changes:
            row = GrowsDown()
            aside = AsideLayout(row, least=220)
            words = change.sentence()
            if change.kind in (ChangeKind.NEW, ChangeKind.GONE):
                words = f"{change.id} {change.kind.word.lower()}: {change.after or change.before}"
            aside.addWidget(WrappedLabel(words))
            aside.addWidget(Tag(change.comparable.word, _KINDS[change.comparable]))
            self.add(row)

    @Slot(object, bool)
    def _decide(self, rename: Rename, same: bool) -> None:
        self._decided[rename.old, rename.new] = same
        self.renamed.emit(self.renames)

    @Slot()
    def _publish(self) -> None:
        self.publishing.emit()

    @Slot()
    def _fit(self) -> None:
        inner = self.widget()
        if inner is not None:
            inner.setMaximumWidth(theme().px(WIDEST))
