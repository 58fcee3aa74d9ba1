"""Says what a number is that no count of its role carries: something else, unclear, or nowhere."""

from itertools import combinations
from typing import Final

from llmextract.records import Verdict
from llmextract.verification.judgement import Judgement, Sentences, Stretch, rests_on
from llmextract.verification.language import FALLBACK
from llmextract.verification.numbers.counted import LONE, Count
from llmextract.verification.numbers.notcounts import LIST_MARK, Numeral
from llmextract.verification.numbers.reading import (
    Reading,
    Wanted,
    fits_role,
    has_role,
    matches,
    read_part,
    resolve,
)
from llmextract.verification.numbers.results import span, words
from llmextract.verification.numbers.scene import Rest
from llmextract.verification.numbers.tables import ENDS, HARM, OUTCOMES, Role, load
from llmextract.verification.numbers.tags import PEOPLE, Tag
from llmextract.verification.numbers.targets import Target
from llmextract.verification.numbers.together import left, lists
from llmextract.verification.source_text import SourceText

NEUTRAL: Final = frozenset({"attacked", "casualty"})
"""Effects that do not say that a count belongs to another role."""
_FEW: Final = 6
"""Counts in doubt that are added up: with more, some sum fits nearly any value."""


def unsupported(
    target: Target, source: SourceText, role: str | None, evidence: Sentences = None
) -> Judgement:
    """Says where the number stands and what it is there, if it stands anywhere.

    What a rule reads as something else (a count of another role, of things, of those who did it; an
    age, a date) is unsupported; what stands there and no rule reads is unclear, and so is what is of an
    older incident where the record rests on the words that tell of it.
    """
    reading = read_part(source)
    value = target.low if target.low or target.high is not None else target.high
    wanted = resolve(role, reading.tokens.tables)
    other = _sum_of_doubted(reading, value, wanted)
    for count in reading.counts:
        numeral = count.numeral
        if value != numeral.low and value not in numeral.stated:
            continue
        stretch = (Stretch(*span(reading, count)),)
        if numeral.kind == "vague" and not target.vague:
            continue  # "dozens" states no 24
        if _is_of_things(reading, count):
            continue
        own = count.older and not count.effects and rests_on(evidence, *stretch[0][:2])
        if own or (
            not matches(count, wanted, reading.tokens)
            and not is_something_else(reading, count, wanted)
        ):
            said = words(reading, count)
            if count.aside and not own:
                return Judgement(Verdict.UNCLEAR, f"'{said}' is perhaps {count.aside}", stretch)
            if wanted.role and count.either & wanted.role.effects:
                return Judgement(
                    Verdict.PARTLY, f"'{said}' counts others together with them", stretch
                )
            label = f"; whether {wanted.role.label}, no rule tells" if wanted.role else ""
            return Judgement(Verdict.UNCLEAR, f"'{said}' stands in the text{label}", stretch)
        other = other or Judgement(
            Verdict.UNSUPPORTED, _other_role(reading, count, wanted), stretch
        )
    if other is not None:
        return other
    return (
        _no_count(reading, value)
        or _of_people_together(reading, value, wanted)
        or _of_survivors(reading, value, wanted)
    )


def _sum_of_doubted(reading: Reading, value: int | None, wanted: Wanted) -> Judgement | None:
    """In doubt where a number adds up those of the role of whom the text tells perhaps something else."""
    doubted = [
        count
        for count in reading.counts
        if count.aside
        and count.doubted
        and not count.subset
        and has_role(count, wanted, reading.tokens)
    ]
    for first, after in combinations(range(len(doubted[:_FEW]) + 1), 2):
        run = doubted[first:after]
        if len(run) > 1 and sum(count.numeral.low for count in run) == value:
            said = " + ".join(words(reading, count) for count in run)
            reason = f"{said}, perhaps {run[0].aside}"
            stretches = tuple(Stretch(*span(reading, count)) for count in run)
            return Judgement(Verdict.UNCLEAR, reason, stretches)
    return None


def _of_people_together(reading: Reading, value: int | None, wanted: Wanted) -> Judgement | None:
    """Unclear where people who are told of in one breath are as many, and no rule reads their fate."""
    if wanted.role is None or not value:
        return None
    for result in (*(one.result for one in lists(reading)), *left(reading, wanted.role)):
        if result.low != value or any(_is_read(reading, one, wanted) for one in result.counts):
            continue
        stretches = tuple(Stretch(*part) for part in result.parts)
        reason = f"{result.reason}; whether {wanted.role.label}, no rule tells"
        return Judgement(Verdict.UNCLEAR, reason, stretches)
    return None


def _is_read(reading: Reading, count: Count, wanted: Wanted) -> bool:
    """Whether the rules know what befell people: then they know of a sum of them too."""
    return matches(count, wanted, reading.tokens) or is_something_else(reading, count, wanted)


def _is_of_things(reading: Reading, count: Count) -> bool:
    """Whether a denial is one of no people: "not responsible for any inaccurate report"."""
    tag = reading.tokens.tags[count.numeral.number]
    noun = tag & (Tag.NO | Tag.ANY) and not tag & Tag.PRONOUN
    return bool(noun) and not count.effects and not count.classes & PEOPLE


def _no_count(reading: Reading, value: int | None) -> Judgement | None:
    """The judgement on a number that the text has only as what is no count, such as an age."""
    for numeral in reading.rejected:
        denies = reading.tokens.tags[numeral.number] & Tag.ANY  # "for any inaccurate report"
        if value == numeral.low and not denies:
            quantity = numeral.quantity(reading.tokens)
            said = reading.tokens.text[quantity.start : quantity.end]
            if numeral.reject == LIST_MARK:
                reason = f"'{said}' is a mark of a list, which may be as long"
                return Judgement(Verdict.UNCLEAR, reason, (Stretch(quantity.start, quantity.end),))
            return Judgement(
                Verdict.UNSUPPORTED,
                f"'{said}' is {_with_article(numeral)}",
                (Stretch(quantity.start, quantity.end),),
            )
    return None


def _of_survivors(reading: Reading, value: int | None, wanted: Wanted) -> Judgement:
    """The judgement on a number that is nowhere: unclear for nobody where the text has only survivors."""
    for count in reading.counts if value == 0 and wanted.role is not None else ():
        if wanted.role and count.effects & wanted.role.complement and not count.aside:
            reason = f"'{words(reading, count)}' lived; whether all did, no rule tells"
            return Judgement(Verdict.UNCLEAR, reason, (Stretch(*span(reading, count)),))
    return Judgement(Verdict.UNSUPPORTED, "not in the text")


def is_something_else(reading: Reading, count: Count, wanted: Wanted) -> bool:
    """Whether the rules know a count, which they do not bind to a role, for one of something else.

    Either what is counted tells (things, where the role is of people; one of a known kind, where the
    role is of another) or what happened to them does.
    """
    role = wanted.role
    if role is None:
        return True
    if count.aside and (not count.effects or has_role(count, wanted, reading.tokens)):
        return not count.doubted and not (count.older and _is_alone(reading))
    if (known := _are_others(reading, count, wanted)) is not None:
        return known
    if not wanted.is_known and reading.tokens.tables is not load(FALLBACK):
        return False  # a schema's own word is the noun itself, in the language of the schema only
    if (
        _fared_otherwise(count, role)
        or _is_split(reading, count, role)
        or _is_held(reading, count, role)
    ):
        return True
    tags = reading.tokens.tags
    if count.governor & Tag.BY or tags[count.after] & Tag.SAY:
        return bool(role.effects) and "agent" not in role.effects  # who did it, or who says it
    if role.effects:
        if "attacker" in count.classes and "agent" not in role.effects and not count.effects:
            return True  # who did it, with nothing said of what happened to them
        if count.numeral.form in LONE:
            return not count.classes & PEOPLE
        return not count.people
    return bool(count.classes - {"other"})


def _fared_otherwise(count: Count, role: Role) -> bool:
    """Whether something befell people that cannot be told of those of a role, or the role's own did not."""
    if count.excluded or count.spared or count.unreal & role.effects:
        return True
    neutral = NEUTRAL if "agent" not in role.effects else frozenset()
    return bool(count.effects - role.effects - role.besides - neutral)


def _are_others(reading: Reading, count: Count, wanted: Wanted) -> bool | None:
    """Whether those to whom it happened are others than the ones asked for; ``None`` where not asked."""
    role = wanted.role
    if role is None or not wanted.whom or count.aside or not count.effects & role.effects:
        return None
    return fits_role(count, wanted, reading.tokens) is False


def _is_alone(reading: Reading) -> bool:
    """Whether the text tells of nothing else, so that it may be about an older incident."""
    happened = reading.tokens.tables.asides.get("happened", ())
    return not any(
        other.effects.intersection(happened) and not (other.aside or other.subset)
        for other in reading.counts
    )


def _is_split(reading: Reading, whole: Count, role: Role) -> bool:
    """Whether some of those counted are known to have fared on their own: then the whole did not.

    Either they are told to be of them ("11 of the 16 were found dead") or they are those who are left
    ("28 aboard; nine survived").
    """
    known = role.effects | (OUTCOMES if role.effects & ENDS else frozenset())
    bare = not whole.effects and whole.numeral.form not in LONE
    named = whole.is_whole or "casualty" in whole.effects or (bare and role.effects & OUTCOMES)
    left = not whole.effects and bool(role.complement)
    if "casualty" in whole.effects and role.effects & HARM and _is_sum(reading, whole):
        return True
    if (
        bare
        and whole.people
        and any(_is_left_of(reading, rest, whole, role) for rest in reading.rests)
    ):
        return True
    if bare and role.effects & ENDS and _are_told_apart(reading, whole, role):
        return True
    return any(
        (named and whole in (part.whole, part.of_named) and part.effects & known)
        or (left and 0 < part.numeral.low < whole.numeral.low and part.effects & role.complement)
        for part in reading.counts
    )


def _are_told_apart(reading: Reading, whole: Count, role: Role) -> bool:
    """Whether fewer of the same noun are said to be those of a role: "six rangers …; two rangers died"."""
    tokens = reading.tokens
    if whole.head < 0 or not whole.people:
        return False
    noun = tokens.words[whole.head]
    behind = reading.counts[reading.place(whole) + 1 :]
    return any(
        part.head >= 0
        and tokens.words[part.head] == noun
        and 0 < part.numeral.low < whole.numeral.low
        and part.effects & role.effects
        and not (part.aside or part.more)
        for part in behind
    )


def _is_held(reading: Reading, whole: Count, role: Role) -> bool:
    """Whether people are all that something has or carries, of whom fewer are told to be those of a role.

    "A bus carrying 42 pilgrims came under fire; four passengers died", "the school has 410 pupils".
    """
    tokens = reading.tokens
    before = whole.numeral.first - 1
    if whole.effects or whole.numeral.form in LONE or before < 1:
        return False
    tables, words = tokens.tables, tokens.words
    held = whole.head >= 0 and words[whole.head] in tables.held
    held = held or words[before] in tables.holding
    has = tokens.tags[before] & Tag.HAVE and words[before - 1] not in tables.names.pronouns
    has = has and not tokens.tags[whole.after] & Tag.PREPOSITION  # "we have 57 people in our wards"
    return bool(held or has) and any(
        0 < part.numeral.low < whole.numeral.low and part.effects & role.effects and not part.aside
        for part in reading.counts
    )


def _is_sum(reading: Reading, whole: Count) -> bool:
    """Whether casualties are the dead and the hurt of whom the text tells next: "22, 9 dead and 13 hurt"."""
    behind = reading.counts[reading.place(whole) + 1 :][:_FEW]
    dead, hurt = (
        {one.value for one in behind if effect in one.effects and one.value}
        for effect in sorted(HARM, reverse=True)
    )
    return any(whole.value == one + other for one in dead for other in hurt)


def _is_left_of(reading: Reading, rest: Rest, whole: Count, role: Role) -> bool:
    """Whether it happened to "the rest" of some people: "20 rode in it; 5 were freed and the rest shot"."""
    scene = reading.scene
    near = scene.sentence(rest.at) - scene.sentence(whole.first) in {0, 1}
    return near and rest.at > whole.after and bool(rest.effects & role.effects & OUTCOMES)


def _with_article(numeral: Numeral) -> str:
    reason = numeral.reject
    if reason.startswith("a "):
        return reason
    return f"{'an' if reason[:1] in 'aeiou' else 'a'} {reason}"


def _other_role(reading: Reading, count: Count, wanted: Wanted) -> str:
    tables = reading.tokens.tables
    said = words(reading, count)
    if wanted.role and count.effects & wanted.role.effects and wanted.whom:
        return f"'{said}' are others than the ones asked for"
    if count.aside:
        return f"'{said}' is {count.aside}"
    meant = [tables.labels[effect] for effect in sorted(count.effects) if effect in tables.labels]
    not_this = f", not {wanted.role.label}" if wanted.role is not None else ""
    if meant:
        return f"'{said}' counts {meant[0]}{not_this}"
    return f"'{said}' counts something else{not_this}"
