"""Narrows a request to its paragraph: which values the text offers for each checked field.

Where a server enforces schemas, invented numbers and places become impossible; where it does not,
the verifier finds them.  A field is left open where nothing is found to offer, because narrowing
must never make the right answer impossible, with one exception: where no word carries a number for
a role, null alone is offered, for such a count could only be invented.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from llmextract.reading import prompting
from llmextract.reading.sheets import Blank, Party, Sheet, Side
from llmextract.records import Context, Verdict
from llmextract.rules import agency
from llmextract.rules.sketching import Entry
from llmextract.rules.triggers import Cues
from llmextract.schema.form import Form, Offers, Slot
from llmextract.verification import dates, measures, numbers, places
from llmextract.verification.source_text import SourceText

_MOST_PARTIES = 8
"""Names whose part is asked in one blank: a sentence with more is a list of condolences."""


def offers(form: Form, source: SourceText) -> Offers:
    """The values that a source offers, by the path of the field in the form."""
    found: dict[str, Sequence[Any]] = {}
    for slot in _all(form.slots):
        values = _offered(slot, source)
        if values is not None:
            found[slot.path] = values
    return found


def sheet(form: Form, source: SourceText, entries: Sequence[Entry], cues: Cues) -> Sheet:
    """One blank for each sketched incident, each narrowed to its own sentences."""
    return Sheet(form, tuple(_blank(form, source, entry, cues) for entry in entries))


def _blank(form: Form, source: SourceText, entry: Entry, cues: Cues) -> Blank:
    own = _own_source(source, entry)
    found: dict[str, Sequence[Any]] = {}
    fixed: dict[str, Any] = {}
    sides = _sides(form, cues)
    told = _cast(form, own, cues) if sides else agency.Cast((), (), ())
    fixed |= {
        slot.name: list(names)[: slot.max_items]
        for side, slot in sides.items()
        if (names := _fitting(slot, told.acts if side == "doer" else told.hit))
    }
    untold = {side: slot for side, slot in sides.items() if slot.name not in fixed}
    parties = _parties(form, told.open, untold, own, cues)
    for slot in (one for one in form.slots if one not in sides.values()):
        values = list(entry.sentences) if slot.evidence else _entry_offers(slot, own, source, cues)
        if values and slot.name == cues.field and "hit" in sides:
            values = _of_people(values, [form.kinds(sides["hit"], one) for one in told.hit], cues)
        if values is None:
            continue
        values = _fitting(slot, values)
        if slot.evidence:
            fixed[slot.name] = values
        elif not values:
            fixed[slot.name] = [] if slot.many else None
        elif _is_settled(slot, values, own, cues):
            fixed[slot.name] = list(values[: slot.max_items]) if slot.many else values[0]
        else:
            found[slot.path] = values
    return Blank(found, fixed, parties, {side: slot.name for side, slot in untold.items()})


def _fitting(slot: Slot, values: Sequence[Any]) -> Sequence[Any]:
    """The values that the class takes: a phrase may be longer than a name is allowed to be."""
    most = slot.scalar.get("maxLength")
    return [one for one in values if most is None or not isinstance(one, str) or len(one) <= most]


def _sides(form: Form, cues: Cues) -> dict[Side, Slot]:
    """The lists of those who act and of those who are hit, where the domain's cues tell sides."""
    named: dict[str | None, Side] = {cues.doers: "doer", cues.hit: "hit"}
    return {
        named[slot.name]: slot for slot in form.slots if slot.name in named and slot.lists_names
    }


def _cast(form: Form, own: SourceText, cues: Cues) -> agency.Cast:
    """The actors that the sentences name, on the side that the syntax puts them on."""
    slot = next(iter(_sides(form, cues).values()))
    bare = _bare(own)
    known = [one.name for one in places.mentions(bare) if one.kind != "unknown"]
    return agency.cast(
        own.text,
        cues,
        places=[*places.offered(bare), *known],
        kinds_of=lambda name: form.kinds(slot, name),
    )


def _parties(
    form: Form, names: Sequence[str], untold: Mapping[Side, Slot], own: SourceText, cues: Cues
) -> tuple[Party, ...]:
    """The names whose part is asked, each with the parts that it may play.

    A bystander's part is asked only for the side of those who are hit: the mayor whom a report names
    beside an attack is all but never the one who did it, and a small model says that he is.
    """
    shouted = prompting.is_shouted(own.text)
    parties = []
    for name in names:
        sides = tuple(
            side
            for side, slot in untold.items()
            if (side == "hit" or not form.kinds(slot, name) & cues.bystanders)
            and _fitting(slot, [name])
        )
        if sides:
            parties.append(Party(name, name.lower() if shouted else name, sides))
    return tuple(parties[:_MOST_PARTIES])


def open_offers(
    form: Form, source: SourceText, entry: Entry, names: Sequence[str], cues: Cues | None
) -> tuple[Offers, dict[str, Any]]:
    """What an entry's sentences offer for the fields that are asked again.

    Returns:
        The offers by path, and the fields for which nothing can be offered, with their empty value.
    """
    own = _own_source(source, entry)
    found: dict[str, Sequence[Any]] = {}
    empty: dict[str, Any] = {}
    for slot in (one for one in form.slots if one.name in names):
        values = _entry_offers(slot, own, source, cues)
        if values:
            found[slot.path] = values
        elif values is not None and (slot.many or slot.nullable):
            empty[slot.name] = [] if slot.many else None
    return found, empty


def _own_source(source: SourceText, entry: Entry) -> SourceText:
    """The entry's own sentences, with the headline: the paragraph before would offer too much."""
    bounds = [source.bounds[number - 1] for number in entry.sentences]
    start, end = bounds[0][0], bounds[-1][1]
    inside = [(a - start, b - start) for a, b in source.bounds if start <= a and b <= end]
    return SourceText(
        source.text[start:end],
        context=_place_context(source, title=source.context.title),
        sentences=inside,
        language=source.language,
    )


def _entry_offers(
    slot: Slot, own: SourceText, source: SourceText, cues: Cues | None
) -> Sequence[Any] | None:
    """What an entry's sentences offer for a field; an empty list where it is known to be empty."""
    if cues is not None and slot.name == cues.field:
        return _acts(slot, own.text, cues)
    if cues is not None and slot.name in cues.fields:
        return _called_for(slot, own.text, cues)
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
        title = _WORDS[kind](SourceText(source.context.title, language=source.language))
        return (
            _WORDS[kind](_bare(own))
            or _WORDS[kind](_bare(source))
            or (title if len(title) == 1 else [])
        )
    return None


def _bare(source: SourceText) -> SourceText:
    return SourceText(
        source.text,
        context=_place_context(source),
        sentences=source.sentences,
        language=source.language,
    )


def _place_context(source: SourceText, *, title: str = "") -> Context:
    """The dateline, which offers no value but says which country a report is about."""
    return Context(title=title, dateline=source.context.dateline)


def _acts(slot: Slot, text: str, cues: Cues) -> list[str] | None:
    """The kinds of act that the words name.

    A verb tells the kind best, unless it is one that tells only that there was an act ("hit",
    "killed"); then the nouns do ("killed when shells hit a bus").  A noun after "the" mostly points
    back at another act ("hours after the explosion") and counts where there is nothing else.  Where
    no word tells a kind nobody can know it: asked for one, a small model writes "suicide bombing".
    """
    allowed = slot.scalar.get("enum", ())
    acts = [act for act in cues.acts if act.value in allowed]
    by_verb = [act.value for act in acts if act.verbs.search(text)]
    exact = [value for value in by_verb if value != cues.general]
    by_noun = [act.value for act in acts if cues.tells_of(act.nouns, text)]
    found = exact or by_noun or [act.value for act in acts if act.nouns.search(text)]
    if found:
        return found
    return [cues.general] if cues.general and cues.general in allowed else None


def _of_people(values: Sequence[Any], hit: Sequence[frozenset[str]], cues: Cues) -> Sequence[Any]:
    """The kinds of act, where those that are hit are people and that makes it another kind."""
    if not hit or not all(kinds and kinds <= cues.people for kinds in hit):
        return values
    other = {act.value: act.of_people for act in cues.acts if act.of_people}
    return list(dict.fromkeys(other.get(value, value) for value in values))


def _called_for(slot: Slot, text: str, cues: Cues) -> list[Any] | None:
    field = cues.fields[slot.name]
    if field.words is not None:
        if field.phrases:
            return agency.tools(text, cues, field.words)
        return None if field.words.search(text) else []
    sure = [value for value, words in field.sure.items() if words.search(text)]
    if len(sure) == 1:
        return sure
    called = [value for value, words in field.values.items() if words.search(text)]
    return [field.default, *called] if field.default else called or None


def _counts(slot: Slot, own: SourceText) -> list[int]:
    """The counts for a role: those that are stated or derived whole, else bounds and parts."""
    assert slot.grounded is not None
    role = slot.grounded.role
    found = list(numbers.offered(own, role=role, sums=slot.grounded.sums))
    verdicts = {
        value: numbers.judge(value, own, role=role, sums=slot.grounded.sums).verdict
        for value in found
    }
    whole = [value for value, verdict in verdicts.items() if verdict.is_carried]
    found = [value for value in found if verdicts[value] is not Verdict.UNSUPPORTED]
    if whole and verdicts[max(whole)] is Verdict.DERIVED:
        # The entry is one incident: the sum over all of its sentences is its count, the parts
        # that it was added up from are not.
        return [max(whole)]
    return whole or found


def _is_settled(slot: Slot, values: Sequence[Any], own: SourceText, cues: Cues) -> bool:
    """Whether the offers leave no choice.

    The only place or day that an incident's own sentences name is its place or day: asked for it, a
    small model left out one day in three and was wrong to do so in seven of nine cases.
    """
    if slot.name in cues.fields and cues.fields[slot.name].phrases:
        return True
    grounded, value = slot.grounded, values[0]
    if len(values) > 1:
        # Of the likely places of a text in capitals a small model finds fewer right ones than
        # there are (measured on MUC-4: 68 % of the incidents with the right place against 71 %).
        is_place = grounded is not None and grounded.kind == "place"
        return is_place and slot.many and own.text.isupper()
    if grounded is None:
        return not slot.nullable
    if grounded.role and _is_measure(slot):
        return measures.judge(value, own, role=grounded.role).verdict is Verdict.SUPPORTED
    if grounded.kind == "number":
        return numbers.judge(value, own, role=grounded.role, sums=grounded.sums).verdict.is_carried
    return grounded.kind in _WORDS and value in _WORDS[grounded.kind](_bare(own))


def _is_measure(slot: Slot) -> bool:
    """Whether a field holds numbers that stand in the text as they are: a magnitude, no count."""
    marked = slot.grounded is not None and slot.grounded.kind == "quote"
    return marked and slot.scalar.get("type") in {"number", "integer"}


def _all(slots: Sequence[Slot]) -> list[Slot]:
    return [s for slot in slots for s in (slot, *_all(slot.parts))]


def _offered(slot: Slot, source: SourceText) -> Sequence[Any] | None:
    if slot.evidence:
        return list(range(1, len(source.bounds) + 1)) or None
    if slot.grounded is None:
        return None
    kind = slot.grounded.kind
    if kind == "number":
        return numbers.offered(source, role=slot.grounded.role, sums=slot.grounded.sums)
    if _is_measure(slot):
        return measures.offered(source, role=slot.grounded.role)
    offered = _ALL_WORDS.get(kind)
    return (offered(source) or None) if offered else None


def _places(source: SourceText) -> Sequence[str]:
    """The places that the source of one incident offers, without those that hold another.

    Of a text in capitals the likely ones.  A name that no gazetteer knows and no noun calls a place
    may be any word there: offered, a small model took "principal" and "world" for places, and found
    no right one more (measured).
    """
    if not source.text.isupper():
        return places.innermost(source)
    return places.innermost(source, among=places.likely(source, places.offered(source)))


_ALL_WORDS: dict[str, Callable[[SourceText], Sequence[str]]] = {
    "place": places.offered,
    "date": dates.offered,
}
"""What a paragraph offers for all of its records."""
_WORDS: dict[str, Callable[[SourceText], Sequence[str]]] = {**_ALL_WORDS, "place": _places}
"""What the sentences of one incident offer."""
