"""Incidents of armed conflict: who did what to whom, where, when, with what, with what toll.

The engine finds ``Incident`` by name; its docstrings and descriptions are what the model reads, so
each says in one line what an analyst's codebook says.  Fields with a default that are not lists of
words are not asked of the model: they are read from the words themselves (``Actor.kind`` from the
nouns of the name, ``Location.kind`` and ``within`` from the text around it).
"""

import re
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from llmextract.verification.marks import Evidence, Found, Grounded, Side

EventType = Literal[
    "armed_attack",
    "bombing",
    "suicide_bombing",
    "shelling",
    "airstrike",
    "landmine",
    "assassination",
    "kidnapping",
    "arson",
    "robbery",
    "hijacking",
    "seizure",
    "blockade",
    "clash",
    "other",
]
Status = Literal["happened", "attempted", "threatened", "claimed", "alleged"]
PlaceKind = Literal[
    "village",
    "town",
    "city",
    "district",
    "province",
    "region",
    "country",
    "road",
    "mountains",
    "site",
    "unknown",
]
ActorKind = Literal[
    "state_forces",
    "police",
    "rebels",
    "political_militia",
    "identity_militia",
    "external_forces",
    "civilians",
    "officials",
    "facility",
    "vehicle",
    "unknown",
]

MORE_EXACT: dict[str, dict[str, tuple[str, ...]]] = {
    "event_type": {
        "armed_attack": (
            "bombing",
            "suicide_bombing",
            "shelling",
            "airstrike",
            "assassination",
            "clash",
        ),
        "bombing": ("suicide_bombing", "landmine"),
    },
    "status": {"alleged": ("claimed", "happened"), "claimed": ("happened",)},
}
"""Values that tell the same more exactly: two reports of one incident may have the one or the other."""

RECALLED_AS: dict[str, dict[str, tuple[str, ...]]] = {
    "event_type": {
        "armed_attack": ("attack", "assault", "raid", "ambush", "shooting", "massacre", "killing"),
        "bombing": ("explosion", "blast", "bomb attack", "attack", "detonation", "bomb"),
        "suicide_bombing": ("explosion", "blast", "bombing", "attack"),
        "shelling": ("bombardment", "attack", "strike"),
        "airstrike": ("air strike", "strike", "air raid", "raid", "bombardment"),
        "landmine": ("explosion", "blast", "mine"),
        "assassination": ("murder", "killing", "slaying", "attack", "crime", "attempt", "shooting"),
        "kidnapping": ("abduction", "hostage taking"),
        "arson": ("fire", "blaze", "arson attack"),
        "robbery": ("theft", "looting", "raid"),
        "hijacking": ("hijack",),
        "clash": ("fighting", "battle", "firefight", "skirmish", "ambush"),
    },
}
"""Nouns by which a text comes back to an incident that it told before ("the blast")."""

COUNTED_AS: dict[str, tuple[str, ...]] = {
    "killed": ("dead", "killed", "slain", "victims", "bodies", "those who died", "fatalities"),
    "injured": ("wounded", "injured", "hurt", "casualties"),
}
"""Nouns by which a text comes back to those it counted ("among the dead was a nurse")."""

SHARED_TELLS: dict[str, float] = {"targets": 2.0, "perpetrators": 0.75}
"""How much a name that two records share tells of one incident: nobody is killed twice."""

ALSO_TOLD_AS: dict[str, dict[str, tuple[str, ...]]] = {
    "event_type": {
        "assassination": ("bombing", "suicide_bombing", "landmine", "airstrike", "kidnapping"),
        "clash": ("bombing", "suicide_bombing", "seizure", "shelling", "airstrike"),
        "shelling": ("bombing", "airstrike"),
        "kidnapping": ("armed_attack", "hijacking"),
        "seizure": ("armed_attack",),
        "robbery": ("armed_attack", "hijacking"),
        "arson": ("armed_attack", "bombing"),
    },
    "status": {"attempted": ("happened", "claimed", "alleged")},
}
"""Values that one incident may be told as, though neither is more exact: a siege, a bomb for one man."""

UNDIRECTED: dict[str, tuple[str, ...]] = {"event_type": ("clash",)}
"""Where the two sides of an incident are no doer and no target."""

GROUPS: dict[str, tuple[str, ...]] = {
    "the group": ("rebels", "political_militia", "identity_militia"),
    "of states": ("state_forces", "police", "external_forces"),
}
"""Kinds of actors that are groups: those that "the group" may stand for, and the others."""

_UNLESS = ("event_type", *UNDIRECTED["event_type"])

HEARSAY: dict[str, tuple[str, ...]] = {"status": ("claimed", "alleged")}
"""Values by which a record tells what somebody says: its counts give way to those of facts."""

# What the nouns of a name say of the kind of actor: singular nouns and phrases by kind; regular
# plurals are formed by rule, others are listed.  Where two kinds have the same words, the earlier
# row decides.  Nouns of rank and role that any side has (leader, commander, officer, chief, member)
# are left out on purpose: the word before them tells ("rebel leader", "police chief").
_ACTOR_WORDS: dict[str, str] = {
    "vehicle": """
        vehicle, convoy, bus, minibus, car, truck, lorry, van, taxi, tank, train, locomotive,
        jeep, pickup, motorcycle, motorbike, aircraft, plane, airplane, jet, airliner,
        helicopter, drone, ship, boat, vessel, ferry, freighter, trawler, tanker, ambulance,
        motorcade, bulldozer, tractor
    """,
    "facility": """
        station, base, post, outpost, checkpoint, checkpost, roadblock, position, barracks,
        garrison, headquarters, hq, camp, stronghold, compound, office, embassy, consulate,
        ministry, parliament, courthouse, court, hospital, clinic, school, university, college,
        mosque, church, temple, shrine, monastery, synagogue, cemetery, market, bazaar, shop,
        store, supermarket, mall, bakery, bridge, dam, road, highway, railway, pipeline,
        oilfield, oil field, gas field, refinery, well, airport, airfield, airbase, air base,
        port, harbour, harbor, bank, building, house, home, residence, hotel, cafe, restaurant,
        tower, pylon, power line, substation, plant, factory, mine, mill, farm, plantation,
        warehouse, depot, village, town, city, district, neighborhood, neighbourhood, prison,
        jail, border crossing, radio, newspaper, facility, installation, property, infrastructure
    """,
    "external_forces": """
        coalition, peacekeeper, peacekeeping force, peacekeeping mission, un mission, un force,
        un troops, nato, minusma, monusco, unifil, amisom, atmis, african union force, foreign
        troops, foreign forces, foreign soldier, wagner, wagner group, mercenary, multinational
        force, allied forces, intervention force
    """,
    "police": """
        police, policeman, policewoman, gendarme, gendarmerie, constable, constabulary,
        carabinero, carabineros, national guard, civil guard, traffic warden, riot squad,
        sheriff, detective
    """,
    "political_militia": """
        militia, militiaman, paramilitary, paramilitaries, death squad, hitman, hit squad,
        assassin, self-defense group, self-defence group, self-defense force, self-defence force,
        civil defense, popular mobilization, popular mobilisation, popular mobilization forces,
        civilian patrol, popular mobilization units, vigilante, pro-government fighter,
        pro-government force, mahdi army, imbonerakure, shabiha, janjaweed, basij, volunteer
        battalion, partisan, loyalist
    """,
    "state_forces": """
        army, soldier, servicewoman, serviceman, troop, trooper, military, government forces,
        security forces, security force, armed forces, regime forces, defense forces, defence
        forces, defense force, defence force, navy, air force, marine, sailor, airman, pilot,
        warplane, fighter jet, conscript, recruit, draftee, reservist, brigade, battalion,
        regiment, platoon, infantry, infantryman, paratrooper, commando, ranger, border guard,
        presidential guard, republican guard, revolutionary guard, coast guard, intelligence
        officer, intelligence agent, intelligence service, secret service, security agent,
        security service, lieutenant, captain, sergeant, general, colonel, major, corporal,
        brigadier, admiral, special forces, junta, government, regime, officer corps, cadet
    """,
    "identity_militia": """
        tribal, tribe, tribesman, tribal militia, clan militia, ethnic militia,
        communal militia, clan, clansman, herder, herdsman, pastoralist, farmer militia,
        communal, ethnic, bandit, gang, gangster, gang member, cattle raider, cattle rustler,
        rustler, dozo, dan na ambassagou, koglweogo, mob, mungiki, cartel, pirate, criminal,
        armed robber, robber, trafficker, smuggler, drug trafficker, football hooligan, rioter
    """,
    "rebels": """
        rebel, insurgent, insurgency, guerrilla, guerilla, militant, fighter, combatant,
        terrorist, extremist, jihadist, jihadi, islamist, separatist, secessionist, mutineer,
        gunman, gunwoman, armed man, armed woman, masked man, masked woman, armed group, cell,
        front, liberation, subversive, assailant, attacker, bomber, suicide bomber, sniper,
        raider, islamic state, is, isis, isil, iswap, daesh, al-qaeda, al qaeda, aqap, aqim,
        jnim, al-nusra, hts, taliban, haqqani network, boko haram, al-shabaab, al shabaab,
        shabab, hezbollah, hizbullah, hamas, islamic jihad, houthi, pkk, ypg, free syrian army,
        syrian democratic forces, resistance army, liberation army, people's army, patriotic
        army, revolutionary army, arakan army, independence army, national army for liberation,
        revolutionary armed forces, people's defence force, rapid support forces, farc, eln,
        fmln, shining path, sendero luminoso, mrta, tupac amaru, unita, renamo, swapo, ltte,
        tamil tiger, lra, m23, adf, allied democratic forces, fano, naxalite, maoist, new
        people's army, abu sayyaf, eta, ira, plo, contra, opposition fighter, opposition forces,
        peshmerga
    """,
    "officials": """
        minister, prime minister, mayor, vice mayor, governor, judge, prosecutor, attorney
        general, lawmaker, legislator, parliamentarian, congressman, congresswoman, senator,
        deputy, mp, alderman, ambassador, diplomat, attache, president, vice president,
        councillor, councilor, councilman, councilwoman, council member, official, commissioner,
        village chief, district chief, candidate, consul, politician, magistrate, envoy,
        spokesman, spokeswoman, administrator, prefect, king, queen, prince, emir, party leader,
        opposition leader, head of state, civil servant, bureaucrat, secretary general, delegate,
        negotiator, election worker, poll worker, tax collector
    """,
    "civilians": """
        civilian, people, person, villager, resident, inhabitant, local, citizen, national, man,
        woman, child, children, youth, youngster, teenager, boy, girl, schoolboy, schoolgirl,
        baby, infant, toddler, mother, father, brother, sister, daughter, wife, wives, husband,
        widow, couple, housewife, housewives, grandmother, grandfather, relative, family, elder,
        tribal elder, clan elder, student, pupil, teacher, schoolteacher, professor, academic,
        journalist, reporter, correspondent, editor, cameraman, photographer, broadcaster,
        blogger, worker, labourer, laborer, employee, staff, aid worker, relief worker,
        humanitarian, volunteer, medic, paramedic, rescuer, firefighter, fireman, farmer,
        peasant, campesino, shepherd, driver, passenger, commuter, traveller, traveler,
        pedestrian, motorist, cyclist, merchant, trader, vendor, shopkeeper, businessman,
        businesswoman, businessmen, banker, contractor, industrialist, landowner, rancher,
        worshipper, worshiper, pilgrim, mourner, guest, priest, nun, monk, bishop, archbishop,
        cleric, imam, preacher, pastor, rabbi, missionary, jesuit, doctor, nurse, engineer,
        technician, scientist, lawyer, tourist, foreigner, miner, fisherman, hunter, bystander,
        passer-by, passers-by, shopper, protester, protestor, demonstrator, activist, campaigner,
        unionist, trade unionist, union leader, labor leader, labour leader, community leader,
        religious leader, refugee, migrant, returnee, displaced, evacuee, hostage, prisoner,
        detainee, inmate, victim, crowd, population, watchman, security guard, bodyguard, singer,
        actor, athlete, footballer, writer, poet, convert, settler, adult, survivor, witness
    """,
}
# The same noun is another kind of actor under the flag of a state that fights abroad.
_ABROAD = (
    "turkish, russian, french, american, u.s., us, us-led, british, israeli, iranian, rwandan, "
    "ugandan, ethiopian, eritrean, kenyan, chadian, saudi, saudi-led, emirati, burundian, cuban, "
    "soviet"
)
_ABROAD_NOUNS = (
    "troop, force, forces, military, army, soldier, warplane, jet, drone, aircraft, navy, marine, "
    "air force, helicopter, gunship, special forces, artillery, battalion, infantry"
)


def _nouns(words: str) -> str:
    """A pattern of these words and their regular plurals, the longest first."""
    return "|".join(
        rf"{re.escape(stem)}(?:{endings})"
        for stem, endings in map(_endings, sorted(_split(words), key=len, reverse=True))
    )


def _split(words: str) -> list[str]:
    return [" ".join(word.split()) for word in words.split(",")]


def _endings(word: str) -> tuple[str, str]:
    """What stays of a noun, and what may follow it: policem-an, policem-en; arm-y, arm-ies."""
    if word.endswith("man"):
        return word.removesuffix("an"), "an|en"
    if re.search(r"[^aeiou]y$", word):
        return word.removesuffix("y"), "y|ies"
    return word, "|es" if re.search(r"(?:s|x|ch|sh)$", word) else "|s"


@cache
def _actor_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """A pattern for each kind, in the order of the table; made when a name is first read."""
    patterns = {kind: _nouns(words) for kind, words in _ACTOR_WORDS.items()}
    abroad = "|".join(re.escape(word) for word in _split(_ABROAD))
    patterns["external_forces"] += rf"|(?:{abroad})[ ](?:{_nouns(_ABROAD_NOUNS)})"
    return tuple(
        (kind, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE))
        for kind, pattern in patterns.items()
    )


_AFTER_HEAD = re.compile(r"\b(?:of|from|in|near|at|with|on|who|that|belonging|loyal)\b", re.I)


def actor_kind(data: dict[str, Any]) -> str:
    """The kind of actor that the words of a name tell; ``unknown`` where they tell none.

    A name's head noun stands last in English ("police *station*", "army *convoy*") and before a
    preposition ("*soldiers* from the base").  Where no word before the preposition tells a kind, it
    is a noun of measure ("a group of *gunmen*", "members of the *police*") and the words after it
    are read.
    """
    name = str(data.get("name", "")).replace("’", "'")
    for part in _AFTER_HEAD.split(name):
        kind = _head_kind(part)
        if kind is not None:
            return kind
    return "unknown"


def _head_kind(words: str) -> str | None:
    """The kind whose match ends last; of equal ends the longer one, which is the more exact."""
    best: tuple[int, int] = (-1, 0)
    kind = None
    for candidate, pattern in _actor_patterns():
        for match in pattern.finditer(words):
            rank = (match.end(), -match.start())
            if rank > best:
                best, kind = rank, candidate
    return kind


class Actor(BaseModel):
    """Somebody or something that acts or is hit."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Grounded("name")] = Field(
        description="as the text calls them", max_length=80
    )
    kind: ActorKind = Field(
        default_factory=actor_kind,  # type: ignore[arg-type]  # the factory may only name kinds
        description="what kind of actor the words of the name tell",
    )


class Location(BaseModel):
    """A place where an incident happened."""

    model_config = ConfigDict(extra="forbid")

    name: Annotated[str, Grounded("place", role="location")] = Field(
        description="the place as written", max_length=80
    )
    kind: Annotated[PlaceKind, Found("kind")] = Field(
        default="unknown", description="what kind of place the text says it is"
    )
    within: Annotated[list[str], Found("within")] = Field(
        default_factory=list, description="the places that the text says it lies in"
    )


class Incident(BaseModel):
    """One act of violence or coercion that a text reports."""

    model_config = ConfigDict(extra="forbid")

    sentences: Annotated[list[int], Evidence()] = Field(
        description="numbers of the sentences that report it", min_length=1, max_length=6
    )
    event_type: EventType = Field(description="what happened")
    status: Status = Field(
        description=(
            "happened; attempted: it failed or was foiled; threatened: announced; "
            "claimed: only the doer says so; alleged: somebody accuses"
        )
    )
    date: Annotated[str | None, Grounded("date")] = Field(
        description="when, in the words of the text", max_length=60
    )
    locations: list[Location] = Field(description="where it happened", max_length=3)
    perpetrators: Annotated[list[Actor], Side("agent", _UNLESS)] = Field(
        description="who did it, and the group that they belong to", max_length=3
    )
    targets: Annotated[list[Actor], Side("patient", _UNLESS)] = Field(
        description="who or what was hit", max_length=4
    )
    weapons: list[Annotated[str, Grounded("quote")]] = Field(description="with what", max_length=4)
    killed: Annotated[int | None, Grounded("number", role="killed")] = Field(
        description="how many were killed; null if the text does not say", ge=0
    )
    injured: Annotated[int | None, Grounded("number", role="injured")] = Field(
        description="how many were injured; null if the text does not say", ge=0
    )
