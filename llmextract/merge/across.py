"""The incidents of a collection of documents: one that several documents tell of becomes one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from llmextract.incidents import Figures, Said
from llmextract.merge.accounts import Account, account, beside, days_of
from llmextract.merge.amounts import Amount, Member
from llmextract.merge.bounding import bounded
from llmextract.merge.document import Merged, called
from llmextract.merge.joining import LeftOut, Part, Whole, join
from llmextract.merge.linking import Group, groups
from llmextract.merge.mentions import by_path
from llmextract.merge.naming import Naming
from llmextract.merge.page import Page
from llmextract.merge.tables import tables_of
from llmextract.records import Finding
from llmextract.schema.outline import outline_of

if TYPE_CHECKING:
    from pydantic import BaseModel

_LATER_THAN_ANY = "9999"


@dataclass(frozen=True, slots=True)
class Telling:
    """A document of a collection and its incidents.

    Attributes:
        document: its id.
        published: date of publication, ISO.
        incidents: as they were brought together within it.
    """

    document: str
    published: str | None
    incidents: tuple[Merged, ...]


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What another document tells of an incident, and why it is of the same.

    Attributes:
        document: id of the document.
        incident: as it was brought together within that.
        score: what spoke most for its being one with another of the incident, in sum.
        signs: names of the signs, those for it first.
    """

    document: str
    incident: Merged
    score: float
    signs: tuple[str, ...]


def merge_across(
    tellings: Sequence[Telling], record: "type[BaseModel]"
) -> list[tuple[Merged, ...]]:
    """For each document of a collection its incidents, those that several tell of as one.

    Such an incident stands among those of the document that was published first, keeps the name that
    it has there, and has in :attr:`Merged.elsewhere` what the others tell.

    Args:
        tellings: the documents, in the order of the collection.
        record: the schema's class.
    """
    page = Page.of([], outline_of(record))
    hearsay = tables_of(record).hearsay
    accounts = [
        one for d, telling in enumerate(tellings) for one in beside(_accounts(d, telling, hearsay))
    ]
    standing: dict[tuple[int, int], Merged | None] = {}
    for group in groups(accounts, page):
        home, whole = _joined(group, tellings, page)
        standing |= dict.fromkeys(group.keys, None) | {home: whole}
    return [
        _renumbered(
            kept
            for i, one in enumerate(telling.incidents)
            if (kept := standing.get((d, i), one)) is not None
        )
        for d, telling in enumerate(tellings)
    ]


def _accounts(
    document: int, telling: Telling, hearsay: Mapping[str, Sequence[str]]
) -> list[Account]:
    """What a document tells of each of its incidents."""
    return [
        account(
            (document, number),
            one.id,
            one.mention,
            published=telling.published,
            is_background=one.is_background,
            is_hearsay=any(one.record.get(name) in values for name, values in hearsay.items()),
        )
        for number, one in enumerate(telling.incidents)
        if one.mention is not None
    ]


def _renumbered(incidents: Iterable[Merged]) -> tuple[Merged, ...]:
    """Incidents whose findings say their place among those that stand."""
    return tuple(
        replace(one, findings=tuple(replace(finding, record=number) for finding in one.findings))
        for number, one in enumerate(incidents)
    )


def _joined(
    group: Group, tellings: Sequence[Telling], page: Page
) -> tuple[tuple[int, int], Merged]:
    """The one incident of a group, and where it stands."""
    order = sorted(group.keys, key=lambda k: (tellings[k[0]].published or _LATER_THAN_ANY, k))
    told = [(tellings[d], tellings[d].incidents[i]) for d, i in order]
    calling = Naming(
        by_place={
            (n, said): c for n, (_, one) in enumerate(told) for said, c in one.calling.items()
        }
    )
    parts = [_part(n, telling, one) for n, (telling, one) in enumerate(told)]
    whole = join(parts, page, calling)
    home, first = told[0]
    return order[0], replace(
        first,
        record=whole.record,
        findings=tuple(_of_home(one, home.document) for one in whole.findings.values()),
        left_out=_left_out(whole, told),
        is_background=all(one.is_background for _, one in told),
        sources=tuple(dict.fromkeys(source for _, one in told for source in one.sources)),
        figures=_figures(whole, told, page),
        calling=whole.calling,
        called=called(whole, page),
        elsewhere=tuple(
            Elsewhere(telling.document, one, *_why(key, group))
            for key, (telling, one) in zip(order[1:], told[1:], strict=True)
        ),
    )


def _why(key: tuple[int, int], group: Group) -> tuple[float, tuple[str, ...]]:
    """What spoke most for an incident being of its group."""
    best = max(
        (link.weighed for link in group.links if key in {link.one, link.other}),
        key=lambda weighed: weighed.score,
    )
    return best.score, best.signs


def _part(number: int, telling: Telling, one: Merged) -> Part:
    """An incident of a document as a record to be joined, numbered by the order of the reports."""
    member = (number, 0)
    days = days_of(one.mention, telling.published) if one.mention is not None else ()
    dated = max((2 if day.is_exact else 1 for day in days), default=0)
    findings = {
        path: replace(finding, document=finding.document or telling.document)
        for path, finding in by_path(one.findings).items()
    }
    amounts = {
        name: (_amount(value, findings.get(name), one, name, member),)
        for name in (one.mention.numbers if one.mention is not None else ())
        if isinstance(value := one.record.get(name), int)
    }
    return Part(member, one.record, findings, amounts, dated=dated)


def _amount(value: int, finding: Finding | None, one: Merged, name: str, member: Member) -> Amount:
    """The count that stands in an incident of a document."""
    told = one.mention.numbers.get(name, ()) if one.mention is not None else ()
    own = next((amount for amount in told if amount.value == value), None)
    if own is not None:
        return replace(own, member=member)
    low, high = (finding.low, finding.high) if finding is not None else (value, value)
    return Amount(value, low, high, frozenset(), member)


def _of_home(finding: Finding, home: str) -> Finding:
    """A finding says its document only where that is not the one that the incident stands in."""
    return replace(finding, document=None) if finding.document == home else finding


def _left_out(whole: Whole, told: Sequence[tuple[Telling, Merged]]) -> tuple[LeftOut, ...]:
    """What gave way within the documents, and what one document has that gave way to another's."""
    home = told[0][0].document
    within = [
        replace(lost, document="" if telling.document == home else telling.document)
        for telling, one in told
        for lost in one.left_out
    ]
    across = []
    for lost in whole.left_out:
        telling, one = told[lost.member[0]]
        document = "" if telling.document == home else telling.document
        across.append(replace(lost, member=one.members[0], document=document))
    return (*within, *across)


def _figures(
    whole: Whole, told: Sequence[tuple[Telling, Merged]], page: Page
) -> Mapping[str, Figures]:
    """All figures of all documents, by field."""
    found = {}
    for kind in page.of_kind("number"):
        best = whole.record.get(kind.name)
        own = [(t, one, one.figures[kind.name]) for t, one in told if kind.name in one.figures]
        if not isinstance(best, int) or not own:
            continue
        said = tuple(
            _replaced(one, telling, best, kind.name, told)
            for telling, _, figures in own
            for one in figures.said
        )
        made = bounded(best, said)
        # A count over the two sides of a thing is no figure that anybody says.
        sums = [f for _, _, f in own if all(s.value != f.best for s in f.said)]
        low = min([made.low, *(f.low for f in sums)])
        high = made.high and max([made.high, *(f.high or 0 for f in sums)])
        found[kind.name] = replace(made, low=low, high=high)
    return found


def _replaced(
    said: Said, telling: Telling, best: int, name: str, told: Iterable[tuple[Telling, Merged]]
) -> Said:
    """A figure of an earlier report that a later one says has risen is older, not another's."""
    published = telling.published or _LATER_THAN_ANY
    is_older = said.value < best and any(
        other.published is not None
        and other.published > published
        and one.mention is not None
        and any(a.is_newer and a.value == best for a in one.mention.numbers.get(name, ()))
        for other, one in told
    )
    return replace(said, part="older") if is_older and said.part == "counted" else said
