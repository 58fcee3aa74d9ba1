"""Says where the dateline ends that opens a report: what stands in it is only where it was filed."""

import re

from llmextract.verification import gazetteer
from llmextract.verification.datelines import find_dateline
from llmextract.verification.lexing import Lexed
from llmextract.verification.spelling import fold_place

_LONGEST = 90  # characters
# A town in capitals with what may follow it, then a colon, or an agency or brackets of its own:
# "QUETTA: Two …", "LAHORE, Pakistan: A bus …", "ACCRA (Wire) Raiders …", "(LAGOS) Raiders …".
_HEAD = re.compile(
    r"\s*(?:\((?P<bracketed>[^\W\d_a-z][^()a-z\n]{1,40})\)"
    r"|(?P<place>[^\W\d_a-z][^():,a-z\n]{1,40}?)(?:,[^():\n]{2,40})?(?:\s*\([^()\n]{2,40}\)|(?=:)))"
    r"\s*:?\s+(?=[“‘\"']?[^\W_])"
)
_BROADCAST = re.compile(r"\s*\([^()\n]{3,80}\b(?:gmt|utc)\b[^()\n]{0,30}\)\s*", re.IGNORECASE)
"""What a monitoring service puts before a broadcast: "(Lagos home service in English 0600 gmt 3 May 87)"."""
_FEWEST = 6  # words of a report; a note has fewer


def end_of_dateline(text: Lexed) -> int:
    """Offset after the dateline of a report ("GOMA, 3 May (Agency) —", "QUETTA:"); 0 for none.

    Args:
        text: the paragraph.
    """
    end = text.memo.get("end of dateline")
    if end is None:
        broadcast = _BROADCAST.match(text.text)
        end = broadcast.end() if broadcast else len(find_dateline(text.text) or "")
        end = text.memo["end of dateline"] = end or _head(text.text)
    assert isinstance(end, int)
    return end


def _head(text: str) -> int:
    """Offset after a town in capitals without a dash, before a sentence that has small letters."""
    match = _HEAD.match(text, 0, _LONGEST)
    if match is None:
        return 0
    town = match["bracketed"] or match["place"]
    first = text[match.end() :].lstrip("“‘\"'")
    if not first[:1].isupper() and not first[:1].isdigit():
        return 0
    line = first.partition("\n")[0]
    is_report = not line.isupper() and len(line.split()) >= _FEWEST
    return match.end() if is_report and gazetteer.named(fold_place(town)) else 0
