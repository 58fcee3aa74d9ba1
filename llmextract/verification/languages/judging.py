"""Judges a number against a text in a language that is read by direct patterns.

``supported`` and ``derived`` need a pattern; ``unsupported`` needs that the number stands nowhere in
any form, or surely as something else, and that no sum of what stands there makes it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any, Final

from llmextract.records import Verdict
from llmextract.verification.judgement import Judgement, Sentences, Stretch, rests_on
from llmextract.verification.languages import tolls
from llmextract.verification.languages.counts import Count
from llmextract.verification.languages.denials import CASUALTY
from llmextract.verification.languages.numerals import Number, numbers
from llmextract.verification.languages.tables import load
from llmextract.verification.languages.tolls import Toll
from llmextract.verification.languages.words import cut
from llmextract.verification.source_text import SourceText

_PARTS: Final = ("text", "title", "before")
_FEW: Final = 5
"""People up to this number are often named one by one, and no count of them stands in the text."""
_MOST_SUMMED: Final = 10  # counts of which sums are made
_WEAKER: Final[Mapping[str, str]] = {
    "minimum": "only as a lower bound",
    "maximum": "only as an upper bound",
    "range": "only as one end of a range",
    "about": "only as an approximation",
}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A value: its bounds, the highest ``None`` for none."""

    low: int
    high: int | None

    @property
    def exact(self) -> bool:
        return self.low == self.high


def judge(
    value: Any,
    source: SourceText,
    *,
    role: str | None,
    evidence: Sentences = None,
) -> Judgement:
    """How far a text carries a number.

    Args:
        value: a count, ``{"min": a, "max": b}`` or words for one.
        source: the paragraph, in a language of this package.
        role: the role's name in the tables; ``None`` for any count.
        evidence: offsets of the record's sentences, preferred where there is a choice.
    """
    asked = _asked(value, source.language)
    if role is not None and role not in load(source.language).roles:
        role = ""  # no pattern reads it
    if asked is None:
        if isinstance(value, str) and any(character.isalnum() for character in value):
            return Judgement(Verdict.UNCLEAR, "no amount that the rules know")
        return Judgement(Verdict.UNSUPPORTED, "not a count", final=True)
    best: Judgement | None = None
    for part in _PARTS:
        toll = read_part(source, part)
        if toll is None:
            continue
        found = _best(asked, toll, role, part, evidence)
        if found is not None and part == "before":
            found = Judgement(
                Verdict.INFERRED, "only in the paragraph before", found.stretches, found.low,
                found.high,
            )  # fmt: skip
        if found is not None and (best is None or found.verdict.rank < best.verdict.rank):
            best = found
        if best is not None and best.verdict.is_carried:
            return best
    return best or _denied(asked, source, role)


def read_part(source: SourceText, part: str = "text") -> Toll | None:
    """What was read of a part of a source, once; ``None`` for an empty part."""
    memo = source.own if part == "text" else source.memo
    key = f"languages.tolls.{part}.{source.language}"
    if key not in memo:
        text = source.text if part == "text" else str(getattr(source.context, part))
        memo[key] = tolls.read(text, load(source.language)) if text else None
    toll: Toll | None = memo[key]
    return toll


def _asked(value: Any, code: str) -> _Asked | None:
    if isinstance(value, Mapping):
        given = {key: bound for key, bound in value.items() if bound is not None}
        if not given or not set(given) <= {"min", "max"}:
            return None
        if not all(isinstance(b, int) and not isinstance(b, bool) for b in given.values()):
            return None
        return _Asked(given.get("min", 0), given.get("max"))
    if isinstance(value, str):
        language = load(code)
        found = numbers(cut(value[:200], language), language)
        if len(found) != 1 or found[0].reject:
            return None
        return _Asked(found[0].low, found[0].high)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    if value < 0 or value != int(value):
        return None
    return _Asked(int(value), int(value))


def _best(
    asked: _Asked,
    toll: Toll,
    role: str | None,
    part: str,
    evidence: Sentences,
) -> Judgement | None:
    """The best that a part of a source says of a value in its role; ``None`` for nothing."""
    if role == "":
        return None
    found = [
        one for one in (_compared(asked, count, toll, role, part) for count in toll.counts) if one
    ]
    if role and asked.exact and asked.low == 0:
        found += _none(toll, role, part)
    if role and asked.exact:
        found += _summed(asked.low, toll, role, part)
    if not found:
        return None
    return min(found, key=lambda one: (one.verdict.rank, not _is_within(one, evidence)))


def _is_within(one: Judgement, evidence: Sentences) -> bool:
    return all(rests_on(evidence, stretch.start, stretch.end) for stretch in one.stretches)


def _stretch(toll: Toll, first: int, last: int, part: str) -> Stretch:
    return Stretch(toll.words.starts[first], toll.words.ends[last - 1], part)


def _compared(
    asked: _Asked, count: Count, toll: Toll, role: str | None, part: str
) -> Judgement | None:
    """What a count of the role says of a value, if it is one and says the same."""
    number = count.number
    if not _is_same(asked, number) or (role is not None and role not in count.roles):
        return None
    stretch = (_stretch(toll, number.begin, count.last, part),)
    if role is not None and (len(count.roles) > 1 or count.doubt):
        why = count.doubt or "two things are said of them"
        return Judgement(Verdict.UNCLEAR, f"{why}, as far as the rules tell", stretch)
    verdict, reason = Verdict.SUPPORTED, number.form
    if (asked.low, asked.high) != (number.low, number.high) or number.kind == "about":
        verdict = Verdict.PARTLY
        reason = _WEAKER.get(number.kind, "only one end is stated")
    elif count.part:
        verdict, reason = Verdict.PARTLY, "only for a part of those counted"
    elif count.open or len(count.group) > 1:
        verdict, reason = Verdict.PARTLY, "only for some of those named, not for all"
    return Judgement(verdict, reason, stretch, number.low, number.high)


def _is_same(asked: _Asked, number: Number) -> bool:
    """Whether a value is what a number states, or one end of it."""
    if (asked.low, asked.high) == (number.low, number.high):
        return True
    if asked.exact:
        return asked.low in number.stated and (not number.exact or asked.low == number.low)
    ends = {asked.low if asked.low > 0 else None, asked.high} - {None}
    return bool(ends & set(number.stated))


def _none(toll: Toll, role: str, part: str) -> Iterator[Judgement]:
    """Nobody: said of the role, or of those who were even hurt."""
    some = any(role in one.roles and one.number.low > 0 and not one.doubt for one in toll.counts)
    for denial in toll.denials:
        stretch = (_stretch(toll, denial.first, denial.last, part),)
        told = denial.role in (role, CASUALTY)
        implied = role == "killed" and denial.role == "injured"
        if not (told or implied):
            continue
        if some:
            yield Judgement(Verdict.UNCLEAR, "the text counts some and denies others", stretch)
        elif told:
            yield Judgement(Verdict.SUPPORTED, "denied", stretch, 0, 0)
        else:
            yield Judgement(Verdict.DERIVED, "nobody was even hurt", stretch, 0, 0)


def _summed(value: int, toll: Toll, role: str, part: str) -> Iterator[Judgement]:
    """The sum of counts that share one word of what happened."""
    seen: set[int] = set()
    for count in toll.counts:
        group = count.group
        if len(group) < 2 or id(group) in seen or count.doubt:
            continue
        seen.add(id(group))
        if any(one.roles != {role} or not one.number.exact for one in group):
            continue
        if sum(one.number.low for one in group) != value or any(one.open for one in group):
            continue
        stretches = tuple(_stretch(toll, one.number.begin, one.last, part) for one in group)
        yield Judgement(Verdict.DERIVED, "a sum of what is stated", stretches, value, value)


def _denied(asked: _Asked, source: SourceText, role: str | None) -> Judgement:
    """What is said of a value that no count of its role carries."""
    value = asked.low if asked.low or asked.high is None else asked.high
    other: Judgement | None = None
    sure = reachable = False
    for part in _PARTS:
        toll = read_part(source, part)
        if toll is None:
            continue
        told = _standing(value, toll, role, part)
        if told is not None and told.verdict is Verdict.UNCLEAR:
            return told
        other = other or told
        reachable = reachable or _is_reachable(value, toll, role)
        sure = sure or any(_is_sure(one, role) for one in toll.counts)
    if reachable or value == 0:
        why = "it does not stand there, but may follow from what does"
        return Judgement(Verdict.UNCLEAR, why, other.stretches if other else ())
    if value <= _FEW and not (sure and value > 2):
        why = "so few may be told without a number"
        return Judgement(Verdict.UNCLEAR, why, other.stretches if other else ())
    return other or Judgement(Verdict.UNSUPPORTED, "not in the text, in digits or in words")


def _is_sure(count: Count, role: str | None) -> bool:
    return count.roles == {role} and not count.doubt


def _standing(value: int, toll: Toll, role: str | None, part: str) -> Judgement | None:
    """Where a value stands in a part of a source, and what it is there."""
    other: Judgement | None = None
    for count in toll.counts:
        if value != count.number.low and value not in count.number.stated:
            continue
        stretch = (_stretch(toll, count.number.begin, count.last, part),)
        if not _is_other(count, role):
            why = "stands in the text; what it counts there, no rule tells"
            return Judgement(Verdict.UNCLEAR, why, stretch)
        what = f"the {', '.join(sorted(count.roles))}" if count.roles else "who did it"
        what = "things" if count.things else what
        other = other or Judgement(Verdict.UNSUPPORTED, f"counts {what}, not the {role}", stretch)
    for number in toll.rejected:
        if value == number.low:
            stretch = (_stretch(toll, number.first, number.last, part),)
            other = other or Judgement(
                Verdict.UNSUPPORTED, f"stands in the text as something else ({number.reject})",
                stretch,
            )  # fmt: skip
    return other


def _is_other(count: Count, role: str | None) -> bool:
    """Whether a count is surely not one of a role."""
    if not role:
        return False
    if count.part:
        return False
    if count.agent or (count.things and not count.roles):
        return True
    return bool(count.roles) and role not in count.roles and CASUALTY not in count.roles


def _is_reachable(value: int, toll: Toll, role: str | None) -> bool:
    """Whether a value may be a sum or a difference of counts that may be of its role."""
    may_be = [
        one.number.low
        for one in toll.counts
        if not _is_other(one, role) and not one.part and one.number.low > 0
    ][:_MOST_SUMMED]
    extra = range(min(toll.singles, 3) + 1)
    for size in range(1, len(may_be) + 1):
        for chosen in combinations(may_be, size):
            rest = value - sum(chosen)
            if rest in extra and (size > 1 or rest):
                return True
    every = [one.number.low for one in toll.counts][:_MOST_SUMMED]
    return any(a - b == value for a in every for b in every)
