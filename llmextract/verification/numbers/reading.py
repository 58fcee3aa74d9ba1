"""A text as the number checker understands it: counts with roles, and what is no count."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from llmextract.verification.lexing import Lexed, lexed
from llmextract.verification.numbers.asides import set_aside
from llmextract.verification.numbers.backward import look_back
from llmextract.verification.numbers.counted import Count
from llmextract.verification.numbers.counts import find_counts
from llmextract.verification.numbers.earlier import set_earlier_aside
from llmextract.verification.numbers.grids import link_grids
from llmextract.verification.numbers.labels import link_labels
from llmextract.verification.numbers.lexicon import normal
from llmextract.verification.numbers.linking import link
from llmextract.verification.numbers.notcounts import Numeral
from llmextract.verification.numbers.parts import find_parts
from llmextract.verification.numbers.scene import Clause, Deed, Rest, Scene
from llmextract.verification.numbers.tables import Role, Tables, load
from llmextract.verification.numbers.tags import Tag
from llmextract.verification.numbers.tokens import Tokens
from llmextract.verification.numbers.whom import fits, groups_of
from llmextract.verification.source_text import SourceText

_NOUN_OR_UNKNOWN_OR_ADJECTIVE: Final = Tag.NOUN | Tag.UNKNOWN | Tag.ADJECTIVE


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """What was read in one text.

    Attributes:
        tokens: its tokens.
        counts: amounts of people and things, in order, with what happened to them.
        rejected: numbers that are no counts, with the reason.
        owner: the count that each token belongs to.
        clauses: verbs with an effect, in order.
        deeds: nouns of what was done to somebody, in order.
        rests: "the rest" with what happened to them.
        scene: what the linker knew.
        places: the place of each count among all, by its identity.
        memo: what rules computed of it.
    """

    tokens: Tokens
    counts: tuple[Count, ...]
    rejected: tuple[Numeral, ...]
    owner: list[Count | None]
    clauses: tuple[Clause, ...]
    deeds: tuple[Deed, ...]
    rests: tuple[Rest, ...]
    scene: Scene
    places: Mapping[int, int]
    memo: dict[str, Any] = field(default_factory=dict)

    def place(self, count: Count) -> int:
        """The place of a count among all."""
        return self.places[id(count)]

    def same_sentence(self, one: Count, other: Count) -> bool:
        """Whether no sentence ends between two counts, the first before the second."""
        return self.scene.same_sentence(one, other)


def read(text: str, tables: Tables, words: Lexed | None = None) -> Reading:
    """Reads a text; ``words`` are those of it that other readers share."""
    tokens = Tokens(text, tables, words)
    counts, rejected, owner = find_counts(tokens)
    scene = Scene(tokens, counts, owner)
    link(scene)
    find_parts(scene)
    link_labels(scene)
    link_grids(scene)
    set_aside(scene)
    set_earlier_aside(scene)
    look_back(scene)
    everybody = (*counts, *scene.denials)
    return Reading(
        tokens,
        everybody,
        tuple(rejected),
        owner,
        tuple(scene.clauses.values()),
        tuple(scene.deeds),
        tuple(scene.rests),
        scene,
        {id(count): place for place, count in enumerate(everybody)},
    )


def read_part(source: SourceText, part: str = "text") -> Reading:
    """Reading of the paragraph or of a part of its context, made once and kept in the memo.

    Args:
        source: the paragraph with its context.
        part: ``text``, ``title`` or ``before``.
    """
    memo = source.own if part == "text" else source.memo
    key = f"numbers.{part}.{source.language}"
    reading: Reading | None = memo.get(key)
    if reading is None:
        text = source.text if part == "text" else str(getattr(source.context, part))
        reading = read(text, load(source.language), lexed(source, part))
        memo[key] = reading
    return reading


@dataclass(frozen=True, slots=True, eq=False)
class Wanted:
    """What a value is said to count.

    Attributes:
        role: the role, with its effects and noun classes; ``None`` for any count.
        nouns: stems of nouns that count by their own name, for roles that the tables lack or that
            name whom they count ("killed civilians").
        is_known: whether the tables have the role.
        whom: groups of people that the role's own words name ("civilians killed").
    """

    role: Role | None
    nouns: frozenset[str] = frozenset()
    is_known: bool = True
    whom: frozenset[str] = frozenset()


def stem(word: str, tables: Tables) -> str:
    """A word without its plural ending, roughly: the same for both numbers of a noun."""
    for ending in tables.endings["plural"]:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            word = word[: len(word) - len(ending)]
            break
    return word[:-2] + "y" if word.endswith("ie") else word


@lru_cache(maxsize=512)
def resolve(role: str | None, tables: Tables, *, of: str | None = None) -> Wanted:
    """Finds what a role's free text asks for.

    A known name is looked up; of several words ("civilians_killed") the one that says most narrowly
    what happened makes the role and the others say who is counted; a word that no table knows is
    itself the noun.

    Args:
        role: free text, or ``None`` for any count.
        tables: the tables of the language.
        of: who or what is counted, as the text calls them.
    """
    asked = frozenset(stem(word, tables) for word in _words(of or ""))
    words = _words(role or "")
    if not words:
        return Wanted(None, asked)
    key = " ".join(words)
    known = tables.roles.get(key) or tables.roles.get(key.replace(" ", "_"))
    if known is not None:
        return Wanted(known, asked)
    known_roles = [tables.roles[word] for word in reversed(words) if word in tables.roles]
    told = [one for one in known_roles if one.effects]
    found = min(told, key=lambda one: len(one.effects)) if told else next(iter(known_roles), None)
    others = [
        word
        for word in words
        if found is None
        or (tables.roles.get(word) is not found and not _is_function_word(word, tables))
    ]
    own = {word: stem(word, tables) for word in others}
    asked |= frozenset(own.values())
    if found is None:
        found = Role(name=key, label=key, effects=_effects_of(words, tables))
        return Wanted(found, asked, is_known=bool(found.effects))
    return Wanted(found, asked, whom=groups_of(own, tables))


def _words(text: str) -> list[str]:
    cleaned = "".join(sign if sign.isalpha() or sign == "'" else " " for sign in normal(text))
    return cleaned.split()


def _is_function_word(word: str, tables: Tables) -> bool:
    entry = tables.lexicon.get(word)
    return entry is not None and not entry.tags & _NOUN_OR_UNKNOWN_OR_ADJECTIVE


def _effects_of(words: list[str], tables: Tables) -> frozenset[str]:
    effects: set[str] = set()
    for word in words:
        entry = tables.lexicon.get(word)
        if entry is not None:
            effects |= set(entry.effects)
    return frozenset(effects)


def matches(count: Count, wanted: Wanted, tokens: Tokens) -> bool:
    """Whether a count is one of the role."""
    if count.aside and wanted.role is not None:
        return False
    return has_role(count, wanted, tokens)


def has_role(count: Count, wanted: Wanted, tokens: Tokens) -> bool:
    """Whether a count is one of the role by grammar, of whatever incident."""
    role = wanted.role
    if role is None:
        return True
    if count.numeral.kind == "none" and count.effects & (role.zero | role.effects):
        return True
    if count.effects & role.not_effects:
        return False
    if count.effects & role.effects and count.people:
        return fits_role(count, wanted, tokens) is True
    if role.classes and count.classes & role.classes:
        return True
    return not role.classes and not role.effects and names(count, wanted, tokens)


def fits_role(count: Count, wanted: Wanted, tokens: Tokens) -> bool | None:
    """Whether those counted are the ones that the role names; ``None`` where no noun tells."""
    if not wanted.whom or names(count, wanted, tokens):
        return True
    noun = stem(tokens.words[count.head], tokens.tables) if count.head >= 0 else ""
    return fits(count, wanted.whom, noun, tokens)


def names(count: Count, wanted: Wanted, tokens: Tokens) -> bool:
    """Whether the phrase of a count has one of the nouns that the role asks for."""
    if not wanted.nouns:
        return False
    after = count.after + (5 if tokens.tags[count.after] & Tag.OF else 0)
    return any(
        stem(tokens.words[at], tokens.tables) in wanted.nouns
        for at in range(count.numeral.after, after)
    )
