"""The command line speaks the language asked for, else the window's, else Swedish."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from kollegie.cli import main
from kollegie.cli.speaking import choose_language
from kollegie.language import Language, current_language, speak
from kollegie.settings import LANGUAGE, Settings


@pytest.fixture(autouse=True)
def own_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """The settings of somebody who has chosen nothing yet; afterwards Swedish is spoken again."""
    settings = Settings(tmp_path / "settings.json")
    monkeypatch.delenv("KOLLEGIE_LANGUAGE")
    monkeypatch.setattr("kollegie.cli.speaking.own_settings", lambda: Settings(settings.path))
    yield settings
    speak(Language.SV)


@pytest.mark.parametrize(
    ("words", "variable", "window", "spoken"),
    [
        (["check"], "", "", "sv"),
        (["check"], "", "en", "en"),
        (["check"], "sv", "en", "sv"),
        (["check"], "EN", "", "en"),
        (["--language", "sv", "check"], "en", "en", "sv"),
        (["check", "--language=en"], "sv", "", "en"),
        (["--lang", "en", "check"], "", "", "en"),
        (["check", "--lan=en"], "", "", "en"),
        (["--", "--lan", "en"], "", "", "sv"),
        (["--language", "fr", "check"], "", "", "sv"),
        (["check", "--language"], "", "", "sv"),
        (["search", "--", "--language", "en"], "", "", "sv"),
    ],
)
def test_the_nearest_choice_is_spoken(
    words: list[str],
    variable: str,
    window: str,
    spoken: str,
    own_settings: Settings,
    capsys: pytest.CaptureFixture[str],
) -> None:
    if window:
        own_settings.put(LANGUAGE, window)

    choose_language(words, {"KOLLEGIE_LANGUAGE": variable, "LANG": "en_GB.UTF-8"})

    assert current_language() == spoken
    assert capsys.readouterr() == ("", "")


def test_a_variable_with_another_language_is_told_and_stops_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    choose_language(["check"], {"KOLLEGIE_LANGUAGE": "fr"})

    assert current_language() is Language.SV
    assert capsys.readouterr().err == "KOLLEGIE_LANGUAGE är ”fr” men får bara vara sv eller en.\n"


def test_an_option_with_another_language_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["check", "--language", "fr"])

    assert left.value.code == 2
    assert "--language: ”fr” finns inte; välj bland sv, en." in capsys.readouterr().err


def run(words: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """The program as somebody starts it."""
    return subprocess.run(
        [sys.executable, "-m", "ui", *words],
        env={**os.environ, **environment},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_a_whole_program_speaks_english(tmp_path: Path) -> None:
    asked = {"XDG_CONFIG_HOME": str(tmp_path), "KOLLEGIE_LANGUAGE": "en"}

    helped = run(["visit", "answer", "--help"], **asked)
    checked = run(["checklist", "check", str(tmp_path / "none.toml")], **asked)

    assert helped.stdout.startswith("usage: kollegie visit answer")
    assert "the question's number or name, such as HB06" in helped.stdout
    assert (helped.returncode, checked.returncode) == (0, 1)
    assert checked.stdout.startswith("There is no checklist ")


@pytest.mark.skipif(sys.platform != "linux", reason="another system keeps the settings elsewhere")
def test_what_is_chosen_in_the_window_holds_on_the_command_line(tmp_path: Path) -> None:
    Settings(tmp_path / "kollegie" / "settings.json").put(LANGUAGE, "en")

    told = run(["visit", "answer", "4-017"], XDG_CONFIG_HOME=str(tmp_path), LANG="sv_SE.UTF-8")

    assert told.returncode == 2
    assert told.stderr.endswith("kollegie visit answer: this is missing: QUESTION, VALUE.\n")
