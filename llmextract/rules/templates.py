"""Sketches a paragraph before a model is asked: which sentences report an incident, and which together.

A small model that is asked for a list writes a record for every sentence, background included
(measured: precision 0.43 with full recall).  So the list is sketched first, from a domain's trigger
words and from how English continues a story, and the model is asked to fill one record for each
template.  The model decides who, whom, where, when; it cannot list an incident twice.

* A sentence *reports* where it has a verb of an act or the effect of one; it only *names* an act
  where it has nothing but a noun ("attacks are on the rise"), and counts where none reports.
* A sentence *continues* the template before it where it points back at it ("The explosion …"), says
  that nobody was hurt in it, says who did it ("The X claimed responsibility"), denies it, tells only
  an effect ("Four officers were killed."), or tells the act of a template that so far only has its
  effect; but never across a word that parts ("in a separate …").
* A template that opens with an effect takes in the sentence before it that names the act.  Where a
  domain says that effects do not report alone, a template without any word of an act is none.
* A sentence that tells of two incidents in two places is cut into its clauses.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from llmextract.rules.clauses import Span, pieces
from llmextract.rules.triggers import Triggers
from llmextract.verification import dates, places
from llmextract.verification.clauses import words as w
from llmextract.verification.context import classify
from llmextract.verification.source_text import SourceText

_ASKS = re.compile(r"\?[\"'”’)\]]*\s*\Z")

_ROW = re.compile(r"\|[^|]*\|")
"""A row of a table: its head names everything and tells nothing."""
_RELATIVE = re.compile(rf"(?<!\w)(?:--|—|{'|'.join(w.OPENING)})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sentence:
    """What the triggers say of one sentence.

    Attributes:
        number: its number in the paragraph, from 1.
        span: where it stands in the paragraph; of a sentence that tells of two incidents a piece.
        text: its words, without the idioms of the domain.
        act: whether a verb of it reports an act.
        effect: whether it tells what came of one.
        name: whether a noun of it names an act, or that of a tool hints at one.
        deed: whether a noun of it names an act itself.
        points: whether it opens by pointing back at an act.
        parts: whether a word parts it from the sentence before.
        denies: whether it answers what was told before.
        spares: whether it says, and tells of no act, that nobody was hit.
        attributes: whether it says, and tells of no act, who did what was told.
        background: whether it tells of what goes on.
        time: whether it has a time of its own.
        place: whether it names a place.
    """

    number: int
    span: Span
    text: str
    act: bool
    effect: bool
    anew: bool
    name: bool
    deed: bool
    points: bool
    parts: bool
    denies: bool
    spares: bool
    attributes: bool
    background: bool
    told: bool
    time: bool
    place: bool

    @property
    def reports(self) -> bool:
        """Whether it reports rather than names."""
        return (self.act or self.effect) and not self.background


@dataclass(frozen=True, slots=True)
class Template:
    """One incident of the sketch.

    Attributes:
        sentences: the numbers of its sentences, from 1.
        spans: where they stand; a piece of each that tells of another incident too.  Empty for whole
            sentences.
    """

    sentences: tuple[int, ...]
    spans: tuple[Span, ...] = ()


def templates(source: SourceText, triggers: Triggers) -> tuple[Template, ...]:
    """The incidents that a paragraph may report, in order; none where no trigger stands in it."""
    sentences = [
        _read(number, piece, source, triggers, is_cut=at > 0)
        for number, span in enumerate(source.bounds, start=1)
        for at, piece in enumerate(pieces(source, span, triggers))
    ]
    groups = _groups(sentences)
    if not triggers.effects_alone:
        groups = [group for group in groups if any(one.act or one.name for one in group)]
    if not groups:
        # Nothing reports: a named act with a time of its own may be told in a noun ("There was a
        # bomb attack on Monday"); without one it is talk of attacks.
        # A tool is one only where it has a place too ("a plan to buy jets").
        named = (s for s in sentences if s.deed or (s.name and s.place))
        groups = [[s] for s in named if (s.time or s.told) and not s.background][:1]
    return tuple(_template(group, source) for group in groups)


def _template(group: Sequence[Sentence], source: SourceText) -> Template:
    numbers = tuple(dict.fromkeys(one.number for one in group))
    spans = tuple(one.span for one in group)
    is_whole = spans == tuple(source.bounds[number - 1] for number in numbers)
    return Template(numbers, () if is_whole else spans)


def _read(
    number: int, span: Span, source: SourceText, triggers: Triggers, *, is_cut: bool
) -> Sentence:
    start, end = span
    written = source.text[start:end]
    undated = _undated(written) if start == 0 else written
    text = triggers.idioms.sub("…", undated)
    acts = triggers.reports_act(text)
    is_denied = triggers.denied.search(text) is not None and not acts
    time = bool(dates.offered(SourceText(text, language=source.language)))
    return Sentence(
        number=number,
        span=span,
        text=text,
        act=acts,
        effect=triggers.tells(triggers.effects, text) and not is_denied,
        anew=undated is not written or triggers.tells_anew(text),
        name=triggers.names(triggers.nouns, text),
        deed=triggers.names_deed(text),
        points=triggers.pointing.match(text) is not None,
        parts=is_cut or triggers.apart.search(text) is not None,
        denies=is_denied or triggers.denying.search(text) is not None,
        spares=triggers.sparing.search(text) is not None and not acts,
        attributes=triggers.attributing.search(text) is not None and not acts,
        background=_is_background(text, triggers)
        or (not time and _ASKS.search(text) is not None)
        or _ROW.search(text) is not None,
        told=undated is not written and triggers.singling.search(text) is not None,
        time=time,
        place=bool(places.offered(SourceText(text, language=source.language))),
    )


def _is_background(text: str, triggers: Triggers) -> bool:
    """Whether a sentence tells of what goes on or went on, and not only of a noun in passing.

    "They fired on the bridge, where two men had died years ago" still reports that they fired: what
    stands in a relative clause says which bridge.
    """
    for match in triggers.background.finditer(text):
        clauses = [one.start() for one in _RELATIVE.finditer(text, 0, match.start())]
        behind = text.find(",", match.end())
        outside = [text[: clauses[-1]], text[behind:] if behind > 0 else ""] if clauses else []
        if not any(triggers.reports_act(one) for one in outside):
            return True
    return False


def _undated(text: str) -> str:
    """A sentence without the dateline that it opens with: its day is that of the report."""
    dateline = classify(text.partition("\n")[0]).dateline
    at = text.find(dateline)
    return text[at + len(dateline) :] if dateline else text


def _groups(sentences: Sequence[Sentence]) -> list[list[Sentence]]:
    groups: list[list[Sentence]] = []
    taken = 0
    for index, sentence in enumerate(sentences):
        last = groups[-1] if groups else None
        if last is not None and _continues(sentence, last):
            last.append(sentence)
        elif sentence.reports and (sentence.act or sentence.anew):
            before = sentences[index - 1 : index] if index > taken else ()
            lead = [one for one in before if _leads(one, sentence)]
            groups.append([*lead, sentence])
        else:
            continue
        taken = index + 1
    return groups


def _leads(before: Sentence, sentence: Sentence) -> bool:
    """Whether the sentence before names the act of which this one only tells the effect."""
    return before.name and not sentence.act and not sentence.parts and not before.background


def _continues(sentence: Sentence, group: Sequence[Sentence]) -> bool:
    """Whether a sentence tells more of the incident of a group."""
    if (
        sentence.spares
        or sentence.attributes
        or (sentence.points and (sentence.name or sentence.act))
    ):
        return True
    if sentence.number - group[-1].number > 1 or sentence.parts:
        return False
    if sentence.denies:
        return True
    if not sentence.reports:
        return False
    if not sentence.act:
        return not (sentence.name and sentence.time)
    # The act of a template that so far only has its effect ("… survived an attempt. Men fired …"),
    # or more of the act, told of no other time and of no other place.
    return not sentence.time and (not sentence.place or not any(one.act for one in group))
