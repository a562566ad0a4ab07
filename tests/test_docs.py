"""The documents say what is so: every command and option, every example, every link."""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main

import kg
from kg.cli import app

ROOT = Path(__file__).parents[1]
PAGES = sorted([ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").glob("*.md")])
COMMANDS = typer.main.get_command(app).commands  # type: ignore[attr-defined]


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def sections() -> dict[str, str]:
    """The sections of docs/cli.md by heading."""
    parts = re.split(r"^## ", read(ROOT / "docs" / "cli.md"), flags=re.MULTILINE)
    return {part.partition("\n")[0]: part for part in parts}


def test_every_command_is_documented_and_no_other() -> None:
    documented = {name.removeprefix("kg ") for name in sections() if name.startswith("kg ")}
    assert documented == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_documented_and_no_other(command: str) -> None:
    shown = subprocess.run([sys.executable, "-m", "kg", command, "--help"], capture_output=True, text=True, check=True).stdout
    options = {o for p in COMMANDS[command].params for o in (*p.opts, *p.secondary_opts) if o.startswith("-")} | {"--help"}
    table = "\n".join(line for line in sections()[f"kg {command}"].splitlines() if line.startswith("| `-"))
    documented = set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", table))
    assert documented == options
    assert all(option in shown for option in options)


def test_every_exit_code_is_documented() -> None:
    documented = {int(code) for code in re.findall(r"^\| (\d) \|", sections()["Exit codes"], flags=re.MULTILINE)}
    errors = [getattr(kg, name) for name in kg.__all__ if isinstance(getattr(kg, name), type)]
    assert documented == {0} | {error.code for error in errors if issubclass(error, kg.KgError)}


def test_the_console_examples_print_what_the_pages_show() -> None:
    done = subprocess.run([sys.executable, ROOT / "tools" / "examples.py"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"tools/examples.py --update mends this:\n{done.stdout}{done.stderr}"


def test_every_make_target_that_is_named_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", read(ROOT / "Makefile"), flags=re.MULTILINE))
    named = {name for page in PAGES for name in re.findall(r"`make ([a-z]+)`|^\$ make ([a-z]+)$", read(page), flags=re.MULTILINE)}
    assert {name for pair in named for name in pair if name} <= targets


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_python_examples_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "kg").symlink_to(ROOT / "kg")
    monkeypatch.chdir(tmp_path)
    blocks = re.findall(r"^```pycon\n(.*?)^```", read(page), flags=re.MULTILINE | re.DOTALL)
    test = doctest.DocTestParser().get_doctest("\n".join(blocks), {}, page.name, str(page), 0)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    report: list[str] = []
    assert runner.run(test, out=report.append).failed == 0, "".join(report)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", read(page)):
        if "://" not in target:
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


def test_no_page_names_a_path_of_somebodys_machine() -> None:
    for page in PAGES:
        assert not re.search(r"(?<![\w.:/])/(?:home|Users|root|tmp)/", read(page)), page.name
