"""URLs: the canonical form that says whether two links lead to one article, and the registrable domain of a host."""

from __future__ import annotations

import functools
import re
from urllib.parse import quote, urlsplit, urlunsplit

import tldextract

# Parameters that say how a reader came, never which article it is. `id`, `sid`, `cid`, `source` and `ref` do name articles
# on real sites (stripping them merged 1.5 % of distinct entries in reference/feeds.md 1b), so they stay.
_TRACKING = re.compile(
    r"^(?:utm_\w+|mtm_\w+|pk_\w+|at_(?:medium|campaign|custom\d*|link\w*|bbc_team|format|ptr_name)|ga_\w+|hsa_\w+|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid"
    r"|twclid|igshid|mc_cid|mc_eid|mkt_tok|_hsenc|_hsmi|oly_enc_id|oly_anon_id|vero_id|wickedid|s_kwcid|ns_mchannel|ns_source|ns_campaign"
    r"|ns_linkname|ns_fee|xtor|cmpid|ocid|smid|guccounter|guce_\w+|ftag|rss|partner)$",
    re.IGNORECASE,
)
_DEFAULT_PORT = {"http": "80", "https": "443"}
# The packaged list only: nothing is fetched at run time.
_extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@functools.lru_cache(maxsize=65_536)
def registrable_domain(url: str) -> str | None:
    """The registrable domain of a URL or host by the Public Suffix List: `news.bbc.co.uk` gives `bbc.co.uk`.

    The host itself where the list knows none (an address, `localhost`); None where the URL has no host.
    """
    host = _host(url) if "//" in url else url
    if not host:
        return None
    return _extract(host).top_domain_under_public_suffix or host


def has_registered_name(url: str) -> bool:
    """Whether the URL's host is a name under a public suffix, and not an IP address or a name of the local network."""
    return bool(_extract(_host(url) or "").top_domain_under_public_suffix)


def canonical_url(url: str) -> str | None:
    """The form of a link by which the lake knows an article; None for what is no absolute http(s) URL.

    Scheme and host are lower-cased and the default port, user, tracking parameters and fragment go; path, case and every other
    parameter stay as they are, in their order. A fragment that routes (`#!/`) stays.

        >>> canonical_url("HTTPS://Example.org:443/A/?utm_source=rss&id=7#top")
        'https://example.org/A/?id=7'
    """
    try:
        parts = urlsplit(url.strip())
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return None
    scheme = parts.scheme.lower()
    if scheme not in _DEFAULT_PORT or not host:
        return None
    if ":" in host:
        host = f"[{host}]"
    elif not host.isascii():
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError:
            return None
    netloc = host if port is None or str(port) == _DEFAULT_PORT[scheme] else f"{host}:{port}"
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _TRACKING.match(pair.partition("=")[0]))
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    return urlunsplit((scheme, netloc, _escaped(parts.path) or "/", _escaped(query), _escaped(fragment)))


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def _escaped(text: str) -> str:
    """Raw blanks and non-ASCII letters percent-encoded, as a browser sends them; what is encoded stays encoded."""
    return quote(text, safe="%/:?#[]@!$&'()*+,;=~-._|")
