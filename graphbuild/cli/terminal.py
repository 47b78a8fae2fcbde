"""What is shown on a terminal: progress, problems and tables, with rich.

Texts from the input are shown as text: control characters are replaced, and nothing in them is markup.
"""

from __future__ import annotations

import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from graphbuild.enrich.found import texts
from graphbuild.graph import StoryGraph
from graphbuild.ingest.folder import find
from graphbuild.problems import Problems, shown
from graphbuild.progress import Progress
from graphbuild.text import counted, plain

if TYPE_CHECKING:
    from rich.progress import Progress as Bars

    from graphbuild.cache import Cache
    from graphbuild.check import Example, Finding, Report
    from graphbuild.cli.seen import Tuned
    from graphbuild.diff import Diff
    from graphbuild.enrich.candidates import Candidate
    from graphbuild.evidence import Occurrence
    from graphbuild.ingest.format import Format
    from graphbuild.ingest.reading import Look
    from graphbuild.ingest.registry import Registry
    from graphbuild.nodes import ArticleNode
    from graphbuild.query import Question, Result
    from graphbuild.saved import SavedBuild
    from graphbuild.trial import Trial

EXAMPLES = 3
"""Problems of one kind that are shown one by one when there are many, unless something was lost."""

MOST_LOST = 200
"""Problems of one kind in which something was lost that are shown one by one."""

_TRIED = 10
"""Articles of a theme that are shown when its rule is tried."""

_ALL_SHOWN = 20
"""So many problems are all shown."""

_GUIDE = (
    ("view.html", "the interactive view: open it in a browser"),
    ("graph.ttl", "the graph in Turtle, to read and share"),
    ("graph.nq", "the graph in N-Quads, with the file behind each statement"),
    ("graph.jsonld", "the graph in JSON-LD, for the web"),
    ("graph.graphml", "for yEd and igraph"),
    ("graph.gexf", "for Gephi"),
    ("store/", "the SPARQL store"),
    ("manifest.json", "counts and checksums: what a paper cites"),
    ("problems.csv", "what was not taken as it stood"),
)

_STORE_LATER = "the SPARQL store: filled, once, when a question is first asked; at once: build --store"

_RANKED = {
    "sources with the most articles": ("publisher", "articles"),
    "articles listed most": ("headline", "listers"),
    "themes with the most articles": ("theme", "articles"),
    "stories with the most articles": ("story", "articles"),
    "mentioned in the most articles": ("name", "articles"),
}
"""The columns of the rankings of a manifest."""

_SPOKEN = {"sources": "publishers", "sources with the most articles": "publishers with the most articles"}
"""What people call what a manifest names as the RDF and the options do."""


class _Worded(Console):
    """Breaks lines between words. What is longer than a line, as an address may be, stays whole for who copies it."""

    def print(self, *objects: Any, **how: Any) -> None:
        """Print; a text alone is broken by the width of the terminal, further lines under the first."""
        if not self.is_terminal or len(objects) != 1 or not isinstance(objects[0], str | Text):
            super().print(*objects, **how)
            return
        whole = objects[0] if isinstance(objects[0], Text) else Text(objects[0])
        for line in whole.split("\n", allow_blank=True):
            super().print(self._broken(line), **how)

    def _broken(self, line: Text) -> Text:
        text = line.plain
        if line.cell_len <= self.width:
            return line
        under = " " * (len(text) - len(text.lstrip()) + 2)
        breaks, used = [], 0
        for word in re.finditer(r"\s*\S+", text):
            used += cell_len(word[0])
            if used > self.width and word.start():
                breaks.append(word.start())
                used = len(under) + cell_len(word[0].lstrip())
        first, *others = line.divide(breaks)
        spaces = (len(other.plain) - len(other.plain.lstrip()) for other in others)
        return Text("\n").join(
            [first, *(Text(under).append_text(other[space:]) for other, space in zip(others, spaces, strict=True))]
        )


def _talk() -> Console:
    return _Worded(stderr=True, highlight=False, markup=False, emoji=False, soft_wrap=True)


def _results() -> Console:
    width = None if sys.stdout.isatty() else 200  # a pipe has no width: do not fold a headline
    return Console(highlight=False, markup=False, emoji=False, width=width)


def _lines() -> Console:
    """For addresses, which no line break may part."""
    return _Worded(highlight=False, markup=False, emoji=False, soft_wrap=True)


def complain(message: str) -> None:
    """Say on standard error why a command stopped."""
    _talk().print(Text("graphbuild: ", style="bold red").append(Text(clean(message), style="default")))


def tell(what: str, *, quiet: bool = False) -> None:
    """Say on standard error what takes long, or could not be done."""
    if not quiet:
        _talk().print(Text(clean(what)))


def tell_written(path: str, what: str = "", *, quiet: bool = False) -> None:
    """Say on standard error which file was written, and what is in it."""
    tell(f"Wrote {path}: {what}." if what else f"Wrote {path}.", quiet=quiet)


@contextmanager
def progress(*, quiet: bool) -> Iterator[Progress]:
    """A progress bar on a terminal, a line a stage elsewhere, nothing with `quiet`."""
    if quiet:
        yield lambda stage, done, total: None
        return
    console = _talk()
    if not console.is_terminal:
        yield _Lines(console)
        return
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description:<8}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bars(*columns, console=console, transient=True) as bars:
        tasks: dict[str, int] = {}

        def show(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                if stage == "writing":
                    _without_thread(bars)
                tasks[stage] = bars.add_task(stage, total=total)
            bars.update(bars.task_ids[tasks[stage]], completed=done, total=total, refresh=stage == "writing")

        yield show


def _without_thread(bars: Bars) -> None:
    """Let a bar be drawn only when it is told of something: two processes write, if no thread runs beside."""
    running = [thread for thread in threading.enumerate() if type(thread).__module__.startswith("rich.")]
    bars.stop()
    for thread in running:
        thread.join(1)  # rich does not wait for it
    bars.live.auto_refresh = False
    bars.start()


class _Lines:
    """One line when a stage begins and every ten seconds within it."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._stage = ""
        self._said = 0.0

    def __call__(self, stage: str, done: int, total: int) -> None:
        now = time.monotonic()
        if stage != self._stage or (done < total and now - self._said > 10):
            self._stage, self._said = stage, now
            steps = f" {done:,} of {total:,}" if total > 1 else ""
            self._console.print(f"{stage}{steps} …")


def show_problems(problems: Problems, out: str, known: Collection[str] = ()) -> None:
    """The problems: all of a few, the first of each kind of many, and none of those that are known."""
    console = _talk()
    if not len(problems):
        return
    said = counted(len(problems), "problem")
    if known:
        new = [row for row in problems if str(row) not in known]
        problems = Problems()
        problems.extend(new)
        said += f", {len(new):,} of them new" if new else ", none of them new"
    elif len(problems) > _ALL_SHOWN:
        said += f" ({_kinds(problems)})"
    console.print(f"{said}:" if len(problems) else f"{said}.")
    for (kind, what, done), rows in problems.grouped():
        if len(problems) <= _ALL_SHOWN:
            for row in rows:
                console.print(_colored(kind, f"  {clean(str(row))}"))
            continue
        console.print(_colored(kind, f"  {kind}: {what}; {done}: {len(rows):,}"))
        # What was lost is shown in full, within reason: a fourth lost file is not to be overlooked.
        examples = MOST_LOST if kind == "lost" else EXAMPLES
        for row in rows[:examples]:
            console.print(f"      {clean(str(row))}")
        if len(rows) > examples:
            console.print(f"      … and {len(rows) - examples:,} more, in {Path(out, 'problems.csv')}")


def _kinds(problems: Problems) -> str:
    """How many problems there are of each kind, and first whether anything was lost."""
    counts = Counter(row.kind for row in problems)
    kinds = [f"{counts[kind]:,} {kind}" for kind in ("lost", "changed", "noted") if counts[kind]]
    return ", ".join(kinds if counts["lost"] else ["nothing lost", *kinds])


def _colored(kind: str, text: str) -> Text:
    return Text(text, style={"lost": "red", "changed": "yellow"}.get(kind, ""))


def show_text(text: str) -> None:
    """A text of several lines."""
    console = _lines()
    for line in text.split("\n"):
        console.print(Text(clean(line)))


def show_built(graph: StoryGraph, out: str | None) -> None:
    """What was built and, unless that was said before, where to look."""
    counts = graph.counts()
    console = _results()
    console.print(
        f"Built {_articles(counts)} of {counted(counts['sources'], 'publisher')}, "
        f"{counted(counts['listings'], 'listing')} and {counted(counts['topics'], 'topic')} "
        f"from {counted(counts['files'], 'file')}."
    )
    if found := _found(graph):
        console.print(f"Found {found} in headlines and summaries.")
    if graph.left_out:
        left = ", ".join(f"{kind} ({count:,})" for kind, count in sorted(graph.left_out.items()))
        console.print(f"Left out on purpose: {left}.")
    if out is None:
        return
    console.print(f"\nIn {out}:")
    for name, meaning in _GUIDE:
        if name == "store/" and not Path(out, "store").exists():
            meaning = _STORE_LATER
        console.print(f"  {name:<14} {meaning}")


def _articles(counts: Mapping[str, int]) -> str:
    stubs = f"{counts['articles known only from lists']:,} known only from lists"
    if linked := counts["pages known only from links"]:
        stubs += f", {linked:,} only from links in texts"
    return f"{counted(counts['articles'], 'article')} ({stubs})"


def show_unchanged(out: str, problems: int) -> None:
    """That nothing had to be built."""
    kept = f"; {counted(problems, 'problem')} in {Path(out, 'problems.csv')}" if problems else ""
    _results().print(f"Nothing changed: {out} is as it was built{kept}.")


def show_partitions(manifest: Mapping[str, Any], out: str, left_over: Sequence[str]) -> None:
    """What was built on a cluster, and where it is."""
    counts = manifest["counts"]
    console = _results()
    console.print(
        f"Built {_articles(counts)} of {counted(counts['sources'], 'publisher')}, "
        f"{counted(counts['listings'], 'listing')} and {counted(counts['topics'], 'topic')} "
        f"from {counted(counts['files'], 'file')}: {counted(manifest['statements'], 'statement')}."
    )
    if counts["stories"] or counts["reprints"]:
        found = f"{counted(counts['stories'], 'story', 'stories')} and {counted(counts['reprints'], 'reprint')}"
        console.print(f"Found {found}.")
    if problems := counts["problems"]:
        console.print(f"{counted(problems, 'problem')} in nquads/problems-*.nq.")
    console.print(
        f"\nIn {out}/{manifest['data']}:\n  nquads/        one file a part\n  parquet/       the same as tables"
    )
    console.print(f"In {out}:\n  manifest.json  counts, and the checksums of all parts")
    if left_over:
        console.print(
            f"\nNot of this build, in {out}: {clean(', '.join(left_over))}. Other builds have left this; "
            "delete it if none is under way."
        )


def show_changed(paths: Sequence[str]) -> None:
    """Which input files changed."""
    more = f" and {len(paths) - 3:,} more" if len(paths) > 3 else ""
    _talk().print(f"\nChanged: {clean(', '.join(paths[:3]))}{more}.")


def show_tuned(themes: Sequence[Tuned]) -> None:
    """Which themes have other articles than at the build before, and some of these."""
    console = _lines()
    for theme in themes:
        changes = [f"{len(some):,} {how}" for some, how in ((theme.more, "more"), (theme.fewer, "fewer")) if some]
        console.print(clean(f"{theme.label}: {counted(theme.articles, 'article')}, {', '.join(changes)}."))
        for headlines, sign in ((theme.more, "+"), (theme.fewer, "-")):
            for headline in headlines[:EXAMPLES]:
                console.print(f"  {sign} {_one_line(headline)}")
            if len(headlines) > EXAMPLES:
                console.print(f"  {sign} … and {len(headlines) - EXAMPLES:,} more")


def show_watching(watched: Sequence[str]) -> None:
    """That the program waits, and for what."""
    more = f" and {len(watched) - 4:,} more" if len(watched) > 4 else ""
    _talk().print(f"Watching {clean(', '.join(watched[:4]))}{more}; Ctrl-C ends it.")


def show_cache(cache: Cache) -> None:
    """What is wrong with a cache."""
    console = _talk()
    if cache.damaged:
        console.print(f"{counted(len(cache.damaged), 'damaged entry', 'damaged entries')} of the cache made anew.")
    if cache.complaint:
        console.print(f"No cache for the next build: {clean(cache.complaint)}.")


def _found(graph: StoryGraph) -> str:
    """What was found in the texts, without what was not."""
    counts = graph.counts()
    named, themes_met = (
        len({link.end for link in graph.links if link.relation == relation and link.evidence})
        for relation in ("mentions", "about")
    )
    mentions = f"{counted(counts['mentions'], 'mention')} of {counted(named, 'name')}"
    themes = f"{counted(counts['theme links'], 'link')} to {counted(themes_met, 'theme')}"
    stories = f"{counted(counts['stories'], 'story', 'stories')} of {counts['story members']:,} articles"
    parts = [
        said
        for name, said in (
            ("stories", stories),
            ("reprints", counted(counts["reprints"], "reprint")),
            ("mentions", mentions),
            ("theme links", themes),
        )
        if counts[name]
    ]
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else "".join(parts)


def show_stats(build: SavedBuild) -> None:
    """The counts of a build, its publishers, the articles listed most, its problems."""
    manifest = build.manifest
    console = _results()
    _table(
        console,
        str(build.folder),
        ("", "count"),
        [(_SPOKEN.get(name, name), count) for name, count in manifest["counts"].items()],
    )
    if days := manifest.get("published"):
        console.print(f"Published from {days['first']} to {days['last']}.\n")
    _table(console, "Articles by type", ("type", "articles"), list(manifest["article types"].items()))
    for title, columns in _RANKED.items():
        rows = list(map(tuple, manifest.get("rankings", {}).get(title, ())))
        _table(console, _SPOKEN.get(title, title).capitalize(), columns, rows)
    _table(console, "Problems", ("problem", "times"), list(manifest["problems"].items()))
    _table(console, "Fields not read", ("field", "times"), list(manifest["fields not read"].items()))


def show_trials(trials: Sequence[Trial], *, everything: bool) -> None:
    """What each theme matches, with its words, and what it nearly matches."""
    console = _lines()
    for trial in trials:
        console.print(Text(clean(f"{trial.theme.label} ({trial.theme.slug})"), style="bold"))
        console.print(f"  {counted(len(trial.matches), 'article')} of {trial.articles:,}")
        shown = trial.matches if everything else trial.matches[:_TRIED]
        for article, match in shown:
            console.print(_marked(article, match.occurrences, match.score))
        if len(trial.matches) > len(shown):
            console.print(f"    … and {len(trial.matches) - len(shown):,} more (--all shows them)")
        for missing, articles in trial.missing:
            many = counted(len(articles), "article")
            console.print(Text(clean(f"  nearly; the rule wants {missing}: {many}"), style="dim"))
            for article in articles if everything else articles[:EXAMPLES]:
                console.print(Text(clean(f"          {article.headline or article.id}")))
        console.print()


def _marked(article: ArticleNode, places: Sequence[Occurrence], score: float) -> Text:
    """An article's texts with the words that matched."""
    marked = Text(f"  {score:>4g}  ")
    for number, (field, text) in enumerate(texts(article).items()):
        if not number or any(place.field == field for place in places):
            line = Text(clean(text))
            for place in places:
                if place.field == field:
                    line.stylize("bold green" if sys.stdout.isatty() else "", place.start, place.end)
            marked.append("\n        " if number else "").append_text(line)
    terms = ", ".join(dict.fromkeys(place.term for place in places))
    return marked.append(f"\n        by: {clean(terms)}", style="dim")


def show_candidates(found: Sequence[Candidate]) -> None:
    """Names for review, with a text that holds each."""
    console = _results()
    if not found:
        console.print("No such name is in so many articles.")
        return
    table = Table(box=None, pad_edge=False)
    table.add_column("name", overflow="fold")
    table.add_column("articles", justify="right")
    table.add_column("for example")
    for row in found:
        table.add_row(Text(_one_line(row.name)), f"{row.articles:,}", Text(shown(_one_line(row.example), 100)))
    console.print(table)


def show_diff(diff: Diff, *, everything: bool) -> None:
    """What changed from one build to another: the counts as a table, then the differences."""
    from graphbuild.diff import report
    from graphbuild.diff.difference import What, plural

    console = _results()
    if not diff:
        console.print("No differences.")
        return
    counts = diff.counts()
    whats = [what for what in get_args(What) if any(what in row for row in counts.values())]
    table = Table(box=None, pad_edge=False)
    table.add_column("")
    for what in whats:
        table.add_column(what, justify="right")
    for kind, row in counts.items():
        table.add_row(plural(kind, 2), *(f"{row[what]:,}" if what in row else "" for what in whats))
    console.print(table)
    console.print()
    for line in report.lines(diff, everything=everything):
        heading = bool(line) and not line.startswith(" ")
        console.print(Text(_one_line(line), style="bold" if heading else ""), soft_wrap=True)


def show_result(result: Result, most: int, *, wide: bool = False) -> None:
    """The answer to a question: a table of at most so many rows (0: all), yes or no, or Turtle.

    On a terminal the table is cut to its width, unless `wide`; elsewhere never.
    """
    console = _results()
    if result.kind == "graph":
        sys.stdout.write(clean(result.written("ttl").decode()).replace("\N{REPLACEMENT CHARACTER}", " "))
        return
    if result.kind == "boolean":
        console.print("yes" if result else "no")
        return
    if not result.rows:
        console.print("No rows.")
        return
    table = _Answers(result, most, console.width if console.is_terminal and not wide else None)
    for number, line in enumerate(table.lines()):
        console.print(Text(line, style="" if number else "bold"), soft_wrap=True)
    if table.hidden:
        _tell_hidden(table.hidden, "add --wide, or write all with -o FILE.csv")
    elif table.cut:
        _talk().print("What ends in … is cut to the width of the terminal: --wide shows all of it.")
    if most and result.rows > most:
        _talk().print(f"… and {result.rows - most:,} more rows: see all with --rows 0, or write them with -o FILE.csv.")


def table_text(result: Result) -> str:
    """The whole table as text."""
    if result.kind != "bindings":
        return f"{bool(result)}\n"
    return "".join(f"{line}\n" for line in _Answers(result, 0, None).lines())


class _Answers:
    """At most so many rows (0: all) of an answer, in so many columns of a terminal (None: as many as they need)."""

    def __init__(self, result: Result, most: int, room: int | None) -> None:
        self._names = [clean(name) for name in result.variables]
        self._rows = [[_one_line(cell) for cell in row] for row in result.shown()[: most or None]]
        columns = [[row[place] for row in self._rows] for place in range(len(self._names))]
        addresses = [_are_addresses(result, place) for place in range(len(columns))]
        wanted = [max(map(cell_len, (name, *column))) for name, column in zip(self._names, columns, strict=True)]
        self._right = [all(map(_is_number, column)) for column in columns]
        self._widths = wanted if room is None else _fitted(self._names, wanted, addresses, room)
        self.hidden = [name for name, width in zip(self._names, self._widths, strict=True) if not width]
        self.cut = any(0 < width < want for width, want in zip(self._widths, wanted, strict=True))

    def lines(self) -> Iterator[str]:
        """The names of the columns, then the rows."""
        for row in (self._names, *self._rows):
            cells = zip(row, self._widths, self._right, strict=True)
            yield _GAP.join(_cell(text, width, right=right) for text, width, right in cells if width).rstrip()


def _cell(text: str, width: int, *, right: bool) -> str:
    """A text of just this width."""
    cell = Text(text)
    cell.truncate(width, overflow="ellipsis")
    space = " " * (width - cell.cell_len)
    return space + cell.plain if right else cell.plain + space


_GAP = "  "
_SHORT = 25
"""What is no longer than this (numbers, days, most names) is never cut."""
_FEWEST = 16
"""So much at least is left of a text."""
_OF_EACH = 24
"""So much of each address and of each text there must be room for, or addresses are not shown."""
_OF_TEXT, _OF_ADDRESS = 3, 2
"""How what is left beyond that is shared: a text is read, of an address the beginning says who."""


def _fitted(names: Sequence[str], wanted: Sequence[int], addresses: Sequence[bool], room: int) -> list[int]:
    """How wide each column is, so that all fit; 0 for what has no room at all: addresses go first, the last one before.

    What is short keeps what it needs. The others share the rest, none getting more than it needs.
    """
    least = [
        width if width <= _SHORT else max(_FEWEST, cell_len(name)) for name, width in zip(names, wanted, strict=True)
    ]
    asked = [width if width <= _SHORT else max(_OF_EACH, few) for width, few in zip(wanted, least, strict=True)]
    widths = list(least)
    for place in sorted(range(len(widths)), key=lambda place: (addresses[place], place), reverse=True):
        needed = [need if width else 0 for need, width in zip(asked, widths, strict=True)]
        if _taken(needed if addresses[place] else widths) > room:
            widths[place] = 0 if sum(map(bool, widths)) > 1 else room
    kept = [place for place, width in enumerate(widths) if width]
    shared = _shared(
        [widths[place] for place in kept],
        [wanted[place] for place in kept],
        [_OF_ADDRESS if addresses[place] else _OF_TEXT for place in kept],
        room - len(_GAP) * (len(kept) - 1),
    )
    for place, width in zip(kept, shared, strict=True):
        widths[place] = width
    return widths


def _shared(widths: Sequence[int], wanted: Sequence[int], shares: Sequence[int], room: int) -> list[int]:
    """What is left of the room goes to those who want more, by their shares, and to nobody more than that."""
    widths = list(widths)
    for _ in range(room - sum(widths)):
        cut = [place for place, width in enumerate(widths) if width < wanted[place]]
        if not cut:
            break
        widths[min(cut, key=lambda place: (widths[place] / shares[place], place))] += 1
    return widths


def _taken(widths: Sequence[int], gap: int = len(_GAP)) -> int:
    kept = [width for width in widths if width]
    return sum(kept) + gap * (len(kept) - 1)


def _are_addresses(result: Result, place: int) -> bool:
    terms = [row[place] for row in result.terms if row[place] is not None]
    return bool(terms) and all(type(term).__name__ == "NamedNode" for term in terms)


def _is_number(text: str) -> bool:
    return not text or text.lstrip("+-").replace(".", "", 1).isdigit()


def show_asked(result: Result, *, explain: bool) -> None:
    """On standard error: what whoever asks should know and, to `explain`, the query and what it took."""
    console = _talk()
    for note in result.notes:
        console.print(Text(clean(note), style="yellow"))
    if explain:
        console.print(clean(result.asked.rstrip()))
        noun = "statement" if result.kind == "graph" else "row"
        console.print(f"{counted(result.rows, noun)} in {result.seconds:.3f} seconds.")


def show_questions(questions: Iterable[Question]) -> None:
    """The named questions with what they answer and take."""
    console = _results()
    for question in questions:
        options = "".join(f" [--{name}]" for name in question.parameters)  # each may be left out
        console.print(Text(question.name, style="bold").append(options, style="default"))
        console.print(Padding(Text(question.answers), (0, 0, 0, 4), expand=False))


def show_readers(registry: Registry) -> None:
    """The formats that are read, and what is wrong with readers of other packages."""
    console = _lines()
    width = max(map(len, registry.formats))
    for form in registry.formats.values():
        console.print(Text(f"{clean(form.name):<{width}}  {clean(form.meaning)}"))
    for broken in registry.reports:
        for row in broken.rows:
            complain(str(row))


def show_reader(form: Format) -> None:
    """One format, and what can be set for it."""
    console = _lines()
    console.print(Text(f"{form.name}: {clean(form.meaning)}"))
    if form.gathers:
        console.print(Text("  Where it and a file of the article itself disagree, the latter leads."))
    for name, meaning in form.settings.items():
        console.print(Text(f"  --set {form.name}.{name}=…  {clean(meaning)}"))


def show_chosen(sources: Sequence[str], look: Look) -> None:
    """For each file of some sources the reader that would take it, or why none would."""
    console = _lines()
    for name, path in find(sources).files.items():
        for reading in look.read(name, path):
            said = reading.reader or ("documentation, not read" if reading.documentation else "")
            if said:
                console.print(Text(f"{clean(reading.report.file)}: {said}"))
            if reading.explained:
                console.print(Text(f"  {clean(reading.explained)}"))
            for row in reading.report.rows:
                console.print(Text(clean(str(row))))


def show_report(report: Report) -> None:
    """What a check found: each kind of violation with its rule, its count and a few examples."""
    console = _lines()
    kinds = ", ".join(f"{count:,} × {kind}" for kind, count in report.nodes.items())
    console.print(clean(f"Checked {report.statements:,} statements of {report.path}: {kinds or 'nothing'}."))
    if report.conforms:
        console.print("Everything conforms.")
        return
    total = sum(finding.count for finding in report.findings)
    kinds = "1 kind" if len(report.findings) == 1 else f"{len(report.findings):,} kinds"
    console.print(Text(f"Does not conform: {counted(total, 'violation')} of {kinds}.", style="bold red"))
    for finding in report.findings:
        console.print()
        _show_finding(console, finding)


def _show_finding(console: Console, finding: Finding) -> None:
    what = f"{finding.about}: {finding.field}" if finding.field else finding.about
    files = f", in {len(finding.files):,} files" if len(finding.files) > 1 else ""
    console.print(Text(clean(f"{what}: {finding.wrong}: {finding.count:,}{files}"), style="bold"))
    console.print(f"  {clean(finding.rule)}")
    for example in finding.examples:
        console.print(Text(f"    {clean(_example(example))}"))
    if (more := finding.count - len(finding.examples)) > 0:
        console.print(f"    … and {more:,} more")


def _example(example: Example) -> str:
    place = f"{example.file}:{example.line}" if example.line else example.file
    value = f" ({shown(example.value, 80)})" if example.value else ""
    return f"{place}: {example.node}{value}" if place else f"{example.node}{value}"


def show_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[str]], *, said: Sequence[str] = ()) -> None:
    """A table whose columns after the first hold numbers, unless their names begin with a space; with words above."""
    console = _results()
    console.print(Text(_one_line(title), style="bold"))
    for line in said:
        console.print(Text(_one_line(line)))
    if rows:
        hidden = _show_columns(console, columns, rows)
        if hidden:
            _tell_hidden(hidden, "or write all with --csv")
    console.print()


def _tell_hidden(columns: Sequence[str], advice: str) -> None:
    names = clean(", ".join(columns))
    _talk().print(f"No room here for {counted(len(columns), 'column')}: {names}. Widen the terminal, {advice}.")


def _show_columns(console: Console, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """The columns that have room, none narrower than its longest word; the names of those that would need more.

    What the first or the last column says in words stands on a line of its own, above or below the row, where the
    others leave it too little room.
    """
    cells = [[_one_line(row[place]) for row in rows] for place in range(len(columns))]
    lines = [[name.strip() for name in columns], *zip(*cells, strict=True)]
    left = [not place or name.startswith(" ") for place, name in enumerate(columns)]
    last = len(columns) - 1
    below = last if last and left[last] and _Columns(columns, cells, left, console.width).squeezed(last) else None
    others = [place for place in range(len(columns)) if place != below]
    found = _Columns(columns, cells, left, console.width, others)
    hides = any(place not in found.widths and any(cells[place]) for place in others)
    above = 0 if len(others) > 1 and (hides or found.squeezed(0)) else None
    if above is not None:
        found = _Columns(columns, cells, left, console.width - len(_GAP), others[1:])
    alone = above is not None or below is not None
    _show_lines(console, found, lines[:1], above, below, "dim")
    for part in [[line] for line in lines[1:]] if alone else [lines[1:]]:
        _show_lines(console, found, part, above, below)
    shown = {*found.widths, above, below}
    return [name.strip() for place, name in enumerate(columns) if place not in shown and any(cells[place])]


class _Columns:
    """How wide each column is, of those asked for that have room; `gap`: the space between them."""

    def __init__(
        self,
        columns: Sequence[str],
        cells: Sequence[Sequence[str]],
        left: Sequence[bool],
        room: int,
        asked: Sequence[int] | None = None,
    ) -> None:
        self.left = left
        self._wanted = [
            max(map(cell_len, (name.strip(), *column))) for name, column in zip(columns, cells, strict=True)
        ]
        least = [
            max(_longest_word(name), *(_longest_word(cell) if words else cell_len(cell) for cell in column))
            for name, column, words in zip(columns, cells, left, strict=True)
        ]
        kept, self.gap = list(range(len(columns)) if asked is None else asked), len(_GAP)

        def fits() -> bool:
            return _taken([least[place] for place in kept], self.gap) <= room

        if not fits():  # what is empty goes, then the space between, then the last column
            kept = [place for place in kept if place == kept[0] or any(cells[place])]
            self.gap = self.gap if fits() else 1
        while len(kept) > 1 and not fits():
            kept.pop()
        rest = room - self.gap * (len(kept) - 1)
        wanted = [self._wanted[place] for place in kept]
        widths = _shared([least[place] for place in kept], wanted, [1] * len(kept), rest)
        self.widths = dict(zip(kept, widths, strict=True))

    def squeezed(self, place: int) -> bool:
        """Whether a column has no room, or so little that what it says would take three lines or more."""
        return self._wanted[place] > 2.2 * self.widths.get(place, 0)


def _show_lines(
    console: Console, columns: _Columns, lines: Sequence[Sequence[str]], above: int | None, below: int | None,
    style: str = "",
) -> None:  # fmt: skip
    if above is not None:
        console.print(Text(lines[0][above], style=style))
    table = Table(box=None, pad_edge=False, padding=(0, columns.gap, 0, 0), show_header=False, style=style)
    for place, width in columns.widths.items():
        table.add_column(justify="left" if columns.left[place] else "right", overflow="fold", width=width)
    for line in lines:
        table.add_row(*(Text(line[place]) for place in columns.widths))
    indent = (0, 0, 0, len(_GAP))
    console.print(table if above is None else Padding(table, indent, expand=False))
    if below is not None:
        console.print(Padding(Text(lines[0][below], style=style), indent, expand=False))


_LONG_WORD = 20
"""A longer one may be broken."""


_WORD = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d|\S+")
"""A day and its hour are read as one."""


def _longest_word(text: str) -> int:
    return min(max(map(cell_len, _WORD.findall(text)), default=0), _LONG_WORD)


def _table(console: Console, title: str, columns: tuple[str, str], rows: Sequence[tuple[object, object]]) -> None:
    if not rows:
        return
    console.print(Text(title, style="italic"))  # as a title of the table it would be folded to its width
    table = Table(show_header=any(columns), box=None, pad_edge=False)
    table.add_column(columns[0], overflow="fold")
    table.add_column(columns[1], justify="right")
    for name, count in rows:
        table.add_row(Text(clean(str(name))), f"{int(str(count)):,}")
    console.print(table)
    console.print()


def clean(text: str) -> str:
    """A text that does nothing at a terminal: control characters are replaced."""
    return plain(text, kept="\n")


def _one_line(text: str) -> str:
    return plain(text, kept="")
