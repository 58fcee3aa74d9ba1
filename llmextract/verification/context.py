"""Tells what a plain string given as context is: headline, dateline, the paragraph before.

A user of the library has one string; the checkers need to know what it is, because a headline can
support a place, a dateline cannot, and the paragraph before only hints at it.
"""

import re

from llmextract.records import Context
from llmextract.verification.spelling import word_set

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATE = rf"(?:\d{{1,2}}\s+{_MONTH}|{_MONTH}\s+\d{{1,2}})(?:,?\s+\d{{2,4}})?|\d{{4}}-\d\d-\d\d"
_PLACE = r"[^\W\d_][^\d\n,()\[\]:;!?“”\"]{1,39}"
_AGENCY = r"\([^()\n]{2,60}\)"
_DASH = r"(?:--+|[—–-])"

# A place, then in any order more places, a date, an agency; last a dash. "BEIRUT (AP) —",
# "SAN SALVADOR, 3 JAN 90 --", "Kabul, Afghanistan, May 3 (Reuters) -".
_DATELINE = re.compile(
    rf"\s*(?P<place>{_PLACE}?)(?P<rest>(?:\s*,\s*(?:{_DATE}|{_PLACE}?)|\s*{_AGENCY})*)"
    rf"\s*(?P<dash>{_DASH}(?=\s|$)|$)(?:\s*\[[A-Z ]+\])*",
    re.IGNORECASE,
)
_BROADCAST = re.compile(r"\b\d{4} ?(?:gmt|utc)\b", re.IGNORECASE)
"""The hour of a broadcast that was heard: "Velmo Domestic Service in Dari, 1630 GMT"."""
_TELLING = re.compile(rf"{_AGENCY}|,\s*(?:{_DATE})", re.IGNORECASE)
_LONGEST_PLACE = 5  # words
_LONGEST_DATELINE = 160  # characters; more need not be looked at
_PARTICLES = word_set("al el de del la las los el-al of and")
_SENTENCE_END = re.compile(r"\.[\"'”’)\]]*$")
_INNER_STOP = re.compile(r"[a-z\d\"”)]\.\s+[A-Z“\"]")


def classify(context: str | Context | None) -> Context:
    """Sort a context into its parts.

    Args:
        context: lines of text, each a headline, a dateline or (part of) the paragraph before; a
            dateline may open a line. A :class:`Context` is taken as it is.

    Returns:
        The parts; each line goes to one of them.
    """
    if isinstance(context, Context):
        return context
    parts: dict[str, list[str]] = {"title": [], "dateline": [], "before": []}
    for line in (context or "").splitlines():
        dateline, rest = _split_dateline(line.strip())
        if dateline:
            parts["dateline"].append(dateline)
        if rest:
            parts["before" if _is_sentence(rest) else "title"].append(rest)
    joined = {name: "\n".join(lines) for name, lines in parts.items()}
    return Context(title=joined["title"], dateline=joined["dateline"], before=joined["before"])


def _split_dateline(line: str) -> tuple[str, str]:
    """The dateline that a line begins with, and the rest."""
    if _BROADCAST.search(line) and not _is_sentence(line):
        return line, ""
    match = _DATELINE.match(line[:_LONGEST_DATELINE])
    if match is None or not _is_dateline(match, line):
        return "", line
    return match.group().strip(), line[match.end() :].strip()


def _is_dateline(match: re.Match[str], line: str) -> bool:
    """Whether what has the shape of a dateline is one.

    An agency or a date tells. Without either, only a place in capitals before a dash: a headline
    may
    have a dash ("Syria war - five killed") or nothing but capitals.
    """
    words = match["place"].split()
    if not words or len(words) > _LONGEST_PLACE:
        return False
    if not all(word[0].isupper() or word in _PARTICLES for word in words):
        return False
    if _TELLING.search(match["rest"]):
        return bool(match["dash"]) or match.end() == len(line)
    return bool(match["dash"]) and match["place"].isupper()


def _is_sentence(line: str) -> bool:
    """Whether a line is running text: it ends in a full stop, or has one between two sentences."""
    return bool(_SENTENCE_END.search(line) or _INNER_STOP.search(line))
