"""Facts about models, read from ``profiles.toml``: which reading, which parameters, how much fits.

What a server says of itself or refuses is found while it is asked (``negotiation``); a profile is
what is known before, from the name alone, so that an offline run makes the same requests.
"""

import functools
import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from importlib import resources
from typing import Any, Literal, get_args

from llmextract.providers import weights_table
from llmextract.providers.structures import Structure
from llmextract.providers.weights_table import Reading

Length = Literal["max_tokens", "max_completion_tokens"]


@dataclass(frozen=True, slots=True)
class Profile:
    """What is known of a model from its name.

    Attributes:
        name: name of the row, for people.
        reading: how paragraphs are put to it unless the user says otherwise.
        structures: how an answer of a given shape is asked for, strongest first; never empty.
        length: name of the parameter for the most tokens of an answer.
        leaves_out: parameters that are not sent.
        system: whether it takes messages of the role ``system``.
        answer_tokens: most tokens of an answer, unless the user says otherwise.
        thinking_tokens: tokens on top of these, for what it thinks before it answers.
        context: tokens of a request with its answer that are counted on.
        article_tokens: how many of them the article may take as context; 0 for its headline alone.
        schema_per_request: whether a schema of its own for each request is cheap.
        slots: requests in flight that it likes.
        judges: whether it is asked as a judge of its own values unless the user says otherwise.
    """

    name: str
    reading: Reading
    structures: tuple[Structure, ...]
    length: Length
    leaves_out: frozenset[str]
    system: bool
    answer_tokens: int
    thinking_tokens: int
    context: int
    article_tokens: int
    schema_per_request: bool
    slots: int
    judges: bool


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the table: which names it fits, and its profile.

    Attributes:
        profile: the facts.
        providers: providers that it is for; all when empty.
        pattern: searched for in the model's name; fits any when ``None``.
    """

    profile: Profile
    providers: frozenset[str] = frozenset()
    pattern: re.Pattern[str] | None = field(default=None)

    def fits(self, provider: str, model: str) -> bool:
        """Whether the row is for this model."""
        if self.providers and provider not in self.providers:
            return False
        return self.pattern is None or self.pattern.search(model) is not None


def profile_of(full_name: str, *, rows: Sequence[Row] | None = None) -> Profile:
    """The facts about a model: those of the first row that fits its name.

    Args:
        full_name: ``provider:model``.
        rows: a table in place of the shipped one; its last row should fit everything.

    Raises:
        LookupError: no row of ``rows`` fits; one of the shipped table always does.
    """
    provider, _, rest = full_name.partition(":")
    model = _model(provider, rest)
    for row in shipped() if rows is None else rows:
        if row.fits(provider, model):
            return _as_served(row.profile, rest) if provider == "local" else row.profile
    raise LookupError(f"no row fits {full_name}")


@functools.cache
def shipped() -> tuple[Row, ...]:
    """The rows of ``profiles.toml``; the last one fits everything."""
    source = resources.files("llmextract.providers").joinpath("profiles.toml")
    return read_rows(source.read_text("utf-8"))


def read_rows(text: str) -> tuple[Row, ...]:
    """The rows of a table in TOML, with one for ``[default]`` at the end.

    Raises:
        ValueError: a fact is missing, has no name that is known, or cannot be.
    """
    data = tomllib.loads(text)
    default = _profile("default", data["default"])
    rows = [_row(row, default) for row in data.get("profile", ())]
    return (*rows, Row(default))


def _as_served(profile: Profile, name: str) -> Profile:
    """The profile of embedded weights; what their own table says of those it knows goes first."""
    for known in weights_table.known():
        if known.name == name:
            facts = known.serving
            return replace(profile, reading=facts.reading, context=facts.context, slots=facts.slots)
    return profile


def _row(row: Mapping[str, Any], default: Profile) -> Row:
    facts = dict(row)
    providers = frozenset(facts.pop("providers", ()))
    pattern = facts.pop("pattern", None)
    profile = _checked(replace(default, **_typed(facts.pop("name"), facts)))
    return Row(profile, providers, re.compile(pattern) if pattern else None)


def _profile(name: str, facts: Mapping[str, Any]) -> Profile:
    typed = _typed(name, facts)
    if missing := {each.name for each in fields(Profile)} - set(typed):
        raise ValueError(f"profile {name!r} does not say: {', '.join(sorted(missing))}")
    return _checked(Profile(**typed))


def _typed(name: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    known = {each.name for each in fields(Profile)}
    if unknown := set(facts) - known:
        raise ValueError(f"profile {name!r} says what is unknown: {', '.join(sorted(unknown))}")
    typed = dict(facts, name=name)
    if "structures" in typed:
        typed["structures"] = tuple(typed["structures"])
    if "leaves_out" in typed:
        typed["leaves_out"] = frozenset(typed["leaves_out"])
    return typed


def _checked(profile: Profile) -> Profile:
    _one_of(profile.name, [profile.reading], get_args(Reading))
    _one_of(profile.name, [profile.length], get_args(Length))
    _one_of(profile.name, profile.structures, get_args(Structure))
    if not profile.structures or profile.article_tokens >= profile.context:
        raise ValueError(f"profile {profile.name!r} cannot be: {profile}")
    return profile


def _one_of(name: str, values: Iterable[str], allowed: Iterable[str]) -> None:
    if wrong := set(values) - set(allowed):
        raise ValueError(f"profile {name!r} says what cannot be: {', '.join(sorted(wrong))}")


def _model(provider: str, rest: str) -> str:
    """The part of a name that tells the model, in small letters.

    Folders of a file and owners at a hub say nothing of its size, an address says nothing at all.
    """
    if provider == "server":
        rest = rest.rpartition("@")[0] or rest
    if provider == "local":
        rest = re.split(r"[/\\:]", rest)[-1]
    return rest.lower()
