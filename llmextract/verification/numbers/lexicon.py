"""Builds the lexicon of a language: what its word tables say of each word, as entries."""

import re
from collections.abc import Iterable, Mapping
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


def normal(text: str) -> str:
    """Lower case with straight apostrophes, of the same length: the form that is looked up."""
    lowered = text.lower()
    if len(lowered) != len(text):  # a capital with a dot becomes two characters
        lowered = "".join(low if len(low := sign.lower()) == 1 else sign for sign in text)
    if lowered.isascii():
        return lowered
    return lowered.replace("’", "'").replace("ʼ", "'")  # a tenth of the time of ``translate``


_MARKING: Final = Tag.UNREAL | Tag.ESTIMATE | Tag.EVERYBODY | Tag.CHANGE
"""Tags that say nothing of a word's part of speech, which is then guessed from its make."""


class Builder:
    """Collects the entries of a language from its parsed file."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data
        self.morphology = data["morphology"]
        self.lexicon: dict[str, Entry] = {}

    def entry(self, word: str) -> Entry:
        """The entry of a word, a new one where there is none."""
        return self.lexicon.setdefault(normal(word), Entry())

    def tag(self, words: Iterable[str], tags: int) -> None:
        """Adds tags to words."""
        for word in words:
            self.entry(word).tags |= tags

    def values(self, table: Mapping[str, int], tags: int) -> None:
        """Adds words that stand for numbers."""
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
        """The forms of a regular verb with what each is."""
        for paradigm in self.morphology["paradigms"]:
            ending = paradigm["ending"]
            if verb.endswith(ending):
                stem = verb[: len(verb) - len(ending)] if ending else verb
                for name, bit in _FORMS.items():
                    for suffix in paradigm.get(name, ()):
                        yield stem + suffix, bit
                return

    def add_effect(self, name: str, table: Mapping[str, list[str]]) -> None:
        """Adds the words that say that something happened to somebody."""
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
        """Adds the nouns of a class in both numbers."""
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
        """Adds words beside which a number is no count."""
        for reason, words in table.items():
            for word in words:
                setattr(self.entry(word), where, reason)


def phrases_of(
    lexicon: dict[str, Entry],
) -> dict[tuple[str, str], list[tuple[tuple[str, ...], str]]]:
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


def add_numerals(builder: Builder, numerals: Mapping[str, Any]) -> None:
    """Adds the words of numbers, vague amounts and denials."""
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


def add_bounds(builder: Builder, bounds: Mapping[str, list[str]]) -> None:
    """Adds the words that make a number a bound."""
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


def add_signs(builder: Builder) -> dict[str, Entry]:
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
