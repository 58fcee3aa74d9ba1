"""The incidents of a document: its records brought together, each thing with why it is one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from llmextract.incidents import Called, Figures, Source
from llmextract.merge.aliases import Aliases
from llmextract.merge.amounts import Member
from llmextract.merge.background import touched_on, with_asides
from llmextract.merge.bounding import figures
from llmextract.merge.clustering import Cluster, Clustering, Joint
from llmextract.merge.identity import identities
from llmextract.merge.joining import LeftOut, Part, Whole, join
from llmextract.merge.mentions import Mention, by_path, mentions
from llmextract.merge.naming import Calling, Naming, naming
from llmextract.merge.page import Page
from llmextract.merge.sources import source_of, sources
from llmextract.merge.sums import sums
from llmextract.records import Extraction, Finding
from llmextract.schema.outline import outline_of

if TYPE_CHECKING:
    from pydantic import BaseModel

    from llmextract.merge.across import Elsewhere


NO_ALIASES = Aliases()


@dataclass(frozen=True, slots=True)
class Merged:
    """An incident of a document, from one record or several.

    Attributes:
        record: the joined record, of the same schema.  Its evidence sentences are those of the
            first member's paragraph.
        members: index of the paragraph and of the record in it, for each record that it was made of,
            in order of the document.
        findings: of the values of the joined record, under their paths in it; ``record`` is its
            place among the incidents of the document.
        left_out: values of the members that the joined record does not have.
        why: what brought its members together, one entry for each time; empty for a single record.
        is_background: whether it is of before the news of the document and told only in passing,
            or a total over much more; no sum over the document counts it.
        id: its name, the same from run to run.
        sources: where it is told.
        figures: what is said of each count, by field; of a field without a count nothing.
        mention: what it is compared by with those of other documents.
        calling: what those who act and are hit are called elsewhere, by their name in the record.
        called: what they are called, where it is not as the record has it.
        elsewhere: what other documents tell of it, see :mod:`across`.
    """

    record: Mapping[str, Any]
    members: tuple[Member, ...]
    findings: tuple[Finding, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    why: tuple[Joint, ...] = ()
    is_background: bool = False
    id: str = ""
    sources: tuple[Source, ...] = ()
    figures: Mapping[str, Figures] = field(default_factory=dict)
    mention: Mention | None = None
    calling: Mapping[str, Calling] = field(default_factory=dict)
    elsewhere: "tuple[Elsewhere, ...]" = ()
    called: tuple[Called, ...] = ()


def merge_document(
    extractions: Iterable[Extraction],
    record: "type[BaseModel]",
    *,
    aliases: Aliases = NO_ALIASES,
) -> tuple[Merged, ...]:
    """The incidents of one document, in the order of their first mention.

    Args:
        extractions: what came of the paragraphs of one document, in any order.
        record: the schema's class, whose marks say what kind of value each field has.
        aliases: what else groups are called, of a user's file.
    """
    ordered = sorted(extractions, key=lambda one: one.paragraph.index)
    page = Page.of(ordered, outline_of(record))
    calling = naming(ordered, page, aliases)
    told = with_asides(
        [m for extraction in ordered for m in mentions(extraction, page, calling)], page
    )
    amounts = {mention.members[0]: mention.numbers for mention in told}
    parts = {
        (extraction.paragraph.index, index): Part(
            (extraction.paragraph.index, index),
            row,
            by_path(findings),
            amounts[extraction.paragraph.index, index],
        )
        for extraction in ordered
        for index, (row, findings) in enumerate(extraction)
    }
    clustering = Clustering(page, told)
    clustering.bring_what_is_sure()
    whole = sums(clustering.clusters, page)
    clustering.bring_what_is_likely(but=whole)
    left = {i: one for i, one in clustering.clusters.items() if i not in whole}
    whole |= sums(left, page)
    over = [clustering.clusters[i].mention for i in whole]
    first_parts = {i: clustering.owner_of(first) for i, first in whole.items()}
    groups = _groups(clustering.clusters, first_parts, touched_on(left, over, page))
    firsts = [(first, parts[first].record) for group in groups for first in group.all_members[:1]]
    names = identities(page.document, firsts, page)
    return tuple(
        replace(_merged(index, group, parts, page, calling), id=name)
        for index, (group, name) in enumerate(zip(groups, names, strict=True))
    )


@dataclass(frozen=True, slots=True)
class _Group:
    """The records of an incident, those that tell it together with others apart."""

    members: tuple[Member, ...]
    sums: frozenset[Member]
    why: tuple[Joint, ...]
    is_background: bool
    mention: Mention

    @property
    def all_members(self) -> list[Member]:
        return sorted({*self.members, *self.sums})


def _groups(
    clusters: Mapping[int, Cluster], whole: Mapping[int, int], touched: set[int]
) -> list[_Group]:
    groups = []
    above: dict[int, list[Mention]] = {}
    for number, first in whole.items():
        above.setdefault(first, []).append(clusters[number].mention)
    for number, cluster in clusters.items():
        if number in whole:
            continue
        over = above.get(number, [])
        joints = [_sum_joint(cluster.mention, mention) for mention in over]
        groups.append(
            _Group(
                cluster.mention.members,
                frozenset(member for mention in over for member in mention.members),
                (*cluster.joints, *joints),
                cluster.mention.is_aside or number in touched,
                cluster.mention,
            )
        )
    return sorted(groups, key=lambda group: group.all_members)


def _sum_joint(part: Mention, whole: Mention) -> Joint:
    return Joint(part.members[0], whole.members[0], 0.0, ("tells several together",))


def _merged(
    index: int, group: _Group, parts: Mapping[Member, Part], page: Page, calling: Naming
) -> Merged:
    members = group.all_members
    own = [replace(parts[member], is_sum=member in group.sums) for member in members]
    whole = join(own, page, calling)
    document = page.document
    return Merged(
        whole.record,
        tuple(members),
        tuple(replace(one, record=index) for one in whole.findings.values()),
        whole.left_out,
        group.why,
        group.is_background,
        sources=sources(((part.member, part.record) for part in own), document, page),
        figures=_figures(whole, [part for part in own if not part.is_sum], page, document),
        mention=group.mention,
        calling=whole.calling,
        called=called(whole, page),
    )


def called(whole: Whole, page: Page) -> tuple[Called, ...]:
    """What those whom a joined record names are called, where it is not as the record has it."""
    return tuple(
        Called(path, said, call.name, call.how)
        for kind in page.of_kind("name")
        for path, item in kind.items(whole.record)
        if (call := whole.calling.get(said := kind.called(item))) is not None
        and call.how is not None
        and call.name != said
    )


def _figures(whole: Whole, parts: Sequence[Part], page: Page, document: str) -> dict[str, Figures]:
    """What the records of an incident say of each count, by field."""
    found = {}
    for kind in page.of_kind("number"):
        best = whole.record.get(kind.name)
        if not isinstance(best, int):
            continue
        told = [(count, part) for part in parts for count in part.counts(kind.name)]
        places = [source_of(count.amount, part.record, document, page) for count, part in told]
        counts = [count for count, _ in told]
        said = figures(counts, best, whole.findings.get(kind.name), places=places, page=page)
        if said is not None:
            found[kind.name] = said
    return found


def joined(extractions: Sequence[Extraction], record: "type[BaseModel]") -> tuple[Extraction, ...]:
    """The extractions of one document with the joined records, each where it is first mentioned."""
    by_paragraph: dict[int, list[Merged]] = {}
    for one in merge_document(extractions, record):
        by_paragraph.setdefault(one.members[0][0], []).append(one)
    out = []
    for extraction in extractions:
        here = by_paragraph.get(extraction.paragraph.index, [])
        findings = tuple(
            replace(finding, record=index)
            for index, one in enumerate(here)
            for finding in one.findings
        )
        records = tuple(one.record for one in here)
        out.append(replace(extraction, records=records, findings=findings))
    return tuple(out)
