"""What the README lets a newcomer type does what it says there, from the first command to the summary."""

from __future__ import annotations

import os
import shlex
from datetime import date
from pathlib import Path
from random import Random

from kollegie.cli import main
from kollegie.demo.files import write_files
from kollegie.demo.people import users

README = Path(__file__).parents[2] / "README.md"
DAY = date(2026, 11, 24)


def test_the_commands_of_the_readme_lead_from_an_empty_folder_to_a_summary(tmp_path, monkeypatch, capsys):
    (block,) = [part for part in README.read_text(encoding="utf-8").split("```\n")[1::2] if "FILES=" in part]
    write_files(tmp_path / "demo" / "import", users(1, DAY, Random(1)), DAY)
    monkeypatch.setenv("FILES", str(tmp_path / "demo" / "import"))
    monkeypatch.setenv("KOLLEGIE_PASSPHRASE", "fyra ord i rad")
    monkeypatch.chdir(tmp_path)
    lines = [line for line in block.splitlines() if line.startswith("kollegie --store ")]

    for line in lines:
        assert main(shlex.split(os.path.expandvars(line))[1:]) == 0, line

    assert "1-002" in capsys.readouterr().out
    assert (tmp_path / "summary.pdf").read_bytes().startswith(b"%PDF")
