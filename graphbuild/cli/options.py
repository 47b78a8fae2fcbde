"""Options that several commands have."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TypeAlias

from graphbuild.errors import BadOption

DEFAULT_OUT = "graph"

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
"""What a command adds itself to."""

_PARTS = ("themes", "mentions", "reprints", "stories", "bundled", "bundled-themes", "bundled-names")


def add_out(parser: argparse.ArgumentParser) -> None:
    """Which build."""
    parser.add_argument(
        "out", nargs="?", default=DEFAULT_OUT, metavar="OUT", help="the folder of a build (default: %(default)s)"
    )


def add_quiet(parser: argparse.ArgumentParser) -> None:
    """How much is said."""
    parser.add_argument("-q", "--quiet", action="store_true", help="say nothing but errors")


def add_finding(parser: argparse.ArgumentParser) -> None:
    """Options on what to look for in the texts."""
    parser.add_argument(
        "--themes", action="append", default=[], metavar="FILE", help="a file of themes to look for too (YAML or SKOS)"
    )
    parser.add_argument(
        "--entities", action="append", default=[], metavar="FILE", help="a file of names to look for too (YAML)"
    )
    parser.add_argument(
        "--without",
        action="append",
        default=[],
        choices=_PARTS,
        metavar="PART",
        help=f"leave out what would be found in the texts: {', '.join(_PARTS[:4])}; or look only for what --themes and "
        "--entities give: bundled (bundled-themes, bundled-names: of one of the two)",
    )


def settings(given: Sequence[str]) -> dict[str, str]:
    """`READER.SETTING=VALUE` as name and value."""
    for text in given:
        if "." not in text.partition("=")[0] or "=" not in text:
            raise BadOption(f"A setting is READER.SETTING=VALUE, not {text!r}.")
    return {name: value for name, _, value in (text.partition("=") for text in given)}
