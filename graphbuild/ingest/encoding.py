"""The text of an XML document, whatever its encoding is, or says that it is."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from typing import BinaryIO

from graphbuild.problems import Report

_CHUNK = 64 * 1024
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""The marks that a text may begin with, and the encodings that they mean."""
_SHAPES = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
"""How a document without a mark begins in the encodings that are no superset of ASCII."""
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)
WIDER = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
"""Encodings whose name often stands for a wider one, as browsers read them (WHATWG Encoding), by Python's names."""
_UTF8 = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
"""A character beyond ASCII in UTF-8."""
_LATIN = 0.12
"""Up to this share of its letters beyond ASCII a text of unknown encoding is taken as a Western European one."""


def _stray(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return error.object[error.start : error.end].decode("cp1252", "replace"), error.end


codecs.register_error("graphbuild.cp1252", _stray)


def decoded(stream: BinaryIO, report: Report) -> Iterator[str]:
    """The document's text, piece by piece, without a byte order mark. What is not as it says it is, is reported."""
    data = stream.read(_CHUNK)
    encoding, mark = _encoding(data, report)
    decoder = codecs.getincrementaldecoder(encoding)()
    line, lenient = 1, False
    data = data[mark:]
    while True:
        last = not data
        state = decoder.getstate()
        try:
            text = decoder.decode(data, last)
        except UnicodeDecodeError as error:
            data = state[0] + data
            line += error.object[: error.start].decode(encoding, "ignore").count("\n")
            new = "cp1252" if encoding != "utf-8" else _guess(data)
            errors = "graphbuild.cp1252" if encoding == "utf-8" and new == "cp1252" else "replace"
            if encoding != "utf-8":
                report.add("changed", line, "", f"bytes that are not {encoding}", "replaced by �")
            else:
                done = "read as Windows-1252" if new == "cp1252" else f"read as {new}, which is a guess"
                report.add("changed", line, "", "not UTF-8", done)
                encoding = encoding if new == "cp1252" else new
            decoder = codecs.getincrementaldecoder(encoding)(errors)
            if encoding not in ("utf-8", *(name for _, name in MARKS)):
                state = (b"", 0)
            text, lenient = decoder.decode(data, last), True
        if text:
            yield text
            if not lenient:
                line += text.count("\n")
        if last:
            return
        data = stream.read(_CHUNK)


def beginning(data: bytes) -> str:
    """The first bytes of a document as text, for a look at them."""
    encoding, mark = _encoding(data, Report())
    return data[mark:].decode(encoding, "replace")


def _encoding(data: bytes, report: Report) -> tuple[str, int]:
    """The encoding of a document that begins so, and the length of its mark."""
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    start = data.lstrip(b" \t\r\n")
    for shape, encoding in _SHAPES:
        if start.startswith(shape):
            return encoding, 0
    match = _DECLARED.search(data[:1024])
    if match is None:
        return "utf-8", 0
    name = match[1].decode("ascii", "replace")
    try:
        encoding = codecs.lookup(name).name
        fits = match[0].decode(encoding, "replace") == match[0].decode("ascii", "replace")
    except (LookupError, ValueError):  # some codecs are not of text
        report.add("changed", 1, "encoding", "an encoding that is not known", "read as UTF-8", name)
        return "utf-8", 0
    if not fits or encoding.startswith(("utf-16", "utf-32", "utf-7")) or "escape" in encoding:
        report.add("changed", 1, "encoding", "not in the encoding that it declares", "read as UTF-8", name)
        return "utf-8", 0
    if encoding != "utf-8" and _is_utf8(data):
        report.add("changed", 1, "encoding", "UTF-8 that declares another encoding", "read as UTF-8", name)
        return "utf-8", 0
    return WIDER.get(encoding, encoding), 0


def _is_utf8(data: bytes) -> bool:
    """Whether the bytes hold characters beyond ASCII and are UTF-8, but for a cut at their end; by chance none are."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(data)
    except UnicodeDecodeError:
        return False
    return sum(character > "\x7f" for character in text) > 1


def _guess(data: bytes) -> str:
    """The likeliest encoding of a document that is not UTF-8 and states none; of single stray bytes `cp1252`."""
    if sum(map(len, _UTF8.findall(data))) > 0.6 * sum(byte > 0x7F for byte in data):
        return "cp1252"
    body = re.sub(rb"<[^<>]*>|&#?\w+;|[\x00-\x40]+", b" ", data)
    beyond = sum(byte > 0x7F for byte in body)
    letters = sum(byte > 0x40 for byte in body)
    if beyond <= _LATIN * letters:
        return "cp1252"
    from charset_normalizer import from_bytes

    best = from_bytes(data).best()
    encoding = codecs.lookup(best.encoding).name if best else "cp1252"
    return "cp1252" if encoding == "utf-8" else WIDER.get(encoding, encoding)
