"""Charts of a graph, one style for all: each takes a `StoryGraph`, or the folder of a build, and returns a `Chart`.

A chart is a matplotlib figure that shows itself in a notebook; `chart.savefig("figure.svg")` writes it (SVG, PDF or
PNG, the same bytes each time), `chart.data` is the table that it draws, `chart.alt` says in words what it shows.

>>> import graphbuild
>>> from graphbuild.plot import coverage
>>> chart = coverage(graphbuild.build(graphbuild.example()))
>>> chart.alt
'Articles by day, 2020-08-14 to 2020-08-18: 6 in all, most on 2020-08-17 (3).'
>>> list(chart.data.columns)
['series', 'start', 'own', 'listed', 'articles']

Blue and orange hold in print: they differ in lightness too, and what colour tells, shape or words tell once more.
Needs `pip install 'graphbuild[plot]'`.
"""

from graphbuild.plot.adoption import adoption_curve
from graphbuild.plot.coverage import coverage
from graphbuild.plot.network import source_network
from graphbuild.plot.overlap import theme_overlap
from graphbuild.plot.plots import Plots
from graphbuild.plot.timeline import story_timeline

__all__ = ["Plots", "adoption_curve", "coverage", "source_network", "story_timeline", "theme_overlap"]
