"""Joins the records of a document, and of several, that are about the same incident, for any schema.

:mod:`mentions` reads what each record can be compared by, :mod:`weighing` says what speaks for and
against two being one, :mod:`clustering` goes through a document, :mod:`counting` and :mod:`joining`
make one record of several, :mod:`sums` finds what tells several things together.  Across documents
:mod:`accounts` says when an incident was, :mod:`matching` what speaks for two being one,
:mod:`linking` which are, and :mod:`across` makes them one.  :mod:`naming` says what those who act and
are hit are called, :mod:`aliases` reads a user's file about it.  What a domain has to say about it stands
in tables of its schema's module (:mod:`tables`, :mod:`recalling`).
"""

from llmextract.merge.across import Elsewhere, Telling, merge_across
from llmextract.merge.aliases import Aliases, read_aliases
from llmextract.merge.clustering import Joint
from llmextract.merge.document import NO_ALIASES, Merged, joined, merge_document
from llmextract.merge.joining import LeftOut

__all__ = [
    "NO_ALIASES",
    "Aliases",
    "Elsewhere",
    "Joint",
    "LeftOut",
    "Merged",
    "Telling",
    "joined",
    "merge_across",
    "merge_document",
    "read_aliases",
]
