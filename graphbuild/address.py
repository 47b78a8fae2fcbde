"""Web addresses: which are usable, how one is written as an IRI, and the key under which two are one.

Why not a library: `ural` is GPL; `courlan`, `url-normalize` and `w3lib` were measured on 1,089 articles that
declare their AMP forms, and either leave AMP addresses as they are or drop parameters such as `ArticleID=`
that tell articles apart.
"""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes, urlsplit

import pyoxigraph

MAX_LENGTH = 10_000
"""Characters of an address; browsers and servers stop at 2,000 to 8,000."""

_OWN = "https://w3id.org/graphbuild/"
"""What minted IRIs begin with: an article of such an address would be one thing with a publisher or a topic."""

_LABEL = r"[^\W_](?:[\w-]*[^\W_])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)*{_LABEL}\.?")
_COMMON = re.compile(
    r"https?://[a-z0-9]++(?:[.-][a-z0-9]++)*+(?:[/?](?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]++|%[0-9A-Fa-f]{2})*+)?"
)
"""An address as nearly all are: nothing in it needs a second look."""
_SIMPLE = re.compile(
    r"https?://([a-z0-9.-]++)((?:/[A-Za-z0-9._~!$&'()*+,;=:@-]*+)*+)(?:\?([A-Za-z0-9._~!$&'()*+,;=:@/?-]*+))?"
)
"""Host, path and query of an address that needs no decoding: as most are."""
_NOT_IN_IRI = re.compile(r"[^!#$&-;=?-Z_a-z~](?:(?<!%)|(?![0-9A-Fa-f]{2}))")
"""It begins with one class of characters, so that a search for it skips the others."""

_AMP_CDN = ".cdn.ampproject.org"
_CARRIERS = re.compile(r"\.cdn\.ampproject\.org|google\.com|bing\.com", re.IGNORECASE)
_HOST_PREFIXES = ("www.", "m.", "mobile.", "amp.")
_TRACKING = frozenset(
    (
        # advertising and mailing services
        "fbclid gclid dclid gbraid wbraid msclkid yclid twclid ttclid igshid igsh mc_cid mc_eid mkt_tok _hsenc _hsmi "
        "vero_id vero_conv oly_enc_id oly_anon_id wickedid _ga _gl "
        # campaigns and referrers, as large news sites write them
        "wt.mc_id wt_mc_id s_cid ncid cmpid cmp icid ito smid ref_src ref_url guccounter guce_referrer "
        "guce_referrer_sig __twitter_impression at_medium at_campaign at_custom1 at_custom2 at_custom3 at_custom4 "
        "xtor spm soc_src soc_trk ftag feedtype"
    ).split()
)
"""Parameters that say where a reader came from; beside them, all that begin with `utm_`."""
_AMP_PARAMETERS = {
    "amp": {"", "1", "true", "yes"},
    "_amp": {"", "1", "true"},
    "amp_js_v": None,
    "amp_gsa": None,
    "usqp": None,
    "isamp": {"", "1", "true"},
    "outputtype": {"amp"},
    "output": {"amp"},
    "view": {"amp"},
}
"""Parameters that only ask for the AMP form, with the values that do (`None`: any value)."""
_AMP_SUFFIX = re.compile(r"(?:/amp|\.amp|/amp\.html|\.amp\.html|/amphtml)$", re.IGNORECASE)
_AMP_HTML = re.compile(r"\.amp\.html$", re.IGNORECASE)


def reject_reason(address: str) -> str | None:
    """Why a text is not a usable web address; `None` if it is one.

    >>> reject_reason("javascript:alert(1)")
    'not a web address (http or https)'
    >>> reject_reason("https://example.org/a b")
    >>> reject_reason("https://w3id.org/graphbuild/id/source/example.org")
    'an address that graphbuild gives to things of its own'
    """
    if is_common(address):
        return None
    if reason := ill_formed(address):
        return reason
    if address.startswith(_OWN):
        return "an address that graphbuild gives to things of its own"
    return None


def ill_formed(address: str) -> str | None:
    """The same, but for addresses below our own name, which may be asked for and built on."""
    try:
        parts = urlsplit(address)
        _ = parts.port
    except ValueError:
        return "not a well-formed web address"
    if parts.scheme not in ("http", "https"):
        return "not a web address (http or https)"
    if not parts.hostname:
        return "a web address without a host"
    if not _HOST.fullmatch(parts.hostname) and ":" not in parts.hostname:
        return "a web address with an impossible host"
    if len(address) > MAX_LENGTH:
        return f"an address of more than {MAX_LENGTH:,} characters"
    try:
        pyoxigraph.NamedNode(to_iri(address))
    except ValueError:
        return "not a well-formed web address"
    return None


def is_common(address: str) -> bool:
    """Whether an address is usable, and an IRI, at first sight; of one that is not, `reject_reason` knows more.

    >>> is_common("https://example.org/a?b=1"), is_common("https://example.org/a b")
    (True, False)
    """
    return len(address) <= MAX_LENGTH and _COMMON.fullmatch(address) is not None and not address.startswith(_OWN)


@lru_cache(maxsize=1 << 16)
def to_iri(address: str) -> str:
    """An address as a valid IRI (RFC 3987): what may not stand in one is percent-encoded, the rest is kept.

    Letters of any script stay as they are; spaces of any kind, controls, direction marks and
    private-use characters do not, since stores and parsers disagree about them.

    >>> to_iri("https://example.org/a b?q={x}|ü")
    'https://example.org/a%20b?q=%7Bx%7D%7Cü'
    """
    if not _NOT_IN_IRI.search(address) and address.count("#") < 2:
        return address
    head, mark, tail = address.partition("#")
    prefix, host = "", head
    match = re.match(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*", head)
    if match:
        prefix, host = match.group(), head[match.end() :]
    return (
        _NOT_IN_IRI.sub(_encode_outside_host, prefix)
        + _NOT_IN_IRI.sub(_encode, host)
        + mark
        + _NOT_IN_IRI.sub(_encode, tail).replace("#", "%23")
    )


def _encode(match: re.Match[str]) -> str:
    character = match.group()
    if ord(character) > 0xA0 and unicodedata.category(character)[0] not in "ZC" and character != "\ufffd":
        return character
    return quote(character, safe="", errors="surrogatepass")


def _encode_outside_host(match: re.Match[str]) -> str:
    """In the authority part, brackets enclose an IPv6 address and stay."""
    return match.group() if match.group() in "[]" else _encode(match)


@lru_cache(maxsize=1 << 16)
def key(address: str) -> str:
    """The form under which two addresses are one article. Only for matching, never shown as an address.

    Left out: the scheme; `www.`, `m.`, `mobile.` and `amp.` before the host; the default port; the fragment
    (but not `#!`, which names a page); a trailing slash; tracking parameters; AMP markers. Addresses in
    Google's AMP cache and viewers become the address they carry. All other parameters are kept, sorted.

    >>> key("https://www.example.org/a/?utm_source=x#top") == key("http://m.example.org/a/amp")
    True
    >>> key("https://example.org/story?ArticleID=1") == key("https://example.org/story?ArticleID=2")
    False
    """
    simple = _SIMPLE.fullmatch(address)
    if simple and not _CARRIERS.search(simple[1]):
        host, path, query = _host_key(simple[1]), simple[2], simple[3]
        fragment = ""
    else:
        parts = urlsplit(_carried(address))
        host, path, query = _host_key(parts.hostname or ""), _percent_key(parts.path), parts.query
        port = parts.port
        if port and (parts.scheme, port) not in (("http", 80), ("https", 443)):
            host = f"{host}:{port}"
        fragment = f"#{parts.fragment}" if parts.fragment.startswith("!") else ""
    path = path.rstrip("/")
    if "amp" in path[-9:].lower():
        path = _AMP_SUFFIX.sub("", _AMP_HTML.sub(".html", path)).rstrip("/")
    query = _query_key(query) if query else ""
    return f"{host}{path}{'?' if query else ''}{query}{fragment}"


def domain_key(domain: str) -> str:
    """A publisher's domain as its key: lower case, no `www.`, no final dot.

    >>> domain_key("WWW.Example.ORG."), domain_key("www.www.example.org")
    ('example.org', 'example.org')
    """
    plain = domain.strip().lower().rstrip(".")
    while plain.startswith("www."):
        plain = plain[4:]
    return plain


def is_front_page(address: str) -> bool:
    """Whether an address names a whole site rather than a page: it has neither path nor parameters.

    >>> is_front_page("https://www.example.org/?utm_source=x"), is_front_page("https://example.org/a")
    (True, False)
    """
    site = key(address)
    if not address[:5].lower().startswith("http"):
        return False  # an identifier such as a URN
    return "/" not in site and "?" not in site and "#" not in site


def _carried(address: str) -> str:
    """The address that an AMP cache or viewer address carries, else the address itself."""
    if not _CARRIERS.search(address):
        return address
    for _ in range(3):  # a viewer may carry a cache address
        parts = urlsplit(address)
        host = (parts.hostname or "").lower()
        if host.endswith(_AMP_CDN):
            match = re.match(r"/[a-z]{1,2}/(s/)?(.+)$", parts.path)
        elif host in ("www.google.com", "google.com") or host in ("www.bing.com", "bing.com"):
            match = re.match(r"/amp/(s/)?(.+)$", parts.path)
        else:
            return address
        if not match:
            return address
        scheme = "https" if match.group(1) else "http"
        carried = f"{scheme}://{match.group(2)}" + (f"?{parts.query}" if parts.query else "")
        if reject_reason(carried):
            return address
        address = carried
    return address


@lru_cache(maxsize=1 << 14)
def _host_key(host: str) -> str:
    host = host.lower().rstrip(".")
    if not host.isascii():
        with suppress(UnicodeError):  # a host that IDNA does not know is compared as it is
            host = host.encode("idna").decode("ascii")
    stripped = True
    while stripped:
        stripped = False
        for prefix in _HOST_PREFIXES:
            if host.startswith(prefix) and "." in host[len(prefix) :]:
                host, stripped = host[len(prefix) :], True
    return host


def _percent_key(text: str) -> str:
    """One spelling for each character: unreserved ones plain, all others percent-encoded."""
    if text.isascii() and "%" not in text and not _NOT_IN_IRI.search(text):
        return text
    kept = re.split(r"(%[0-9A-Fa-f]{2})", text)
    out = []
    for piece in kept:
        if len(piece) == 3 and piece[0] == "%":
            byte = unquote_to_bytes(piece)
            plain = re.fullmatch(rb"[A-Za-z0-9._~-]", byte)
            out.append(byte.decode("ascii") if plain else piece.upper())
        else:
            out.append(quote(piece, safe="!$&'()*+,;=:@/?-._~", errors="surrogatepass"))
    return "".join(out)


def _query_key(query: str) -> str:
    kept = []
    for pair in query.split("&"):
        name, _, value = pair.partition("=")
        lower = name.lower()
        if not pair or lower.startswith("utm_") or lower in _TRACKING:
            continue
        if lower in _AMP_PARAMETERS:
            values = _AMP_PARAMETERS[lower]
            if values is None or value.lower() in values:
                continue
        kept.append(_percent_key(pair))
    return "&".join(sorted(kept))
