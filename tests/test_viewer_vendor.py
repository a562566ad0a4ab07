"""The front-end libraries the package carries: whole, licensed, bound to no other host, and built from the lock file."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FRONTEND = ROOT / "frontend"
VENDOR = ROOT / "kg" / "serve" / "static" / "vendor"
AXE = ROOT / "tests" / "vendor"


def test_every_file_is_what_its_sum_says() -> None:
    sums = dict(line.split("  ")[::-1] for line in (VENDOR / "SHA256SUMS").read_text("utf-8").splitlines())
    found = {path.name for path in VENDOR.iterdir()} - {"SHA256SUMS", "LICENSES.txt"}
    assert set(sums) == found
    assert sums == {name: hashlib.sha256((VENDOR / name).read_bytes()).hexdigest() for name in found}


def test_every_package_of_the_lock_file_has_its_licence_listed() -> None:
    packages = json.loads((FRONTEND / "package-lock.json").read_text("utf-8"))["packages"]
    listed = (VENDOR / "LICENSES.txt").read_text("utf-8")
    used = [path for path, about in packages.items() if path and not about.get("dev") and not about.get("optional")]
    shipped = {path.rsplit("node_modules/", 1)[1] for path in used}
    assert "echarts" in shipped
    for name in shipped:
        assert re.search(rf"^- {re.escape(name)} \S+ \(.+\)$", listed, re.MULTILINE), name


def test_the_editor_has_no_endpoint_of_another_host() -> None:
    script = (VENDOR / "yasgui.min.js").read_text("utf-8")
    assert "https://dbpedia.org/sparql" not in script
    assert "query.wikidata.org" not in script


def test_styles_name_no_file_beyond_themselves() -> None:
    for path in [*VENDOR.glob("*.css"), *VENDOR.parent.glob("*.css")]:
        assert not re.findall(r"url\((?!['\"]?data:)[^)]*\)|@import", path.read_text("utf-8")), path.name


def test_the_lock_file_gives_the_same_bytes(tmp_path: Path) -> None:
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        pytest.skip("NOT CHECKED: npm is not installed, so the vendored libraries were not rebuilt from frontend/package-lock.json")
    for name in ("package.json", "package-lock.json", "build.mjs"):
        (tmp_path / "frontend").mkdir(exist_ok=True)
        shutil.copy(FRONTEND / name, tmp_path / "frontend" / name)
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline", "--fetch-retries=0"]
    installed = subprocess.run(command, cwd=tmp_path / "frontend", capture_output=True, text=True, check=False)
    if installed.returncode and re.search(r"ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH", installed.stderr):
        pytest.skip("NOT CHECKED: npm reaches no registry, so the vendored libraries were not rebuilt")
    assert installed.returncode == 0, installed.stderr
    subprocess.run([node, "build.mjs"], cwd=tmp_path / "frontend", check=True, env=os.environ | {"TZ": "UTC"})
    for folder in (VENDOR, AXE):
        rebuilt = tmp_path / folder.relative_to(ROOT)
        assert {path.name for path in rebuilt.iterdir()} == {path.name for path in folder.iterdir()}
        for path in rebuilt.iterdir():
            assert path.read_bytes() == (folder / path.name).read_bytes(), f"{path.name}: run npm run build in frontend/"
