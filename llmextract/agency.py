"""Who acts and who is hit, by the syntax around a name; a small model mixes them up.

English says it in four ways, and these are the rules: "X attacked …" and "… by X" act; "attacked X"
and "X was attacked" are hit.  Only what stands right beside the name counts, and where two places
of the text disagree nothing is said.  Which fields hold those who act and those who are hit, and
which verbs are acts, is the domain's (its cue file).
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal

from llmextract.cues import Cues

if TYPE_CHECKING:
    from pydantic import BaseModel

Part = Literal["acts", "hit"]

_ADVERB = r"(?:(?:\w+ly|also|then|later|again|reportedly)\s+)?"
_PASSIVE = re.compile(
    rf"(?:,[^,.;]{{1,60}},)?\s*(?:who\s+|which\s+)?(?:was|were|is|are|been|being|has\s+been|have\s+been|had\s+been|got)\s+{_ADVERB}",
    re.I,
)
_SUBJECT = re.compile(rf"\s*(?:have|has|had)?\s*{_ADVERB}", re.I)
_AGENT = re.compile(r"\bby\s+(?:[^\W\d]+\s+){0,2}\Z", re.I)
# Between a verb and what it hits: prepositions, determiners, counts; no other noun.
_GAP = re.compile(
    r"\s+(?:(?:on|at|upon|into|against|the|a|an|his|her|their|its|some|several|many|\w+ty|\d+|one|two|three|four|five|six|"
    r"seven|eight|nine|ten|eleven|twelve|fire|more|other|another)\s+){0,4}\Z",
    re.I,
)
_AFTER_BY = re.compile(r"(?:\W+\w+){0,3}?\W+by\b", re.I)
_AUXILIARY = re.compile(r"\b(?:was|were|is|are|been|being|be|got)\s+(?:\w+ly\s+)?\Z", re.I)


def part_of(name: str, text: str, cues: Cues) -> Part | None:
    """The part that a name plays in a text, where its syntax tells.

    Args:
        name: as the text has it, in any case and white space.
        text: the sentences that tell of the act.
        cues: whose verbs are the acts.
    """
    words = name.split()
    if not words:
        return None
    found = {
        part
        for match in re.finditer(r"\s+".join(map(re.escape, words)), text, re.I)
        if (part := _at(match.start(), match.end(), text, cues)) is not None
    }
    return found.pop() if len(found) == 1 else None


def _at(start: int, end: int, text: str, cues: Cues) -> Part | None:
    before, after = text[max(0, start - 80) : start], text[end : end + 120]
    if _AGENT.search(before):
        return "acts"
    passive = _PASSIVE.match(after)
    if passive and _participle(cues).match(after, passive.end()):
        return "hit"
    subject = _SUBJECT.match(after)
    verb = cues.verbs.match(after, subject.end() if subject else 0)
    if verb:
        # "a trader shot dead by gunmen": a participle, not a verb
        return "hit" if _AFTER_BY.match(after, verb.end()) else "acts"
    return _after_verb(before, cues)


def _after_verb(before: str, cues: Cues) -> Part | None:
    """``hit`` where an active verb of an act stands right before the name."""
    last = max(cues.verbs.finditer(before), key=lambda match: match.start(), default=None)
    if last is None or not _GAP.match(before, last.end()):
        return None
    return None if _AUXILIARY.search(before[: last.start()]) else "hit"


@lru_cache(maxsize=8)
def _participle(cues: Cues) -> re.Pattern[str]:
    """Any verb of an act, and the effects that are participles (killed, wounded)."""
    return re.compile(rf"(?:{cues.verbs.pattern})|\b(?:killed|wounded|injured|hurt|slain)\b", re.I)


def sort_out(record: "BaseModel", text: str, cues: Cues) -> "BaseModel":
    """A record whose actors stand where the syntax puts them.

    An actor found on the wrong side is moved, or left out there where the right side has it already.
    """
    if cues.doers is None or cues.hit is None:
        return record
    doers, hit = list(getattr(record, cues.doers)), list(getattr(record, cues.hit))
    wrong_doers = [one for one in doers if part_of(_name(one), text, cues) == "hit"]
    wrong_hit = [one for one in hit if part_of(_name(one), text, cues) == "acts"]
    if not wrong_doers and not wrong_hit:
        return record
    return record.model_copy(
        update={
            cues.doers: _moved(doers, wrong_doers, wrong_hit),
            cues.hit: _moved(hit, wrong_hit, wrong_doers),
        }
    )


def _moved(own: Sequence[Any], wrong: Sequence[Any], coming: Sequence[Any]) -> list[Any]:
    stay = [one for one in own if one not in wrong]
    known = {_name(one).casefold() for one in stay}
    return [*stay, *(one for one in coming if _name(one).casefold() not in known)]


def _name(actor: Any) -> str:
    return str(actor if isinstance(actor, str) else getattr(actor, "name", ""))
