"""What a person can set: each setting is declared once, with its name, type, default and sentence in both languages.

The settings page draws itself from `SETTINGS`. They stand in one small file in the user's own configuration folder,
since the unlock window must know them before any store is open; nothing about a review is among them.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from kollegie.errors import KollegieError, reason_of
from kollegie.language import say

T = TypeVar("T", str, int)


class SettingRefused(KollegieError):
    """A value the setting does not take."""

    sv = "{value} går inte att välja för {name}. Välj ett av: {allowed}."
    en = "{value} cannot be chosen for {name}. Choose one of: {allowed}."

    def __init__(self, value: object, name: str, allowed: str) -> None:
        super().__init__(value=value, name=name, allowed=allowed)


class SettingsNotSaved(KollegieError):
    """The settings file could not be written; the choice holds until the program ends."""

    sv = "Inställningen gäller nu men gick inte att spara i {folder}: {why}."
    en = "The setting holds for now but could not be saved in {folder}: {why}."

    def __init__(self, folder: str, why: str) -> None:
        super().__init__(folder=folder, why=why)


@dataclass(frozen=True, slots=True)
class Option(Generic[T]):
    """One value of a setting and its word."""

    value: T
    sv: str
    en: str

    @property
    def word(self) -> str:
        """The word on the button."""
        return say(self.sv, self.en)


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One thing to set: `title` names it, `sentence` says what it does, `options` are all values it takes."""

    name: str
    default: T
    sv: tuple[str, str]
    en: tuple[str, str]
    options: tuple[Option[T], ...]

    @property
    def title(self) -> str:
        """What it is called."""
        return say(self.sv[0], self.en[0])

    @property
    def sentence(self) -> str:
        """What it does, in one sentence."""
        return say(self.sv[1], self.en[1])

    def value_in(self, values: Mapping[str, object]) -> T:
        """The value that stands under this setting's name, or the default where none of its options does."""
        chosen = values.get(self.name)
        for option in self.options:
            if option.value == chosen and type(option.value) is type(chosen):
                return option.value
        return self.default


AnySetting = Setting[str] | Setting[int]

LANGUAGE = Setting(
    "language",
    "sv",
    ("Språk", "Programmets egna ord. Kontrollfrågorna visas på samma språk om listan har det."),
    ("Language", "The program's own words. Control questions follow where the checklist has them."),
    (Option("sv", "Svenska", "Svenska"), Option("en", "English", "English")),
)

SCHEME = Setting(
    "scheme",
    "system",
    ("Färger", "Följ datorns val, eller välj själv."),
    ("Colours", "Follow the computer's choice, or choose for yourself."),
    (
        Option("system", "Som datorn", "As the computer"),
        Option("light", "Ljust", "Light"),
        Option("dark", "Mörkt", "Dark"),
        Option("contrast", "Hög kontrast", "High contrast"),
    ),
)

TEXT_SIZE = Setting(
    "text_size",
    100,
    ("Textstorlek", "All text växer; ingenting försvinner ur bild. Ctrl + och Ctrl − gör samma sak."),
    ("Text size", "All text grows; nothing disappears from view. Ctrl + and Ctrl − do the same."),
    tuple(Option(percent, f"{percent} %", f"{percent} %") for percent in (100, 125, 150, 175, 200)),
)

DENSITY = Setting(
    "density",
    "normal",
    ("Täthet", "Luftig ger större ytor att träffa, för pekskärm eller ostadig hand."),
    ("Density", "Airy gives larger targets, for touch or an unsteady hand."),
    (Option("normal", "Normal", "Normal"), Option("airy", "Luftig", "Airy")),
)

VISIT_LAYOUT = Setting(
    "visit_layout",
    "section",
    ("Besökets frågor", "Ett helt avsnitt i taget, eller en fråga i taget som i en intervju. Platsen behålls."),
    ("The visit's questions", "A whole section at a time, or one question at a time. Your place is kept."),
    (Option("section", "Hela avsnittet", "Whole section"), Option("question", "En fråga i taget", "One at a time")),
)

IDLE_MINUTES = Setting(
    "idle_minutes",
    5,
    ("Lås när ingen rör datorn", "Allt är redan sparat; du kommer tillbaka till samma ställe."),
    ("Lock when nobody touches the computer", "Everything is saved already; you come back to the same place."),
    tuple(Option(minutes, f"{minutes} min", f"{minutes} min") for minutes in (1, 3, 5, 10, 15)),
)

UNSYNCED_DAYS = Setting(
    "unsynced_days",
    2,
    ("Säg till om osynkat", "Hur länge ändringar får vänta på synk innan programmet påminner."),
    ("Remind of what is not synced", "How long changes may wait for a sync before the program reminds."),
    tuple(Option(days, f"{days} dygn", f"{days} days") for days in (1, 2, 4, 7)),
)


QUIET_SYNC_MINUTES = Setting(
    "quiet_sync_minutes",
    15,
    ("Synka av sig själv", "Hur ofta programmet synkar medan du arbetar. Det hörs inte av när navet inte svarar."),
    ("Sync by itself", "How often the program syncs while you work. It says nothing when the hub does not answer."),
    (
        Option(0, "Aldrig", "Never"),
        *(Option(minutes, f"{minutes} min", f"{minutes} min") for minutes in (5, 15, 60)),
    ),
)


def _report_window(quarter: int, default: int) -> Setting[int]:
    return Setting(
        f"ivo_window_q{quarter}",
        default,
        (
            f"IVO:s rapportfönster, kvartal {quarter}",
            "Dagar efter kvartalets slut då ej verkställda beslut rapporteras. IVO meddelar årets fönster.",
        ),
        (
            f"IVO's window, quarter {quarter}",
            "Days after the quarter in which decisions not executed are reported. IVO tells each year's windows.",
        ),
        tuple(Option(days, f"{days} dagar", f"{days} days") for days in (30, 31, 45, 62, 92)),
    )


REPORT_WINDOWS: dict[int, Setting[int]] = {
    1: _report_window(1, 30),
    2: _report_window(2, 62),
    3: _report_window(3, 31),
    4: _report_window(4, 31),
}
"""When IVO takes the report of each quarter; the defaults are its calendar of 2019 (domain 2.1)."""

SETTINGS: tuple[AnySetting, ...] = (
    LANGUAGE,
    SCHEME,
    TEXT_SIZE,
    DENSITY,
    VISIT_LAYOUT,
    IDLE_MINUTES,
    QUIET_SYNC_MINUTES,
    UNSYNCED_DAYS,
    *REPORT_WINDOWS.values(),
)
"""Every setting, in the order the page shows them."""


class Settings:
    """The settings of this person on this computer.

    A value the file should not hold counts as not set, so a hand-edited or half-old file never stops the program.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._values = _read(path)

    def get(self, setting: Setting[T]) -> T:
        """The value chosen, or the default."""
        return setting.value_in(self._values)

    def value_of(self, setting: AnySetting) -> str | int:
        """The value of a setting of whichever type, for those who show them all."""
        return setting.value_in(self._values)

    def put(self, setting: Setting[T], value: T) -> None:
        """Choose a value and save it.

        Raises: SettingRefused for a value that is no option; SettingsNotSaved when the file cannot be written, and
        then the choice holds until the program ends.
        """
        if value not in [option.value for option in setting.options]:
            allowed = ", ".join(str(option.value) for option in setting.options)
            raise SettingRefused(value, setting.name, allowed)
        self._values[setting.name] = value
        try:
            write_json(self.path, self._values)
        except OSError as problem:
            raise SettingsNotSaved(str(self.path.parent), reason_of(problem)) from problem


def write_json(path: Path, content: object) -> None:
    """Write a small file whole: a crash leaves the old content or the new, never a part.

    Raises: OSError.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    with temporary.open("w", encoding="utf-8") as file:
        json.dump(content, file, ensure_ascii=False, indent=1)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(path)


def read_json(path: Path) -> object:
    """The content of a small file, None where it is missing or unreadable."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _read(path: Path) -> dict[str, object]:
    read = read_json(path)
    return dict(read) if isinstance(read, dict) else {}
