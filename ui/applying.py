"""Lets the settings take hold: language, colours, text size, density. Everything open changes in place."""

from __future__ import annotations

from kollegie.language import Language, speak
from kollegie.settings import DENSITY, LANGUAGE, SCHEME, TEXT_SIZE, Setting, Settings, SettingsNotSaved, T
from ui.qt_words import let_qt_speak
from ui.theme import Density, Scheme, theme


def apply_settings(settings: Settings) -> None:
    """Show and speak as the settings say."""
    speak(Language(settings.get(LANGUAGE)))
    let_qt_speak()
    theme().show_as(
        scheme=Scheme(settings.get(SCHEME)),
        text_scale=settings.get(TEXT_SIZE) / 100,
        density=Density(settings.get(DENSITY)),
    )


def choose(settings: Settings, setting: Setting[T], value: T) -> str:
    """Let what a person has chosen take hold. Returns why it is not kept for the next start, where the disk refuses."""
    problem = ""
    try:
        settings.put(setting, value)
    except SettingsNotSaved as refusal:
        problem = refusal.sentence()
    apply_settings(settings)
    return problem


def next_text_size(now: int, step: int) -> int:
    """The next larger (`step` +1) or smaller (-1) text size there is, in per cent."""
    sizes = [option.value for option in TEXT_SIZE.options]
    return sizes[min(len(sizes) - 1, max(0, sizes.index(now) + step))]
