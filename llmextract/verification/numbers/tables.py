"""Loads the word tables of a language and turns them into one lexicon.

A language is one file in ``languages/``, and words of a domain stand in a file of their own beside it
(``en.conflict.toml``); the rules of the other modules know no word of any language.  A word's
:class:`Entry` says all that is known of it: what it is (:class:`Tag` bits), the number it stands for,
what it says happened to somebody (its effects, with :class:`Form` bits) and what kind of noun it is.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final, NamedTuple

from llmextract.verification.clauses.modality import Modality, words_of
from llmextract.verification.clauses.words import ABBREVIATIONS
from llmextract.verification.numbers.lexicon import (
    Builder,
    add_bounds,
    add_numerals,
    add_signs,
    phrases_of,
)
from llmextract.verification.numbers.tags import PEOPLE, Entry, Tag
from llmextract.verification.once import once

OUTCOMES: Final = frozenset({"killed", "missing", "unharmed"})
"""Effects of which nobody has two in the end."""
ENDS: Final = OUTCOMES | {"injured"}
"""The same with what is told of those who live on."""
HARM: Final = frozenset({"killed", "injured"})
"""Effects of which casualties are made up."""


@dataclass(frozen=True, slots=True, eq=False)
class Role:
    """What makes a count one of a role.

    Attributes:
        name: its key.
        label: how a reason speaks of it.
        effects: what happened to those who are counted.
        classes: noun classes of which every count is one of the role.
        zero: effects whose denial denies the role too.
        zero_derived: effects whose denial implies that there are none of the role.
        complement: effects of the people who are left when those of the role are taken away.
        left_of: effects of those of whom the role's people are left when some get away.
        not_effects: effects that exclude a count from the role.
        besides: effects that tell nothing for or against it: who came out unharmed may have been freed.
    """

    name: str
    label: str
    effects: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    zero: frozenset[str] = frozenset()
    zero_derived: frozenset[str] = frozenset()
    complement: frozenset[str] = frozenset()
    left_of: frozenset[str] = frozenset()
    not_effects: frozenset[str] = frozenset()
    besides: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Names:
    """Words by which a person's name is known, and what is known to be none.

    Attributes:
        titles: titles that the noun tables lack.
        given: given names.
        particles: words inside a name ("de la").
        others: words of places, bodies and other things that are called by a name.
        endings: endings of words that are no names.
        pronouns: pronouns for one person.
        plural_pronouns: those for several, as an object ("them").
        identifying: words before a list of those who were just spoken of ("named the dead as").
        conditions: words behind which nothing has happened ("if").
        doubts: words beside which a deed has perhaps not happened ("demanded the execution of").
    """

    titles: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    endings: tuple[str, ...] = ()
    pronouns: frozenset[str] = frozenset()
    plural_pronouns: frozenset[str] = frozenset()
    identifying: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    doubts: frozenset[str] = frozenset()


def _names(table: Mapping[str, list[str]]) -> Names:
    """The words of names of a language; empty where it has no table of them."""
    sets = {key: frozenset(words) for key, words in table.items() if key != "endings"}
    return Names(endings=tuple(table.get("endings", ())), **sets)


class Split(NamedTuple):
    """What stands behind the people of a verb, and so says what it did to them: "took … away".

    ``hostile``: only where somebody of the first kind of doers does it, or the text tells of the effect;
    ``of``: words of which one must begin the phrase of those people ("the throats of"), if any.
    """

    tail: tuple[str, ...]
    effect: str
    hostile: bool = False
    of: frozenset[str] = frozenset()


class Whom(NamedTuple):
    """A group of people that a role may ask for: the nouns that name it, the nouns of its people.

    ``is_rest``: whoever is of no other group belongs to it, as civilians do.
    """

    names: frozenset[str]
    nouns: frozenset[str]
    is_rest: bool


class Doers(NamedTuple):
    """Words for those who do something, and by which effect what they do is known: police arrest."""

    words: frozenset[str]
    effects: Mapping[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class Tables:
    """The tables of one language, ready for use.

    Attributes:
        lexicon: entry of each word in lower case with straight apostrophes.
        phrases: fixed phrases by first and second token: the other tokens and the phrase.
        roles: roles by every name that a schema may use for them.
        joiner_after: least size of the number part after which the joiner may stand.
        subject_after: whether a subject may follow its verb.
        endings: regular endings by what they mark (``plural``, ``adverb``, ``past``, …).
        labels: how a reason speaks of each effect.
        names: words by which a person's name is known.
        ordinals: words such as "fourth" with their number.
        lasting: words of a verb that tells of what began before ("remain in captivity").
        fatal: how it went for those of the hurt who died of it ("one of them fatally").
        times: what may be joined to a number of people ("2x").
        also: words of a verb that adds to what was told.
        ellipsis: words before an auxiliary whose verb is left out ("as did two guards").
        own: words that tell the people of one side from those of another ("its own losses").
        splits: by verb, what may stand behind those between: the words and the effect on them.
        split_words: those verbs, and the fixed phrases that begin with one.
        doers: kinds of doers, with what they make of an effect.
        armed: verbs that attack only where a weapon is their object ("threw a grenade").
        sized: verbs between people and their number ("the wounded, numbering 30").
        plain_deeds: beginnings of the verbs that say one thing, whoever does it ("abducted").
        whom: groups of people that roles ask for, by name.
        only_there: words behind a place or a day of which alone a number is ("in X alone").
        sharing: nouns that share a number when they are joined ("57 girls and boys").
        households: nouns for people by their homes ("families").
        said_to_be: phrases behind one of whom it is said what he is ("believed to be a driver").
        holding: verbs whose object is all that something holds ("a bus carrying 42 pilgrims").
        parents: nouns behind whose "of" a number counts their children.
        held: nouns for all that something holds ("300 inhabitants").
        named_groups: nouns beside which the name of a group stands ("the gang 400 Zanmi").
        days: names of the days of the week.
        locating: prepositions for where something happens ("near").
        backward: words of a sentence that may tell of another time ("already", "similar").
        openers: words with which such a sentence opens ("Last week", "Earlier").
        things: noun classes of what is no people and no event.
        modality: the words by which the language tells what did not happen.
        asides: expressions for what tells of something else; :mod:`.asides` compiles them.
        known: the lexicon with what was guessed of words that it lacks; :mod:`.tokens` fills it.
    """

    lexicon: dict[str, Entry]
    phrases: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]]
    roles: dict[str, Role]
    joiner_after: int
    subject_after: bool
    endings: dict[str, tuple[str, ...]]
    labels: dict[str, str]
    names: Names
    ordinals: Mapping[str, int]
    lasting: frozenset[str]
    fatal: frozenset[str]
    times: frozenset[str]
    also: frozenset[str]
    ellipsis: frozenset[str]
    own: frozenset[str]
    households: frozenset[str]
    named_groups: frozenset[str]
    said_to_be: frozenset[str]
    holding: frozenset[str]
    held: frozenset[str]
    parents: frozenset[str]
    sharing: frozenset[str]
    only_there: frozenset[str]
    splits: Mapping[str, tuple[Split, ...]]
    split_words: frozenset[str]
    doers: tuple[Doers, ...]
    armed: frozenset[str]
    sized: frozenset[str]
    plain_deeds: tuple[str, ...]
    whom: Mapping[str, Whom]
    days: frozenset[str]
    locating: frozenset[str]
    backward: frozenset[str]
    openers: frozenset[str]
    things: frozenset[str]
    modality: Modality
    asides: Mapping[str, Any]
    known: dict[str, Entry]


def _compose(builder: Builder, tables: Iterable[Mapping[str, Any]]) -> None:
    """Adds the phrases that each of some verbs makes with each of some tails."""
    for table in tables:
        phrases = [f"{verb} {tail}" for verb in table["verbs"] for tail in table["tails"]]
        builder.add_effect(table["effect"], {table["kind"]: phrases})


def _splits(tables: Iterable[Mapping[str, Any]]) -> dict[str, tuple[Split, ...]]:
    found: dict[str, list[Split]] = {}
    for table in tables:
        hostile, of = table.get("hostile", False), frozenset(table.get("of", ()))
        tails = [Split(tuple(t.split()), table["effect"], hostile, of) for t in table["tails"]]
        for verb in table["verbs"]:
            found.setdefault(verb, []).extend(tails)
    return {
        verb: tuple(sorted(tails, key=lambda one: -len(one.tail))) for verb, tails in found.items()
    }


def _roles(data: Mapping[str, Any]) -> dict[str, Role]:
    roles: dict[str, Role] = {}
    for name, table in data["roles"].items():
        sets = {key: frozenset(words) for key, words in table.items() if isinstance(words, list)}
        names = sets.pop("names")
        role = Role(name=name, label=table["label"], **sets)
        roles[name] = role
        for alias in names:
            roles.setdefault(alias, role)
    return roles


def _add(data: dict[str, Any], more: Mapping[str, Any]) -> None:
    """Adds the tables of a domain to those of its language."""
    for key, value in more.items():
        if isinstance(value, Mapping) and key in data:
            _add(data[key], value)
        elif isinstance(value, list) and isinstance(data.get(key), list):
            data[key] = [*data[key], *value]
        else:
            data[key] = value


@once
def load(language: str) -> Tables:
    """Tables of a language, read once; English where there is no file for it.

    Args:
        language: name of a file in ``languages/`` without its ending, for instance ``es``.

    Returns:
        The tables, shared by all callers: do not change them.
    """
    folder = resources.files(__package__) / "languages"
    known = language.isalpha() and (folder / f"{language}.toml").is_file()
    path = folder / (f"{language}.toml" if known else "en.toml")
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    for domain in sorted(folder.iterdir(), key=lambda file: file.name):
        if domain.name.startswith(f"{path.name.removesuffix('.toml')}.") and domain != path:
            _add(data, tomllib.loads(domain.read_text(encoding="utf-8")))
    builder = Builder(data)
    builder.tag(data["words"].get("abbreviation", ABBREVIATIONS), Tag.ABBREVIATION)
    said = words_of(path.name.removesuffix(".toml"))
    builder.tag(said.written, Tag.UNREAL)
    for name, words in data["words"].items():
        builder.tag(words, getattr(Tag, name.upper()))
    add_numerals(builder, data["numerals"])
    add_bounds(builder, data["bounds"])
    for where, table in data["notcount"].items():
        builder.add_reasons(where, table)
    builder.tag(data["verbs"].get("armed", ()), Tag.AGENT | Tag.VERB)
    builder.tag(data.get("sized", ()), Tag.VERB)
    for verbs, tags in ((data["verbs"], Tag.VERB), (data["verbs"]["agent"], Tag.AGENT)):
        builder.tag(verbs["forms"], tags | Tag.VERB)
        for verb in verbs["regular"]:
            builder.tag((form for form, _ in builder.verb_forms(verb)), tags | Tag.VERB)
    for name, table in data["effects"].items():
        builder.add_effect(name, table)
    _compose(builder, data.get("composed", ()))
    for name, nouns in data["nouns"].items():
        builder.add_nouns(name, nouns)
    builder.guess_unclassed()
    builder.lexicon.update(add_signs(builder))
    for entry in builder.lexicon.values():
        entry.settle()
    morphology = data["morphology"]
    roles = _roles(data)
    names = _names(data.get("names", {}))
    splits = _splits(data.get("split", ()))
    return Tables(
        lexicon=builder.lexicon,
        known=dict(builder.lexicon),
        phrases=phrases_of(builder.lexicon),
        roles=roles,
        names=names,
        ordinals=data["numerals"].get("ordinals", {}),
        lasting=frozenset(data.get("lasting", ())),
        fatal=frozenset(data.get("fatal", ())),
        times=frozenset(data["numerals"].get("times", ())),
        also=frozenset(data.get("also", ())),
        ellipsis=frozenset(data.get("ellipsis", ())),
        own=frozenset(data.get("own", ())),
        named_groups=frozenset(data.get("named_groups", ())),
        said_to_be=frozenset(data.get("said_to_be", ())),
        holding=frozenset(data.get("holding", ())),
        held=frozenset(data.get("held", ())),
        parents=frozenset(data.get("parents", ())),
        households=frozenset(data.get("households", ())),
        sharing=frozenset(data.get("sharing", ())),
        only_there=frozenset(data.get("only_there", ())),
        splits=splits,
        split_words=frozenset(splits).union(
            word for word in builder.lexicon if word.partition(" ")[0] in splits
        ),
        armed=frozenset(data["verbs"].get("armed", ())),
        sized=frozenset(data.get("sized", ())),
        plain_deeds=tuple(data.get("plain_deeds", ())),
        doers=tuple(
            Doers(frozenset(doers["words"]), doers["effects"])
            for doers in data.get("doers", {}).values()
        ),
        whom={
            name: Whom(
                frozenset(group["names"]), frozenset(group["nouns"]), group.get("rest", False)
            )
            for name, group in data.get("whom", {}).items()
        },
        days=frozenset(data.get("days", ())),
        locating=frozenset(data.get("locating", ())),
        backward=frozenset(data.get("backward", ())),
        openers=frozenset(data.get("openers", ())),
        things=frozenset(data["nouns"]) - PEOPLE - {"event", "abstract", "group", "body", "blast"},
        modality=said,
        asides=data.get("asides", {}),
        joiner_after=data["numerals"]["joiner_after"],
        subject_after=morphology["subject_after_verb"],
        endings={
            key.removesuffix("_endings"): tuple(endings)
            for key, endings in morphology.items()
            if key.endswith("_endings") or key == "possessives"
        },
        labels={
            effect: role.label for role in reversed(list(roles.values())) for effect in role.effects
        },
    )
