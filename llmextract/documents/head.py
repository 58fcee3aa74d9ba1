"""Reads the head of an article: its headline, its labels (byline, date line) and its dateline."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from llmextract.records import Paragraph
from llmextract.verification.datelines import DATE, DAY, find_date, find_dateline

_LABEL_WORDS = (
    r"(?:first\s+|last\s+)?(?:published|updated|posted|modified|date|issued|released|dated)"
)
_TIME = (
    r"(?:[,|·–-]?\s*(?:at\s+)?\d{1,2}[:.]\d\d(?::\d\d)?"
    r"(?:\s*[ap]\.?m\.?)?(?:\s*\(?[A-Z]{2,4}\)?)?)?"
)
_DATE_LINE = re.compile(
    rf"(?:{_LABEL_WORDS}(?:\s+(?:on|at))?\s*:?\s*)?(?:{DAY})?{DATE.pattern}{_TIME}[.|]?\Z",
    re.IGNORECASE,
)
_PUBLISHED_LINE = re.compile(rf"{_LABEL_WORDS}(?:\s+on)?\s*:", re.IGNORECASE)
_NAME = r"(?:[A-Z][\w.'’-]*(?:\s+(?:[a-z]{1,3}\s+)?[A-Z][\w.'’-]*){1,3}|[A-Z]{2,}(?:\s+[A-Z]{2,})*)"
_BYLINE = re.compile(
    rf"(?:By|BY|by)\s+{_NAME}(?:\s*(?:,|and|AND|&|\|)\s*{_NAME})*(?:\s*(?:,|\||in|for|IN|FOR)\s.{{1,40}})?\Z"
)
_LABEL_LENGTH = 100

_TITLE_LENGTH = 200
_TITLE_WORDS = 30
_KICKER_WORDS = 3
_FULL_STOP = re.compile(r"[.,:;][”’»\"')\]]*\Z")
_ENDED = re.compile(r"[.!?…][”’»\"')\]]*\Z")
_ABBREVIATED = re.compile(r"(?:\b[A-Za-z]\.){2,}[”’»\"')\]]*\Z|\.\.\.\Z")
_LIST_MARK = re.compile(r"[-*•–—▪◦‣●·]\s")


@dataclass(frozen=True, slots=True)
class Head:
    """What the head of an article says.

    Attributes:
        title: index of the paragraph that is the headline.
        kicker: index of a label above it ("AFRICA"), which is no text to extract from either.
        dateline: where and when the report was filed, as written.
        published: the date of a date line or, failing that, of the dateline; ISO.
    """

    title: int | None = None
    kicker: int | None = None
    dateline: str | None = None
    published: str | None = None


def read_head(paragraphs: Sequence[Paragraph]) -> Head:
    """Find headline, dateline and date of publication.

    Args:
        paragraphs: of a whole article, in order; a heading that the format marks has the role
            ``title`` already and is trusted.
    """
    labels = [p for p in paragraphs[:6] if is_label(p.text)]
    order = [p for p in paragraphs[:8] if p not in labels]
    kicker, title = _headline(order)
    after = [p for p in order if p.role != "title" and p.index not in {kicker, title}]
    dateline = find_dateline(after[0].text) if after else None
    dates = [find_date(p.text) for p in sorted(labels, key=_is_update)]
    dates.append(find_date(dateline) if dateline else None)
    return Head(title, kicker, dateline, next(filter(None, dates), None))


def is_label(line: str) -> bool:
    """Whether a line is a byline or a date line: about the article, not of it."""
    line = line.strip()
    if len(line) > _LABEL_LENGTH:
        return False
    if _BYLINE.match(line) or _DATE_LINE.match(line):
        return True
    if _PUBLISHED_LINE.match(line) is None:
        return False
    return DATE.search(line) is not None or find_date(line) is not None


def _is_update(label: Paragraph) -> bool:
    """Sorts "Updated: …" behind "Published: …"."""
    return re.match(r"(?:last\s+)?(?:updated|modified)", label.text, re.IGNORECASE) is not None


def _headline(order: Sequence[Paragraph]) -> tuple[int | None, int | None]:
    """Indexes of kicker and headline among the first paragraphs, labels left out."""
    marked = next((p.index for p in order if p.role == "title"), None)
    if marked is not None:
        return None, marked
    # Without a sentence below it, a short line may be all that there is to say: a list of flashes.
    has_body = any(_ENDED.search(p.text) for p in order[1:])
    if not has_body or not _is_headline(order[0].text):
        return None, None
    first, second = order[0], order[1]
    has_kicker = (
        len(order) > 2
        and len(first.text.split()) <= _KICKER_WORDS < len(second.text.split())
        and _is_headline(second.text)
    )
    return (first.index, second.index) if has_kicker else (None, first.index)


def _is_headline(text: str) -> bool:
    """Whether a first paragraph is short, one piece, and lacks the full stop of a sentence."""
    if len(text) > _TITLE_LENGTH or len(text.split()) > _TITLE_WORDS or text.count("\n") > 2:
        return False
    if _LIST_MARK.match(text) or find_dateline(text) is not None:
        return False
    return _FULL_STOP.search(text) is None or _ABBREVIATED.search(text) is not None
