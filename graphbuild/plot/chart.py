"""A chart: a matplotlib figure that shows itself in a notebook, with its table and words that say what it shows."""

from __future__ import annotations

import base64
import io
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from matplotlib.figure import Figure

from graphbuild.plot.style import WIDTH, style

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

_DOTS, _COLORS = 150, 128
"""Dots an inch, and colours, in a notebook: sharp on a screen of twice the usual density."""
_METADATA: dict[str, dict[str, None]] = {
    "svg": {"Date": None, "Creator": None},
    "png": {"Software": None},
    "pdf": {"CreationDate": None, "ModDate": None, "Creator": None, "Producer": None},
}
"""What would tell the day, or the machine's version of matplotlib."""


class Chart(Figure):
    """A chart. Use it as any matplotlib figure: `chart.axes[0]` is its axes."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.alt = ""
        """What it shows, in words: for readers who do not see it."""
        self.data: pandas.DataFrame
        """The table that it draws."""

    def savefig(self, fname: Any, **options: Any) -> None:
        """Write it, as matplotlib does; the same chart gives the same bytes."""
        named = Path(fname).suffix[1:] if isinstance(fname, str | Path) else "png"
        form = str(options.get("format") or named or "png").lower()
        options.setdefault("metadata", _METADATA.get(form))
        options.setdefault("dpi", 300)  # for print
        with style():
            self._lay_out_anew()
            super().savefig(fname, **options)

    def _small_png(self) -> bytes:
        """A picture for the screen: a few colours are enough, and notebooks are kept with their pictures."""
        from PIL import Image

        drawn, small = io.BytesIO(), io.BytesIO()
        self.savefig(drawn, format="png", dpi=_DOTS)
        with Image.open(drawn) as image:
            image.convert("RGB").quantize(_COLORS).save(small, format="png", optimize=True)
        return small.getvalue()

    def _lay_out_anew(self) -> None:
        """The layout begins from where it ended the last time, and would end a hair elsewhere."""
        for axes in self.axes:
            if spec := axes.get_subplotspec():
                axes.set_position(spec.get_position(self))
                axes.set_in_layout(True)

    def __repr__(self) -> str:
        return f"<Chart: {self.alt}>"

    __str__ = __repr__

    def _repr_mimebundle_(
        self, include: Iterable[str] | None = None, exclude: Iterable[str] | None = None
    ) -> tuple[dict[str, str], dict[str, Any]]:
        width, height = (round(float(inches) * 100) for inches in self.get_size_inches())
        facts = {"width": width, "height": height, "alt": self.alt}
        picture = base64.b64encode(self._small_png()).decode("ascii")
        return {"image/png": picture, "text/plain": repr(self)}, {"image/png": facts}


def chart(height: float, rows: int = 1, **options: Any) -> tuple[Chart, list[Axes]]:
    """An empty chart of so many inches and rows of axes."""
    figure = Chart(figsize=(WIDTH, height), layout="constrained")
    figure.get_layout_engine().set(h_pad=0.06, w_pad=0.06)  # type: ignore[union-attr, call-arg]
    axes = figure.subplots(rows, 1, squeeze=False, **options)
    return figure, list(axes[:, 0])
