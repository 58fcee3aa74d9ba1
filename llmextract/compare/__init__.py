"""Compares runs of several models over the same articles; the page to look at them is :mod:`page`."""

from llmextract.compare.comparison import Aligned, Comparison, compare

__all__ = ["Aligned", "Comparison", "compare"]
