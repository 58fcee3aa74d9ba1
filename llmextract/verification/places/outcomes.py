"""What a clause may make of a place: that it happened there, surely something else, or nothing sure."""

from llmextract.verification.places.governing import Role

_REASONS = {
    "treated": ("destination", "where somebody was taken or treated"),
    "held": ("destination", "where somebody is held or tried"),
    "buried": ("destination", "where somebody is buried or mourned"),
    "based": ("origin", "where somebody is based or lives"),
    "refuge": ("destination", "where somebody went to"),
    "spoken": ("filed", "where somebody speaks"),
    "calm": ("calm", "where nothing happened"),
    "planned": ("unreal", "what was planned, feared, threatened or prevented there"),
    "foiled": ("unreal", "what was prevented there"),
    "denied": ("unreal", "where it did not happen"),
    "doubted": ("unreal", "of what is only asked about, supposed or denied by somebody"),
    "of nobody": ("unreal", "of what befell nobody, as far as the rules tell"),
    "background": ("background", "of another, earlier event"),
    "before": ("before", "of an event before that of the report"),
}


def outcome(what: str) -> Role:
    """The part of a place in a clause of this kind.

    The place of a threat or a plan is right in a record of one and wrong in any other; which of them
    the record is, its place cannot tell, so it is unclear.
    """
    part, reason = _REASONS[what]
    return Role(part, reason, is_read=what not in _OPEN, weak=what == "foiled")


_OPEN = frozenset({"planned", "foiled", "doubted", "of nobody"})
"""Clauses of which no rule tells whether a record may be about them."""
STANDS = frozenset({"calm", "background", "before", "unreal"})
"""Parts of a name that stands for the place itself, though nothing happened there."""

COMPLEMENT = Role("location", "the clause begins behind a verb of speech", is_read=False)
HAPPENED = Role("location", "as written")
WEAK = Role("location", "as written", weak=True)
DOUBTFUL = Role("location", "stands in the text; its clause may tell something else", is_read=False)
UNREAD = Role("location", "stands in the text; no rule reads its clause", is_read=False, weak=True)
