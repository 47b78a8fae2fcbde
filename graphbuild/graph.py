"""`StoryGraph`: nodes and typed parallel links, and what can be asked of them."""

from __future__ import annotations

import os
import warnings
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from graphbuild.address import reject_reason
from graphbuild.errors import BadOption
from graphbuild.identity import Explanation, Identity, Match
from graphbuild.iris import Names
from graphbuild.link import Link
from graphbuild.nodes import (
    ArticleNode,
    Conflict,
    EntityNode,
    Node,
    SourceNode,
    StoryNode,
    ThemeNode,
    TopicNode,
    conflicts,
    name_or_id,
)
from graphbuild.problems import Problems
from graphbuild.records import InputFile
from graphbuild.text import is_unicode

if TYPE_CHECKING:
    import networkx
    import pandas
    import rdflib

    from graphbuild.enrich.account import Account
    from graphbuild.enrich.coverage import Of
    from graphbuild.enrich.reach import Reach
    from graphbuild.enrich.sourcenetwork import Ties
    from graphbuild.frames import Rows
    from graphbuild.plot.plots import Plots
    from graphbuild.query.engine import Engine
    from graphbuild.query.result import Result
    from graphbuild.view.view import View


@dataclass(frozen=True, slots=True)
class Description:
    """What the user says of the data set as a whole."""

    title: str = "News stories and the links between them"
    license: str | None = None
    """The web address of the data's licence."""
    creator: str | None = None

    def check(self) -> None:
        """Raise `BadOption` for a licence that is no web address, and for what is no text."""
        for what, said in (("title", self.title), ("licence", self.license), ("creator", self.creator)):
            if said and not is_unicode(said):
                raise BadOption(f"The {what} {said!r} is not in UTF-8.")
        if self.license and (reason := reject_reason(self.license)):
            raise BadOption(f"The licence {self.license!r} is {reason}.")


class StoryGraph:
    """A knowledge graph of news stories. Made by `graphbuild.build`.

    >>> import graphbuild
    >>> graph = graphbuild.build(graphbuild.example())
    >>> [article.headline for article in graph.articles if article.own]
    ['NYPD Used Facial Recognition Unit In Siege Of Black Lives Matter Activist’s Apartment']
    >>> [link.gap_seconds > 0 for link in graph.links if link.relation == "related"]
    [True, True, True, True, True]
    """

    def __init__(
        self,
        *,
        names: Names,
        files: list[InputFile],
        articles: list[ArticleNode],
        sources: list[SourceNode],
        topics: list[TopicNode],
        entities: list[EntityNode],
        links: list[Link],
        themes: list[ThemeNode] | None = None,
        stories: list[StoryNode] | None = None,
        identity: Identity,
        problems: Problems,
        unknown_fields: Counter[str],
        left_out: Counter[str],
        description: Description = Description(),
    ) -> None:
        self.names = names
        self.files = files
        """The files that were read, in the order of their names."""
        self.articles = articles
        """Sorted by id, as are `sources`, `topics` and `entities`."""
        self.sources = sources
        self.topics = topics
        self.entities = entities
        self.themes = themes or []
        self.stories = stories or []
        self.links = links
        """Sorted by start, relation, end and origin."""
        self.identity = identity
        self.problems = problems
        self.unknown_fields = unknown_fields
        """Fields of the input that are not read, with how often each was met."""
        self.left_out = left_out
        """Files that are not meant to be read (hidden ones, documentation), by kind."""
        self.description = description
        self.judgements: InputFile | None = None
        """The judgement file, where the build was given one."""
        self._engine: Engine | None = None
        self.vocabularies: list[InputFile] = []
        """The theme files and vocabularies of names that the texts were searched with."""
        self._bind()
        self.without: tuple[str, ...] = ()
        """What the build was asked to leave out of themes, mentions, reprints, stories and the bundled files."""

        self.reading: tuple[str, ...] = ()
        """What the user said of readers: `csv=*.txt`, `csv.title=Headline`."""

    @classmethod
    def from_networkx(cls, network: networkx.MultiDiGraph) -> StoryGraph:
        """The graph from what `to_networkx` gave: nothing but the problems of its input is lost.

        Raises `BadOption` for a network of another make.
        """
        from graphbuild.restore.network import restored

        return restored(network)

    @property
    def matches(self) -> list[Match]:
        """The evidence by which addresses were merged or kept apart."""
        return self.identity.matches

    @property
    def conflicts(self) -> list[Conflict]:
        """Where files and lists say different things of one article, in the order of the articles."""
        return [conflict for article in self.articles for conflict in conflicts(article)]

    def options(self) -> dict[str, str | None]:
        """What the build was asked for, as the manifest and the provenance give it."""
        options = {"base": self.names.base, **asdict(self.description), "without": " ".join(self.without) or None}
        return options | ({"reading": " | ".join(self.reading)} if self.reading else {})

    def article(self, name: str) -> ArticleNode:
        """The article with an address (its own or an alternate), or with these words in its headline.

        Raises `UnknownName`, which names the nearest; so do `source`, `story`, `theme`, `topic` and `entity`.
        """
        from graphbuild.lookup import article

        return article(self, name)

    def source(self, name: str) -> SourceNode:
        """The publisher with a domain, or with these words in its name. Raises `UnknownName`.

        >>> import graphbuild
        >>> graphbuild.build(graphbuild.example()).source("gothamist.com")
        <SourceNode 'Gothamist' (gothamist.com)>
        """
        from graphbuild.lookup import named

        return named(self.sources, "source", name)

    def story(self, name: str) -> StoryNode:
        """The story with a slug, or with these words in its headline. Raises `UnknownName`."""
        from graphbuild.lookup import named

        return named(self.stories, "story", name)

    def theme(self, name: str) -> ThemeNode:
        """The theme with a slug, or with these words in its label. Raises `UnknownName`."""
        from graphbuild.lookup import named

        return named(self.themes, "theme", name)

    def topic(self, name: str) -> TopicNode:
        """The topic of the input with a slug, or with these words in its name. Raises `UnknownName`."""
        from graphbuild.lookup import named

        return named(self.topics, "topic", name)

    def entity(self, name: str) -> EntityNode:
        """The person, organisation, place or law with a slug, or these words in its name. Raises `UnknownName`."""
        from graphbuild.lookup import named

        return named(self.entities, "entity", name)

    def __getitem__(self, name: str) -> Node:
        """Whatever is called so: `graph["gothamist.com"]`, `graph["policing"]`. Raises `UnknownName`."""
        from graphbuild.lookup import anything

        return anything(self, name)

    __iter__: None = None
    """Which of its lists would one go through?"""

    def _ipython_key_completions_(self) -> list[str]:
        from graphbuild.lookup import names

        return names(self)

    def _bind(self) -> None:
        """Tell all nodes which graph they are of."""
        for nodes in (self.articles, self.sources, self.topics, self.themes, self.stories, self.entities):
            for node in nodes:
                node._graph = self

    def articles_of(self, thing: Node | str) -> list[ArticleNode]:
        """The articles of a source, story, theme, topic or entity, the earliest first; those without a date last.

        >>> import graphbuild
        >>> graph = graphbuild.build(graphbuild.example())
        >>> [str(article.published_at)[:10] for article in graph.articles_of("gothamist.com")]
        ['2020-08-14', '2020-08-17']
        """
        node = self[thing] if isinstance(thing, str) else thing
        wanted = {link.start for link in self.links if link.end == node.id and link.relation != "related"}
        found = [article for article in self.articles if article.id in wanted]
        found.sort(key=lambda article: (article.published_at is None, str(article.published_at), article.id))
        return found

    @property
    def plot(self) -> Plots:
        """Charts: `graph.plot.coverage()`, `.adoption_curve(…)`, `.story_timeline(…)` …; see `graphbuild.plot`."""
        from graphbuild.plot.plots import Plots

        return Plots(self)

    def explain(self, left: str, right: str) -> Explanation:
        """Why two addresses are, or are not, one article; of two, also how one leads to the other.

        Raises `UnknownAddress`.
        """
        from graphbuild.lookup import by_address

        said = self.identity.explain(left, right)
        ends = {article.id for address in (left, right) if (article := by_address(self, address))}
        if said.same or len(ends) < 2:  # a judgement may name an address that no file holds
            return said
        return replace(said, links=tuple(link for link in self.links if {link.start, link.end} == ends))

    def account(self, name: str | Node) -> Account:
        """What is known of an article, a story, a theme or an entity, and why; `str()` says it in words.

        `name` is an address, an IRI, the last part of one, or a label. Raises `UnknownAddress`.

        >>> import graphbuild
        >>> graph = graphbuild.build(graphbuild.example())
        >>> print(str(graph.account("policing")).splitlines()[0])
        Theme “Facial recognition in policing”
        """
        from graphbuild.enrich.account import Account, thing

        return Account(self, thing(self, name_or_id(name)))

    def counts(self) -> dict[str, int]:
        """The numbers that describe the graph; the manifest holds the same."""
        relations = Counter([link.relation for link in self.links])
        about = [link for link in self.links if link.relation == "about"]
        stated = sum(link.evidence is None for link in about)
        linked_only = len(self.linked_only())
        return {
            "files": len(self.files),
            "articles": len(self.articles),
            "articles with a file of their own": sum(article.own for article in self.articles),
            "articles known only from lists": sum(not article.own for article in self.articles) - linked_only,
            "pages known only from links": linked_only,
            "alternate addresses": sum(len(article.alternates) for article in self.articles),
            "versions": sum(len(article.versions) for article in self.articles),
            "sources": len(self.sources),
            "topics": len(self.topics),
            "entities": len(self.entities),
            "themes": len(self.themes),
            "stories": len(self.stories),
            "listings": relations["related"],
            "related pairs": len({(link.start, link.end) for link in self.links if link.relation == "related"}),
            "publisher links": relations["publisher"],
            "topic links": stated,
            "part links": relations["part"],
            "references": relations["references"],
            "theme links": len(about) - stated,
            "story members": relations["member"],
            "reprints": relations["reprint"],
            "mentions": relations["mentions"],
            "problems": len(self.problems),
        }

    def linked_only(self) -> set[str]:
        """The ids of the pages that no file and no list describes: articles link to them."""
        linked, known = set(), set()
        for link in self.links:
            if link.relation == "references":
                linked.add(link.end)
            elif link.relation in ("related", "part"):
                known.add(link.end)
        return {article.id for article in self.articles if not article.own and article.id in linked} - known

    def to_networkx(self, *, images: bool = False) -> networkx.MultiDiGraph:
        """The graph for analysis: one node an article, source, topic and entity, one edge a link.

        Nodes have `kind`, edges `relation`; what is absent has no attribute. All values are texts, numbers
        or booleans (dates in ISO 8601, addresses joined by spaces), so that networkx can write the graph
        in any of its formats. With `images`, each image is a node too.
        """
        from graphbuild.export.network import to_networkx

        return to_networkx(self, images=images)

    def to_pandas(self, of: Rows = "articles") -> pandas.DataFrame:
        """A table of the articles, or of the links: see `graphbuild.frames.table`."""
        from graphbuild.frames import table

        return table(self, of)

    def to_rdf(self, *, dataset: bool = False) -> rdflib.Graph | rdflib.Dataset:
        """The statements of `graph.ttl` as an rdflib `Graph`; with `dataset`, those of `graph.nq` as a `Dataset`.

        rdflib takes 15,000 to 20,000 statements a second: for a large graph load `graph.nq` into a store.
        """
        from graphbuild.export.rdf import to_rdf

        return to_rdf(self, dataset=dataset)

    def query(
        self, what: str, *, seconds: float = 60.0, **parameters: str | date
    ) -> pandas.DataFrame | rdflib.Graph | bool:
        """Ask in SPARQL, or one of the named questions: `graph.query("coverage-by-week", theme="policing")`.

        Rows come as a DataFrame with real types and, beside each column of IRIs, one of short names; statements
        (CONSTRUCT, DESCRIBE) as an rdflib `Graph`; ASK as a `bool`. The prefixes of graphbuild are known. A theme,
        source, story or entity is given by its slug or domain, its name, words that its name alone holds, or its IRI.
        Parameters that are words of Python have an underscore: `from_="2020-06-01"`.

        The statements are loaded into memory when the graph is first asked; it answers as it was then, one that was
        opened as it was built. Raises `BadQuery`, `QueryRefused` and `QueryStopped` (after so many `seconds`).
        """
        result = self._ask(what, seconds=seconds, **parameters)
        for note in result.notes:
            warnings.warn(note, stacklevel=2)
        return result.value()

    def _ask(self, what: str, *, seconds: float, **parameters: str | date) -> Result:
        from graphbuild.query import ask
        from graphbuild.query.engine import in_memory

        if self._engine is None:
            self._engine = in_memory(self)
        given = {name.removesuffix("_"): str(value) for name, value in parameters.items()}
        return ask(self._engine, what, given, seconds=seconds)

    def reach(self, *, theme: str | ThemeNode | None = None, story: str | StoryNode | None = None) -> Reach:
        """Who was first with a theme or a story (by id, slug or label), who followed, and how late.

        Raises `BadOption` for a name that the graph does not hold, or that several have.
        """
        from graphbuild.enrich.reach import reach

        return reach(
            self,
            theme=None if theme is None else name_or_id(theme),
            story=None if story is None else name_or_id(story),
        )

    def reach_table(self, *, of: Of = "stories") -> pandas.DataFrame:
        """The reach of all stories or themes: see `graphbuild.enrich.reach.reach_table`."""
        from graphbuild.enrich.reach import reach_table

        return reach_table(self, of=of)

    def listing_gaps(self) -> pandas.DataFrame:
        """How much younger or older what a list holds is: see `graphbuild.enrich.timing.listing_gaps`."""
        from graphbuild.enrich.timing import listing_gaps

        return listing_gaps(self)

    def listing_directions(self) -> pandas.DataFrame:
        """The same by publisher: see `graphbuild.enrich.timing.listing_directions`."""
        from graphbuild.enrich.timing import listing_directions

        return listing_directions(self)

    def co_coverage(self, *, of: Of = "stories", at_least: int = 2) -> pandas.DataFrame:
        """The pairs of publishers that carry the same: see `graphbuild.enrich.cocoverage.co_coverage`."""
        from graphbuild.enrich.cocoverage import co_coverage

        return co_coverage(self, of=of, at_least=at_least)

    def self_recommendation(self) -> pandas.DataFrame:
        """How often lists hold their publisher's own: see `graphbuild.enrich.selfrecommendation`."""
        from graphbuild.enrich.selfrecommendation import self_recommendation

        return self_recommendation(self)

    def reciprocity(self) -> pandas.DataFrame:
        """How often the listed list in turn: see `graphbuild.enrich.reciprocity.reciprocity`."""
        from graphbuild.enrich.reciprocity import reciprocity

        return reciprocity(self)

    def neighbouring_stories(self, story: str | StoryNode, *, within_days: float = 30) -> pandas.DataFrame:
        """The stories near one in time and subject: see `graphbuild.enrich.neighbours.neighbouring_stories`."""
        from graphbuild.enrich.neighbours import neighbouring_stories

        return neighbouring_stories(self, name_or_id(story), within_days=within_days)

    def coverage_gaps(self, story: str | StoryNode, *, at_least: int = 2, within_days: float = 30) -> pandas.DataFrame:
        """Who carried the neighbouring stories but not this one: see `graphbuild.enrich.neighbours.coverage_gaps`."""
        from graphbuild.enrich.neighbours import coverage_gaps

        return coverage_gaps(self, name_or_id(story), at_least=at_least, within_days=within_days)

    def source_network(
        self, *, of: Ties = "stories", at_least: int = 2, max_q: float | None = None, max_alpha: float | None = None
    ) -> networkx.Graph:
        """Publishers and what ties them: see `graphbuild.enrich.sourcenetwork.source_network`."""
        from graphbuild.enrich.sourcenetwork import source_network

        return source_network(self, of=of, at_least=at_least, max_q=max_q, max_alpha=max_alpha)

    def source_communities(self, *, of: Ties = "stories", at_least: int = 2) -> pandas.DataFrame:
        """Groups of publishers: see `graphbuild.enrich.sourcenetwork.source_communities`."""
        from graphbuild.enrich.sourcenetwork import source_communities

        return source_communities(self, of=of, at_least=at_least)

    def source_centralities(self, *, of: Ties = "stories", at_least: int = 2) -> pandas.DataFrame:
        """How central each publisher is: see `graphbuild.enrich.sourcenetwork.source_centralities`."""
        from graphbuild.enrich.sourcenetwork import source_centralities

        return source_centralities(self, of=of, at_least=at_least)

    def view(
        self,
        *,
        theme: str | Node | None = None,
        story: str | StoryNode | None = None,
        source: str | SourceNode | None = None,
        first: str | None = None,
        last: str | None = None,
        drawn: Literal["canvas", "pyvis"] | None = None,
        height: int = 640,
    ) -> View:
        """An interactive picture, which shows itself in a notebook; `.save("view.html")` makes a page of it.

        Args:
            theme: the slug or label of a theme, or of a topic of the input: only its articles.
            story: the slug of a story, or words of its headline: only its articles.
            source: the domain or name of a publisher: only its articles.
            first: the first day, such as 2020-06-01.
            last: the last day.
            drawn: by our own canvas or by pyvis; by default by pyvis where a theme, story or source of at most 1,000
                nodes is asked for.
            height: in a notebook, in pixels.

        Raises `BadOption`.
        """
        from graphbuild.view.scope import Scope
        from graphbuild.view.view import View

        ids = [None if one is None else name_or_id(one) for one in (theme, story, source)]
        return View(self, Scope(ids[0], ids[1], ids[2], first, last), drawn, height)

    def write(self, out: str | os.PathLike[str], *, store: bool | None = None) -> None:
        """Write every output into a folder; what it held before stays whole until all are complete.

        `store` says whether the SPARQL store is filled now, which takes longer than all else, or when it is first
        asked; `None`: now if the graph is small. Raises `OutputError`.
        """
        from graphbuild.output.folder import write

        write(self, out, store=store)

    def __repr__(self) -> str:
        counts = self.counts()
        return (
            f"<StoryGraph: {counts['articles']:,} articles ({counts['articles known only from lists']:,} known only "
            f"from lists) of {counts['sources']:,} publishers, {counts['listings']:,} listings, "
            f"{counts['topics']:,} topics{self._span()}>"
        )

    def _span(self) -> str:
        from graphbuild.rankings import span

        days = span(self)
        return f", {days['first']} to {days['last']}" if days else ""

    def _repr_html_(self) -> str:
        from graphbuild.display.summary import summary

        return summary(self)

    @cached_property
    def _by_address(self) -> dict[str, ArticleNode]:
        return dict(self._addresses())

    def _addresses(self) -> Iterator[tuple[str, ArticleNode]]:
        for article in self.articles:
            for address in article.alternates:
                yield address, article
        for article in self.articles:
            yield article.id, article
            if article.address:
                yield article.address, article
