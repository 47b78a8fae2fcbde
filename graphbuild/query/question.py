"""The named questions: SPARQL that comes with graphbuild, to be asked of any build.

A question is a file of `questions/`, which every SPARQL tool can run as it is. Its first comments say its `title`,
what it `answers`, of what to `beware` and how to `plot` it. A parameter is a line of its own

    VALUES ?source { <https://…/source/gothamist.com> }  # --source

whose value is replaced, as an RDF term, by the one that is given. Where such a line is a comment, the parameter may
be left out; when it is given, the line is made part of the query, and with it the lines that follow and begin with
`#+`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pyoxigraph

from graphbuild.errors import BadQuery
from graphbuild.iris import DEFAULT_BASE
from graphbuild.query.mistakes import nearest

_FOLDER = Path(__file__).parent / "questions"
_FIELD = re.compile(r"^# (title|answers|beware|plot): (.*(?:\n#   .*)*)", re.MULTILINE)
_PARAMETER = re.compile(r"^(?P<indent> *)(?P<off># )?VALUES \?(?P<name>\w+) \{ (?P<value>.*) \}  # --(?P=name)$")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

MINTED = {
    "theme": "a theme: its slug, such as policing, its label, or its IRI",
    "source": "a publisher: its domain, such as gothamist.com, its name, or its IRI",
    "story": "a story: words of its headline, its slug, or its IRI",
    "entity": "a person, organisation, place or law: its name, its slug, or its IRI",
}
PARAMETERS = {
    **MINTED,
    "from": "the first day, as 2020-06-01",
    "until": "the last day, as 2020-12-31",
}
"""What can be given to a question, with a description for `--help`."""


@dataclass(frozen=True, slots=True)
class Question:
    """A named question."""

    name: str
    title: str
    answers: str
    """What it answers, in a sentence."""
    beware: str
    """What the answer must not be mistaken for."""
    text: str
    """The SPARQL as it stands in the file."""
    plot: str | None = None
    """The kind of picture that says more than the table, and its columns: `bars headline listers`."""

    @property
    def parameters(self) -> dict[str, bool]:
        """The parameters it takes, and whether each must have a value (it then has one to begin with)."""
        found = (_PARAMETER.match(line) for line in self.text.splitlines())
        return {match["name"]: not match["off"] for match in found if match}

    @property
    def defaults(self) -> dict[str, str]:
        """The IRIs that stand in the file for parameters that must have a value."""
        found = (_PARAMETER.match(line) for line in self.text.splitlines())
        return {match["name"]: match["value"].strip("<>") for match in found if match and not match["off"]}

    def asked(self, given: Mapping[str, str] = {}, base: str = DEFAULT_BASE) -> str:
        """The query with its parameters bound.

        Raises `BadQuery` for one that it does not take, for a value that is none, and for a span that ends before it
        begins.
        """
        taken = self.parameters
        for name in given:
            if name not in taken:
                options = ", ".join(f"--{one}" for one in taken) or "none"
                raise BadQuery(f"The question {self.name} does not take --{name}; its parameters: {options}.")
        _check_span(given.get("from"), given.get("until"))
        lines = []
        active = False
        for line in self.text.splitlines():
            match = _PARAMETER.match(line)
            if match:
                name = match["name"]
                active = name in given
                if active or not match["off"]:
                    value = _term(name, given[name], base) if active else _rebased(match["value"], base)
                    line = f"{match['indent']}VALUES ?{name} {{ {value} }}  # --{name}"
            elif line.lstrip().startswith("#+ "):
                line = line.replace("#+ ", "", 1) if active else line
            else:
                active = False
            lines.append(line)
        return "\n".join([*lines, ""])


@cache
def questions() -> Mapping[str, Question]:
    """All named questions by name."""
    return {path.stem: _read(path) for path in sorted(_FOLDER.glob("*.rq"))}


def question(name: str) -> Question:
    """A named question. Raises `BadQuery`, with the nearest name."""
    found = questions().get(name)
    if found is None:
        near = nearest(name, questions())
        hint = f"did you mean {near}?" if near else "`graphbuild questions` lists them."
        raise BadQuery(f"There is no question {name!r}; {hint}")
    return found


def _read(path: Path) -> Question:
    text = path.read_text(encoding="utf-8")
    fields = {name: re.sub(r"\s*\n#\s*", " ", value) for name, value in _FIELD.findall(text)}
    return Question(path.stem, fields["title"], fields["answers"], fields["beware"], text, fields.get("plot"))


def _term(name: str, value: str, base: str) -> str:
    """The value of a parameter as an RDF term in SPARQL's syntax, whatever characters it holds."""
    if name in MINTED:
        return minted(name, value, base)
    if not _DAY.fullmatch(value):
        raise BadQuery(f"--{name} is a day, such as 2020-06-01, and not {value!r}.")
    return str(pyoxigraph.Literal(value))


def _check_span(first: str | None, last: str | None) -> None:
    if first and last and _DAY.fullmatch(first) and _DAY.fullmatch(last) and first > last:
        raise BadQuery(f"--from {first} is after --until {last}: no day is within that span. Are they swapped?")


def minted(name: str, value: str, base: str) -> str:
    """The IRI that a slug or domain stands for, or that is given as such, in SPARQL's syntax. Raises `BadQuery`."""
    iri = value if "://" in value else f"{base}{name}/{quote(value.strip(), safe='/:@!$,;=~')}"
    return _written(lambda: pyoxigraph.NamedNode(iri), name, value)


def _written(make: Callable[[], pyoxigraph.NamedNode], name: str, value: str) -> str:
    try:
        return str(make())
    except ValueError:
        raise BadQuery(f"--{name} {value!r} is no IRI, and no name of which one can be made.") from None


def _rebased(value: str, base: str) -> str:
    """The value that stands in the file, for a build with a base of its own."""
    return value.replace(f"<{DEFAULT_BASE}", f"<{base}") if base != DEFAULT_BASE else value
