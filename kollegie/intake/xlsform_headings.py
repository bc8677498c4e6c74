"""The first row of a sheet: which columns are known, under which other names, and which language each speaks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

OWN = (
    "kollegie_id",
    "kollegie_typ",
    "kollegie_kort",
    "kollegie_kort_en",
    "kollegie_enhet",
    "kollegie_enhet_en",
    "kollegie_val",
    "kollegie_forval",
    "kollegie_parametrar",
    "kollegie_regler",
    "kollegie_iakttagelser",
    "kollegie_lagrum",
    "kollegie_del_av",
    "kollegie_ursprung",
    "kollegie_karna",
    "kollegie_hette",
)
"""What XLSForm has no column for; other tools pass them by."""
TRANSLATED = frozenset({"label", "hint", "guidance_hint", "constraint_message", "required_message"})
SURVEY = TRANSLATED | {
    "type",
    "name",
    "relevant",
    "constraint",
    "required",
    "calculation",
    "default",
    "choice_filter",
    "repeat_count",
    "read_only",
    "appearance",
    "parameters",
    "trigger",
    "disabled",
    *OWN,
}
CHOICES = frozenset({"list_name", "name", "label"})
SETTINGS_OWN = (
    "kollegie_titel_en",
    "kollegie_beskrivning",
    "kollegie_beskrivning_en",
    "kollegie_galler",
    "kollegie_tjanst",
    "kollegie_sprak",
    "kollegie_bygger_pa",
)
SETTINGS = frozenset({"form_id", "form_title", "version", "default_language", "allow_choice_duplicates", *SETTINGS_OWN})
STATUTES = frozenset(
    {
        "id",
        "lag",
        "slag",
        "titel",
        "kapitel",
        "paragraf",
        "punkt",
        "fran",
        "till",
        "sakerhet",
        "anmarkning",
        "tillagg",
        "tillagg_en",
    }
)
MEDIA = frozenset({"media", "image", "audio", "video", "big-image"})

_ALIASES = {
    "relevance": "relevant",
    "caption": "label",
    "readonly": "read_only",
    "calculate": "calculation",
    "constraining_message": "constraint_message",
    "jr:constraintmsg": "constraint_message",
    "requiredmsg": "required_message",
    "jr:requiredmsg": "required_message",
    "command": "type",
    "tag": "name",
    "value": "name",
    "count": "repeat_count",
    "jr:count": "repeat_count",
    "set_form_title": "form_title",
    "title": "form_title",
    "set_form_id": "form_id",
    "id_string": "form_id",
}
_PREFIXES = frozenset({"bind", "control", "body"})
_ATTRIBUTES = frozenset(
    {"relevant", "constraint", "required", "read_only", "calculation", "appearance", "repeat_count"}
)
_CODE = re.compile(r"\(([A-Za-z]{2,3})(?:[-_][A-Za-z0-9-]+)?\)\s*$")
_SWEDISH = frozenset({"sv", "swe", "svenska", "swedish"})
_ENGLISH = frozenset({"en", "eng", "engelska", "english"})


@dataclass(frozen=True, slots=True)
class Heading:
    """One column: `base` is its known name ("" for unknown ones), `language` what stands after `::`."""

    at: int
    text: str
    base: str
    language: str = ""

    @property
    def canonical(self) -> str:
        """How the column is called when it is kept: its known name, else as it was written."""
        if not self.base:
            return self.text
        return f"{self.base}::{self.language}" if self.language else self.base


def headings_of(cells: Iterable[tuple[int, str]], known: frozenset[str]) -> tuple[Heading, ...]:
    """The columns of a first row, by the place of their cells."""
    written = [(at, " ".join(text.split())) for at, text in cells if text.strip()]
    single_colons = not any("::" in text for _, text in written)
    return tuple(_heading(at, text, known, single_colons) for at, text in written)


def _heading(at: int, text: str, known: frozenset[str], single_colons: bool) -> Heading:
    parts = [part.strip() for part in text.split("::")]
    first = _snake(parts[0])
    if len(parts) == 1 and single_colons and ":" in text and _snake(text.partition(":")[0]) in TRANSLATED | _PREFIXES:
        parts = [part.strip() for part in text.split(":", 1)]
        first = _snake(parts[0])
    if first in _PREFIXES and len(parts) > 1:
        base = _ALIASES.get(_snake(parts[1]), _snake(parts[1]))
        if base not in _ATTRIBUTES | TRANSLATED:
            return Heading(at, text, "")
        parts = parts[1:]
    else:
        base = first if first in known else _ALIASES.get(first, first)
    if base not in known or len(parts) > 2 or (len(parts) == 2 and base not in TRANSLATED):
        return Heading(at, text, "")
    return Heading(at, text, base, parts[1] if len(parts) == 2 else "")


def _snake(text: str) -> str:
    return "_".join(text.replace("_", " ").split()).lower()


def is_media(heading: Heading) -> bool:
    """Whether the column names pictures, sounds or films."""
    return not heading.base and _snake(re.split("::?", heading.text)[0]) in MEDIA


def language_code(language: str) -> str:
    """The code of a language as forms write it: `Svenska (sv)` → `sv`, `English` → `en`, others as written."""
    found = _CODE.search(language)
    word = (found.group(1) if found else language.partition("-")[0]).strip().casefold()
    if word in _SWEDISH:
        return "sv"
    return "en" if word in _ENGLISH else word


@dataclass(frozen=True, slots=True)
class Languages:
    """Which columns hold the first and the English words of a form.

    Shape: `first` and `english` list the languages as they stand after `::` ("" for columns without), best first;
    others are kept as they are. `swedish` says whether the first words are Swedish as far as can be told.
    """

    first: tuple[str, ...]
    english: tuple[str, ...]
    swedish: bool = True

    def slot(self, language: str) -> str:
        """Where words of that language go: `sv`, `en` or "" for neither."""
        if language in self.first:
            return "sv"
        return "en" if language in self.english else ""


def languages_of(headings: Iterable[Heading], default: str) -> Languages:
    """Tell the languages of a form by its columns and its default language.

    Columns without a language speak the default one. Without Swedish words the form's first language stands in their
    place, so that nobody meets an empty question.
    """
    found = list(dict.fromkeys(one.language for one in headings if one.base in TRANSLATED))
    spoken = language_code(default) if default and default.casefold() != "default" else ""
    if not spoken:
        tagged = {language_code(one) for one in found if one}
        spoken = "en" if "sv" in tagged and "en" not in tagged else "sv"

    def speaking(code: str) -> tuple[str, ...]:
        tagged = tuple(one for one in found if one and language_code(one) == code)
        return (*tagged, "") if code == spoken and "" in found else tagged

    swedish = speaking("sv")
    first = swedish or speaking(spoken) or tuple(found[:1]) or ("",)
    english = tuple(one for one in speaking("en") if one not in first)
    return Languages(first, english, swedish=bool(swedish) or not found)
