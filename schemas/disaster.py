"""Disasters: what struck where and when, how strong it was, with what toll, who came to help.

The engine finds ``Disaster`` by name; its docstrings and descriptions are what the model reads.
The houses are a count of buildings for the engine; whether they fell or were only cracked is what
the description asks of the model.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from llmextract.verification.marks import Evidence, Found, Grounded

DisasterType = Literal[
    "earthquake",
    "tsunami",
    "volcanic_eruption",
    "flood",
    "storm",
    "tornado",
    "landslide",
    "avalanche",
    "wildfire",
    "drought",
    "heat_wave",
    "cold_wave",
    "other",
]
Status = Literal["happened", "forecast"]
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

GLIDE_CODE: dict[str, str] = {
    "earthquake": "EQ",
    "tsunami": "TS",
    "volcanic_eruption": "VO",
    "flood": "FL",
    "storm": "ST",
    "tornado": "TO",
    "landslide": "LS",
    "avalanche": "AV",
    "wildfire": "WF",
    "drought": "DR",
    "heat_wave": "HT",
    "cold_wave": "CW",
    "other": "OT",
}
"""Hazard code of the GLIDE numbers, by which relief agencies know a disaster, for each type here.

A storm that the text calls a cyclone is ``TC`` there: its name is what tells, not its type.
"""

MORE_EXACT: dict[str, dict[str, tuple[str, ...]]] = {
    "disaster_type": {"storm": ("tornado",), "flood": ("tsunami",)},
    "status": {"forecast": ("happened",)},
}
"""Values that tell the same more exactly: two reports of one disaster may have the one and the other."""

RECALLED_AS: dict[str, dict[str, tuple[str, ...]]] = {
    "disaster_type": {
        "earthquake": ("quake", "tremor", "shock", "shaking"),
        "tsunami": ("wave", "tidal wave"),
        "volcanic_eruption": ("eruption", "volcano", "ash cloud"),
        "flood": ("flooding", "deluge", "high water", "inundation", "water"),
        "storm": ("cyclone", "hurricane", "typhoon", "gale", "blizzard"),
        "tornado": ("twister", "whirlwind", "storm"),
        "landslide": ("mudslide", "rockslide", "mudflow", "slide"),
        "avalanche": ("slide",),
        "wildfire": ("fire", "blaze", "bushfire", "forest fire"),
        "drought": ("dry spell",),
        "heat_wave": ("heat",),
        "cold_wave": ("cold", "frost", "cold spell"),
    },
}
"""Nouns by which a text comes back to a disaster that it told before ("the tremor")."""

COUNTED_AS: dict[str, tuple[str, ...]] = {
    "dead": ("dead", "killed", "victims", "bodies", "drowned"),
    "injured": ("wounded", "injured", "hurt"),
    "missing": ("missing",),
    "displaced": ("displaced", "evacuees", "homeless"),
}
"""Nouns by which a text comes back to those it counted ("among the dead was a nurse")."""

SHARED_TELLS: dict[str, float] = {"responders": 0.5}
"""How much a name that two records share tells that they are of one disaster: helpers go to many."""

HEARSAY: dict[str, tuple[str, ...]] = {"status": ("forecast",)}
"""Values by which a record tells what is only expected: its counts give way to those of facts."""


class Location(BaseModel):
    """A place that a disaster struck."""

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


class Disaster(BaseModel):
    """One natural disaster that a text reports."""

    model_config = ConfigDict(extra="forbid")

    sentences: Annotated[list[int], Evidence()] = Field(
        description="numbers of the sentences that report it", min_length=1
    )
    disaster_type: DisasterType = Field(description="what struck")
    status: Status = Field(description="happened; forecast: so far only expected or warned of")
    date: Annotated[str | None, Grounded("date")] = Field(
        description="when it struck, in the words of the text", max_length=60
    )
    locations: list[Location] = Field(description="where it struck", max_length=4)
    magnitude: Annotated[float | None, Grounded("quote", role="magnitude, Richter")] = Field(
        description="of an earthquake, as the text gives it", ge=0
    )
    dead: Annotated[int | None, Grounded("number", role="killed")] = Field(
        description="how many died; null if the text does not say", ge=0
    )
    injured: Annotated[int | None, Grounded("number", role="injured")] = Field(
        description="how many were injured; null if the text does not say", ge=0
    )
    missing: Annotated[int | None, Grounded("number", role="missing")] = Field(
        description="how many are missing; null if the text does not say", ge=0
    )
    displaced: Annotated[int | None, Grounded("number", role="displaced")] = Field(
        description="how many had to leave their homes; null if the text does not say", ge=0
    )
    houses_destroyed: Annotated[int | None, Grounded("number", role="buildings")] = Field(
        description="how many houses were destroyed, not only damaged; null if not said", ge=0
    )
    responders: list[Annotated[str, Grounded("name")]] = Field(
        description="who rescues, shelters or brings help, not whom they help", max_length=4
    )
