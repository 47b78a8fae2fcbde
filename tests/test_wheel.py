"""The wheel holds all that the main job needs."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path


def test_the_wheel_does_the_main_job_in_an_empty_folder(tmp_path: Path) -> None:
    root = Path(__file__).parents[1]
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", tmp_path / "dist", root]
    subprocess.run(command, check=True)
    [wheel] = (tmp_path / "dist").iterdir()
    site, empty = tmp_path / "site", tmp_path / "empty"
    zipfile.ZipFile(wheel).extractall(site)
    empty.mkdir()
    assert (site / "graphbuild" / "py.typed").exists()
    code = (
        "import graphbuild, sys; from graphbuild.cli import main; print(graphbuild.__file__); sys.exit(main(['demo']))"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=empty, env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    assert result.stdout.startswith(str(site))
    assert "310 articles" in result.stdout
    assert (empty / "graphbuild-demo" / "view.html").exists()
