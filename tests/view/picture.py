"""The picture of the page that the README shows, of the bundled stories: `python -m tests.view.picture`."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

from PIL import Image

import graphbuild

PICTURE = Path(__file__).parents[2] / "notebooks" / "pictures" / "page.png"
SIZE = 1280, 800


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        page, shot = Path(folder, "view.html"), Path(folder, "page.png")
        graphbuild.build(graphbuild.data()).view().save(page)
        flags = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--virtual-time-budget=10000")
        size = ",".join(map(str, SIZE))
        subprocess.run(
            ["chromium", *flags, f"--window-size={size}", f"--screenshot={shot}", page.as_uri()],
            check=True, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        Image.open(shot).convert("RGB").quantize(256).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
