"""The words by which a sentence shows that it reports an incident: a domain's data, compiled.

A cue file (``prompts/NAME.cues.toml``) belongs to a domain like its prompt; the engine only knows
what acts, effects and pointing words are for.  Without one, a paragraph is asked about as a whole.
"""

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from llmextract.errors import UsageError

_NEVER = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Act:
    """One kind of act.

    Attributes:
        value: the value of the cue file's ``field`` that it stands for.
        verbs: words that report it.
        nouns: words that only name it.
    """

    value: str
    verbs: re.Pattern[str]
    nouns: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class FieldCues:
    """When a field is worth asking.

    Attributes:
        default: the value that it has where no word calls for another.
        values: for a field of fixed values, the words that call for each.
        sure: likewise, words that leave no choice.
        words: for any other field, the words without which it is empty.
    """

    default: str | None
    values: Mapping[str, re.Pattern[str]]
    sure: Mapping[str, re.Pattern[str]]
    words: re.Pattern[str] | None


@dataclass(frozen=True, slots=True, eq=False)
class Cues:
    """A compiled cue file.

    Attributes:
        field: the field that the kinds of act are values of.
        doers: the field of those who act, where the domain has one.
        hit: the field of those who are hit, likewise.
        general: the kind whose verbs only tell that there was an act.
        acts: the kinds, in file order.
        verbs: any word that reports an act.
        nouns: any word that only names one.
        effects: words that tell what came of an act.
        effects_alone: whether an effect reports where no word of an act stands with it: the dead of
            a conflict report were killed by somebody, those of any report not by a flood.
        pointing: a sentence that points back at an act already told.
        apart: words that part a sentence from the one before.
        denying: words that answer what was told before.
        background: words that tell of what goes on, not of what happened.
        unreal: words after which a verb did not happen, at the end of what stands before it.
        naming: words after which a participle only says who is meant, likewise.
        idioms: phrases in which a word of the tables means something else ("a flood of refugees").
        fields: the fields that are asked only where a word calls for them.
    """

    field: str
    doers: str | None
    hit: str | None
    general: str | None
    acts: tuple[Act, ...]
    verbs: re.Pattern[str]
    nouns: re.Pattern[str]
    effects: re.Pattern[str]
    effects_alone: bool
    pointing: re.Pattern[str]
    apart: re.Pattern[str]
    denying: re.Pattern[str]
    background: re.Pattern[str]
    unreal: re.Pattern[str]
    naming: re.Pattern[str]
    idioms: re.Pattern[str]
    fields: Mapping[str, FieldCues]

    def tells_of(self, nouns: re.Pattern[str], text: str) -> bool:
        """Whether one of the nouns stands in a text without pointing back."""
        return any(
            not self.naming.search(text[max(0, match.start() - 24) : match.start()])
            for match in nouns.finditer(text)
        )

    def tells(self, words: re.Pattern[str], text: str) -> bool:
        """Whether one of the words stands in a text as something that happened."""
        for match in words.finditer(text):
            before = text[max(0, match.start() - 24) : match.start()]
            participle = match.group().lower().endswith("ed")
            if self.unreal.search(before) or (participle and self.naming.search(before)):
                continue
            return True
        return False


def read_cues(text: str, where: str) -> Cues:
    """Compile a cue file.

    Args:
        text: its TOML.
        where: its name, for errors.

    Raises:
        UsageError: it is no TOML or lacks a part.
    """
    try:
        table = tomllib.loads(text)
        return _cues(table)
    except (tomllib.TOMLDecodeError, KeyError, AttributeError, TypeError) as error:
        raise UsageError(f"the cue file {where} cannot be used: {error!r}") from error


def _cues(table: Mapping[str, Any]) -> Cues:
    acts = table["acts"]
    verbs = [words for act in acts.values() for words in _words(act.get("verbs", ""))]
    nouns = [words for act in acts.values() for words in _words(act.get("nouns", ""))]
    pointing = _alternatives(_words(table["pointing"]))
    return Cues(
        field=table["field"],
        doers=table.get("doers"),
        hit=table.get("hit"),
        general=table.get("general"),
        acts=tuple(
            Act(
                value,
                _pattern(_words(act.get("verbs", ""))),
                _pattern(_words(act.get("nouns", ""))),
            )
            for value, act in acts.items()
        ),
        verbs=_pattern(verbs),
        nouns=_pattern(nouns),
        effects=_pattern(_words(table["effects"])),
        effects_alone=bool(table.get("effects_alone", True)),
        # Up to two words may stand between: "the most intense shelling", "the 6.4-magnitude quake".
        pointing=re.compile(
            rf"\W*(?:{pointing})\s+(?:[\w-]+(?:\.[\w-]+)*\s+){{0,2}}?(?:{_alternatives(nouns)})\b",
            re.I,
        ),
        apart=_pattern(_words(table["apart"])),
        denying=_pattern(_words(table.get("denying", ""))),
        background=_pattern(_words(table.get("background", ""))),
        unreal=_before(_words(table.get("unreal", ""))),
        naming=_before(_words(table.get("naming", ""))),
        idioms=_pattern(_words(table.get("idioms", ""))),
        fields={name: _field(row) for name, row in table.get("fields", {}).items()},
    )


def _field(row: Mapping[str, Any]) -> FieldCues:
    values, sure = (
        {name: _pattern(_words(words)) for name, words in row.get(key, {}).items()}
        for key in ("values", "sure")
    )
    words = _pattern(_words(row["words"])) if "words" in row else None
    return FieldCues(row.get("default"), values, sure, words)


def _words(listed: str) -> list[str]:
    return [word.strip() for word in listed.split(",") if word.strip()]


def _pattern(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_alternatives(words)})\b", re.I) if words else _NEVER


def _before(words: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_alternatives(words)})\W+\Z", re.I) if words else _NEVER


def _alternatives(words: Sequence[str]) -> str:
    """The words as one alternation, the longest first; white space and hyphens of any kind."""

    def one(word: str) -> str:
        escaped = re.escape(word).replace(r"\*", r"\w*").replace(r"\ ", r"\s+")
        return escaped.replace(r"\-", r"[-\s]?")

    return "|".join(one(word) for word in sorted(set(words), key=len, reverse=True))
