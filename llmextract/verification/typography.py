"""What a text carries that is not said: marks, markup, broken words, damage; found by their shape.

Each finder tells what to replace by what, in offsets of the text, and touches nothing that may be
meant: an asterisk between spaces, ``5*3``, ``[16]`` after a space, ``[s]`` in ``kill[s]``.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from html.entities import html5
from typing import Final, NamedTuple

_LETTER: Final = r"[^\W\d_]"


class Edit(NamedTuple):
    """Characters ``start:end`` of a text and what stands in their place."""

    start: int
    end: int
    text: str


# --- characters ---------------------------------------------------------------------------------

# Soft hyphen; grapheme joiner, Arabic letter mark, Mongolian vowel separator; zero-width spaces and
# joiners, bidi marks; word joiner and invisible operators; variation selectors; byte order mark.
_SOFT: Final = "\u00ad"
_MARKS: Final = "\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
_UNSEEN: Final = _SOFT + _MARKS
# Ligatures; Arabic letters as PDFs have them; full-width and "mathematical" digits and letters.
_COMPATIBLE: Final = (
    "\ufb00-\ufb06\ufb50-\ufdc7\ufdf0-\ufdfb\ufe70-\ufefc"
    "\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\U0001d400-\U0001d7ff"
)
# What the first and the second byte of a UTF-8 character become in Windows-1252 and -1251.
_LATIN_TAIL: Final = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_CYRILLIC_TAIL: Final = "\xa0-\xbfЂЃ‚ѓ„…†‡€‰Љ‹ЊЌЋЏђ‘’“”•–—™љ›њќћџЎўЈҐЁЄЇІіґё№єјЅѕї"
_DAMAGED: Final = re.compile(f"[\xc2-\xf4][{_LATIN_TAIL}]|[РСÐÑ][{_CYRILLIC_TAIL}]")
_SUPERSCRIPT: Final = "¹²³⁰⁴-⁹"
_DAGGERS: Final = "†‡"

_ODD: Final = re.compile(f"[{_UNSEEN}{_COMPATIBLE}{_SUPERSCRIPT}{_DAGGERS}‐]|{_DAMAGED.pattern}")
_ASCII: Final = bytes(range(128))
_SUSPECT: Final = ("<", "&", "*", "_", "[", "\\", "~~")
_BROKEN_LINE: Final = ("-\n", "-\r", "- \n", "- \r")


def may_have_edits(text: str) -> bool:
    """Whether a text has any character that some edit begins with; a few looks, no reading."""
    for mark in _SUSPECT:
        if mark in text:
            return True
    if "\n" in text and any(mark in text for mark in _BROKEN_LINE):
        return True
    if text.isascii():
        return False
    # The few characters beyond ASCII, got at twenty times as fast as a pattern walks over the rest.
    beyond = text.encode("utf-8", "surrogatepass").translate(None, _ASCII)
    return _ODD.search(
        beyond.decode("utf-8", "surrogatepass")
    ) is not None or not unicodedata.is_normalized("NFC", text)


_RUN_UNSEEN: Final = re.compile(f"\u00ad[ \\t]*\r?\n[ \\t]*|[{_UNSEEN}]+")
_RUN_COMPATIBLE: Final = re.compile(f"[{_COMPATIBLE}]+")
_RUN_DAMAGED: Final = re.compile(
    f"[^\x00-\x7f{_MARKS}{_COMPATIBLE}]+"
)  # "í" may be "Ã" and a soft hyphen


def _unseen(text: str) -> Iterator[Edit]:
    for match in _RUN_UNSEEN.finditer(text):
        yield Edit(*match.span(), "")


def _compatible(text: str) -> Iterator[Edit]:
    for match in _RUN_COMPATIBLE.finditer(text):
        for at, character in enumerate(match.group(), start=match.start()):
            mended = unicodedata.normalize("NFKC", character)
            if mended != character:
                yield Edit(at, at + 1, mended)


def _accents(text: str) -> Iterator[Edit]:
    """Letters apart from their accents, one by one, so that the way back stays exact."""
    if unicodedata.is_normalized("NFC", text):
        return
    start = 0
    for at in range(1, len(text) + 1):
        if at < len(text) and unicodedata.combining(text[at]):
            continue
        letter = text[start:at]
        mended = unicodedata.normalize("NFC", letter)
        if mended != letter:
            yield Edit(start, at, mended)
        start = at


def _damage(text: str) -> Iterator[Edit]:
    """UTF-8 that was read as another encoding: its bytes are a run of characters beyond ASCII."""
    if _DAMAGED.search(text) is None:
        return
    import ftfy  # noqa: PLC0415 - hardly any text is damaged, and this costs a start 20 ms

    for match in _RUN_DAMAGED.finditer(text):
        mended = ftfy.fix_encoding(match.group())
        if mended != match.group():
            yield Edit(*match.span(), mended)


# --- words broken at line ends ------------------------------------------------------------------

_BROKEN: Final = re.compile(r"(?<=\w)([-‐])[ \t]*\r?\n[ \t]*(?=\w)")
_LAST: Final = re.compile(r"[^\W_]+\Z")
_FIRST: Final = re.compile(r"[^\W_]+")
_LONGEST: Final = 40  # characters of a word that are looked at
_TENS: Final = re.compile(
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|vingt|trente|quarante|cinquante|soixante",
    re.IGNORECASE,
)
_UNITS: Final = re.compile(
    r"one|two|three|four|five|six|seven|eight|nine|first|second|third|(?:four|fif|six|seven|eigh|nin)th"
    r"|deux|trois|quatre|cinq|sept|huit|neuf",
    re.IGNORECASE,
)


def _broken(text: str) -> Iterator[Edit]:
    for match in _BROKEN.finditer(text):
        start, end = match.span()
        kept = match[1] if _has_hyphen(text, start, end) else ""
        yield Edit(start, end, kept)


def _has_hyphen(text: str, start: int, end: int) -> bool:
    """Whether a hyphen at a line end is the word's own ("twenty-five", "Guinea-Bissau").

    Where nothing tells, the line broke the word: typesetters do that far more often than writers
    end a line at a hyphen of their own.
    """
    before = _LAST.search(text, max(0, start - _LONGEST), start)
    after = _FIRST.match(text, end, end + _LONGEST)
    if before is None or after is None:
        return True
    left, right = before[0], after[0]
    if not (left.isalpha() and right.isalpha()):
        return True  # "30-year-old", "Covid-19"
    if _TENS.fullmatch(left) and _UNITS.fullmatch(right):
        return True
    if right[0].isupper() and not (left.isupper() and right.isupper() and len(left) > 1):
        return True
    beside = text[after.end() : after.end() + 1], text[before.start() - 1 : before.start()]
    return "-" in beside  # "Port-au-Prince"


# --- markup -------------------------------------------------------------------------------------

_ENTITY: Final = re.compile(
    r"&(?:(?:amp|#38|#[xX]26);)*(#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
)
_BLOCK_TAGS: Final = (
    "address|article|aside|blockquote|body|br|caption|center|dd|div|dl|dt|figcaption|figure|footer|"
    "h[1-6]|head|header|hr|html|li|main|nav|ol|p|pre|section|table|tbody|tfoot|thead|title|tr|ul"
)
_CELL_TAGS: Final = "td|th"
_INLINE_TAGS: Final = (
    "a|abbr|acronym|b|big|cite|code|del|dfn|em|font|i|img|ins|kbd|label|mark|nobr|q|s|samp|small|"
    "span|strike|strong|sub|sup|time|tt|u|var|wbr"
)
_TAG: Final = re.compile(
    rf"<(/?)(?:({_BLOCK_TAGS})|({_CELL_TAGS})|(?:{_INLINE_TAGS}))(?:\s[^<>]*)?/?>|<!--(?:[^<]|<(?!!--)){{0,2000}}?(?:--\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_HIDDEN: Final = re.compile(
    r"<(script|style|template|noscript|title|textarea|del|s|strike|option|code|samp|xmp)\b[^<>]{0,500}>.*?(?:</\1\s*>|\Z)"
    r"|<(\w{1,20})\b[^<>]{0,500}(?:display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0|\shidden\b"
    r"|aria-hidden\s*=\s*[\"']?true|opacity\s*:\s*0(?![.\d])"
    r"|\bcolor\s*[:=]\s*[\"']?(?:white|transparent|\#fff(?:fff)?)\b)[^<>]{0,500}>.{0,2000}?</\2\s*>"
    r"|<(?:meta|link|input|base|param|source|embed)\s[^<>]{0,2000}>"
    r"|^[ \t]*\[[^\[\]\n]{1,40}\]:[ \t]*(?:\#|<>)[ \t]*[(\"'].{0,500}?[)\"'][ \t]*$"
    r"|<(\w{1,20})\b[^<>]{0,500}(?:class\s*=\s*[\"'][^\"'<>]{0,200}\b(?:hidden|invisible|sr-only)\b|:\s*-\d{3,}px)"
    r"[^<>]{0,500}>.{0,2000}?</\3\s*>"
    r"|<(?:iframe|object|embed|applet|svg|video|audio|select|button)\s[^<>]{0,2000}>"
    r"|<!(?:doctype|entity)\b(?:[^<>]|<[^<>]{0,500}>){0,2000}>"
    r"|~~[^~\n]{1,500}~~|/\*.{0,2000}?\*/"
    r"|\[[^\[\]\n]{1,40}\]\([^()\n]{0,100}\s[^()\n]{0,300}\)"
    r"|(?<=\s)\[[^\[\]\n]{1,40}\]:[ \t]*\S{1,300}[ \t]+"
    r"(?:\([^()\n]{0,500}\)|'[^'\n]{0,500}'|\"[^\"\n]{0,500}\")",
    re.IGNORECASE | re.DOTALL | re.MULTILINE,
)
"""Elements whose content a page does not show, elements that say something of the page, and the
comments of Markdown and of code."""
_INNER: Final = r"(?:\s|</?(?:a|span|b|i)(?:\s[^<>]*)?>){0,6}"
_NOTE_TAG: Final = re.compile(
    rf"<sup(?:\s[^<>]*)?>{_INNER}\\?\[?(?:\d{{1,3}}|[a-z*†‡])\\?\]?{_INNER}</sup>"
    r"|<ref(?:\s[^<>]*)?(?:/>|>[^<]{0,500}</ref>)",
    re.IGNORECASE,
)
_UNIT_BEFORE: Final = re.compile(r"(?<!\w)(?:[kcm]?m|ft|mi)\Z")

_TARGET: Final = r"\((?:[^\s()]|\([^\s()]{0,200}\)){0,2000}(?:\s+\"[^\"\n]{0,200}\")?\)"
_NOTE_LINK: Final = re.compile(
    rf"(?<=[^\s\[(])\[\^?\d{{1,3}}\]{_TARGET}|\[\\?\[\^?\d{{1,3}}\\?\]\]{_TARGET}"
    r"|(?<=[^\s\[(])\[\[\d{1,3}\]\]"
)
_LINK: Final = re.compile(rf"!?\[(?=([^\[\]]{{1,300}})\]({_TARGET}))")
_ESCAPE: Final = re.compile(r"\\(?=[!-/:-@\[-`{-~])|(?<=\d)\\(?=\d)")
_EMPHASIS: Final = re.compile(
    # Before or after a word, not between two, and not alone between spaces.
    r"(?<![\w*])\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}(?![\w*])"
    r"|(?<![^\W_])(?<!_)_{1,3}(?=[^\s_])|(?<=[^\s_])_{1,3}(?![^\W_])(?!_)"
)
_EMPHASIS_INSIDE: Final = re.compile(r"(?<![\w*])\*\*(?=\w{1,40}(\*\*)\w)")


def _entities(text: str) -> Iterator[Edit]:
    for match in _ENTITY.finditer(text):
        name = f"{match[1]};"
        if name[0] == "#" or name in html5:
            yield Edit(*match.span(), html.unescape(f"&{name}"))


def _tags(text: str) -> Iterator[Edit]:
    for match in _TAG.finditer(text):
        start, end = match.span()
        parts = match[2] is not None or (match[3] is not None and not match[1])
        beside = text[start - 1 : start], text[end : end + 1]
        if not parts or any(not one or one.isspace() for one in beside):
            yield Edit(start, end, "")
        else:
            yield Edit(start, end, "\n" if match[2] is not None else "\t")


def _hidden(text: str) -> Iterator[Edit]:
    for match in _HIDDEN.finditer(text):
        yield Edit(*match.span(), " ")


def _note_tags(text: str) -> Iterator[Edit]:
    for match in _NOTE_TAG.finditer(text):
        yield Edit(*match.span(), "")


def _links(text: str) -> Iterator[Edit]:
    for match in _NOTE_LINK.finditer(text):
        yield Edit(*match.span(), "")
    for match in _LINK.finditer(text):
        yield Edit(*match.span(), "")
        yield Edit(match.end(1), match.end(2), "")


def _escapes(text: str) -> Iterator[Edit]:
    for match in _ESCAPE.finditer(text):
        yield Edit(*match.span(), "")


def _emphasis(text: str) -> Iterator[Edit]:
    for match in _EMPHASIS.finditer(text):
        yield Edit(*match.span(), "")
    for match in _EMPHASIS_INSIDE.finditer(text):
        yield Edit(*match.span(1), "")


# --- footnote marks -----------------------------------------------------------------------------

_FOOTNOTE: Final = re.compile(
    # Right after a word: "herders[3]", "Gao[^2]", "2019[a]", "Gao[note 1]"; "kill[s]" is none.
    r"(?<=[^\s\[(])\[(?:\^[\w-]{1,30}|\d{1,3}(?:\s*[,–-]\s*\d{1,3}){0,8}|[abc]"
    r"|(?:note|nb|n|ref|fn)\.?\s?\d{1,3}|(?:citation|clarification|better source) needed)\](?!\()"
    # After a space, before a mark or the end: "near Gao [4].", "on Tuesday. [5] The army".
    r"|(?<=[^\W_])[ \t\xa0]+\[\d{1,3}\](?=[.,;:!?)]|\s*\Z|\[\d)"
    r"|(?<=[.!?”\"])[ \t\xa0]+\[\d{1,3}\](?=\s|\Z)"
    # At the head of a line: "[1] Reuters", "[^1]: Reuters".
    r"|^\[\d{1,3}\][ \t]+(?=[A-Z“\"])|^\[\^[\w-]{1,30}\]:?[ \t]*",
    re.MULTILINE,
)
_RAISED: Final = re.compile(
    rf"(?<={_LETTER})[{_SUPERSCRIPT}]{{1,3}}(?!\w)|(?<=[.,;:!?”\"’)])[{_SUPERSCRIPT}]{{1,3}}"
    rf"|(?<=\w)[{_DAGGERS}]+"
)


def _footnotes(text: str) -> Iterator[Edit]:
    for match in _FOOTNOTE.finditer(text):
        yield Edit(*match.span(), "")
    for match in _RAISED.finditer(text):
        if _UNIT_BEFORE.search(text, max(0, match.start() - 4), match.start()) is None:
            yield Edit(*match.span(), "")


# --- all of them --------------------------------------------------------------------------------

_FINDERS: Final[tuple[tuple[tuple[str, ...], Callable[[str], Iterator[Edit]]], ...]] = (
    (("<", "]:", "](", "/*", "~~"), _hidden),
    (("<",), _note_tags),
    (("<",), _tags),
    (("&",), _entities),
    (("](", "]]"), _links),
    (("\\",), _escapes),
    (("*", "_"), _emphasis),
    (("-", "‐"), _broken),
)
"""Finders for what ASCII can write, each with the strings without which it finds nothing."""


def edits(text: str) -> list[Edit]:
    """What to replace in a text, in order; of two that overlap the first, the longer one."""
    found: list[Edit] = []
    for needs, finder in _FINDERS:
        if any(one in text for one in needs):
            found += finder(text)
    found += _footnotes(text)
    if not text.isascii():
        for finder in (_unseen, _damage, _compatible, _accents):
            found += finder(text)
    found.sort(key=lambda edit: (edit.start, -edit.end))
    apart: list[Edit] = []
    for edit in found:
        if not apart or edit.start >= apart[-1].end:
            apart.append(edit)
    return apart
