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
    └── UnknownAddress      an address that the graph does not hold

Bad *input* raises nothing: it becomes a `Problem` (see problems.py) and the build goes on.
Every message is one sentence that can be shown to a user as it is.
"""


class GraphbuildError(Exception):
    """The root of all errors that graphbuild raises on purpose."""


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
