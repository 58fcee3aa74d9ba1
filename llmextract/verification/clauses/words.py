"""The words by which English sentences are read, from the data of the language (``clauses/languages``).

What the reader of modality looks for in any language stands in a file of its own.
"""

import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Final


@lru_cache(maxsize=1)
def _table() -> dict[str, str]:
    folder = Path(__file__).parent / "languages"
    said, read = (
        tomllib.loads((folder / name).read_text(encoding="utf-8"))
        for name in ("en.modality.toml", "en.toml")
    )
    return said | read


def _of(name: str) -> frozenset[str]:
    return frozenset(_table()[name].split())


DETERMINERS: Final = _of("determiners")
QUANTITIES: Final = _of("quantities")
NUMBERS: Final = _of("numbers")
PREPOSITIONS: Final = _of("prepositions")
CONJUNCTIONS: Final = _of("conjunctions")
RELATIVES: Final = _of("relatives")
PRONOUNS: Final = _of("pronouns")
SAYERS: Final = _of("sayers")
BE: Final = _of("be")
BE_OR_HAVE: Final = BE | _of("have")
AUXILIARIES: Final = _of("auxiliaries") | BE_OR_HAVE
MODALS: Final = _of("modals")
ADVERBS: Final = _of("adverbs")
NO_ADVERBS: Final = _of("no_adverbs")
DAYS: Final = _of("days")
MONTHS: Final = _of("months")
CALENDAR: Final = DAYS | MONTHS | {"gmt"}
TIMES: Final = _of("times") | CALENDAR
NONE: Final = _of("none")
NEGATIONS: Final = frozenset({"nor"}).union(
    NONE, *map(_of, ("negations", "nobody", "nothing", "without"))
)
FUNCTION_WORDS: Final = (
    DETERMINERS | NUMBERS | PREPOSITIONS | CONJUNCTIONS | RELATIVES | PRONOUNS
) | (AUXILIARIES | ADVERBS | TIMES | NEGATIONS)
"""The closed classes, and words of time."""
REPORTING: Final = _of("reporting")
VERBS: Final = _of("verbs") | REPORTING
DESCRIBING: Final = _of("describing")
NO_ACTORS: Final = _of("no_actors")
MOUNTS: Final = _of("mounts")
PLACE_NOUNS: Final = _of("place_nouns")
SIDES: Final = _of("sides")
AIMED: Final = _of("aimed")
BESIDE: Final = _of("beside") | AIMED
OF_WHOM: Final = _of("of_whom")
COUNTING: Final = _of("counting")
COUNTING_VERBS: Final = _of("counting_verbs")
COUNTS: Final = _of("counts")
OPENING: Final = _of("opening")
BETWEEN: Final = _of("between")
LAID_ON: Final = _of("laid_on")
FACING: Final = _of("facing")
BELONGING: Final = _of("belonging")
HOLDING: Final = _of("holding")
POSSESSIVES: Final = _of("possessives")
THEM: Final = _of("them")
CLAUSAL: Final = _of("clausal")
CLAUSES: Final = _of("clauses")
DEFINITE: Final = _of("definite")
OBJECTS: Final = _of("objects")
WORK: Final = _of("work")
SINGLE: Final = _of("single")
TOGETHER: Final = _of("together")
MUTUAL: Final = _of("mutual")
AIMED_PAST: Final = _of("aimed_past")
AMONG: Final = _of("among")
INCLUDING: Final = _of("including")
PAST: Final = tuple(_table()["past"].split())
AGAINST: Final = _of("against")
IDENTIFYING: Final = _of("identifying")
BEING: Final = _of("being")
VAGUE: Final = _of("vague")
SPEAKING_FOR: Final = _of("speaking_for")
DIRECTIONS: Final = _of("directions")
OWN: Final = _of("own")
REFERRING: Final = _of("referring")
FOLLOWERS: Final = _of("followers")
DENIAL: Final = _of("denial")
DENYING: Final = _of("denying") | DENIAL
NOT_DENIED: Final = _of("not_denied")
HEARSAY: Final = _of("hearsay")
PROOF: Final = _of("proof")
UNTRUE: Final = _of("untrue")
NOUNS_OF_UNTRUTH: Final = _of("nouns_of_untruth")
CALLED_UNTRUE: Final = _of("called_untrue")
CALLING: Final = _of("calling")
BETWEEN_CALLED: Final = _of("between_called")
NO_CONDITION: Final = _of("no_condition")
IMAGINING: Final = _of("imagining")
ASKING: Final = _of("asking")
FEARED: Final = _of("feared")
FOUND: Final = _of("found")
WELL: Final = _of("well")
FICTION: Final = _of("fiction")
SERIAL: Final = _of("serial")
STAGES: Final = _of("stages")
TELLING: Final = _of("telling")
FICTIONAL: Final = _of("fictional")
DRILLS: Final = _of("drills")
STAGED: Final = _of("staged")
ACTING: Final = _of("acting")
UNSAID: Final = _of("unsaid")
DREAMING: Final = _of("dreaming")
UNTRUTHS: Final = _of("untruths")
GRANTING: Final = _of("granting")
ABBREVIATIONS: Final = _of("abbreviations")
FRAMING: Final = (
    (DENYING | PROOF | UNTRUE | CALLED_UNTRUE | FEARED | FICTION | FICTIONAL | DRILLS | STAGED)
    | {"whether", "if", "contrary", "?", "never", "nobody", "none"}
    | DREAMING
    | UNTRUTHS
)
"""Words of which each sentence with a frame has one."""
