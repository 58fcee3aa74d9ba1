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
from llmextract.verification.actors.deeds import Deeds, deeds_of
from llmextract.verification.clauses import words as w
from llmextract.verification.clauses.phrases import NEVER, alternatives, listed, pattern

_BEFORE = 32
"""Characters before a word in which it is looked for what makes it unreal: two long words."""
_ROLES = (
    *("effects", "undoing", "suffering", "performing", "bursting", "claiming", "blaming"),
    *("inert", "somebody", "nobody"),
)
_OBJECT = 48
"""Characters behind a verb in which the noun of its object is looked for: three long words."""
_PARTED = re.compile(rf"[,;:.]|\b(?:{'|'.join(sorted(w.PREPOSITIONS | w.CONJUNCTIONS))})\b", re.I)
"""What stands between a verb and a noun that is not its object."""

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
        mutual: whether those who do it do it to each other ("A and B clashed").
    """

    value: str
    verbs: re.Pattern[str]
    nouns: re.Pattern[str]
    unless: re.Pattern[str] = NEVER
    of_people: str | None = None
    of_many: str | None = None
    manner_of: frozenset[str] = frozenset()
    mutual: bool = False


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
        denied: an effect that is said of nobody ("no soldier was killed").
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
    denied: re.Pattern[str]
    sparing: re.Pattern[str]
    background: re.Pattern[str]
    attributing: re.Pattern[str]
    begun: re.Pattern[str]
    lacking: re.Pattern[str]
    unreal: re.Pattern[str]
    naming: re.Pattern[str]
    idioms: re.Pattern[str]
    fields: Mapping[str, FieldTriggers]
    roles: Deeds
    people: frozenset[str]
    bystanders: frozenset[str]
    things: frozenset[str]

    def act(self, value: object) -> Act | None:
        """The kind of act that a value stands for."""
        return next((act for act in self.acts if act.value == value), None)

    def is_tool(self, name: str) -> bool:
        """Whether a name ends in that of a tool, which neither acts nor is hit: "mortar rounds"."""
        return self.roles.ends("inert", name) and not self.roles.ends("somebody", name)

    def points_at(self, text: str) -> bool:
        """Whether a text points at people told of elsewhere: "the gunmen"."""
        return any(
            self.naming.search(before) is not None
            for _, before in _found(self.roles.somebody, text)
        )

    def is_nobody(self, name: str) -> bool:
        """Whether a name ends in a noun that names nobody who could act or be hit: "gunfire"."""
        low = name.casefold()
        last = low.split(" of ")[0].rsplit(" ", 1)[-1]
        return low in w.QUANTITIES or self.roles.nobody.fullmatch(last) is not None

    def is_sent(self, noun: str) -> bool:
        """Whether a noun names a thing by which somebody acts who sends it: "jets"."""
        return self.roles.somebody.fullmatch(noun) is not None

    def tells_of(self, nouns: re.Pattern[str], text: str) -> bool:
        """Whether one of the nouns stands in a text without pointing back."""
        return any(
            not self.naming.search(before) and not self.lacking.search(before)
            for match, before in _found(nouns, text)
        )

    def names(self, nouns: re.Pattern[str], text: str) -> bool:
        """Whether one of the nouns stands in a text, and not that there was none."""
        return any(not self.lacking.search(before) for _, before in _found(nouns, text))

    def names_deed(self, text: str) -> bool:
        """Whether a noun names an act itself, not a tool or who might do it ("a plan to buy jets")."""
        others = (self.roles.inert, self.roles.somebody)
        return any(
            not self.lacking.search(before)
            and not any(one.fullmatch(match.group()) for one in others)
            and not any(one.match(text, match.end() + 1) for one in others)  # "combat aircraft"
            for match, before in _found(self.nouns, text)
        )

    def performs(self, text: str) -> bool:
        """Whether a verb has the noun of an act for its object: "carried out raids on two villages"."""
        return any(
            (noun := self.nouns.search(text, match.end(), match.end() + _OBJECT)) is not None
            and self.names_deed(noun.group())
            and not _PARTED.search(text, match.end(), noun.start())
            for match, _ in self._real(self.roles.performing, text)
        )

    def bursts(self, text: str) -> bool:
        """Whether a tool is the subject of its verb: "three shells landed near the bridge"."""
        return any(
            (verb := self.roles.bursting.search(text, match.end(), match.end() + _OBJECT))
            is not None
            and not _PARTED.search(text, match.end(), verb.start())
            for match in self.roles.inert.finditer(text)
        )

    def undoes(self, text: str) -> bool:
        """Whether a tool of an act was found before it served: "discovered a bomb"."""
        return any(
            (tool := self.nouns.search(text, match.end(), match.end() + _OBJECT)) is not None
            and self.is_tool(tool.group())
            for match, _ in self._real(self.roles.undoing, text)
        )

    def reports_act(self, text: str) -> bool:
        """Whether a text tells of an act as something that happened."""
        return (
            self.tells(self.verbs, text)
            or self.performs(text)
            or self.bursts(text)
            or self.undoes(text)
        )

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
    verbs = [words for act in acts.values() for words in listed(act.get("verbs", ""))]
    nouns = [words for act in acts.values() for words in listed(act.get("nouns", ""))]
    pointing = alternatives(listed(table["pointing"]))
    return Triggers(
        field=table["field"],
        agents=table.get("agents"),
        patients=table.get("patients"),
        general=table.get("general"),
        acts=tuple(
            Act(
                value,
                pattern(listed(act.get("verbs", ""))),
                pattern(listed(act.get("nouns", ""))),
                pattern(listed(act.get("unless", ""))),
                act.get("of_people"),
                act.get("of_many"),
                frozenset(listed(act.get("manner_of", ""))),
                bool(act.get("mutual")),
            )
            for value, act in acts.items()
        ),
        verbs=pattern(verbs),
        nouns=pattern(nouns),
        effects=pattern(listed(table["effects"])),
        effects_alone=bool(table.get("effects_alone", True)),
        # Up to two words may stand between: "the most intense shelling", "the 6.4-magnitude quake".
        restating=pattern(listed(table.get("restating", ""))),
        introducing=pattern(listed(table.get("introducing", ""))),
        pointing=re.compile(
            rf"\W*(?:{pointing})\s+(?:[\w-]+(?:\.[\w-]+)*\s+){{0,2}}?(?:{alternatives(nouns)})\b",
            re.I,
        ),
        singling=_singling(nouns),
        apart=pattern(listed(table["apart"])),
        denying=pattern(listed(table.get("denying", ""))),
        denied=re.compile(
            rf"\b(?:{'|'.join(sorted(w.NONE))})\s+(?:[\w-]+\s+){{1,4}}?(?:{alternatives(listed(table['effects']))})\b",
            re.I,
        ),
        sparing=pattern(listed(table.get("sparing", ""))),
        background=pattern(listed(table.get("background", ""))),
        attributing=pattern(listed(table.get("attributing", ""))),
        begun=_before(listed(table.get("begun", ""))),
        lacking=_before(listed(table.get("lacking", ""))),
        unreal=_before(listed(table.get("unreal", ""))),
        naming=_before(listed(table.get("naming", ""))),
        idioms=pattern(listed(table.get("idioms", ""))),
        fields={name: _field(row) for name, row in table.get("fields", {}).items()},
        roles=_roles(table.get("roles", {}), verbs, nouns),
        people=frozenset(listed(table.get("roles", {}).get("people", ""))),
        bystanders=frozenset(listed(table.get("roles", {}).get("bystanders", ""))),
        things=frozenset(listed(table.get("roles", {}).get("things", ""))),
    )


def _roles(row: Mapping[str, Any], verbs: Sequence[str], nouns: Sequence[str]) -> Deeds:
    words: dict[str, Sequence[str]] = {name: listed(row.get(name, "")) for name in _ROLES}
    silent = {*words["bursting"], *words["suffering"], *words["undoing"]}
    words["acts"] = [verb for verb in verbs if verb not in silent]
    words["nouns"] = nouns
    return deeds_of(words)


def _singling(nouns: Sequence[str]) -> re.Pattern[str]:
    """One act told in a noun: "the murder of a judge", "a judge's murder"; not "the attacks"."""
    one = rf"(?:{alternatives(nouns)})(?<!s)"
    return re.compile(
        rf"(?:\b(?:the|this|an|a)\s+(?:[\w-]+\s+){{0,2}}?{one}(?:\s+[\w-]+){{0,2}}?\W+(?:of|on|against|at|in|by)"
        rf"|['’]s\s+(?:[\w-]+\s+){{0,2}}?{one})\b",
        re.I,
    )


def _field(row: Mapping[str, Any]) -> FieldTriggers:
    values, sure = (
        {name: pattern(listed(words)) for name, words in row.get(key, {}).items()}
        for key in ("values", "sure")
    )
    words = pattern(listed(row["words"])) if "words" in row else None
    return FieldTriggers(row.get("default"), values, sure, words, bool(row.get("phrases")))


def _before(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{alternatives(words)})\W+\Z", re.I) if words else NEVER
