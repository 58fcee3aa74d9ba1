"""Weighs the places where a name stands: the verdict of each by the part that it plays there."""

from dataclasses import dataclass

from llmextract.records import Verdict
from llmextract.verification import gazetteer
from llmextract.verification.judgement import Stretch
from llmextract.verification.lexing import Lexed
from llmextract.verification.places import lexicon as lx
from llmextract.verification.places.governing import Role
from llmextract.verification.places.matching import Occurrence, occurrences
from llmextract.verification.places.roles import role_of

_VERDICTS = {
    "location": Verdict.SUPPORTED,
    "reference": Verdict.PARTLY,
    "border": Verdict.PARTLY,
    "between": Verdict.PARTLY,
    "seat": Verdict.INFERRED,
    "here": Verdict.INFERRED,
    "people": Verdict.INFERRED,
}


@dataclass(slots=True)
class Weighed:
    """One place where the name stands, with its verdict."""

    verdict: Verdict
    reason: str
    text: Lexed
    first: int
    last: int
    role: Role
    preferred: bool = False

    @property
    def stretch(self) -> Stretch:
        """Offsets of the words."""
        return Stretch(self.text.starts[self.first], self.text.ends[self.last - 1], self.text.part)


def weigh_name(key: str, text: Lexed) -> list[Weighed]:
    """Weigh all places of a part of a source where a name stands, in any spelling."""
    return [weigh_at(text, found, key) for found in occurrences(text, key)]


def weigh_at(text: Lexed, found: Occurrence, key: str) -> Weighed:
    """Weigh one place where the name stands that a key asks for."""
    role = role_of(text, found.first, found.last)
    verdict = _VERDICTS.get(role.part, Verdict.UNSUPPORTED)
    if not role.is_read:
        verdict = Verdict.UNCLEAR
    reason = role.reason
    if verdict is Verdict.SUPPORTED and (
        _is_other_kind(text, found, key) or _is_other_country(text, found, key)
    ):
        verdict, reason = Verdict.UNSUPPORTED, "part of the name of another place"
        role = Role("longer", reason)
    elif verdict is Verdict.SUPPORTED and _is_ordinary(text, found, role):
        verdict, reason = Verdict.UNCLEAR, "no name of a place, as far as the rules know"
        role = Role("nameless", reason)
    elif verdict is Verdict.SUPPORTED and found.spelling:
        start, end = text.starts[found.first], text.ends[found.last - 1]
        reason = f"another spelling of {text.text[start:end]}"
    elif verdict is Verdict.SUPPORTED and role.direction and reason == "as written":
        reason = "more exactly as written"
    return Weighed(verdict, reason, text, found.first, found.last, role)


def _is_ordinary(text: Lexed, found: Occurrence, role: Role) -> bool:
    """Whether no capital, no noun for a kind of place and no gazetteer makes words a place: "leg"."""
    if not text.cased or any(text.capital[found.first : found.last]) or role.kinds:
        return False
    words = text.words[found.first : found.last]
    return not any(word in lx.KINDS or word in lx.PARTS or word in lx.COMPASS for word in words)


def _is_other_kind(text: Lexed, found: Occurrence, key: str) -> bool:
    """A country's name with a smaller unit after it is another place: Niger State, Jordan Valley."""
    noun = text.word(found.last)
    smaller = lx.KINDS.get(noun) in ("province", "city") or noun == "valley"
    if not smaller or noun == "capital":
        return False
    if text.owner[found.last - 1]:
        return False
    places = gazetteer.named(key)
    return bool(places) and places[0].kind == "country"


def _is_other_country(text: Lexed, found: Occurrence, key: str) -> bool:
    """A longer name to the left that is another country's: "Republic of the Congo" for the DRC."""
    for first in range(max(0, found.first - 4), found.first - 1):
        longer = gazetteer.named(" ".join(text.words[first : found.last]))
        if longer and longer[0].kind == "country":
            return not {place.id for place in longer} & {p.id for p in gazetteer.named(key)}
    return False
