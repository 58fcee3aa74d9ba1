"""Loads the word tables of a language and turns them into one lexicon.

A language is one file in ``languages/``, and words of a domain stand in a file of their own beside it
(``en.conflict.toml``); the rules of the other modules know no word of any language.  A word's
:class:`Entry` says all that is known of it: what it is (:class:`Tag` bits), the number it stands for,
what it says happened to somebody (its effects, with :class:`Form` bits) and what kind of noun it is.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

from llmextract.verification.numbers.tags import PEOPLE, Entry, Form, Tag

TOKEN: Final = re.compile(
    r"[a-z]++(?![^\W\d_]|['\u0300-\u036f])"  # most words: half the time of the next line
    r"|[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*(?:'[^\W\d_]+)*"  # a word, with its apostrophes
    r"|\d+(?:[.,'٬٫:/]\d+)*"  # digits of any script with what groups them
    r"|[^\w\s]|_"  # any other sign, one by one
)
"""Cuts a text into tokens."""

PIECE: Final = re.compile(rf"(?:{TOKEN.pattern})\s*+")
"""The same with the white space behind each token, so that the pieces make up the whole text."""

_FORMS: Final[Mapping[str, int]] = {
    "active": Form.ACTIVE,
    "active_people": Form.ACTIVE | Form.KNOWN,
    "gerund": Form.GERUND,
    "past": Form.PAST,
    "participle": Form.PARTICIPLE,
    "intransitive": Form.INTRANSITIVE,
    "state": Form.STATE,
    "counted": Form.COUNTED,
    "event": Form.EVENT,
    "deed": Form.DEED,
}


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
        not_effects: effects that exclude a count from the role.
    """

    name: str
    label: str
    effects: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    zero: frozenset[str] = frozenset()
    zero_derived: frozenset[str] = frozenset()
    complement: frozenset[str] = frozenset()
    not_effects: frozenset[str] = frozenset()


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
        conditions: words behind which nothing has happened ("if").
        doubts: words beside which a deed has perhaps not happened ("demanded the execution of").
    """

    titles: frozenset[str] = frozenset()
    given: frozenset[str] = frozenset()
    particles: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()
    endings: tuple[str, ...] = ()
    pronouns: frozenset[str] = frozenset()
    conditions: frozenset[str] = frozenset()
    doubts: frozenset[str] = frozenset()


def _names(table: Mapping[str, list[str]]) -> Names:
    """The words of names of a language; empty where it has no table of them."""
    sets = {key: frozenset(words) for key, words in table.items() if key != "endings"}
    return Names(endings=tuple(table.get("endings", ())), **sets)


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
        times: what may be joined to a number of people ("2x").
        things: noun classes of what is no people and no event.
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
    times: frozenset[str]
    things: frozenset[str]
    asides: Mapping[str, Any]
    known: dict[str, Entry]


def normal(text: str) -> str:
    """Lower case with straight apostrophes, of the same length: the form that is looked up."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a capital with a dot becomes two characters
        lowered = "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
    if lowered.isascii():
        return lowered
    return lowered.replace("’", "'").replace("ʼ", "'")  # a tenth of the time of ``translate``


_MARKING: Final = Tag.DENIAL | Tag.UNREAL | Tag.ATTEMPT | Tag.ESTIMATE | Tag.EVERYBODY | Tag.CHANGE
"""Tags that say nothing of a word's part of speech, which is then guessed from its make."""


class _Builder:
    """Collects the entries of a language from its parsed file."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.morphology = data["morphology"]
        self.lexicon: dict[str, Entry] = {}

    def entry(self, word: str) -> Entry:
        return self.lexicon.setdefault(normal(word), Entry())

    def tag(self, words: Iterable[str], tags: int) -> None:
        for word in words:
            self.entry(word).tags |= tags

    def values(self, table: Mapping[str, int], tags: int) -> None:
        for word, value in table.items():
            entry = self.entry(word)
            entry.tags |= tags
            entry.value = value

    def both_numbers(self, noun: str) -> tuple[str, str]:
        """Singular and plural of a noun as the tables write it."""
        singular, slash, plural = noun.partition("/")
        if slash:
            return singular, plural
        for ending, replacement in self.morphology["plurals"]:
            if noun.endswith(ending):
                return noun, noun[: len(noun) - len(ending)] + replacement
        return noun, noun

    def verb_forms(self, verb: str) -> Iterable[tuple[str, int]]:
        for paradigm in self.morphology["paradigms"]:
            ending = paradigm["ending"]
            if verb.endswith(ending):
                stem = verb[: len(verb) - len(ending)] if ending else verb
                for name, bit in _FORMS.items():
                    for suffix in paradigm.get(name, ()):
                        yield stem + suffix, bit
                return

    def add_effect(self, name: str, table: Mapping[str, list[str]]) -> None:
        for kind, words in table.items():
            for word in words:
                for form, bit in self._effect_forms(kind, word):
                    entry = self.entry(form)
                    entry.tags |= Tag.EFFECT
                    entry.effects[name] = entry.effects.get(name, 0) | bit
                    entry.forms |= bit

    def _effect_forms(self, kind: str, word: str) -> Iterable[tuple[str, int]]:
        if kind == "regular":
            return self.verb_forms(word)
        bit = _FORMS[kind]
        if kind == "counted":
            return [(form, bit) for form in self.both_numbers(word)]
        if kind == "deed":
            singular, plural = self.both_numbers(word)
            return [(singular, bit), (plural, Form.DEEDS)]
        return [(word, bit)]

    def add_nouns(self, name: str, nouns: Iterable[str]) -> None:
        for noun in nouns:
            singular, plural = self.both_numbers(noun)
            for word, number in ((singular, Tag.SINGULAR), (plural, Tag.PLURAL)):
                entry = self.entry(word)
                entry.tags |= Tag.NOUN | number
                if name in PEOPLE:
                    entry.tags |= Tag.PERSON
                if singular == plural:
                    entry.tags |= Tag.SINGULAR | Tag.PLURAL
                entry.classes |= {name}

    def guess_unclassed(self) -> None:
        """Gives words that are only marked the tags that their ending suggests."""
        endings = self.morphology
        verbs = tuple(endings["past_endings"] + endings["gerund_endings"])
        for word, entry in self.lexicon.items():
            if entry.tags and not entry.tags & ~_MARKING:
                verblike = word.endswith(verbs)
                plural = not verblike and word.endswith(tuple(endings["plural_endings"]))
                entry.tags |= Tag.UNKNOWN | (Tag.VERBLIKE if verblike else 0)
                entry.tags |= Tag.PLURAL if plural else 0

    def add_reasons(self, where: str, table: Mapping[str, list[str]]) -> None:
        for reason, words in table.items():
            for word in words:
                setattr(self.entry(word), where, reason)


def _phrases(lexicon: dict[str, Entry]) -> dict[tuple[str, str], list[tuple[tuple[str, ...], str]]]:
    """Index of the entries that are more than one token, longest first."""
    index: dict[tuple[str, str], list[tuple[tuple[str, ...], str]]] = {}
    for phrase in sorted(lexicon, key=len, reverse=True):
        tokens = [match.group() for match in TOKEN.finditer(phrase)]
        if len(tokens) > 1:
            index.setdefault((tokens[0], tokens[1]), []).append((tuple(tokens[2:]), phrase))
    return index


_SIGNS: Final[Mapping[str, int]] = {
    ",": Tag.COMMA, "،": Tag.COMMA, ".": Tag.STOP, "!": Tag.STOP, "?": Tag.STOP, ";": Tag.STOP,
    "؛": Tag.STOP, "。": Tag.STOP, ":": Tag.COLON, "(": Tag.OPEN, "[": Tag.OPEN, ")": Tag.CLOSE,
    "]": Tag.CLOSE, "-": Tag.HYPHEN, "‐": Tag.HYPHEN, "‑": Tag.HYPHEN, "‒": Tag.HYPHEN,
    "–": Tag.HYPHEN, "—": Tag.HYPHEN, "−": Tag.HYPHEN, '"': Tag.QUOTE, "“": Tag.QUOTE,
    "”": Tag.QUOTE, "'": Tag.QUOTE, "‘": Tag.QUOTE, "’": Tag.QUOTE, "«": Tag.QUOTE,
    "»": Tag.QUOTE, "¿": Tag.QUOTE, "¡": Tag.QUOTE,
}  # fmt: skip


def _add_numerals(builder: _Builder, numerals: Mapping[str, Any]) -> None:
    builder.values(numerals["values"], Tag.NUMBER)
    builder.values(numerals["scales"], Tag.SCALE)
    builder.values(numerals["packs"], Tag.PACK)
    builder.values(numerals["fixed"], Tag.FIXED)
    builder.values(numerals["vague"], Tag.VAGUE)
    none = numerals["none"]
    builder.tag(none["alone"], Tag.NOBODY)
    builder.tag(none["before"], Tag.NO)
    builder.tag(none["any"], Tag.ANY)
    for phrase, effect in none["phrases"].items():
        entry = builder.entry(phrase)
        entry.tags |= Tag.NOBODY | Tag.EFFECT
        entry.effects[effect] = entry.forms = Form.COUNTED
    builder.tag([numerals["joiner"]], Tag.JOINER)


def _add_bounds(builder: _Builder, bounds: Mapping[str, list[str]]) -> None:
    builder.tag(bounds["between"], Tag.BETWEEN)
    builder.tag(bounds["between_and"], Tag.BETWEEN_AND)
    builder.tag(bounds["to"], Tag.TO)
    for kind in ("minimum", "above", "maximum", "below", "about", "exact"):
        for word in bounds[kind]:
            entry = builder.entry(word)
            entry.tags |= Tag.BOUND
            entry.bound = kind
    for kind in ("minimum", "maximum", "about"):
        for word in bounds["after_" + kind]:
            entry = builder.entry(word)
            entry.tags |= Tag.BOUND_AFTER
            entry.bound = entry.bound or kind


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


@cache
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
    builder = _Builder(data)
    for name, words in data["words"].items():
        builder.tag(words, getattr(Tag, name.upper()))
    _add_numerals(builder, data["numerals"])
    _add_bounds(builder, data["bounds"])
    for where, table in data["notcount"].items():
        builder.add_reasons(where, table)
    for verbs, tags in ((data["verbs"], Tag.VERB), (data["verbs"]["agent"], Tag.AGENT)):
        builder.tag(verbs["forms"], tags | Tag.VERB)
        for verb in verbs["regular"]:
            builder.tag((form for form, _ in builder.verb_forms(verb)), tags | Tag.VERB)
    for name, table in data["effects"].items():
        builder.add_effect(name, table)
    for name, nouns in data["nouns"].items():
        builder.add_nouns(name, nouns)
    builder.guess_unclassed()
    builder.lexicon.update(_signs(builder))
    for entry in builder.lexicon.values():
        entry.settle()
    morphology = data["morphology"]
    roles = _roles(data)
    names = _names(data.get("names", {}))
    return Tables(
        lexicon=builder.lexicon,
        known=dict(builder.lexicon),
        phrases=_phrases(builder.lexicon),
        roles=roles,
        names=names,
        ordinals=data["numerals"].get("ordinals", {}),
        lasting=frozenset(data.get("lasting", ())),
        times=frozenset(data["numerals"].get("times", ())),
        things=frozenset(data["nouns"]) - PEOPLE - {"event", "abstract", "group", "body", "blast"},
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


def _signs(builder: _Builder) -> dict[str, Entry]:
    """Entries of punctuation, keeping what the language's own tables say of a sign."""
    signs = {}
    for sign, tags in _SIGNS.items():
        entry = builder.entry(sign)
        entry.tags |= tags | Tag.SIGN
        signs[sign] = entry
    for word, entry in builder.lexicon.items():
        if not any(sign.isalnum() for sign in word):  # "%", "$"
            entry.tags |= Tag.SIGN
    return signs
