"""Who says what a sentence reports: "police said nine had died" is told by the police.

English, and by the order of the words alone: who stands beside a verb of saying or behind "according
to".  Of several the one nearest to the words asked about; a pronoun names nobody.
"""

import re

_VERBS = (
    r"(?:said|says|say|told|tells|reported|reports|confirmed|announced|stated|estimated|estimates"
    r"|counted|added|wrote|claimed|claims|explained|gave|gives|puts?|acknowledged|admitted|declared"
    r"|insisted|denied|recorded|documented|listed|spoke|spoken)"
)
_QUOTING = "(?:said|says|added|explained|wrote|insisted)"
_BOUND = r"(?:^|[,;:.!?“”\"()—–]|\s[-–—]\s|\b(?:that|but|and|while|as|after|when)\b)"
_WHO = r"(?P<who>[^\s,;:.!?“”\"()—–][^,;:!?“”\"()—–]{0,88}?)"
_HAVING = r"(?:\s+(?:had|has|have|later|also|earlier|first|still|initially|then))*"

_BEFORE_VERB = re.compile(rf"{_BOUND}\s*{_WHO}{_HAVING}\s+{_VERBS}\b", re.IGNORECASE)
_BEHIND_VERB = re.compile(rf"[,”\"]\s*{_QUOTING}\s+{_WHO}\s*(?=[,;:.!?“”\"()—–]|$)", re.IGNORECASE)
_ACCORDING = re.compile(
    rf"\b(?:according\s+to|figures\s+from|in\s+the\s+words\s+of)\s+{_WHO}\s*(?=[,;:.!?“”\"()—–]|$)",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"\([^()]{1,16}\)")
"""An acronym behind a name, say: it parts nothing."""
_LEADING = re.compile(
    r"^(?:by\s+(?:evening|nightfall|noon|morning)|(?:on\s+)?\w+day|later|earlier|meanwhile|but|and"
    r"|while|though|yet)\s+",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"^(?:he|she|it|they|we|i|you|who|which|this|that|these|those|one|some|others?|nobody"
    r"|no\s+one|there)$",
    re.IGNORECASE,
)
_MOST_WORDS = 12


def who_says(sentence: str, start: int, end: int) -> str | None:
    """Who a sentence names as saying what stands between two of its offsets; ``None`` for nobody.

    Args:
        sentence: it.
        start: where the words begin.
        end: where they end.
    """
    sentence = _BRACKETS.sub(lambda match: " " * len(match.group()), sentence)
    found: list[tuple[int, str]] = []
    for pattern in (_BEFORE_VERB, _BEHIND_VERB, _ACCORDING):
        for match in _matches(pattern, sentence):
            low, high = match.span("who")
            if low < end and start < high:
                continue  # who is counted says nothing: "nine people told reporters"
            said = _LEADING.sub("", " ".join(match["who"].split()).rstrip("."))
            if said and not _NOBODY.match(said) and len(said.split()) <= _MOST_WORDS:
                found.append((min(abs(low - end), abs(start - high)), said))
    return min(found, default=(0, None))[1]


def _matches(pattern: re.Pattern[str], sentence: str) -> "list[re.Match[str]]":
    """All matches, those too that begin where another ends: the bound of one clause ends the last."""
    found, at = [], 0
    while (match := pattern.search(sentence, at)) is not None:
        found.append(match)
        at = max(match.start() + 1, match.end("who"))
    return found
