"""The words of the place checker, read from ``languages/``: what each table means is said there.

Words of the language stand in ``en.toml``, those of conflict and its news in ``en.conflict.toml``.
"""

import tomllib
from importlib import resources
from typing import Any

from llmextract.verification.clauses import words as w
from llmextract.verification.spelling import word_set

_FILES = ("en.toml", "en.conflict.toml")


def _read() -> dict[str, Any]:
    folder = resources.files(__package__) / "languages"
    tables: dict[str, Any] = {}
    for name in _FILES:
        tables |= tomllib.loads((folder / name).read_text(encoding="utf-8"))
    return tables


_TABLES = _read()


def _set(name: str) -> frozenset[str]:
    """The words of a table."""
    return word_set(_TABLES[name])


def _of(name: str) -> frozenset[str]:
    """The words of a table of ``[words]``: those that the reader of clauses looks for."""
    return word_set(_TABLES["words"][name])


def _by_meaning(name: str) -> dict[str, str]:
    """Each word of a table of tables with the name of its own."""
    return {word: meaning for meaning, text in _TABLES[name].items() for word in text.split()}


def _by_first(name: str) -> dict[str, set[str]]:
    """Phrases of two words, joined in the table by "_": the second words by the first."""
    found: dict[str, set[str]] = {}
    for first, second in (pair.split("_") for pair in _of(name)):
        found.setdefault(first, set()).add(second)
    return found


COMPASS = _by_meaning("compass")
PART_OF = _set("part_of")
KINDS = _by_meaning("kinds")
PARTS = _set("parts")
STREETS = _set("streets")
STREETS_BEFORE = _set("streets_before")
ROADS = _set("roads")
GROUPS = _set("groups")
ASSOCIATIONS = _set("associations")
GROUPS_BEFORE = _set("groups_before")
GROUP_HEADS_IN = _set("group_heads_in")
PAPERS = _set("papers")
PAPERS_BEFORE = _set("papers_before")
INSTITUTIONS = _set("institutions")
EMBASSIES = _set("embassies")
OFFICES = _set("offices")
PEOPLE = _set("people")
TREATIES = _set("treaties")
WATERS = _set("waters")
COMPANIES = _set("companies")
CLUBS_BEFORE = _set("clubs_before")
VESSELS = _set("vessels")
DISEASES = _set("diseases")
TIED = _by_meaning("tied")
TITLES = _set("titles")
KUNYA = _set("kunya")
GIVEN_NAMES = _set("given_names")
PLACES_AS_GIVEN_NAMES = _set("places_as_given_names")
KIN = _set("kin")
AT = _set("at")
NEAR = _set("near")
FLEE = _set("flee")
REMOVE = _set("remove")
SPREAD = _set("spread")
WAYS_IN = _set("ways_in")
SHELTER = _set("shelter")
ASSAULT = _set("assault")
REPORTERS = _set("reporters")
SAYING = w.REPORTING | _set("saying")
CAUSES = _set("causes")
BORDERS = _set("borders")
GUARDS = _set("guards")
ACCUSE = _set("accuse")
QUARRELS = _set("quarrels")
UNITS = _set("units")
ACTS = _set("acts")
ACTS_MIXED = _set("acts_mixed")
COORDINATORS = _set("coordinators")
ADJECTIVES = _set("adjectives")
STOP = w.FUNCTION_WORDS - {"mar", "time"} | _set("stop")
"""What is no part of a place name in running text, unless it is known with it; Time is a town."""
NEWS = _set("news")
CONNECTORS = _set("connectors")
PREFIXES = _set("prefixes")
COMMON_HEADS = _set("common_heads")
LOOSE_FORCES = _set("loose_forces")
MODIFIERS = _set("modifiers")
TITLES_OF_PAPERS = _set("titles_of_papers")
ARMED_UNITS = _set("armed_units")
ARMIES = _set("armies")
OF_THE_PEOPLE = _set("of_the_people")
TROUBLES = _set("troubles")
PART_NOUNS = _set("part_nouns")
LEAVING = _set("leaving")
DIRECTION_NOUNS = _set("direction_nouns")
SETTING_OUT = _set("setting_out")
RESIDING = _set("residing")
KEPT_NOUNS = _set("kept_nouns")
CALLED = _set("called")
TARGETING = _set("targeting")
OF_THE_STATE = _set("of_the_state")
ELSEWHERE = _by_meaning("elsewhere")
HAPPENING = _set("happening")
HARM = _set("harm")
ON_PERSONS = _set("on_persons")
WEAPONS = _set("weapons")
VICTIMS = _set("victims")
AUDIENCE = _of("audience")
SPEAKERS = _of("speakers")
PARTICLES = _of("particles")
SEATS = _of("seats")
HAVING = _of("having")
OWN = _of("own")
FAILED = _of("failed")
BASES = _of("bases")
COUNTS = w.NUMBERS | {"dozen", "another", "more", "others"}
COURTS = INSTITUTIONS & SPEAKERS
SORTS = MODIFIERS | _of("sorts")
RECENT = w.DAYS | _of("recent")
SPANS = _of("spans")
LONG_SPANS = _of("long_spans")
OTHER_EVENTS = _of("other_events")
RECALLING = _of("recalling")
SEPARATE = _of("separate")
PERHAPS_SEPARATE = _of("perhaps_separate")
AGED = _of("aged")
SUCCUMBED = _of("succumbed")
EXPELLED = _of("expelled")
SETTLEMENTS = _of("settlements")
COMING = _of("coming")
CUSTODY = _of("custody")
NAMING = _of("naming")
HOUSES = _of("houses")
OTHER_VERBS = _of("other_verbs")
PARTICIPLES = _of("participles")
CAUGHT = _of("caught")
MOURNING = _of("mourning")
HOSPITALS = _of("hospitals")
LANDING = _of("landing")
PASSIVES = _of("passives")
SCENES = _of("scenes")
LABELS = _of("labels")
LOCALS = _of("locals")
LOCATED = _of("located")
LYING = _of("lying")
BELONGING = _of("belonging")
MEANWHILE = _of("meanwhile")
PHRASES = _by_first("phrases")
OTHERS_OF = _of("others_of")
STATE_SEATS = word_set(_TABLES["state"]["seats"])
STATE_SEAT_NOUNS = word_set(_TABLES["state"]["seat_nouns"])
PART_SEATS = _by_first("part_seats")
STATE_SEAT_HOUSES = word_set(_TABLES["state"]["houses"])
HEADQUARTERS = _of("headquarters")
HOUSES_OF_SPEAKERS = _of("houses_of_speakers")
NAMES_ARTICLES = _of("names_articles")
LOCAL = _of("local")
LARGEST = _of("largest")
LEVELS = _of("levels")
MARKETS = _of("markets")
BEFALLING = _of("befalling")
PERSONS_EVENTS = _of("persons_events")
BELONGINGS = _of("belongings")
FAMILIES = _of("families")
FEASTS = _of("feasts")
WATERS_OF = _of("waters_of")
CROSSINGS = _of("crossings")
ENDINGS = _of("endings")
HOMES = _of("homes")
FIGHTING = _of("fighting")
CONSTITUENCIES = _of("constituencies")
SIMILAR_KINDS = (word_set("village town"), word_set("town city"), word_set("district region"))
"""Kinds that reports use for one another; a value with the one is carried by the other."""
