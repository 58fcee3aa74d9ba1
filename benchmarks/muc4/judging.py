"""Which values of a run of several samples are right, by the MUC-4 key: to calibrate confidences.

Judged is what the key can tell.  A record whose incident has no template is left out: the key has
only some of the incidents of a report.  So is a value that is not given, for the key speaks of the
document and not of the paragraph, and a count of which the key is silent.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from benchmarks.calibrating import Judged
from benchmarks.muc4.answers import Answer, answer
from benchmarks.muc4.converting import Conventions, conventions_of, incident
from benchmarks.muc4.key import KeyDocument, Template
from benchmarks.muc4.matching import align, exact, same_type
from llmextract.content import load_schema
from llmextract.merge import merge_document
from llmextract.reading.confidence import verdict_on
from llmextract.records import Agreement, Extraction
from llmextract.runfile import RunFile
from llmextract.schema import paths
from llmextract.schema.outline import Field, outline_of

_ONE_IN = 3
"""Of so many chosen documents one has several templates, as in the corpus."""


def judged(
    run: RunFile, key: Iterable[KeyDocument], *, content: Iterable[str] = ()
) -> Iterator[Judged]:
    """The values of a run that the key can judge.

    Incidents are paired with templates as for scoring, joined over the paragraphs; then each value
    of each record that an incident was joined of is held against the template.

    Args:
        run: a run with several samples.
        key: the gold documents.
        content: folders with the schema that the run names, searched before the shipped ones.
    """
    record = load_schema(str(run.header.get("schema", "incident")), content=tuple(content))
    conventions = conventions_of(record)
    kinds = {kind.name: kind for kind in outline_of(record).fields}
    templates = {document.id: document.templates for document in key}
    for document, group in groupby(run.extractions, key=lambda e: e.document):
        extractions = {extraction.paragraph.index: extraction for extraction in group}
        merged = merge_document(extractions.values(), record)
        answers = [answer(incident(one.record, conventions, document.published)) for one in merged]
        wanted = templates.get(document.id, ())
        for i, j in align(answers, wanted, exact).items():
            for paragraph, number in merged[i].members:
                yield from _judged(extractions[paragraph], number, wanted[j], conventions, kinds)


def _judged(
    extraction: Extraction,
    number: int,
    template: Template,
    conventions: Conventions,
    kinds: Mapping[str, Field],
) -> Iterator[Judged]:
    row = extraction.records[number]
    whole = answer(incident(row, conventions, extraction.document.published))
    for one in extraction.agreement_of(number):
        kind = kinds[paths.head(one.field)]
        said = _said(one, row, kind)
        judge = _JUDGES.get(kind.name)
        is_right = judge(said, whole, template) if judge and said is not None else None
        if is_right is not None:
            verdict = verdict_on(one, extraction.findings)
            yield Judged(extraction.document.id, kind.name, kind.kind, verdict, one.share, is_right)


def _said(one: Agreement, row: Mapping[str, Any], kind: Field) -> Any:
    """The value that an agreement is about, an item of a list by its name; ``None`` for none."""
    for path, item in kind.items(row):
        if one.field in {path, f"{path}.{kind.head}"}:
            return kind.called(item) or item
    return None


Judge = Callable[[Any, Answer, Template], bool | None]
"""Whether a value is right; ``None`` where the key cannot tell."""


def _is_type(_: Any, whole: Answer, template: Template) -> bool | None:
    return same_type(whole, template) if template.types else None


def _is_day(_: Any, whole: Answer, template: Template) -> bool | None:
    return template.is_on(whole.date) if template.dates and whole.date else None


def _is_place(said: Any, _: Answer, template: Template) -> bool | None:
    """Any place of the template will do: a country is no error where the town is an item too."""
    return template.any_place_in([str(said)]) if template.places else None


def _fills(*roles: str) -> Judge:
    def is_fill(said: Any, _: Answer, template: Template) -> bool:
        fills = answer({"targets": [str(said)]}).roles["targets"]
        return any(
            exact(fill, entity) > 0
            for fill in fills
            for role in roles
            for entity in template.roles[role]
        )

    return is_fill


def _counts(name: str) -> Judge:
    def is_count(said: Any, _: Answer, template: Template) -> bool | None:
        count = template.counts.get(name)
        if count is None:
            return None
        if count["value"] is not None:
            return bool(said == count["value"])
        least, most = count["min"], count["max"]
        if least is None and most is None:
            return None
        return (least is None or said >= least) and (most is None or said <= most)

    return is_count


_JUDGES: Mapping[str, Judge] = {
    "event_type": _is_type,
    "date": _is_day,
    "locations": _is_place,
    "perpetrators": _fills("perpetrators"),
    "targets": _fills("targets", "victims"),
    "weapons": _fills("weapons"),
    "killed": _counts("killed"),
    "injured": _counts("injured"),
}
"""How each field of a record is held against a template; a field that is not here is not judged."""


def choose(
    rows: Sequence[Mapping[str, Any]], limit: int, *, excluded: Iterable[str] = (), longest: int
) -> list[Mapping[str, Any]]:
    """Gold documents with templates, drawn by a hash of the id: the same on every machine.

    Args:
        rows: gold documents as plain JSON.
        limit: how many; a third of them with several templates, as far as there are such.
        excluded: ids that are not drawn, for they serve another measurement.
        longest: most characters of a document.

    Returns:
        The documents in the order of the rows.
    """
    left_out = set(excluded)
    fit = [
        row
        for row in rows
        if row["id"] not in left_out and row["templates"] and len(row["text"]) <= longest
    ]
    fit.sort(key=lambda row: hashlib.sha256(str(row["id"]).encode()).digest())
    several = [row for row in fit if len(row["templates"]) > 1][: limit // _ONE_IN]
    single = [row for row in fit if len(row["templates"]) == 1][: limit - len(several)]
    chosen = {row["id"] for row in [*several, *single]}
    return [row for row in rows if row["id"] in chosen]
