"""Scores: the verifier against labelled cases, a run against gold."""
