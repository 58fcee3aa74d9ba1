"""Joins the records of one document that are about the same incident, for any schema.

Two steps over the marks of a schema's fields: :mod:`agreeing` says whether two records can be about
one thing and whether enough speaks for it; :mod:`joining` makes one record of them.
:mod:`clustering` goes through a document.  When in doubt, records stay apart: an incident that is
told twice is seen by an analyst, two that became one are not.
"""

from llmextract.merge.clustering import Merged, joined, merge_document
from llmextract.merge.joining import LeftOut

__all__ = ["LeftOut", "Merged", "joined", "merge_document"]
