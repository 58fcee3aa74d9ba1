"""Finds where the sentences of a news text begin and end.

sentencex knows the terminators and abbreviations of many languages and is fast; what it does badly
for news is repaired here.  Its boundaries and a few candidates of our own (it never looks inside
quotation marks, nor at list lines) become cuts, each is judged once, and what survives is trimmed.
A trained segmenter was not taken: it costs a model and seconds of start-up for a few odd cases.
"""

import re
from collections.abc import Iterator

import sentencex

from llmextract.verification.clauses.words import CALENDAR

_OPENERS = "“‘«„([¿¡"
_CLOSERS = "”’»)]"
_STRAIGHT = "\"'"
_OPENS = f"[{re.escape(_OPENERS + _STRAIGHT)}]"
_SHUTS = f"[{re.escape(_CLOSERS + _STRAIGHT)}]"

# Lone surrogates cannot be handed to sentencex (it wants UTF-8); one sign for one keeps offsets.
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_BLANK_LINE = re.compile(r"\n[^\S\n]*\n|\u2029")
# A terminator, closing marks, white space, then what may open a sentence.
_STOP = re.compile(rf"[.!?…]{_SHUTS}*\s+(?={_OPENS}*[^\W_a-z])")
# A list line.  A dash or a number opens a list only after a line that is over or is itself an item:
# "on May\n5. The" and "the men\n- all of them young -" are wrapped lines.
_LIST_LINE = re.compile(r"\n[^\S\n]*(?:([•▪◦‣●·])|([-*–—]|\(?\d{1,2}[.)]))[^\S\n]+(?=\S)")
_LIST_OPENS = re.compile(r"[^\S\n]*(?:[-*–—•▪◦‣●·]|\(?\d{1,2}[.)])[^\S\n]")
_ENUMERATOR = re.compile(r"\W{0,3}(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,4})[.)]\s*\Z")

_CHUNK = 10_000  # characters; about three pages

# The token that ends at a stop, with dots inside ("p.m.", "U.S.", "J.").
_LAST_TOKEN = re.compile(rf"([^\s{re.escape(_OPENERS + _STRAIGHT)}]*)[.!?…]+{_SHUTS}*\s*\Z")
_FIRST_WORD = re.compile(rf"(?:\s|{_OPENS})*([^\W_]+(?:['’-][^\W_]+)*)")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Abbreviations that a name follows: ranks, titles, offices, saints.
_BEFORE_NAME = _words(
    "adm amb asst atty brig capt cdr cmdr cmdt cnel col cpl cpt dep det dr fr ft gen gov gral hon "
    "ing insp lic lt maj min mlle mme mr mrs ms msgr mt pfc pres prof pvt rep rev sec sen sgt spc "
    "sr sra srta st ste supt tte vs"
)
# Abbreviations that a number follows.
_BEFORE_NUMBER = _words(
    "approx apr art aug ca cap ch dec feb fig jan jul jun mar no nos nov oct p par pp pt sec sep "
    "sept vol"
)
# Abbreviations that never end a sentence.
_INSIDE = frozenset({"e.g", "i.e", "cf", "viz"})
# Words that open sentences and hardly ever follow an initial or "U.S." inside one.
_STARTERS = _words(
    "a according after all although an another as at because before both but by despite during "
    "earlier for he her his however i if in it its later local many meanwhile most no on one our "
    "several she since so some such that the their then there these they this those though three "
    "two under until we what when where while who with witnesses yesterday you"
)
# What may follow "p.m." in the same sentence.
_AFTER_CLOCK = CALENDAR | _words("utc est edt cet cest eat wat cat ist bst pst local moscow")
_INITIALS = re.compile(r"\b(?:[A-Z]\.)*[A-Z]\Z")  # "J", or "U.S" of "U.S.", also after a hyphen
_CLOCK = frozenset({"a.m", "p.m"})
_CLOCK_PHRASE = 5  # words of the longest phrase such as "On Monday at about 5 p.m." less one
_QUOTES_SHUT = "”’»\"'"
# Verbs of saying, after which "“Stop!” Hassan shouted" is one sentence.
_SAYS = re.compile(
    r"\W*(?:[^\W\d_][\w.'’-]*\s+){1,4}?(?:said|says|asked|shouted|cried|told|added|yelled|wrote|replied)\b",
    re.IGNORECASE,
)


def sentence_bounds(text: str, language: str = "en") -> list[tuple[int, int]]:
    """Find the sentences of a text.

    Args:
        text: any text; a blank line always ends a sentence.
        language: ISO 639-1 code; a code that sentencex does not know is read like English.

    Returns:
        ``(start, end)`` of each sentence in code points, in order, without the white space around
        it.  Together the sentences hold every character that is not white space.
    """
    if not text or text.isspace():
        return []
    safe = text if text.isascii() else _SURROGATE.sub("\ufffd", text)
    given = set(_given(safe, language))
    hard = {match.end() for match in _BLANK_LINE.finditer(safe)} | set(_list_lines(safe))
    missed = {match.end() for match in _STOP.finditer(safe)} - given
    starts = [0]
    for cut in sorted(given | hard | missed):
        place = cut if cut in hard else _beside_quotes(safe, cut)
        if place <= starts[-1]:
            continue
        if cut in hard or _parts(safe, starts[-1], place, was_given=cut in given):
            starts.append(place)
    return list(_trimmed(safe, starts))


def _given(text: str, language: str) -> Iterator[int]:
    """Offsets at which sentencex begins a sentence.

    A long text is handed over in chunks: with many marks that open and never close, sentencex takes
    time that grows with the square of the length.
    """
    start = 0
    while start < len(text):
        end = start + _CHUNK
        stop = text.rfind(". ", start, end) + 2
        if end < len(text) and stop > start + 1:
            yield stop  # a candidate like any other; without one the chunk's end is none
            end = stop
        for cut in sentencex.get_sentence_boundaries(language, text[start:end]):
            if cut["start_index"]:
                yield start + cut["start_index"]
        start = end


def _list_lines(text: str) -> Iterator[int]:
    """Offsets at which the lines of a list begin."""
    for match in _LIST_LINE.finditer(text):
        before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
        is_over = before.rstrip()[-1:] in {".", ":", ";", "!", "?", "”", '"'}
        if match[1] or is_over or _LIST_OPENS.match(before):
            yield match.start() + 1


def _beside_quotes(text: str, cut: int) -> int:
    """Move a cut so that closing marks stay with what they close, opening ones with the rest."""
    while cut < len(text) and _closes(text, cut):
        cut += 1
    before = cut
    while before and text[before - 1].isspace():
        before -= 1
    start = before
    while start and (text[start - 1] in _OPENERS or text[start - 1] in _STRAIGHT):
        start -= 1
    if start < before and start and text[start - 1].isspace():
        return start
    return cut


def _closes(text: str, at: int) -> bool:
    """Whether the sign here closes what stands before it."""
    if text[at] in _CLOSERS:
        return True
    return text[at] in _STRAIGHT and (at + 1 == len(text) or text[at + 1].isspace())


def _parts(text: str, start: int, cut: int, *, was_given: bool) -> bool:
    """Judge one cut: does a sentence end here?

    Args:
        text: the whole text.
        start: where the sentence before the cut begins.
        cut: the place to judge.
        was_given: whether sentencex cut here; if not, it saw an abbreviation or a quotation.
    """
    if _ENUMERATOR.match(text, start, cut):
        return False
    last = _LAST_TOKEN.search(text, max(start, cut - 40), cut)
    if last is None:
        return was_given
    first = _FIRST_WORD.match(text, cut, cut + 60)
    token, word = last[1].lower(), first[1] if first else ""
    if _runs_on(token, word, has_initials=_INITIALS.search(last[1]) is not None):
        return False
    stop = last[0][len(last[1]) :].rstrip()
    if stop[0] in "!?…" and stop[-1] in _QUOTES_SHUT and _SAYS.match(text, cut, cut + 80):
        return False
    return was_given or _is_missed(text, start, cut, token=token, word=word, stop=stop)


def _runs_on(token: str, word: str, *, has_initials: bool) -> bool:
    """Whether the token before a stop is an abbreviation that needs the word after it."""
    bare = token.lstrip("([")
    if bare in _INSIDE:
        return True
    if word[:1].isdigit():
        return bare in _BEFORE_NUMBER
    if bare in _CLOCK:
        return word.lower() in _AFTER_CLOCK
    if has_initials:
        return word.lower() not in _STARTERS
    return bare in _BEFORE_NAME and word[:1].isupper()


def _is_missed(text: str, start: int, cut: int, *, token: str, word: str, stop: str) -> bool:
    """Whether a stop that sentencex passed over ends a sentence, by rules that are hard to fool."""
    near = max(start, cut - 500)  # looking back without end would make a long text quadratic
    if text.count("(", near, cut) > text.count(")", near, cut):
        return False  # a sentence in brackets belongs to the one around it
    if token in _CLOCK:
        if len(text[start:cut].split()) <= _CLOCK_PHRASE:
            return False  # "At about 5 p.m. Hassan left"
        return not word.isupper() or word.lower() in _STARTERS
    if stop[0] in "!?":
        return True
    if "." in token or word.lower() in _AFTER_CLOCK:
        return False
    # A short token may be an abbreviation that only sentencex knows, or "WAR" among capitals.
    return len(token.strip(_CLOSERS)) > 3 or word.lower() in _STARTERS


def _trimmed(text: str, starts: list[int]) -> Iterator[tuple[int, int]]:
    """The stretches between the starts, trimmed; one without a letter joins its neighbour."""
    held: tuple[int, int] | None = None
    for start, stop in zip(starts, [*starts[1:], len(text)], strict=True):
        piece = text[start:stop]
        body = piece.strip()
        if not body:
            continue
        begin = start + len(piece) - len(piece.lstrip())
        end = begin + len(body)
        if held is None:
            held = (begin, end)
        elif _has_word(body) and _has_word(text[held[0] : held[1]]):
            yield held
            held = (begin, end)
        else:
            held = (held[0], end)
    if held is not None:
        yield held


def _has_word(piece: str) -> bool:
    return any(map(str.isalnum, piece))
