"""Takes back of a verdict what a value says beside its name and the text does not.

A direction, a kind, a container, a relation: "southern X", "X city", "X, Z", "20 km north of X".
"""

from collections.abc import Sequence
from dataclasses import replace

from llmextract.records import Verdict
from llmextract.verification import gazetteer
from llmextract.verification.judgement import Judgement
from llmextract.verification.lexing import Lexed
from llmextract.verification.places import hints
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places.governing import Role
from llmextract.verification.places.matching import is_spelling
from llmextract.verification.places.outcomes import STANDS
from llmextract.verification.places.query import Query
from llmextract.verification.places.weighing import Weighed, weigh_name

_NAMED = frozenset({"location", "filed"})
_STRETCH = 8
"""Words between the names of the two ends of a stretch."""
_DIRECTIONS = {"n": "north", "s": "south", "e": "east", "w": "west", "c": "centre"}


def qualified(query: Query, weighed: Weighed) -> Weighed:
    """Take back what the text does not say of the name but the value does."""
    if weighed.verdict in (Verdict.UNSUPPORTED, Verdict.UNCLEAR, Verdict.INFERRED):
        return weighed
    for rule in (_container, _relation, _direction, _kind):
        changed = rule(query, weighed)
        if changed is not None and changed[0].rank > weighed.verdict.rank:
            weighed.verdict, weighed.reason = changed
            if weighed.verdict is Verdict.UNSUPPORTED:
                weighed.role = Role("contradicted", weighed.reason)
                break
    if query.qualifier and not _has_near(weighed, query.qualifier):
        _lower(weighed, f"“{query.qualifier}” is not stated")
    return weighed


def raised(query: Query | None, judgement: Judgement, weighed: Sequence[Weighed]) -> Judgement:
    """A judgement that a name is the place, which no rule had read, of all that the value says."""
    one = next((w for w in weighed if w.stretch in judgement.stretches), None)
    if query is None or one is None or one.text.find(query.whole):
        return judgement  # all that the value says stands there as it says it
    said = qualified(query, replace(one, verdict=judgement.verdict, reason=judgement.reason))
    return judgement._replace(verdict=said.verdict, reason=said.reason)


def _lower(weighed: Weighed, reason: str) -> None:
    if weighed.verdict is Verdict.SUPPORTED:
        weighed.verdict, weighed.reason = Verdict.PARTLY, reason


def _has_near(weighed: Weighed, word: str) -> bool:
    around = weighed.text.words[max(0, weighed.first - 5) : weighed.last + 4]
    return word in around


def _relation(query: Query, weighed: Weighed) -> tuple[Verdict, str] | None:
    role = weighed.role
    if not query.relation or query.relation == "between":
        return None
    if query.relation == "border":
        return None if role.part == "border" else (Verdict.PARTLY, "its border is not stated")
    if query.relation == "near":
        if role.relation or role.part in ("reference", "border"):
            weighed.verdict = Verdict.SUPPORTED
            return None
        return Verdict.PARTLY, "“near” is not stated"
    if role.relation == query.relation:
        weighed.verdict = Verdict.SUPPORTED
        return None
    return _compared(query.relation, role.relation or role.direction, same=Verdict.PARTLY)


def _direction(query: Query, weighed: Weighed) -> tuple[Verdict, str] | None:
    if not query.direction or _is_of_name(query.direction, weighed):
        return None
    return _compared(query.direction, weighed.role.direction or weighed.role.relation)


def _is_of_name(asked: str, weighed: Weighed) -> bool:
    """Whether a direction stands right before the name, as a part of it: "North X"."""
    before = weighed.text.words[max(0, weighed.first - len(asked)) : weighed.first]
    return "".join(lx.COMPASS.get(word, "") for word in before) == asked


def _compared(
    asked: str, stated: str, *, same: Verdict = Verdict.SUPPORTED
) -> tuple[Verdict, str] | None:
    """Compare directions: what lies south-east lies south, but not the reverse."""
    name = " ".join(_DIRECTIONS.get(letter, letter) for letter in asked)
    if not stated or (len(stated) == 1 and stated in asked and stated != asked):
        return Verdict.PARTLY, f"“{name}” is not stated"
    if asked == stated or (len(asked) == 1 and asked in stated):
        return None if same is Verdict.SUPPORTED else (same, "as a part of it")
    return Verdict.UNSUPPORTED, "the text says another direction"


def _kind(query: Query, weighed: Weighed) -> tuple[Verdict, str] | None:
    if not query.kinds:
        return None
    stated = weighed.role.kinds
    own = lx.KINDS.get(weighed.text.words[weighed.last - 1])
    for kind in query.kinds:
        if kind in stated or kind == own:
            return None
        if any({kind, other} <= similar for other in stated for similar in lx.SIMILAR_KINDS):
            return None
    if stated:
        return Verdict.PARTLY, f"stated, but as a {stated[0]}"
    return Verdict.PARTLY, f"stated, but not as a {query.kinds[0]}"


def _container(query: Query, weighed: Weighed) -> tuple[Verdict, str] | None:
    """Compare the containers of a value with those of the text and of the gazetteer."""
    worst: tuple[Verdict, str] | None = None
    for container in query.containers:
        verdict = _one_container(query.name, container, weighed)
        if verdict is not None and (worst is None or verdict[0].rank > worst[0].rank):
            worst = verdict
    return worst


def _one_container(name: str, container: str, weighed: Weighed) -> tuple[Verdict, str] | None:
    outer = gazetteer.named(container)
    stated = hints.stated_containers(weighed.text, weighed.first, weighed.last)
    if any(is_spelling(container, key) for key in stated.names):
        return None
    for key in stated.all:
        if hints.excludes(gazetteer.named(key), outer):
            return Verdict.UNSUPPORTED, f"the text says {key.title()}"
    if _stands(container, weighed.text) or _is_bracketed(container, weighed):
        return None
    title = container.title()
    if hints.lies_outside(name, outer, stated.all):
        return Verdict.UNSUPPORTED, f"does not lie in {title} (gazetteer)"
    return Verdict.PARTLY, f"{title} is not stated"


def _is_bracketed(container: str, weighed: Weighed) -> bool:
    """Whether a container stands in brackets right behind the name: "X (Z)"."""
    words, text = container.split(), weighed.text
    first = weighed.last + 1
    return text.word(weighed.last) == "(" and list(text.words[first : first + len(words)]) == words


def _stands(name: str, text: Lexed) -> bool:
    """Whether a name stands for a place anywhere in a text, whatever happened there."""
    key = f"stands {name}"
    if key not in text.memo:
        text.memo[key] = any(
            one.verdict in (Verdict.SUPPORTED, Verdict.PARTLY)
            or one.role.part in STANDS
            or one.role.part in _NAMED
            for one in weigh_name(name, text)
        )
    return bool(text.memo[key])


def between(ones: list[Weighed], others: list[Weighed]) -> list[Weighed]:
    """Both ends of a stretch, in either order, make the stretch."""
    beside = {other.first: other for other in others}
    for one in ones:
        for at in range(one.first - _STRETCH, one.first + _STRETCH + 1):
            other = beside.get(at)
            if other is not None and "between" in (one.role.part, other.role.part):
                one.verdict, one.reason = Verdict.SUPPORTED, "both ends of the stretch are named"
                if other.last > one.last:
                    one.last = other.last
                else:
                    one.first = other.first
                return [one]
    for one in ones:
        _lower(one, "only one end of the stretch is named")
    return ones or others
