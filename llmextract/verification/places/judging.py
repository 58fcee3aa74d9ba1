"""Judges one value as a place: which words of the source carry it, and how far.

The value is taken apart, its name looked up in the text, and each place where it stands is weighed
by
the part it plays there.  Only when the text does not carry it, the headline, then what the text
only
hints at (a demonym, a capital, what contains a place that is named), then the paragraph before.
"""

from collections.abc import Sequence

from llmextract.records import Verdict
from llmextract.verification import unread
from llmextract.verification.judgement import Judgement, Sentences, rests_on
from llmextract.verification.language import RULED
from llmextract.verification.lexing import Lexed, lexed
from llmextract.verification.places import hints, telling, times
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places.containing import ANAPHOR, lying_in
from llmextract.verification.places.doubting import held_against
from llmextract.verification.places.governing import Role
from llmextract.verification.places.matching import Occurrence, other_names
from llmextract.verification.places.outcomes import STANDS
from llmextract.verification.places.qualifying import between, qualified, raised
from llmextract.verification.places.query import Query, parse
from llmextract.verification.places.weighing import Weighed, weigh_at, weigh_name
from llmextract.verification.source_text import SourceText

_OPENING = 6
"""Words in which a sentence says that it tells of something else: "In a separate attack"."""
_COURT = 4
"""Words from a town to the noun of its court, and behind that to what befalls it."""
_MAY_HOLD = STANDS | {"location", "destination", "origin"}
"""Parts of a name that a text may call the holder of another place; "belongs to X" is a destination."""
_SETS = _MAY_HOLD | {"filed"}
"""Parts of a name by which the paragraph before sets the scene: of labelled places that it alone names sixty
in sixty-one were the setting, whatever it tells of them."""
_EARLIER = {
    "background": (Verdict.SUPPORTED, "of the earlier event that the record is about"),
    "before": (Verdict.UNCLEAR, "of an event before another; of which the record is, none tells"),
}
"""What becomes of a place of an earlier event whose sentence is the record's own."""
_OF_ANOTHER = {
    True: (Verdict.UNSUPPORTED, Role("contradicted", "of another incident in the paragraph")),
    False: (Verdict.UNCLEAR, Role("another", "of another incident than the one before it")),
}
"""What becomes of a place whose sentence says that it tells of another incident, by whether the record's
sentences are known, of which it is none.  Where they are not, the incident may be the record's own."""


def judge(value: object, source: SourceText, *, evidence: Sentences = None) -> Judgement:
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
    judgement, weighed = ruled(value, source, evidence=evidence)
    held = held_against(judgement, weighed, source, evidence=evidence)
    if held.verdict is judgement.verdict or held.verdict is not Verdict.SUPPORTED:
        return held
    # What the words around a name say is of the name alone, not of "in Z" and "south of" beside it.
    return raised(parse(str(value)), held, weighed)


def ruled(
    value: object, source: SourceText, *, evidence: Sentences = None
) -> tuple[Judgement, list[Weighed]]:
    """What the rules of English say of a value, with the places of the text where its name stands.

    Args:
        value: as for :func:`judge`.
        source: the paragraph and its context.
        evidence: as for :func:`judge`.
    """
    query = parse(value) if isinstance(value, str) else None
    if query is None:
        return Judgement(Verdict.UNSUPPORTED, "no name of a place", final=True), []
    weighed = weigh(query, lexed(source, "text"))
    return _ruled(query, source, weighed, evidence), weighed


def _ruled(
    query: Query,
    source: SourceText,
    weighed: list[Weighed],
    evidence: Sentences,
) -> Judgement:
    best = _best(weighed, evidence)
    if best is None or best.verdict is not Verdict.SUPPORTED:
        titled = _titled(query, source)
        if titled is not None and (best is None or titled.verdict.rank < best.verdict.rank):
            best = titled
    if best is not None:
        _yield(query, source, best)
    if best is not None and _is_of_another(best, evidence):
        best.verdict, best.role = _OF_ANOTHER[bool(evidence)]
        best.reason = best.role.reason
    if (
        best is not None
        and best.verdict is not Verdict.SUPPORTED
        and best.role.part != "contradicted"
    ):
        holding = _holds(weighed, source)
        if holding is not None and holding.verdict.rank < best.verdict.rank:
            return holding
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
    court = office and _sits(best)
    rival = hints.plainer(query.name, best.text, source, best.first, known=office and not court)
    if rival is None and office and telling.speaks(best.text, best.last):
        rival, lower = hints.plainer(query.name, best.text, source, best.first), Verdict.UNCLEAR
    if rival is not None and best.role.part == "unreal":
        first, last = times.sentence(best.text, best.first)
        if not first <= rival.first < last:
            return  # it may have a record of its own: "foiled a plot in X by killing two in Y"
    if rival is not None:
        best.verdict = lower
        best.reason = f"{best.reason}; more plainly it happened in {rival.name}"


def _holds(weighed: Sequence[Weighed], source: SourceText) -> Judgement | None:
    """What follows for a place where the text says that the place of an event lies in it."""
    for one in weighed:
        if one.text.part != "text" or one.role.part not in _MAY_HOLD:
            continue
        inner = lying_in(one.text, one.first, one.last)
        if inner is None:
            continue
        if inner == ANAPHOR:
            happened = telling.happens(one.text.words[: one.first])
            name = "the place"
        else:
            key = " ".join(one.text.words[slice(*inner)])
            happened = any(w.verdict is Verdict.SUPPORTED for w in weigh_name(key, one.text))
            name = one.text.text[one.text.starts[inner[0]] : one.text.ends[inner[1] - 1]]
        if happened:
            # A part that no sentence tells by what stands beside the name: no matter for the classifier.
            one.role = Role("holder", f"the text says that {name} lies in it")
            return Judgement(Verdict.INFERRED, one.role.reason, (one.stretch,))
    return None


def _sits(weighed: Weighed) -> bool:
    """Whether a name is that of a court, which is told of what was done elsewhere, and not hit."""
    text, last = weighed.text, weighed.last
    for at in range(last, min(last + _COURT, len(text.words))):
        if text.words[at] in lx.COURTS:
            return not telling.happens(text.words[at + 1 : at + _COURT])
    return False


def _is_of_another(weighed: Weighed, evidence: Sentences) -> bool:
    """Whether a sentence that is not known to be the record's says that it tells of another incident.

    "Meanwhile" and "another" say so only where the record's sentences are known: reports of one incident
    have them too.
    """
    if weighed.preferred or weighed.verdict is not Verdict.SUPPORTED or weighed.text.part != "text":
        return False
    first, _ = times.sentence(weighed.text, weighed.first)
    opening = weighed.text.words[first : first + _OPENING]
    said = lx.SEPARATE | lx.PERHAPS_SEPARATE if evidence else lx.SEPARATE
    return telling.happens(weighed.text.words[:first]) and not said.isdisjoint(opening)


def spellings(value: str) -> tuple[str, ...]:
    """The names by which a text may call a place, folded: its own and those of the gazetteer."""
    query = parse(value)
    return () if query is None else (query.name, *other_names(query.name))


def weigh(query: Query, text: Lexed) -> list[Weighed]:
    """Weigh all places of a part of a source where a value or its name stands."""
    found = _weigh_whole(query, text)
    if query.is_plain or any(w.verdict is Verdict.SUPPORTED for w in found):
        return found
    named = [qualified(query, w) for w in weigh_name(query.name, text)]
    if query.relation == "between":
        others = weigh_name(query.other, text)
        return found + between(named, others)
    return found + named


def _weigh_whole(query: Query, text: Lexed) -> list[Weighed]:
    if query.is_plain:
        return weigh_name(query.name, text)
    found = []
    for first, last in (
        text.find(query.whole) if not query.containers else _whole_chain(query, text)
    ):
        if query.relation:
            role = Role("location", "as written", first=first)
            found.append(Weighed(Verdict.SUPPORTED, "as written", text, first, last, role))
        else:
            found.append(weigh_at(text, Occurrence(first, last, spelling=False), query.whole))
    return found


def _whole_chain(query: Query, text: Lexed) -> list[tuple[int, int]]:
    return [] if query.containers else text.find(query.whole)


def _best(weighed: list[Weighed], evidence: Sentences = None) -> Weighed | None:
    """The strongest, among equals one in the evidence, among these the first."""
    if not weighed:
        return None
    for one in weighed:
        stretch = one.stretch
        one.preferred = rests_on(evidence, stretch.start, stretch.end)
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
        if setting is not None and (
            setting.verdict is not Verdict.UNSUPPORTED or setting.role.part in _SETS
        ):
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
