"""The one gate that every text passes, whether of a page, a feed or a file: code, markup and control characters stay outside.

No DOM reader leaves a comment in the text. They come out of text that was escaped or had its tags stripped by someone else: feed
descriptions, doubly escaped CMS fields, raw-text elements, plain-text files (reference/extraction.md §5).
"""

from __future__ import annotations

import html
import re

# What must be there for any of the rules below to have work; one scan of a clean text, and it is through.
_SUSPECT = re.compile(
    r"[<>{}\[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u200b\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
    r"|!--|--\s*>|&\w{2,8};|&#|gtag|dataLayer|googletag|adsbygoogle|fbq\(|ga\(|_gaq|document\.|window\."
)
_INVISIBLE = re.compile(
    r"[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SEPARATORS = re.compile(r"[\u2028\u2029\r]+")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|apos|nbsp|#\d{1,6}|#[xX][0-9a-fA-F]{1,5});")
_COMMENT_OPENS = re.compile(r"<?!--")
_COMMENT_CLOSES = re.compile(r"--\s{0,9}>")
_RAW_ELEMENT = re.compile(
    r"<(script|style|noscript|iframe|template|svg|textarea|xmp|noembed|noframes)\b[^>]*>.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
# Elements of HTML only: `<SRD>` and `<Company>` are text that wires print. One that is never closed ends where the next begins.
_TAG = re.compile(
    r"</?(?:a|abbr|amp-[\w-]+|article|aside|audio|b|big|blockquote|body|br|button|center|cite|code|dd|del|details|div|dl|dt|em|embed|fieldset|figcaption|figure|font"
    r"|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|label|li|link|main|mark|meta|nav|noscript|object|ol|option|p|param|picture|pre|q|s|script|section"
    r"|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|tbody|td|textarea|tfoot|th|thead|time|title|tr|tt|u|ul|video|wbr|path|g|use|template|o:p)"
    r"(?:\s[^<>]{0,4000}|/)?(?:>|\Z|(?=<))|<!DOCTYPE[^>]{0,300}>|<!\[CDATA\[|\]\]>",
    re.IGNORECASE,
)
_LOWER_TAG = re.compile(r"(?-i:(?!</?[A-Z]))(?:" + _TAG.pattern + ")", re.IGNORECASE)
# Shortcodes of WordPress and its kin: `[caption id="…" width="…"]`, `[/caption]`, `[embed]`, `[gallery ids="…"]`. Other brackets are text.
_SHORTCODE = re.compile(
    r"\[/?(?:caption|embed|gallery|audio|video|playlist|youtube|vc_\w+|et_pb_\w+|contact-form(?:-7)?|wpvideo|soundcloud|twitter|tweet|instagram|facebook|ads?|adrotate"
    r"|su_\w+|shortcode|sidebar|pullquote|quote|newsletter\w*|related\w*|poll|democracy|fusion_\w+|tribulant_\w+|mc4wp_form|wpforms|elementor-template|rev_slider|ninja_form|dropcap|columns?|row)"
    r"(?:\s[^\[\]\n]{0,600})?/?\]",
    re.IGNORECASE,
)
# Statements of the tag snippets that publishers paste, and of code in general; what a whole line of them looks like.
_STATEMENT = re.compile(
    r"(?:function\s+gtag\s*\(\s*\)\s*\{[^{}\n]{0,300}\}|(?:window\.)?gtag\s*\([^()\n]{0,600}\)|(?:window\.)?dataLayer\.push\s*\([^()\n]{0,2000}\)"
    r"|(?:window\.)?(?:dataLayer|googletag|adsbygoogle|fbq|_gaq)\s*=[^;\n]{0,600}|googletag\.cmd\s*=[^;\n]{0,600}|googletag\.cmd\.push\s*\([^\n]{0,2000}?\}\s*\)"
    r"|googletag\.\w+\([^\n]{0,1000}?\)(?=\s*;)|(?:\(\s{0,9})?(?:window\.)?adsbygoogle\s*=[^;\n]{0,300}|fbq\s*\([^()\n]{0,600}\)|\bga\s*\(\s*['\"][^()\n]{0,600}\)|_gaq\.push\s*\([^;\n]{0,600})\s*;?"
)
_CODE_LINE = re.compile(
    r"^\s*(?:"
    r"(?:var|let|const)\s+[\w$]+\s*=.*|(?:window|document|jQuery|\$)\s*[.(\[].*[;{(,]?|function\s*[\w$]*\s*\([^)]*\)\s*\{?.*|\(?\s*function\s*\(.*|\}\s*\)?\s*(?:\(\s*\))?\s*;?|\{|\}\s*else\s*\{.*"
    r"|(?:if|for|while)\s*\(.*\)\s*\{.*|return\b.*;|(?:[.#@][\w-][\w\s.#:>,*\[\]=\"'()@-]*|[a-z][\w\s.#:>,-]*)\{[^{}]*\}?.*|[a-z-]+\s*:\s*[^;{}\n]{1,80};\s*(?:[a-z-]+\s*:[^;{}\n]{1,80};\s*)*\}?"
    r"|@(?:media|import|font-face|charset|supports|keyframes)\b.*|\"@(?:context|type|id|graph)\"\s*:.*|[{\[]\s*\"[\w@-]+\"\s*:.*|\"[\w@-]+\"\s*:\s*[\"\[{\d].*|//\s*<!\[CDATA\[.*|//\s*\]\]>.*|/\*.*?\*/"
    r"|googletag.*|gtag\(.*|dataLayer.*|.*\bgtag\b.*|.*\bwindow\.dataLayer\b.*|.*\bgoogletag\b.*|.*\badsbygoogle\b.*"
    r")\s*$"
)


def clean(text: str) -> str:
    """The text without comments, tags, tag snippets, scripts, styles, JSON-LD, shortcodes, control characters and lone surrogates.

    Lines stay lines; a line that was nothing else is empty. Pure, and linear in the length of the text.

        >>> clean("!-- Google tag (gtag.js) -->")
        ''
    """
    if _is_spotless(text) or _SUSPECT.search(text) is None:
        return text
    text = _SEPARATORS.sub("\n", _INVISIBLE.sub("", text))
    # Escaped twice at most: a CMS field that was escaped, in a feed that was.
    for _ in range(2):
        if "&" not in text or _ENTITY.search(text) is None:
            break
        text = _ENTITY.sub(lambda found: html.unescape(found.group()), text)
        text = _INVISIBLE.sub("", text)
    if "--" in text:
        text = _without_comments(text)
    if "<" in text:
        text = _RAW_ELEMENT.sub(" ", text)
        # Wires print tickers so: `USAIR <U>`. Where nothing is closed, capitals in angle brackets are text.
        text = (_TAG if "</" in text or "=" in text else _LOWER_TAG).sub(" ", text)
    if "[" in text:
        text = _SHORTCODE.sub(" ", text)
    lines = text.split("\n")
    return "\n".join(_code_free(line) for line in lines)


def clean_line(text: str | None) -> str | None:
    """`clean` for a field of one line: blanks joined; None where nothing is left."""
    return joined_blanks(clean(text)) or None if text else None


def joined_blanks(text: str) -> str:
    """The text on one line, runs of blanks joined."""
    if text.isprintable() and "  " not in text and text[:1] != " " and text[-1:] != " ":
        return text
    return " ".join(text.split())


def _is_spotless(text: str) -> bool:
    """Whether none of the rules can have work: nearly all texts, and told at a tenth of the pattern's cost.

    What is printable holds no control or format character, no separator but the blank, and no surrogate.
    """
    return text.isprintable() and not (
        "<" in text
        or ">" in text
        or "&" in text
        or "[" in text
        or "{" in text
        or "}" in text
        or "!--" in text
        or "gtag" in text
        or "dataLayer" in text
        or "googletag" in text
        or "adsbygoogle" in text
        or "fbq(" in text
        or "ga(" in text
        or "_gaq" in text
        or "document." in text
        or "window." in text
    )


def _without_comments(text: str) -> str:
    """The text without comments in all their states: whole, without the first `<`, without one half."""
    kept = []
    at = 0
    while opens := _COMMENT_OPENS.search(text, at):
        kept.append(text[at : opens.start()])
        closes = _COMMENT_CLOSES.search(text, opens.end())
        if closes is None:
            # Nothing closes it: it ends with its line.
            at = text.find("\n", opens.end())
            at = len(text) if at < 0 else at
        else:
            at = closes.end()
    kept.append(text[at:])
    return " ".join(kept)


def _code_free(line: str) -> str:
    if _STATEMENT.search(line) is not None:
        line = _STATEMENT.sub(" ", line)
        if sum(map(str.isalpha, line)) < 12:
            return ""
    if _looks_like_code(line):
        return ""
    return line


def _looks_like_code(line: str) -> bool:
    # Code is told by its brackets, semicolons and quotes; a line without any is text, and is not put to the pattern.
    if (
        "{" not in line
        and ";" not in line
        and '":' not in line
        and "gtag" not in line
        and "(" not in line
        and "/*" not in line
        and "}" not in line
        and "CDATA" not in line
        and "@" not in line
    ):
        return False
    return len(line) < 20_000 and _CODE_LINE.match(line) is not None
