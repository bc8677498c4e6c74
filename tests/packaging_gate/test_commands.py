"""The two commands of the README, as CI and a newcomer meet them."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def script(monkeypatch):
    """Load one of packaging's scripts, which find their common module beside them."""
    monkeypatch.syspath_prepend(str(ROOT / "packaging"))

    def load(name: str) -> ModuleType:
        spec = importlib.util.spec_from_file_location(f"packaging_{name}", ROOT / "packaging" / f"{name}.py")
        module = importlib.util.module_from_spec(spec)
        monkeypatch.setitem(sys.modules, spec.name, module)
        spec.loader.exec_module(module)
        return module

    return load


def commands_of(text: str) -> set[str]:
    """The command lines in a README's code blocks."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text, flags=re.MULTILINE | re.DOTALL)
    return {line.split("#")[0].strip() for block in blocks for line in block.splitlines()}


def test_ci_runs_what_the_readme_tells_a_developer_to_run():
    lines = [line.strip() for line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()]
    calls = [line for line in lines if line and not line.startswith(("#", "set ", "cd "))]
    readme = commands_of((ROOT / "README.md").read_text(encoding="utf-8"))

    assert calls == ["exec python3 packaging/test.py"]
    assert {"python3 packaging/run.py", "python3 packaging/test.py"} <= readme
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_gate_names_every_check_in_order(script):
    test = script("test")

    headings = [step.heading for step in test.steps_for(*test.read_options([]))]

    tests = ["pytest, side by side", "pytest, one at a time"]
    assert headings == ["ruff check", "ruff format", "mypy", "import contracts", "read the tests", *tests]


def test_every_ordinary_test_is_in_just_one_of_the_two_runs(script):
    test = script("test")

    *_, together, alone = test.steps_for(*test.read_options([]))

    assert together.command[1:5] == ("-m", "pytest", "-m", "not long and not benchmark and not alone")
    assert alone.command[1:5] == ("-m", "pytest", "-m", "not long and not benchmark and alone")
    assert together.command[5:10] == ("-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder")
    assert "-n" not in alone.command
    named = {ROOT / word for word in alone.command[5:] if not word.startswith("-")}
    assert named == {path for path in (ROOT / "tests").rglob("*.py") if "mark" + ".alone" in path.read_text()}
    assert ROOT / "tests/faults/test_kill_while_typing.py" in named


def test_pytest_leaves_out_long_tests_and_benchmarks_and_gets_the_arguments_that_are_not_ours(script):
    test = script("test")

    *_, step = test.steps_for(*test.read_options(["tests/sync", "-x"]))

    assert step.command[1:5] == ("-m", "pytest", "-m", "not long and not benchmark")
    assert step.command[-2:] == ("tests/sync", "-x")


def test_the_long_tests_draw_what_no_run_before_has_drawn(script):
    test = script("test")

    (step,) = test.steps_for(*test.read_options(["--long"]))

    assert step.command[1:6] == ("-m", "pytest", "-m", "long", "--hypothesis-profile=exploring")


def test_a_suite_that_hangs_fails_inside_the_time_ci_has(script, monkeypatch):
    test = script("test")
    monkeypatch.setenv("CI", "true")

    *_, together, alone = test.steps_for(*test.read_options([]))

    assert f"--session-timeout={test.CI_SECONDS}" in together.command
    assert f"--session-timeout={test.CI_SECONDS}" in alone.command
    assert test.CI_SECONDS <= 1800


def test_the_gate_stops_at_the_first_failure_and_names_what_it_did_not_run(script, capfd):
    test = script("test")
    steps = [
        test.Step("the first", (sys.executable, "-c", "print('all well')")),
        test.Step("the second", (sys.executable, "-c", "raise SystemExit(3)")),
        test.Step("the third", (sys.executable, "-c", "print('never said')")),
    ]

    status = test.go_through(steps)

    said = capfd.readouterr().out
    assert status == 1
    assert "all well" in said
    assert "the second: exit status 3" in said
    assert "not run          the third" in said
    assert "never said" not in said


def test_steps_beside_each_other_begin_at_once_and_each_that_fails_stops_the_gate(script, tmp_path, capfd):
    test = script("test")
    wait = "import pathlib, sys, time\nwhile not pathlib.Path(sys.argv[1]).exists(): time.sleep(0.01)\n"
    steps = [
        test.Step("waits for the other", (sys.executable, "-c", wait, str(tmp_path / "begun"))),
        test.Step(
            "fails",
            (sys.executable, "-c", f"open({str(tmp_path / 'begun')!r}, 'w'); print('why'); raise SystemExit(3)"),
            beside=True,
        ),
        test.Step("the third", (sys.executable, "-c", "print('never said')")),
    ]

    assert test.go_through(steps) == 1

    said = capfd.readouterr().out
    assert "=== 2/3 fails\nwhy\n" in said
    assert [line.split()[0] for line in said.splitlines()[-3:]] == ["passed", "FAILED", "not"]


def test_the_programs_that_tests_start_are_compiled_once(script, monkeypatch, capfd):
    test = script("test")
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")

    test.go_through([test.Step("a step", (sys.executable, "-c", "import sys; print(sys.dont_write_bytecode)"))])

    assert "\nFalse\n" in capfd.readouterr().out


def test_a_gate_without_failure_passes(script):
    test = script("test")
    benchmarks_without_any = test.Step("none", (sys.executable, "-c", "raise SystemExit(5)"), passes=(0, 5))

    assert test.go_through([benchmarks_without_any]) == 0


def test_the_packages_are_installed_anew_when_a_dependency_or_a_pin_changes_and_not_for_a_lint_rule(script, tmp_path):
    setting_up = script("setting_up")
    (tmp_path / "packaging").mkdir()
    project, pins = tmp_path / "pyproject.toml", tmp_path / "packaging" / "constraints.txt"
    pyproject = '[build-system]\nrequires = []\n[project]\ndependencies = ["a"]\n[tool.ruff]\nline-length = 120\n'

    def fingerprint(told: str = pyproject, pinned: str = "a==1\n") -> str:
        project.write_text(told)
        pins.write_text(pinned)
        return setting_up.fingerprint_of(tmp_path)

    first = fingerprint()

    assert fingerprint(pyproject.replace("120", "100")) == first
    assert fingerprint(pyproject.replace('"a"', '"b"')) != first
    assert fingerprint(pinned="a==2\n") != first


def test_someone_who_is_not_root_gets_the_one_command_to_run(script, monkeypatch, capsys, tmp_path):
    setting_up = script("setting_up")
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    monkeypatch.setattr(setting_up, "NO_OWN_CLUSTER", tmp_path / "createcluster.conf")

    with pytest.raises(SystemExit) as ended:
        setting_up.install_system_packages(["libegl1", "postgresql"])

    said = capsys.readouterr().out
    assert ended.value.code == 1
    (command,) = [line.strip() for line in said.splitlines() if line.strip().startswith("sudo")]
    assert command.endswith("apt-get install --yes --no-install-recommends libegl1 postgresql'")
    assert command.index("create_main_cluster = false") < command.index("apt-get install")
    assert not (tmp_path / "createcluster.conf").exists()


@pytest.fixture
def play(tmp_path):
    """A program that plays a day: it writes one word into the folder's store each time."""
    program = tmp_path / "play.py"
    program.write_text(
        "import pathlib, sys\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "folder.mkdir(exist_ok=True)\n"
        "with (folder / 'lead.kollegie').open('a') as store:\n"
        "    store.write('played ')\n"
    )
    return [sys.executable, str(program)]


def test_the_demonstration_is_played_once(script, play, tmp_path):
    run = script("run")

    for _ in range(2):
        run.play_once(play, tmp_path / "demo", being_played=tmp_path / "being-played")

    assert (tmp_path / "demo" / "lead.kollegie").read_text() == "played "


def test_an_interrupted_demonstration_is_played_from_the_start(script, play, tmp_path):
    run = script("run")
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "lead.kollegie").write_text("half a day ")
    (tmp_path / "being-played").touch()

    run.play_once(play, tmp_path / "demo", being_played=tmp_path / "being-played")

    assert (tmp_path / "demo" / "lead.kollegie").read_text() == "played "
    assert not (tmp_path / "being-played").exists()


def test_a_folder_with_something_else_in_it_is_left_alone(script, play, tmp_path):
    run = script("run")
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "holiday.jpg").touch()

    with pytest.raises(SystemExit) as ended:
        run.play_once(play, tmp_path / "demo", being_played=tmp_path / "being-played")

    assert ended.value.code == 1
    assert [path.name for path in (tmp_path / "demo").iterdir()] == ["holiday.jpg"]
    assert not (tmp_path / "being-played").exists()


@pytest.mark.skipif(sys.platform != "linux", reason="Windows and macOS always have a display")
@pytest.mark.parametrize(
    ("variables", "seen"), [({}, False), ({"DISPLAY": ":0"}, True), ({"WAYLAND_DISPLAY": "wayland-0"}, True)]
)
def test_a_window_is_opened_only_where_there_is_a_display(script, monkeypatch, variables, seen):
    run = script("run")
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)

    assert run.has_display() is seen


def test_an_old_python_gets_a_sentence_and_not_a_traceback():
    as_if_old = "import sys; sys.version_info = (3, 10); import setting_up; setting_up.set_up()"

    done = subprocess.run(
        [sys.executable, "-c", as_if_old], cwd=ROOT / "packaging", check=False, capture_output=True, text=True
    )

    assert done.returncode == 1
    assert "Python 3.11" in done.stdout
    assert "Traceback" not in done.stderr


def test_asking_what_run_does_only_tells(script, monkeypatch, capsys):
    run = script("run")
    monkeypatch.setattr(run.sys, "argv", ["run.py", "--help"])
    monkeypatch.setattr(run, "set_up", lambda: pytest.fail("nothing is set up"))

    run.main()

    assert "python3 packaging/run.py" in capsys.readouterr().out
