"""The stories the visitors of the demonstration meet, read from `stories.toml`."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from kollegie.model.actions import ActionState
from kollegie.model.answer_values import Value, Withheld
from kollegie.model.reviews import Track

_WITHHELD = {reason.value: reason for reason in Withheld}


@dataclass(frozen=True, slots=True)
class Said:
    """What is answered to one question: the value, the note beside it, and whether it is a positive observation."""

    value: Value
    note: str = ""
    positive: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """One visit as it will be told. Shape: by question name; not every question need be relevant."""

    track: Track
    said: dict[str, Said]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What the two visitors of one visit see differently; the second says why."""

    question: str
    first: str
    second: str
    note: str


@dataclass(frozen=True, slots=True)
class Decided:
    """What is decided about the first finding a question has raised. Units: `days` after the review day."""

    question: str
    kind: str
    text: str
    owner: str
    days: int
    state: ActionState
    outcome: str


@lru_cache(maxsize=1)
def _content() -> dict[str, Any]:
    return tomllib.loads(files("kollegie.demo").joinpath("stories.toml").read_text(encoding="utf-8"))


def disagreements() -> tuple[Disagreement, ...]:
    """The real disagreements of the day."""
    return tuple(
        Disagreement(one["fraga"], one["forst"], one["sedan"], one["anteckning"]) for one in _content()["oenighet"]
    )


def decided() -> tuple[Decided, ...]:
    """The actions of the evening."""
    return tuple(
        Decided(
            one["fraga"],
            one["sort"],
            one["text"],
            one["ansvarig"],
            one["dagar"],
            ActionState(one["lage"]),
            one.get("utfall", ""),
        )
        for one in _content()["atgard"]
    )


def stories() -> dict[Track, tuple[Story, ...]]:
    """All stories, by track, in the order they stand."""
    content = _content()
    read: dict[Track, list[Story]] = {track: [] for track in Track}
    for table in content["berattelse"]:
        track = Track(table["track"])
        answers = {**content["vanligt"][track.value], **table["svar"]}
        notes = table.get("anteckningar", {})
        positive = set(table.get("positivt", {}).get("fragor", ()))
        names = [*answers, *(name for name in notes if name not in answers)]
        read[track].append(
            Story(
                track,
                {name: Said(_value(answers.get(name)), notes.get(name, ""), name in positive) for name in names},
            )
        )
    return {track: tuple(told) for track, told in read.items()}


def _value(written: object) -> Value:
    if isinstance(written, list):
        return tuple(str(part) for part in written)
    if written is None:
        return None
    return _WITHHELD.get(str(written), str(written))
