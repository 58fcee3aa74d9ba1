"""Tells what is taken along with people from people: "took away two fishermen and their canoe"."""

from typing import Final

from llmextract.verification.numbers.counted import Count
from llmextract.verification.numbers.naming_deeds import called_by_doers
from llmextract.verification.numbers.scene import Scene
from llmextract.verification.numbers.tags import Tag

_THING: Final = frozenset({"belonging"})


def leave_belongings(scene: Scene) -> None:
    """Takes from the seized what is somebody's and, as far as can be told, nobody.

    Things are taken as well as people, so that a noun that no table knows and that is not made like
    one for a person is no person behind "their".  Whoever is abducted in so many words is one.
    """
    plain = scene.tokens.tables.plain_deeds
    owned = [
        count
        for count in scene.counts
        if count.effects and count.numeral.form == "singular" and _may_be_thing(scene, count)
    ]
    if not owned or not plain:
        return
    surely = {
        id(one)
        for at, clause in scene.clauses.items()
        if scene.tokens.words[at].startswith(plain)
        for one in clause.people
    }
    for count in owned:
        if id(count) not in surely:
            count.effects.clear()
            count.classes = _THING


def _may_be_thing(scene: Scene, count: Count) -> bool:
    """Whether a seized one is an unknown noun behind a possessive, and not made like a person's."""
    tokens = scene.tokens
    if not count.effects <= called_by_doers(tokens.tables):
        return False  # nothing but what is called by who did it: seized, taken away
    owned = tokens.tags[count.first] & Tag.POSSESSIVE and tokens.tags[count.head] & Tag.UNKNOWN
    endings = tokens.tables.endings
    persons = endings.get("trade", ()) + endings.get("kin", ())
    return bool(owned) and not tokens.words[count.head].endswith(persons)
