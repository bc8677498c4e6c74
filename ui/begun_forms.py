"""What is written in a form and not stored yet: kept while it is typed, and there again when the form is opened again.

A form's draft is one row among the drafts of this laptop, under the id of the record the form is about and the name of
the form. It goes when the act is stored, and only then: a lock, a crash, another language or another choice in the list
costs nothing that was written.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any
from uuid import UUID

from PySide6.QtCore import QObject, Signal, Slot

from kollegie.errors import KollegieError
from kollegie.model.visits import Draft
from kollegie.store.drafts import drop_form, form_drafts, form_field
from kollegie.store.writing import DraftWriter
from ui.tasks import Written
from ui.widgets.choice import Choice
from ui.widgets.drop_down import DropDown
from ui.widgets.fields import NoteEdit, NumberField, TextField
from ui.widgets.many_choice import ManyChoice

if TYPE_CHECKING:
    from ui.desk import Desk

Editor = TextField | NoteEdit | NumberField | DropDown | Choice | ManyChoice
Fields = Mapping[str, Any]


class BegunForms(QObject):
    """The desk's forms that are begun and not stored. `troubled` tells why nothing is kept, None when it is again;
    `saved` that what stores itself is stored.

    Shape: what a form holds is a mapping from the names of its fields to texts, numbers, lists of them or None.
    """

    troubled = Signal(object)
    saved = Signal()
    _done = Signal(object, object)
    _refused = Signal(object, object)
    _known = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._store = desk.store
        self._writer = DraftWriter(desk.store, troubled=self.troubled.emit)
        self._kept: dict[tuple[UUID, str], Fields] = {}
        self._gone: set[tuple[UUID, str]] = set()
        self._loaded = False
        self._receipts: set[Written] = set()  # the writer's thread never holds one last
        self._done.connect(self._hand_back)
        self._refused.connect(self._hand_back_refusal)
        desk.look(self, form_drafts).done.connect(self._load)

    def of(self, record: UUID, name: str) -> Fields:
        """What was written in a form about a record, empty where nothing is."""
        return self._kept.get((record, name), {})

    def named(self, name: str) -> tuple[UUID, ...]:
        """The records a form of that name is begun about."""
        return tuple(record for record, form in self._kept if form == name)

    def keep(self, record: UUID, name: str, fields: Fields) -> None:
        """Keep what stands in a form just now; it is stored within a quarter of a second."""
        self._kept[record, name] = dict(fields)
        text = json.dumps(fields, ensure_ascii=False)
        self._writer.type(Draft(record, "", "", form_field(name), text, 0, self._store.clock()))

    def drop(self, record: UUID, name: str) -> None:
        """Let go of it: what was written is stored, or taken out of the form again."""
        self._gone.add((record, name))
        if self._kept.pop((record, name), None) is not None or not self._loaded:
            self._writer.perform(partial(drop_form, self._store, record, name, at=self._store.clock()))

    def stored(self, name: str) -> tuple[UUID, ...]:
        """The records a form of that name is begun about, of which all that is written has reached the store."""
        waiting = {draft.visit_id for draft in self._writer.waiting if draft.field == form_field(name)}
        return tuple(record for record in self.named(name) if record not in waiting)

    def follow(self, name: str, stored: Iterable[UUID], drafts: Mapping[UUID, Draft]) -> None:
        """Let go of what an erasure has taken out of the store, and take what has got another record there.

        Shape: `stored` is what had reached the store before `drafts` were read from it.
        """
        for record in stored:
            if record not in drafts and record in self.stored(name):
                del self._kept[record, name]
        self._take((name, draft) for draft in drafts.values())

    def when_known(self, slot: Callable[[], None]) -> None:
        """Call a slot of a form that stands open from the beginning, once it is known what was left by the last end."""
        if self._loaded:
            slot()
        else:
            self._known.connect(slot)

    def store(self, act: Callable[..., Any], *args: Any) -> Written:
        """Have what is written in a field that stores itself stored, and tried again while the disk refuses.

        Shape: returns the receipt, as `Desk.act` does; there a text the disk refuses would be told and forgotten.
        """
        receipt = Written(self)
        self._receipts.add(receipt)
        done, refused = partial(self._done.emit, receipt), partial(self._refused.emit, receipt)
        self._writer.perform(partial(act, *args), done, refused)
        return receipt

    def flush(self) -> bool:
        """Wait until all is stored. False if it took longer, or the disk refuses."""
        return self._writer.flush()

    def close(self) -> bool:
        """Store what waits and end the thread."""
        return self._writer.close()

    @property
    def lost(self) -> int:
        """How many acts a fault of ours has ended."""
        return self._writer.lost

    @property
    def problem(self) -> KollegieError | None:
        """Why nothing is stored just now, None when all is well."""
        return self._writer.problem

    @Slot(object, object)
    def _hand_back(self, receipt: Written, result: object) -> None:
        self._receipts.discard(receipt)
        receipt.done.emit(result)
        self.saved.emit()
        receipt.deleteLater()

    @Slot(object, object)
    def _hand_back_refusal(self, receipt: Written, problem: KollegieError) -> None:
        self._receipts.discard(receipt)
        receipt.failed.emit(problem)
        receipt.deleteLater()

    @Slot(object)
    def _load(self, drafts: tuple[tuple[str, Draft], ...]) -> None:
        """Take what was left at the last end of the program, under what has been typed since."""
        self._take(drafts)
        self._loaded = True
        self._known.emit()

    def _take(self, drafts: Iterable[tuple[str, Draft]]) -> None:
        for name, draft in drafts:
            read = _read(draft.text)
            if read and (draft.visit_id, name) not in self._gone:
                self._kept.setdefault((draft.visit_id, name), read)


class KeptForm(QObject):
    """One form about one record: shows what was written in it before, and keeps what is written from now on.

    Shape: `editors` are its fields by names that never change. `found` is whether anything was written before;
    `stored` what the fields show where nothing was.
    """

    def __init__(
        self,
        forms: BegunForms,
        record: UUID,
        name: str,
        editors: Mapping[str, Editor],
        parent: QObject,
        *,
        stored: Fields | None = None,
    ) -> None:
        super().__init__(parent)
        self._forms = forms
        self._record = record
        self._name = name
        self._editors = dict(editors)
        for key, held in (stored or {}).items():
            _show(editors[key], held)
        self._empty = self._fields()
        kept = forms.of(record, name)
        self.found = bool(kept)
        for key, editor in editors.items():
            if key in kept:
                _show(editor, kept[key])
            _listen(editor, self._keep)

    def show_stored(self, fields: Fields) -> None:
        """Show what is stored by now, unless something else is being written."""
        if not self._forms.of(self._record, self._name):
            for key, held in fields.items():
                _show(self._editors[key], held)
            self._empty = self._fields()

    def stored(self) -> None:
        """What was written is stored by its act: the draft goes. What stands in the fields now is the beginning."""
        self._empty = self._fields()
        self._forms.drop(self._record, self._name)

    @property
    def begun(self) -> bool:
        """Whether anything is written that is not stored."""
        return bool(self._forms.of(self._record, self._name))

    def begin_anew(self) -> None:
        """What stands in the fields now is what is stored: what is written from now on differs from it."""
        self._empty = self._fields()

    @Slot()
    def _keep(self) -> None:
        """Keep the fields somebody has written in: another may follow what is stored meanwhile."""
        fields, before = self._fields(), self._forms.of(self._record, self._name)
        if fields == self._empty:
            self._forms.drop(self._record, self._name)
        else:
            written = {key: held for key, held in fields.items() if key in before or held != self._empty[key]}
            self._forms.keep(self._record, self._name, written)

    def _fields(self) -> dict[str, Any]:
        return {key: _held(editor) for key, editor in self._editors.items()}


def begun_forms_of(desk: Desk) -> BegunForms:
    """The desk's one keeper of forms: it outlives the pages, which are made anew when the language changes."""
    found = desk.findChild(BegunForms)
    return found if isinstance(found, BegunForms) else BegunForms(desk)


def _read(text: str) -> Fields:
    try:
        read = json.loads(text)
    except ValueError:
        return {}
    return read if isinstance(read, dict) else {}


def _held(editor: Editor) -> Any:
    """What stands in a field, as JSON can hold it."""
    match editor:
        case NumberField():
            return editor.line.text()
        case TextField() | NoteEdit():
            return editor.text()
        case ManyChoice():
            return [str(value) for value in editor.values()]
        case _:
            value = editor.value()
            return value if isinstance(value, str | int) or value is None else str(value)


def _show(editor: Editor, held: Any) -> None:
    """Show in a field what stood there; a choice that is no longer offered is left as it is."""
    match editor:
        case NumberField():
            editor.line.show_text(str(held))
        case TextField() | NoteEdit():
            editor.show_text(str(held))
        case ManyChoice():
            editor.show_values(held if isinstance(held, list) else [])
        case Choice():
            if held is None or held in [option.value for option in editor.options]:
                editor.show_value(held)
        case DropDown():
            if held is None or editor.findData(held) >= 0:
                editor.show_value(held)


def _listen(editor: Editor, heard: Any) -> None:
    match editor:
        case NumberField():
            editor.line.edited.connect(heard)
        case TextField() | NoteEdit():
            editor.edited.connect(heard)
        case _:
            editor.chosen.connect(heard)
    if isinstance(editor, Choice):
        editor.cleared.connect(heard)
