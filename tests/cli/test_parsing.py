"""A command that cannot be read is answered in the user's language, with status 2."""

from __future__ import annotations

import argparse
import io
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from kollegie.cli import ROOMS, build_parser, main
from kollegie.cli.parsing import wrong


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["screen", "--from", "snart"], "--from: ”snart” är inget datum; skriv det som 2026-03-01."),
        (["import", "brukare", "x.csv"], "SORT|FIL: ”brukare” finns inte; välj bland users, providers,"),
        (["visit"], "det här saknas: HANDLING."),
        (["visit", "answer", "4-017"], "det här saknas: FRÅGA, VÄRDE."),
        (["demo", "mapp", "--seed", "tre"], "--seed: ”tre” är inget heltal."),
        (["demo", "mapp", "--scale", "0"], "--scale: minst 1."),
        (["screen", "--from"], "--from: ett värde saknas efter."),
        (["round", "double"], "ett av de här behövs: --visit --draw."),
        (["round", "double", "--visit", "4-017", "--draw", "2"], "--draw går inte ihop med --visit."),
        (["check", "--json=ja"], "--json tar inget värde, men ”ja” står där."),
        (["check", "--fort"], "det här hör inte till kommandot: --fort."),
        (["visit", "list", "--o"], "det här hör inte till kommandot: --o."),
    ],
)
def test_wrong_usage_is_told_in_swedish(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(words)

    told = capsys.readouterr().err
    assert left.value.code == 2
    assert said in told
    assert not {"usage", "argument", "error", "invalid"} & set(told.replace(":", " ").split())


@pytest.mark.parametrize("command", ["", *(room for room in ("screen", "round sample", "hub create"))])
def test_the_help_has_no_english_frame(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main([*command.split(), "--help"])

    told = capsys.readouterr().out
    assert told.startswith(f"skriv: {' '.join(('kollegie', command)).strip()}")
    assert not [word for word in ("show this help", "positional", "options:") if word in told]


def test_every_command_says_in_its_own_help_what_it_does() -> None:
    def silent(parser: argparse.ArgumentParser) -> Iterator[str]:
        if not (parser.description or "").strip():
            yield parser.prog
        for action in parser._actions:
            if isinstance(action, argparse._SubParsersAction):
                for inner in action.choices.values():
                    yield from silent(inner)

    assert list(silent(build_parser())) == []


def test_what_nobody_has_translated_stands_as_it_is() -> None:
    assert wrong("something new in Python") == "something new in Python"


def test_every_room_is_read_by_the_same_parser() -> None:
    parser = build_parser()
    (commands,) = [action for action in parser._actions if action.dest == "command"]

    assert len(commands.choices) >= len(ROOMS)
    assert {type(one) for one in commands.choices.values()} == {type(parser)}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--passphrase-file", "{}/saknas.txt", "check"], "finns inte"),
        (["--passphrase-file", "{}", "check"], "det är en mapp, ingen fil"),
        (["checklist", "evaluate", "kontaktperson", "--answers", "{}/saknas.json"], "finns inte"),
        (["checklist", "export", "kontaktperson", "--out", "{}/ingen mapp/ut.toml"], "finns inte"),
        (
            ["--store", "{}/fil/lead.kollegie", "init", "--municipality", "Hult", "--person", "Anna"],
            "fil: det finns redan",
        ),
    ],
)
def test_what_the_operating_system_refuses_is_told_in_swedish(
    words: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "fil").write_text("en fil, ingen mapp", encoding="utf-8")

    assert main([word.format(tmp_path) for word in words]) == 1

    assert said in capsys.readouterr().err


@pytest.mark.parametrize("stop", [KeyboardInterrupt, EOFError])
def test_somebody_who_gives_no_answer_is_told_that_it_stopped(
    stop: type[BaseException], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def asked(_words: str) -> str:
        raise stop

    monkeypatch.delenv("KOLLEGIE_PASSPHRASE", raising=False)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("getpass.getpass", asked)

    status = main(["--store", str(tmp_path / "a.kollegie"), "init", "--municipality", "Hult", "--person", "Anna"])

    assert status == 1
    assert capsys.readouterr().err == "\nAvbrutet. Det som redan var sparat är kvar.\n"


def test_a_result_is_utf8_also_on_a_code_page_without_its_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    written = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written, encoding="ascii"))

    assert main(["checklist", "list", "--json"]) == 0
    assert "hemtjänst" in written.getvalue().decode("utf-8").casefold()


def commands_of(parser: argparse.ArgumentParser, name: str = "") -> Iterator[str]:
    """Every command that does something: "check", "round create"."""
    groups = [action for action in parser._actions if isinstance(action, argparse._SubParsersAction)]
    if not groups:
        yield name
    for group in groups:
        for word, inner in group.choices.items():
            yield from commands_of(inner, f"{name} {word}".strip())


def test_the_handbook_shows_every_command_as_it_can_be_written() -> None:
    chapter = (files("ui.help") / "kommandoraden.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```\n(.*?)```", chapter, re.DOTALL)
    shown = [shlex.split(line)[1:] for block in blocks for line in block.splitlines()]

    parser = build_parser()
    told = [parser.parse_args(words) for words in shown]

    assert len(told) > 90
    written = {" ".join(words[2:] if words[0] == "--store" else words) for words in shown}
    assert [
        command for command in commands_of(parser) if not any(f"{line} ".startswith(f"{command} ") for line in written)
    ] == []


def test_a_reader_that_has_seen_enough_is_no_fault() -> None:
    command = [sys.executable, "-c", "import sys; from kollegie.cli import main; sys.exit(main())", "checklist", "list"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
