"""The records that the rules alone read, in the list protocol; no model is asked.

One record for each template.  Where the sentences offer several values and nothing tells which is
meant, the likeliest is taken; where the rules know nothing of a field it is empty.
"""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal

from llmextract.rules import agency
from llmextract.rules.candidates import bare, candidates, lead_source, names_that_fit, own_source
from llmextract.rules.templates import Template, templates
from llmextract.rules.triggers import Triggers
from llmextract.schema.outline import Field, Outline
from llmextract.verification import places
from llmextract.verification.source_text import SourceText

Side = Literal["agents", "patients"]


_MOST_PLACES = 2
"""Places of one record where several are named: most incidents have one, a stretch has two ends."""


def read(source: SourceText, outline: Outline, triggers: Triggers) -> list[dict[str, Any]]:
    """The records of a paragraph as rows of an answer.

    Args:
        source: the paragraph.
        outline: the class of the records.
        triggers: the words of the domain.
    """
    return [
        read_template(source, template, outline, triggers)
        for template in templates(source, triggers)
    ]


def read_template(
    source: SourceText, template: Template, outline: Outline, triggers: Triggers
) -> dict[str, Any]:
    """The record of one template, as a row of an answer: every field that is asked for."""
    own, lead = own_source(source, template), lead_source(source, template)
    sides = sides_of(outline, triggers)
    row: dict[str, Any] = {}
    groups: Sequence[str] = ()
    if sides:
        told = cast(outline, own, triggers)
        groups = [
            name.split(" of ")[0]
            for name in (*told.patients, *told.open, *told.idle)
            if kinds_told(outline, next(iter(sides.values())), name, triggers) - triggers.things
        ]
        row |= {
            sides[side].name: names_that_fit(sides[side], names)
            for side, names in (("agents", told.agents), ("patients", told.patients))
            if side in sides
        }
    agents = row[sides["agents"].name] if "agents" in sides else ()
    for field in outline.asked:
        if field.name not in row:
            values = _values(field, template, (own, lead, source), triggers)
            if field.kind == "place":
                values = [
                    one
                    for one in values
                    if not any(one in name for name in agents)
                    and not any(name != one and name.endswith(one) for name in groups)
                ]
            row[field.name] = _chosen(field, values)
    if triggers.field in row:
        row[triggers.field] = _kind(row, outline, triggers)
        _part_mutual(row, own, sides, triggers)
    return {field.name: row[field.name] for field in outline.asked}


def sides_of(outline: Outline, triggers: Triggers) -> dict[str, Field]:
    """The lists of those who act (``agents``) and of those who are hit (``patients``), if any."""
    named = {triggers.agents: "agents", triggers.patients: "patients"}
    return {
        named[field.name]: field
        for field in outline.asked
        if field.name in named and field.lists_names
    }


def cast(outline: Outline, own: SourceText, triggers: Triggers) -> agency.Cast:
    """The actors that the sentences of an incident name, on the side that the syntax puts them on."""
    field = next(iter(sides_of(outline, triggers).values()))
    plain = bare(own)
    known = [one.name for one in places.mentions(plain) if one.kind != "unknown"]
    return agency.cast(
        own.text,
        triggers,
        places=[*places.offered(plain), *known],
        kinds_of=lambda name: kinds_told(outline, field, name, triggers),
    )


def kinds_told(outline: Outline, field: Field, name: str, triggers: Triggers) -> frozenset[str]:
    """The kinds of actor that the words of a name tell; of a thing whose owner is named the owner's.

    "Government jets" are a thing, and say who sent them.
    """
    kinds = outline.told_kinds(field, name)
    owner, _, thing = name.rpartition(" ")
    if not owner or not kinds or not kinds <= triggers.things or not triggers.is_sent(thing):
        return kinds
    return outline.told_kinds(field, owner) - triggers.things or kinds


def _values(
    field: Field, template: Template, among: Sequence[SourceText], triggers: Triggers
) -> Sequence[Any]:
    return template.sentences if field.evidence else candidates(field, among, triggers) or ()


def _chosen(field: Field, values: Sequence[Any]) -> Any:
    if field.many:
        most = min(field.max_items, _MOST_PLACES) if field.kind == "place" else field.max_items
        return list(values[:most])
    return values[0] if values else None


def _part_mutual(
    row: dict[str, Any], own: SourceText, sides: Mapping[str, Field], triggers: Triggers
) -> None:
    """Put the sides of an act that has no direction one into each list: "A and B clashed"."""
    act = triggers.act(row.get(triggers.field))
    if act is None or not act.mutual or len(sides) < 2:
        return
    agents, patients = row[sides["agents"].name], row[sides["patients"].name]
    for first, second in pairwise(agents):
        joined = re.search(
            rf"{re.escape(first)}\W+and\W+(?:the\W+)?{re.escape(second)}\W+(?:\w+\W+){{0,2}}?(?:{act.verbs.pattern})",
            own.text,
            re.IGNORECASE,
        )
        if joined:
            agents.remove(second)
            patients.insert(0, second)
            return


def _kind(row: Mapping[str, Any], outline: Outline, triggers: Triggers) -> Any:
    """The kind of act, which may be another where people ("seized a teacher") or several are hit.

    How many, the first count of the class tells: in a domain of violence the dead.
    """
    act = triggers.act(row.get(triggers.field))
    field = sides_of(outline, triggers).get("patients")
    if act is None or field is None:
        return row.get(triggers.field)
    kinds = [outline.told_kinds(field, name) for name in row[field.name]]
    if act.of_people and kinds and all(one and one <= triggers.people for one in kinds):
        return act.of_people
    first = next((row[one.name] for one in outline.of_kind("number") if one.asked), None)
    return act.of_many if act.of_many and (first or 0) > 1 else act.value
