"""Measuring llmextract: what is not part of the package and not in the wheel."""
