"""The pages in headless Chromium: time to ready, frames a second while panning and zooming, size; beside pyvis's own.

pyvis's own page is the one that its `generate_html` gives for the same nodes, links and places, with nothing of ours:
its physics is switched off, else it would not come to rest at all at these sizes.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from typing import Any

SIZES = (100, 1_000, 5_000, 20_000)
_FRAMES = """
const done = arguments[arguments.length - 1], [kind, selector] = arguments;
const target = document.querySelector(selector), box = target.getBoundingClientRect();
// Not from the middle, where an article would be dragged instead of the picture.
const x = box.left + (kind === "pan" ? 8 : box.width / 2), y = box.top + (kind === "pan" ? 8 : box.height / 2);
let frames = 0, begun = performance.now();
const usual = { bubbles: true, cancelable: true, clientX: x, clientY: y };
const mouse = { pointerId: 1, pointerType: "mouse", isPrimary: true, buttons: 1 };
const send = (type, more) => target.dispatchEvent(type === "wheel"
  ? new WheelEvent(type, { ...usual, ...more }) : new PointerEvent(type, { ...usual, ...mouse, ...more }));
if (kind === "pan") { target.setPointerCapture = () => {}; send("pointerdown"); }
const step = () => {
  const now = performance.now() - begun;
  if (now > 3000) { if (kind === "pan") send("pointerup"); done(frames / (now / 1000)); return; }
  frames++;
  const way = { clientX: x + 120 * Math.sin(now / 300), clientY: y + 80 * Math.sin(now / 230) };
  if (kind === "pan") send("pointermove", way);
  else send("wheel", { deltaY: 60 * Math.sign(Math.sin(now / 400)) });
  requestAnimationFrame(step);
};
requestAnimationFrame(step);
"""


def main() -> None:
    """Print a row for each size and page."""
    if not shutil.which("chromium") or not shutil.which("chromedriver"):
        print("The pages are not measured: chromium and chromedriver are not installed.")
        return
    print("   nodes    links  page         made s     kB  ready s  pan fps  zoom fps")
    with tempfile.TemporaryDirectory() as scratch:
        for size in SIZES:
            _measure(Path(scratch), size)


def _measure(folder: Path, size: int) -> None:
    from graphbuild.view.model import Model
    from graphbuild.view.page import page
    from tests.benchmarks.corpus import planted

    graph, network = planted(size)
    begun = time.perf_counter()
    model = Model.of(graph, network)
    made = {"graphbuild": page(model)}
    seconds = {"graphbuild": time.perf_counter() - begun}
    begun = time.perf_counter()
    made["pyvis"] = _pyvis(model)
    seconds["pyvis"] = time.perf_counter() - begun
    links = sum(facts["relation"] == "related" for *_, facts in model.links)
    for name, text in made.items():
        path = folder / f"{name}-{size}.html"
        path.write_text(text, encoding="utf-8")
        ready, pan, zoom = _looked_at(path, "#picture" if name == "graphbuild" else "#mynetwork canvas")
        print(
            f"{size:>8,} {links:>8,}  {name:<11} {seconds[name]:>7.1f} {len(text.encode()) // 1024:>6,} "
            f"{ready:>8.2f} {pan:>8.0f} {zoom:>9.0f}",
            flush=True,
        )


def _pyvis(model: Any) -> str:
    from pyvis.network import Network

    net = Network(height="750px", width="100%", directed=True, cdn_resources="in_line")
    net.nodes = [
        {"id": number, "label": model.nodes[number][1]["label"], "x": x, "y": y, "shape": "dot", "size": 12}
        for number, (x, y) in enumerate(model.places[: len(model.articles)].tolist())
    ]
    net.node_ids = list(range(len(model.articles)))
    net.edges = [{"from": start, "to": end} for start, end, facts in model.links if facts["relation"] == "related"]
    net.toggle_physics(False)
    net.options.physics.enabled = False
    return str(net.generate_html(notebook=False))


def _looked_at(path: Path, target: str) -> tuple[float, float, float]:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or ""
    options.page_load_strategy = "none"
    for flag in ("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1280,800", "--no-first-run",
                 "--disable-background-networking", "--disable-component-update", "--disable-dev-shm-usage",
                 "--host-resolver-rules=MAP * ~NOTFOUND"):  # fmt: skip
        options.add_argument(flag)
    browser = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver") or ""))
    browser.set_script_timeout(240)
    browser.set_page_load_timeout(240)
    try:
        begun = time.perf_counter()
        browser.get(path.as_uri())
        drawn = "return document.readyState === 'complete' && Boolean(document.querySelector(arguments[0]))"
        while not browser.execute_script(drawn, target):
            time.sleep(0.02)
        browser.execute_async_script("requestAnimationFrame(() => requestAnimationFrame(arguments[0]))")
        ready = time.perf_counter() - begun
        return ready, *(float(browser.execute_async_script(_FRAMES, kind, target)) for kind in ("pan", "zoom"))
    finally:
        browser.quit()


if __name__ == "__main__":
    main()
