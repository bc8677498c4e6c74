"""The order a Swedish reader expects: å, ä and ö after z, capitals beside small letters, 9 before 10."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

from PySide6.QtCore import QCollator, QLocale, Qt

T = TypeVar("T")


def in_order(things: Iterable[T], words: Callable[[T], str]) -> list[T]:
    """The things by their words, as a Swedish reader looks them up; what is read alike keeps its order.

    Always by Swedish rules, also when the window speaks English: the names are Swedish.
    """
    collator = QCollator(QLocale(QLocale.Language.Swedish, QLocale.Country.Sweden))  # not shared: it knows no threads
    collator.setNumericMode(True)
    collator.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
    return sorted(things, key=lambda thing: collator.sortKey(words(thing)))
