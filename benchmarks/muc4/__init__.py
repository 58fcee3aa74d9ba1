"""Scores against MUC-4 keys: the gold, the predictions, their alignment, the figures."""
