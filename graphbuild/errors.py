"""What can go wrong, as exceptions.

    GraphbuildError
    ├── BadOption           an option that cannot be followed (a `ValueError` too)
    ├── SourceNotFound      a file or folder to read does not exist
    ├── NothingReadable     no input file gave a record; nothing was written
    ├── JudgementError      the judgement file cannot be followed
    ├── VocabularyError     a file of themes or of names cannot be followed
    ├── OutputError         the output folder cannot be written
    ├── NotABuild           a folder given as a build is not one
    ├── NotAGraph           a file given as RDF cannot be read, or holds nothing to check
    ├── UnknownAddress      an address that the graph does not hold
    │   └── UnknownName     a name that nothing in the graph has, or that several have
    ├── BadQuery            a query that is no SPARQL, or asks for something that is not there
    │   └── QueryRefused    a query that would change the graph, reach other machines, or answer with too many rows
    ├── QueryStopped        a query that took too long, or too much memory
    ├── EndpointError       an endpoint that does not answer, or answers with an error
    └── MissingExtra        an optional part of graphbuild that is not installed (an `ImportError` too)

Bad *input* raises nothing: it becomes a `Problem` (see problems.py) and the build goes on.
Every message can be shown to a user as it is: a sentence, or for a query a few lines that show the place.
"""


class GraphbuildError(Exception):
    """The root of all errors that graphbuild raises on purpose."""

    def _render_traceback_(self) -> list[str]:
        """What IPython and Jupyter show in place of a traceback: the message is meant for the user."""
        return [f"{type(self).__name__}: {self}"]


class BadOption(GraphbuildError, ValueError):
    """An option that cannot be followed."""


class SourceNotFound(GraphbuildError):
    """A file or folder that was to be read does not exist."""


class NothingReadable(GraphbuildError):
    """No input file gave a record."""


class JudgementError(GraphbuildError):
    """The judgement file cannot be read, or asks for two things that exclude each other."""


class VocabularyError(GraphbuildError):
    """A file of themes, or of names to look for, cannot be read or followed."""


class OutputError(GraphbuildError):
    """The output folder cannot be written, or another build is writing into it."""


class NotABuild(GraphbuildError):
    """A folder was given as a build but holds none."""


class NotAGraph(GraphbuildError):
    """A file was given as RDF but cannot be read, or holds nothing that graphbuild writes."""


class UnknownAddress(GraphbuildError):
    """An address was asked for that the graph does not hold."""


class UnknownName(UnknownAddress):
    """Something was asked for by a name that nothing in the graph has, or that several have."""


class BadQuery(GraphbuildError, ValueError):
    """A query cannot be read, or names a question, parameter or value that does not exist."""


class QueryRefused(BadQuery):
    """A query would change the graph, reach other machines, or answer with too many rows."""


class QueryStopped(GraphbuildError):
    """A query took too long, or too much memory, and was stopped."""


class EndpointError(GraphbuildError):
    """An endpoint does not answer, or answers with an error."""

    def __init__(self, message: str, status: int = 503) -> None:
        super().__init__(message)
        self.status = status
        """The HTTP status; 503 too where there was no answer."""


class MissingExtra(GraphbuildError, ImportError):
    """An optional part of graphbuild is needed that is not installed."""
