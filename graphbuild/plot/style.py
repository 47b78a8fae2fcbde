"""One look for all charts: made for a printed column, without decoration, in colours that hold in grey."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from graphbuild.errors import MissingExtra
from graphbuild.view.style import COLORS

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH = 7.0
"""Inches: the text of a printed page."""
INK, FAINT, GRID = "#222222", "#666666", "#dddddd"
MAIN, LIGHT, ACCENT = COLORS["article"], COLORS["stub"], COLORS["source"]
"""As in the view: an article, an article known only from lists, and what is to be seen first."""
SERIES = tuple(COLORS[kind] for kind in ("article", "source", "topic", "entity", "theme", "stub"))
"""For things side by side. Never alone: each comes with a marker or a dash of its own."""
MARKERS = ("o", "s", "^", "D", "v", "P")
DASHES: tuple[Any, ...] = ("-", (0, (6, 2)), (0, (2, 1.5)), (0, (7, 2, 2, 2)), (0, (4, 1, 1, 1, 1, 1)), (0, (1, 1)))

_WIDE_FONTS = ("Noto Sans", "Noto Sans CJK JP", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari")
"""Asked for signs that matplotlib's own font lacks, where they are installed."""


@contextmanager
def style() -> Iterator[None]:
    """Draw, and write, with the look of graphbuild, whatever the user's own settings are. Raises `MissingExtra`."""
    import warnings

    matplotlib = required()
    with matplotlib.rc_context({**matplotlib.rcParamsDefault, **_settings()}), warnings.catch_warnings():
        # A sign that no font has is drawn as a box, in SVG as itself: nothing the reader of a notebook could mend.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        warnings.filterwarnings("ignore", message="Matplotlib currently does not support")
        yield


def required() -> Any:
    """The package matplotlib. Raises `MissingExtra`."""
    try:
        import matplotlib
    except ImportError:
        raise MissingExtra("Plots need a part that is not installed: `pip install 'graphbuild[plot]'`.") from None
    return matplotlib


def _settings() -> dict[str, Any]:
    from matplotlib import font_manager

    installed = set(font_manager.get_font_names())
    return {
        "font.family": ["DejaVu Sans", *(name for name in _WIDE_FONTS if name in installed)],
        "font.size": 8.5, "axes.titlesize": 10, "axes.titleweight": "bold", "axes.titlelocation": "left",
        "axes.titlepad": 9, "axes.labelsize": 8.5, "axes.labelcolor": INK, "text.color": INK, "axes.edgecolor": FAINT,
        "axes.linewidth": 0.8, "xtick.color": FAINT, "ytick.color": FAINT, "xtick.labelcolor": INK,
        "ytick.labelcolor": INK, "xtick.labelsize": 8, "ytick.labelsize": 8, "axes.spines.top": False,
        "axes.spines.right": False, "axes.axisbelow": True, "axes.grid": False, "grid.color": GRID,
        "grid.linewidth": 0.7, "legend.frameon": False, "legend.fontsize": 8, "hatch.linewidth": 0.6,
        "svg.hashsalt": "graphbuild", "svg.fonttype": "none", "pdf.fonttype": 42,
        "text.parse_math": False,  # a dollar in a headline is a dollar
        "date.converter": "concise",
    }  # fmt: skip


def short(text: object, most: int) -> str:
    """One line of printable characters, cut at a word where it is too long.

    >>> short("Detroit police admit to their first mistake", 20)
    'Detroit police…'
    """
    clean = " ".join("".join(sign if sign.isprintable() else " " for sign in str(text)).split())
    if len(clean) <= most:
        return clean
    cut = clean[: most - 1]
    words = cut.rpartition(" ")[0]
    return f"{(words if len(words) > most * 0.6 else cut).rstrip(' ,;:–-')}…"


def wrapped(text: object, width: int, lines: int = 2) -> str:
    """The same on so many lines."""
    return "\n".join(textwrap.wrap(short(text, 1000), width, max_lines=lines, placeholder="…"))


def whole(axis: Any) -> None:
    """No half articles on an axis that counts."""
    from matplotlib.ticker import MaxNLocator

    axis.set_major_locator(MaxNLocator(integer=True, nbins=5))


def dated(axes: Axes) -> None:
    """Days, months or years on the axis of x, as the span wants it."""
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter

    locator = AutoDateLocator(minticks=4, maxticks=9)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    plain = ["%Y", "%b", "%d %b", "%H:%M", "%H:%M", "%S"]
    first = ["", "%Y", "%d %b", "%d %b", "%H:%M", "%H:%M"]
    formatter = ConciseDateFormatter(locator, formats=plain, zero_formats=first, show_offset=False)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_formatter(formatter)


def note(axes: Axes, text: str) -> None:
    """What the reader must know, small and beneath the chart."""
    axes.figure.supxlabel(text, x=0.01, ha="left", fontsize=7, color=FAINT)


def key(figure: Figure, handles: Sequence[Artist], **options: Any) -> None:
    """What the marks mean, in a line beneath the chart."""
    figure.legend(
        handles=handles, loc="outside lower right", ncols=len(handles), handletextpad=0.4, columnspacing=1.4,
        borderaxespad=0.3, **options,
    )  # fmt: skip
