"""The words by which a sentence shows that it reports an incident: a domain's data, compiled.

A trigger file (``prompts/NAME.triggers.toml``) belongs to a domain like its prompt; the engine only
knows what acts, effects and pointing words are for.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from llmextract.errors import UsageError
from llmextract.rules import words as w

_BEFORE = 32
"""Characters before a word in which it is looked for what makes it unreal: two long words."""
_NEVER = re.compile(r"(?!)")
_ROLE_VERBS = ("suffering", "performing", "bursting", "claiming", "blaming")
_ROLES = ("effects", "undoing", *_ROLE_VERBS, "inert", "somebody", "nobody")

_COUNTED = re.compile(
    rf"\s+(?:{'|'.join(w.COUNTING_VERBS)})\s+(?:\d|(?:{'|'.join(w.COUNTS)})\b)", re.IGNORECASE
)
"""After the noun of an effect: how many it happened to, which nobody says of what was told."""


@dataclass(frozen=True, slots=True)
class Act:
    """One kind of act.

    Attributes:
        value: the value of the trigger file's ``field`` that it stands for.
        verbs: words that report it.
        nouns: words that only name it.
        unless: words beside which its nouns only name what was hit ("shot down a drone").
        of_people: the kind that it is where people are hit ("seized a teacher"), if another.
        of_many: the kind that it is where several are hit, if another.
        manner_of: kinds whose verbs it has too and that it tells more exactly ("a mine went off").
    """

    value: str
    verbs: re.Pattern[str]
    nouns: re.Pattern[str]
    unless: re.Pattern[str] = _NEVER
    of_people: str | None = None
    of_many: str | None = None
    manner_of: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FieldTriggers:
    """When a field is worth asking.

    Attributes:
        default: the value that it has where no word calls for another.
        values: for a field of fixed values, the words that call for each.
        sure: likewise, words that leave no choice.
        words: for any other field, the words without which it is empty.
        phrases: whether its values are the noun phrases that end in one of the words.
    """

    default: str | None
    values: Mapping[str, re.Pattern[str]]
    sure: Mapping[str, re.Pattern[str]]
    words: re.Pattern[str] | None
    phrases: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Roles:
    """The words by which the syntax of a sentence tells who acts and who is hit.

    Attributes:
        acts: verbs whose subject acts and whose object is hit.
        effects: those of them that also a thing or a chance can do ("a blast killed"): they have a
            agent only where they have an object.
        suffering: verbs whose subject is hit ("survived", "died").
        performing: verbs with an act for an object ("carried out an attack").
        bursting: verbs whose subject is a tool; what it stands beside is hit ("went off near").
        undoing: verbs whose subject keeps an act from happening ("defused").
        claiming: verbs whose subject says that it acted.
        blaming: verbs behind which stands who is said to have acted ("blamed on", "accused").
        inert: nouns of tools, which neither act nor are hit.
        somebody: nouns that name people although a word of an act is in them ("gunmen").
        nobody: nouns of the domain that name nobody who could act or be hit ("the killing").
        any: all of the verbs.
    """

    acts: re.Pattern[str]
    effects: re.Pattern[str]
    suffering: re.Pattern[str]
    performing: re.Pattern[str]
    bursting: re.Pattern[str]
    undoing: re.Pattern[str]
    claiming: re.Pattern[str]
    blaming: re.Pattern[str]
    inert: re.Pattern[str]
    somebody: re.Pattern[str]
    nobody: re.Pattern[str]
    any: re.Pattern[str]


@dataclass(frozen=True, slots=True, eq=False)
class Triggers:
    """A compiled trigger file.

    Attributes:
        field: the field that the kinds of act are values of.
        agents: the field of those who act, where the domain has one.
        patients: the field of those who are hit, likewise.
        general: the kind whose verbs only tell that there was an act.
        acts: the kinds, in file order.
        verbs: any word that reports an act.
        nouns: any word that only names one.
        effects: words that tell what came of an act.
        restating: effects that were told before where a word of ``naming`` stands before them.
        introducing: words by which a sentence first says who those were.
        effects_alone: whether an effect reports where no word of an act stands with it: the dead of
            a conflict report were killed by somebody, those of any report not by a flood.
        pointing: a sentence that points back at an act already told.
        apart: words that part a sentence from the one before.
        denying: words that answer what was told before.
        sparing: words that say that nobody was hit in what was told before.
        background: words that tell of what goes on, not of what happened.
        attributing: words by which a sentence says who did what was told before it.
        begun: words that say, before one of ``unreal``, that it was begun ("attempted to").
        lacking: words before the noun of an act that say that there was none.
        unreal: words after which a verb did not happen, at the end of what stands before it.
        naming: words after which a participle only says who is meant, likewise.
        idioms: phrases in which a word of the tables means something else ("a flood of refugees").
        fields: the fields that are asked only where a word calls for them.
        roles: the words that tell who acts and who is hit.
        people: kinds of actor that are people and bear no arms.
        bystanders: kinds of actor of whom it is not asked whether they acted.
        things: kinds of actor that never act.
    """

    field: str
    agents: str | None
    patients: str | None
    general: str | None
    acts: tuple[Act, ...]
    verbs: re.Pattern[str]
    nouns: re.Pattern[str]
    effects: re.Pattern[str]
    effects_alone: bool
    restating: re.Pattern[str]
    introducing: re.Pattern[str]
    pointing: re.Pattern[str]
    singling: re.Pattern[str]
    apart: re.Pattern[str]
    denying: re.Pattern[str]
    sparing: re.Pattern[str]
    background: re.Pattern[str]
    attributing: re.Pattern[str]
    begun: re.Pattern[str]
    lacking: re.Pattern[str]
    unreal: re.Pattern[str]
    naming: re.Pattern[str]
    idioms: re.Pattern[str]
    fields: Mapping[str, FieldTriggers]
    roles: Roles
    people: frozenset[str]
    bystanders: frozenset[str]
    things: frozenset[str]

    def act(self, value: object) -> Act | None:
        """The kind of act that a value stands for."""
        return next((act for act in self.acts if act.value == value), None)

    def is_tool(self, name: str) -> bool:
        """Whether a name ends in that of a tool, which neither acts nor is hit: "mortar rounds"."""
        somebody = any(one.end() == len(name) for one in self.roles.somebody.finditer(name))
        tool = any(one.end() == len(name) for one in self.roles.inert.finditer(name))
        return tool and not somebody

    def tells_of(self, nouns: re.Pattern[str], text: str) -> bool:
        """Whether one of the nouns stands in a text without pointing back."""
        return any(
            not self.naming.search(before) and not self.lacking.search(before)
            for match, before in _found(nouns, text)
        )

    def names(self, nouns: re.Pattern[str], text: str) -> bool:
        """Whether one of the nouns stands in a text, and not that there was none."""
        return any(not self.lacking.search(before) for _, before in _found(nouns, text))

    def tells(self, words: re.Pattern[str], text: str) -> bool:
        """Whether one of the words stands in a text as something that happened."""
        return any(
            not (match.group().lower().endswith("ed") and self.naming.search(before))
            for match, before in self._real(words, text)
        )

    def tells_anew(self, text: str) -> bool:
        """Whether an effect stands in a text that was not told before: "two dead", not "the dead"."""
        if self.introducing.search(text):
            return True
        return any(
            not self.naming.search(before)
            or not (match.group().lower().endswith("ed") or self.restating.fullmatch(match.group()))
            or _COUNTED.match(text, match.end())
            for match, before in self._real(self.effects, text)
        )

    def _real(self, words: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], str]]:
        """The words that stand in a text as something real, each with what stands before it."""
        for match, before in _found(words, text):
            unreal = self.unreal.search(before)
            if unreal is None or self.begun.search(before[: unreal.start()]):
                yield match, before


def _found(words: re.Pattern[str], text: str) -> Iterator[tuple[re.Match[str], str]]:
    """Each of the words with what stands before it."""
    for match in words.finditer(text):
        yield match, text[max(0, match.start() - _BEFORE) : match.start()]


def read_triggers(text: str, where: str) -> Triggers:
    """Compile a trigger file.

    Args:
        text: its TOML.
        where: its name, for errors.

    Raises:
        UsageError: it is no TOML or lacks a part.
    """
    try:
        table = tomllib.loads(text)
        return _triggers(table)
    except (tomllib.TOMLDecodeError, KeyError, AttributeError, TypeError) as error:
        raise UsageError(f"the trigger file {where} cannot be used: {error!r}") from error


def _triggers(table: Mapping[str, Any]) -> Triggers:
    acts = table["acts"]
    verbs = [words for act in acts.values() for words in _words(act.get("verbs", ""))]
    nouns = [words for act in acts.values() for words in _words(act.get("nouns", ""))]
    pointing = _alternatives(_words(table["pointing"]))
    return Triggers(
        field=table["field"],
        agents=table.get("agents"),
        patients=table.get("patients"),
        general=table.get("general"),
        acts=tuple(
            Act(
                value,
                _pattern(_words(act.get("verbs", ""))),
                _pattern(_words(act.get("nouns", ""))),
                _pattern(_words(act.get("unless", ""))),
                act.get("of_people"),
                act.get("of_many"),
                frozenset(_words(act.get("manner_of", ""))),
            )
            for value, act in acts.items()
        ),
        verbs=_pattern(verbs),
        nouns=_pattern(nouns),
        effects=_pattern(_words(table["effects"])),
        effects_alone=bool(table.get("effects_alone", True)),
        # Up to two words may stand between: "the most intense shelling", "the 6.4-magnitude quake".
        restating=_pattern(_words(table.get("restating", ""))),
        introducing=_pattern(_words(table.get("introducing", ""))),
        pointing=re.compile(
            rf"\W*(?:{pointing})\s+(?:[\w-]+(?:\.[\w-]+)*\s+){{0,2}}?(?:{_alternatives(nouns)})\b",
            re.I,
        ),
        singling=_singling(nouns),
        apart=_pattern(_words(table["apart"])),
        denying=_pattern(_words(table.get("denying", ""))),
        sparing=_pattern(_words(table.get("sparing", ""))),
        background=_pattern(_words(table.get("background", ""))),
        attributing=_pattern(_words(table.get("attributing", ""))),
        begun=_before(_words(table.get("begun", ""))),
        lacking=_before(_words(table.get("lacking", ""))),
        unreal=_before(_words(table.get("unreal", ""))),
        naming=_before(_words(table.get("naming", ""))),
        idioms=_pattern(_words(table.get("idioms", ""))),
        fields={name: _field(row) for name, row in table.get("fields", {}).items()},
        roles=_roles(table.get("roles", {}), verbs),
        people=frozenset(_words(table.get("roles", {}).get("people", ""))),
        bystanders=frozenset(_words(table.get("roles", {}).get("bystanders", ""))),
        things=frozenset(_words(table.get("roles", {}).get("things", ""))),
    )


def _roles(row: Mapping[str, Any], verbs: Sequence[str]) -> Roles:
    words = {name: _words(row.get(name, "")) for name in _ROLES}
    silent = {*words["bursting"], *words["suffering"], *words["undoing"]}
    acts = [*(verb for verb in verbs if verb not in silent), *words["effects"]]
    told = [*acts, *(word for name in ("undoing", *_ROLE_VERBS) for word in words[name])]
    return Roles(
        acts=_pattern(acts),
        any=_pattern(told),
        **{name: _pattern(listed) for name, listed in words.items()},
    )


def _singling(nouns: Sequence[str]) -> re.Pattern[str]:
    """One act told in a noun: "the murder of a judge", "a judge's murder"; not "the attacks"."""
    one = rf"(?:{_alternatives(nouns)})(?<!s)"
    return re.compile(
        rf"(?:\b(?:the|this|an|a)\s+(?:[\w-]+\s+){{0,2}}?{one}(?:\s+[\w-]+){{0,2}}?\W+(?:of|on|against|at|in|by)"
        rf"|['’]s\s+(?:[\w-]+\s+){{0,2}}?{one})\b",
        re.I,
    )


def _field(row: Mapping[str, Any]) -> FieldTriggers:
    values, sure = (
        {name: _pattern(_words(words)) for name, words in row.get(key, {}).items()}
        for key in ("values", "sure")
    )
    words = _pattern(_words(row["words"])) if "words" in row else None
    return FieldTriggers(row.get("default"), values, sure, words, bool(row.get("phrases")))


def _words(listed: str) -> list[str]:
    return [word.strip() for word in listed.split(",") if word.strip()]


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_alternatives(words)})\b", re.I) if words else _NEVER


def _before(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_alternatives(words)})\W+\Z", re.I) if words else _NEVER


def _alternatives(words: Sequence[str]) -> str:
    """The words as one alternation, the longest first; white space, quotes and hyphens of any kind."""

    def one(word: str) -> str:
        escaped = re.escape(word).replace(r"\ \*\*\ ", r"\s+(?:\S+\s+){0,5}?")
        escaped = escaped.replace(r"\*", r"\w*").replace(r"\ ", r"[\s\"“”‘’«»]+")
        return escaped.replace(r"\-", r"[-\s]?")

    return "|".join(one(word) for word in sorted(set(words), key=len, reverse=True))
