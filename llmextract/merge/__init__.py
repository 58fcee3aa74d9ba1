"""Joins the records of one document that are about the same incident, for any schema.

:mod:`mentions` reads what each record can be compared by, :mod:`weighing` says what speaks for and
against two being one, :mod:`clustering` goes through a document, :mod:`counting` and :mod:`joining`
make one record of several, :mod:`sums` finds what tells several things together.  What a domain has
to say about it stands in tables of its schema's module (:mod:`tables`, :mod:`recalling`).
"""

from llmextract.merge.clustering import Joint
from llmextract.merge.document import Merged, joined, merge_document
from llmextract.merge.joining import LeftOut

__all__ = ["Joint", "LeftOut", "Merged", "joined", "merge_document"]
