"""What the sentences of one incident offer for each field: values that stand there for its role.

A candidate is what the rules think possible, never all that may be true: a reader that is given
candidates must be free to answer something else.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any

from llmextract.records import Context, Verdict
from llmextract.rules import agency
from llmextract.rules.templates import Template
from llmextract.rules.triggers import Triggers
from llmextract.schema.outline import Field
from llmextract.verification import dates, measures, numbers, places
from llmextract.verification.context import classify
from llmextract.verification.source_text import SourceText

_NAME = r"[^\W\d_a-z][\w'’-]*"
_LABEL = re.compile(rf"\s*[-–—•*·]\s+({_NAME}(?:\s+(?:{_NAME}|al|el|of|de|city|town))*)\s*:")
"""An item of a list that is headed with a name."""


def own_source(source: SourceText, template: Template) -> SourceText:
    """The sentences of one incident with the headline: what stands before would offer too much."""
    text, inside = "", []
    for start, end in template.spans or [source.bounds[n - 1] for n in template.sentences]:
        text += " " if text else ""
        inside.append((len(text), len(text) + end - start))
        text += source.text[start:end]
    return SourceText(
        text,
        context=_place_context(source, title=source.context.title),
        sentences=inside,
        language=source.language,
    )


def lead_source(source: SourceText, template: Template) -> SourceText:
    """The paragraph up to the last sentence of an incident."""
    *_, (_, end) = template.spans or [source.bounds[n - 1] for n in template.sentences]
    return SourceText(
        source.text[:end],
        context=_place_context(source),
        sentences=[(a, min(b, end)) for a, b in source.bounds if a < end],
        language=source.language,
    )


def candidates(
    field: Field, among: Sequence[SourceText], triggers: Triggers
) -> Sequence[Any] | None:
    """What an incident offers for a field.

    Args:
        field: a field that no side of the act stands in.
        among: the sentences of the incident; the paragraph up to the last of them; the paragraph.
        triggers: the words of the domain.

    Returns:
        The values, the likeliest first; empty where the field is known to be empty, ``None`` where
        the rules know nothing about such a field.
    """
    values = _candidates(field, among, triggers)
    return None if values is None else _fitting(field, values)


def names_that_fit(field: Field, names: Sequence[str]) -> list[str]:
    """The names that the class takes, as many as it takes: a phrase may be longer than a name."""
    return [str(one) for one in _fitting(field, names)][: field.max_items]


def is_measure(field: Field) -> bool:
    """Whether a field holds numbers that stand in the text as they are: a magnitude, no count."""
    marked = field.grounded is not None and field.grounded.kind == "quote"
    return marked and field.scalar.get("type") in {"number", "integer"}


def bare(source: SourceText) -> SourceText:
    """A text with its dateline only, which offers no value but says which country it is about."""
    return SourceText(
        source.text,
        context=_place_context(source),
        sentences=source.sentences,
        language=source.language,
    )


def _fitting(field: Field, values: Sequence[Any]) -> Sequence[Any]:
    most = field.scalar.get("maxLength")
    return [one for one in values if most is None or not isinstance(one, str) or len(one) <= most]


def _candidates(
    field: Field, among: Sequence[SourceText], triggers: Triggers
) -> Sequence[Any] | None:
    own, lead, source = among
    if field.name == triggers.field:
        return _acts(field, own.text, triggers)
    if field.name in triggers.fields:
        return _called_for(field, own.text, triggers)
    if field.grounded is None or (field.parts and not field.flat):
        return None
    if field.kind == "number":
        return _counts(field, bare(own))
    if is_measure(field):
        return measures.offered(own, role=field.grounded.role)
    if words := _WORDS.get(field.kind):
        # The paragraph names the place or the day once for all of its incidents, and mostly first.
        # What follows, or a headline, does not say which is meant where it names several.
        title = SourceText(source.context.title, language=source.language)
        rest = (found for one in (bare(source), title) if len(found := words(one)) == 1)
        return words(bare(own)) or words(lead) or next(rest, [])
    return None


def _place_context(source: SourceText, *, title: str = "") -> Context:
    return Context(title=title, dateline=source.context.dateline)


def _acts(field: Field, text: str, triggers: Triggers) -> list[str] | None:
    """The kinds of act that the words name, the likeliest first.

    A verb tells the kind best, unless it is one that tells only that there was an act ("hit",
    "killed"); then the nouns do ("killed when shells hit a bus").  A noun after "the" mostly points
    back at another act ("hours after the explosion") and counts where there is nothing else.  A
    kind that is a manner of another ("a mine went off") stands in its place where both are told.
    """
    text = triggers.idioms.sub("…", text)
    allowed = field.scalar.get("enum", ())
    acts = [act for act in triggers.acts if act.value in allowed]
    by_verb = [act.value for act in acts if triggers.tells(act.verbs, text)]
    exact = [value for value in by_verb if value != triggers.general]
    named_acts = [act for act in acts if not act.unless.search(text)]
    by_noun = [act.value for act in named_acts if triggers.tells_of(act.nouns, text)]
    named = exact or by_noun or [act.value for act in named_acts if triggers.names(act.nouns, text)]
    finer = [act for act in acts if act.value in by_noun and act.manner_of & {*named, *by_verb}]
    coarse = {value for act in finer for value in act.manner_of}
    found = [act.value for act in finer] + [value for value in named if value not in coarse]
    if found:
        return list(dict.fromkeys(found))
    return [triggers.general] if triggers.general and triggers.general in allowed else None


def _called_for(field: Field, text: str, triggers: Triggers) -> list[Any] | None:
    called_by = triggers.fields[field.name]
    if called_by.words is not None:
        if called_by.phrases:
            return agency.tools(text, triggers.roles, called_by.words)
        return None if called_by.words.search(text) else []
    sure = [value for value, words in called_by.sure.items() if words.search(text)]
    if len(sure) == 1:
        return sure
    called = [value for value, words in called_by.values.items() if words.search(text)]
    return [called_by.default, *called] if called_by.default else called or None


def _counts(field: Field, own: SourceText) -> list[int]:
    """The counts for a role: those that are stated or derived whole, else bounds and parts.

    Those of a headline are of the whole article.
    """
    assert field.grounded is not None
    role, sums = field.grounded.role, field.grounded.sums
    found = list(numbers.offered(own, role=role, sums=sums))
    verdicts = {value: numbers.judge(value, own, role=role, sums=sums).verdict for value in found}
    whole = [value for value, verdict in verdicts.items() if verdict.is_carried]
    found = [value for value in found if verdicts[value].rank < Verdict.UNCLEAR.rank]
    if whole and verdicts[max(whole)] is Verdict.DERIVED:
        # The sentences tell of one incident: the sum over all of them is its count, the parts that
        # it was added up from are not.
        return [max(whole)]
    return whole or found


def _places(source: SourceText) -> Sequence[str]:
    """The places of one incident, without those that hold another.

    Of a text in capitals the likely ones.  A name that no gazetteer knows and no noun calls a place
    may be any word there ("principal", "world").
    """
    if source.text.isupper():
        return places.innermost(source, among=places.likely(source, places.offered(source)))
    placed = {one.name for one in places.mentions(source) if one.role.governed or one.role.kinds}
    found = [
        name
        for name in places.offered(source)
        if name in placed or places.judge(name, source).verdict.rank < Verdict.UNCLEAR.rank
    ]
    return (places.innermost(source, among=found) if found else ()) or _label(source)


def _label(source: SourceText) -> list[str]:
    """The name that an item of a list is headed with: "- Tolna: two men were shot"."""
    label = _LABEL.match(source.text)
    return [label[1]] if label else []


def _days(source: SourceText) -> Sequence[str]:
    """The days of one incident: that of a dateline is the report's, where the text names another."""
    found = dates.offered(source)
    dateline = classify(source.text.partition("\n")[0]).dateline
    return [one for one in found if one not in dateline] or found


_WORDS: dict[str, Callable[[SourceText], Sequence[str]]] = {
    "place": _places,
    "date": _days,
}
"""What the sentences of one incident offer, by the kind of the field."""
