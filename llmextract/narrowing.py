"""Narrows a request to its paragraph: which values the text offers for each checked field.

Where a server enforces schemas, invented numbers and places become impossible; where it does not,
the verifier finds them.  A field is left open where nothing is found to offer, because narrowing
must never make the right answer impossible, with one exception: where no word carries a number for
a role, null alone is offered, for such a count could only be invented.
"""

from collections.abc import Callable, Sequence
from typing import Any

from llmextract.cues import Cues, FieldCues
from llmextract.forms import Form, Offers, Slot
from llmextract.grounding import dates, measures, numbers, places
from llmextract.grounding.passage import Passage
from llmextract.records import Context, Verdict
from llmextract.sheets import Blank, Sheet
from llmextract.sketching import Entry

_WHOLE = frozenset({Verdict.SUPPORTED, Verdict.DERIVED})


def offers(form: Form, passage: Passage) -> Offers:
    """The values that a passage offers, by the path of the field in the form."""
    found: dict[str, Sequence[Any]] = {}
    for slot in _all(form.slots):
        values = _offered(slot, passage)
        if values is not None:
            found[slot.path] = values
    return found


def sheet(form: Form, passage: Passage, entries: Sequence[Entry], cues: Cues) -> Sheet:
    """One blank for each sketched incident, each narrowed to its own sentences."""
    return Sheet(form, tuple(_blank(form, passage, entry, cues) for entry in entries))


def _blank(form: Form, passage: Passage, entry: Entry, cues: Cues) -> Blank:
    own = _own_passage(passage, entry)
    found: dict[str, Sequence[Any]] = {}
    fixed: dict[str, Any] = {}
    for slot in form.slots:
        values = list(entry.sentences) if slot.evidence else _entry_offers(slot, own, passage, cues)
        if values is None:
            continue
        if slot.evidence:
            fixed[slot.name] = values
        elif not values:
            fixed[slot.name] = [] if slot.many else None
        elif len(values) == 1 and not slot.many and _is_settled(slot, values[0], own):
            fixed[slot.name] = values[0]
        else:
            found[slot.path] = values
    return Blank(found, fixed)


def open_offers(
    form: Form, passage: Passage, entry: Entry, names: Sequence[str], cues: Cues | None
) -> tuple[Offers, dict[str, Any]]:
    """What an entry's sentences offer for the fields that are asked again.

    Returns:
        The offers by path, and the fields for which nothing can be offered, with their empty value.
    """
    own = _own_passage(passage, entry)
    found: dict[str, Sequence[Any]] = {}
    empty: dict[str, Any] = {}
    for slot in (one for one in form.slots if one.name in names):
        values = _entry_offers(slot, own, passage, cues)
        if values:
            found[slot.path] = values
        elif values is not None and (slot.many or slot.nullable):
            empty[slot.name] = [] if slot.many else None
    return found, empty


def _own_passage(passage: Passage, entry: Entry) -> Passage:
    """The entry's own sentences, with the headline: the paragraph before would offer too much."""
    bounds = [passage.bounds[number - 1] for number in entry.sentences]
    start, end = bounds[0][0], bounds[-1][1]
    inside = [(a - start, b - start) for a, b in passage.bounds if start <= a and b <= end]
    return Passage(
        passage.text[start:end],
        context=Context(title=passage.context.title),
        sentences=inside,
        language=passage.language,
    )


def _entry_offers(
    slot: Slot, own: Passage, passage: Passage, cues: Cues | None
) -> Sequence[Any] | None:
    """What an entry's sentences offer for a field; an empty list where it is known to be empty."""
    if cues is not None and slot.name == cues.field:
        return _acts(slot, own.text, cues)
    if cues is not None and slot.name in cues.fields:
        return _called_for(slot, own.text, cues.fields[slot.name])
    if slot.grounded is None or slot.parts:
        return None
    kind = slot.grounded.kind
    if kind == "number":
        return _counts(slot, own)
    if _is_measure(slot):
        return measures.offered(own, role=slot.grounded.role)
    if kind in _WORDS:
        # The paragraph names the place or the day once for all of its incidents.  A headline that
        # names several places does not say which of them is meant.
        title = _WORDS[kind](Passage(passage.context.title, language=passage.language))
        return (
            _WORDS[kind](_bare(own))
            or _WORDS[kind](_bare(passage))
            or (title if len(title) == 1 else [])
        )
    return None


def _bare(passage: Passage) -> Passage:
    return Passage(passage.text, sentences=passage.sentences, language=passage.language)


def _acts(slot: Slot, text: str, cues: Cues) -> list[str] | None:
    """The kinds of act that the words name.

    A verb tells the kind best, unless it is one that tells only that there was an act ("hit",
    "killed"); then the nouns do ("killed when shells hit a bus").  A noun after "the" mostly points
    back at another act ("hours after the explosion") and counts where there is nothing else.
    """
    allowed = slot.scalar.get("enum", ())
    acts = [act for act in cues.acts if act.value in allowed]
    by_verb = [act.value for act in acts if act.verbs.search(text)]
    exact = [value for value in by_verb if value != cues.general]
    by_noun = [act.value for act in acts if cues.tells_of(act.nouns, text)]
    found = exact or by_noun or [act.value for act in acts if act.nouns.search(text)]
    general = [value for value in by_verb if value not in found]
    return [*found, *general] or None


def _called_for(slot: Slot, text: str, field: FieldCues) -> list[Any] | None:
    if field.words is not None:
        return None if field.words.search(text) else []
    sure = [value for value, words in field.sure.items() if words.search(text)]
    if len(sure) == 1:
        return sure
    called = [value for value, words in field.values.items() if words.search(text)]
    return [field.default, *called] if field.default else called or None


def _counts(slot: Slot, own: Passage) -> list[int]:
    """The counts for a role: those that are stated or derived whole, else bounds and parts."""
    assert slot.grounded is not None
    role = slot.grounded.role
    found = list(numbers.offered(own, role=role, sums=slot.grounded.sums))
    verdicts = {
        value: numbers.judge(value, own, role=role, sums=slot.grounded.sums).verdict
        for value in found
    }
    whole = [value for value, verdict in verdicts.items() if verdict in _WHOLE]
    found = [value for value in found if verdicts[value] is not Verdict.UNSUPPORTED]
    if whole and verdicts[max(whole)] is Verdict.DERIVED:
        # The entry is one incident: the sum over all of its sentences is its count, the parts
        # that it was added up from are not.
        return [max(whole)]
    return whole or found


def _is_settled(slot: Slot, value: Any, own: Passage) -> bool:
    """Whether the one offer is the answer: a nullable date may still be none of this incident's."""
    grounded = slot.grounded
    if grounded is not None and grounded.role and _is_measure(slot):
        judged = measures.judge(value, own, role=grounded.role)
        return judged.verdict is Verdict.SUPPORTED
    if grounded is None or grounded.kind != "number":
        return not slot.nullable
    verdict = numbers.judge(value, own, role=grounded.role, sums=grounded.sums).verdict
    return verdict in _WHOLE


def _is_measure(slot: Slot) -> bool:
    """Whether a field holds numbers that stand in the text as they are: a magnitude, no count."""
    marked = slot.grounded is not None and slot.grounded.kind == "quote"
    return marked and slot.scalar.get("type") in {"number", "integer"}


def _all(slots: Sequence[Slot]) -> list[Slot]:
    return [s for slot in slots for s in (slot, *_all(slot.parts))]


def _offered(slot: Slot, passage: Passage) -> Sequence[Any] | None:
    if slot.evidence:
        return list(range(1, len(passage.bounds) + 1)) or None
    if slot.grounded is None:
        return None
    kind = slot.grounded.kind
    if kind == "number":
        return numbers.offered(passage, role=slot.grounded.role, sums=slot.grounded.sums)
    if _is_measure(slot):
        return measures.offered(passage, role=slot.grounded.role)
    offered = _WORDS.get(kind)
    return (offered(passage) or None) if offered else None


def _places(passage: Passage) -> Sequence[str]:
    """The places that a passage offers; in capitals those that are known, where any is.

    Capitals tell no names, so any word after a preposition may look like one.
    """
    offered = places.offered(passage)
    if not passage.text.isupper():
        return offered
    known = {mention.name for mention in places.mentions(passage) if mention.kind != "unknown"}
    return [name for name in offered if name in known] or offered


_WORDS: dict[str, Callable[[Passage], Sequence[str]]] = {
    "place": _places,
    "date": dates.offered,
}
