"""Qt's own words, in boxes for files and in the menus of fields, in the language of the program."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QTranslator

from kollegie.language import Language, current_language

_words: dict[Language, QTranslator] = {}


def let_qt_speak() -> None:
    """Let Qt say its words as the program does just now. English needs no translation; Swedish comes with Qt."""
    app = QCoreApplication.instance()
    if app is None:
        return
    for shown in _words.values():
        app.removeTranslator(shown)
    language = current_language()
    if language is Language.EN:
        return
    if language not in _words:
        words = QTranslator()
        words.load(f"qtbase_{language.value}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
        _words[language] = words
    app.installTranslator(_words[language])
