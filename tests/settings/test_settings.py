from __future__ import annotations

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths

from kollegie.cli.speaking import own_settings
from kollegie.folders import settings_folder
from kollegie.language import Language, speak
from kollegie.settings import IDLE_MINUTES, LANGUAGE, SETTINGS, SettingRefused, Settings, SettingsNotSaved


def test_a_choice_is_there_the_next_time_the_program_starts(tmp_path: Path) -> None:
    Settings(tmp_path / "settings.json").put(IDLE_MINUTES, 10)

    later = Settings(tmp_path / "settings.json")

    assert later.get(IDLE_MINUTES) == 10
    assert later.get(LANGUAGE) == LANGUAGE.default


def test_a_value_that_is_no_option_is_refused_and_nothing_changes(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")

    with pytest.raises(SettingRefused) as refused:
        settings.put(IDLE_MINUTES, 600)

    assert "1, 3, 5, 10, 15" in refused.value.sentence(Language.SV)
    assert settings.get(IDLE_MINUTES) == 5


@pytest.mark.parametrize(
    "content", ["", "[1, 2]", "{not json", '{"idle_minutes": "10"}', '{"idle_minutes": true}', '{"idle_minutes": 7}']
)
def test_a_file_spoilt_by_hand_gives_the_defaults(tmp_path: Path, content: str) -> None:
    file = tmp_path / "settings.json"
    file.write_text(content, encoding="utf-8")

    assert Settings(file).get(IDLE_MINUTES) == IDLE_MINUTES.default


def test_a_choice_that_cannot_be_saved_holds_and_says_so(tmp_path: Path) -> None:
    in_the_way = tmp_path / "folder"
    in_the_way.write_text("a file where the folder should be", encoding="utf-8")
    settings = Settings(in_the_way / "settings.json")

    with pytest.raises(SettingsNotSaved):
        settings.put(LANGUAGE, "en")

    assert settings.get(LANGUAGE) == "en"


def test_every_setting_says_what_it_does_in_both_languages() -> None:
    for setting in SETTINGS:
        assert setting.default in [option.value for option in setting.options]
        assert len({setting.sv[1], setting.en[1]}) == 2
        for said in (*setting.sv, *setting.en):
            assert said
    assert len({setting.name for setting in SETTINGS}) == len(SETTINGS)


def test_a_setting_speaks_the_language_chosen() -> None:
    speak(Language.EN)

    said = LANGUAGE.title

    speak(Language.SV)
    assert (said, LANGUAGE.title) == ("Language", "Språk")


@pytest.mark.parametrize("system", [sys.platform, "darwin"])
def test_the_command_line_and_the_window_look_for_settings_in_one_place(
    monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    if system == sys.platform:
        kept = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.GenericConfigLocation)
    else:
        kept = str(Path.home() / "Library" / "Preferences")  # as Qt says on a Mac
    monkeypatch.setattr("sys.platform", system)

    assert own_settings().path == settings_folder() / "settings.json"
    assert settings_folder() == Path(kept) / "kollegie"
