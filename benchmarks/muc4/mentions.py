"""Names of actors in the spelling of the MUC-4 key, which parts a person's name from the title.

The key fills "Deputy JOHN DOE OF THE X PARTY" as the name JOHN DOE with the description DEPUTY, and
"X GUERRILLAS" mostly as the organisation X: 16 of 23 templates of the development set whose text
has "FMLN guerrillas" name the organisation, two the phrase.
"""

import re
from collections.abc import Callable, Iterator


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_RANKS = _set(
    "leader commander chief director rector father msgr monsignor dr mr mrs ms miss sister brother"
    " don dona head member chairman president-elect candidate dean archbishop bishop reverend rev"
    " gen col lt maj capt sgt cpl engineer attorney spokesman former retired"
)
_FOLLOWERS = _set(
    "guerrillas guerrilla rebels rebel militants militant terrorists terrorist insurgents fighters"
    " members member commandos commandoes units unit forces troops gunmen elements cells cell"
    " columns column squads soldiers subversives extremists combatants"
)
_OF_GROUP = re.compile(
    r"^(.*?\b(?:{})) of (?:the )?(.+)$".format("|".join(_FOLLOWERS)), re.IGNORECASE
)
_COUNTED = re.compile(
    r"^(?:\d[\d,.]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen"
    r"|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty) (?=\w)"
    # A group may be named after a day.
    r"(?!(?:de|january|february|march|april|may|june|july|august|september|october|november|december)\b)",
    re.IGNORECASE,
)
_PARTED = re.compile(r"\s+of\s+", re.IGNORECASE)

Kind = Callable[[str], str]
"""Tells the kind of actor from the words of a name; ``unknown`` where they do not say."""


def uncounted(name: str) -> str:
    """A name without the numeral before it: the key tells the number apart ("TWO GIRLS" is GIRLS, 2).

    Of the fills that have a numeral before them in the text 81 of 100 leave it out in the
    development set and 87 of 100 in the validation set.
    """
    return _COUNTED.sub("", name, count=1)


def person(name: str, kind: Kind) -> str:
    """A person's name without title and office; any other name as it is."""
    words = _PARTED.split(name)[0].split()
    last = max((i for i, word in enumerate(words) if _is_title(word, kind)), default=-1)
    rest = words[last + 1 :]
    if last < 0 or not rest or any(char.isdigit() for word in rest for char in word):
        return name
    # Capitals tell nothing: the texts have no other letters, and a reader may write them small.
    return " ".join(rest) if kind(" ".join(rest)) == "unknown" else name


def _is_title(word: str, kind: Kind) -> bool:
    low = word.lower().strip(".,")
    return low in _RANKS or kind(low) in {"officials", "civilians", "state_forces", "police"}


def doers(name: str, kind: Kind) -> Iterator[str]:
    """Those who act by a name, as the key fills them.

    "Rebels of the X" are the phrase and X; "X rebels" are X alone, where X is known for rebels; any
    other name is itself, without a person's title.
    """
    grouped = _OF_GROUP.match(name)
    if grouped:
        yield name
        yield grouped[2]
        return
    words = name.split()
    if (
        len(words) > 1
        and words[-1].lower() in _FOLLOWERS
        and kind(" ".join(words[:-1])) == "rebels"
    ):
        yield " ".join(words[:-1])
        return
    yield person(name, kind)
