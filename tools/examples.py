#!/usr/bin/env python3
"""Run the console examples of the documents, and compare what they print with what the pages show.

    tools/examples.py            exit 1 and show the difference where a page is out of date
    tools/examples.py --update   write what the commands print into the pages

An example is a ``console`` block: lines that begin with ``$ kg`` are run, in order, in an empty folder in which ``kg/``
is the package's folder; what follows a command is what it prints. A command with nothing after it is only run.
"""

from __future__ import annotations

import difflib
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_BLOCK = re.compile(r"^```console\n(.*?)^```", flags=re.MULTILINE | re.DOTALL)


def printed(command: str, folder: Path) -> str:
    """What `kg ...` prints, without blanks at the ends of lines and blank lines around."""
    words = [sys.executable, "-P", "-m", *shlex.split(command)]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True, encoding="utf-8", check=True)
    return "\n".join(line.rstrip() for line in done.stdout.strip("\n").splitlines())


def refreshed(page: str, folder: Path) -> str:
    """The page with every example's output as it is printed now."""

    def block(match: re.Match[str]) -> str:
        lines = []
        for part in re.split(r"^\$ ", match[1], flags=re.MULTILINE)[1:]:
            command, _, shown = part.partition("\n")
            now = printed(command, folder) if command.startswith("kg ") else shown.strip("\n")
            lines += [f"$ {command}", *([now] if shown.strip() else [])]
        return "```console\n" + "\n".join(lines) + "\n```"

    return _BLOCK.sub(block, page)


def main() -> int:
    """Check or update README.md and docs/*.md; the number of pages that are out of date."""
    stale = 0
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "kg").symlink_to(ROOT / "kg")
        for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
            page = path.read_text(encoding="utf-8")
            now = refreshed(page, folder)
            if now == page:
                continue
            if "--update" in sys.argv:
                path.write_text(now, encoding="utf-8")
                continue
            stale += 1
            print("".join(difflib.unified_diff(page.splitlines(True), now.splitlines(True), path.name, "as printed now")))
    return stale


if __name__ == "__main__":
    sys.exit(main())
