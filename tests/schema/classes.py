"""Record classes of these tests: every kind of field that can be asked for."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from llmextract.verification.marks import Evidence, Found, Grounded


class Place(BaseModel):
    name: Annotated[str, Grounded("place")] = Field(max_length=30)
    kind: Annotated[str, Found("kind")] = "unknown"


class Cause(BaseModel):
    what: str
    sure: bool


class Flood(BaseModel):
    sentences: Annotated[list[int], Evidence()] = Field(default=[], min_length=1)
    level: Literal["low", "high"]
    stage: Literal[1, 2, None] = None
    depth: float | None = None
    homes: Annotated[int | None, Grounded("number", role="destroyed")] = Field(ge=0)
    places: list[Place]
    causes: list[Cause] = Field(max_length=3)
    main: Cause | None = None
    words: list[Annotated[str, Grounded("quote"), Field(max_length=9)]] | None = None
    closed: bool = False


class Word(BaseModel):
    model_config = ConfigDict(extra="forbid")
    word: str = Field(max_length=5)
    size: float = 1.0
