"""Where a new file goes: the system's own box, which never gives back a name without the ending of its kind."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog, QWidget


def choose_new_file(over: QWidget, title: str, proposed: str, kinds: str, *, may_exist: bool = False) -> Path | None:
    """Let the person choose where a file goes and of which kind it is; None if they leave it.

    Shape: `proposed` is a name, cleaned of what no file name may hold, or a whole path; `kinds` is as Qt writes it,
    "PDF (*.pdf);;Word (*.docx)". A name that ends otherwise than the kind chosen gets that ending. A file that is
    there already is asked about under the name it will have, unless it `may_exist` because it is not written over.
    """
    endings = _endings(kinds)
    box = QFileDialog(over, title, "", kinds)
    box.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    box.setOption(QFileDialog.Option.DontConfirmOverwrite, may_exist)
    place = Path(proposed)
    if place.is_absolute():
        box.setDirectory(str(place.parent))
    else:
        place = Path(file_name_of(proposed))
    box.selectFile(place.name)
    following = _Following(box, endings)
    box.filterSelected.connect(following.follow)
    following.follow(next(iter(endings)))
    try:
        while box.exec() == QFileDialog.DialogCode.Accepted:
            chosen = Path(box.selectedFiles()[0])
            path = named(chosen, endings, box.selectedNameFilter(), place.suffix)
            if path == chosen or may_exist or not path.exists():
                return path
            box.selectFile(path.name)  # asked about again, now under the name it will have
        return None
    finally:
        box.deleteLater()


def file_name_of(text: str) -> str:
    """The text as the name of one file, on Windows too: an invoice called 2026/12 is no folder."""
    return re.sub(r'[\\/:*?"<>|\x00-\x1f]+', "-", text)


def named(chosen: Path, endings: dict[str, str], kind: str, proposed: str = "") -> Path:
    """The path with the ending of its kind.

    Shape: `endings` gives each kind's ending, `proposed` is the one we wrote into the box: it gives way to the kind
    chosen. Another kind's ending was written by the person and stands; any other text after a point is part of the
    name.
    """
    ending = endings.get(kind) or next(iter(endings.values()))
    written = chosen.suffix.lower()
    if written == proposed.lower() and written:
        return chosen.with_suffix(ending)
    return chosen if written in endings.values() else chosen.with_name(chosen.name + ending)


class _Following(QObject):
    """Lets the name in the box follow the kind that is chosen in it."""

    def __init__(self, box: QFileDialog, endings: dict[str, str]) -> None:
        super().__init__(box)
        self._box = box
        self._endings = endings

    @Slot(str)
    def follow(self, kind: str) -> None:
        self._box.setDefaultSuffix(self._endings.get(kind, ""))
        for chosen in map(Path, self._box.selectedFiles()[:1]):
            if chosen.suffix.lower() in self._endings.values():
                self._box.selectFile(chosen.with_suffix(self._endings[kind]).name)


def _endings(kinds: str) -> dict[str, str]:
    found = {kind: re.search(r"\*(\.\w+)", kind) for kind in kinds.split(";;")}
    return {kind: match.group(1) for kind, match in found.items() if match is not None}
