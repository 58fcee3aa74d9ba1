"""Judges one value as a place: which words of the source carry it, and how far.

The value is taken apart, its name looked up in the text, and each place where it stands is weighed
by
the part it plays there.  Only when the text does not carry it, the headline, then what the text
only
hints at (a demonym, a capital, what contains a place that is named), then the paragraph before.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from llmextract.records import Verdict
from llmextract.verification import gazetteer, unread
from llmextract.verification.judgement import Judgement, Stretch
from llmextract.verification.language import RULED
from llmextract.verification.lexing import Lexed, lexed
from llmextract.verification.places import clauses, hints, telling, times
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places.governing import Role
from llmextract.verification.places.matching import (
    Occurrence,
    is_spelling,
    occurrences,
    other_names,
)
from llmextract.verification.places.query import Query, parse
from llmextract.verification.places.roles import role_of
from llmextract.verification.source_text import SourceText

_VERDICTS = {
    "location": Verdict.SUPPORTED,
    "reference": Verdict.PARTLY,
    "border": Verdict.PARTLY,
    "between": Verdict.PARTLY,
    "seat": Verdict.INFERRED,
    "people": Verdict.INFERRED,
}
_OPENING = (
    6  # words in which a sentence says that it tells of something else: "In a separate attack"
)
_STRETCH = 8
"""Words between the names of the two ends of a stretch."""
_EARLIER = {
    "background": (Verdict.SUPPORTED, "of the earlier event that the record is about"),
    "before": (Verdict.UNCLEAR, "of an event before another; of which the record is, none tells"),
}
"""What becomes of a place of an earlier event whose sentence is the record's own."""
_DIRECTIONS = {"n": "north", "s": "south", "e": "east", "w": "west", "c": "centre"}


@dataclass(slots=True)
class Weighed:
    """One place where the name stands, with its verdict."""

    verdict: Verdict
    reason: str
    text: Lexed
    first: int
    last: int
    role: Role
    preferred: bool = False

    @property
    def stretch(self) -> Stretch:
        """Offsets of the words."""
        return Stretch(self.text.starts[self.first], self.text.ends[self.last - 1], self.text.part)


def judge(
    value: object, source: SourceText, *, evidence: Sequence[tuple[int, int]] | None = None
) -> Judgement:
    """Judge how far a source carries a value as the place of an incident.

    Args:
        value: the name of a place; anything but a string is unsupported.
        source: the paragraph and its context.
        evidence: ``(start, end)`` of the record's sentences; words in them are preferred where
            there is a choice.

    Returns:
        The verdict, with the words that carry it or were taken for it.
    """
    if source.language not in RULED:
        return unread.place(value, source, evidence=evidence)
    query = parse(value) if isinstance(value, str) else None
    if query is None:
        return Judgement(Verdict.UNSUPPORTED, "no name of a place", final=True)
    best = _best(weigh(query, lexed(source, "text")), evidence)
    if best is None or best.verdict is not Verdict.SUPPORTED:
        titled = _titled(query, source)
        if titled is not None and (best is None or titled.verdict.rank < best.verdict.rank):
            best = titled
    if best is not None:
        _yield(query, source, best)
    if best is not None and evidence and _is_of_another(best):
        best.verdict, best.reason = Verdict.UNSUPPORTED, "of another incident in the paragraph"
        best.role = Role("contradicted", best.reason)
    if best is not None and best.verdict is not Verdict.UNSUPPORTED:
        return Judgement(best.verdict, best.reason, (best.stretch,))
    if best is None or best.role.part != "contradicted":
        hinted = hints.hinted(query, source, written=best is not None)
        if hinted is not None:
            return hinted
    return _from_context(query, source, best)


def _yield(query: Query, source: SourceText, best: Weighed) -> None:
    """Lower what holds only while the text tells of no other place more plainly.

    What was told weakly is unclear then, and what no rule read is not the place: of the labelled
    cases with two places in one text none had its place where no rule could read it.
    """
    office = best.role.part == "seat" and best.verdict is Verdict.INFERRED
    if not (best.role.weak or office) or best.text.part != "text" or best.preferred:
        return
    lower = Verdict.UNCLEAR if best.verdict is Verdict.SUPPORTED else Verdict.UNSUPPORTED
    rival = hints.plainer(query.name, best.text, source, best.first, known=office)
    if rival is None and office and telling.speaks(best.text, best.last):
        rival, lower = hints.plainer(query.name, best.text, source, best.first), Verdict.UNCLEAR
    if rival is not None:
        best.verdict = lower
        best.reason = f"{best.reason}; more plainly it happened in {rival.name}"


def _is_of_another(weighed: Weighed) -> bool:
    """Whether a sentence that is not the record's says that it tells of another incident."""
    if weighed.preferred or weighed.verdict is not Verdict.SUPPORTED or weighed.text.part != "text":
        return False
    first, _ = times.sentence(weighed.text, weighed.first)
    opening = weighed.text.words[first : first + _OPENING]
    return not lx.SEPARATE.isdisjoint(opening)


def spellings(value: str) -> tuple[str, ...]:
    """The names by which a text may call a place, folded: its own and those of the gazetteer."""
    query = parse(value)
    return () if query is None else (query.name, *other_names(query.name))


def weigh(query: Query, text: Lexed) -> list[Weighed]:
    """Weigh all places of a part of a source where a value or its name stands."""
    found = _weigh_whole(query, text)
    if query.is_plain or any(w.verdict is Verdict.SUPPORTED for w in found):
        return found
    named = [_qualified(query, w) for w in _weigh_name(query.name, text)]
    if query.relation == "between":
        others = _weigh_name(query.other, text)
        return found + _between(named, others)
    return found + named


def _weigh_whole(query: Query, text: Lexed) -> list[Weighed]:
    if query.is_plain:
        return _weigh_name(query.name, text)
    found = []
    for first, last in (
        text.find(query.whole) if not query.containers else _whole_chain(query, text)
    ):
        if query.relation:
            role = Role("location", "as written", first=first)
            found.append(Weighed(Verdict.SUPPORTED, "as written", text, first, last, role))
        else:
            found.append(_weigh_at(text, Occurrence(first, last, spelling=False), query.whole))
    return found


def _whole_chain(query: Query, text: Lexed) -> list[tuple[int, int]]:
    return [] if query.containers else text.find(query.whole)


def _weigh_name(key: str, text: Lexed) -> list[Weighed]:
    return [_weigh_at(text, found, key) for found in occurrences(text, key)]


def _weigh_at(text: Lexed, found: Occurrence, key: str) -> Weighed:
    role = role_of(text, found.first, found.last)
    verdict = _VERDICTS.get(role.part, Verdict.UNSUPPORTED)
    if not role.is_read:
        verdict = Verdict.UNCLEAR
    reason = role.reason
    if verdict is Verdict.SUPPORTED and (
        _is_other_kind(text, found, key) or _is_other_country(text, found, key)
    ):
        verdict, reason = Verdict.UNSUPPORTED, "part of the name of another place"
        role = Role("longer", reason)
    elif verdict is Verdict.SUPPORTED and _is_ordinary(text, found, role):
        verdict, reason = Verdict.UNCLEAR, "no name of a place, as far as the rules know"
    elif verdict is Verdict.SUPPORTED and found.spelling:
        start, end = text.starts[found.first], text.ends[found.last - 1]
        reason = f"another spelling of {text.text[start:end]}"
    elif verdict is Verdict.SUPPORTED and role.direction and reason == "as written":
        reason = "more exactly as written"
    return Weighed(verdict, reason, text, found.first, found.last, role)


def _is_ordinary(text: Lexed, found: Occurrence, role: Role) -> bool:
    """Whether no capital, no noun for a kind of place and no gazetteer makes words a place: "leg"."""
    if not text.cased or any(text.capital[found.first : found.last]) or role.kinds:
        return False
    words = text.words[found.first : found.last]
    return not any(word in lx.KINDS or word in lx.PARTS or word in lx.COMPASS for word in words)


def _is_other_kind(text: Lexed, found: Occurrence, key: str) -> bool:
    """A country's name with a smaller unit after it is another place: Niger State, Panama City."""
    noun = text.word(found.last)
    if lx.KINDS.get(noun) not in ("province", "city") or noun == "capital":
        return False
    if text.owner[found.last - 1]:
        return False
    places = gazetteer.named(key)
    return bool(places) and places[0].kind == "country"


def _is_other_country(text: Lexed, found: Occurrence, key: str) -> bool:
    """A longer name to the left that is another country's: "Republic of the Congo" for the DRC."""
    for first in range(max(0, found.first - 4), found.first - 1):
        longer = gazetteer.named(" ".join(text.words[first : found.last]))
        if longer and longer[0].kind == "country":
            return not {place.id for place in longer} & {p.id for p in gazetteer.named(key)}
    return False


def _qualified(query: Query, weighed: Weighed) -> Weighed:
    """Take back what the text does not say of the name but the value does."""
    if weighed.verdict in (Verdict.UNSUPPORTED, Verdict.UNCLEAR, Verdict.INFERRED):
        return weighed
    for rule in (_container, _relation, _direction, _kind):
        changed = rule(query, weighed)
        if changed is not None and changed[0].rank > weighed.verdict.rank:
            weighed.verdict, weighed.reason = changed
            if weighed.verdict is Verdict.UNSUPPORTED:
                weighed.role = Role("contradicted", weighed.reason)
                break
    if query.qualifier and not _has_near(weighed, query.qualifier):
        _lower(weighed, f"“{query.qualifier}” is not stated")
    return weighed


def _lower(weighed: Weighed, reason: str) -> None:
    if weighed.verdict is Verdict.SUPPORTED:
        weighed.verdict, weighed.reason = Verdict.PARTLY, reason


def _has_near(weighed: Weighed, word: str) -> bool:
    around = weighed.text.words[max(0, weighed.first - 5) : weighed.last + 4]
    return word in around


def _relation(query: Query, weighed: Weighed) -> tuple[Verdict, str] | None:
    role = weighed.role
    if not query.relation or query.relation == "between":
        return None
    if query.relation == "border":
        return None if role.part == "border" else (Verdict.PARTLY, "its border is not stated")
    if query.relation == "near":
        if role.relation or role.part in ("reference", "border"):
            weighed.verdict = Verdict.SUPPORTED
            return None
        return Verdict.PARTLY, "“near” is not stated"
    if role.relation == query.relation:
        weighed.verdict = Verdict.SUPPORTED
        return None
    return _compared(query.relation, role.relation or role.direction, same=Verdict.PARTLY)


def _direction(query: Query, weighed: Weighed) -> tuple[Verdict, str] | None:
    if not query.direction:
        return None
    return _compared(query.direction, weighed.role.direction or weighed.role.relation)


def _compared(
    asked: str, stated: str, *, same: Verdict = Verdict.SUPPORTED
) -> tuple[Verdict, str] | None:
    """Compare directions: what lies south-east lies south, but not the reverse."""
    name = " ".join(_DIRECTIONS.get(letter, letter) for letter in asked)
    if not stated or (len(stated) == 1 and stated in asked and stated != asked):
        return Verdict.PARTLY, f"“{name}” is not stated"
    if asked == stated or (len(asked) == 1 and asked in stated):
        return None if same is Verdict.SUPPORTED else (same, "as a part of it")
    return Verdict.UNSUPPORTED, "the text says another direction"


def _kind(query: Query, weighed: Weighed) -> tuple[Verdict, str] | None:
    if not query.kinds:
        return None
    stated = weighed.role.kinds
    own = lx.KINDS.get(weighed.text.words[weighed.last - 1])
    for kind in query.kinds:
        if kind in stated or kind == own:
            return None
        if any({kind, other} <= similar for other in stated for similar in lx.SIMILAR_KINDS):
            return None
    if stated:
        return Verdict.PARTLY, f"stated, but as a {stated[0]}"
    return Verdict.PARTLY, f"stated, but not as a {query.kinds[0]}"


def _container(query: Query, weighed: Weighed) -> tuple[Verdict, str] | None:
    """Compare the containers of a value with those of the text and of the gazetteer."""
    worst: tuple[Verdict, str] | None = None
    for container in query.containers:
        verdict = _one_container(query.name, container, weighed)
        if verdict is not None and (worst is None or verdict[0].rank > worst[0].rank):
            worst = verdict
    return worst


def _one_container(name: str, container: str, weighed: Weighed) -> tuple[Verdict, str] | None:
    outer = gazetteer.named(container)
    stated = hints.stated_containers(weighed.text, weighed.first, weighed.last)
    if any(is_spelling(container, key) for key in stated.names):
        return None
    for key in stated.all:
        if hints.excludes(gazetteer.named(key), outer):
            return Verdict.UNSUPPORTED, f"the text says {key.title()}"
    if _stands(container, weighed.text):
        return None
    title = container.title()
    if hints.lies_outside(name, outer, stated.all):
        return Verdict.UNSUPPORTED, f"does not lie in {title} (gazetteer)"
    return Verdict.PARTLY, f"{title} is not stated"


def _stands(name: str, text: Lexed) -> bool:
    """Whether a name stands for a place anywhere in a text, whatever happened there."""
    key = f"stands {name}"
    if key not in text.memo:
        text.memo[key] = any(
            one.verdict in (Verdict.SUPPORTED, Verdict.PARTLY) or one.role.part in clauses.STANDS
            for one in _weigh_name(name, text)
        )
    return bool(text.memo[key])


def _between(ones: list[Weighed], others: list[Weighed]) -> list[Weighed]:
    """Both ends of a stretch, in either order, make the stretch."""
    beside = {other.first: other for other in others}
    for one in ones:
        for at in range(one.first - _STRETCH, one.first + _STRETCH + 1):
            other = beside.get(at)
            if other is not None and "between" in (one.role.part, other.role.part):
                one.verdict, one.reason = Verdict.SUPPORTED, "both ends of the stretch are named"
                if other.last > one.last:
                    one.last = other.last
                else:
                    one.first = other.first
                return [one]
    for one in ones:
        _lower(one, "only one end of the stretch is named")
    return ones or others


def _best(
    weighed: list[Weighed], evidence: Sequence[tuple[int, int]] | None = None
) -> Weighed | None:
    """The strongest, among equals one in the evidence, among these the first."""
    if not weighed:
        return None
    for one in weighed:
        stretch = one.stretch
        one.preferred = any(s <= stretch.start and stretch.end <= e for s, e in evidence or ())
        if one.preferred and one.role.part in _EARLIER:
            one.verdict, one.reason = _EARLIER[one.role.part]
    best = min(weighed, key=lambda w: (w.verdict.rank, not w.preferred, w.first))
    if best.verdict in (Verdict.PARTLY, Verdict.INFERRED):
        # Elsewhere it may be the very place: no rule could tell.
        unread_ = [w for w in weighed if w.verdict is Verdict.UNCLEAR and w.role.governed]
        return unread_[0] if unread_ else best
    return best


def _titled(query: Query, source: SourceText) -> Weighed | None:
    """What the headline carries; where the text places the event elsewhere, a hint at most."""
    if not source.context.title:
        return None
    best = _best(weigh(query, lexed(source, "title")))
    if best is None or best.verdict is Verdict.UNSUPPORTED:
        return best
    rival = hints.rival(query.name, source)
    if rival is not None:
        best.verdict, best.reason = (
            Verdict.INFERRED,
            f"the headline names it, the text {rival.name}",
        )
    elif best.verdict is Verdict.SUPPORTED:
        best.reason = "the headline names it"
    return best


def _from_context(query: Query, source: SourceText, best: Weighed | None) -> Judgement:
    """The paragraph before as a hint, the dateline as none, else what the text made of the name."""
    if source.context.before and (best is None or best.role.part != "contradicted"):
        setting = _best(weigh(query, lexed(source, "before")))
        if setting is not None and setting.verdict is not Verdict.UNSUPPORTED:
            return Judgement(
                Verdict.INFERRED,
                "the paragraph before names it, this one does not",
                (setting.stretch,),
            )
    if best is not None:
        contradicted = best.role.part == "contradicted"
        return Judgement(Verdict.UNSUPPORTED, best.reason, (best.stretch,), final=contradicted)
    if source.context.dateline:
        filed = _best(weigh(query, lexed(source, "dateline")))
        if filed is not None:
            return Judgement(
                Verdict.UNSUPPORTED, "only where the report was filed", (filed.stretch,)
            )
    return Judgement(Verdict.UNSUPPORTED, "not in the text")
